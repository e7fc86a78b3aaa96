"""The figures of a scenario, checked together: what is missing, out of bounds or at odds is named."""

from pathlib import Path

import pytest
from test_cli import my_copy, type_in

from sufficiency.errors import InputFaultsError
from sufficiency.inputs.inputs import Inputs
from sufficiency.loading import load

BASE = "scenarios/thurrock-2019.toml"
LEDGER = "data/thurrock/ledger.csv"
PROFILE = "data/thurrock/profile.csv"
CHILDREN = "data/thurrock/children_looked_after.csv"
POPULATION = "data/thurrock/population.csv"
PRIORS = "data/england/priors.csv"
SPREAD = "data/england/volatility.csv"
LIMITS = "data/england/limits.csv"


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return load("thurrock-2019").inputs


@pytest.fixture
def council(tmp_path: Path) -> Path:
    return my_copy(tmp_path)


def change(council: Path, file: str, old: str, new: str) -> None:
    """Change one passage of a file; it must be there once."""
    path = council / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def faults_of(council: Path) -> str:
    with pytest.raises(InputFaultsError) as caught:
        load(str(council / BASE))
    return str(caught.value)


def test_the_published_margins_are_those_of_31_march_2019(inputs: Inputs) -> None:
    assert [f.value for f in inputs.by_age.values()] == [14, 25, 40, 128, 86]
    assert [f.value for f in inputs.by_placement.values()] == [218, 25, 31, 8, 11, 0]
    assert [f.value for f in inputs.by_distance.values()] == [119, 124, 1, 48, 1]
    assert (inputs.base_cla.value, inputs.base_uasc.value) == (293, 30)


def test_every_figure_that_the_model_uses_is_counted_once(inputs: Inputs) -> None:
    names = [figure.name for figure in inputs.figures()]
    assert len(names) == len(set(names)) > 100


def test_every_range_is_carried_by_the_draws_and_is_an_assumption_or_derived(inputs: Inputs) -> None:
    ranged = [figure for figure in inputs.figures() if figure.is_uncertain]
    carried = {figure.name for figure in [*inputs.ledger(), *inputs.beside()]}
    assert [figure.name for figure in ranged if figure.name not in carried] == []
    assert all(figure.kind != "published" for figure in ranged)


def test_the_gap_rests_on_the_ledger_and_on_no_range_of_moves_households_fees_or_young_adults(
    inputs: Inputs,
) -> None:
    ranged = {figure.name for figure in inputs.figures() if figure.is_uncertain}
    beside = ranged - {figure.name for figure in inputs.assumptions()}
    assert {name.split("/")[0] for name in beside} == {
        "released_share",
        "children_per_household",
        "household_delivery_share",
        "household_leaving_share",
        "approved_places_per_household",
        "spot_premium_share",
        "fee_inflation_a_year",
        "ageing_ratio",
        "months_at_16_17",
        "eligible_share",
        "former_uasc_share",
        "service_share_at_18",
        "stays_in_service_share",
        "staying_put_share",
        "in_16_plus_share",
        "move_on_share",
        "move_on_months",
    }


def test_households_are_assumptions_of_the_gap_once_a_scenario_changes_them() -> None:
    expected = {figure.name for figure in load("thurrock-2019-households-expected").inputs.assumptions()}
    assert {"children_per_household", "household_delivery_share"} <= expected


