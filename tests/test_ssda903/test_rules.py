"""Each rule on the smallest return that meets it: which row is named, and what becomes of it."""

from pathlib import Path

import pytest

from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.returns import CHILD_COLUMNS, EPISODE_COLUMNS, SET_ASIDE_COLUMNS
from sufficiency.ssda903.rules import RULES, WORST_FIRST
from test_ssda903.made_returns import (
    Cells,
    a_return,
    days,
    episode,
    met,
    person,
    read,
    rules_met,
    unaccompanied,
    write,
)

FINE = episode("1", "01/05/2018", "01/06/2018")


# --- Rows by themselves ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "column", "bad"),
    [
        ("blank_child", "CHILD", episode("")),
        ("blank_child", "CHILD", episode("NULL")),
        ("blank_start", "DECOM", episode(start="")),
        ("unreadable_start", "DECOM", episode(start="31/02/2019")),
        ("unreadable_start", "DECOM", episode(start="soon")),
        ("unreadable_start", "DECOM", episode(start="01/05/0218")),
        ("unreadable_end", "DEC", episode(end="31/02/2019")),
        ("end_before_start", "DEC", episode(start="02/05/2018", end="01/05/2018")),
        ("starts_after_year", "DECOM", episode(start="01/04/2019")),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside(tmp_path: Path, rule: str, column: str, bad: Cells) -> None:
    more = [episode(str(number), "01/05/2018", "01/06/2018") for number in range(2, 6)]
    header = [person(str(number)) for number in (101, *range(1, 6))]
    returns = read(tmp_path, FINE, bad, *more, header=header)
    [found] = met(returns, rule)
    assert (found.file, found.column, found.rows, found.done) == (
        "2018-19-episodes.csv", column, (3,), "set aside",
    )  # fmt: skip
    assert len(returns.episodes) == 5
    assert returns.set_aside[["row", "rule"]].to_numpy().tolist() == [[3, rule]]


@pytest.mark.parametrize(
    ("rule", "column", "odd"),
    [
        ("same_day_stay", "DEC", episode(end="01/05/2018")),
        ("ended_before_year", "DEC", episode(start="01/01/2018", end="31/03/2018")),
        ("ends_after_year", "DEC", episode(end="01/04/2019")),
        ("blank_placement", "PLACE", episode(PLACE="")),
        ("blank_status", "LS", episode(LS="")),
        ("unknown_placement", "PLACE", episode(PLACE="U9")),
        ("unknown_code", "LS", episode(LS="C9")),
        ("unknown_code", "RNE", episode(RNE="Q")),
        ("unknown_code", "CIN", episode(CIN="N0")),
        ("unknown_code", "PLACE_PROVIDER", episode(PLACE_PROVIDER="PR9")),
        ("unknown_code", "REC", episode(end="01/06/2018", REC="E99")),
        ("unknown_code", "REASON_PLACE_CHANGE", episode(REASON_PLACE_CHANGE="MOVED")),
        ("unknown_code", "PL_LOCATION", episode(PL_LOCATION="NEAR")),
        ("unknown_code", "CARE_PLAN_KIND", episode(CARE_PLAN_KIND="castle")),
        ("unknown_code", "DISTANCE_REASON", episode(DISTANCE_REASON="far away")),
        ("code_outside_years", "PLACE", episode(PLACE="K3")),
        ("code_outside_years", "PLACE", episode(PLACE="Z11")),
        ("temporary_from_nowhere", "PLACE", episode(PLACE="T1")),
        ("end_or_reason_alone", "REC", episode(REC="E8")),
        ("end_or_reason_alone", "REC", episode(end="01/06/2018", REC="")),
        ("short_break", "LS", episode(LS="V3")),
        ("short_break", "LS", episode(LS="V4")),
        ("unreadable_distance", "PL_DISTANCE", episode(PL_DISTANCE="near")),
        ("unreadable_distance", "PL_DISTANCE", episode(PL_DISTANCE="-4")),
        ("gap_in_care", "RNE", episode(RNE="P")),
        ("no_new_episode", "REC", episode(end="01/06/2018", REC="X1")),
    ],
)
def test_a_row_that_is_odd_is_kept_and_named(tmp_path: Path, rule: str, column: str, odd: Cells) -> None:
    returns = read(tmp_path, FINE, odd)
    [found] = met(returns, rule)
    assert (found.column, found.rows, found.done) == (column, (3,), "kept")
    assert len(returns.episodes) == 2
    assert returns.set_aside.empty


def test_a_row_without_fault_meets_no_rule(tmp_path: Path) -> None:
    assert rules_met(read(tmp_path, FINE, episode())) == set()


def test_a_row_with_a_cell_too_many_is_set_aside(tmp_path: Path) -> None:
    folder = a_return(tmp_path, 2019, [FINE, episode()])
    with (folder / "2018-19-episodes.csv").open("a", encoding="utf-8") as file:
        file.write("7,01/05/2018,S,C2,N1,U4,PR1,,,,,,,,SURPLUS\n")
    returns = read_returns(folder)
    assert [each.rows for each in met(returns, "slipped_row")] == [(4,)]
    assert len(returns.episodes) == 2


def test_a_row_cut_short_keeps_what_it_has(tmp_path: Path) -> None:
    folder = a_return(tmp_path, 2019, [FINE])
    with (folder / "2018-19-episodes.csv").open("a", encoding="utf-8") as file:
        file.write("1,01/06/2018,P,C2,N1,U4,PR1\n")
    assert days(read_returns(folder).episodes["end"]) == ["2018-06-01", ""]


def test_a_row_whose_year_column_says_no_year_is_set_aside(tmp_path: Path) -> None:
    rows = [{**FINE, "YEAR": "2018/19"}, {**episode(), "YEAR": ""}, {**episode(), "YEAR": "last"}]
    write(tmp_path / "episodes.csv", rows)
    write(tmp_path / "header.csv", [person("1"), person()])
    returns = read_returns(tmp_path)
    assert [each.rows for each in met(returns, "no_year")] == [(3, 4)]
    assert len(returns.episodes) == 1


def test_of_an_episode_that_is_there_twice_the_first_is_used(tmp_path: Path) -> None:
    returns = read(tmp_path, FINE, episode(), FINE)
    assert [each.rows for each in met(returns, "duplicate_row")] == [(4,)]
    assert sorted(returns.episodes["row"]) == [2, 3]


def test_a_column_that_a_file_lacks_is_read_as_blank_and_told_of(tmp_path: Path) -> None:
    row = {name: cell for name, cell in FINE.items() if name != "CIN"}
    returns = read(tmp_path, row)
    assert [each.column for each in met(returns, "column_absent")] == ["CIN"]
    assert returns.episodes["need"].tolist() == [""]


# --- A child's episodes ---------------------------------------------------------------------------


def test_of_two_open_episodes_the_earlier_is_closed_when_the_later_begins(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(start="01/09/2018", PLACE="K2"), episode(start="01/05/2018"))
    assert [each.rows for each in met(returns, "two_open")] == [(3,)]
    assert days(returns.episodes["end"]) == ["2018-09-01", ""]
    assert days(returns.episodes["end_returned"]) == ["", ""]


def test_an_episode_that_runs_into_the_next_is_closed_when_that_begins(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(end="01/08/2018"), episode(start="01/07/2018", end="01/09/2018"))
    assert [each.rows for each in met(returns, "overlap")] == [(2,)]
    assert days(returns.episodes["end"]) == ["2018-07-01", "2018-09-01"]


def test_an_episode_within_another_is_set_aside(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(), episode(start="01/07/2018", end="01/09/2018"))
    assert [each.rows for each in met(returns, "within_another")] == [(3,)]
    assert days(returns.episodes["end"]) == [""]


def test_of_two_episodes_of_the_same_days_the_first_is_used(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(PLACE="K2"), episode(PLACE="U4"))
    assert [each.rows for each in met(returns, "within_another")] == [(3,)]
    assert returns.episodes["placement"].tolist() == ["residential"]


def test_three_episodes_in_a_tangle_come_out_one_after_another(tmp_path: Path) -> None:
    tangle = [
        episode(start="01/05/2018", end="01/09/2018"),
        episode(start="01/06/2018", end="01/07/2018"),
        episode(start="01/08/2018", end="01/12/2018"),
        episode(start="01/11/2018"),
    ]
    returns = read(tmp_path, *tangle)
    assert days(returns.episodes["start"]) == ["2018-05-01", "2018-08-01", "2018-11-01"]
    assert days(returns.episodes["end"]) == ["2018-08-01", "2018-11-01", ""]


def test_a_stay_of_no_days_disturbs_nothing(tmp_path: Path) -> None:
    moves = [
        episode(end="01/06/2018", REC="X1"),
        episode(start="01/06/2018", end="01/06/2018", RNE="P", REC="X1", PLACE="R1"),
        episode(start="01/06/2018", RNE="P"),
    ]
    returns = read(tmp_path, *moves)
    assert rules_met(returns) == {"same_day_stay"}
    assert len(returns.episodes) == 3


def test_two_children_with_the_same_days_do_not_overlap(tmp_path: Path) -> None:
    assert rules_met(read(tmp_path, episode("1"), episode("2"))) == set()


def test_care_that_goes_on_from_the_day_before_has_no_gap(tmp_path: Path) -> None:
    moves = [episode(end="01/06/2018", REC="X1"), episode(start="01/06/2018", RNE="P")]
    assert rules_met(read(tmp_path, *moves)) == set()


def test_days_that_no_episode_covers_are_a_gap_where_care_is_said_to_go_on(tmp_path: Path) -> None:
    moves = [episode(end="01/06/2018", REC="X1"), episode(start="04/06/2018", RNE="P")]
    returns = read(tmp_path, *moves)
    assert [each.rows for each in met(returns, "gap_in_care")] == [(3,)]


def test_a_child_who_comes_back_into_care_has_no_gap(tmp_path: Path) -> None:
    assert rules_met(read(tmp_path, episode(end="01/06/2018"), episode(start="04/06/2018"))) == set()


@pytest.mark.parametrize(("start", "is_gap"), [("01/05/2017", 0), ("01/04/2018", 0), ("02/04/2018", 1)])
def test_an_episode_begun_before_the_year_or_on_its_first_day_needs_none_before_it(
    tmp_path: Path, start: str, is_gap: int
) -> None:
    assert len(met(read(tmp_path, episode(start=start, RNE="P")), "gap_in_care")) == is_gap


def test_a_temporary_move_keeps_the_usual_placement(tmp_path: Path) -> None:
    moves = [
        episode(end="01/06/2018", REC="X1", PLACE="K2"),
        episode(start="01/06/2018", end="08/06/2018", RNE="P", REC="X1", PLACE="T1"),
        episode(start="08/06/2018", RNE="P", PLACE="K2"),
    ]
    returns = read(tmp_path, *moves)
    assert [each.rows for each in met(returns, "temporary_move")] == [(3,)]
    assert returns.episodes["placement"].tolist() == ["residential"] * 3
    assert returns.episodes["placement_code"].tolist() == ["K2", "T1", "K2"]
    assert returns.episodes["temporary"].tolist() == [False, True, False]


def test_a_temporary_move_over_the_end_of_march_keeps_the_placement_of_the_return_before(
    tmp_path: Path,
) -> None:
    away = episode(start="30/03/2019", RNE="P", PLACE="T1")
    a_return(tmp_path, 2019, [episode(end="30/03/2019", REC="X1", PLACE="K2"), away])
    returns = read_returns(a_return(tmp_path, 2020, [away]))
    assert returns.episodes["placement"].tolist() == ["residential"] * 3


def test_a_child_whose_placement_is_not_known_is_not_in_another(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(PLACE=""), episode("102", PLACE="U9"))
    assert returns.episodes["placement"].tolist() == ["not_recorded"] * 2


# --- From one return to the next ------------------------------------------------------------------


def test_an_open_episode_whose_child_is_absent_from_the_next_return_is_named(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode("1"), episode("2")])
    returns = read_returns(a_return(tmp_path, 2020, [episode("2")]))
    assert [(each.file, each.rows) for each in met(returns, "absent_from_next")] == [
        ("2018-19-episodes.csv", (2,))
    ]


