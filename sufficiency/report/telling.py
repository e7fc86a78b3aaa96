"""Numbers of protected tables told in words: about so many, in a range, never a central figure alone.

Each takes cells as `printed_rows` gives them: a number, `c` where it is confidential, None where it is
not recorded. A chapter and a page say the same, because both take their words from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.report.declared import SUPPRESSED, Cell, Protected
from sufficiency.report.printed import printed_rows
from sufficiency.vocabulary import AS_PLACED, BACK_TESTED_YEARS, FOSTERING, LABELS, RESIDENTIAL, SUPPORTED
from sufficiency.words import lower_first

ALL_SURE: Final = 0.995  # a chance that prints as 1.00
ROUNDED: Final = (
    "In public, modelled numbers are rounded to the nearest 5, each by itself, so that need less secured "
    "places may differ from the gap by 5."
)
RANGES_IN_WORDS: Final = (
    "Ranges are of 80%: one chance in ten of less, and one in ten of more. A home is for one child."
)
# One and several of what a child needs. A residential home has several beds, so it is told in places.
NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    LABELS[FOSTERING]: ("foster home", "foster homes"),
    LABELS[RESIDENTIAL]: ("residential place", "residential places"),
    LABELS[SUPPORTED]: ("supported 16+ place", "supported 16+ places"),
}
HOMES: Final = ("home", "homes")


@dataclass(frozen=True)
class GapRow:
    """One row of table T16d: a scenario's need, secured places and gap, in homes, on 31 March of a year.

    `chance` is of a shortfall, 0 to 1; `add_for_80` is homes to add for 80 in 100.
    """

    scenario: str
    where: str
    provision: str
    basis: str
    year: str
    need: Cell
    need_low: Cell
    need_high: Cell
    secured: Cell
    gap: Cell
    gap_low: Cell
    gap_high: Cell
    gap_p80: Cell
    chance: Cell
    add_for_80: Cell

    @property
    def as_placed(self) -> bool:
        """Whether need counts only the children who are near already."""
        return self.basis == LABELS[AS_PLACED]


def gap_rows(table: Protected) -> list[GapRow]:
    """The rows of table T16d as they are printed."""
    texts = 5
    return [GapRow(*(str(cell) for cell in row[:texts]), *row[texts:]) for row in printed_rows(table)]


def count_in_words(cell: Cell, one: str = HOMES[0], many: str = HOMES[1]) -> str:
    """So many: `45 homes`, `1 home`; of none `no homes`; `c` and what is not recorded in words."""
    number = _number(cell)
    if number is None:
        return _unknown(cell, many)
    if number == 0:
        return f"no {many}"
    return f"{figure(cell)} {one if abs(number) == 1 else many}"


def about(central: Cell, low: Cell, high: Cell, one: str = HOMES[0], many: str = HOMES[1]) -> str:
    """About so many, in its range: `about 45 homes (30 to 60)`.

    None is `few or no homes`, since numbers are rounded. Where both ends are the same there is no range.
    """
    number = _number(central)
    if number is None:
        return _unknown(central, many)
    said = f"about {count_in_words(central, one, many)}" if number else f"few or no {many}"
    return _with_range(said, _span(low, high))


def gap_words(central: Cell, low: Cell, high: Cell, one: str = HOMES[0], many: str = HOMES[1]) -> str:
    """A gap in its range: `a gap of about 40 homes (from 10 to spare to a gap of 110)`.

    Below zero it is so many homes to spare; at zero, about as many homes as are needed.
    """
    number = _number(central)
    if number is None:
        return _unknown(central, many)
    if number == 0:
        return _with_range(f"about as many {many} as are needed", _gap_span(low, high))
    said = f"about {count_in_words(abs(number), one, many)}"
    if number > 0:
        return _with_range(f"a gap of {said}", _gap_span(low, high))
    return _with_range(f"{said} to spare", _gap_span(low, high).removesuffix(" to spare"))


def gap_sentence(central: Cell, low: Cell, high: Cell, one: str = HOMES[0], many: str = HOMES[1]) -> str:
    """A gap as a sentence: `The gap is about 40 homes (10 to 110).`"""
    number = _number(central)
    words = gap_words(central, low, high, one, many)
    if number is None:
        return "The gap is confidential." if central == SUPPRESSED else "The gap is not recorded."
    if number > 0:
        return f"The gap is {words.removeprefix('a gap of ')}."
    verb = "is" if abs(number) == 1 else "are"
    return f"There {verb} {words}."


def chance_words(chance: Cell) -> str:
    """A chance from 0 to 1 in 100ths: `83 in 100`, `more than 99 in 100`; nothing where it is blank."""
    number = _number(chance)
    if number is None:
        return "confidential" if chance == SUPPRESSED else ""
    if number >= ALL_SURE:
        return "more than 99 in 100"
    hundredths = round(100 * number)
    return f"{hundredths} in 100" if hundredths else "less than 1 in 100"


def chance_sentence(chance: Cell) -> str:
    """The chance of a shortfall as a sentence, of futures: `In 83 of 100 possible futures, ...`."""
    words = chance_words(chance)
    if not words:
        return ""
    if words == "confidential":
        return "The chance that need is above secured places is confidential."
    return f"In {words.replace(' in ', ' of ')} possible futures, need is above secured places."


def gap_sentences(near: GapRow, placed: GapRow | None = None, base_year: int | None = None) -> list[str]:
    """Need, secured places and the gap of one choice, a sentence each.

    `near` is of children who should be near; `placed`, of those who are near already, is the other bound.
    With `base_year`, a year that is beyond the back-test says so.
    """
    one, many = NOUNS.get(near.provision, HOMES)
    bound = [] if placed is None else [_placed_sentence(placed, one, many)]
    said = [
        _need_sentence(near, one, many),
        secured_sentence(near.secured),
        gap_sentence(near.gap, near.gap_low, near.gap_high, one, many),
        sure_sentence(near.add_for_80, one, many),
        chance_sentence(near.chance),
        *bound,
        beyond_sentence(near.year, base_year),
    ]
    return [sentence for sentence in said if sentence]


def secured_sentence(secured: Cell) -> str:
    """How many of the homes that are needed are secured, which no row has a range of.

    `About 160 are secured.`
    """
    number = _number(secured)
    if number is None:
        known = "confidential" if secured == SUPPRESSED else "not recorded"
        return f"How many are secured is {known}."
    if number == 0:
        return "Few or none are secured."
    return f"About {figure(secured)} {'is' if number == 1 else 'are'} secured."


def sure_sentence(add: Cell, one: str = HOMES[0], many: str = HOMES[1]) -> str:
    """How many more homes make it 80% sure that there are enough; nothing where it is blank."""
    number = _number(add)
    if number is None:
        return "" if add is None else f"How many more {many} would make us 80% sure is confidential."
    if number == 0:
        return "To be 80% sure of enough, we would have to add few or none."
    return f"To be 80% sure of enough, we would have to add about {figure(add)} in all."


def beyond_sentence(year: str, base_year: int | None) -> str:
    """That a year is further ahead than forecasts have been scored; nothing of one that is not."""
    if base_year is None or int(year) - base_year <= BACK_TESTED_YEARS:
        return ""
    ahead = int(year) - base_year
    return f"{year} is {ahead} years ahead, beyond what has been back-tested: take it as a sketch."


def figure(cell: Cell) -> str:
    """A number with its thousands parted and a true minus; `c` and what is not recorded in words."""
    number = _number(cell)
    if number is None:
        return _unknown(cell, "")
    said = f"{number:,.0f}" if float(number).is_integer() else f"{number:,}"
    return said.replace("-", "−")


def shown(cell: Cell, decimals: int = 0) -> str:
    """A cell as a table shows it: thousands parted, its own decimals, `c` as it is, blank as nothing."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    return f"{cell:,.{decimals}f}".replace("-", "−")


