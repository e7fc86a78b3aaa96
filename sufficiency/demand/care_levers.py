"""Care levers: step-down, exits and fewer starts, as shares of the children who need each home.

A lever states a number of children; on the central path it is that number, and in a draw with more
children it is as many more (decision 0016).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from sufficiency.errors import FaultList
from sufficiency.inputs.inputs import Inputs
from sufficiency.scenarios.levers import Exits, FewerStarts, Lever, StepDown
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import FOSTERING, OTHER, RESIDENTIAL

CARE_LEVERS = (Exits, FewerStarts, StepDown)


def care_levers_of(scenario: Scenario) -> dict[str, Lever]:
    """The levers of a scenario that change who needs which home, by name."""
    return {name: lever for name, lever in scenario.levers.items() if isinstance(lever, CARE_LEVERS)}


@dataclass(frozen=True)
class Fates:
    """What levers do to the children of each home: the share who stay in it, and who step down to fostering.

    Both have year, stream, age_band, placement; whoever is left over is no longer looked after.
    """

    stay: xr.DataArray
    step_down: xr.DataArray

    @property
    def gone(self) -> xr.DataArray:
        return 1 - self.stay - self.step_down

    def after(self, who: xr.DataArray) -> xr.DataArray:
        """Shares of who needs which home once the levers work, less those who have left."""
        shares = (who * self.stay).transpose(*who.dims)
        moved = (who * self.step_down).sum("placement")
        _add(shares, {"placement": FOSTERING}, moved)
        return shares


def fates_of(inputs: Inputs, who: xr.DataArray, children: xr.DataArray) -> Fates:
    """What the scenario's levers do to the children of each home, in the order that it names them.

    `who` has year, stream, draw, age_band, placement; `children` has stream and year, before the levers.
    Raises InputFaultsError where a lever takes away more children than there are.
    """
    faults = FaultList(inputs.scenario.name)
    years = [int(year) for year in who.year.values]
    everyone = (who * children.sel(year=years)).mean("draw")
    stay = xr.ones_like(everyone)
    fates = Fates(stay, xr.zeros_like(everyone))
    for name, lever in inputs.scenario.levers.items():
        # Each lever finds the children whom those before it have left.
        counts = fates.after(everyone)
        if isinstance(lever, StepDown):
            wanted = _years_of(years, _stepped_down(lever, years))
            held = counts.sel(placement=RESIDENTIAL).sum(["stream", "age_band"])
            share = _share(wanted, held, faults, name)
            moving = fates.stay.sel(placement=RESIDENTIAL) * share
            _add(fates.stay, {"placement": RESIDENTIAL}, -moving)
            _add(fates.step_down, {"placement": RESIDENTIAL}, moving)
        elif isinstance(lever, (Exits, FewerStarts)):
            which = _which(lever)
            wanted = _years_of(years, _away(lever, years))
            held = counts.sel(which)
            share = _share(wanted, held.sum([dim for dim in held.dims if dim != "year"]), faults, name)
            _add(fates.stay, which, -fates.stay.sel(which) * share)
            stepped = _stepped_among(which)
            if stepped is not None:
                _add(fates.step_down, stepped, -fates.step_down.sel(stepped) * share)
    faults.raise_if_any()
    return fates


def _stepped_among(which: dict[str, str]) -> dict[str, str] | None:
    """Who of those stepped down a lever is for: they live in foster homes, and keep their age."""
    if which.get("placement", FOSTERING) != FOSTERING:
        return None
    return {key: value for key, value in which.items() if key != "placement"}


def staying_share(who: xr.DataArray) -> xr.DataArray:
    """The share of each stream's children who are still looked after once the levers work."""
    staying: xr.DataArray = who.sum(["age_band", "placement"])
    return staying


def _which(lever: Exits | FewerStarts) -> dict[str, str]:
    """The children that a lever is for: those other than UASC, of a placement or of an age."""
    place = {"placement": lever.placement} if isinstance(lever, Exits) else {"age_band": lever.age_band}
    return {"stream": OTHER, **place}


def _away(lever: Exits | FewerStarts, years: Sequence[int]) -> list[float]:
    """Children away on 31 March of each year who would still have been looked after without the lever."""
    lasting = lever.years_sooner if isinstance(lever, Exits) else lever.years_in_care
    return [
        lever.children_a_year
        * sum(
            float(np.clip(lasting - (year - each), 0, 1))
            for each in range(lever.from_year, min(lever.to_year, year) + 1)
        )
        for year in years
    ]


def _stepped_down(lever: StepDown, years: Sequence[int]) -> list[float]:
    """Children settled in foster homes on 31 March of each year: those who went back are taken off."""

    def moved(year: int) -> float:
        months = (year - lever.starts.year) * 12 + 3 - lever.starts.month + 1
        return lever.children_a_month * float(np.clip(months, 0, lever.months))

    return [lever.success * (moved(year) - lever.returns * moved(year - 1)) for year in years]


def _share(wanted: xr.DataArray, held: xr.DataArray, faults: FaultList, name: str) -> xr.DataArray:
    over = wanted - held
    worst = int(np.argmax(over.values))
    if float(over[worst]) > 1e-6:
        what = (
            f"takes away {float(wanted[worst]):.1f} children by {int(over.year[worst])}, "
            f"and there are {float(held[worst]):.1f}."
        )
        faults.add(f"levers.{name}", what, "Lower its number, or how long it works.")
    return (wanted / held.where(held > 0)).fillna(0.0).clip(0, 1)


def _years_of(years: Sequence[int], numbers: Sequence[float]) -> xr.DataArray:
    return xr.DataArray(list(numbers), dims="year", coords={"year": list(years)})


def _add(who: xr.DataArray, cell: dict[str, str], change: xr.DataArray) -> None:
    who.loc[cell] += change.transpose(*who.loc[cell].dims).values
