"""A scenario file states only what differs; whatever is wrong in one is named, all at once."""

from pathlib import Path

import pytest
from test_cli import FEW, Said, contents, my_copy, my_scenario, type_in

from sufficiency.loading import load
from sufficiency.readers.scenarios import read_scenario

VACANT = '[figures."vacant_usable_places/fostering in_house"]'
SOURCED = 'as_at = "2019-03-31"\nsource = "our own count"\nkind = "published"'
PLACES = 'provision = "residential"\nsector = "block"\nscope = "any"\nsource = "a plan"'


@pytest.fixture
def council(tmp_path: Path) -> Path:
    return my_copy(tmp_path)


def assert_refused(said: Said, *words: str) -> None:
    """One message that names the file and says what is wrong; exit code 3 and no traceback."""
    assert said.code == 3, said.err
    assert said.out == ""
    assert "Traceback" not in said.err
    for word in words:
        assert word in said.err


def gap_in(path: Path, year: int) -> float:
    """The central should-be-near gap within 20 miles, over all provisions."""
    from sufficiency.forecast import run

    gap = run(load(str(path)).inputs, draws=2, seed=1).central.gap
    return float(gap.sel(year=year, scope="within_20_miles", need_basis="should_be_near").sum())


# --- What differs ---------------------------------------------------------------------------------


def test_a_scenario_keeps_what_it_does_not_state(council: Path) -> None:
    scenario = read_scenario(str(my_scenario(council, "horizon = 2030"))).scenario
    assert (scenario.horizon, scenario.authority, scenario.cla.path) == (2030, "Thurrock", "hold_rate")


def test_a_title_and_a_note_are_a_scenarios_own(council: Path) -> None:
    scenario = read_scenario(str(my_scenario(council, ""))).scenario
    assert (scenario.name, scenario.title, scenario.note) == ("mine", "Mine", "")


def test_a_later_key_wins_over_what_it_is_based_on(council: Path) -> None:
    my_scenario(council, "horizon = 2030", "first")
    second = my_scenario(council, "horizon = 2025", "second", '"first"')
    assert read_scenario(str(second)).scenario.horizon == 2025


def test_a_scenario_may_join_two_differences(council: Path) -> None:
    path = my_scenario(council, "", based_on='["thurrock-2019-early-help", "thurrock-2019-half-inside"]')
    scenario = read_scenario(str(path)).scenario
    assert scenario.cla.path == "change"
    assert scenario.distance is not None
    assert len(read_scenario(str(path)).files) == 4


def test_two_differences_that_clash_are_a_fault(council: Path) -> None:
    path = my_scenario(council, "", based_on='["thurrock-2019-rate-64", "thurrock-2019-early-help"]')
    assert_refused(type_in("check", path), "mine.toml", "'cla'", "thurrock-2019-rate-64.toml", "disagree")


def test_a_clash_that_the_scenario_settles_is_none(council: Path) -> None:
    both = '["thurrock-2019-rate-64", "thurrock-2019-early-help"]'
    path = my_scenario(council, 'cla = { path = "hold_count" }', based_on=both)
    assert read_scenario(str(path)).scenario.cla.path == "hold_count"


def test_two_differences_that_say_the_same_do_not_clash(council: Path) -> None:
    my_scenario(council, "horizon = 2030", "one")
    my_scenario(council, "horizon = 2030", "two")
    path = my_scenario(council, "", "both", '["one", "two"]')
    assert read_scenario(str(path)).scenario.horizon == 2030


def test_two_differences_may_each_add_a_named_entry(council: Path) -> None:
    my_scenario(council, f"[places.a_home]\nplaces = 3\nfrom = 2021\n{PLACES}", "one")
    my_scenario(council, f"[places.another]\nplaces = 2\nfrom = 2022\n{PLACES}", "two")
    path = my_scenario(council, "", "both", '["one", "two"]')
    assert set(read_scenario(str(path)).scenario.places) == {"a_home", "another"}


