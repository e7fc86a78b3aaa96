"""Guidance: what is left to fill in of a working folder, the most valuable first, and what it is worth."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from sufficiency.cases.sensitivity import Sensitivity
from sufficiency.errors import InputFaultsError
from sufficiency.figures.blanks import MINIMUM_RANK
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.inputs.inputs import Inputs
from sufficiency.readers.working_folder import AskedFor
from sufficiency.rounding import whole
from sufficiency.scenarios.scenario import Scenario
from sufficiency.starter.minimum import Group, minimum
from sufficiency.vocabulary import ASSUMED, assumption_in_words
from sufficiency.words import count

# Why a figure is worth having where no gap within 20 miles rests on it, by measure.
WORTH: Final = {
    **dict.fromkeys(
        ("kinship_children", "in_house_foster_children", "vacant_usable_places", "off_contract_share"),
        "the gap rests on it",
    ),
    **dict.fromkeys(
        ("far_for_want_of_nearer_share", "in_house_share_in_scope"), "the gap near home rests on it"
    ),
    "no_registered_home": "without it rung 1 of the position is not recorded",
    "known_cell_children": "it corrects where a pattern of England's puts children",
    **dict.fromkeys(
        ("placements_made", "status_only_changes", "started_by_age"),
        "without all of them the placements to find in a year are not recorded",
    ),
    **dict.fromkeys(
        ("staying_put_share", "in_16_plus_share"), "how many homes young adults hold rests on it"
    ),
    **dict.fromkeys(
        ("care_leavers_in_service", "ceased_at_18"), "without it care leavers in service are not recorded"
    ),
    **dict.fromkeys(
        ("former_uasc_share", "move_on_share", "move_on_months"),
        "what young adults need after 18 rests on it",
    ),
    **dict.fromkeys(
        ("children_per_household", "household_leaving_share", "household_delivery_share"),
        "what recruiting foster carers would give rests on it",
    ),
    "approved_places_per_household": "how many places are approved for each that is used rests on it",
    **dict.fromkeys(
        ("spend", "supported_accommodation_weekly_cost"), "without it what homes cost is not recorded"
    ),
    **dict.fromkeys(
        ("spot_premium_share", "fee_inflation_a_year"), "what later homes and spot homes cost rests on it"
    ),
    "target_share_inside_authority": "it says how far the council is from its own target",
    "uasc_threshold_share": "it is the line of the transfer scheme on the charts",
}
OTHERWISE: Final = "it takes the place of what is assumed, or of nothing"
HARDLY: Final = 0.5  # homes
LARGE: Final = 100_000  # from here on only whole numbers are told: they are pounds or people


@dataclass(frozen=True)
class Left:
    """Figures of one rank that are still to be filled in.

    `what` is what each is; `names` how the file calls them; `of` how many of that rank there are in all;
    `swing` how many homes the gap within 20 miles moves on the one that moves it most; 0 where none does.
    """

    rank: int
    what: tuple[str, ...]
    names: tuple[str, ...]
    of: int
    swing: float
    worth: str
    now: str
    who_has_it: str
    where_published: str

    @property
    def title(self) -> str:
        """What the figures are in a line, and how many of them are left."""
        first, *others = self.what
        more = f"; {others[0]}" if len(others) == 1 else f"; and {len(others)} more like it" if others else ""
        figures = "" if self.of == 1 else f" ({len(self.names)} of {self.of} figures left)"
        return f"{first}{more}{figures}"


@dataclass(frozen=True)
class Guidance:
    """What a working folder has and lacks: the minimum, what is left, and what is filled in already."""

    minimum: tuple[Group, ...]
    left: tuple[Left, ...]
    filled: tuple[str, ...]
    asked: int

    @property
    def can_run(self) -> bool:
        """Whether all of the minimum is there."""
        return all(group.is_there for group in self.minimum)


def stated_by_list(inputs: Inputs) -> frozenset[str]:
    """The figures asked for that the select list states already, by name: places vacant, kind by kind."""
    return frozenset(
        f"vacant_usable_places/{each.provision} {each.sector}"
        for each in inputs.providers
        if each.vacant_usable_places is not None
    )


def guidance(
    asked: Sequence[AskedFor],
    scenario: Scenario,
    book: FigureBook,
    sensitivity: Sensitivity | None = None,
    listed: Collection[str] = (),
) -> Guidance:
    """What a working folder has and lacks; with a sensitivity, how far the gap rests on what is left.

    What moves the gap stands first, the most before the least, and then the rest by rank. `asked` are the
    rows of its file to fill in; `book` is of all its figures, with those filled in; `listed` names those
    that the select list states, which are not asked for again.
    """
    blank = [each for each in asked if not each.is_filled]
    left = [each for each in blank if each.name not in listed]
    by_rank = {
        rank: list(rows) for rank, rows in groupby(sorted(left, key=lambda each: each.rank), lambda e: e.rank)
    }
    of = {rank: sum(each.rank == rank for each in asked) for rank in by_rank}
    found = [
        _left(rank, rows, of[rank], book, sensitivity)
        for rank, rows in by_rank.items()
        if rank > MINIMUM_RANK
    ]
    return Guidance(
        minimum=tuple(minimum(scenario, book)),
        left=tuple(sorted(found, key=lambda each: (-each.swing, each.rank))),
        filled=(
            *(_filled(each, book) for each in asked if each.is_filled),
            *(f"{each.name} (in the select list)" for each in blank if each.name in listed),
        ),
        asked=len(asked),
    )


def guidance_after_faults(
    asked: Sequence[AskedFor], scenario: Scenario, book: FigureBook, error: InputFaultsError
) -> Guidance:
    """The same where there are faults, so that nothing can be worked out: a row at fault is still to mend."""
    at_fault = {(fault.file, fault.where.split(",")[0]) for fault in error.faults}
    sound = [each for each in asked if (each.file, f"row {each.row}") not in at_fault]
    mended = guidance(sound, scenario, book)
    return Guidance(mended.minimum, mended.left, mended.filled, len(asked))


def _left(
    rank: int, rows: Sequence[AskedFor], of: int, book: FigureBook, sensitivity: Sensitivity | None
) -> Left:
    swing, worth = _worth(rows, sensitivity)
    return Left(
        rank=rank,
        what=tuple(dict.fromkeys(each.what or each.name for each in rows)),
        names=tuple(each.name for each in rows),
        of=of,
        swing=swing,
        worth=worth,
        now=_now(rows, book),
        who_has_it=_first(each.who_has_it for each in rows),
        where_published=_first(each.where_published for each in rows),
    )


def _first(words: Iterable[str]) -> str:
    """What is said of the first of some figures, and that there is more where another says something else."""
    first, *more = list(dict.fromkeys(filter(None, words))) or [""]
    return f"{first}; for the others, see the file" if more else first


def _worth(rows: Sequence[AskedFor], sensitivity: Sensitivity | None) -> tuple[float, str]:
    """How far the gap moves between the low and the high of what stands in for the figures; else in words."""
    tried = _tried(rows, sensitivity)
    most = max(tried, key=lambda each: each[0], default=None)
    if sensitivity is not None and most is not None and most[0] >= HARDLY:
        swing, figure = most
        low, high = sorted(whole(end) for end in sensitivity.ends(figure))
        of_them = f" ({assumption_in_words(figure.measure, figure.category)})" if len(rows) > 1 else ""
        return swing, (
            f"it moves the gap within 20 miles in {sensitivity.year} by {count(high - low, 'home')}, from "
            f"{low} to {high}{of_them}"
        )
    words = dict.fromkeys(WORTH.get(each.measure, OTHERWISE) for each in rows)
    return 0.0, "; ".join(words)


def _tried(rows: Sequence[AskedFor], sensitivity: Sensitivity | None) -> list[tuple[float, Figure]]:
    """The assumptions that stand in for the figures, with how far the gap moves on each."""
    if sensitivity is None:
        return []
    names = {each.name for each in rows}
    figures = [figure for figure, end in sensitivity.settings if end == "low" and figure.name in names]
    return [(sensitivity.swing(figure), figure) for figure in figures]


def _now(rows: Sequence[AskedFor], book: FigureBook) -> str:
    """What stands there until the figures are filled in."""
    standing = [figure for each in rows if (figure := book.find(*each.key)) is not None]
    if not standing:
        return "not recorded"
    told = [_number(figure) for figure in standing[:3]]
    more = f" and {len(standing) - 3} more" if len(standing) > 3 else ""
    kinds = ", ".join(dict.fromkeys(figure.kind for figure in standing))
    lacking = "" if len(standing) == len(rows) else f"; {len(rows) - len(standing)} not recorded"
    return f"{kinds}: {', '.join(told)}{more}{lacking}"


def _number(figure: Figure) -> str:
    told = _plain(figure.value)
    if figure.kind != ASSUMED or figure.low is None or figure.high is None:
        return told
    return f"{told} ({_plain(figure.low)} to {_plain(figure.high)})"


def _plain(value: float) -> str:
    """Pounds and other large numbers in whole; others with the digits that they have."""
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:,g}"


def _filled(asked: AskedFor, book: FigureBook) -> str:
    figure = book.find(*asked.key)
    return asked.name if figure is None else f"{asked.name} {_number(figure)}"
