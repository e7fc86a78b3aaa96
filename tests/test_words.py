"""Words: how many of a thing, one of it too."""

import pytest

from sufficiency.words import of_unit


@pytest.mark.parametrize(
    ("number", "unit", "told"),
    [
        (1, "children", "1 child"),
        (2, "children", "2 children"),
        (0, "homes", "0 homes"),
        (1.0, "homes", "1 home"),
        (0.5, "places", "0.5 places"),
        (1, "programme", "1 programme"),
        (1200, "households", "1,200 households"),
    ],
)
def test_one_of_a_unit_is_told_in_the_singular(number: float, unit: str, told: str) -> None:
    assert of_unit(number, unit) == told
