"""Assumptions with a low and a high: the value that each takes, in each draw or one at a time."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sufficiency.chance.luck import stratified_ranks
from sufficiency.figures.book import Figure
from sufficiency.inputs.inputs import PositionInputs
from sufficiency.labelled import filled_with, stack

# Values of the ledger's figures by figure name; dimension draw.
Values = Mapping[str, xr.DataArray]


def central_values(inputs: PositionInputs) -> Values:
    """Every figure of the ledger at its own value: a single draw."""
    return _values(inputs, lambda figure: np.array([figure.value]))


def drawn_values(inputs: PositionInputs, seed: int, draws: int) -> Values:
    """Every figure of the ledger in each draw: its low and high are the tenth and ninetieth centile."""
    return _values(
        inputs, lambda figure: figure.at(stratified_ranks(seed, f"assumption {figure.name}", draws))
    )


def one_at_a_time(inputs: PositionInputs) -> tuple[Values, list[tuple[Figure, str]]]:
    """Each assumption at its low, then at its high, with all the others as they are.

    Draw 0 has every figure at its own value; draw i + 1 is the i-th of the settings returned.
    """
    settings = [(figure, end) for figure in inputs.assumptions() for end in ("low", "high")]

    def at_settings(figure: Figure) -> NDArray[np.float64]:
        values = np.full(len(settings) + 1, figure.value)
        for i, (changed, end) in enumerate(settings):
            if changed.name == figure.name:
                values[i + 1] = getattr(figure, end)
        return values

    return _values(inputs, at_settings), settings


def side_by_side(values: Values, times: int) -> Values:
    """Central values repeated, so that several cases can be worked out at once as draws."""
    return {name: value.isel(draw=[0] * times) for name, value in values.items()}


def by_scope(
    inputs: PositionInputs, values: Values, figures: Mapping[str, Figure], otherwise: float
) -> xr.DataArray:
    """The value of each scope's figure, and another number where a scope has none: scope, draw."""
    none = filled_with(values[inputs.kinship.name], otherwise)
    return stack(
        "scope",
        {scope: values[figures[scope].name] if scope in figures else none for scope in inputs.scopes},
    )


def _values(inputs: PositionInputs, value_of: Callable[[Figure], NDArray[np.float64]]) -> Values:
    values = {figure.name: value_of(figure) for figure in [*inputs.ledger(), *inputs.beside()]}
    # A tail beyond a low or a high never takes more children than there are.
    in_house = values[inputs.in_house_foster_children.name]
    values[inputs.kinship.name] = np.minimum(values[inputs.kinship.name], in_house)
    for provision, figure in inputs.no_registered_home.items():
        values[figure.name] = np.minimum(values[figure.name], inputs.by_placement[provision].value)
    return {name: xr.DataArray(value, dims="draw") for name, value in values.items()}
