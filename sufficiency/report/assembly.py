"""The report put together: every table of some runs drafted, and made safe to publish."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError, did_you_mean
from sufficiency.inputs.blank_distances import FIRST_BLANK_YEAR
from sufficiency.report import children, evidence, gaps, homes, position
from sufficiency.report.children import CLA
from sufficiency.report.declared import Draft, Key, Protected
from sufficiency.report.disclosure import LARGEST_THRESHOLD, Relation, counts_of, protect
from sufficiency.report.drafting import key
from sufficiency.report.names import refuse_names
from sufficiency.report.runs import Run
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS, INSIDE, PROVISIONS, SECTORS, WITHIN_20


def drafts_of(runs: Sequence[Run], profile: str, answers: pd.DataFrame) -> list[Draft]:
    """Every table of the first run, and all runs side by side where a table compares scenarios.

    `answers` are those of levers to a goal; none leaves the table of levers empty.
    """
    run = runs[0]
    return [
        position.position(run),
        evidence.levers(run, answers),
        homes.to_find(run),
        children.population(run),
        children.history(run),
        children.starts_and_ceases(run),
        children.age_and_sex(run),
        children.unaccompanied(run),
        homes.mix(run),
        homes.by_age(run),
        homes.by_distance(run),
        homes.capacity(run),
        homes.fostering_pipeline(run),
        children.by_scenario(runs),
        homes.demand(run),
        gaps.gap(run, WITHIN_20),
        gaps.gap(run, INSIDE),
        gaps.gap_by_scenario(runs),
        gaps.gap_by_year(runs),
        gaps.gap_by_path(run),
        evidence.assumptions(run, profile),
        evidence.cost(run, profile),
        evidence.weekly_cost(run),
        children.moved(run),
        children.forecast_and_actual(run),
        children.benchmarks(run),
        gaps.places_wanted(run),
        evidence.leaving_care(run),
        evidence.sensitivity(run, profile),
        evidence.back_test(run),
    ]


def report_of(
    runs: Sequence[Run], profile: str, mode: str, answers: pd.DataFrame, exempt: Mapping[Key, str]
) -> tuple[Protected, ...]:
    """The tables of a report as they may be published under a profile and mode (decision 0021).

    Raises InputFaultsError where a count said to be in print is in no table, and where a public one would
    name a provider, beside what `protect` raises.
    """
    drafts = drafts_of(runs, profile, answers)
    _refuse_unknown(exempt, _names(drafts))
    tables = protect(
        drafts,
        profile=profile,
        mode=mode,
        partitions=partitions_of(runs[0]),
        relations=relations_of(drafts),
        signed=_signed(_names(drafts)),
        exempt={**_known_anyway(drafts, runs[0].base_year), **exempt},
    )
    refuse_names(tables, runs)
    return tables


def _refuse_unknown(exempt: Mapping[Key, str], known: Sequence[Key]) -> None:
    """Refuse a count said to be in print that no table has: misspelt, it would be hidden without a word."""
    names = {_in_words(name) for name in known}
    faults = [
        Fault("--already-published", _in_words(name), "no table of this report has this count.",
              did_you_mean(_in_words(name), names, "The counts there are: docs/report.md.", closeness=0.8))
        for name in exempt
        if name not in set(known)
    ]  # fmt: skip
    if faults:
        raise InputFaultsError(faults)


def _in_words(name: Key) -> str:
    """A count's name as a file of counts in print has it."""
    parts = dict(name)
    return "; ".join(f"{dim}={parts[dim]}" for dim in sorted(parts, key=lambda dim: (dim != "what", dim)))


def partitions_of(run: Run) -> dict[str, tuple[str, ...]]:
    """The parts that children looked after are told in, each of which adds to its whole."""
    ladder = run.table("position")
    recorded = ladder.dropna(subset=["children"]) if len(ladder) else ladder
    rungs = sorted({str(rung) for rung in recorded["rung"] if str(rung).isdigit()}) if len(recorded) else []
    profile = run.table("profile")
    sexes = (
        tuple(str(each) for each in profile[profile["measure"] == "sex"]["category"]) if len(profile) else ()
    )
    demand = run.table("demand")
    placements = (
        [str(name) for name in dict.fromkeys(demand["placement"]) if name != "all"] if len(demand) else []
    )
    return {
        "age_band": AGE_BANDS,
        "sex": sexes,
        "distance_band": DISTANCE_BANDS,
        "placement": tuple(placements),
        "rung": tuple(rungs),
        "sector": _recorded_sectors(run),
        "stream": ("uasc", "other"),
    }


def _recorded_sectors(run: Run) -> tuple[str, ...]:
    """The sectors that children are recorded in: a blank one is known to hold none."""
    supply = run.table("supply")
    known = supply.dropna(subset=["filled_by_us"]) if len(supply) else supply
    return tuple(sector for sector in SECTORS if len(known) and (known["sector"] == sector).any())


def relations_of(drafts: Sequence[Draft]) -> list[Relation]:
    """What a reader can work out beside parts and wholes: net is started less ceased; table A's sums."""
    names = _names(drafts)
    found = [*position.position_relations(names), *_homes_and_none(drafts)]
    for name in names:
        if ("what", "net") in name:
            year = dict(name)["year"]
            coefficients = {
                name: 1,
                key(what=children.STARTED, year=year): -1,
                key(what=children.CEASED, year=year): 1,
            }
            found.append(Relation(coefficients, 0))
    return found


def _homes_and_none(drafts: Sequence[Draft]) -> list[Relation]:
    """Where some of a placement have no registered home: those in each sector and they are all of it."""
    counts = counts_of(drafts, _signed(_names(drafts)))
    found = []
    for placement in PROVISIONS:
        in_homes = key(what=homes.FILLED, placement=placement)
        parts = [count for name, count in counts.items() if set(in_homes) < set(name)]
        if not parts:
            continue
        whole, none = key(what=CLA, placement=placement), key(what=CLA, placement=placement, rung=1)
        if counts.get(none) != counts[whole] - sum(parts):  # rounded otherwise, or in no table
            none = key(what="no_registered_home", placement=placement)
        found.append(Relation({in_homes: 1, none: 1, whole: -1}))
    return found


def _known_anyway(drafts: Sequence[Draft], base_year: int) -> dict[Key, str]:
    """What DfE's rules give away: it leaves the distance of unaccompanied children blank, and prints them."""
    name = key(what=CLA, distance_band="not_known")
    is_told = (
        base_year >= FIRST_BLANK_YEAR
        and counts_of(drafts, _signed(_names(drafts))).get(name, 0) >= LARGEST_THRESHOLD
    )
    return {name: "DfE, Children looked after in England"} if is_told else {}


def _signed(names: Iterable[Key]) -> frozenset[Key]:
    """The counts that are worked out from others and may be below zero: net flows."""
    return frozenset(name for name in names if ("what", "net") in name)


def _names(drafts: Sequence[Draft]) -> list[Key]:
    return list(dict.fromkeys(name for draft in drafts for name in draft.keys.values()))
