"""What an authority's own returns say of a base year: figures in the words that the model reads."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sufficiency.children.crosstab import HOMES
from sufficiency.errors import InputFaultsError, SufficiencyError
from sufficiency.figures.book import Figure, FigureBook
from sufficiency.figures.measures import measure_faults
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.guarded import without_rows
from sufficiency.ssda903.own import Own, own_of, with_own
from sufficiency.vocabulary import AGE_BANDS, DISTANCE_BANDS, PROVISIONS, STREAMS
from test_ssda903.made_council import BORN, COUNCIL, THIS_YEAR, Several, council
from test_ssda903.made_returns import a_return, episode, person

DAY = date(2019, 3, 31)
SCOPES = ("inside_authority", "within_10_miles", "within_20_miles", "any")


def own(folder: Path, *more: Several) -> Own:
    """What the council's returns say of 2019, with some more children."""
    return own_of(read_returns(council(folder, (*COUNCIL, *more))), 2019, DAY, SCOPES)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Own:
    """What the returns of the council as it is say of 2019."""
    return own(tmp_path_factory.mktemp("council"))


def values(found: Own) -> dict[str, float]:
    return {figure.name: figure.value for figure in found.figures}


def named(found: Own, name: str) -> Figure:
    return next(figure for figure in found.figures if figure.name == name)


# --- Children on 31 March -------------------------------------------------------------------------


def test_children_are_counted_by_age_and_stream_and_in_all(ours: Own) -> None:
    found = values(ours)
    assert found["cla_count/council/2019"] == 57
    assert found["uasc_count/council/2019"] == 10
    by_age = [found[f"children_by_age/{band}"] for band in AGE_BANDS]
    assert by_age == [2, 8, 12, 18, 17]


def test_placements_are_counted_with_fostering_and_kinship_together_and_kinship_beside(
    ours: Own,
) -> None:
    found = values(ours)
    assert found["children_by_placement/fostering_and_kinship"] == 32
    assert found["kinship_children"] == 5
    assert found["children_by_placement/residential"] == 8
    assert found["children_by_placement/supported_16_plus"] == 11
    assert found["children_by_placement/secure"] == 1


def test_a_known_number_of_kinship_children_has_no_low_and_high(ours: Own) -> None:
    assert not named(ours, "kinship_children").is_uncertain


@pytest.mark.parametrize(
    ("place", "home"), [("R3", "residential"), ("Z1", "residential"), ("R5", "secure"), ("", "fostering")]
)
def test_a_word_that_the_model_has_no_home_for_is_counted_as_one_that_it_has(
    tmp_path: Path, place: str, home: str
) -> None:
    before, after = own(tmp_path / "a"), own(tmp_path / "b", Several(1, place, "10_to_15", "1"))
    assert after.who[:, :, HOMES.index(home)].sum() == before.who[:, :, HOMES.index(home)].sum() + 1


def test_a_home_that_is_not_recorded_is_the_one_before(tmp_path: Path) -> None:
    rows = [
        episode("1", "01/05/2018", "01/06/2018", PLACE="K2", REC="X1"),
        episode("1", "01/06/2018", PLACE="", RNE="P"),
    ]
    found = own_of(read_returns(a_return(tmp_path, 2019, rows)), 2019, DAY)
    assert values(found)["children_by_placement/residential"] == 1


def test_a_child_under_16_in_supported_accommodation_is_counted_as_residential(tmp_path: Path) -> None:
    found = own(tmp_path, Several(1, "P2", "10_to_15", "1"))
    assert found.who[:, :-1, HOMES.index("supported_16_plus")].sum() == 0
    assert values(found)["children_by_placement/residential"] == 9


def test_nobody_of_18_or_over_is_looked_after(tmp_path: Path) -> None:
    assert values(own(tmp_path, Several(3, "U4", "18_or_over", "1")))["cla_count/council/2019"] == 57


def test_an_age_that_is_not_recorded_is_spread_in_whole_children(tmp_path: Path) -> None:
    found = own(tmp_path, Several(3, "U4", "", "1"))
    assert found.who.sum() == 60
    assert (found.who == np.rint(found.who)).all()


