"""`sufficiency report`, as a person would type it: what it writes, for whom, and what it refuses."""

import csv
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from test_cli import ROOT, Said, contents, type_in
from test_report.made_report import read_csv_tables, read_workbook_tables

from sufficiency.errors import EXIT_FAULT_OF_OURS, EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE
from sufficiency.readers.exempt import read_exempt, read_lever_answers
from sufficiency.readers.runs import read_runs
from sufficiency.report.assembly import drafts_of

FEW = ("--draws", "4")
TABLES = ("--to", "xlsx,csv")  # without pictures, which take as long as all else
RUN_TO_2021 = f'based_on = "{(ROOT / "scenarios" / "thurrock-2019.toml").as_posix()}"\nhorizon = 2021\n'


def run_to(folder: Path, name: str, says: str = "") -> Path:
    """A run of the default scenario to 2021, and what else it says."""
    scenario = folder / f"{name}.toml"
    scenario.write_text(f'title = "Thurrock, {name}"\n{RUN_TO_2021}{says}\n', encoding="utf-8")
    assert type_in("run", scenario, *FEW, "--out", folder / name).code == 0
    return folder / name


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two finished runs, `held` and `count`."""
    folder = tmp_path_factory.mktemp("runs")
    run_to(folder, "held")
    run_to(folder, "count", '[cla]\npath = "hold_count"')
    return folder


@pytest.fixture(autouse=True)
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the two runs and no other file."""
    folder = tmp_path / "here"
    folder.mkdir()
    for name in ("held", "count"):
        shutil.copytree(made / name, folder / name)
    monkeypatch.chdir(folder)
    return folder


def report(*words: object) -> Said:
    return type_in("report", *(words or ("held",)), *(() if "--to" in words else TABLES))


def table(name: str, folder: str = "report") -> list[dict[str, str]]:
    with (Path(folder) / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def manifest(folder: str = "report") -> dict[str, object]:
    told = json.loads((Path(folder) / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


def assert_refused(said: Said, code: int, *words: str) -> None:
    """Refused in so many words, with nothing written beside the runs."""
    assert (said.code, said.out) == (code, "")
    together = " ".join(said.err.replace("│", " ").split())
    assert [word for word in words if word not in together] == []
    assert "Traceback" not in together
    assert "Something went wrong" not in together
    assert not [path.name for path in Path().iterdir() if path.name.startswith(".")]


BESIDE_THE_TABLES = {"manifest.json", "assurance.md", "transparency_record.md"}  # in every report


def change_manifest(run: str, **changed: object) -> None:
    path = Path(run) / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, **changed}), encoding="utf-8")


# --- What is written ------------------------------------------------------------------------------
def test_a_report_is_a_workbook_csv_files_and_a_manifest_that_lists_them(here: Path) -> None:
    said = report("held", "--to", "xlsx,csv")
    assert (said.code, said.out) == (0, "Written to report. Profile public: may be published.\n")
    there = set(contents(here / "report"))
    assert {"report.xlsx", "csv/T9.csv", "csv/metadata.csv", "csv/notes.csv"} < there
    assert {file["path"] for file in manifest()["files"]} == there - {"manifest.json"}  # type: ignore[attr-defined]
    assert manifest()["what"] == "report"
    assert manifest()["profile"] == "public"


def test_the_workbook_and_the_files_have_the_same_tables() -> None:
    assert report().code == 0
    assert list(read_workbook_tables(Path("report/report.xlsx"))) == list(read_csv_tables(Path("report/csv")))


def test_the_cover_says_of_where_when_and_for_whom() -> None:
    assert report().code == 0
    cover = [str(row[0].value) for row in load_workbook("report/report.xlsx")["Cover"].iter_rows()]
    assert "Authority: Thurrock." in cover
    assert "As at 31 March 2019." in cover
    assert any(line.startswith("Public.") for line in cover)


