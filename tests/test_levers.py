"""Levers, as a scenario and as a file of their own state them: what is wrong in one is named."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.loading import load
from sufficiency.readers.levers import bundled_levers, lever_of, read_lever
from sufficiency.readers.scenarios import read_scenario
from sufficiency.scenarios.lever_files import LeverFile, with_lever
from sufficiency.scenarios.levers import LEVER_KINDS
from sufficiency.scenarios.scenario import Scenario

BASE = str(ROOT / "scenarios" / "thurrock-2019.toml").replace("\\", "/")
# What each kind of lever says, as a scenario of 2019 states it.
KINDS = {
    "retain": "leaving_share = 0.08\nfrom = 2020\nto = 2022",
    "convert_to_block": 'provision = "residential"\nplaces = 3\nfrom = 2020',
    "reopen_list": 'provision = "residential"\nplaces = 3\nfrom = 2020',
    "not_renew_list": 'provision = "residential"\nfrom = 2020',
    "step_down": "children_a_month = 1\nstarts = 2019-04-01\nmonths = 12\nsuccess = 0.7\nreturns = 0.2",
    "exits": 'into = "adoption"\nplacement = "fostering"\nchildren_a_year = 2\nyears_sooner = 3\n'
    "from = 2020\nto = 2021",
    "fewer_starts": 'age_band = "10_to_15"\nchildren_a_year = 2\nyears_in_care = 3\nfrom = 2020\nto = 2021',
    "bring_back": 'provision = "fostering"\nscope = "inside_authority"\nchildren_a_year = 2\nfrom = 2020\n'
    "to = 2021",
    "lose_provider": "from = 2020",
    "open_share": 'provision = "fostering"\nshare_kept = 0.5\nby = 2022',
    "fee_uplift": 'provision = "residential"\npercent = 10\nfrom = 2020',
    "staying_put": "times = 2\nby = 2022",
    "move_on": "times = 0.5\nby = 2022",
}  # fmt: skip
NEEDED = [(kind, line.split(" = ")[0]) for kind, says in KINDS.items() for line in says.splitlines()]
OPTIONAL = {("reopen_list", "places")}  # a round may be given instead


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # so that faults name files shortly


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return read_scenario("thurrock-2019").scenario


def lever_in_scenario(says: str) -> str:
    Path("mine.toml").write_text(f'title = "Mine"\nbased_on = "{BASE}"\n[levers.mine]\n{says}\n', "utf-8")
    return "mine.toml"


def of_kind(kind: str, says: str) -> str:
    return f'kind = "{kind}"\n{says}\nsource = "a plan"'


def fault_of_scenario(says: str) -> str:
    with pytest.raises(InputFaultsError) as told:
        load(lever_in_scenario(says))
    [fault] = told.value.faults
    return str(fault)


def lever_file(says: str, scenario: Scenario) -> LeverFile:
    Path("mine.toml").write_text(says, encoding="utf-8")
    return read_lever(Path("mine.toml"), scenario)


def faults_of_file(says: str, scenario: Scenario) -> list[str]:
    with pytest.raises(InputFaultsError) as told:
        lever_file(says, scenario)
    return [str(fault) for fault in told.value.faults]


# --- In a scenario --------------------------------------------------------------------------------


def test_every_kind_of_lever_is_tried_here() -> None:
    kinds = {kind.model_fields["kind"].annotation.__args__[0] for kind in LEVER_KINDS}
    assert kinds == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_lever_is_read_from_a_scenario(kind: str) -> None:
    lever = read_scenario(lever_in_scenario(of_kind(kind, KINDS[kind]))).scenario.levers["mine"]
    assert lever.kind == kind
    assert lever.source == "a plan"
    stated = lever.model_dump(by_alias=True)
    for line in KINDS[kind].splitlines():
        key, value = line.split(" = ")
        assert str(stated[key]) in (value.strip('"'), f"{value}.0")


@pytest.mark.parametrize("key", ["retian", "not-renew-list", "Exits"])
def test_a_kind_that_is_not_known_is_told_the_nearest(key: str) -> None:
    said = fault_of_scenario(of_kind(key, "from = 2020"))
    assert said.startswith("mine.toml levers.mine: this kind is not known. Did you mean '")


def test_a_kind_like_no_other_is_told_which_there_are() -> None:
    said = fault_of_scenario(of_kind("wish", "from = 2020"))
    assert all(kind in said for kind in KINDS)


def test_a_lever_without_a_kind_is_asked_for_one() -> None:
    assert "levers.mine: this kind is not known. Give a 'kind'." in fault_of_scenario('source = "a plan"')


@pytest.mark.parametrize(("kind", "key"), [each for each in NEEDED if each not in OPTIONAL])
def test_a_key_that_is_missing_is_named_with_its_lever(kind: str, key: str) -> None:
    says = "\n".join(line for line in KINDS[kind].splitlines() if not line.startswith(f"{key} = "))
    assert f"mine.toml levers.mine.{key}: is missing." in fault_of_scenario(of_kind(kind, says))


@pytest.mark.parametrize("kind", KINDS)
def test_a_lever_says_where_it_comes_from(kind: str) -> None:
    assert "levers.mine.source: is missing." in fault_of_scenario(f'kind = "{kind}"\n{KINDS[kind]}')


def test_a_misspelt_key_is_told_the_nearest() -> None:
    says = of_kind("fee_uplift", f"{KINDS['fee_uplift']}\nprecent = 3")
    assert "levers.mine.precent: this key is not known. Did you mean 'percent'?" in fault_of_scenario(says)


@pytest.mark.parametrize(
    ("kind", "old", "new", "said"),
    [
        ("retain", "0.08", "1.08", "levers.mine.leaving_share: must be less than or equal to 1."),
        ("retain", "to = 2022", "to = 2019", "'to' (2019) is before 'from' (2020)."),
        ("convert_to_block", "3", "0", "levers.mine.places: must be greater than 0."),
        ("convert_to_block", "3", '"three"', "levers.mine.places: must be a valid number."),
        ("exits", '"adoption"', '"a relative"', "levers.mine.into: must be "),
        ("exits", "sooner = 3", "sooner = 19", "levers.mine.years_sooner: must be less than"),
        ("step_down", "2019-04-01", '"April"', "levers.mine.starts: must be a date."),
        ("step_down", "= 0.7", "= 70", "levers.mine.success: must be less than or equal to 1."),
        ("bring_back", "inside_authority", "any", "levers.mine.scope: must be "),
        ("open_share", "0.5", "-0.5", "levers.mine.share_kept: must be greater than or equal to 0."),
        ("fee_uplift", "10", "-101", "levers.mine.percent: must be greater than or equal to -100."),
        ("reopen_list", "places = 3\n", "", "give a 'round' of the select list, or 'places'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_key(kind: str, old: str, new: str, said: str) -> None:
    assert KINDS[kind].count(old) == 1
    assert said in fault_of_scenario(of_kind(kind, KINDS[kind].replace(old, new)))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "lose_provider"])
def test_a_lever_that_works_before_the_year_after_the_base_year_is_refused(kind: str) -> None:
    when = "starts" if kind == "step_down" else "by" if "by = " in KINDS[kind] else "from"
    early = {"from": ("2020", "2019"), "by": ("2022", "2019"), "starts": ("2019-04-01", "2019-03-31")}[when]
    said = fault_of_scenario(of_kind(kind, KINDS[kind].replace(*early)))
    assert said.startswith(f"mine.toml levers.mine.{when}: {early[1]} is not after the base ")


def test_a_step_down_from_the_day_after_the_base_date_is_read() -> None:
    assert load(lever_in_scenario(of_kind("step_down", KINDS["step_down"]))).inputs


def test_a_provider_cannot_be_lost_where_there_is_no_list() -> None:
    said = fault_of_scenario(of_kind("lose_provider", 'provider = "Example Homes A"\nfrom = 2020'))
    assert "levers.mine.provider: 'Example Homes A' is not on the select list to lose." in said


# --- Lever files ----------------------------------------------------------------------------------

A_LEVER = """title = "Buy beds"
unit = "beds"
[places.beds]
provision = "residential"
sector = "block"
scope = "within_20_miles"
places = 2
from = "+2"
source = "a what-if"
"""


def test_every_lever_that_comes_with_the_tool_is_read_for_the_default_scenario(scenario: Scenario) -> None:
    levers = bundled_levers(scenario)
    files = sorted((ROOT / "scenarios" / "levers").glob("*.toml"))
    assert [each.name for each in levers] == [path.stem for path in files]
    for each in levers:
        assert each.title
        assert each.unit
        assert with_lever(scenario, each, each.units) != scenario


def test_a_lever_file_is_read_with_its_own_words(scenario: Scenario) -> None:
    lever = lever_file(f'note = "Two years on."\nunits = 4\nmost = 9\nscales = false\n{A_LEVER}', scenario)
    assert (lever.name, lever.title, lever.note) == ("mine", "Buy beds", "Two years on.")
    assert (lever.unit, lever.units, lever.most, lever.scales) == ("beds", 4, 9, False)


def test_a_lever_file_is_of_one_unit_and_has_a_size_unless_it_says_otherwise(scenario: Scenario) -> None:
    lever = lever_file(A_LEVER, scenario)
    assert (lever.units, lever.scales, lever.note) == (1, True, "")


def test_years_may_be_counted_from_the_base_year(scenario: Scenario) -> None:
    lever = lever_file(A_LEVER, scenario)
    assert lever.keys["places"]["beds"]["from"] == 2021
    later = scenario.model_copy(update={"base_date": date(2023, 3, 31)})
    assert lever_file(A_LEVER, later).keys["places"]["beds"]["from"] == 2025


def test_a_lever_that_starts_on_a_day_starts_in_the_april_of_its_year(scenario: Scenario) -> None:
    says = KINDS["step_down"].replace("2019-04-01", '"+1"')
    keys = lever_file(f'title = "t"\nunit = "u"\n[levers.down]\n{of_kind("step_down", says)}', scenario).keys
    assert keys["levers"]["down"]["starts"] == date(2019, 4, 1)


def test_a_year_written_out_stays_as_it_is(scenario: Scenario) -> None:
    assert lever_file(A_LEVER.replace('"+2"', "2030"), scenario).keys["places"]["beds"]["from"] == 2030


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('title = "Buy beds"', "", ["mine.toml title: is missing. Add it, in quotes."]),
        ('title = "Buy beds"', "title = 3", ["mine.toml title: is missing. Add it, in quotes."]),
        ('unit = "beds"', "", ["mine.toml unit: is missing. Add it, in quotes."]),
        ("[places.beds]", "unti = 3\n[places.beds]", ["mine.toml unti: this key is not known. Did you mean"]),
        ("[places.beds]", "horizon = 2030\n[places.beds]", ["mine.toml horizon: this key is not known."]),
        ("[places.beds]", 'scales = "no"\n[places.beds]', ["mine.toml scales: must be true or false."]),
        (
            "[places.beds]",
            "households = 3\n[places.beds]",
            ["mine.toml households: must be a table. Write [households]"],
        ),
        ("places = 2", 'places = "2"', ["mine.toml places.beds.places: must be a valid number."]),
        ("places = 2", "", ["mine.toml places.beds.places: is missing."]),
        ('"block"', '"blocks"', ["mine.toml places.beds.sector: must be "]),
        ('"+2"', '"+99"', ["mine.toml places.beds.from: must be less than or equal to 2100."]),
        ('"+2"', '"next year"', ["mine.toml places.beds.from: must be a valid integer."]),
    ],
)
def test_what_is_wrong_in_a_lever_file_is_named(
    scenario: Scenario, old: str, new: str, said: list[str]
) -> None:
    assert A_LEVER.count(old) == 1
    faults = faults_of_file(A_LEVER.replace(old, new), scenario)
    assert [fault.startswith(words) for fault, words in zip(faults, said, strict=True)] == [True]


@pytest.mark.parametrize("key", ["units", "most"])
@pytest.mark.parametrize("number", ["0", "-3", "nan", "inf", '"3"', "true"])
def test_a_size_is_a_number_above_nought(scenario: Scenario, key: str, number: str) -> None:
    [said] = faults_of_file(f"{key} = {number}\n{A_LEVER}", scenario)
    assert said == f"mine.toml {key}: must be a number above 0. Say how many units."


def test_a_lever_that_changes_nothing_is_refused(scenario: Scenario) -> None:
    [said] = faults_of_file('title = "t"\nunit = "u"', scenario)
    assert "changes nothing. Add one of: households, places, levers, mix." in said


@pytest.mark.parametrize("says", ["places = 3", 'levers = "a"', "mix = [1]"])
def test_changes_that_are_no_table_are_refused(scenario: Scenario, says: str) -> None:
    [said] = faults_of_file(f'title = "t"\nunit = "u"\n{says}', scenario)
    key = says.split(" = ", maxsplit=1)[0]
    assert said == f"mine.toml {key}: must be a table of entries. Give each entry a name: [{key}.a_name]."


def test_every_fault_of_a_lever_file_is_told_at_once(scenario: Scenario) -> None:
    said = faults_of_file('title = 3\nunits = 0\nmost = -1\nscales = "no"\nunti = 3', scenario)
    assert len(said) == 7


@pytest.mark.parametrize("name", ["recruit-households", str(ROOT / "scenarios/levers/step-down.toml")])
def test_a_lever_is_found_by_its_name_or_by_the_path_of_its_file(scenario: Scenario, name: str) -> None:
    assert lever_of(name, scenario).name == Path(name).stem


def test_a_lever_that_is_not_there_is_refused_with_those_that_are(scenario: Scenario) -> None:
    with pytest.raises(InputFaultsError, match=r"there is no lever of that name\. Known: better-move-on, "):
        lever_of("recruit", scenario)
    with pytest.raises(InputFaultsError, match="there is no such file"):
        lever_of("recruit.toml", scenario)


# --- A lever added to a scenario ------------------------------------------------------------------


def with_units(scenario: Scenario, says: str, units: float) -> dict[str, Any]:
    return with_lever(scenario, lever_file(says, scenario), units).model_dump(by_alias=True)


def test_a_lever_of_more_units_has_more_of_what_grows_and_the_same_of_the_rest(scenario: Scenario) -> None:
    one, five = (with_units(scenario, A_LEVER, units)["places"]["beds"] for units in (1, 5))
    assert (one["places"], five["places"]) == (2, 10)
    assert {**one, "places": 10} == five


def test_units_are_of_what_the_file_writes(scenario: Scenario) -> None:
    says = f"units = 12\n{A_LEVER}"
    assert with_units(scenario, says, 12)["places"]["beds"]["places"] == 2
    assert with_units(scenario, says, 6)["places"]["beds"]["places"] == 1


def test_a_lever_is_added_beside_what_the_scenario_has(scenario: Scenario) -> None:
    has = scenario.model_copy(update={"levers": {}})
    first = with_lever(has, lever_file(A_LEVER, has), 1)
    second = with_lever(first, lever_file(A_LEVER.replace("places.beds", "places.more"), has), 3)
    assert set(second.places) == {"beds", "more"}
    assert second.places["beds"] == first.places["beds"]


def test_a_lever_never_takes_the_place_of_what_the_scenario_says(scenario: Scenario) -> None:
    has = with_lever(scenario, lever_file(A_LEVER, scenario), 1)
    with pytest.raises(InputFaultsError, match=r"already has 'places\.beds', and two cannot have one name"):
        with_lever(has, lever_file(A_LEVER, scenario), 1)
    recruits = lever_of("recruit-households", scenario)
    with pytest.raises(InputFaultsError, match="already has 'households', and two cannot be added"):
        with_lever(with_lever(scenario, recruits, 3), recruits, 3)
