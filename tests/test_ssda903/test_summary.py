"""What a summary of returns counts: children on 31 March, who starts, moves and ceases, who is settled."""

import csv
from pathlib import Path
from typing import Any

import pytest
from test_cli import ROOT, type_in

from sufficiency.readers.ssda903.lookups import codes_in
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.report.attack import intervals
from sufficiency.report.declared import SUPPRESSED, Draft, Key, Protected
from sufficiency.report.relations import relations_among
from sufficiency.report.returns import partitions_of, relations_of, summary_drafts, summary_of
from sufficiency.ssda903.crosstabs import PROVIDERS, age_bands
from sufficiency.ssda903.moves import with_moves
from sufficiency.ssda903.returns import Returns
from sufficiency.ssda903.stock import open_children, open_on_31_march
from test_ssda903.made_returns import (
    Cells,
    a_return,
    days,
    episode,
    person,
    read,
    unaccompanied,
)

SAMPLE = ROOT.parent / "shared" / "data" / "ssda903" / "five_yearly_returns_synthetic"
shared = pytest.mark.skipif(not SAMPLE.is_dir(), reason="shared data absent")
Row = dict[str, Any]


def rows_of(table: Draft | Protected) -> list[Row]:
    headings = [column.heading for column in table.declaration.columns]
    return [dict(zip(headings, row, strict=True)) for row in table.rows]


def table(returns: Returns, name: str) -> list[Row]:
    """A table's rows as they are before disclosure control."""
    [found] = [draft for draft in summary_drafts(returns) if draft.declaration.table == name]
    return rows_of(found)


def count(rows: list[Row], column: str = "children", **where: str) -> int:
    """One count, of the row with these words and `all` for every other."""
    [row] = [
        row
        for row in rows
        if all(where.get(name, "all") == row[name] for name in ("placement", *LABELS) if name in row)
        and all(row[name] == word for name, word in where.items())
    ]
    found = row[column]
    assert isinstance(found, int)
    return found


LABELS = ("age_band", "distance_band", "provider", "stream")


def begins(*episodes: Cells, folder: Path) -> list[str]:
    """What each episode of a return begins."""
    return with_moves(read(folder, *episodes).episodes, ["return_year", "child"])["begins"].tolist()


def then(start: str, end: str = "", **others: str) -> Cells:
    """An episode that goes on from the one before it."""
    return episode(start=start, end=end, **{"RNE": "P", **others})


FIRST = episode(start="01/05/2018", end="01/06/2018", REC="X1")


# --- Moves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason_new", "word"),
    [("P", "moves"), ("B", "moves"), ("T", "status_only"), ("U", "status_only"), ("L", "")],
)
def test_the_reason_for_an_episode_says_what_it_begins(tmp_path: Path, reason_new: str, word: str) -> None:
    assert begins(FIRST, then("01/06/2018", RNE=reason_new), folder=tmp_path) == ["starts", word]


def test_a_change_of_the_status_of_a_placement_is_no_move_whatever_the_new_episode_says(
    tmp_path: Path,
) -> None:
    first = {**FIRST, "REASON_PLACE_CHANGE": "PLACE"}
    assert begins(first, then("01/06/2018", PLACE="A3"), folder=tmp_path) == ["starts", "status_only"]


@pytest.mark.parametrize("reason_new", ["", "S"])
@pytest.mark.parametrize(("differs", "word"), [({}, ""), ({"PLACE": "K2"}, "moves")])
def test_where_the_reason_does_not_say_another_placement_does(
    tmp_path: Path, reason_new: str, differs: Cells, word: str
) -> None:
    second = then("01/06/2018", **{"RNE": reason_new, **differs})
    assert begins(FIRST, second, folder=tmp_path) == ["starts", word]


def test_care_that_begins_again_the_day_after_it_ended_is_another_start(tmp_path: Path) -> None:
    assert begins(FIRST, then("02/06/2018"), folder=tmp_path) == ["starts", "starts"]


def test_a_temporary_move_and_the_way_back_are_no_moves(tmp_path: Path) -> None:
    away = then("01/06/2018", "10/06/2018", PLACE="T0", REC="X1")
    assert begins(FIRST, away, then("10/06/2018"), folder=tmp_path) == ["starts", "", ""]


