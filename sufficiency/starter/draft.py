"""A draft of a working folder: every figure, blank, scenario and word of it, before anything is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sufficiency.figures.book import Figure
from sufficiency.starter.asking import Wanted, rows_to_fill_in
from sufficiency.starter.assumed import IN_HOUSE, Assumption, assumed_figures, within
from sufficiency.starter.evidence import Council, Evidence
from sufficiency.starter.growth import GROWTH
from sufficiency.starter.history import history_figures
from sufficiency.starter.peers import peer_figures
from sufficiency.starter.people import ONS, level_growth, level_to, population_figures
from sufficiency.starter.profile import base_year, profile_figures
from sufficiency.starter.provision import cost_figures, flow_figures, fostering_figures, inside_figures
from sufficiency.starter.readme import readme_text
from sufficiency.starter.scenario_texts import scenario_texts, share_near
from sufficiency.vocabulary import ASSUMED

_HISTORY = ("cla_", "uasc_")  # what stands in the file of counts, and not in the profile


@dataclass(frozen=True)
class Draft:
    """A working folder before it is written.

    `figures` are by the name of their file in the folder's data; `to_fill_in` the rows of what a council is
    asked for; `scenarios` texts by file name; `select_list` rows of a draft from Ofsted's register, none
    where there is no register; `notes` what somebody who uses it should know.
    """

    council: Council
    base: int
    has_base: bool
    figures: dict[str, list[Figure]]
    to_fill_in: list[dict[str, str]]
    scenarios: dict[str, str]
    readme: str
    select_list: list[dict[str, object]]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Grounds:
    """What a draft rests on beside the public files: assumptions, what to ask for, and Ofsted's homes."""

    assumptions: Sequence[Assumption]
    wanted: Sequence[Wanted]
    select_list: Sequence[dict[str, object]] = ()


def draft_of(evidence: Evidence, grounds: Grounds, otherwise: int) -> Draft:
    """The working folder of a council, drafted from what is published of it.

    The base year is the newest of which the files have all children, their age, placement and distance;
    `otherwise` where no file has, and then what a run needs is left to fill in.
    """
    known = base_year(evidence)
    base = otherwise if known is None else known
    figures = _figures(evidence, grounds, base, has_base=known is not None)
    growth = [each for each in figures["population"] if each.measure == GROWTH]
    keys = [figure.key for held in figures.values() for figure in held]
    asked = rows_to_fill_in(grounds.wanted, keys, base, level_to(growth))
    notes = tuple(_notes(figures, growth, base, has_base=known is not None, homes=len(grounds.select_list)))
    return Draft(
        evidence.council,
        base,
        known is not None,
        figures,
        asked,
        scenario_texts(evidence.council, base, growth, share_near(figures.get("profile", []))),
        readme_text(evidence.council, base, figures, asked, notes),
        list(grounds.select_list),
        notes,
    )


def _figures(evidence: Evidence, grounds: Grounds, base: int, *, has_base: bool) -> dict[str, list[Figure]]:
    """Every figure by the file it belongs in; a file without any is left out."""
    children = profile_figures(evidence, base) if has_base else []
    assumed = assumed_figures(grounds.assumptions, evidence, children, base)
    history = history_figures(evidence, base) if has_base else []
    files = {
        "children_looked_after": [*_counted(children, history=True), *history],
        "profile": _counted(children, history=False),
        "population": population_figures(evidence, base) or level_growth(base),
        "ledger": _ledger(assumed.get("ledger", []), children),
        "fostering": [*fostering_figures(evidence, base), *assumed.get("fostering", [])],
        "costs": [*cost_figures(evidence, base), *assumed.get("costs", [])],
        "flows": flow_figures(evidence, base),
        "leaving_care": assumed.get("leaving_care", []),
        "select_list": [
            f for f in inside_figures(evidence, base) if f.measure != "children_inside_authority"
        ],
        "targets": [f for f in inside_figures(evidence, base) if f.measure == "children_inside_authority"],
        "benchmarks": peer_figures(evidence, base),
    }
    return {name: held for name, held in files.items() if held}


def _counted(children: Iterable[Figure], *, history: bool) -> list[Figure]:
    return [figure for figure in children if figure.measure.startswith(_HISTORY) == history]


def _ledger(ledger: Iterable[Figure], children: Iterable[Figure]) -> list[Figure]:
    """The ledger with no more children in-house than are fostered."""
    fostered = {
        figure.category: figure.value for figure in children if figure.measure == "children_by_placement"
    }
    most = fostered.get("fostering_and_kinship")
    if most is None:
        return list(ledger)
    return [within(figure, most) if figure.measure == IN_HOUSE else replace(figure) for figure in ledger]


def _notes(
    figures: dict[str, list[Figure]], growth: Sequence[Figure], base: int, *, has_base: bool, homes: int
) -> Iterable[str]:
    if not has_base:
        yield (
            "No file had the council's children by age, placement and distance: what a run needs is in "
            "to_fill_in.csv, rank 0. Give DfE's file of children looked after on 31 March by characteristic."
        )
    guessed = [f.category.replace("_", " ") for f in figures.get("profile", ())
               if f.kind == ASSUMED and f.category != "secure"]  # fmt: skip
    if guessed:
        yield (
            f"Suppressed in DfE's file, and shared out by a rule: {', '.join(guessed)}. "
            "Your own return has them."
        )
    if growth[0].category != ONS:
        yield (
            "No projection of the council's children was at hand: their growth is assumed. ONS's subnational "
            "population projections, persons by single year of age, have it."
        )
    if not any(f.measure == "placements_made" and f.year == base for f in figures.get("flows", ())):
        yield f"New placements of {base} were not at hand, so there are no placements to find until they are."
    if homes:
        yield (
            f"select_list_draft.csv has {homes} registered homes and agencies from Ofsted. Registered is not "
            'open to us: complete it, then name it in base.toml: select_list = "select_list_draft.csv".'
        )
