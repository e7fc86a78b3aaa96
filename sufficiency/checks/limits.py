"""Limits: a scenario that takes away, or brings on contract, what is not there is refused."""

from sufficiency.checks.list_agreement import HALF_A_CHILD
from sufficiency.errors import FaultList
from sufficiency.gap.local import LAW_TOLERANCE
from sufficiency.inputs.assumptions import central_values
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.scenarios.levers import ConvertToBlock, ReopenList
from sufficiency.supply.pipeline import fostering_pipeline
from sufficiency.supply.secured import Supply
from sufficiency.vocabulary import ANY, SPOT
from sufficiency.words import of_unit


def refuse_what_is_not_there(inputs: PositionInputs, supply: Supply) -> None:
    """Refuse more places, households or homes on spot than there are, on the central path.

    `supply` is of the central path. Raises InputFaultsError naming what is short and by how much.
    """
    faults = FaultList(inputs.scenario.name)
    _check_places(faults, inputs, supply)
    _check_households(faults, inputs)
    _check_spot(faults, inputs, supply)
    faults.raise_if_any()


def _check_places(faults: FaultList, inputs: PositionInputs, supply: Supply) -> None:
    scenario = inputs.scenario
    losses = [f"places.{name}" for name, change in scenario.places.items() if change.places < 0]
    losses += [
        f"levers.{name}" for name, lever in scenario.levers.items() if isinstance(lever, ConvertToBlock)
    ]
    least = supply.planned.min(["draw", "year"]).to_series()
    for cell, places in zip(least.index.to_list(), least.to_list(), strict=True):
        # Rows may fill half a child more than are modelled there, and be lost.
        if places < -HALF_A_CHILD:
            what = f"{-places:.1f} more places ({', '.join(map(str, cell))}) are lost than there are."
            do = "Lose fewer: only places filled by us, vacant, or opened count as secured."
            faults.add(", ".join(losses), what, do)


def _check_households(faults: FaultList, inputs: PositionInputs) -> None:
    pipeline = fostering_pipeline(inputs, central_values(inputs)) if inputs.changes_households else None
    if pipeline is not None and float(pipeline.beyond.max()) > LAW_TOLERANCE:
        start = float(pipeline.households.isel(year=0).max())
        what = f"more households are lost than the {start:.0f} there are and those recruited."
        faults.add("households", what, "Lose fewer.")


def _check_spot(faults: FaultList, inputs: PositionInputs, supply: Supply) -> None:
    for name, lever in inputs.scenario.levers.items():
        if isinstance(lever, ReopenList):
            on_spot = float(supply.filled.sel(provision=lever.provision, sector=SPOT, scope=ANY).max())
            if lever.places > on_spot + LAW_TOLERANCE:
                homes, come = of_unit(lever.places, "homes"), "comes" if lever.places == 1 else "come"
                what = f"{homes} {come} on to the list, and {on_spot:.1f} are on spot."
                faults.add(f"levers.{name}.places", what, "Bring fewer: only homes on spot can come.")