def test_a_scenario_may_stand_alone_with_every_key_of_its_own(council: Path) -> None:
    whole = (council / "scenarios" / "thurrock-2019.toml").read_text(encoding="utf-8")
    path = council / "scenarios" / "alone.toml"
    path.write_text(whole, encoding="utf-8")
    assert read_scenario(str(path)).files == (path,)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_scenario_saved_by_notepad_is_read(council: Path, encoding: str) -> None:
    path = my_scenario(council, "horizon = 2030\r\n")
    path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    assert read_scenario(str(path)).scenario.horizon == 2030


# --- What each key does ---------------------------------------------------------------------------


def test_places_that_open_lower_the_gap_from_their_year_on(council: Path) -> None:
    base = council / "scenarios" / "thurrock-2019.toml"
    opened = PLACES.replace('"any"', '"within_20_miles"')
    path = my_scenario(council, f"[places.a_home]\nplaces = 3\nfrom = 2021\n{opened}")
    assert gap_in(path, 2020) == pytest.approx(gap_in(base, 2020))
    assert gap_in(path, 2021) == pytest.approx(gap_in(base, 2021) - 3)


def test_households_lower_the_gap_and_expected_delivery_lowers_it_less(council: Path) -> None:
    base, full, expected = (
        gap_in(council / "scenarios" / f"thurrock-2019{name}.toml", 2024)
        for name in ("", "-households", "-households-expected")
    )
    assert full < expected < base


def test_a_share_of_children_moved_to_another_home_moves_the_need(council: Path) -> None:
    path = my_scenario(
        council,
        '[mix.step_down]\nfrom = "residential"\nto = "fostering"\nshare = 0.2\nby = 2024\nsource = "a plan"',
    )
    from sufficiency.forecast import run

    moved = run(load(str(path)).inputs, draws=2, seed=1).central.need
    base = run(load("thurrock-2019").inputs, draws=2, seed=1).central.need
    change = (moved - base).sel(year=2024, scope="any", need_basis="as_placed").isel(draw=0)
    assert float(change.sel(provision="residential")) < 0 < float(change.sel(provision="fostering"))
    assert float(change.sum()) == pytest.approx(0, abs=1e-6)


def test_half_inside_brings_half_inside_by_its_year(council: Path) -> None:
    said = type_in("compare", "thurrock-2019", "thurrock-2019-half-inside", *FEW)
    assert said.code == 0
    assert "+" in said.out


@pytest.mark.parametrize(
    "differs",
    [
        'cla = { path = "joint" }',
        'cla = { path = "joint" }\nuasc = { path = "hold_share" }',
        'uasc = { path = "arrivals", children_a_year = 40, months = 18, by = 2024, source = "ours" }',
        'cla = { path = "own", rate_per_10k = { 2024 = 60 }, source = "ours" }',
        'uasc = { path = "own", children = { 2020 = 10, 2024 = 0 }, source = "ours" }',
        'cla = { path = "own", rate_per_10k = { 2020 = 0 }, source = "ours" }',
        'cla = { path = "change", percent_a_year = 1.5, from = 2020, to = 2022, source = "ours" }',
        'distance = { scope = "within_20_miles", share = 0.9, by = 2022, source = "ours" }',
    ],
)
def test_every_path_may_be_written_and_runs(council: Path, differs: str) -> None:
    assert type_in("run", my_scenario(council, f"{differs}\nhorizon = 2024"), *FEW).code == 0


# --- Figures changed by a scenario ----------------------------------------------------------------


def test_a_figure_changed_in_a_scenario_moves_the_gap(council: Path) -> None:
    path = my_scenario(council, f"{VACANT}\nvalue = 14\n{SOURCED}")
    base = council / "scenarios" / "thurrock-2019.toml"
    share_within_20 = 0.958
    assert gap_in(path, 2019) == pytest.approx(gap_in(base, 2019) - 10 * share_within_20, abs=0.01)


