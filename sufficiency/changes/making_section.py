"""The section on how the two runs were made: scenario, version, seed, draws and horizon."""

from typing import Any

import pandas as pd

from sufficiency.changes.figures_changed import SAME
from sufficiency.changes.pair import Pair
from sufficiency.changes.section import Section
from sufficiency.changes.wording import span
from sufficiency.words import count, listed

TITLE = "How the two runs were made"
PARTS = {"cla": "children looked after", "uasc": "unaccompanied children", "placing": "how homes are filled"}


def making_section(pair: Pair, parts: pd.DataFrame) -> Section:
    """What differs in how the runs were made, and what that does to all that follows."""
    lines = [*_scenario(pair, parts), *_lost(pair), *_version(pair), *_luck(pair), *_horizon(pair)]
    same = "Both runs are of one scenario, with the same version, seed, draws and horizon."
    return Section(TITLE, tuple(lines) or (same,))


def _scenario(pair: Pair, parts: pd.DataFrame) -> list[str]:
    """How the scenarios differ, in name and in what they state; part of what moved is then of them."""
    names = [f"{run.title} ({run.made.scenario})" for run in (pair.old, pair.new)]
    stated = [_part(row) for row in parts[parts["status"] != SAME].to_dict("records")]
    lines = [] if names[0] == names[1] else [f"The scenarios differ: {names[0]}, then {names[1]}."]
    if stated:
        what = "What they state differs" if lines else "What the scenario states has changed"
        lines.append(f"{what}: {listed(stated)}.")
        lines.append("So part of each change in the years ahead is of the scenario, and not of the world.")
    elif lines and len(parts):
        lines.append("What they state is the same: a change is of their figures or their lists of homes.")
    return lines


def _part(row: dict[Any, Any]) -> str:
    old, new = (row[which] or "nothing stated" for which in ("old", "new"))
    name = str(row["part"])
    return f"{PARTS.get(name, name)} ({old}, then {new})"


def _lost(pair: Pair) -> list[str]:
    """Which run asked what if a provider were lost, where one did and the other did not."""
    old, new = (run.made.lost_a_provider for run in (pair.old, pair.new))
    which = "old" if old else "new"
    what = f"The {which} run asks what if a provider were lost, and the other does not."
    return [] if old == new else [what]


def _version(pair: Pair) -> list[str]:
    old, new = pair.old.version, pair.new.version
    what = f"Version {old} made the old run and {new} the new, so part of a change may be of the method."
    return [] if old == new else [what]


def _luck(pair: Pair) -> list[str]:
    old, new = ((run.seed, run.draws) for run in (pair.old, pair.new))
    if old == new:
        return []
    return [
        f"The old run has seed {old[0]} and {count(old[1], 'draw')}, the new seed {new[0]} and "
        f"{count(new[1], 'draw')}: small differences in ranges and chances may be luck."
    ]


def _horizon(pair: Pair) -> list[str]:
    old, new = pair.old.horizon, pair.new.horizon
    reach = f"for {span(pair.years)}, which both reach" if pair.years else "on their base dates alone"
    what = f"The old run goes to {old} and the new to {new}: they are compared {reach}."
    return [] if old == new else [what]