@pytest.mark.parametrize(
    ("formats", "wanted"),
    [("csv", {"csv"}), ("xlsx", {"report.xlsx"}), (" xlsx, csv ,csv", {"csv", "report.xlsx"})],
)
def test_only_the_forms_asked_for_are_written(formats: str, wanted: set[str]) -> None:
    assert report("held", "--to", formats).code == 0
    assert {path.name for path in Path("report").iterdir()} == BESIDE_THE_TABLES | wanted


def test_every_form_is_written_where_none_is_asked_for() -> None:
    assert type_in("report", "held").code == 0
    assert {path.name for path in Path("report").iterdir()} == BESIDE_THE_TABLES | {
        "chapter.docx",
        "report.html",
        "report.xlsx",
        "csv",
        "charts",
    }
    charts = {path.name for path in Path("report/charts").iterdir()}
    for picture in (name for name in charts if name.endswith(".png")):
        assert {picture.replace(".png", other) for other in (".txt", ".svg", ".csv")} <= charts


def test_the_same_run_makes_the_same_bytes_again(here: Path) -> None:
    assert report("held", "--out", "first").code == 0
    assert report("held", "--out", "second").code == 0
    assert contents(here / "first") == contents(here / "second")


def test_a_report_changes_nothing_in_its_run(here: Path) -> None:
    before = contents(here / "held")
    assert report().code == 0
    assert contents(here / "held") == before


# --- For whom -------------------------------------------------------------------------------------
def test_a_public_report_hides_small_counts_and_a_restricted_one_may_show_them() -> None:
    assert report("held").code == 0
    said = report("held", "--profile", "restricted", "--protect", "none", "--out", "ours")
    assert (said.code, said.out) == (
        0, "Written to ours. Profile restricted: restricted, not for publication.\n",
    )  # fmt: skip
    hidden = {row["Distance"]: row["Children"] for row in table("T9")}
    shown = {row["Distance"]: row["Children"] for row in table("T9", "ours")}
    assert hidden["Over 20 miles, inside the authority"] == "c"
    assert shown["Over 20 miles, inside the authority"] == "1"
    assert hidden["All"] == shown["All"] == "293"


def test_only_a_restricted_report_has_places_by_sector_and_weekly_costs() -> None:
    assert report("held").code == 0
    assert report("held", "--profile", "restricted", "--out", "ours").code == 0
    public, restricted = (
        {path.stem for path in Path(folder, "csv").iterdir()} for folder in ("report", "ours")
    )
    assert restricted - public == {"T12", "T18b"}
    assert "left out of the public profile: T12, T18b" in str(manifest()["protection"])


@pytest.mark.parametrize(("mode", "step"), [("round_5", 5), ("round_10", 10)])
def test_counts_may_be_rounded_instead(mode: str, step: int) -> None:
    assert report("held", "--protect", mode, "--to", "csv").code == 0
    numbers = [int(row["Children"]) for row in table("T9")]
    assert all(number % step == 0 for number in numbers)


def test_a_lower_threshold_hides_no_more() -> None:
    for mode in ("under_5", "under_6"):
        assert report("held", "--protect", mode, "--out", mode, "--to", "csv").code == 0
    assert "1 to 4 children" in str(manifest("under_5")["protection"])
    assert "1 to 5 children" in str(manifest("under_6")["protection"])


def test_a_public_report_is_never_without_protection() -> None:
    assert_refused(
        report("held", "--protect", "none"), EXIT_USAGE, "--protect", "a public report protects counts"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "pdf"), "'pdf' is not one of docx, html, xlsx, csv, charts"),
        (("--to", "xlsx,word"), "'word' is not one of docx, html, xlsx, csv, charts"),
        (("--to", ","), "name one of docx, html, xlsx, csv, charts"),
        (("--profile", "secret"), "'secret' is not one of public, restricted"),
        (("--protect", "under_7"), "'under_7' is not one of none, under_5, under_6, round_5, round_10"),
    ],
)
def test_a_form_profile_or_mode_that_is_none_is_not_understood(words: tuple[str, ...], said: str) -> None:
    assert_refused(report("held", *words), EXIT_USAGE, words[0], said)