def test_a_changed_figure_says_its_own_source_and_date_and_whether_it_came_later(council: Path) -> None:
    later = SOURCED.replace("2019-03-31", "2023")
    [figure] = [
        each
        for each in load(str(my_scenario(council, f"{VACANT}\nvalue = 14\n{later}"))).inputs.figures()
        if each.name == "vacant_usable_places/fostering in_house"
    ]
    assert (figure.value, figure.low, figure.source, figure.as_at) == (14, None, "our own count", "2023")
    assert figure.after_base_date


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        (
            f"{VACANT.replace('places/', 'place/')}\nvalue = 1\n{SOURCED}",
            "Did you mean 'vacant_usable_places/",
        ),
        (f"{VACANT}\nvalue = -1\n{SOURCED}", "-1 cannot be"),
        (f"{VACANT}\nvalue = 5\nlow = 1\n{SOURCED}", "both 'low' and 'high'"),
        (f"{VACANT}\nvalue = 5\nlow = 7\nhigh = 9\n{SOURCED}", "between 'low' and 'high'"),
        (f"{VACANT}\nvalue = 5", "as_at: is missing"),
        (f'{VACANT}\nvalue = "5"\n{SOURCED}', "value: must be a valid number"),
        (f"{VACANT}\nvalue = nan\n{SOURCED}", "value: must be a finite number"),
        (f"{VACANT}\nvalue = 5\n{SOURCED.replace('2019-03-31', 'last spring')}", "is not a date"),
        (f"{VACANT}\nvalue = 5\n{SOURCED.replace('published', 'guessed')}", "kind: must be"),
        ('[figures."off_contract_share/fostering"]\nvalue = 20\n' + SOURCED, "20 cannot be"),
        ("figures = 3", "figures: must be a table"),
    ],
)
def test_a_figure_changed_wrongly_is_refused(council: Path, differs: str, said: str) -> None:
    assert_refused(type_in("run", my_scenario(council, differs), *FEW), "mine.toml", "figures", said)


