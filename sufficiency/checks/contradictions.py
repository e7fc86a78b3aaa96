"""Contradictions: published figures that do not agree, and which of them the model uses.

A contradiction is not a fault: sources disagree. It is named, so that nobody finds it first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from sufficiency.children.population import growth_index
from sufficiency.demand.rates import PER
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.inputs.inputs import Inputs
from sufficiency.inputs.leaving_care import MONTHS
from sufficiency.living.leaving_care import turning_18_a_year
from sufficiency.numerals import parse_as_at
from sufficiency.rounding import whole
from sufficiency.vocabulary import ASSUMED
from sufficiency.words import of_unit


@dataclass(frozen=True)
class Contradiction:
    """Two or more figures that do not agree, what the tool uses, and whether the model feels it."""

    about: str
    what: str
    used: str
    touches_model: bool
    figures: tuple[Figure, ...]

    def sources(self) -> list[str]:
        """Each source once, with the figures that it gives."""
        by_source: dict[str, list[str]] = {}
        for figure in self.figures:
            by_source.setdefault(figure.source, []).append(figure.name)
        return [f"{source} ({', '.join(names)})" for source, names in by_source.items()]


def contradictions_in(inputs: Inputs, book: FigureBook) -> list[Contradiction]:
    """Every contradiction found among the figures; those that touch the model first."""
    is_of_its_day = inputs.scenario.rebase is None
    rules = [rule for rule in RULES if is_of_its_day or rule not in OF_THE_BASES_DAY]
    found = [each for rule in rules for each in rule(inputs, book)]
    return sorted(found, key=lambda each: not each.touches_model)


Found = Iterator[Contradiction]


def _rate_and_population(inputs: Inputs, book: FigureBook) -> Found:
    year = inputs.scenario.base_year
    rate = book.find("cla_rate", "council", year)
    # ONS's mid-year estimate of the year before is DfE's denominator for 31 March.
    stated = [
        figure
        for name, of_year in (("council", year - 1), ("council", year), ("ons_mid_year_before", year))
        if (figure := book.find("child_population", name, of_year))
    ]
    if rate is None or rate.value == 0:
        return
    # A published rate is of the published count, whatever the returns count.
    count = _replaced_by_returns(inputs, inputs.base_cla) or inputs.base_cla
    implied = count.value / rate.value * PER
    for figure in stated:
        if abs(figure.value - implied) / implied > 0.005:
            other_rate = count.value / figure.value * PER
            yield Contradiction(
                "the child population behind the rate",
                f"{count.value:,.0f} children at {rate.value:g} per 10,000 implies {implied:,.0f} "
                f"children aged 0 to 17; {figure.name} says {figure.value:,.0f}, which would give "
                f"{other_rate:.1f} per 10,000.",
                f"{inputs.base_population.value:,.0f}, {_which_population(inputs, implied)}.",
                True,
                (rate, count, figure),
            )


def _replaced_by_returns(inputs: Inputs, figure: Figure) -> Figure | None:
    """The published figure that the authority's own returns have taken the place of, if there was one."""
    replaced = () if inputs.own is None else inputs.own.replaced
    return next((each for each in replaced if each.key == figure.key), None)


def _returns_and_published(inputs: Inputs, book: FigureBook) -> Found:
    """Published counts of the base year that the authority's own return does not bear out, by measure."""
    if inputs.own is None:
        return
    told: dict[str, list[tuple[Figure, Figure]]] = {}
    for published in inputs.own.replaced:
        own = book.find(*published.key)
        if published.kind == ASSUMED or published.unit not in RETURNED:
            continue
        if own and abs(published.value - own.value) > SAME:
            told.setdefault(published.measure, []).append((published, own))
    for measure, pairs in told.items():
        listed = ", ".join(
            f"{own.category.replace('_', ' ')} {own.value:g} (published {published.value:g})".strip()
            for published, own in pairs
        )
        yield Contradiction(
            f"the returns and what is published: {measure.replace('_', ' ')}",
            f"the SSDA903 return of {inputs.own.year} has {listed}.",
            "the return.",
            True,
            tuple(figure for pair in pairs for figure in pair),
        )