def test_a_report_needs_a_run() -> None:
    assert_refused(type_in("report"), EXIT_USAGE, "RUN")


# --- Levers ---------------------------------------------------------------------------------------
def test_the_answers_of_levers_are_table_b() -> None:
    asked = type_in(
        "levers", *FEW, "--lever", "recruit-households", "--goal", "inside=+5", "--out", "levers.csv"
    )
    assert asked.code == 0, asked.err
    assert report("held", "--levers", "levers.csv").code == 0
    [answer] = pd.read_csv("levers.csv").to_dict("records")
    [row] = table("B")
    assert row["Lever"] == answer["what"]
    assert float(row["Size"]) == answer["units"]
    assert float(row["Reaches, modelled"]) == 5 * round(answer["central"] / 5)


def test_without_levers_the_report_says_what_would_fill_their_table() -> None:
    assert report("held").code == 0
    assert table("B") == []
    [told] = [row for row in table("metadata") if row["table"] == "B"]
    assert "--levers" in told["filled_by"]


@pytest.mark.parametrize("text", ["lever,what\nx,y\n", "", "\x00"])
def test_a_file_that_levers_did_not_write_is_refused(text: str) -> None:
    Path("levers.csv").write_text(text, encoding="utf-8")
    assert_refused(report("held", "--levers", "levers.csv"), EXIT_INPUT, "levers.csv")


def test_a_file_of_levers_that_is_not_there_is_refused_by_name() -> None:
    assert_refused(
        report("held", "--levers", "nothing.csv"), EXIT_INPUT, "nothing.csv: there is no such file."
    )


# --- Counts that are published already ------------------------------------------------------------
FAR = "what=looked_after; distance_band=over_20_inside"


def published(*rows: tuple[str, str], header: str = "count,source") -> Path:
    path = Path("published.csv")
    path.write_text(
        "\n".join([header, *(f'"{count}","{source}"' for count, source in rows)]), encoding="utf-8"
    )
    return path


def test_a_count_that_is_in_print_already_is_shown_with_where() -> None:
    assert report("held", "--already-published", published((FAR, "Strategy 2019, page 7"))).code == 0
    far = {row["Distance"]: row["Children"] for row in table("T9")}
    assert far["Over 20 miles, inside the authority"] == "1"
    assert far["Distance not known"] == "c"
    assert any("in print already: Strategy 2019, page 7" in row["text"] for row in table("notes"))


def test_the_parts_of_a_name_may_stand_in_any_order() -> None:
    turned = "distance_band = over_20_inside ;what=looked_after"
    assert report("held", "--already-published", published((turned, "Strategy 2019"))).code == 0
    assert {row["Distance"]: row["Children"] for row in table("T9")}[
        "Over 20 miles, inside the authority"
    ] == "1"


def test_a_list_of_nothing_published_changes_no_table(here: Path) -> None:
    assert report("held", "--out", "without").code == 0
    assert report("held", "--out", "with", "--already-published", published()).code == 0
    without, with_it = contents(here / "without"), contents(here / "with")
    assert set(without) == set(with_it)
    # That the list was read is told, with its hash.
    assert {name for name in without if without[name] != with_it[name]} == {"manifest.json", "assurance.md"}


def test_every_fault_of_the_list_is_told_with_its_row() -> None:
    rows = (("age_band=under_1", "S"), (FAR, ""), ("", "S"), ("what=", "S"), (FAR, "Strategy 2019"))
    said = report("held", "--already-published", published(*rows))
    assert_refused(
        said, EXIT_INPUT, "4 faults in the input:",
        "published.csv row 2, column count: 'age_band=under_1' does not name a count.",
        "published.csv row 3, column source: is blank.",
        "published.csv row 4, column count: '' does not name a count.",
        "published.csv row 5, column count: 'what=' does not name a count.",
    )  # fmt: skip


