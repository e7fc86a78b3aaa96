"""Every table of a strategy, put together from finished runs: which there are, and what each must say."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from sufficiency.forecast import Forecast
from sufficiency.readers.exempt import read_lever_answers
from sufficiency.report import children, evidence, gaps, homes, position
from sufficiency.report.assembly import drafts_of, partitions_of, relations_of, report_of
from sufficiency.report.attack import intervals
from sufficiency.report.declared import SUPPRESSED, Column, Draft, Key, Protected
from sufficiency.report.drafting import key
from sufficiency.report.printed import printed_rows
from sufficiency.report.relations import relations_among
from sufficiency.report.runs import Run
from sufficiency.report.suppression import suppressed
from sufficiency.tables.run import tables_of
from sufficiency.vocabulary import PROVISIONS, SECTORS, WITHIN_20
from test_report.made_counts import drafted

IN_ORDER = (
    "A", "B", "C", "T1", "T2", "T3", "T4", "T6", "T7", "T8", "T9", "T12", "T13", "T14", "T15", "T16", "T16b",
    "T16c", "T16d", "T16e", "T17", "T18", "T18b", "T19", "T20", "T22", "T23", "L", "S", "K",
)  # fmt: skip
RESTRICTED = ("T12", "T18b")
NO_ANSWERS = read_lever_answers(None)


def run_of(forecast: Forecast, name: str, draws: int = 200) -> Run:
    scenario = forecast.inputs.scenario
    return Run(
        name=name, title=scenario.title, authority=scenario.authority, as_at=scenario.base_date,
        horizon=scenario.horizon, seed=1, draws=draws, version="0.0.0", tables=tables_of(forecast),
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(scenario_forecast: Callable[[str], Forecast]) -> Run:
    return run_of(scenario_forecast("thurrock-2019"), "thurrock-2019")


@pytest.fixture(scope="module")
def other_run(scenario_forecast: Callable[[str], Forecast]) -> Run:
    return run_of(scenario_forecast("hold-count"), "hold-count")


@pytest.fixture(scope="module")
def of_2023(scenario_forecast: Callable[[str], Forecast]) -> Run:
    return run_of(scenario_forecast("thurrock-2023"), "thurrock-2023")


@pytest.fixture(scope="module")
def drafts(run: Run) -> dict[str, Draft]:
    return by_name(drafts_of([run], "restricted", NO_ANSWERS))


def by_name(drafts: Sequence[Draft]) -> dict[str, Draft]:
    return {draft.declaration.table: draft for draft in drafts}


def without(run: Run, *names: str) -> Run:
    """A run of an authority whose files say nothing of some tables."""
    return replace(run, tables={name: table for name, table in run.tables.items() if name not in names})


def report(
    runs: Sequence[Run], profile: str = "public", answers: pd.DataFrame = NO_ANSWERS
) -> dict[str, Protected]:
    mode = "under_6" if profile == "public" else "none"
    tables = report_of(runs, profile, mode, answers, {})
    return {table.declaration.table: table for table in tables}


def headings(table: Draft | Protected) -> list[str]:
    return [column.heading for column in table.declaration.columns]


def column(table: Draft | Protected, heading: str) -> list[Any]:
    at = headings(table).index(heading)
    return [row[at] for row in table.rows]


def counts(drafts: Sequence[Draft]) -> dict[Key, float]:
    """Every count of real children that the tables hold, by its name."""
    return {
        name: draft.rows[row][at]  # type: ignore[misc]
        for draft in drafts
        for (row, at), name in draft.keys.items()
        if draft.rows[row][at] is not None
    }


# --- Which tables there are -----------------------------------------------------------------------
def test_every_table_of_a_strategy_is_there_in_order(run: Run) -> None:
    assert tuple(report([run], "restricted")) == IN_ORDER


def test_the_public_report_leaves_out_two_tables_and_every_other_says_so(run: Run) -> None:
    public = report([run])
    assert tuple(public) == tuple(name for name in IN_ORDER if name not in RESTRICTED)
    assert all(
        f"left out of the public profile: {', '.join(RESTRICTED)}" in each.mode for each in public.values()
    )


def test_only_single_providers_places_and_weekly_costs_are_restricted(drafts: dict[str, Draft]) -> None:
    assert tuple(name for name, draft in drafts.items() if draft.declaration.restricted) == RESTRICTED


def test_a_report_of_the_second_base_has_the_same_tables(of_2023: Run) -> None:
    assert tuple(report([of_2023], "restricted")) == IN_ORDER


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_table_says_what_it_is_of_when_from_where_and_what_would_fill_it(
    name: str, drafts: dict[str, Draft]
) -> None:
    draft = drafts[name]
    declaration = draft.declaration
    assert all(
        text.strip() for text in (declaration.title, declaration.units, declaration.fills, draft.source)
    )
    assert declaration.notes
    assert all(note.endswith(".") for note in declaration.notes)
    assert date.fromisoformat(draft.as_at) == date(2019, 3, 31)


@pytest.mark.parametrize("name", IN_ORDER)
def test_each_column_says_what_its_numbers_are(name: str, drafts: dict[str, Draft]) -> None:
    """In its heading, or with the whole table in its units: a future is said to be modelled."""
    declaration = drafts[name].declaration
    for each in declaration.columns:
        said = f"{each.heading}; {declaration.units}"
        assert each.heading.strip()
        if each.kind == "modelled" and not declaration.restricted:
            assert "modelled" in said, each.heading
        if each.kind == "percent":
            assert "%" in each.heading
        if each.kind == "pounds":
            assert "pounds" in said.lower()
        if each.kind == "count":
            assert "modelled" not in each.heading
            assert "child" in said.lower()
            assert "pounds" not in said


def test_a_years_spend_is_pounds_and_not_children(drafts: dict[str, Draft]) -> None:
    assert headings(drafts["T18"])[1] == "Spend in 2019, pounds"
    assert not [heading for heading in headings(drafts["T18"]) if "children" in heading]


@pytest.mark.parametrize("name", ["T15", "T18"])
def test_a_year_beyond_the_back_test_says_so(name: str, drafts: dict[str, Draft]) -> None:
    beyond = [heading for heading in headings(drafts[name]) if "beyond the back-test" in heading]
    assert [heading for heading in headings(drafts[name]) if "2037" in heading] == beyond
    assert len(beyond) == 1


# --- What may be in a table -----------------------------------------------------------------------
@pytest.mark.parametrize("name", [name for name in IN_ORDER if name not in ("T16d", "T17")])
def test_a_row_of_a_public_table_is_told_by_at_most_two_things(name: str, drafts: dict[str, Draft]) -> None:
    labels = [each for each in drafts[name].declaration.columns if each.kind == "label"]
    assert 1 <= len(labels) <= (3 if name in RESTRICTED else 2)


def test_only_a_table_without_a_count_of_children_is_told_by_more_than_two(drafts: dict[str, Draft]) -> None:
    """The gap by year is of futures, which are rounded in public: no child is in a row of it."""
    kinds = {each.kind for each in drafts["T16d"].declaration.columns}
    assert "modelled" in kinds
    assert not kinds & {"count", "percent", "rate"}
    assert not drafts["T16d"].keys


def test_a_table_that_is_told_by_two_labels_gives_each_pair_once(drafts: dict[str, Draft]) -> None:
    for draft in drafts.values():
        labels = [at for at, each in enumerate(draft.declaration.columns) if each.kind == "label"]
        told = [tuple(row[at] for at in labels) for row in draft.rows]
        assert len(set(told)) == len(told), draft.declaration.table


def test_a_count_is_of_at_most_two_dimensions_in_a_year(drafts: dict[str, Draft]) -> None:
    names = counts(list(drafts.values()))
    assert len(names) > 80
    for name in names:
        assert len({dimension for dimension, _ in name} - {"what", "year"}) <= 2


def test_every_count_of_real_children_has_a_name_and_nothing_else_has(drafts: dict[str, Draft]) -> None:
    for draft in drafts.values():
        there = {
            (row, at)
            for row, cells in enumerate(draft.rows)
            for at, each in enumerate(draft.declaration.columns)
            if each.kind == "count" and cells[at] is not None
        }
        named = {(row, at) for row, at in draft.keys if draft.rows[row][at] is not None}
        assert named == there, draft.declaration.table


def test_one_name_is_one_number_in_every_table(drafts: dict[str, Draft]) -> None:
    told: dict[Key, set[Any]] = defaultdict(set)
    for draft in drafts.values():
        for (row, at), name in draft.keys.items():
            told[name].add(draft.rows[row][at])
    assert {name: numbers for name, numbers in told.items() if len(numbers - {None}) > 1} == {}


def test_the_base_years_children_of_16_and_17_stand_in_their_own_table_alone(
    drafts: dict[str, Draft],
) -> None:
    """Rounded to 5 beside a count that is hidden, it would tell it to within two."""
    ages = dict(zip(column(drafts["T4"], "Age or sex"), column(drafts["T4"], "Children"), strict=True))
    leaving = dict(
        zip(column(drafts["L"], "Measure"), column(drafts["L"], headings(drafts["L"])[1]), strict=True)
    )
    assert ages["16 to 17"] == 86
    assert leaving["Children of 16 and 17"] is None


# --- What adds up ---------------------------------------------------------------------------------
@pytest.mark.parametrize("dimension", ["age_band", "sex", "distance_band", "placement"])
@pytest.mark.parametrize(("fixture", "children"), [("run", 293), ("of_2023", 292)])
def test_the_parts_of_all_children_add_to_all(
    fixture: str, children: int, dimension: str, request: pytest.FixtureRequest
) -> None:
    run: Run = request.getfixturevalue(fixture)
    drafts = drafts_of([run], "restricted", NO_ANSWERS)
    names = counts(drafts)
    parts = [
        names.get(key(what="looked_after", **{dimension: each})) for each in partitions_of(run)[dimension]
    ]
    assert (
        sum(float(each) for each in parts if each is not None) == children == names[key(what="looked_after")]
    )


@pytest.mark.parametrize("dimension", ["rung", "sector"])
@pytest.mark.parametrize("provision", PROVISIONS)
def test_a_provisions_children_add_to_it_by_rung_and_by_sector(
    provision: str, dimension: str, drafts: dict[str, Draft]
) -> None:
    names = counts(list(drafts.values()))
    parts = [
        number
        for name, number in names.items()
        if ("placement", provision) in name and dimension in dict(name) and ("what", "looked_after") in name
    ]
    assert len(parts) > 1
    assert sum(parts) == names[key(what="looked_after", placement=provision)]


def test_table_a_sums_each_rung_over_three_kinds_and_the_homes_that_come_with_the_child(
    drafts: dict[str, Draft],
) -> None:
    table = drafts["A"]
    rungs: dict[str, float] = defaultdict(float)
    for provision, rung, number in zip(
        column(table, "Provision"), column(table, "Where they are"), column(table, "Children"), strict=True
    ):
        if provision in ("Fostering", "Residential", "Supported 16+") and number is not None:
            rungs[rung] += number
    told = {(row[0], row[1]): row[2] for row in table.rows}
    assert len(rungs) == 4
    assert {rung: told["All three kinds", rung] for rung in rungs} == rungs
    assert told["All three kinds", "On any rung"] == sum(rungs.values()) == 252
    assert told["Kinship, parents, adopters and secure", "The home comes with the child"] == 293 - 252


def test_a_rung_that_nobody_has_counted_has_no_sum(drafts: dict[str, Draft]) -> None:
    summed = [row[1] for row in drafts["A"].rows if row[0] == "All three kinds"]
    assert len(summed) == 5
    assert "No registered home" not in summed


def test_the_sum_of_a_rung_has_the_range_of_the_position(run: Run, drafts: dict[str, Draft]) -> None:
    position = run.table("position").set_index(["scope", "provision", "rung"])
    known = position.loc[WITHIN_20, "all", "3"]
    [row] = [
        row
        for row in drafts["A"].rows
        if row[:2] == ("All three kinds", "Too far, for want of a nearer home")
    ]
    assert list(row[3:5]) == [known["low"], known["high"]]


def test_the_sums_of_table_a_are_tied_to_what_they_are_sums_of(drafts: dict[str, Draft]) -> None:
    """Four rungs, all three kinds and the homes that come with the child: a relation each, that holds."""
    names = counts(list(drafts.values()))
    relations = position.position_relations(list(names))
    assert len(relations) == 6
    for relation in relations:
        assert len(relation.coefficients) >= 4
        assert (
            sum(times * names[name] for name, times in relation.coefficients.items()) == relation.equals == 0
        )


def test_net_is_started_less_ceased_and_readers_are_taken_to_know_it(drafts: dict[str, Draft]) -> None:
    table = drafts["T3"]
    assert all(started - ceased == net for _, started, ceased, net in table.rows)  # type: ignore[operator]
    assert len(relations_of([table])) == len(table.rows) > 5


def test_children_with_no_registered_home_and_those_in_homes_give_each_other_back(run: Run) -> None:
    """41 in residential homes, 2 of them in none that is registered: 3 in a block would be 41 - 36 - 2."""
    columns = [Column("Placement", "label"), *(Column(each, "count") for each in (*SECTORS, "All"))]
    keys = {(0, at): key(what="filled_by_us", placement="residential", sector=name)
            for at, name in enumerate(SECTORS, start=1)}  # fmt: skip
    whole = {(0, 5): key(what="looked_after", placement="residential")}
    in_homes = drafted("T7", columns, [["Residential", 0.0, 3.0, 16.0, 20.0, 41.0]], {**keys, **whole})
    with_none = drafted(
        "A", [Column("Rung", "label"), Column("Children", "count")], [["No registered home", 2.0]],
        {(0, 1): key(what="looked_after", placement="residential", rung="1")},
    )  # fmt: skip
    made = [in_homes, with_none]
    parts = {**partitions_of(run), "sector": SECTORS}
    tied = relations_among(counts(made), parts, relations_of(made))
    hidden = suppressed(counts(made), tied, 6).hidden
    assert {keys[0, 2], key(what="looked_after", placement="residential", rung="1")} < hidden
    for found in intervals(counts(made), tied, hidden).values():
        assert found.width >= 6


def test_what_dfe_leaves_blank_by_rule_hides_no_small_count(of_2023: Run) -> None:
    """From 2020 the distances not known are those of unaccompanied children, whom another table counts."""
    profile = of_2023.table("profile").copy()
    far = [profile[profile["category"] == f"over_20_{side}"].index[0] for side in ("inside", "outside")]
    profile.loc[far, "children"] = [2.0, profile.loc[far, "children"].sum() - 2]
    table = report([replace(of_2023, tables={**of_2023.tables, "profile": profile})])["T9"]
    shown = {str(row[0]): row[1] for row in table.rows}
    assert shown["Over 20 miles, inside the authority"] == SUPPRESSED
    assert shown["Distance not known"] != SUPPRESSED
    assert list(shown.values()).count(SUPPRESSED) == 2


def test_the_last_row_of_a_table_with_a_total_is_the_sum_of_those_above(drafts: dict[str, Draft]) -> None:
    for name, heading in (("T7", "All"), ("T9", "Children")):
        *parts, total = column(drafts[name], heading)
        assert sum(parts) == total == 293


def test_what_moves_the_number_adds_to_all_of_it(drafts: dict[str, Draft]) -> None:
    for row in drafts["T19"].rows:
        *steps, total = row[1:]
        assert sum(steps) == pytest.approx(total, abs=1e-6)  # type: ignore[arg-type]


def test_households_recruited_less_those_that_left_are_net(drafts: dict[str, Draft]) -> None:
    for row in drafts["T13"].rows[1:]:
        recruited, left, net = row[1:4]
        assert recruited - left == pytest.approx(net, abs=1e-6)  # type: ignore[operator]


def test_a_share_is_of_the_two_columns_beside_it(drafts: dict[str, Draft]) -> None:
    for name in ("T4", "T9"):
        for _, part, whole, share in drafts[name].rows:
            assert share == pytest.approx(100 * part / whole)  # type: ignore[operator]


def test_distances_not_known_are_counted_once_where_a_run_tells_their_parts(of_2023: Run) -> None:
    """DfE tells those not known inside and outside the authority as well: parts of one row, not rows."""
    profile = of_2023.table("profile")
    assert "not_known_inside" in set(profile["category"])
    table = report([of_2023], "restricted")["T9"]
    assert column(table, "Distance")[-2:] == ["Distance not known", "All"]
    assert column(table, "Children")[-2:] == [45, 292]


# --- Ranges ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "central", "low", "high"),
    [
        ("T6", "Unaccompanied children, modelled", "80% low, modelled", "80% high, modelled"),
        ("T13", "Places, modelled", "Places, 80% low, modelled", "Places, 80% high, modelled"),
        ("T15", "2024, modelled", "80% low in 2024, modelled", "80% high in 2024, modelled"),
        ("T18", "Spend in 2024, modelled", "80% low in 2024, modelled", "80% high in 2024, modelled"),
        ("L", "2020, modelled", "80% low in 2020, modelled", "80% high in 2020, modelled"),
        ("L", "2024, modelled", "80% low in 2024, modelled", "80% high in 2024, modelled"),
        ("T16d", "Need, modelled", "Need, 80% low, modelled", "Need, 80% high, modelled"),
        ("T16d", "Gap, modelled", "Gap, 80% low, modelled", "Gap, 80% high, modelled"),
    ],
)
def test_a_number_of_the_future_lies_between_the_ends_of_its_range(
    name: str, central: str, low: str, high: str, drafts: dict[str, Draft]
) -> None:
    ends = zip(*(column(drafts[name], heading) for heading in (central, low, high)), strict=True)
    known = [each for each in ends if None not in each]
    assert known
    assert all(least <= middle <= most for middle, least, most in known)


@pytest.mark.parametrize("name", ["T16", "T16d"])
def test_what_is_short_in_a_bad_case_is_what_would_have_to_be_added(
    name: str, drafts: dict[str, Draft]
) -> None:
    badly = column(drafts[name], "Gap if things go badly (P80), modelled")
    to_add = column(drafts[name], "Places to add for 80 in 100, modelled")
    assert [max(float(p80), 0.0) for p80 in badly if p80 is not None] == to_add
    assert any(float(each) > 0 for each in to_add if each is not None)


@pytest.mark.parametrize("recorded", [("residential",), PROVISIONS])
def test_a_rung_has_a_sum_only_where_every_kind_of_home_records_it(
    recorded: tuple[str, ...], run: Run
) -> None:
    ladder = run.table("position")
    rung = (ladder["rung"].astype(str) == "1") & ladder["provision"].isin(recorded)
    known = {"children": 0.0, "low": 0.0, "high": 0.0}
    table = position.position(replace(run, tables={**run.tables, "position": ladder.assign(
        **{name: ladder[name].mask(rung, value) for name, value in known.items()})}))  # fmt: skip
    told = {(row[0], row[1]): row[2] for row in table.rows}
    assert told["Residential", "No registered home"] == 0
    assert (("All three kinds", "No registered home") in told) == (recorded == PROVISIONS)


def test_an_end_that_is_the_number_itself_is_left_out_of_the_ladder(drafts: dict[str, Draft]) -> None:
    ends = [row[2:5] for row in drafts["A"].rows if row[2] is not None]
    assert all((low is None) == (high is None) for _, low, high in ends)
    assert not any(low == high for _, low, high in ends if low is not None)


def test_the_gap_is_told_for_each_coming_year_in_both_scopes_on_both_bounds(run: Run, other_run: Run) -> None:
    table = gaps.gap_by_year([run, other_run])
    years = ["2020", "2021", "2022", "2023", "2024", "2037"]
    labels = [row[:5] for row in table.rows]
    assert len(labels) == len(set(labels)) == 2 * 2 * 4 * 2 * len(years)
    assert [row[4] for row in table.rows[: len(years)]] == years
    assert dict.fromkeys(row[0] for row in table.rows) == dict.fromkeys([run.title, other_run.title])


def test_the_gap_by_year_is_that_of_the_run_and_of_the_other_tables(drafts: dict[str, Draft]) -> None:
    table, at = drafts["T16d"], headings(drafts["T16d"]).index("Gap, modelled")
    near = [row[at] for row in table.rows if row[1] == "Within 20 miles" and row[4] == "2024"
            and row[2] != "All three kinds"]  # fmt: skip
    assert near == column(drafts["T16"], "Gap, modelled")


def test_as_in_this_scenario_is_the_gap_of_all_three_kinds(drafts: dict[str, Draft]) -> None:
    table = drafts["T16d"]
    at = headings(table).index("Gap, modelled")
    [gap] = [row[at] for row in table.rows if row[1:5] == (
        "Within 20 miles", "All three kinds", "Should be near", "2024")]  # fmt: skip
    *_, own = column(drafts["T16e"], "2024, modelled")
    assert own == pytest.approx(gap)
    assert column(drafts["T16e"], "If")[-1] == "As in this scenario"


def test_what_the_gap_depends_on_has_the_widest_first_in_words(drafts: dict[str, Draft]) -> None:
    table = drafts["S"]
    ends = zip(
        column(table, "Gap at its low, modelled"), column(table, "Gap at its high, modelled"), strict=True
    )
    widths = [abs(high - low) for low, high in ends]
    assert len(widths) > 5
    assert widths == sorted(widths, reverse=True)
    assert not [name for name in column(table, "Assumption") if "_" in name]


# --- Scenarios side by side -----------------------------------------------------------------------
def test_two_runs_stand_side_by_side_each_with_its_own_numbers(run: Run, other_run: Run) -> None:
    alone, both = children.by_scenario([run]), children.by_scenario([run, other_run])
    assert len(headings(alone)) == 4
    assert headings(both)[:4] == headings(alone)
    assert [row[:4] for row in both.rows] == list(alone.rows)
    assert headings(both)[4] == f"{other_run.title}, modelled"
    assert [row[1] for row in both.rows] != [row[4] for row in both.rows]


def test_the_gap_by_scenario_needs_two_runs_and_says_so(run: Run, other_run: Run) -> None:
    alone, both = (gaps.gap_by_scenario(runs) for runs in ([run], [run, other_run]))
    assert not alone.rows
    assert "Two finished runs" in alone.declaration.fills
    gap = column(gaps.gap(run, WITHIN_20), "Gap, modelled")[::2]  # the rows of those who should be near
    assert column(both, f"{run.title}: gap, modelled") == gap


def test_runs_of_one_title_are_told_apart_by_their_folders(run: Run) -> None:
    with_list = replace(run, name="with-a-list")
    for table in (children.by_scenario([run, with_list]), gaps.gap_by_scenario([run, with_list])):
        assert len(set(headings(table))) == len(headings(table))
        assert any("with-a-list" in heading for heading in headings(table))


def test_runs_to_different_years_are_compared_as_far_as_the_shorter(run: Run, other_run: Run) -> None:
    shorter = replace(other_run, horizon=2022)
    assert column(children.by_scenario([run, shorter]), "31 March") == ["2020", "2021", "2022"]


# --- Tables that are empty ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("table", "missing", "filled_by"),
    [
        (homes.to_find, "placements_to_find", "flows.csv"),
        (homes.fostering_pipeline, "fostering_pipeline", "fostering.csv"),
        (children.history, "history", "children_looked_after.csv"),
        (children.starts_and_ceases, "history", "children_looked_after.csv"),
        (children.population, "population", "population.csv"),
        (evidence.weekly_cost, "cost", "costs.csv"),
    ],
)
def test_a_table_that_nothing_fills_is_empty_and_says_what_would(
    table: Callable[[Run], Draft], missing: str, filled_by: str, run: Run
) -> None:
    assert table(run).rows
    empty = table(without(run, missing))
    assert not empty.rows
    assert filled_by in empty.declaration.fills


def test_households_that_nobody_has_counted_leave_their_table_empty(run: Run) -> None:
    pipeline = run.table("fostering_pipeline").assign(households=float("nan"))
    told = replace(run, tables={**run.tables, "fostering_pipeline": pipeline})
    assert not homes.fostering_pipeline(told).rows


def test_an_authority_without_published_flows_has_no_placements_to_find(of_2023: Run) -> None:
    table = homes.to_find(of_2023)
    assert not table.rows
    assert "flows.csv" in table.declaration.fills


ANSWER: dict[str, object] = {
    "what": "Two homes of four beds", "goal": "bring 27 more children inside the authority", "year": 2024,
    "reaches_goal": "yes", "units": 2.0, "unit": "homes", "central": 7.6, "p10": 2.2, "p90": 8.9,
    "first_effect": "2021", "full_cost_gbp": float("nan"), "spend_change_central_gbp": -12_345.0,
    "spend_change_p10_gbp": -20_000.0, "spend_change_p90_gbp": 3_000.0,
}  # fmt: skip


def test_without_a_file_of_levers_their_table_says_which_command_fills_it(run: Run) -> None:
    table = evidence.levers(run, NO_ANSWERS)
    assert not table.rows
    assert "sufficiency levers" in table.declaration.fills
    assert "--levers" in table.declaration.fills


def test_the_answers_of_levers_fill_their_table(run: Run) -> None:
    [row] = report([run], answers=pd.DataFrame([ANSWER]))["B"].rows
    assert row[:8] == ("Two homes of four beds", 2, "homes", 10, 0, 10, "yes", "2021")
    assert row[8:] == (None, -12_000, -20_000, 3_000)


def test_what_was_asked_of_the_levers_is_a_note_of_their_table(run: Run) -> None:
    another = {**ANSWER, "goal": "close the fostering gap within 20 miles", "year": 2026}
    asked = pd.DataFrame([ANSWER, {**ANSWER, "what": "Three homes"}, another])
    notes = evidence.levers(run, asked).declaration.notes
    assert notes[:2] == (
        "To bring 27 more children inside the authority by 31 March 2024.",
        "To close the fostering gap within 20 miles by 31 March 2026.",
    )
    assert not any(note.startswith("To ") for note in evidence.levers(run, NO_ANSWERS).declaration.notes)


@pytest.mark.parametrize(
    "missing",
    ["supply", "account", "history", "population", "places_wanted", "benchmarks", "sensitivity", "back_test",
     "cost", "leaving_care", "placements_to_find", "fostering_pipeline", "forecast_vs_actual"],
)  # fmt: skip
def test_a_run_without_one_of_its_tables_is_reported_without_it(missing: str, run: Run) -> None:
    assert tuple(report([without(run, missing)], "restricted")) == IN_ORDER


@pytest.mark.parametrize(
    ("name", "missing"), [("T16d", "gap"), ("T16e", "benchmarks"), ("S", "sensitivity"), ("K", "back_test")]
)
def test_the_gap_by_year_and_path_and_what_it_rests_on_are_empty_without_their_table(
    name: str, missing: str, run: Run
) -> None:
    assert report([run], "restricted")[name].rows
    table = report([without(run, missing)], "restricted")[name]
    assert not printed_rows(table)
    assert table.declaration.fills


# --- Assumptions ----------------------------------------------------------------------------------
def with_assumption(run: Run, **changed: object) -> Run:
    """A run with one more assumption."""
    table = run.table("assumptions")
    row = {**table.iloc[0].to_dict(), "note": "", "low": None, "high": None, **changed}
    return replace(run, tables={**run.tables, "assumptions": pd.concat([table, pd.DataFrame([row])])})


@pytest.mark.parametrize("kind", ["published", "derived", "assumed"])
@pytest.mark.parametrize("unit", ["children", "young_people", "placements", "gbp_per_week"])
def test_a_count_or_fee_that_went_in_is_no_row_of_the_public_assumptions(
    unit: str, kind: str, run: Run
) -> None:
    told = with_assumption(run, figure="no_registered_home/residential", value=2.0, unit=unit, kind=kind)
    assert "no_registered_home/residential" not in column(evidence.assumptions(told, "public"), "Figure")
    assert "no_registered_home/residential" in column(evidence.assumptions(told, "restricted"), "Figure")


def test_what_names_a_provider_is_no_row_of_the_public_assumptions(run: Run) -> None:
    listed = with_assumption(run, figure="select_list/Example: A/B Homes/residential/spot", unit="places")
    lost = with_assumption(
        listed, figure="scenario/levers.lost", note="provider = example: a/b  homes", unit=""
    )
    assert {"select_list/Example: A/B Homes/residential/spot", "scenario/levers.lost"} <= set(
        column(evidence.assumptions(lost, "restricted"), "Figure")
    )
    public = evidence.assumptions(lost, "public")
    assert "scenario/cla" in column(public, "Figure")
    assert not [cell for row in public.rows for cell in row if "a/b" in str(cell).lower()]


# --- Cost -----------------------------------------------------------------------------------------
def with_children(run: Run, placement: str, children: float) -> Run:
    cost = run.table("cost").copy()
    cost.loc[cost["placement"] == placement, "children_average"] = children
    return replace(run, tables={**run.tables, "cost": cost})


def test_what_a_kind_of_home_with_few_children_costs_is_not_told_apart_in_public(run: Run) -> None:
    few = with_children(run, "residential", 3)
    assert column(evidence.cost(run, "public"), "Placement") == [
        "Fostering and kinship", "Residential", "Supported 16+", "All",
    ]  # fmt: skip
    assert column(evidence.cost(few, "public"), "Placement") == ["All"]
    assert len(evidence.cost(few, "restricted").rows) == 4


# --- Money ----------------------------------------------------------------------------------------
def test_spends_are_to_the_nearest_thousand_and_add_to_all_as_shown(run: Run) -> None:
    table = report([run])["T18"]
    for at, column in enumerate(table.declaration.columns):
        if not column.heading.startswith("Spend in"):
            continue
        *kinds, everything = [float(row[at] or 0) for row in table.rows]
        assert sum(kinds) == everything > 0
        assert all(pounds % 1000 == 0 for pounds in (*kinds, everything))


def test_where_one_kind_has_no_fee_the_others_stand_together_and_it_is_named(run: Run) -> None:
    cost = run.table("cost").copy()
    supported = (cost["placement"] == "supported_16_plus") & (cost["basis"] == "fee_or_allowance")
    whole = (cost["placement"] == "all") & (cost["basis"] == "fee_or_allowance")
    cost.loc[supported, "weekly_gbp"] = None
    cost.loc[supported | whole, ["spend_central", "spend_p10", "spend_p90"]] = None
    table = report([replace(run, tables={**run.tables, "cost": cost})])["T18"]
    fostering, residential, other, together = table.rows
    assert other[1] is None
    assert together[0] == "All whose fee is recorded"
    assert abs(float(together[1] or 0) - float(fostering[1] or 0) - float(residential[1] or 0)) <= 1000
    notes = table.declaration.notes
    [note] = [note for note in notes if note.startswith("Not counted, because no fee is recorded")]
    assert note.endswith(": external supported 16+ homes.")
    assert "supported_16_plus/2019" in table.declaration.fills


def test_the_mix_names_what_of_it_is_assumed(run: Run) -> None:
    [note] = [note for note in report([run])["T7"].notes if note.startswith("Assumed in this table")]
    assert "how many children in foster homes are in kinship" in note
    assert "on spot, unless a select list says: fostering, residential and supported 16+" in note
    assert "in-house" not in note


def test_the_figures_that_went_in_are_counted_whether_or_not_they_are_shown(run: Run) -> None:
    figures = run.table("assumptions")
    figures = figures[~figures["figure"].str.startswith("scenario/")]
    public = report([run])["T17"]
    [said] = [note for note in public.notes if note.startswith("The run used")]
    published = int((figures["kind"] == "published").sum())
    assert f"{len(figures)} figures: {published} published" in said
    assert sum(row[6] == "published" for row in public.rows) < published


# --- Runs that are not alike ----------------------------------------------------------------------
def with_list(run: Run, select_list: str | None) -> Run:
    return replace(run, made=replace(run.made, select_list=select_list))


def test_scenarios_of_which_one_has_a_select_list_say_so_where_they_stand_side_by_side(
    run: Run, other_run: Run
) -> None:
    tables = report([with_list(run, "list.csv"), with_list(other_run, "")])
    for name in ("T16c", "T16d"):
        [note] = [note for note in tables[name].notes if note.startswith("Not alike")]
        assert f"In “{run.title}” homes on contract are those of a select list" in note
        assert f"in “{other_run.title}” there is none" in note


@pytest.mark.parametrize("given", ["list.csv", "", None])
def test_scenarios_that_are_alike_in_their_list_say_nothing_of_it(
    given: str | None, run: Run, other_run: Run
) -> None:
    tables = report([with_list(run, given), with_list(other_run, given)])
    assert not any(note.startswith("Not alike") for table in tables.values() for note in table.notes)
