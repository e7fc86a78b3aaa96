"""An authority's own aggregates from its returns, protected together: no child is a row of them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from sufficiency.report.declared import DEFAULT_MODE, NONE, PUBLIC, RESTRICTED, Cell, Declaration, Draft, Key
from sufficiency.report.relations import Partitions, Relation, key_of
from sufficiency.report.returns_tables import (
    BY_DIMENSION,
    FLOWS,
    OPEN_CHILDREN,
    RELEASED,
    STARTED_BY_AGE,
    UASC_BY_YEAR,
)
from sufficiency.ssda903.crosstabs import AGES, DIMENSIONS, NOT_KNOWN, age_bands, looked_after
from sufficiency.ssda903.history import episode_history
from sufficiency.ssda903.moves import MOVES, STARTS, STATUS_ONLY, came_since_a_year_before, with_moves
from sufficiency.ssda903.stock import CLA, OPEN, open_on_31_march, years_of
from sufficiency.vocabulary import ALL, UASC

if TYPE_CHECKING:
    import pandas as pd

    from sufficiency.report.declared import Protected
    from sufficiency.ssda903.returns import Returns

SHORT_BREAKS: Final = "short_breaks"
SETTLED: Final = "settled"
RELEASED_WORD: Final = "released"
MADE: Final = "placements_made"
TO_FIND: Final = "to_find"
CEASES: Final = "ceases"
LOST: Final = "lost"
_SOURCE: Final = "The authority's own SSDA903 returns"
Words = tuple[str, ...]


def summary_of(returns: "Returns", mode: str = DEFAULT_MODE) -> "tuple[Protected, ...]":
    """Every table of a summary as it may be shown, in the order of `summary_drafts`.

    `mode` is how counts are protected: none, under_5, under_6, round_5 or round_10. Under `none` the tables
    are restricted, and not for publication; under any other they may be published. All are protected
    together (decision 0021). Raises LawBrokenError where counts do not add up.
    """
    from sufficiency.report.disclosure import protect

    drafts = summary_drafts(returns)
    return protect(
        drafts,
        profile=RESTRICTED if mode == NONE else PUBLIC,
        mode=mode,
        partitions=partitions_of(drafts),
        relations=relations_of(drafts),
    )


def summary_drafts(returns: "Returns") -> list[Draft]:
    """The tables before disclosure control: never written.

    Open children, unaccompanied children, released children, flows and starts by age are of every year;
    placement by age band, distance band, provider and stream are of the newest 31 March.
    """
    children = looked_after(returns)
    newest = children[children["return_year"] == max(returns.years)]
    return [
        _open_children(returns),
        *(_crosstab(newest, max(returns.years), dimension) for dimension in DIMENSIONS),
        _uasc(children, returns.years),
        _released(returns, children),
        *_in_each_year(returns),
    ]


# --- A table being made ---------------------------------------------------------------------------


@dataclass
class _Table:
    """Rows of a table, the counts among them with their names."""

    declaration: Declaration
    as_at: str
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    keys: dict[tuple[int, int], Key] = field(default_factory=dict)

    def add(self, labels: Sequence[str], counts: Iterable[tuple[int, Key]], blanks: int = 0) -> None:
        """Add a row: its labels, then its counts, then cells that are worked out from them."""
        counts = list(counts)
        row = len(self.rows)
        self.rows.append((*labels, *(count for count, _ in counts), *(None,) * blanks))
        self.keys |= {(row, len(labels) + at): key for at, (_, key) in enumerate(counts)}

    def draft(self) -> Draft:
        return Draft(self.declaration, tuple(self.rows), _SOURCE, self.as_at, self.keys)


def _name(what: str, year: int, **parts: str) -> Key:
    """A count's name: a part that is `all` is all of it."""
    own = {name: word for name, word in parts.items() if word != ALL}
    return key_of({"what": what, "year": str(year), **own}.items())


def _counted(frame: "pd.DataFrame", *columns: str) -> Counter[tuple[Any, ...]]:
    """How many rows have each combination of words; `all` in the place of a word is any."""
    counts: Counter[tuple[Any, ...]] = Counter()
    for words in zip(*(frame[column].tolist() for column in columns), strict=True):
        counts.update(product(*((word, ALL) for word in words)))
    return counts


def _with_all(words: Iterable[str]) -> Words:
    return (ALL, *words)


def _placements(frame: "pd.DataFrame") -> Words:
    return _with_all(sorted(frame["placement"].astype(str).unique()))


def _on(years: Sequence[int]) -> str:
    return f"{max(years)}-03-31"


# --- On 31 March ----------------------------------------------------------------------------------


def _open_children(returns: "Returns") -> Draft:
    found = open_on_31_march(returns)
    found = found.assign(placement=found["placement"].astype(str))
    short_break = found["short_break"].astype(bool)
    table = _Table(OPEN_CHILDREN, _on(returns.years))
    of_measure = {OPEN: found, CLA: found[~short_break], SHORT_BREAKS: found[short_break]}
    counts = {name: _counted(frame, "return_year", "placement") for name, frame in of_measure.items()}
    for year, measure, placement in product(returns.years, of_measure, _placements(found)):
        count = counts[measure][year, placement]
        table.add([str(year), measure, placement], [(count, _name(measure, year, placement=placement))])
    return table.draft()


def _crosstab(newest: "pd.DataFrame", year: int, dimension: str) -> Draft:
    table = _Table(BY_DIMENSION[dimension], _on([year]))
    counts = _counted(newest, "placement", dimension)
    for placement, word in product(_placements(newest), _with_all(DIMENSIONS[dimension])):
        parts = {"placement": placement, dimension: word}
        table.add([str(year), placement, word], [(counts[placement, word], _name(CLA, year, **parts))])
    return table.draft()