def test_an_open_episode_that_the_next_return_begins_on_another_day_is_named(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode(start="01/05/2018")])
    returns = read_returns(a_return(tmp_path, 2020, [episode(start="03/05/2018")]))
    assert [each.rows for each in met(returns, "restated_in_next")] == [(2,)]
    assert not met(returns, "absent_from_next")


def test_an_episode_open_in_the_last_return_is_awaited_by_none(tmp_path: Path) -> None:
    assert rules_met(read(tmp_path, episode())) == set()


# --- Who ------------------------------------------------------------------------------------------


def test_a_child_in_no_header_counts_without_age_or_sex(tmp_path: Path) -> None:
    returns = read(tmp_path, FINE, episode("2"), header=[person("1")])
    [found] = met(returns, "not_in_header")
    assert (found.column, found.rows) == ("CHILD", (3,))
    assert returns.episodes["sex"].tolist() == ["male", "unknown"]
    assert returns.episodes["age_31_march"].isna().tolist() == [False, True]


def test_a_child_in_another_years_header_has_the_age_from_there(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode("1")])
    returns = read_returns(a_return(tmp_path, 2020, [episode("1")], header=[person("2")]))
    assert [(each.file, each.rows) for each in met(returns, "header_of_another_year")] == [
        ("2019-20-episodes.csv", (2,))
    ]
    assert returns.episodes["age_31_march"].tolist() == [10, 11]