def test_a_supported_child_of_no_recorded_age_is_16_or_17(tmp_path: Path) -> None:
    found = own(tmp_path, Several(2, "P2", "", "1"))
    assert found.who[:, -1, HOMES.index("supported_16_plus")].sum() == 13


def test_children_are_counted_by_sex_too_so_that_tables_add_up(ours: Own) -> None:
    found = values(ours)
    assert found["children_by_sex/male"] + found["children_by_sex/female"] == 57


# --- How near -------------------------------------------------------------------------------------


def test_distances_are_counted_as_returned_with_what_is_blank_as_not_known(ours: Own) -> None:
    found = values(ours)
    assert [found[f"children_by_distance/{band}"] for band in DISTANCE_BANDS] == [23, 14, 0, 10, 10]


def test_an_unaccompanied_child_stands_where_others_in_the_same_home_live(ours: Own) -> None:
    """Six are fostered outside: of the others fostered there nine are near and four far."""
    found = ours
    assert found.where is not None
    fostered = found.where[HOMES.index("fostering")]
    assert fostered == pytest.approx([8, 9 + 6 * 9 / 13, 0, 4 + 6 * 4 / 13, 0])


def test_where_nobody_else_in_such_homes_lives_there_they_stand_as_in_all_homes(ours: Own) -> None:
    """Four are in supported homes outside, where no other is: 14 of the 24 others outside are near."""
    found = ours
    assert found.where is not None
    supported = found.where[HOMES.index("supported_16_plus")]
    assert supported == pytest.approx([7, 4 * 14 / 24, 0, 4 * 10 / 24, 0])


def test_what_is_moved_into_the_bands_is_what_leaves_not_known(ours: Own) -> None:
    moved = ours.moved_in
    assert moved["not_known"] == -10
    assert sum(moved.values()) == pytest.approx(0)


def test_another_childs_blank_distance_stays_not_known(tmp_path: Path) -> None:
    found = own(tmp_path, Several(1, "U4", "5_to_9", ""))
    assert found.where is not None
    assert found.where[:, -1].sum() == 1


def test_where_too_few_distances_are_recorded_none_is_counted(tmp_path: Path) -> None:
    found = own(tmp_path, Several(60, "U4", "5_to_9", ""))
    assert found.where is None
    assert not any(name.startswith("children_by_distance") for name in values(found))


def test_our_own_foster_homes_in_a_scope_are_those_of_our_own_carers(tmp_path: Path) -> None:
    found = values(own(tmp_path, Several(2, "U4", "5_to_9", "14", "OUT", "PR1")))
    assert found["in_house_foster_children"] == 10 + 5
    assert found["in_house_share_in_scope/inside_authority"] == pytest.approx(8 / 10)
    assert found["in_house_share_in_scope/within_20_miles"] == 1


def test_a_scope_of_another_distance_has_its_share(ours: Own) -> None:
    """Of the 37 whose distance is known and within 20 miles, 28 are within ten."""
    found = ours
    assert found.where is not None
    near = found.where[:, :2].sum() / found.where[:, :-1].sum()
    assert values(found)["share_within_miles/within_10_miles"] == pytest.approx(near * 28 / 37)


# --- The authority's own columns ------------------------------------------------------------------


def coded(reason: str, children: int) -> Several:
    return Several(children, "U4", "10_to_15", "33", "OUT", "PR4", others=(("DISTANCE_REASON", reason),))


def test_reasons_of_far_children_take_the_place_of_the_assumption(tmp_path: Path) -> None:
    """Ten far children whose home is bought have none, so that nine of nineteen are too few to say."""
    found = own(tmp_path / "few", coded("want_of_nearer_home", 6), coded("safety", 0))
    assert "far_for_want_of_nearer_share/within_20_miles" not in values(found)
    enough = own(tmp_path / "more", coded("want_of_nearer_home", 9), coded("safety", 4))
    share = named(enough, "far_for_want_of_nearer_share/within_20_miles")
    assert share.value == pytest.approx(9 / 13)
    assert (share.low, share.high) == (pytest.approx(9 / 20), pytest.approx(16 / 20))


