"""The README of a working folder: what is there, what to do next, and the least that a run needs."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sufficiency.figures.blanks import FILE_NAME
from sufficiency.figures.book import Figure, count_kinds
from sufficiency.report.markdown import bullets
from sufficiency.starter.evidence import Council
from sufficiency.words import count

MINIMUM: Final = (
    "children looked after on the base date, and how many of them came unaccompanied",
    "the same children by age (five bands), by placement (six) and by distance from home (five)",
    "children aged 0 to 17 in the population, by age band, and how they grow (two years or more)",
    "children with the authority's own foster carers, and with family and friends (assumed until you know)",
)
_MOST_ASKED: Final = 6


def readme_text(
    council: Council,
    base: int,
    files: Mapping[str, Sequence[Figure]],
    asked: Sequence[Mapping[str, str]],
    notes: Iterable[str],
) -> str:
    """The text of README.md."""
    counted = count_kinds(figure for held in files.values() for figure in held)
    kinds = ", ".join(f"{count} {kind}" for kind, count in counted.items())
    return f"""\
# {council.name}: children looked after on 31 March {base}, and the homes they need

Drafted by `sufficiency new`. It is yours to change: every number stands in a CSV file with its source.

## What to do next

1. `sufficiency check .` says what is wrong, what is left to find out, and what is worth most.
2. Open `data/{FILE_NAME}` and fill in what you know, most valuable first: the value, where it comes from \
(`source`) and, if you are unsure, a `low` and a `high`. A blank is *not recorded*; it is never nought.
3. `sufficiency run .` gives the position, the forecast and the gap; `--out DIR` writes tables and charts.
4. `sufficiency compare base.toml count-holds.toml rate-holds.toml more-near-home.toml` sets the scenarios \
side by side.
5. `sufficiency report DIR` makes a report of a run that was written.

## What is worth most

{_asked_in_words(asked)}

## What is here

| file | what it is |
|---|---|
| `base.toml` | the scenario: halfway between the count and the rate held |
| `count-holds.toml`, `rate-holds.toml`, `more-near-home.toml` | three that differ from it |
{_files_in_words(files)}
| `data/{FILE_NAME}` | what only a council knows: blanks to fill in, and who has it |
| `england/` | England's figures, as they come with the tool |
| `made.toml` | which version of the tool wrote this folder |

Figures here: {kinds}. One that is assumed has a low and a high, wide enough for a council of which nothing \
is known, or says in its note how it was worked out.

{_notes_in_words(notes)}
## The least that a run needs

{bullets(MINIMUM)}

`sufficiency run .` says which of these is missing.
"""


def _asked_in_words(asked: Sequence[Mapping[str, str]]) -> str:
    by_rank: dict[str, Mapping[str, str]] = {}
    for row in asked:
        by_rank.setdefault(row["rank"], row)
    rows = list(by_rank.values())[:_MOST_ASKED]
    return "\n".join(f"{place}. {row['what'][0].upper()}{row['what'][1:]}. {row['who_has_it']}."
                     for place, row in enumerate(rows, start=1))  # fmt: skip


def _files_in_words(files: Mapping[str, Sequence[Figure]]) -> str:
    return "\n".join(f"| `data/{name}.csv` | {count(len(figures), 'figure')}: {_measures(figures)} |"
                     for name, figures in files.items())  # fmt: skip


def _measures(figures: Iterable[Figure]) -> str:
    return ", ".join(dict.fromkeys(figure.measure.replace("_", " ") for figure in figures))


def _notes_in_words(notes: Iterable[str]) -> str:
    told = list(notes)
    return f"## What to know of it\n\n{bullets(told)}\n" if told else ""
