"""What the public files at hand say of one council: numbers by year and word, each with where it stands."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from sufficiency.figures.book import Figure
from sufficiency.figures.published import FIRST_PUBLISHED, LATEST, Published
from sufficiency.record.panel import version_rank
from sufficiency.vocabulary import PUBLISHED

if TYPE_CHECKING:
    import pandas as pd

# Children looked after on 31 March by characteristic: one file, in three layouts.
CHARACTERISTICS: Final = (
    "dfe-characteristics-compiled", "dfe-characteristics-2025", "dfe-characteristics",
)  # fmt: skip
NUMBER_AND_RATE: Final = "dfe-number-and-rate"
PANEL: Final = "dfe-panel"
LAIT: Final = "lait"
CHILDREN: Final = "children"
_LOOKED_AFTER: Final = "Children looked after in England"


@dataclass(frozen=True)
class Council:
    """A council by all its names: as it is published, by ONS's code and by DfE's; and its region."""

    name: str
    code: str = ""
    dfe_code: str = ""
    region: str = ""


@dataclass(frozen=True)
class Number:
    """A published number, or a suppressed one (no value), with its source and the file it stands in."""

    value: float | None
    source: str
    file: str

    def figure(self, measure: str, category: str, year: int | None, unit: str, as_at: str) -> Figure:
        """The number as a published figure; a suppressed one has none, and is a mistake to ask for."""
        if self.value is None:
            raise ValueError(f"{measure} is suppressed.")
        return Figure(measure, category, year, self.value, None, None, unit, as_at, self.source, PUBLISHED,
                      file=self.file)  # fmt: skip


Numbers = dict[int, dict[str, Number]]  # by year, and by the tool's word


@dataclass(frozen=True)
class Evidence:
    """A council, and the published files that have something of it or of England, in the order of reading."""

    council: Council
    files: tuple[Published, ...]

    def of(self, *layouts: str) -> list[Published]:
        """The files in these layouts, those of the first layout first."""
        return [file for layout in layouts for file in self.files if file.layout == layout]

    def numbers(
        self, layouts: Sequence[str], group_word: str, measure: str = CHILDREN, by: str = "word"
    ) -> Numbers:
        """The council's numbers of a group, by year and word; the first file that has a number gives it.

        Of several versions in a file it is the newest that has a value. `by` is the column of the words:
        `word` is the tool's, `breakdown` the publisher's own.
        """
        found: Numbers = {}
        for file in self.of(*layouts):
            rows = self.rows(file)
            rows = rows[(rows["measure"] == measure) & (rows["group_word"] == group_word)]
            for year, word, number in _newest(file, rows, by):
                held = found.setdefault(year, {})
                if word not in held or held[word].value is None:
                    held[word] = number
        return found

    def of_lait(self, group: str) -> dict[int, Number]:
        """The council's numbers of a measure of LAIT's, by year, by its short description."""
        found: dict[int, Number] = {}
        for file in self.of(LAIT):
            rows = self.rows(file)
            for year, _, number in _newest(file, rows[rows["group"] == group], "breakdown"):
                found.setdefault(year, number)
        return found

    def rows(self, file: Published) -> "pd.DataFrame":
        """The rows of a file that are the council's."""
        return rows_of(file.table, self.council)


def rows_of(table: "pd.DataFrame", council: Council) -> "pd.DataFrame":
    """The rows of a tidied table that are a council's, by DfE's code where the table has it, or ONS's."""
    local = table[table["level"] == "local_authority"]
    known = (local["dfe_code"] == council.dfe_code) if council.dfe_code else local["dfe_code"] == "-"
    if council.code:
        known |= local["code"] == council.code
    return local[known]


def latest_values(numbers: Numbers, word: str) -> dict[int, Number]:
    """The numbers of one word that are not suppressed, by year."""
    return {year: held[word] for year, held in sorted(numbers.items())
            if word in held and held[word].value is not None}  # fmt: skip


def day(year: int) -> str:
    """31 March of a year, as a figure says when it is as at."""
    return f"{year}-03-31"


def _newest(file: Published, rows: "pd.DataFrame", by: str) -> Iterator[tuple[int, str, Number]]:
    """Each year and word once: the newest version with a value, or a suppressed one where none has."""
    versions = rows["version"] if "version" in rows.columns else rows["mark"].map(lambda _: "")
    cells = zip(rows["year"], rows[by], rows["value"], versions, rows["group"], rows["breakdown"],
                strict=True)  # fmt: skip
    best: dict[tuple[int, str], tuple[bool, int, Number]] = {}
    for year, word, value, version, group, breakdown in cells:
        is_known = bool(np.isfinite(value))
        source = _source(file, str(version), str(group), str(breakdown))
        number = Number(float(value) if is_known else None, source, file.file)
        rank = (is_known, version_rank(str(version)), number)
        if word and ((int(year), word) not in best or rank[:2] >= best[int(year), word][:2]):
            best[int(year), word] = rank
    return ((year, word, number) for (year, word), (_, _, number) in best.items())


def _source(file: Published, version: str, group: str, breakdown: str) -> str:
    """Publisher, publication, release, table and row, so that somebody else can find the number."""
    if file.layout == LAIT:
        return f"DfE, Local Authority Interactive Tool, {breakdown}"
    releases = {FIRST_PUBLISHED: "as first published", LATEST: "latest published", "": ""}
    release = releases.get(version, f"{version} release")
    where = f"{group}: {breakdown}"
    return ", ".join(part for part in (f"DfE, {_LOOKED_AFTER}", release, file.about, where) if part)


def files_in_words(files: Iterable[Published]) -> str:
    """Who published some files and what they are, as a source names them."""
    return "; ".join(dict.fromkeys(f"{file.publisher}, {file.about}" for file in files))