@pytest.mark.parametrize("born", ["", "31/02/2008"])
def test_a_birth_that_is_blank_or_is_no_date_leaves_the_age_unrecorded(tmp_path: Path, born: str) -> None:
    returns = read(tmp_path, FINE, episode("2"), header=[person("1"), person("3"), person("2", born)])
    [found] = met(returns, "blank_birth")
    assert (found.file, found.column, found.rows) == ("2018-19-header.csv", "DOB", (4,))
    assert returns.episodes["age_start_years"].isna().tolist() == [False, True]


def test_of_two_births_in_one_header_the_first_is_used(tmp_path: Path) -> None:
    twice = [person("1", "01/04/2008"), person("1", "01/04/2010"), person("1", "01/04/2008")]
    returns = read(tmp_path, FINE, header=twice)
    assert [each.rows for each in met(returns, "two_births")] == [(3,)]
    assert returns.episodes["age_31_march"].tolist() == [10]


def test_of_two_returns_with_different_births_the_newest_is_used_throughout(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode()], header=[person(born="01/04/2008")])
    returns = read_returns(a_return(tmp_path, 2020, [episode()], header=[person(born="01/04/2010")]))
    assert [each.file for each in met(returns, "birth_changed")] == ["2018-19-header.csv"]
    assert returns.episodes["age_31_march"].tolist() == [8, 9]


