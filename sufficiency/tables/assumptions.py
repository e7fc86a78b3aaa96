"""The table of assumptions: every figure the model used, and all that the scenario and its list state."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from sufficiency.children.crosstab import crosstab_in_words
from sufficiency.demand.rates import fitted_trend
from sufficiency.inputs.inputs import Inputs
from sufficiency.providers.provider import Provider
from sufficiency.scenarios.parts import Part
from sufficiency.scenarios.scenario import Trend
from sufficiency.vocabulary import ASSUMED, DERIVED

Row = dict[str, object]


def assumptions_table(inputs: Inputs) -> pd.DataFrame:
    """Every figure that the model used, and what the scenario states, with unit, source, date and kind."""
    rows = [
        *_figures(inputs),
        *_providers(inputs),
        *_stated(inputs),
        *_from_returns(inputs),
        _how_children_are_placed(inputs),
    ]
    return pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})


def _figures(inputs: Inputs) -> Iterator[Row]:
    for figure in inputs.figures():
        yield {
            "figure": figure.name,
            "value": figure.value,
            "low": figure.low,
            "high": figure.high,
            "unit": figure.unit,
            "as_at": figure.as_at,
            "source": figure.source,
            "kind": figure.kind,
            "after_base_date": figure.after_base_date,
            "note": figure.note,
        }


def _providers(inputs: Inputs) -> Iterator[Row]:
    """A row for each provider of the select list: places filled by us, and its other numbers in words."""
    if inputs.select_list is None:
        return
    for each in inputs.select_list.as_kept:
        yield {
            "figure": f"select_list/{each.name}/{each.lot}/{each.sector}",
            "value": each.filled_by_us_places,
            "low": None,
            "high": None,
            "unit": "places",
            "as_at": each.as_at.isoformat(),
            "source": each.source,
            "kind": each.kind,
            "after_base_date": each.as_at > inputs.scenario.base_date,
            "note": _rest_of(each),
        }


def _rest_of(provider: Provider) -> str:
    said = {
        "registered": provider.registered_places,
        "open to us": provider.open_to_us_places,
        "vacant and usable": provider.vacant_usable_places,
        "blocked": provider.blocked_places,
        "pounds a week": provider.weekly_fee_gbp,
    }
    return "filled by us; " + ", ".join(
        f"{words} {'not recorded' if number is None else f'{number:g}'}" for words, number in said.items()
    )


def _stated(inputs: Inputs) -> Iterator[Row]:
    """A row for each part of the scenario."""
    scenario = inputs.scenario
    parts: dict[str, Part | None] = {
        "rebase": scenario.rebase,
        "population": scenario.population,
        "cla": scenario.cla,
        "uasc": scenario.uasc,
        "distance": scenario.distance,
        "households": scenario.households,
        **{f"mix.{name}": move for name, move in scenario.mix.items()},
        **{f"places.{name}": change for name, change in scenario.places.items()},
        **{f"levers.{name}": lever for name, lever in scenario.levers.items()},
    }
    for key, part in parts.items():
        if part is None:
            continue
        words = part.model_dump(by_alias=True, exclude_none=True)
        source = words.pop("source", f"scenario {scenario.name}")
        note = ", ".join(f"{name} = {value}" for name, value in words.items())
        if isinstance(part, Trend):
            note = fitted_trend(inputs).told()
        yield _assumed(f"scenario/{key}", source, scenario.base_date, note)


def _from_returns(inputs: Inputs) -> Iterator[Row]:
    """A row for the authority's own returns: which, how placements are grouped, and the method."""
    scenario, own = inputs.scenario, inputs.own
    if own is not None:
        source = f"SSDA903 returns, years ended 31 March {own.years[0]} to {own.years[-1]}"
        note = f"method = {scenario.method}; {crosstab_in_words(inputs)}"
        yield {**_assumed("scenario/returns", source, scenario.base_date, note), "kind": DERIVED}


def _how_children_are_placed(inputs: Inputs) -> Row:
    scenario = inputs.scenario
    note = f"order = {', '.join(scenario.placing_order)}, spot; nearer first = {scenario.nearer_first}"
    if inputs.select_list is not None:
        whole = ", ".join(scenario.whole_list) or "none"
        note += f"; distances of the list from {scenario.origin or 'an origin not stated'}; whole for {whole}"
    is_usual = not {"placing_order", "nearer_first"} & scenario.model_fields_set
    source = "Sufficiency assumption, docs/decisions/0013" if is_usual else f"scenario {scenario.name}"
    return _assumed("scenario/placing", source, scenario.base_date, note)


def _assumed(figure: str, source: str, base_date: date, note: str) -> Row:
    return {
        "figure": figure,
        "value": None,
        "low": None,
        "high": None,
        "unit": "",
        "as_at": base_date.isoformat(),
        "source": source,
        "kind": ASSUMED,
        "after_base_date": False,
        "note": note,
    }