def test_a_list_without_its_two_columns_is_refused() -> None:
    said = report("held", "--already-published", published((FAR, "S"), header="name,where"))
    assert_refused(said, EXIT_INPUT, "published.csv: needs the columns count and source.")


def test_a_list_that_is_not_there_is_refused_by_name() -> None:
    assert_refused(
        report("held", "--already-published", "no.csv"), EXIT_INPUT, "no.csv: there is no such file."
    )


# --- Several runs ---------------------------------------------------------------------------------
def test_two_runs_stand_side_by_side() -> None:
    assert report("held", "count").code == 0
    [first, *_] = table("T14")
    assert {"Thurrock, held, modelled", "Thurrock, count, modelled"} < set(first)
    assert len(table("T16c")) == 3
    assert manifest()["scenarios"] == ["Thurrock, held", "Thurrock, count"]


def test_two_runs_of_one_title_are_told_apart() -> None:
    shutil.copytree("held", "again")
    assert report("held", "again").code == 0
    assert {"Thurrock, held (held), modelled", "Thurrock, held (again), modelled"} < set(table("T14")[0])


def test_one_run_named_twice_is_refused() -> None:
    assert_refused(report("held", "count", "./held"), EXIT_INPUT, "held: is named twice.")


def test_runs_of_other_days_or_places_are_refused_each_by_name() -> None:
    for name, changed in (("later", {"as_at": "2023-03-31"}), ("elsewhere", {"authority": "Inventshire"})):
        shutil.copytree("count", name)
        change_manifest(name, **changed)
    assert_refused(
        report("held", "later", "elsewhere"), EXIT_INPUT,
        "later: is of Thurrock on 2023-03-31; held is of Thurrock on 2019-03-31.",
        "elsewhere: is of Inventshire on 2019-03-31", "one authority and base date",
    )  # fmt: skip


# --- What is no run -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "missing", ["cla", "demand", "gap", "position", "profile", "leaving_care", "benchmarks"]
)
def test_an_older_run_is_refused_with_what_it_lacks(missing: str) -> None:
    Path(f"held/tables/{missing}.csv").unlink()
    assert_refused(
        report(), EXIT_INPUT, "held: is a run of version", f"lacks {missing}.", "Run the scenario again"
    )


def test_a_folder_that_is_no_run_is_refused() -> None:
    Path("empty").mkdir()
    assert_refused(report("empty"), EXIT_INPUT, "empty: holds no finished run.")
    assert_refused(report("missing"), EXIT_INPUT, "missing: holds no finished run.")


@pytest.mark.parametrize(
    "text", ["spring", "[]", '{"tool": "another"}', '{"tool": "sufficiency", "what": "report"}']
)
def test_a_manifest_of_something_else_is_refused(text: str) -> None:
    Path("held/manifest.json").write_text(text, encoding="utf-8")
    assert_refused(report(), EXIT_INPUT, "manifest.json: is not the manifest of a run.")


@pytest.mark.parametrize("changed", [{"as_at": "spring"}, {"horizon": None}, {"seed": "one"}])
def test_a_manifest_with_a_fact_spoiled_is_refused(changed: dict[str, object]) -> None:
    change_manifest("held", **changed)
    assert_refused(report(), EXIT_INPUT, "manifest.json: is not the manifest of a run.")


def test_a_report_is_no_run_to_report_on() -> None:
    assert report().code == 0
    assert type_in("report", "report", "--out", "second").code == EXIT_INPUT
    assert not Path("second").exists()


# --- Where it may be written ----------------------------------------------------------------------
def test_a_second_report_takes_the_place_of_the_first_as_a_whole() -> None:
    assert report("held", "--to", "csv").code == 0
    assert report("held", "--to", "xlsx").code == 0
    assert {path.name for path in Path("report").iterdir()} == BESIDE_THE_TABLES | {"report.xlsx"}