# --- What is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("differs", "where", "said"),
    [
        ("horizn = 2030", "horizn", "Did you mean 'horizon'?"),
        ('name = "x"', "name", "this key is not known"),
        ("zzz = 1", "zzz", "Known here: "),
        ('population = { growth = "local", year = 1 }', "population.year", "this key is not known"),
        ('cla = { path = "hold_rat" }', "cla", "Did you mean 'hold_rate'?"),
        ('cla = { path = "zzzz" }', "cla", "Use one of: hold_rate, "),
        ("cla = { by = 2024 }", "cla", "Give a 'path'"),
        ('cla = "hold_rate"', "cla", "must be a table"),
        (
            'cla = { path = "converge", to = "benchmark_rate/england/2018", by = 2024 }',
            "cla.source",
            "is missing",
        ),
        (
            'cla = { path = "converge", to = "benchmark_rate/englnd/2018", by = 2024, source = "s" }',
            "cla.to",
            "mean",
        ),
        (
            'cla = { path = "converge", to = "cla_count/council/2019", by = 2024, source = "s" }',
            "cla.to",
            "not a rate",
        ),
        (
            'cla = { path = "converge", to = "benchmark_rate/england/2018", by = 2019, source = "s" }',
            "cla.by",
            "after",
        ),
        (
            'cla = { path = "change", percent_a_year = 1, from = 2019, to = 2022, source = "s" }',
            "cla.from",
            "after",
        ),
        (
            'cla = { path = "change", percent_a_year = 1, from = 2022, to = 2020, source = "s" }',
            "cla",
            "before 'from'",
        ),
        (
            'cla = { path = "change", percent_a_year = inf, from = 2020, to = 2022, source = "s" }',
            "percent",
            "finite",
        ),
        (
            'cla = { path = "change", percent_a_year = -100, from = 2020, to = 2022, source = "s" }',
            "percent",
            "-100",
        ),
        (
            'cla = { path = "change", percent_a_year = 100, from = 2020, to = 2037, source = "s" }',
            "mine",
            "draws could",
        ),
        (
            'cla = { path = "trend", series = "dfe_computed", from = 2013, to = 2018 }',
            "cla.to",
            "base year 2019",
        ),
        (
            'cla = { path = "trend", series = "dfe_computed", from = 2017, to = 2019 }',
            "cla",
            "at least 6 years",
        ),
        (
            'cla = { path = "trend", series = "dfe", from = 2013, to = 2019 }',
            "cla_rate/dfe/2013",
            "no data file",
        ),
        (
            'cla = { path = "own", rate_per_10k = { 2024 = -1 }, source = "s" }',
            "rate_per_10k.2024",
            "greater than",
        ),
        (
            'cla = { path = "own", rate_per_10k = { 2018 = 60 }, source = "s" }',
            "rate_per_10k.2018",
            "not a year after",
        ),
        (
            'cla = { path = "own", rate_per_10k = { soon = 60 }, source = "s" }',
            "rate_per_10k.soon",
            "not a year after",
        ),
        (
            'cla = { path = "own", rate_per_10k = { "²" = 60 }, source = "s" }',
            "rate_per_10k",
            "not a year after",
        ),
        (
            'cla = { path = "own", rate_per_10k = { 2024 = 10000 }, source = "s" }',
            "mine",
            "more than any authority",
        ),
        (
            'uasc = { path = "own", children = { 2024 = 1e9 }, source = "s" }',
            "mine",
            "more than any authority",
        ),
        ('uasc = { path = "converge" }', "uasc", "this path is not known"),
        (
            'uasc = { path = "arrivals", children_a_year = -1, months = 12, by = 2024, source = "s" }',
            "uasc.children_a_year",
            "greater than or equal to 0",
        ),
        (
            'uasc = { path = "arrivals", children_a_year = 10001, months = 12, by = 2024, source = "s" }',
            "uasc.children_a_year",
            "less than or equal to 10000",
        ),
        (
            'uasc = { path = "arrivals", children_a_year = 10, months = 0, by = 2024, source = "s" }',
            "uasc.months",
            "greater than 0",
        ),
        (
            'uasc = { path = "arrivals", children_a_year = 10, months = 217, by = 2024, source = "s" }',
            "uasc.months",
            "less than or equal to 216",
        ),
        (
            'uasc = { path = "arrivals", children_a_year = 10, months = 12, by = 2019, source = "s" }',
            "uasc.by",
            "not after the base year 2019",
        ),
        (
            'uasc = { path = "arrivals", children_a_year = 10, months = 12, by = 2024 }',
            "uasc.source",
            "missing",
        ),
        ('cla = { path = "joint", by = 2024 }', "cla.by", "not known"),
        ('uasc = { path = "hold_share", share = 0.1 }', "uasc.share", "not known"),
        ('cla = { path = "arrivals" }', "cla", "this path is not known"),
        ('uasc = { path = "joint" }', "uasc", "this path is not known"),
        ('population = { growth = "lcal" }', "population.growth", "Known here: england, local"),
        ('population = "local"', "population", "must be a table"),
        ("horizon = 2038", "horizon", "beyond the last growth point of 'local', 2037"),
        ("horizon = 2019", "horizon", "later than the base year"),
        ("horizon = 1066", "horizon", "1990"),
        ('horizon = "2030"', "horizon", "Write it as a number, without quotes"),
        ("horizon = 2030.5", "horizon", "integer"),
        ("horizon = nan", "horizon", "integer"),
        ("horizon = true", "horizon", "integer"),
        (f"horizon = {'9' * 5000}", "mine.toml", "digits"),
        ("horizon = 2,030", "mine.toml", "numbers have no commas"),
        ("horizon = 2030\nhorizon = 2031", "mine.toml", "a key is given twice"),
        ('title = "twice"', "mine.toml", "a key is given twice"),
        ('authority = ""', "authority", "at least 1 character"),
        ("authority = 883", "authority", "string"),
        ('base_date = "2019-03-31"', "base_date", "must be a date"),
        ("base_date = 2019-02-30", "mine.toml", "Invalid date"),
        ("base_date = 2018-03-31", "cla_count/council/2018", "needed, and no data file has it"),
        ('data = "../data/thurrock"', "data", "must be a list"),
        ('data = ["../data/thurock", "../data/england"]', "thurock", "Did you mean thurrock?"),
        ('data = ["a\\u0000b"]', "mine.toml", "a character that no text has"),
        ("data = []", "cla_count/council/2019", "needed, and no data file has it"),
        (
            'distance = { scope = "nearby", share = 0.5, by = 2025, source = "s" }',
            "distance.scope",
            "must be",
        ),
        (
            'distance = { scope = "inside_authority", share = 50, by = 2025, source = "s" }',
            "distance.share",
            "less than",
        ),
        (
            'distance = { scope = "inside_authority", share = 0.5, by = 2019, source = "s" }',
            "distance.by",
            "after",
        ),
        (
            '[mix.a]\nfrom = "fostering"\nto = "fostering"\nshare = 0.1\nby = 2024\nsource = "s"',
            "mix.a",
            "the same",
        ),
        (
            '[mix.a]\nfrom = "kinship"\nto = "fostering"\nshare = 0.1\nby = 2024\nsource = "s"',
            "mix.a.from",
            "must be",
        ),
        (
            '[mix.a]\nfrom = "fostering"\nto = "residential"\nshare = 0.1\nby = 2019\nsource = "s"',
            "mix.a.by",
            "after",
        ),
        ("mix = 3", "mix", "must be a table"),
        ("mix = { a = 3 }", "mix.a", "must be a table"),
        (f"[places.a]\nplaces = 3\nfrom = 2019\n{PLACES}", "places.a.from", "after the base year"),
        (f"[places.a]\nplaces = nan\nfrom = 2020\n{PLACES}", "places.a.places", "finite"),
        (
            f"[places.a]\nplaces = 3\nfrom = 2020\n{PLACES.replace('block', 'spot')}",
            "places.a.sector",
            "must be",
        ),
        (f"[places.a]\nplaces = -300\nfrom = 2020\n{PLACES}", "places", "are lost than there are"),
        (
            '[households]\nnet_a_year = 20\nfrom = 2019\nto = 2022\ndelivery = "in_full"\nsource = "s"',
            "from",
            "after",
        ),
        (
            '[households]\nnet_a_year = 20\nfrom = 2022\nto = 2020\ndelivery = "in_full"\nsource = "s"',
            "households",
            "befo",
        ),
        (
            '[households]\nnet_a_year = 20\nfrom = 2020\nto = 2022\ndelivery = "mostly"\nsource = "s"',
            "delivery",
            "must",
        ),
        (
            '[households]\nfrom = 2020\nto = 2022\ndelivery = "in_full"\nsource = "s"',
            "mine.toml households",
            "give 'net_a_year' (less those who leave) or 'recruited_a_year', and not both",
        ),
        (
            "[households]\nnet_a_year = 9\nrecruited_a_year = 20\nfrom = 2020\nto = 2022\n"
            'delivery = "in_full"\nsource = "s"',
            "mine.toml households",
            "and not both",
        ),
        (
            f"[places.a]\nplaces = 3\nfrom = 2020\n{PLACES.replace('any', 'nearby')}",
            "places.a.scope",
            "Use inside_authority, any, or a distance as within_20_miles.",
        ),
        (
            f"[places.a]\nplaces = 3\nfrom = 2020\nslip_months = 61\n{PLACES}",
            "places.a.slip_months",
            "less than or equal to 60",
        ),
        (
            f"[places.a]\nplaces = -3\nfrom = 2020\nramp_months = 6\n{PLACES}",
            "places.a",
            "a loss has no 'slip_months' or 'ramp_months'",
        ),
        ('scopes = ["near"]', "scopes.0", "is not a scope that can be. Write it as within_10_miles."),
        ('scopes = "within_10_miles"', "scopes", "must be a list"),
        ('whole_list = ["fostring"]', "whole_list.0", "must be 'fostering'"),
        ("select_list = 3", "select_list", "must be a valid string"),
        ('select_list = "no.csv"', "no.csv", "there is no such file"),
        ('select_list = "thurrock-2019.toml"', "thurrock-2019.toml", "a select list is read from a .xlsx or"),
        ('placing_order = "in_house"', "placing_order", "must be a list"),
        ('placing_order = ["in_house", "spot", "block"]', "placing_order.1", "must be 'in_house'"),
        ('placing_order = ["in_house"]', "placing_order", "in_house, block and select_list, each once"),
        ('nearer_first = "always"', "nearer_first", "must be 'within_sector' or 'over_all'"),
        ('levers = "a"', "levers", "must be a table of entries"),
        ("levers = { a = 3 }", "levers.a", "must be a table"),
        ("mix = " + "[" * 3000 + "]" * 3000, "mine.toml", "too deep"),
    ],
)
def test_a_fault_names_the_file_and_the_key_and_says_what_to_do(
    council: Path, differs: str, where: str, said: str
) -> None:
    before = contents(council)
    path = my_scenario(council, differs)
    answer = type_in("run", path, "--draws", 2, "--out", council / "out")
    assert_refused(answer, where, said)
    assert contents(council) == before | {"scenarios/mine.toml": path.read_bytes()}