def _which_population(inputs: Inputs, implied: float) -> str:
    if abs(inputs.base_population.value - implied) / implied < 0.005:
        return "the population that the council's own rate implies"
    return f"the population of {inputs.base_population.source}"


def _growth(inputs: Inputs, book: FigureBook) -> Found:
    chosen = inputs.growth
    points = {year: figure.value for year, figure in chosen.items()}
    others: dict[str, dict[int, Figure]] = {}
    for figure in book.of("child_population_growth"):
        if figure.category.startswith("local") and figure.year is not None:
            others.setdefault(figure.category, {})[figure.year] = figure
    for category, series in others.items():
        if category == inputs.scenario.population.growth:
            continue
        first, last = min(series), max(series)
        if first < min(points) or last > max(points):
            continue
        same_years = (float(growth_index(points, first, [last])[0]) - 1) * 100
        other_points = {year: figure.value for year, figure in series.items()}
        own = (float(growth_index(other_points, first, [last])[0]) - 1) * 100
        if abs(own - same_years) > 1:
            yield Contradiction(
                "growth of the child population",
                f"'{category}' gives {own:+.1f}% from {first} to {last}; the growth points used give "
                f"{same_years:+.1f}% over the same years.",
                f"'{inputs.scenario.population.growth}'; the other is a scenario of its own.",
                True,
                (*series.values(), *chosen.values()),
            )


def _same_count_twice(inputs: Inputs, book: FigureBook) -> Found:
    by_year: dict[int, list[Figure]] = {}
    for figure in book.of("cla_count"):
        if figure.year is not None and "without" not in figure.category:
            by_year.setdefault(figure.year, []).append(figure)
    for year, figures in sorted(by_year.items()):
        if len({figure.value for figure in figures}) > 1:
            listed = ", ".join(f"{figure.value:,.0f} ({figure.category})" for figure in figures)
            base = year == inputs.scenario.base_year
            used = (
                f"{inputs.base_cla.value:,.0f}, {_whose_count(inputs)}."
                if base
                else "none of them: history only."
            )
            yield Contradiction(
                f"children looked after on 31 March {year}", f"{listed}.", used, base, tuple(figures)
            )


def _whose_count(inputs: Inputs) -> str:
    return "the council's own count" if inputs.own is None else "the council's own return"


def _near_in_words(inputs: Inputs, book: FigureBook) -> Found:
    stated = book.find("share_within_20_miles", "council_text")
    near = [inputs.by_distance["within_20_inside"], inputs.by_distance["within_20_outside"]]
    share = sum(figure.value for figure in near) / inputs.base_cla.value
    if stated and abs(stated.value - share) > 0.001 and inputs.own is None:
        count = sum(figure.value for figure in near)
        yield Contradiction(
            "children within 20 miles",
            f"the text says {stated.value:.1%}; the table gives {count:g} of "
            f"{inputs.base_cla.value:g}, {share:.1%}.",
            "the table.",
            True,
            (stated, *near),
        )


def _uasc_in_words(inputs: Inputs, book: FigureBook) -> Found:
    stated = [f for f in book.of("uasc_share") if f.year == inputs.scenario.base_year]
    share = inputs.base_uasc.value / inputs.base_cla.value
    wrong = [figure for figure in stated if abs(figure.value - share) > 0.0005]
    if wrong:
        listed = " and ".join(f"{figure.value:.1%}" for figure in stated)
        yield Contradiction(
            "the share of unaccompanied children",
            f"given as {listed}; {inputs.base_uasc.value:g} of {inputs.base_cla.value:g} is {share:.1%}.",
            f"the count, {inputs.base_uasc.value:g}.",
            True,
            (inputs.base_uasc, *stated),
        )


def _uasc_counts(inputs: Inputs, book: FigureBook) -> Found:
    figures = [f for f in book.of("uasc_count") if f.year == inputs.scenario.base_year]
    if len({figure.value for figure in figures}) > 1:
        listed = ", ".join(f"{figure.value:g} ({figure.category})" for figure in figures)
        yield Contradiction(
            "unaccompanied children in the base year",
            f"{listed}.",
            f"{inputs.base_uasc.value:g}, {_whose_count(inputs)}.",
            True,
            tuple(figures),
        )


