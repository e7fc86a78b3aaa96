"""What a page offers to choose, and what it says of each combination: from the tables, and nothing else."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from sufficiency.forecast import Forecast
from sufficiency.report.assembly import report_of
from sufficiency.report.declared import Cell, Protected
from sufficiency.report.explorer import Explorer, explorer_of, key_of
from sufficiency.report.headlines import headlines
from sufficiency.report.printed import printed_rows
from sufficiency.report.runs import Run
from sufficiency.report.telling import GapRow, gap_rows
from test_report.test_assembly import NO_ANSWERS, run_of

SAID_ANYWAY = {"16", "20", "31", "80", "100", "99", "18"}  # 16+, 20 miles, 31 March, 80%, in 100, 18 years


@pytest.fixture(scope="module")
def runs(scenario_forecast: Callable[[str], Forecast]) -> list[Run]:
    return [run_of(scenario_forecast(name), name) for name in ("thurrock-2019", "hold-count")]


@pytest.fixture(scope="module")
def tables(runs: list[Run]) -> tuple[Protected, ...]:
    return report_of(runs, "public", "under_6", NO_ANSWERS, {})


@pytest.fixture(scope="module")
def explorer(tables: tuple[Protected, ...]) -> Explorer:
    found = explorer_of(tables)
    assert found is not None
    return found


def named(tables: Sequence[Protected], name: str) -> Protected:
    return next(table for table in tables if table.declaration.table == name)


def rows_by_choice(tables: Sequence[Protected]) -> dict[tuple[str, str, str, str, bool], GapRow]:
    return {
        (row.scenario, row.where, row.provision, row.year, row.as_placed): row
        for row in gap_rows(named(tables, "T16d"))
    }


def chosen(explorer: Explorer, key: str) -> tuple[str, ...]:
    places = (int(place) for place in key.split("-"))
    return tuple(choice.options[at][1] for choice, at in zip(explorer.choices, places, strict=True))


def numbers_in(text: str) -> set[str]:
    return {number.replace(",", "") for number in re.findall(r"\d[\d,]*", text)}


def said_of(cells: Iterable[Cell]) -> set[str]:
    return {str(round(abs(cell))) for cell in cells if isinstance(cell, int | float)}


def with_rows(
    tables: Sequence[Protected], name: str, rows: Sequence[Sequence[Cell]]
) -> tuple[Protected, ...]:
    return tuple(
        replace(table, rows=tuple(tuple(row) for row in rows)) if table.declaration.table == name else table
        for table in tables
    )


def test_scenario_where_provision_and_year_are_offered(explorer: Explorer, runs: list[Run]) -> None:
    offered = {choice.name: [label for _, label in choice.options] for choice in explorer.choices}
    assert offered == {
        "scenario": [run.title for run in runs],
        "where": ["Within 20 miles", "Inside the authority"],
        "provision": ["Fostering", "Residential", "Supported 16+", "All three kinds"],
        "year": [str(year) for year in runs[0].coming_years],
    }


def test_the_first_choice_is_all_kinds_near_and_five_years_on(explorer: Explorer) -> None:
    assert [choice.options[choice.first][1] for choice in explorer.choices][1:] == [
        "Within 20 miles",
        "All three kinds",
        "2024",
    ]


def test_options_have_values_that_an_address_can_carry(explorer: Explorer) -> None:
    for choice in explorer.choices:
        values = [value for value, _ in choice.options]
        assert len(set(values)) == len(values)
        assert all(re.fullmatch(r"[a-z0-9-]+", value) for value in values)


def test_titles_that_differ_by_a_mark_alone_have_values_of_their_own(tables: tuple[Protected, ...]) -> None:
    titles = {"Thurrock 2019: hold the rate": "Plan 2", "Thurrock 2019: hold the count": "Plan: 2!"}
    rows = [[titles[str(row[0])], *row[1:]] for row in named(tables, "T16d").rows]
    found = explorer_of(with_rows(tables, "T16d", rows))
    assert found is not None
    assert [value for value, _ in found.choices[0].options] == ["plan-2", "plan-2-2"]


def test_every_combination_has_its_sentences(explorer: Explorer) -> None:
    wanted = 1
    for choice in explorer.choices:
        wanted *= len(choice.options)
    assert len(explorer.told) == wanted
    for told in explorer.told.values():
        assert told.gap.endswith(".")
        assert told.rest.endswith(".")


def test_every_combination_tells_the_numbers_of_its_own_rows_and_no_others(
    explorer: Explorer, tables: tuple[Protected, ...]
) -> None:
    rows = rows_by_choice(tables)
    for key, told in explorer.told.items():
        scenario, where, provision, year = chosen(explorer, key)
        near, placed = (rows[scenario, where, provision, year, bound] for bound in (False, True))
        central = said_of((near.need, near.gap, placed.gap)) - {"0"}
        assert central <= numbers_in(told.gap + told.rest)
        known = said_of(
            (
                *(near.need, near.need_low, near.need_high, near.secured),
                *(near.gap, near.gap_low, near.gap_high, near.add_for_80),
                *(placed.gap, placed.gap_low, placed.gap_high),
            )
        )
        known |= {str(round(100 * float(near.chance or 0)))} | SAID_ANYWAY | {year}
        assert numbers_in(told.gap + told.rest) <= known


def test_nothing_that_is_said_lets_a_program_show_through(explorer: Explorer) -> None:
    pictures = [*explorer.need.values(), *explorer.gap.values(), *explorer.children.values()]
    said = [told.whole for told in explorer.told.values()] + [picture.alternative for picture in pictures]
    for text in said:
        assert not re.search(r"\b(nan|None|inf)\b|\.\.|  | ,|\(\)", text), text
        assert not re.search(r"\b1 (homes|places|foster homes|children)\b", text), text


def test_a_year_beyond_the_back_test_is_said_to_be(explorer: Explorer) -> None:
    for key, told in explorer.told.items():
        assert ("back-tested" in told.rest) == (chosen(explorer, key)[-1] == "2037")


def test_the_chart_of_need_has_the_numbers_of_its_rows(
    explorer: Explorer, tables: tuple[Protected, ...]
) -> None:
    rows = rows_by_choice(tables)
    for key, picture in explorer.need.items():
        scenario, where, provision = chosen(explorer, key + "-0")[:3]
        for value in picture.data["path"]:
            near, placed = (
                rows[scenario, where, provision, str(value["year"]), bound] for bound in (False, True)
            )
            assert (value["need"], value["low"], value["high"], value["secured"], value["placed"]) == (
                near.need, near.need_low, near.need_high, near.secured, placed.need,
            )  # fmt: skip


def test_the_chart_of_the_gap_has_a_bar_for_each_kind_of_home_on_each_bound(
    explorer: Explorer, tables: tuple[Protected, ...]
) -> None:
    rows = rows_by_choice(tables)
    for key, picture in explorer.gap.items():
        scenario_at, where_at, year_at = key.split("-")
        scenario, where, _, year = chosen(explorer, f"{scenario_at}-{where_at}-0-{year_at}")
        assert len(picture.data["gaps"]) == 8
        for bar in picture.data["gaps"]:
            row = rows[scenario, where, str(bar["provision"]), year, bar["bound"] == "placed"]
            assert (bar["gap"], bar["low"], bar["high"]) == (row.gap, row.gap_low, row.gap_high)


def test_the_chart_of_children_has_the_past_and_every_scenario(
    explorer: Explorer, tables: tuple[Protected, ...]
) -> None:
    ahead = printed_rows(named(tables, "T14"))
    past = printed_rows(named(tables, "T2"))
    for at, picture in explorer.children.items():
        first = 1 + 3 * int(at)
        assert [value["children"] for value in picture.data["past"]] == [row[1] for row in past]
        assert [(value["children"], value["low"], value["high"]) for value in picture.data["scenario"]] == [
            row[first : first + 3] for row in ahead if str(row[0]) <= "2024"
        ]
        assert len(picture.data["others"]) == len(picture.data["scenario"])
        assert picture.cells[-1][0] == "2037"  # beyond the back-test: in the table alone


def test_names_at_the_ends_of_lines_stand_apart(explorer: Explorer) -> None:
    for picture in explorer.need.values():
        most = max(float(value["high"] or 0) for value in picture.data["path"])
        heights = sorted(float(label["at"] or 0) for label in picture.data["labels"])
        assert all(b - a >= 0.07 * most for a, b in pairwise(heights))


def test_each_chart_is_told_in_words_with_ranges(explorer: Explorer) -> None:
    need = explorer.need[key_of(explorer.first[:3])]
    assert re.search(r"Need is about \d+ homes \(\d+ to \d+\) in 2020", need.alternative)
    gap = explorer.gap[key_of((0, 0, explorer.first[3]))]
    assert re.search(r"All three kinds: a gap of about \d+ homes \(", gap.alternative)
    assert re.search(r"there would be about \d+ children \(\d+ to \d+\)", explorer.children["0"].alternative)


def test_where_children_live_is_drawn_of_sums_that_are_shown(
    explorer: Explorer, tables: tuple[Protected, ...]
) -> None:
    position = explorer.position
    assert position is not None
    sums = {str(row[1]): row[2] for row in printed_rows(named(tables, "A")) if row[0] == "All three kinds"}
    for bar in position.data["rungs"][:-1]:
        assert bar["children"] == sums[str(bar["text"])]


def test_a_confidential_bar_has_its_word_where_a_bar_would_begin(tables: tuple[Protected, ...]) -> None:
    hidden = [[*row[:2], "c", "c", "c", *row[5:]] for row in named(tables, "A").rows]
    found = explorer_of(with_rows(tables, "A", hidden))
    assert found is not None
    assert found.position is not None
    for bar in found.position.data["rungs"]:
        assert (bar["children"], bar["ends"], bar["label"]) == (None, 0.0, "confidential")


def test_years_whose_count_is_confidential_are_named_beside_the_line(tables: tuple[Protected, ...]) -> None:
    year, _, *rest = named(tables, "T2").rows[1]
    rows = [list(row) for row in named(tables, "T2").rows]
    found = explorer_of(with_rows(tables, "T2", [rows[0], [year, "c", *rest], *rows[2:]]))
    assert found is not None
    assert f"Not drawn, because the count is confidential: {year}." in found.children["0"].alternative


def test_the_gap_is_told_in_four_numbers(tables: tuple[Protected, ...]) -> None:
    row = rows_by_choice(tables)["Thurrock 2019: hold the rate", "Within 20 miles", "All three kinds", "2024",
                                 False]  # fmt: skip
    told = headlines(tables)
    assert [headline.number for headline in told][2:] == [str(row.gap), str(row.add_for_80)]
    assert told[0].beside == "Counted on 31 March 2019"
    assert told[2].beside == f"80% range {row.gap_low} to {row.gap_high}"


# --- Where something is missing -------------------------------------------------------------------


def test_no_choice_is_offered_where_no_gap_is_worked_out(tables: tuple[Protected, ...]) -> None:
    assert explorer_of(with_rows(tables, "T16d", [])) is None
    assert explorer_of([named(tables, "A")]) is None


def test_one_run_is_one_scenario(runs: list[Run]) -> None:
    found = explorer_of(report_of(runs[:1], "public", "under_6", NO_ANSWERS, {}))
    assert found is not None
    assert len(found.choices[0].options) == 1
    assert "other scenario" not in found.children["0"].alternative


def test_a_year_that_a_scenario_does_not_reach_is_said(tables: tuple[Protected, ...]) -> None:
    rows = [
        row
        for row in named(tables, "T16d").rows
        if not (row[0] == "Thurrock 2019: hold the count" and row[4] == "2037")
    ]
    found = explorer_of(with_rows(tables, "T16d", rows))
    assert found is not None
    last = len(found.choices[3].options) - 1
    assert (
        found.told[f"1-0-0-{last}"].gap == "The scenario does not reach 2037, so that no gap is worked out."
    )
    assert found.gap[f"1-0-{last}"].cells == ()


def test_confidential_cells_are_said_and_drawn_nowhere(tables: tuple[Protected, ...]) -> None:
    hidden = [[*row[:5], *["c"] * (len(row) - 5)] for row in named(tables, "T16d").rows]
    found = explorer_of(with_rows(tables, "T16d", hidden))
    assert found is not None
    assert all(told.gap.casefold().endswith("the gap is confidential.") for told in found.told.values())
    assert all(value["need"] is None for value in found.need["0-0-0"].data["path"])
    assert all(cell == "c" for row in found.need["0-0-0"].cells for cell in row[1:])


def with_secured(tables: Sequence[Protected], by_year: dict[str, float]) -> Explorer:
    """An explorer of tables in which secured places are so many in each year."""
    rows = [[*row[:8], by_year.get(str(row[4]), 30), *row[9:]] for row in named(tables, "T16d").rows]
    found = explorer_of(with_rows(tables, "T16d", rows))
    assert found is not None
    return found


def test_secured_places_that_change_are_told_from_first_to_last(tables: tuple[Protected, ...]) -> None:
    told = with_secured(tables, {"2020": 0, "2037": 45}).need["0-0-0"].alternative
    assert "Secured places go from few or none in 2020 to about 45 in 2037." in told
    told = with_secured(tables, {"2020": 45, "2037": 45}).need["0-0-0"].alternative
    assert "Secured places are about 45 in 2020 and 2037, and move between." in told


def test_one_bound_of_need_alone_is_told_and_drawn(tables: tuple[Protected, ...]) -> None:
    rows = [row for row in named(tables, "T16d").rows if row[3] == "Should be near"]
    found = explorer_of(with_rows(tables, "T16d", rows))
    assert found is not None
    assert not any("placed there already" in told.rest for told in found.told.values())
    assert all(len(picture.data["gaps"]) == 4 for picture in found.gap.values())


def test_a_scenario_that_the_table_of_children_lacks_has_no_chart_of_them(
    tables: tuple[Protected, ...],
) -> None:
    table = named(tables, "T14")
    short = replace(
        table,
        rows=tuple(row[:4] for row in table.rows),
        declaration=replace(table.declaration, columns=table.declaration.columns[:4]),
    )
    found = explorer_of([short if each is table else each for each in tables])
    assert found is not None
    assert set(found.children) == {"0"}
    without = explorer_of([each for each in tables if each is not table])
    assert without is not None
    assert without.children == {}


def test_a_gap_that_is_confidential_is_no_headline(tables: tuple[Protected, ...]) -> None:
    hidden = [[*row[:5], *["c"] * (len(row) - 5)] for row in named(tables, "T16d").rows]
    told = headlines(with_rows(tables, "T16d", hidden))
    assert not any("gap" in headline.of_what or "80% sure" in headline.of_what for headline in told)


def test_blank_cells_are_said_not_to_be_recorded(tables: tuple[Protected, ...]) -> None:
    blank = [[*row[:5], *[None] * (len(row) - 5)] for row in named(tables, "T16d").rows]
    found = explorer_of(with_rows(tables, "T16d", blank))
    assert found is not None
    assert all(told.gap.casefold().endswith("the gap is not recorded.") for told in found.told.values())
    assert not any("possible futures" in told.rest for told in found.told.values())


def test_a_position_that_nobody_recorded_is_not_drawn(tables: tuple[Protected, ...]) -> None:
    found = explorer_of(with_rows(tables, "A", []))
    assert found is not None
    assert found.position is None
    assert not any("20 miles away" in headline.of_what for headline in headlines(with_rows(tables, "A", [])))


def test_homes_to_spare_are_never_a_gap_below_zero(tables: tuple[Protected, ...]) -> None:
    spare = [[*row[:9], -20, -40, -5, 0, 0.0, 0] for row in named(tables, "T16d").rows]
    found = explorer_of(with_rows(tables, "T16d", spare))
    assert found is not None
    told = found.told[key_of(found.first)]
    assert told.gap == "There are about 20 homes to spare (5 to 40)."
    assert "In less than 1 of 100 possible futures" in told.rest
    assert headlines(with_rows(tables, "T16d", spare))[2].of_what.startswith("homes to spare")