def test_every_fault_of_a_scenario_and_of_its_data_is_said_at_once(council: Path) -> None:
    ledger = council / "data" / "thurrock" / "ledger.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace(",,,118,", ",,,lots,"), encoding="utf-8")
    path = my_scenario(
        council, 'horizn = 2030\ncla = { path = "hold_rat" }\npopulation = { growth = "local", x = 1 }'
    )
    said = type_in("check", path)
    assert_refused(said, "4 faults in the input", "horizn", "cla", "population.x", "ledger.csv row 2")


def test_the_faults_of_every_file_that_it_is_based_on_are_said_at_once(council: Path) -> None:
    my_scenario(council, "horizn = 2030", "one")
    my_scenario(council, "authorty = 3", "two")
    path = my_scenario(council, "notes = 1", "both", '["one", "two", "three"]')
    assert_refused(
        type_in("check", path), "one.toml horizn", "two.toml authorty", "both.toml notes", "'three'"
    )


def test_a_fault_names_the_file_that_the_key_came_from(council: Path) -> None:
    my_scenario(council, 'horizon = "late"', "one")
    assert_refused(type_in("check", my_scenario(council, "", "two", '"one"')), "one.toml horizon")


def test_a_scenario_without_a_title_is_told_that_it_needs_its_own(council: Path) -> None:
    path = council / "scenarios" / "mine.toml"
    path.write_text('based_on = "thurrock-2019"\n', encoding="utf-8")
    assert_refused(type_in("check", path), "title: is missing", "of its own")


