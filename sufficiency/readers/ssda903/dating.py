"""Each file's return years, settled over the whole folder; and one return a year."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sufficiency.errors import Fault, InputFaultsError
from sufficiency.readers.ssda903.files import EPISODES, HEADER, UASC, YEAR, Kind
from sufficiency.readers.ssda903.parts import Part
from sufficiency.readers.ssda903.years import (
    Meaning,
    Settled,
    YearLabel,
    label_in,
    label_of,
    latest_year,
    settle,
)
from sufficiency.readers.text import short_path
from sufficiency.ssda903.rules import Finding

EVERY_YEAR: Final = 0  # a header or UASC file that names no year beside files that do
NO_YEAR: Final = -1  # a row whose YEAR is blank or is none
_MARCH_1970: Final = 2  # months since January 1970

Labels = dict[str, YearLabel | None]  # by the text of a YEAR column


def date_parts(parts: list[Part], folder: Path, year_means: Meaning | None) -> list[Finding]:
    """Give each part's rows their `return_year`; say how it was settled.

    Raises InputFaultsError where two files are of one year and kind, and where a header or UASC file is of
    years that no episodes file has.
    """
    labels = {id(part): _labels(part, folder) for part in parts}
    settled = _settled(parts, labels, year_means)
    for part in parts:
        part.rows["return_year"] = _years(part, labels[id(part)], settled.means)
        part.rows.pop(YEAR, None)
        ended = {label.year_ended(settled.means) for label in labels[id(part)].values() if label}
        part.years = tuple(sorted(ended))
    undated = [part for part in parts if labels[id(part)] == {"": None}]
    findings = [*_settled_findings(parts, labels, settled, year_means), *_date_the_undated(undated)]
    _refuse_a_year_twice(parts)
    _refuse_years_without_episodes(parts)
    return [*findings, *_missing_years(parts, folder)]


def years_of(parts: Iterable[Part], kind: Kind) -> list[int]:
    """The return years that the files of a kind are of, in order."""
    return sorted({year for part in parts if part.kind == kind for year in part.years})


# --- What files say of their years ----------------------------------------------------------------


def _labels(part: Part, folder: Path) -> Labels:
    """The year of each text in a part's YEAR column; of a part without one, its path's, under no text."""
    if YEAR in part.rows:
        return {text: label_in(text) for text in dict.fromkeys(part.rows[YEAR].tolist())}
    return {"": label_of(part.path, folder)}


def _years(part: Part, labels: Labels, means: Meaning) -> NDArray[np.int64]:
    if YEAR not in part.rows:
        label = labels[""]
        year = label.year_ended(means) if label else EVERY_YEAR
        return np.full(len(part), year, dtype=np.int64)
    years = {text: label.year_ended(means) if label else NO_YEAR for text, label in labels.items()}
    return np.array([years[text] for text in part.rows[YEAR].tolist()], dtype=np.int64)


def _settled(parts: list[Part], labels: dict[int, Labels], year_means: Meaning | None) -> Settled:
    if year_means is not None:
        return Settled(year_means, ())
    starts: dict[int, Counter[int]] = {}
    for part in parts:
        for text, label in labels[id(part)].items():
            if part.kind == EPISODES and label is not None and not label.is_span:
                began = part.rows["start"]
                of_label = began[part.rows[YEAR] == text] if YEAR in part.rows else began
                starts.setdefault(label.year, Counter()).update(_starts_by_year(of_label))
    return settle(starts)


def _starts_by_year(starts: NDArray[Any]) -> Counter[int]:
    """How many of the days that episodes start on lie in each year ended 31 March."""
    months = starts[~np.isnat(starts)].astype("datetime64[M]").astype(np.int64)
    ended = (months - _MARCH_1970 - 1) // 12 + 1971
    return Counter(dict(zip(*(each.tolist() for each in np.unique(ended, return_counts=True)), strict=True)))


def _settled_findings(
    parts: list[Part], labels: dict[int, Labels], settled: Settled, year_means: Meaning | None
) -> Iterator[Finding]:
    """One finding for each bare year of an episodes file: what it was taken for."""
    for part in parts:
        bare = {label.year for label in labels[id(part)].values() if label and not label.is_span}
        for year in sorted(bare if part.kind == EPISODES else ()):
            ended = YearLabel(year, is_span=False).year_ended(settled.means)
            rule = "year_unsettled" if year in settled.unsettled else "year_settled"
            given = ", as --year-means says" if year_means else ""
            yield Finding(rule, part.file, detail=f"{year} is the year ended 31 March {ended}{given}")


# --- Files that name no year ----------------------------------------------------------------------


def _date_the_undated(undated: list[Part]) -> Iterator[Finding]:
    """Files that name no year have that of the latest start in their folder's one episodes file.

    Beside episodes files that do name theirs, a header or UASC file without a year is for every year.
    """
    years: dict[Path, list[int]] = {}
    for part in undated:
        if part.kind == EPISODES:
            year = latest_year(_starts_by_year(part.rows["start"])) or NO_YEAR
            _give_year(part, year)
            years.setdefault(part.path.parent, []).append(year)
            yield Finding("year_from_dates", part.file, detail=f"the year ended 31 March {year}")
    for part in undated:
        beside = years.get(part.path.parent, [])
        if part.kind != EPISODES and len(beside) == 1:
            _give_year(part, beside[0])


def _give_year(part: Part, year: int) -> None:
    part.rows["return_year"] = np.full(len(part), year, dtype=np.int64)
    part.years = (year,)


# --- One return a year ----------------------------------------------------------------------------


def _refuse_a_year_twice(parts: list[Part]) -> None:
    first: dict[tuple[Kind, int], Part] = {}
    faults = []
    for part in parts:
        for year in part.years:
            other = first.setdefault((part.kind, year), part)
            if other is not part:
                what = f"{other.file} is the {part.kind} file of the year ended 31 March {year} too."
                do = "Keep one of the two; or, if their years differ, name them as 2018-19."
                faults.append(Fault(part.file, "", what, do))
    if faults:
        raise InputFaultsError(faults)


def _refuse_years_without_episodes(parts: list[Part]) -> None:
    known = set(years_of(parts, EPISODES))
    faults = []
    for part in parts:
        if part.years and not known & set(part.years):
            listed = ", ".join(map(str, part.years))
            what = f"this is the {part.kind} file of the year ended 31 March {listed}, "
            what += "and there is no episodes file of that year."
            faults.append(Fault(part.file, "", what, "Add it, or leave this file out."))
    if faults:
        raise InputFaultsError(faults)


def _missing_years(parts: list[Part], folder: Path) -> Iterator[Finding]:
    """Years between the first and the last without a return, and returns without a header or UASC file."""
    years = years_of(parts, EPISODES)
    for year in sorted(set(range(years[0], years[-1] + 1)) - set(years) if years else ()):
        yield Finding("year_missing", short_path(folder), detail=str(year))
    rules: tuple[tuple[Kind, str], ...] = ((HEADER, "no_header_file"), (UASC, "no_uasc_file"))
    for kind, rule in rules:
        if any(part.kind == kind and not part.years for part in parts):
            continue  # one file serves every year
        for year in sorted(set(years) - set(years_of(parts, kind))):
            own = next(part.file for part in parts if part.kind == EPISODES and year in part.years)
            yield Finding(rule, own, detail=f"the year ended 31 March {year}")