def test_a_child_who_comes_back_from_a_temporary_move_to_another_home_has_moved(tmp_path: Path) -> None:
    away = then("01/06/2018", "10/06/2018", PLACE="T0", REC="X1")
    assert begins(FIRST, away, then("10/06/2018", PLACE="K2"), folder=tmp_path) == ["starts", "", "moves"]


def test_a_child_is_at_home_there_since_the_last_start_or_move(tmp_path: Path) -> None:
    rows = (
        FIRST,
        then("01/06/2018", "01/07/2018", REC="X1"),
        then("01/07/2018", "01/08/2018", REC="X1", RNE="L"),
        then("01/08/2018", RNE="T"),
    )
    stays = with_moves(read(tmp_path, *rows).episodes, ["return_year", "child"])
    assert days(stays["home_since"]) == ["2018-05-01", *(["2018-06-01"] * 3)]


def test_short_breaks_are_neither_starts_nor_ends(tmp_path: Path) -> None:
    assert begins(episode(LS="V3"), episode("2", LS="V4", end="01/06/2018"), folder=tmp_path) == []


# --- Tables ---------------------------------------------------------------------------------------


def test_starts_moves_and_ends_are_counted_in_the_year_that_they_fall_in(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [FIRST, then("01/06/2018"), episode("2", "31/03/2019")])
    later = [then("01/06/2018", "01/04/2019", REC="X1"), then("01/04/2019", "31/03/2020", PLACE="K2")]
    flows = table(read_returns(a_return(tmp_path, 2020, [*later, episode("2", "31/03/2019")])), "flows")
    found = {
        year: [count(flows, name, year=year) for name in ("starts", "moves", "ceases", "lost")]
        for year in ("2019", "2020")
    }
    assert found == {"2019": [2, 1, 0, 0], "2020": [0, 1, 1, 0]}


def test_placements_to_find_are_those_made_less_changes_of_status_only(tmp_path: Path) -> None:
    rows = [FIRST, then("01/06/2018", "01/07/2018", REC="X1"), then("01/07/2018", RNE="T")]
    flows = table(read(tmp_path, *rows), "flows")
    counts = [count(flows, name) for name in ("starts", "moves", "status_only", "placements_made", "to_find")]
    assert counts == [1, 1, 1, 3, 2]


def test_a_move_is_to_the_placement_that_it_begins_and_an_end_from_the_one_that_it_ends(
    tmp_path: Path,
) -> None:
    flows = table(read(tmp_path, FIRST, then("01/06/2018", "01/07/2018", PLACE="K2")), "flows")
    assert [count(flows, name, placement="fostering") for name in ("starts", "moves", "ceases")] == [1, 0, 0]
    assert [count(flows, name, placement="residential") for name in ("starts", "moves", "ceases")] == [
        0,
        1,
        1,
    ]


def test_a_child_whom_the_next_return_has_lost_is_lost_and_has_not_ceased(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode("1"), episode("2")])
    flows = table(read_returns(a_return(tmp_path, 2020, [episode("2")])), "flows")
    assert [count(flows, name, year="2019") for name in ("ceases", "lost")] == [0, 1]
    assert [count(flows, name, year="2020") for name in ("ceases", "lost")] == [0, 0]


def test_who_came_to_their_home_after_the_31_march_before_is_released(tmp_path: Path) -> None:
    rows = [
        episode("1", "01/05/2015"),
        episode("2", "31/03/2018"),
        episode("3", "01/04/2018"),
        episode("4", "01/05/2015", "01/07/2018", REC="X1"),
        episode("4", "01/07/2018", RNE="P"),
        episode("5", "01/05/2015", "01/07/2018", REC="X1"),
        episode("5", "01/07/2018", RNE="L"),
    ]
    released = table(read(tmp_path, *rows), "released")
    counts = [count(released, name, placement="fostering") for name in ("children", "released", "settled")]
    assert counts == [5, 2, 3]


def test_the_released_percentage_is_of_the_children_in_such_homes(tmp_path: Path) -> None:
    rows = [episode(str(number), "01/05/2015" if number < 10 else "01/05/2018") for number in range(40)]
    found = {each.declaration.table: rows_of(each) for each in summary_of(read(tmp_path, *rows))}
    assert [row["released_percent"] for row in found["released"]] == [75, 75]


