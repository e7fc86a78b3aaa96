"""What a council is asked for: blanks are not recorded, what is filled in stands, the rest is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from made_folder import ASKED, Filled, made_folder
from test_pools import provider

from sufficiency.errors import Fault, InputFaultsError
from sufficiency.figures.blanks import FILE_NAME
from sufficiency.figures.book import FigureBook
from sufficiency.forecast import Forecast, run
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import Loaded, as_far_as_read, load
from sufficiency.providers.select_list import SelectList
from sufficiency.readers.figures import read_figure_folders
from sufficiency.readers.working_folder import read_asked_for
from sufficiency.screens.guidance import MOST_SHOWN, show_guidance
from sufficiency.starter.guidance import Guidance, guidance, guidance_after_faults, stated_by_list
from sufficiency.starter.minimum import minimum

KINSHIP = {"kinship_children": {"value": "21", "low": "19", "high": "23", "source": "Fostering service"}}
HOMES = "no_registered_home/residential"


def refusal_of(folder: Path) -> str:
    with pytest.raises(InputFaultsError) as error:
        load(str(folder))
    return str(error.value)


def told_of(folder: Path, *, with_run: bool = True) -> Guidance:
    loaded = load(str(folder))
    forecast = run(loaded.inputs, draws=1) if with_run else None
    asked = read_asked_for(loaded.scenario_file.data_folders)
    scenario = loaded.inputs.scenario
    return guidance(asked, scenario, loaded.book, None if forecast is None else forecast.sensitivity)


def made(folder: Path, filled: Filled) -> Loaded:
    return load(str(made_folder(folder, filled=filled)))


# --- Reading what was filled in -------------------------------------------------------------------
def test_a_blank_is_not_recorded_and_never_nought(tmp_path: Path) -> None:
    loaded = made(tmp_path / "mine", {})
    assert loaded.book.find("no_registered_home", "residential") is None
    assert loaded.inputs.kinship.value == 17  # what is assumed stands


def test_a_blank_changes_nothing(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine")
    with_blanks = {figure.name: figure.value for figure in load(str(folder)).book}
    (folder / "data" / FILE_NAME).unlink()
    assert {figure.name: figure.value for figure in load(str(folder)).book} == with_blanks


def test_what_is_filled_in_takes_the_place_of_the_figure_of_its_name(tmp_path: Path) -> None:
    figure = made(tmp_path / "mine", KINSHIP).inputs.kinship
    assert (figure.value, figure.low, figure.high) == (21, 19, 23)
    assert (figure.source, figure.kind) == ("Fostering service", "derived")
    assert figure.file.endswith(FILE_NAME)


def test_a_figure_that_nobody_had_is_filled_in(tmp_path: Path) -> None:
    loaded = made(tmp_path / "mine", {HOMES: {"value": "0", "source": "Placements team"}})
    assert loaded.inputs.no_registered_home["residential"].value == 0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"value": "21"}, "row 2, column source: the source is missing"),
        ({"low": "19", "high": "23", "source": "us"}, "row 2, column value: the value is missing"),
        ({"source": "us"}, "row 2, column value: the value is missing"),
        ({"value": "21", "source": "us", "as_at": ""}, "column as_at: the as_at is missing"),
        ({"value": "21", "source": "us", "low": "19"}, "there is a low but no high"),
        ({"value": "some", "source": "us"}, "column value: 'some'"),
        ({"value": "21", "source": "us", "unit": "places"}, "kinship_children"),
        ({"value": "-1", "source": "us"}, "cannot be in children"),
    ],
)
def test_a_row_that_is_half_filled_or_wrong_is_a_fault_that_says_what(
    tmp_path: Path, row: dict[str, str], said: str
) -> None:
    message = refusal_of(made_folder(tmp_path / "mine", filled={"kinship_children": row}))
    assert FILE_NAME in message
    assert said in message


def test_the_same_figure_filled_in_twice_is_a_fault(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine", filled=KINSHIP)
    path = folder / "data" / FILE_NAME
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    assert "kinship_children is already in" in refusal_of(folder)


def test_another_file_may_not_have_the_columns_of_the_one_to_fill_in(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine")
    (folder / "data" / FILE_NAME).rename(folder / "data" / "other.csv")
    assert "'rank' is not a column of figures" in refusal_of(folder)


# --- The minimum ----------------------------------------------------------------------------------
def test_the_minimum_is_there_in_a_whole_folder(tmp_path: Path) -> None:
    found = told_of(made_folder(tmp_path / "mine"), with_run=False)
    assert found.can_run
    assert [group.told()[:6] for group in found.minimum] == ["there:"] * 8


def test_the_minimum_says_what_is_missing_by_group_and_where_it_is_published(tmp_path: Path) -> None:
    without = ["cla_count", "children_by_age", "child_population_growth", "off_contract_share"]
    file, book = as_far_as_read(str(made_folder(tmp_path / "mine", without)))
    missing = [group.told() for group in minimum(file.scenario, book) if not group.is_there]
    assert len(missing) == 4
    assert missing[0].startswith(
        "MISSING: children looked after on 31 March 2023: cla_count/council/2023 (DfE"
    )
    assert "children_by_age, all 5 (DfE" in missing[1]
    assert "child_population_growth/ons/2023 and child_population_growth/ons/2030 (ONS" in missing[2]
    assert "off_contract_share, all 3 (" in missing[3]


def test_everything_that_a_run_lacks_of_an_authority_is_in_the_minimum(tmp_path: Path) -> None:
    """Whatever measure is taken away alone, either a run needs it not, or the minimum names it."""
    book, _, _ = read_figure_folders([made_folder(tmp_path / "whole") / "data"], None)
    scenario = as_far_as_read(str(tmp_path / "whole"))[0].scenario
    england, _, _ = read_figure_folders([tmp_path / "whole" / "england"], None)
    from sufficiency.inputs.gathering import gather

    unnamed = set()
    for measure in {figure.measure for figure in book}:
        rest = FigureBook([*england, *(figure for figure in book if figure.measure != measure)])
        try:
            gather(scenario, rest, "a test")
        except InputFaultsError:
            if all(group.is_there for group in minimum(scenario, rest)):
                unnamed.add(measure)
    assert unnamed == set()


# --- What is left ---------------------------------------------------------------------------------
def test_what_moves_the_gap_stands_first_and_the_most_before_the_least(tmp_path: Path) -> None:
    found = told_of(made_folder(tmp_path / "mine"))
    assert [left.rank for left in found.left] == [3, 4, 2, 1, 7]
    assert [left.swing for left in found.left] == sorted((left.swing for left in found.left), reverse=True)


def test_what_is_left_stands_by_rank_where_nothing_can_be_worked_out_and_what_is_filled_in_is_counted(
    tmp_path: Path,
) -> None:
    found = told_of(made_folder(tmp_path / "mine", filled=KINSHIP), with_run=False)
    assert [left.rank for left in found.left] == [2, 3, 4, 7]
    assert found.filled == ("kinship_children 21",)
    assert found.asked == len(ASKED)
    assert [len(left.names) for left in found.left] == [1, 1, 2, 1]


def test_the_worth_is_how_far_the_gap_moves_on_what_stands_in(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine")
    forecast: Forecast = run(load(str(folder)).inputs, draws=1)
    of_far = next(left for left in told_of(folder).left if left.rank == 3)
    figure = next(
        f
        for f, _ in forecast.sensitivity.settings
        if f.name == "far_for_want_of_nearer_share/within_20_miles"
    )
    assert of_far.swing == forecast.sensitivity.swing(figure)
    low, high = (round(end) for end in forecast.sensitivity.ends(figure))
    assert (
        of_far.worth
        == f"it moves the gap within 20 miles in 2028 by {high - low} homes, from {low} to {high}"
    )
    assert of_far.now == "assumed: 0.5 (0.25 to 0.75)"


def test_of_several_figures_the_one_that_moves_the_gap_most_is_named(tmp_path: Path) -> None:
    off_contract = next(left for left in told_of(made_folder(tmp_path / "mine")).left if left.rank == 4)
    assert "the share of external homes on spot purchase: fostering" in off_contract.worth


def test_a_figure_on_which_no_gap_rests_has_its_worth_in_words(tmp_path: Path) -> None:
    homes = next(left for left in told_of(made_folder(tmp_path / "mine")).left if left.rank == 7)
    assert homes.worth == "without it rung 1 of the position is not recorded"
    assert homes.now == "not recorded"


def test_a_large_number_is_told_in_whole(tmp_path: Path) -> None:
    file, book = as_far_as_read(str(made_folder(tmp_path / "mine")))
    kinship = book.named("kinship_children")
    assert kinship is not None
    spent = book.changed(kinship, value=2_412_345.0, low=2_300_000.0, high=2_500_000.5)
    found = guidance(read_asked_for(file.data_folders), file.scenario, spent)
    of_kinship = next(left for left in found.left if left.rank == 1)
    assert of_kinship.now == "assumed: 2,412,345 (2,300,000 to 2,500,000)"


def test_a_filled_row_at_fault_is_not_counted_as_filled(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine", filled={"kinship_children": {"value": "21"}})
    file, book = as_far_as_read(str(folder))
    asked = read_asked_for(file.data_folders)
    error = InputFaultsError([Fault(asked[0].file, "row 2, column source", "the source is missing.", "")])
    assert guidance_after_faults(asked, file.scenario, book, error).filled == ()
    assert len(guidance(asked, file.scenario, book).filled) == 1


def test_no_more_than_ten_are_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told_of(made_folder(tmp_path / "mine"), with_run=False)
    many = Guidance(found.minimum, found.left * 3, found.filled, found.asked)
    assert len(many.left) == MOST_SHOWN + 5
    show_guidance(many, "mine", "mine/data/to_fill_in.csv")
    said = capsys.readouterr().out
    assert said.count("Who has it: Its own team. Published: nowhere.") == MOST_SHOWN
    assert "And 5 more kinds in mine/data/to_fill_in.csv." in said


def test_a_vacancy_that_the_select_list_states_is_not_asked_for_again(tmp_path: Path) -> None:
    folder = made_folder(tmp_path / "mine")
    loaded = load(str(folder))
    asked = read_asked_for(loaded.scenario_file.data_folders)
    name = "vacant_usable_places/fostering in_house"
    found = guidance(asked, loaded.inputs.scenario, loaded.book, None, {name})
    assert not any(name in each.names for each in found.left)
    assert f"{name} (in the select list)" in found.filled


def test_what_the_list_states_is_its_vacancies_by_kind_and_sector(inputs: Inputs) -> None:
    rows = [provider(vacant_usable_places=2.0), provider(lot="ifa", vacant_usable_places=None)]
    listed = replace(inputs, select_list=SelectList.from_rows("list.csv", rows))
    assert stated_by_list(listed) == {"vacant_usable_places/residential select_list"}