def test_a_scenario_based_on_itself_is_refused_directly_and_through_another(council: Path) -> None:
    direct = my_scenario(council, "", "mine", '"mine"')
    assert_refused(type_in("check", direct), "mine.toml", "cannot be based on itself")
    my_scenario(council, "", "other", '"mine"')
    through = my_scenario(council, "", "mine", '"other"')
    assert_refused(type_in("check", through), "mine.toml is based on other.toml is based on mine.toml")


@pytest.mark.parametrize("parent", ['"thurrock-2018"', '"nowhere/x.toml"', '["thurrock-2019", "zz"]'])
def test_a_scenario_based_on_one_that_is_not_there_is_named_with_it(council: Path, parent: str) -> None:
    said = type_in("check", my_scenario(council, "", based_on=parent))
    assert_refused(said, "1 fault", "mine.toml based_on: there is no scenario", parent.split('"')[-2])


@pytest.mark.parametrize("parent", ["3", "[3]", "{ a = 1 }"])
def test_based_on_must_name_scenarios(council: Path, parent: str) -> None:
    assert_refused(type_in("check", my_scenario(council, "", based_on=parent)), "based_on", "must name")


def test_a_scenario_that_is_empty_missing_or_a_folder_is_refused(council: Path) -> None:
    empty = council / "scenarios" / "empty.toml"
    empty.write_text("", encoding="utf-8")
    assert_refused(type_in("run", empty), "empty.toml", "the file is empty")
    assert_refused(type_in("run", council / "scenarios" / "none.toml"), "none.toml", "there is no such file")
    assert_refused(type_in("run", council / "scenarios"), "scenarios", "this is a folder")
    assert_refused(type_in("run", "a" * 5000), "there is no scenario of that name")


def test_a_trend_that_does_not_know_its_years_cannot_move_the_base_year(council: Path) -> None:
    path = my_scenario(council, 'cla = { path = "trend", series = "dfe_computed", from = 2013, to = 2019 }')
    from sufficiency.demand.rates import central_children

    assert float(central_children(load(str(path)).inputs).sum("stream")[0]) == pytest.approx(293)