def test_ages_distances_providers_and_streams_are_those_of_the_newest_31_march(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode("1")])
    rows = [
        episode("1", PL_DISTANCE="20.0", PL_LOCATION="OUT", PLACE_PROVIDER="PR4"),
        episode("2", PL_DISTANCE="20.1", PL_LOCATION="IN", PLACE_PROVIDER="PR1"),
        episode("3", PL_DISTANCE="3", PL_LOCATION="IN", PLACE_PROVIDER=""),
        episode("4", PL_DISTANCE="3"),
    ]
    people = [
        person("1", "31/03/2019"), person("2", "31/03/2002"), person("3", "01/04/2002"), person("4", ""),
    ]  # fmt: skip
    returns = read_returns(a_return(tmp_path, 2020, rows, people, [unaccompanied("3")]))
    expected = {
        "age_band": {"1_to_4": 1, "16_to_17": 1, "18_or_over": 1, "not_recorded": 1},
        "distance_band": {"within_20_outside": 1, "over_20_inside": 1, "not_known": 2},
        "provider": {"private": 1, "in_house": 2, "not_recorded": 1},
        "stream": {"uasc": 1, "other": 3},
    }
    for dimension, counts in expected.items():
        crosstab = table(returns, f"placement_by_{dimension}")
        assert {row["year"] for row in crosstab} == {"2020"}
        found = {row[dimension]: row["children"] for row in crosstab if row["placement"] == "all"}
        assert {word: number for word, number in found.items() if number} == {"all": 4, **counts}


def test_an_age_is_in_the_band_that_holds_it() -> None:
    import pandas as pd

    ages = pd.Series([0, 1, 4, 5, 9, 10, 15, 16, 17, 18, pd.NA], dtype="Int16")
    assert age_bands(ages).tolist() == [
        "under_1", "1_to_4", "1_to_4", "5_to_9", "5_to_9", "10_to_15", "10_to_15", "16_to_17", "16_to_17",
        "18_or_over", "not_recorded",
    ]  # fmt: skip


def test_every_provider_code_has_a_word() -> None:
    assert set(PROVIDERS) == set(codes_in("sufficiency").lists["PLACE_PROVIDER"])


def test_a_child_with_a_short_break_open_besides_is_where_the_other_episode_says(tmp_path: Path) -> None:
    rows = [episode(start="01/05/2018", PLACE="K2"), episode(start="01/09/2018", LS="V3")]
    returns = read(tmp_path, *rows)
    assert open_on_31_march(returns)["placement"].tolist() == ["residential"]
    found = table(returns, "open_children")
    assert [count(found, measure=name) for name in ("open", "cla", "short_breaks")] == [1, 1, 0]


# --- Protected ------------------------------------------------------------------------------------


def many(folder: Path) -> Returns:
    """Two years of children in several placements, few enough for small counts."""
    places = ("U4",) * 30 + ("K2",) * 9 + ("H5",) * 7 + ("P1",) * 2
    first = [
        episode(str(number), "01/05/2018", PLACE=place, LS="V3" if number % 9 == 4 else "C2")
        for number, place in enumerate(places)
    ]
    a_return(folder, 2019, first)
    second = [
        {**row, "DEC": "01/06/2019", "REC": "E8"} if number % 5 == 0 else row
        for number, row in enumerate(first)
    ]
    new = [episode(str(number), "01/09/2019", PLACE="K2") for number in range(100, 104)]
    return read_returns(a_return(folder, 2020, [*second, *new]))


def counts_in(drafts: list[Draft]) -> dict[Key, int]:
    return {
        key: cell
        for draft in drafts
        for (row, column), key in draft.keys.items()
        if isinstance(cell := draft.rows[row][column], int)
    }


def test_a_small_count_is_hidden_and_no_count_beside_it_gives_it_back(tmp_path: Path) -> None:
    drafts = summary_drafts(many(tmp_path))
    counts = counts_in(drafts)
    shown = summary_of(many(tmp_path / "again"))
    hidden = {
        key
        for draft, safe in zip(drafts, shown, strict=True)
        for (row, column), key in draft.keys.items()
        if safe.rows[row][column] == SUPPRESSED
    }
    small = {key for key, number in counts.items() if 0 < number < 6}
    assert small
    assert small < hidden < counts.keys()
    tied = relations_among(counts, partitions_of(drafts), relations_of(drafts))
    found = intervals(counts, tied, hidden)
    assert min(found[key].width for key in small) >= 6