def test_where_every_far_child_has_a_reason_the_share_has_no_low_and_high(tmp_path: Path) -> None:
    several = (coded("want_of_nearer_home", 3), coded("school", 1), Several(5, "U4", "5_to_9", "1"))
    found = own_of(read_returns(council(tmp_path, several)), 2019, DAY)
    share = named(found, "far_for_want_of_nearer_share/within_20_miles")
    assert (share.value, share.low, share.high) == (0.75, None, None)


def planned(kind: str, place: str, age: str, children: int = 1) -> Several:
    return Several(children, place, age, "1", others=(("CARE_PLAN_KIND", kind),))


def test_a_care_plan_says_the_kind_of_home_that_is_needed(tmp_path: Path) -> None:
    found = own(tmp_path, planned("fostering", "K2", "10_to_15", 2))
    assert values(found)["children_by_placement/residential"] == 8
    assert values(found)["children_by_placement/fostering_and_kinship"] == 34
    assert found.lived_in is not None
    fostering, residential = PROVISIONS.index("fostering"), PROVISIONS.index("residential")
    assert found.lived_in[fostering, residential] == pytest.approx(2 / 29)
    assert found.lived_in.sum(axis=1) == pytest.approx([1, 1, 1])


def test_a_care_plan_of_supported_accommodation_is_not_for_a_child_under_16(tmp_path: Path) -> None:
    found = own(tmp_path, planned("supported_16_plus", "K2", "10_to_15"))
    assert values(found)["children_by_placement/supported_16_plus"] == 11


def test_a_plan_for_parents_or_adoption_leaves_a_child_needing_the_home_of_today(tmp_path: Path) -> None:
    found = own(tmp_path, planned("with_parents", "U4", "1_to_4"))
    assert values(found)["children_by_placement/with_parents"] == 3


def test_without_care_plans_nobody_is_known_to_be_in_the_wrong_kind(ours: Own) -> None:
    assert ours.lived_in is None


# --- In the year ----------------------------------------------------------------------------------


def test_placements_found_are_the_years_starts_and_moves(ours: Own) -> None:
    found = ours
    assert values(found)["placements_made/2019"] == 11
    assert values(found)["status_only_changes/2019"] == 0
    assert found.found.sum() == 11
    assert found.found[HOMES.index("residential"), AGE_BANDS.index("10_to_15")] == 5


def test_starts_are_counted_by_age_on_the_day(ours: Own) -> None:
    found = values(ours)
    assert [found[f"started_by_age/{band}/2019"] for band in AGE_BANDS] == [2, 0, 0, 5, 4]


def test_released_is_the_share_not_in_the_same_home_a_year_before(ours: Own) -> None:
    share = named(ours, "released_share/residential")
    assert share.value == pytest.approx(5 / 8)
    assert share.low is not None
    assert share.high is not None
    assert 0.3 < share.low < share.value < share.high < 0.9


def test_earlier_years_are_told_from_their_own_returns(ours: Own) -> None:
    found = values(ours)
    assert found["cla_count/returns/2018"] == 46
    assert found["cla_started/returns/2019"] == 11
    assert found["cla_ceased/returns/2019"] == 0


def test_a_later_return_changes_nothing(tmp_path: Path, ours: Own) -> None:
    before = ours
    folder = council(tmp_path)
    gone = episode("1000", "01/05/2016", "01/06/2019", PLACE="K2")
    a_return(folder, 2020, [gone], [person("1000", BORN["1_to_4"])])
    after = own_of(read_returns(folder), 2019, DAY, SCOPES)
    assert values(after) == values(before)


# --- As figures -----------------------------------------------------------------------------------


def test_every_figure_has_its_unit_day_source_and_kind(ours: Own) -> None:
    found = ours
    assert not measure_faults(FigureBook(found.figures))
    for figure in found.figures:
        year = figure.as_at[:4] if len(figure.as_at) > 7 else f"20{figure.as_at[-2:]}"
        assert figure.source == f"SSDA903 return, year ended 31 March {year} (sufficiency grouping)"
        assert figure.kind == "derived"
        assert not figure.after_base_date