def paragraph(sentences: Sequence[str]) -> str:
    """Sentences as one paragraph, the empty ones left out."""
    return " ".join(sentence for sentence in sentences if sentence)


def _need_sentence(row: GapRow, one: str, many: str) -> str:
    when = f"By 31 March {row.year}, {lower_first(row.where)},"
    if _number(row.need) is None:
        known = "confidential" if row.need == SUPPRESSED else "not recorded"
        return f"{when} the number of {many} that we would need is {known}."
    return f"{when} we would need {about(row.need, row.need_low, row.need_high, one, many)}."


def _placed_sentence(row: GapRow, one: str, many: str) -> str:
    if _number(row.need) == 0:
        return f"If children now further away stay where they are, few or no {many} are needed."
    said = gap_sentence(row.gap, row.gap_low, row.gap_high, one, many)
    return f"If children now further away stay where they are, {lower_first(said)}"


def _number(cell: Cell) -> float | None:
    return None if cell is None or isinstance(cell, str) else cell


def _unknown(cell: Cell, many: str) -> str:
    """`c` is not always a small number: it may be one that would give a small one away."""
    if cell != SUPPRESSED:
        return "not recorded"
    return f"a confidential number of {many}" if many else "confidential"


def _with_range(said: str, span: str) -> str:
    return f"{said} ({span})" if span else said


def _span(low: Cell, high: Cell) -> str:
    unknown = _unknown_span(low, high)
    if unknown or low == high:
        return unknown
    below_zero = (_number(low) or 0.0) < 0
    return f"{'from ' if below_zero else ''}{figure(low)} to {figure(high)}"


def _gap_span(low: Cell, high: Cell) -> str:
    unknown = _unknown_span(low, high)
    if unknown or low == high:
        return unknown
    least, most = _number(low) or 0.0, _number(high) or 0.0
    if least >= 0:
        return f"{figure(least)} to {figure(most)}"
    if most <= 0:
        return f"{figure(abs(most))} to {figure(abs(least))} to spare"
    return f"from {figure(-least)} to spare to a gap of {figure(most)}"


def _unknown_span(low: Cell, high: Cell) -> str:
    if SUPPRESSED in (low, high):
        return "its range is confidential"
    return "its range is not recorded" if None in (low, high) else ""