def _uasc_distance(inputs: Inputs, book: FigureBook) -> Found:
    uasc = inputs.base_uasc
    not_known = book.find("children_by_distance", "not_known") or inputs.by_distance["not_known"]
    about = "the distance of unaccompanied children"
    if inputs.by_distance["not_known"].value < not_known.value:
        yield Contradiction(
            about,
            f"{not_known.value:g} have a distance not known and {uasc.value:g} are unaccompanied, whose "
            "distance DfE leaves blank from 2020.",
            "the distances of other children, inside and outside the authority, for those left blank."
            if inputs.own is None
            else "the distances of other children in the same kind of home, for those left blank.",
            True,
            (not_known, uasc),
        )
    elif not_known.value < uasc.value:
        yield Contradiction(
            about,
            f"{not_known.value:g} has a distance not known while {uasc.value:g} are unaccompanied, whose "
            "distance DfE leaves blank from 2020.",
            "the base table as it stands: the break in DfE's series moves no child out of a scope.",
            True,
            (not_known, uasc),
        )


def _residential(inputs: Inputs, book: FigureBook) -> Found:
    counted = book.find("residential_children_k2_s1_r1")
    settings = inputs.by_placement["residential"]
    if counted and counted.value != settings.value and inputs.own is None:
        yield Contradiction(
            "children in residential settings",
            f"the strategy says {settings.value:g}; a freedom of information answer for the same day has "
            f"{counted.value:g} in K2, S1 and R1, none of them in the authority.",
            f"{settings.value:g}: the other {settings.value - counted.value:g} are counted as residential, "
            "assumed.",
            True,
            (settings, counted),
        )


def _ethnicity_and_disability(inputs: Inputs, book: FigureBook) -> Found:
    for measure in (
        "children_by_disability",
        "children_by_ethnicity",
        "children_by_sex",
        "children_by_legal_status",
    ):
        figures = book.of(measure)
        total = sum(figure.value for figure in figures)
        if figures and total != inputs.base_cla.value:
            yield Contradiction(
                measure.replace("_", " "),
                f"the table sums to {total:g}; children looked after are {inputs.base_cla.value:g}.",
                "neither: the model does not use this table.",
                False,
                (figures[0], inputs.base_cla),
            )


def _january(inputs: Inputs, book: FigureBook) -> Found:
    for stated in book.of("cla_snapshot_change_stated"):
        after = book.find("cla_snapshot", stated.category)
        year, _, month = stated.category.partition("-")
        before = book.find("cla_snapshot", f"{int(year) - 1}-{month}") if year.isdecimal() else None
        if after and before and before.value - after.value != stated.value:
            yield Contradiction(
                f"the fall in the year to {stated.category}",
                f"the report says {stated.value:g}; its figures, {before.value:g} and {after.value:g}, "
                f"say {before.value - after.value:g}.",
                "neither: history only.",
                False,
                (before, after, stated),
            )


def _asylum_reports(inputs: Inputs, book: FigureBook) -> Found:
    reported = next(iter(book.of("uasc_reported")), None)
    of_all = next(iter(book.of("cla_reported")), None)
    snapshot = book.find("uasc_snapshot", "2018-01")
    if reported and of_all and snapshot and reported.value != snapshot.value:
        yield Contradiction(
            "unaccompanied children in early 2018",
            f"one report says {reported.value:g} of {of_all.value:g} ({reported.value / of_all.value:.0%}); "
            f"another to the same meeting says {snapshot.value:g}.",
            "neither: history only.",
            False,
            (reported, of_all, snapshot),
        )


def _targets(inputs: Inputs, book: FigureBook) -> Found:
    share = book.find("target_share_inside_authority")
    if share:
        yield Contradiction(
            "the target for homes inside the authority",
            f"at least {share.value:.0%} is published without a date.",
            "the date in each scenario is ours, and says so.",
            inputs.scenario.distance is not None,
            (share,),
        )
    households = book.find("household_target_net_a_year")
    if households:
        yield Contradiction(
            "the fostering target",
            f"{households.value:+g} households a year is published without saying net or gross.",
            "net of those who leave, where a scenario uses it.",
            inputs.scenario.households is not None,
            (households,),
        )