def test_a_report_never_takes_the_place_of_a_run_it_is_of(here: Path) -> None:
    before = contents(here)
    for out in ("held", "count", "./held"):
        assert_refused(report("held", "count", "--out", out), EXIT_OUTPUT, "is a run to report on")
    assert contents(here) == before


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(here: Path) -> None:
    Path("report").mkdir()
    Path("report/minutes.txt").write_text("ours", encoding="utf-8")
    before = contents(here)
    assert_refused(report(), EXIT_OUTPUT, "report has files in it, and is not an earlier run (minutes.txt).")
    assert contents(here) == before


def test_a_file_of_ones_own_in_an_earlier_report_is_not_lost(here: Path) -> None:
    assert report().code == 0
    Path("report/our-notes.docx").write_text("ours", encoding="utf-8")
    before = contents(here)
    assert_refused(report(), EXIT_OUTPUT, "our-notes.docx")
    assert contents(here) == before


def test_a_place_that_cannot_be_written_is_refused(here: Path) -> None:
    Path("file").write_text("ours", encoding="utf-8")
    before = contents(here)
    assert_refused(report("held", "--out", "file"), EXIT_OUTPUT, "file is a file, not a folder.")
    assert_refused(report("held", "--out", "file/report"), EXIT_OUTPUT, "file is a file")
    assert contents(here) == before


def test_a_report_that_is_refused_leaves_the_earlier_one_whole(here: Path) -> None:
    assert report().code == 0
    before = contents(here)
    assert report("held", "--already-published", "no.csv").code == EXIT_INPUT
    assert report("held", "--protect", "none").code == EXIT_USAGE
    assert contents(here) == before


def test_a_table_that_was_changed_since_its_run_is_refused_and_the_earlier_report_stays(here: Path) -> None:
    assert report().code == 0
    before = contents(here / "report")
    spoil("held")
    said = report()
    assert_refused(
        said, EXIT_INPUT, "held/tables/profile.csv: has been changed since the run wrote it.",
        "Run the scenario again.",
    )  # fmt: skip
    assert contents(here / "report") == before


def test_a_run_that_breaks_a_law_leaves_the_earlier_report_whole(here: Path) -> None:
    assert report().code == 0
    before = contents(here / "report")
    spoil("held")
    change_manifest("held", files=[])  # as an earlier version wrote it, which kept no hashes
    assert report().code == EXIT_FAULT_OF_OURS
    assert contents(here / "report") == before
    assert not list(here.glob(".*"))


def spoil(run: str) -> None:
    """Put half a child in a run's table of ages."""
    path = Path(run) / "tables" / "profile.csv"
    path.write_text("measure,category,children\nage,under_1,2.5\n", encoding="utf-8")


# --- The page -------------------------------------------------------------------------------------
PAGE = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")


def test_the_pages_list_of_published_counts_is_read_and_each_name_is_a_count() -> None:
    [example] = re.findall(r"^```csv\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    Path("published.csv").write_text(example, encoding="utf-8")
    named = read_exempt(Path("published.csv"))
    drafts = drafts_of(read_runs([Path("held")]), "public", read_lever_answers(None))
    assert len(named) == 2
    assert set(named) <= {name for draft in drafts for name in draft.keys.values()}


def test_a_count_said_to_be_in_print_that_no_table_has_is_refused() -> None:
    Path("published.csv").write_text(
        "count,source\nwhat=looked_after; age_band=under_one,Strategy\n", encoding="utf-8"
    )
    refused = report("held", "--already-published", "published.csv")
    assert_refused(
        refused, EXIT_INPUT, "what=looked_after; age_band=under_one",
        "no table of this report has this count",
        "Did you mean 'what=looked_after; age_band=under_1'?",
    )  # fmt: skip
    assert not Path("report").exists()


def test_the_page_has_a_row_for_every_table_of_a_report() -> None:
    assert report("held", "--profile", "restricted", "--to", "csv").code == 0
    rows = re.findall(r"^\| ([A-Z]\w*(?:, \w+)*) \|", PAGE, re.MULTILINE)
    told = {name for row in rows for name in row.split(", ")}
    assert {row["table"] for row in table("metadata")} <= told
