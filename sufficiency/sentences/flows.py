"""The sentence about placements to find, which a placements team feels every week."""

import pandas as pd

from sufficiency.inputs.flows import FlowsNotRecorded
from sufficiency.inputs.inputs import Inputs
from sufficiency.rounding import whole
from sufficiency.vocabulary import ALL

WEEKS = 52


def to_find_sentence(inputs: Inputs, to_find: pd.DataFrame) -> str:
    """How many placements had to be found in the base year, and how many next year, with a range.

    `to_find` is the table of placements to find. Where the flows are not recorded it says which
    figures would fill it.
    """
    if isinstance(inputs.flows, FlowsNotRecorded):
        return f"Placements to find are not recorded: {inputs.flows.why}."
    year = inputs.scenario.base_year
    everything = to_find[(to_find["placement"] == ALL) & (to_find["age_band"] == ALL)]
    by_year = everything.set_index("year").to_dict("index")
    base, after = by_year[year], by_year[year + 1]
    return (
        f"In the year ended 31 March {year} about {_tens(base['placements_a_year'])} placements had to be "
        f"found, {whole(base['placements_a_year'] / WEEKS)} a week; next year we must find about "
        f"{_tens(after['placements_a_year'])} ({_tens(after['p10'])} to {_tens(after['p90'])})."
    )


def _tens(placements: float) -> int:
    """Placements to the nearest ten."""
    return whole(placements / 10) * 10