def test_every_figure_later_than_the_base_date_is_marked(inputs: Inputs) -> None:
    from sufficiency.numerals import parse_as_at

    for figure in inputs.figures():
        assert figure.after_base_date == (parse_as_at(figure.as_at) > inputs.scenario.base_date), figure.name


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (PRIORS, "kinship under_1,,0.06", "kinship under_1,,0.07", "the shares sum to 1.01, not to 1"),
        (PRIORS, "uasc_age_prior,16_to_17,,0.87", "uasc_age_prior,16_to_17,,0.8", "uasc_age_prior"),
        (PRIORS, "kinship,,0.52", "kinship,,0.53", "uasc_placement_prior"),
        (PROFILE, "under_1,,14", "under_1,,15", "children_by_age"),
        (PROFILE, "residential,,25", "residential,,24", "children_by_placement"),
        (PROFILE, "secure,,0", "secure,,3", "children_by_placement"),
        (PROFILE, "over_20_outside,,48", "over_20_outside,,47", "children_by_distance"),
        (PROFILE, "under_1,,14,,", "under_1,,14,12,16", "which the model does not carry"),
        (CHILDREN, "uasc_count,council,2019,30", "uasc_count,council,2019,300", "more than all children"),
        (CHILDREN, "cla_count,council,2019,293", "cla_count,council,2019,0", "there are no children"),
        (POPULATION, "rate,2019,42836", "rate,2019,0", "the model needs 293 or more"),
        (POPULATION, "rate,2019,42836", "rate,2019,428360000", "more than any authority has"),
        (POPULATION, "local,2024,19.0", "local,2024,-100", "the model needs -99 or more"),
        (POPULATION, "local,2024,19.0", "local,,19.0", "row 3, column year: a growth point has no year"),
        (LEDGER, "children,,,118", "children,,,219", "more than all fostered children (218)"),
        (LEDGER, "22,17,44", "120,117,144", "kinship may not exceed"),
        (LEDGER, "fostering in_house,,4", "fostering spot,,4", "names no provision and contracted sector"),
        (LEDGER, "residential inside_authority,,0", "residential near,,0", "names no placement and scope"),
        (SPREAD, "alpha,2019,0.002173", "alpha,2019,-0.0018", "the model needs 0 or more"),
        (SPREAD, "alpha,2019,0.002173", "alpha,2019,0.9", "its spread says nothing"),
        (SPREAD, "spread,gamma,2019,1.235", "spread,gamma,2019,100000", "the model needs 3 or less"),
        (LIMITS, "freedom,,5", "freedom,,0", "the model needs 1 or more"),
        (LIMITS, "test,,0.8", "test,,2", "the model needs 1 or less"),
        (LIMITS, "least,,20", "least,,300", "the model needs 300 or more"),
        (SPREAD, "residential gamma,2023,0.8325", "residential gamma,2023,9", "the model needs 3 or less"),
    ],
)
def test_figures_that_cannot_be_together_are_named(
    council: Path, file: str, old: str, new: str, said: str
) -> None:
    change(council, file, old, new)
    assert said in faults_of(council)


def test_a_figure_that_is_missing_is_named_with_the_nearest_name(council: Path) -> None:
    change(council, LEDGER, "kinship_children,", "kinship_childen,")
    assert "Did you mean 'kinship_childen'?" in faults_of(council)


def test_the_sum_of_a_margin_is_said_beside_the_whole(council: Path) -> None:
    change(council, PROFILE, "under_1,,14", "under_1,,15")
    said = faults_of(council)
    assert "profile.csv" in said
    assert "adds to 294, but cla_count/council/2019 is 293" in said


def test_supported_accommodation_is_closed_to_under_16s(council: Path) -> None:
    change(council, PRIORS, "supported_16_plus 10_to_15,,0", "supported_16_plus 10_to_15,,0.1")
    change(council, PRIORS, "supported_16_plus 16_to_17,,1", "supported_16_plus 16_to_17,,0.9")
    assert "gives children under 16 supported accommodation" in faults_of(council)


@pytest.mark.parametrize("command", ["run", "check"])
def test_margins_that_no_table_can_meet_are_refused_and_never_a_hang(council: Path, command: str) -> None:
    change(council, PROFILE, "16_to_17,,86", "16_to_17,,10")  # and 31 in supported accommodation
    change(council, PROFILE, "10_to_15,,128", "10_to_15,,204")
    said = type_in(command, council / BASE)
    assert said.code == 3
    assert "no table meets all the margins" in said.err
    assert "supported accommodation is for 16 to 17 only" in said.err


def test_more_children_in_a_known_cell_than_in_its_placement_are_refused(council: Path) -> None:
    change(council, LEDGER, "residential inside_authority,,0", "residential inside_authority,,26")
    assert type_in("check", council / BASE).code == 3


def test_more_children_without_a_registered_home_than_are_placed_are_refused(council: Path) -> None:
    with (council / LEDGER).open("a", encoding="utf-8") as ledger:
        ledger.write("no_registered_home,residential,,26,,,children,2019-03-31,a count,published,,\n")
        ledger.write("no_registered_home,fostering,,1,,,children,2019-03-31,a count,published,,\n")
    said = faults_of(council)
    assert "26 is more than the 25 children placed" in said
    assert "no_registered_home/fostering: names no residential or supported 16+ provision" in said


def test_a_few_children_without_a_registered_home_stand_on_the_first_rung(council: Path) -> None:
    with (council / LEDGER).open("a", encoding="utf-8") as ledger:
        ledger.write("no_registered_home,residential,,2,,,children,2019-03-31,a count,published,,\n")
    said = type_in("position", council / BASE, "--draws", 50)
    assert said.code == 0
    [first, *_] = [line for line in said.out.splitlines() if line.startswith("1  No registered home")]
    assert "2" in first.split()


def test_an_authority_without_unaccompanied_children_or_history_still_runs(council: Path) -> None:
    change(council, CHILDREN, "uasc_count,council,2019,30", "uasc_count,council,2019,0")
    path = council / CHILDREN
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if ",dfe," not in line]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    (council / "data/thurrock/flows.csv").unlink(missing_ok=True)
    assert type_in("run", council / BASE, "--draws", 10).code == 0