def _uasc(children: "pd.DataFrame", years: Sequence[int]) -> Draft:
    table = _Table(UASC_BY_YEAR, _on(years))
    counts = _counted(children, "return_year", "stream")
    for year, stream in product(years, _with_all(DIMENSIONS["stream"])):
        table.add([str(year), stream], [(counts[year, stream], _name(CLA, year, stream=stream))])
    return table.draft()


def _released(returns: "Returns", children: "pd.DataFrame") -> Draft:
    """Who came to their home after the 31 March before, from the same return that counts them.

    The children are those of the other tables, and a child whom a later return has lost is told as well as
    any.
    """
    came_since = came_since_a_year_before(returns.episodes, children)
    words = came_since.map({True: RELEASED_WORD, False: SETTLED})
    counts = _counted(children.assign(since=words), "return_year", "placement", "since")
    table = _Table(RELEASED, _on(returns.years))
    for year, placement in product(returns.years, _placements(children)):
        named = [
            (counts[year, placement, word], _name(CLA, year, placement=placement, since=word))
            for word in (ALL, RELEASED_WORD, SETTLED)
        ]
        table.add([str(year), placement], named, blanks=1)
    return table.draft()


# --- In a year ------------------------------------------------------------------------------------


def _in_each_year(returns: "Returns") -> list[Draft]:
    """Starts, moves and ends of each year that there is a return of, from each child's history."""
    history = with_moves(episode_history(returns), ["child"])
    history = history.assign(
        placement=history["placement"].astype(str),
        begun_in=years_of(history["start"]),
        ended_in=years_of(history["end"]),
        age_band=age_bands(history["age_start_years"]),
    )
    return [_flows(history, returns.years), _started_by_age(history, returns.years)]


def _flows(history: "pd.DataFrame", years: Sequence[int]) -> Draft:
    table = _Table(FLOWS, _on(years))
    begun = _counted(history, "begun_in", "placement", "begins")
    ended = _counted(history[history["ceases"]], "ended_in", "placement", "lost")
    for year, placement in product(years, _placements(history)):
        starts, moves, status_only = (begun[year, placement, word] for word in (STARTS, MOVES, STATUS_ONLY))
        counts = {
            STARTS: starts,
            MOVES: moves,
            STATUS_ONLY: status_only,
            MADE: starts + moves + status_only,
            TO_FIND: starts + moves,
            CEASES: ended[year, placement, False],
            LOST: ended[year, placement, True],
        }
        named = [(count, _name(what, year, placement=placement)) for what, count in counts.items()]
        table.add([str(year), placement], named)
    return table.draft()


def _started_by_age(history: "pd.DataFrame", years: Sequence[int]) -> Draft:
    table = _Table(STARTED_BY_AGE, _on(years))
    counts = _counted(history[history["begins"] == STARTS], "begun_in", "age_band")
    for year, age_band in product(years, _with_all(AGES)):
        table.add([str(year), age_band], [(counts[year, age_band], _name(STARTS, year, age_band=age_band))])
    return table.draft()


# --- How counts add up ----------------------------------------------------------------------------


def partitions_of(drafts: Sequence[Draft]) -> Partitions:
    """The parts that children are told in, each of which adds to its whole."""
    told = [dict(key) for draft in drafts for key in draft.keys.values()]
    placements = sorted({parts["placement"] for parts in told if "placement" in parts})
    return {"placement": tuple(placements), "since": (RELEASED_WORD, SETTLED), **DIMENSIONS}


def relations_of(drafts: Sequence[Draft]) -> list[Relation]:
    """What a reader can work out beside parts and wholes.

    Open is looked after and short breaks; placements made and to find are sums; where who started and who
    left account for the change from one 31 March to the next, that is a sum too; and the distance of an
    unaccompanied child is not known.
    """
    counts: dict[Key, int] = {}
    for draft in drafts:
        for (row, column), key in draft.keys.items():
            count = draft.rows[row][column]
            if isinstance(count, int | float):
                counts[key] = int(count)
    return [*_sums(counts), *_changes(counts), *_not_known(counts)]


def _sums(counts: Mapping[Key, int]) -> Iterator[Relation]:
    parts_of = {
        OPEN: (CLA, SHORT_BREAKS),
        MADE: (STARTS, MOVES, STATUS_ONLY),
        TO_FIND: (STARTS, MOVES),
    }
    for key in counts:
        what = dict(key)["what"]
        if what in parts_of:
            parts = {key_of({**dict(key), "what": part}.items()): 1 for part in parts_of[what]}
            yield Relation({key: -1, **parts})


def _changes(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Children a year before, those who started less those who left: where that is how many there are."""
    for year in sorted({int(dict(key)["year"]) for key in counts}):
        change = {
            _name(CLA, year): -1,
            _name(CLA, year - 1): 1,
            _name(STARTS, year): 1,
            _name(CEASES, year): -1,
            _name(LOST, year - 1): -1,
        }
        if change.keys() <= counts.keys() and not sum(counts[key] * by for key, by in change.items()):
            yield Relation(change)


def _not_known(counts: Mapping[Key, int]) -> Iterator[Relation]:
    """Unaccompanied children are among those of no known distance, by DfE's rule; often they are all of them.

    Where they are all, a reader may well take it so, and it is protected as if that were known.
    """
    for key, count in counts.items():
        parts = dict(key)
        if parts.get("stream") != UASC:
            continue
        of_all = {name: word for name, word in parts.items() if name != "stream"}
        not_known = key_of({**of_all, "distance_band": NOT_KNOWN}.items())
        if not_known in counts:
            others = {key_of({**of_all, "what": "others_not_known"}.items()): 1}
            yield Relation({not_known: -1, key: 1, **(others if counts[not_known] > count else {})})