def test_a_start_before_birth_leaves_the_age_at_the_start_unrecorded(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(start="01/05/2018"), header=[person(born="02/05/2018")])
    assert [(each.column, each.rows) for each in met(returns, "born_after_start")] == [("DECOM", (2,))]
    assert returns.episodes["age_start_years"].isna().tolist() == [True]
    assert returns.episodes["age_31_march"].tolist() == [0]


@pytest.mark.parametrize(
    ("code", "year", "sex"),
    [
        ("1", 2019, "male"),
        ("2", 2019, "female"),
        ("M", 2025, "male"),
        ("F", 2025, "female"),
        ("U", 2025, "unknown"),
    ],
)
def test_sex_is_read_as_1_and_2_and_from_2025_as_letters(
    tmp_path: Path, code: str, year: int, sex: str
) -> None:
    returns = read(tmp_path, episode(), year=year, header=[person(sex=code)])
    assert returns.episodes["sex"].tolist() == [sex]
    assert not rules_met(returns) - {"too_young_for_supported", "eighteen_or_over"}


def test_sex_in_the_other_years_form_is_read_and_named(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(), header=[person(sex="F")])
    assert [each.column for each in met(returns, "code_outside_years")] == ["SEX"]
    assert returns.episodes["sex"].tolist() == ["female"]


@pytest.mark.parametrize("sex", ["", "9"])
def test_any_other_sex_is_unknown(tmp_path: Path, sex: str) -> None:
    returns = read(tmp_path, episode(), header=[person(sex=sex)])
    assert [each.rows for each in met(returns, "unknown_sex")] == [(2,)]
    assert returns.episodes["sex"].tolist() == ["unknown"]


@pytest.mark.parametrize(("born", "is_young"), [("01/05/2002", False), ("02/05/2002", True)])
def test_supported_accommodation_before_the_sixteenth_birthday_is_named(
    tmp_path: Path, born: str, is_young: bool
) -> None:
    returns = read(tmp_path, episode(start="01/05/2018", PLACE="H5"), header=[person(born=born)])
    assert bool(met(returns, "too_young_for_supported")) is is_young
    assert returns.episodes["placement"].tolist() == ["supported_16_plus"]


@pytest.mark.parametrize(("born", "is_adult"), [("31/03/2001", True), ("01/04/2001", False)])
def test_an_open_episode_at_eighteen_is_named(tmp_path: Path, born: str, is_adult: bool) -> None:
    returns = read(tmp_path, episode(), header=[person(born=born)])
    assert bool(met(returns, "eighteen_or_over")) is is_adult


def test_ages_are_whole_years_and_months(tmp_path: Path) -> None:
    [row] = read(tmp_path, episode(start="14/06/2018")).episodes.to_dict("records")
    assert (row["age_start_years"], row["age_start_months"], row["age_31_march"]) == (9, 11, 10)


def test_unaccompanied_children_are_marked_and_whether_still_so_on_31_march(tmp_path: Path) -> None:
    listed = [unaccompanied("1"), unaccompanied("2", "31/03/2019"), unaccompanied("3", "01/04/2019")]
    returns = read(tmp_path, *(episode(child) for child in "1234"), uasc=listed)
    assert returns.episodes["uasc"].tolist() == [True, True, True, False]
    assert returns.episodes["uasc_31_march"].tolist() == [True, False, True, False]