def test_no_note_holds_a_count(tmp_path: Path) -> None:
    """A note is printed where a count would be hidden."""
    found = own(tmp_path, Several(1, "R3", "10_to_15", "1"), planned("fostering", "K2", "10_to_15"))
    for figure in found.figures:
        said = figure.note
        for harmless in ("31 March", "under 18", "under 16", "(PR1)"):
            said = said.replace(harmless, "")
        assert not any(letter.isdigit() for letter in said), figure.note


def test_a_base_year_without_a_return_is_a_fault_that_names_the_years_there_are(tmp_path: Path) -> None:
    with pytest.raises(
        InputFaultsError, match="no return of 2020, the scenario's base year; there are 2018, 2019"
    ):
        own_of(read_returns(council(tmp_path)), 2020, date(2020, 3, 31))


def test_a_return_in_which_nobody_is_looked_after_is_a_fault(tmp_path: Path) -> None:
    gone = a_return(tmp_path, 2019, [episode("1", "01/05/2018", "01/06/2018")])
    with pytest.raises(InputFaultsError, match="nobody is looked after on 31 March 2019"):
        own_of(read_returns(gone), 2019, DAY)


# --- In the book ----------------------------------------------------------------------------------


def published(measure: str, category: str, year: int | None, value: float) -> Figure:
    return Figure(measure, category, year, value, None, None, "children", "2019-03-31", "DfE", "published")


def test_a_returned_figure_stands_in_the_place_of_the_published_one(ours: Own) -> None:
    book = FigureBook([published("cla_count", "council", 2019, 60), published("cla_count", "dfe", 2019, 60)])
    with_returns, found = with_own(book, ours)
    assert with_returns.find("cla_count", "council", 2019).value == 57  # type: ignore[union-attr]
    assert with_returns.find("cla_count", "dfe", 2019).value == 60  # type: ignore[union-attr]
    assert [figure.value for figure in found.replaced] == [60]


def test_a_published_margin_goes_whole_whatever_its_categories(ours: Own) -> None:
    book = FigureBook([published("children_by_distance", "not_known_inside", None, 9)])
    with_returns, _ = with_own(book, ours)
    assert with_returns.find("children_by_distance", "not_known_inside") is None


def test_published_history_is_never_overwritten(ours: Own) -> None:
    book = FigureBook([published("cla_count", "dfe", 2018, 50)])
    with_returns, _ = with_own(book, ours)
    assert with_returns.find("cla_count", "returns", 2018) is None
    assert with_returns.find("uasc_count", "returns", 2018) is not None


def test_where_too_few_distances_are_recorded_the_published_shares_are_used(tmp_path: Path) -> None:
    bands = dict(zip(DISTANCE_BANDS, (50, 25, 0, 20, 5), strict=True))
    book = FigureBook([published("children_by_distance", band, None, n) for band, n in bands.items()])
    with_returns, _ = with_own(book, own(tmp_path, Several(60, "U4", "5_to_9", "")))
    scaled = [with_returns.find("children_by_distance", band).value for band in DISTANCE_BANDS]  # type: ignore[union-attr]
    assert sum(scaled) == 117
    assert scaled[0] == pytest.approx(58.5, abs=0.5)


# --- No child -------------------------------------------------------------------------------------


def test_what_the_returns_say_is_shown_without_a_count(ours: Own) -> None:
    found = ours
    assert repr(found) == "<Own: the SSDA903 return of 2019, sufficiency grouping>"


def test_the_who_table_is_of_whole_children_by_stream_age_and_home(ours: Own) -> None:
    found = ours
    assert found.who.shape == (len(STREAMS), len(AGE_BANDS), len(HOMES))
    assert (found.who == np.rint(found.who)).all()


def test_an_error_in_counting_is_told_without_what_it_was_about() -> None:
    def fail() -> None:
        raise ValueError("child 7, born 27/11/2003")

    with pytest.raises(SufficiencyError) as raised:
        without_rows(fail, "counting the returns")
    assert "27/11/2003" not in str(raised.value)
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None


def test_children_who_came_this_year_are_not_in_the_return_before(tmp_path: Path) -> None:
    returns = read_returns(council(tmp_path, (Several(4, "U4", "5_to_9", "1", since=THIS_YEAR),
                                              Several(1, "U4", "5_to_9", "1"))))  # fmt: skip
    assert values(own_of(returns, 2019, DAY))["cla_count/returns/2018"] == 1
