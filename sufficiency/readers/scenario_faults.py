"""What pydantic finds wrong with a scenario, said in the words of this tool."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from sufficiency.errors import Fault, did_you_mean
from sufficiency.scenarios.levers import LEVER_KINDS
from sufficiency.scenarios.scenario import NAMED_ENTRIES

Key = tuple[str, ...]


def faults_of(error: ValidationError, file_of: Callable[[Key], Path], *, is_whole: bool) -> list[Fault]:
    """One fault for each thing found, naming the file that set the key.

    Where a file that the scenario is based on could not be read, what is missing is no fault of its own.
    """
    faults = []
    for found in error.errors():
        if found["type"] == "missing" and len(found["loc"]) == 1 and not is_whole:
            continue
        where = [str(part) for part in found["loc"]]
        key = tuple(where[:2]) if where and where[0] in NAMED_ENTRIES else tuple(where[:1])
        # A union's branch stands in the location: it is the path's own name, not a key.
        branch = 2 if where and where[0] == "levers" else 1
        spoken = [
            part
            for i, part in enumerate(where)
            if not (i == branch and where[0] in ("cla", "uasc", "levers"))
        ]
        what, do = _in_words(found["type"], found["msg"], found.get("ctx", {}), spoken)
        faults.append(Fault(str(file_of(key)), ".".join(spoken) or "(whole file)", what, do))
    return faults


def _in_words(kind: str, message: str, context: dict[str, Any], where: list[str]) -> tuple[str, str]:
    """What pydantic found, and what to do about it, as this tool says it."""
    if kind.startswith("union_tag"):
        key = "kind" if where[0] == "levers" else "path"
        return f"this {key} is not known.", _known_tag(key, context)
    if kind == "extra_forbidden":
        return unknown_key(where[-1], _neighbours(where))
    said = {
        "missing": ("is missing.", _how_to_add(where)),
        "value_error": (str(context.get("error")), "Correct it."),
        **dict.fromkeys(
            ("model_type", "model_attributes_type", "dict_type"),
            ("must be a table.", f"Write [{'.'.join(where)}], and its keys below it."),
        ),
        **dict.fromkeys(("list_type", "tuple_type"), ("must be a list.", 'Write ["a", "b"].')),
        "string_pattern_mismatch": ("is not a scope that can be.", _how_to_write_scope(where)),
        "date_type": ("must be a date.", "Write it without quotes, as 2019-03-31."),
    }
    if kind in said:
        return said[kind]
    is_number = kind.startswith(("int", "float"))
    do = "Write it as a number, without quotes or commas." if is_number else "Correct it."
    return f"{message.replace('Input should', 'must').replace('String should', 'must')}.", do


def _how_to_write_scope(where: list[str]) -> str:
    if where[:1] == ["scopes"]:
        return "Write it as within_10_miles."
    return "Use inside_authority, any, or a distance as within_20_miles."


def _how_to_add(where: list[str]) -> str:
    if where == ["title"]:
        return "Add it: a scenario has a title of its own."
    return "Add it, or base the scenario on one that has it." if len(where) == 1 else "Add it."


def _known_tag(key: str, context: dict[str, Any]) -> str:
    if "tag" not in context:
        return f"Give a '{key}'."
    known = str(context["expected_tags"]).replace("'", "").split(", ")
    return did_you_mean(str(context["tag"]), known, f"Use one of: {', '.join(known)}.")


def unknown_key(key: str, known: tuple[str, ...]) -> tuple[str, str]:
    """What is wrong with a key that is not known, and which was perhaps meant."""
    do = did_you_mean(key, known, f"Known here: {', '.join(known) or 'nothing more'}.")
    return "this key is not known.", do


def _neighbours(where: list[str]) -> tuple[str, ...]:
    """The keys that are known in the part of a scenario where an unknown one stands."""
    from sufficiency.scenarios import scenario as parts

    by_part: dict[str, list[type[BaseModel]]] = {
        "population": [parts.Growth],
        "rebase": [parts.Rebase],
        "cla": [parts.HoldRate, parts.Converge, parts.Change, parts.Trend, parts.OwnRates],
        "uasc": [parts.HoldRate, parts.OwnCounts],
        "distance": [parts.Distance],
        "mix": [parts.Move],
        "households": [parts.Households],
        "places": [parts.Places],
        "levers": list(LEVER_KINDS),
        "figures": [parts.FigureChange],
    }
    keys = [
        each.alias or name for part in by_part.get(where[0], []) for name, each in part.model_fields.items()
    ]
    return tuple(dict.fromkeys(keys))