def _commitment(inputs: Inputs, book: FigureBook) -> Found:
    spend = next(iter(book.of("external_commitment")), None)
    children = next(iter(book.of("children_requiring_placement")), None)
    if spend and children:
        yield Contradiction(
            "the £9.5 million",
            f"£{spend.value / 1e6:g}m is external commitment; {children.value:g} is all children: one "
            "divided by the other is not a unit cost.",
            "neither.",
            False,
            (spend, children),
        )


def _care_leavers(inputs: Inputs, book: FigureBook) -> Found:
    by_year: dict[int, list[Figure]] = {}
    for figure in book.of("care_leavers_by_age"):
        by_year.setdefault(figure.year or 0, []).append(figure)
    in_service = [figure for figure in book.of("care_leavers_in_service") if figure.category == "council"]
    for year, ages in sorted(by_year.items()):
        total = sum(figure.value for figure in ages)
        at_odds = [figure for figure in in_service if not 0.8 <= figure.value / max(total, 1) <= 1.25]
        if at_odds:
            told = ", ".join(f"{figure.value:,.0f} in {_month(figure)}" for figure in at_odds)
            yield Contradiction(
                "care leavers",
                f"{told} receive a service; counts by age of {year} add to {total:,.0f}. The one is of those "
                "in service, the other takes in everyone who qualifies, 16 and 17 year olds among them.",
                "those in service in the base year; of the counts by age, only their shape from 18 to 24.",
                True,
                (*at_odds, *ages),
            )


def _month(figure: Figure) -> str:
    return f"{parse_as_at(figure.as_at):%B %Y}"


def _beds_and_stays(inputs: Inputs, book: FigureBook) -> Found:
    turning = turning_18_a_year(inputs)
    for what, beds_of, stay_of in (
        ("move-on homes", "move_on_beds", "move_on_stay"),
        ("16+ beds", "supported_beds", "supported_stay"),
    ):
        beds, stay = (_newest(book, measure) for measure in (beds_of, stay_of))
        if beds is None or stay is None or turning is None or stay.value <= 0:
            continue
        move_ins = beds.value * MONTHS / stay.value
        if not 0.5 <= move_ins / turning <= 1.5:
            yield Contradiction(
                f"{what} and how long they are held",
                f"{of_unit(beds.value, 'beds')} at a stay of {of_unit(stay.value, 'months')} are "
                f"{whole(move_ins)} move-ins a year, {move_ins / turning:.1f} times the {whole(turning)} "
                "children who turn 18 in one.",
                "neither: homes to ask for are those who turn 18, times the share who need one, times a stay "
                "that is assumed about the one stated.",
                False,
                (beds, stay),
            )


def _newest(book: FigureBook, measure: str) -> Figure | None:
    return max(book.of(measure), key=lambda figure: figure.year or 0, default=None)


def _under_16_in_supported(inputs: Inputs, book: FigureBook) -> Found:
    figure = _newest(book, "supported_under_16")
    if figure is not None and figure.value > 0:
        yield Contradiction(
            "children under 16 in supported accommodation",
            f"{figure.value:g} recorded in {_month(figure)}: a breach, because supported accommodation is "
            "for 16 and over.",
            "none of them: a breach is reported and never modelled as demand.",
            False,
            (figure,),
        )


RETURNED: Final = ("children", "placements")  # the units of what the returns count
SAME: Final = 0.5  # children

RULES: Final[tuple[Callable[[Inputs, FigureBook], Found], ...]] = (
    _returns_and_published,
    _rate_and_population,
    _growth,
    _same_count_twice,
    _near_in_words,
    _uasc_in_words,
    _uasc_counts,
    _uasc_distance,
    _residential,
    _targets,
    _ethnicity_and_disability,
    _january,
    _asylum_reports,
    _commitment,
    _under_16_in_supported,
    _care_leavers,
    _beds_and_stays,
)
# Those that set the base's counts beside others of 31 March: after a re-base the two are of different days.
OF_THE_BASES_DAY: Final = (
    _rate_and_population,
    _same_count_twice,
    _near_in_words,
    _uasc_in_words,
    _uasc_counts,
    _residential,
    _ethnicity_and_disability,
)
