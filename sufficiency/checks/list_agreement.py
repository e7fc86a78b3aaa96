"""The base-year law at provider level: places filled by us add up to where our children live."""

from sufficiency.errors import FaultList
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.rounding import whole
from sufficiency.supply.secured import Supply
from sufficiency.vocabulary import ANY, FOSTERING, IN_HOUSE, PROVISIONS
from sufficiency.words import children_words

HALF_A_CHILD = 0.5  # the modelled cross-tabulation is of fractions; the list is of children
WORDS = {ANY: "in all"}
BEYOND = "beyond "


def refuse_unless_list_agrees(inputs: PositionInputs, supply: Supply) -> None:
    """Refuse a select list that fills more places than we have children, or other than all of them.

    `supply` is of the central path. Raises InputFaultsError naming each provision and scope.
    """
    if inputs.select_list is None:
        return
    faults = FaultList(inputs.select_list.file)
    named = supply.listed.isel(draw=0).sum("sector")
    placed = (supply.placed * (1 - supply.share_with_no_home)).isel(draw=0)
    for provision in PROVISIONS:
        own = (
            supply.filled.isel(draw=0).sel(provision=FOSTERING, sector=IN_HOUSE)
            if provision == FOSTERING
            else 0
        )
        for scope in inputs.scopes:
            filled = named.sel(provision=provision)
            children = placed.sel(provision=provision) - own
            there = (float(each.sel(scope=scope)) for each in (filled, children))
            _check(faults, inputs, provision, scope, *there)
            if scope != ANY:
                beyond = (float(each.sel(scope=ANY) - each.sel(scope=scope)) for each in (filled, children))
                _check(faults, inputs, provision, f"{BEYOND}{scope}", *beyond)
    _check_rows(faults, inputs)
    faults.raise_if_any()


def _check(
    faults: FaultList, inputs: PositionInputs, provision: str, scope: str, filled: float, children: float
) -> None:
    where = f"column filled_by_us_places, {provision}, {WORDS.get(scope, scope)}"
    is_whole = provision in inputs.scenario.whole_list and scope == ANY
    if is_whole and abs(filled - children) > HALF_A_CHILD:
        live = f"{children_words(children)} {'lives' if whole(children) == 1 else 'live'} in such homes."
        what = f"the list, said to be whole, fills {filled:g}, but {live}"
        faults.add(where, what, "Make the two agree, or take the provision out of whole_list.")
    elif filled > children + HALF_A_CHILD:
        live = f"{children:.1f} of our children live in such homes there."
        ring = scope.removeprefix(BEYOND)
        cell = f"known_cell_children/{provision} {ring}"
        if scope == ANY:
            faults.add(where, f"the rows add to {filled:g}, but {live}", "Correct the rows or the children.")
        elif _is_counted(inputs, provision, ring):
            do = f"Correct the rows, or state the children there as {cell}."
            faults.add(where, f"the rows add to {filled:g}, but {live}", do)
        else:
            faults.add(
                where,
                f"the rows add to {filled:g}, but by England's pattern {live} That is a pattern to check "
                "against, and no count of ours.",
                f"Check where the homes are. If the rows are right, state the children there as {cell}; "
                "else correct the rows.",
            )


def _is_counted(inputs: PositionInputs, provision: str, scope: str) -> bool:
    """Whether somebody has counted the children of a provision who live in a scope."""
    if inputs.own is not None and inputs.own.where is not None:
        return True
    return any(name.startswith(provision) and where == scope for name, where in inputs.known_cells)


def _check_rows(faults: FaultList, inputs: PositionInputs) -> None:
    """Our own foster carers are a stock of their own, and no row of the list."""
    for each in inputs.providers:
        if (each.provision, each.sector) == (FOSTERING, IN_HOUSE):
            do = "Take the row out: fostering.csv has our own carers."
            faults.add(f"row {each.row}, column sector", "our own foster carers are not on the list.", do)
        stated_too = inputs.vacant.get((each.provision, each.sector))
        if stated_too is not None and each.vacant_usable_places is not None:
            name = stated_too.name
            what = f"vacant places of this kind are also stated by {name}."
            faults.add(
                f"row {each.row}, column vacant_usable_places", what, "Say it in one of the two places."
            )