def test_children_of_two_years_are_tied_by_who_started_and_left(tmp_path: Path) -> None:
    drafts = summary_drafts(many(tmp_path))
    named = {dict(key)["what"] for relation in relations_of(drafts) for key in relation.coefficients}
    assert {"cla", "starts", "ceases", "lost", "short_breaks", "to_find"} <= named


def test_unaccompanied_children_are_not_given_back_by_whose_distance_is_not_known(tmp_path: Path) -> None:
    """Three of seventeen are in a children's home. Everyone else's distance is known: the two counts are one.

    Among streams it is cheapest to hide those in foster homes beside them, and among distances those with
    parents. Each table would then give back what the other hides.
    """
    near, far = {"PL_DISTANCE": "3", "PL_LOCATION": "IN"}, {"PL_DISTANCE": "40", "PL_LOCATION": "OUT"}
    rows, uasc = [], []
    for place, unknown, inside, outside in (("K2", 3, 6, 6), ("U4", 7, 20, 0), ("P1", 7, 24, 6)):
        for number, cells in enumerate([{}] * unknown + [near] * inside + [far] * outside):
            rows.append(episode(f"{place}{number}", PLACE=place, **cells))
            if not cells:
                uasc.append(unaccompanied(f"{place}{number}"))
    returns = read_returns(a_return(tmp_path, 2019, rows, uasc=uasc))
    found = {each.declaration.table: rows_of(each) for each in summary_of(returns)}
    hidden = {
        word: {
            row["placement"]
            for row in found[name]
            if row[dimension] == word and row["children"] == SUPPRESSED
        }
        for name, dimension, word in (
            ("placement_by_stream", "stream", "uasc"),
            ("placement_by_distance_band", "distance_band", "not_known"),
        )
    }
    assert "residential" in hidden["uasc"]
    assert len(hidden["uasc"] & hidden["not_known"]) > 1


def test_a_public_summary_is_public_and_one_without_protection_restricted(tmp_path: Path) -> None:
    returns = read(tmp_path, episode())
    assert {each.profile for each in summary_of(returns)} == {"public"}
    assert {each.profile for each in summary_of(returns, "none")} == {"restricted"}


# --- The sector's sample --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample() -> Returns:
    return read_returns(SAMPLE, from_postcodes=False)


@shared
def test_the_sample_has_as_many_children_as_by_hand(sample: Returns) -> None:
    rows = [row for row in table(sample, "open_children") if row["placement"] == "all"]
    by_measure = {
        measure: [row["children"] for row in rows if row["measure"] == measure] for measure in ("open", "cla")
    }
    assert by_measure == {"open": [434, 234, 161, 103, 62], "cla": [367, 195, 135, 89, 55]}


@shared
def test_the_table_is_that_of_the_reader(sample: Returns) -> None:
    theirs = {
        (str(row.year), row.measure, row.placement): row.children
        for row in open_children(sample).itertuples()
    }
    ours = {
        (row["year"], row["measure"], row["placement"]): row["children"]
        for row in table(sample, "open_children")
        if row["measure"] != "short_breaks"
    }
    assert {name: number for name, number in ours.items() if number} == {
        name: number for name, number in theirs.items() if number
    }


# --- Invented returns, of which the truth is known ------------------------------------------------


def test_starts_and_ends_of_invented_returns_are_those_that_were_drawn(tmp_path: Path) -> None:
    folder = tmp_path / "invented"
    type_in("ssda903", "synthesise", "--like", "thurrock", "--years", "2019..2021", "--out", folder)
    with (folder / "truth.csv").open(encoding="utf-8", newline="") as file:
        drawn = {
            (row["measure"], row["year"]): int(row["value"])
            for row in csv.DictReader(file)
            if row["kind"] == "drawn" and row["category"] == "all"
        }
    flows = table(read_returns(folder, from_postcodes=False), "flows")
    for year in ("2019", "2020", "2021"):
        assert count(flows, "starts", year=year) == drawn["started", year]
        assert count(flows, "ceases", year=year) == drawn["ceased", year]