def test_who_was_unaccompanied_in_an_earlier_return_was_so_and_is_not_still(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode(end="01/06/2018")], uasc=[unaccompanied(ceased="01/06/2018")])
    returns = read_returns(a_return(tmp_path, 2020, [episode(start="01/05/2019", PL_DISTANCE="3")]))
    assert returns.episodes["uasc"].tolist() == [True, True]
    assert returns.episodes["uasc_31_march"].tolist() == [False, False]
    assert returns.episodes["distance_miles"].isna().all()


@pytest.mark.parametrize("ceased", ["soon", "31/02/2019"])
def test_a_date_that_is_none_leaves_a_child_unaccompanied(tmp_path: Path, ceased: str) -> None:
    listed = [unaccompanied("1", ceased), unaccompanied("2", "01/06/2018"), unaccompanied("3", "01/06/2018")]
    returns = read(tmp_path, episode("1"), uasc=listed)
    assert [(each.column, each.rows) for each in met(returns, "unreadable_ceased")] == [("DUC", (2,))]
    assert returns.episodes["uasc_31_march"].tolist() == [True]


def test_children_of_the_header_without_an_episode_are_among_the_children(tmp_path: Path) -> None:
    returns = read(tmp_path, FINE, header=[person("1"), person("9", sex="2")])
    assert tuple(returns.children) == CHILD_COLUMNS
    assert returns.children[["sex", "has_episodes"]].to_numpy().tolist() == [
        ["male", True], ["female", False],
    ]  # fmt: skip


# --- Distance, and columns of one's own -----------------------------------------------------------


def test_distance_and_location_are_read_where_they_are_given(tmp_path: Path) -> None:
    given = [
        episode("1", PL_DISTANCE="20.4", PL_LOCATION="OUT"),
        episode("2", PL_LOCATION="IN"),
        episode("3"),
    ]
    rows = read(tmp_path, *given).episodes
    assert rows["distance_miles"].tolist()[0] == 20.4
    assert rows["distance_miles"].isna().tolist() == [False, True, True]
    assert rows["inside_authority"].tolist()[:2] == [False, True]
    assert rows["inside_authority"].isna().tolist() == [False, False, True]


def test_an_unaccompanied_child_has_no_distance_by_rule(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(PL_DISTANCE="3", PL_LOCATION="IN"), uasc=[unaccompanied()])
    assert [each.rows for each in met(returns, "distance_of_uasc")] == [(2,)]
    assert returns.episodes["distance_miles"].isna().all()
    assert returns.episodes["inside_authority"].tolist() == [True]


def test_columns_of_ones_own_are_carried_and_sibling_groups_become_numbers(tmp_path: Path) -> None:
    own = [
        episode("1", CARE_PLAN_KIND="Fostering", DISTANCE_REASON="want_of_nearer_home", SIBLING_GROUP="F77"),
        episode("2", CARE_PLAN_KIND="", DISTANCE_REASON="School", SIBLING_GROUP="F77"),
        episode("3", SIBLING_GROUP=""),
    ]
    rows = read(tmp_path, *own).episodes
    assert rows["care_plan_kind"].tolist() == ["fostering", "", ""]
    assert rows["distance_reason"].tolist() == ["want_of_nearer_home", "school", ""]
    assert rows["sibling_group"].tolist()[:2] == [1, 1]
    assert rows["sibling_group"].isna().tolist() == [False, False, True]


# --- The whole ------------------------------------------------------------------------------------


def test_every_return_has_the_same_columns(tmp_path: Path) -> None:
    returns = read(tmp_path, FINE)
    assert tuple(returns.episodes) == EPISODE_COLUMNS
    assert tuple(returns.set_aside) == SET_ASIDE_COLUMNS


def test_every_row_is_kept_or_set_aside_once(tmp_path: Path) -> None:
    rows = [FINE, FINE, episode(""), episode(), episode(start="01/07/2018"), episode(end="01/01/2018")]
    returns = read(tmp_path, *rows)
    assert sorted([*returns.episodes["row"], *returns.set_aside["row"]]) == list(range(2, 8))


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    rows = [FINE, episode(), episode(start="01/07/2018"), episode("", end="01/01/2018")]
    first, again = read(tmp_path, *rows), read_returns(tmp_path)
    assert first.episodes.equals(again.episodes)
    assert first.findings == again.findings


def test_every_rule_says_what_is_done_and_how() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert rule.done in WORST_FIRST
        assert rule.what.endswith(".")
        assert rule.how.endswith(".")


def test_every_rule_has_a_test_here_or_beside_this() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [rule.name for rule in RULES if f'"{rule.name}"' not in tests] == []
