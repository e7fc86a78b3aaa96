"""What made a run and a report, from manifest to manifest: hashes, libraries, and what is never told."""

import hashlib
import json
import re
import shlex
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from test_cli import contents, my_copy, my_scenario, type_in

from sufficiency.errors import InputFaultsError
from sufficiency.readers.runs import read_run
from sufficiency.report.declared import PROFILES
from sufficiency.report.making import making_of
from sufficiency.writers.provider_list import write_provider_list
from test_report.made_making import part, rows
from test_report.test_public_report import ROWS

LOST = "Quillmere Fostering"
LUCK = ("--seed", 3, "--draws", 4)


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council's own folder with a run of its own scenario, and one with a list that loses a provider."""
    folder = my_copy(tmp_path_factory.mktemp("council"))
    scenario = my_scenario(folder, "horizon = 2021")
    write_provider_list(folder / "list.csv", ROWS)
    assert type_in("run", scenario, *LUCK, "--out", folder / "run").code == 0
    listed = ("--select-list", folder / "list.csv", "--lose", LOST)
    assert type_in("run", scenario, *LUCK, *listed, "--out", folder / "listed").code == 0
    return folder


@pytest.fixture
def run(council: Path, tmp_path: Path) -> Path:
    """A copy of the run, to change."""
    return shutil.copytree(council / "run", tmp_path / "run")


@pytest.fixture(scope="module")
def reports(council: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public and a restricted report of the run with a list."""
    folder = tmp_path_factory.mktemp("reports")
    for profile in PROFILES:
        words = ("--profile", profile, "--to", "csv", "--out", folder / profile)
        assert type_in("report", council / "listed", *words).code == 0
    return folder


def manifest(folder: Path) -> dict[str, Any]:
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(told, dict)
    return told


def change_manifest(folder: Path, **changed: object) -> None:
    (folder / "manifest.json").write_text(json.dumps({**manifest(folder), **changed}), encoding="utf-8")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- The manifest of a run ------------------------------------------------------------------------
@pytest.mark.parametrize("which", ["run", "listed"])
def test_a_run_lists_every_file_that_it_wrote_with_its_hash(which: str, council: Path) -> None:
    hashes = {file["path"]: file["sha256"] for file in manifest(council / which)["files"]}
    assert set(hashes) == set(contents(council / which)) - {"manifest.json"}
    assert all(sha256(council / which / name) == told for name, told in hashes.items())


def test_a_run_names_the_libraries_that_decide_its_numbers(council: Path) -> None:
    libraries = manifest(council / "run")["libraries"]
    assert {"numpy", "pandas", "scipy", "statsmodels", "matplotlib", "xarray"} <= set(libraries)
    assert all(version(name) == told for name, told in libraries.items())


def test_a_run_names_its_select_list_as_its_inputs_do(council: Path) -> None:
    assert manifest(council / "run")["select_list"] is None
    listed = manifest(council / "listed")
    assert listed["select_list"] == "list.csv"
    assert {"file": "list.csv", "sha256": sha256(council / "list.csv")} in listed["inputs"]


def test_nothing_that_is_written_tells_a_folder_or_the_time(council: Path, reports: Path) -> None:
    clock = re.compile(r"\d{2}:\d{2}")
    folders = re.compile(rf"{re.escape(str(council))}|{re.escape(str(reports))}|(?<![\w/.])/(tmp|home)")
    for path in (*council.glob("*/manifest.json"), *reports.glob("*/*.json"), *reports.glob("*/*.md")):
        said = path.read_text(encoding="utf-8")
        assert not folders.search(said)
        assert not clock.search(said)


# --- What a reader makes of it --------------------------------------------------------------------
def test_what_made_a_run_is_read_from_its_manifest(council: Path) -> None:
    made, told = read_run(council / "listed").made, manifest(council / "listed")
    assert (made.scenario, made.scenario_file) == ("mine", "scenarios/mine.toml")
    assert made.select_list == "list.csv"
    assert dict(made.libraries) == told["libraries"]
    assert made.python == told["python"]
    assert made.inputs == tuple((each["file"], each["sha256"]) for each in told["inputs"])
    assert made.manifest_sha256 == sha256(council / "listed" / "manifest.json")


def test_that_a_provider_was_lost_is_known_and_its_name_is_not(council: Path) -> None:
    assert manifest(council / "listed")["lost_provider"] == LOST
    made = read_run(council / "listed").made
    assert made.lost_a_provider
    assert not read_run(council / "run").made.lost_a_provider
    assert "uillmere" not in repr(made)


def test_every_table_that_was_changed_or_taken_away_is_told(run: Path) -> None:
    with (run / "tables" / "gap.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (run / "tables" / "cla.csv").write_text("year\n2019\n", encoding="utf-8")
    (run / "tables" / "history.csv").unlink()
    with pytest.raises(InputFaultsError) as refused:
        read_run(run)
    assert {(Path(fault.file).name, fault.what, fault.do) for fault in refused.value.faults} == {
        ("gap.csv", "has been changed since the run wrote it.", "Run the scenario again."),
        ("cla.csv", "has been changed since the run wrote it.", "Run the scenario again."),
        ("history.csv", "has been taken away since the run wrote it.", "Run the scenario again."),
    }


def test_a_table_that_the_run_did_not_write_is_not_read(run: Path) -> None:
    (run / "tables" / "ours.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "ours" not in read_run(run).tables
    assert set(read_run(run).tables) == {path.stem for path in (run / "tables").glob("*.csv")} - {"ours"}


def test_the_manifest_of_an_earlier_version_is_read_without_hashes(run: Path) -> None:
    told = manifest(run)
    names = [file["path"] for file in told["files"]]
    without = {name: value for name, value in told.items() if name not in ("libraries", "select_list")}
    (run / "manifest.json").write_text(json.dumps({**without, "files": names}), encoding="utf-8")
    with (run / "tables" / "gap.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    made = read_run(run).made
    assert (made.libraries, made.select_list) == ((), None)
    assert len(made.inputs) == len(told["inputs"])


@pytest.mark.parametrize(
    "changed", [{"inputs": 5}, {"inputs": [5]}, {"inputs": [{"file": "x"}]}, {"libraries": ["numpy"]}]
)
def test_a_manifest_whose_making_is_spoiled_is_refused(changed: dict[str, object], run: Path) -> None:
    change_manifest(run, **changed)
    with pytest.raises(InputFaultsError, match="is not the manifest of a run"):
        read_run(run)


@pytest.mark.parametrize("changed", [{"draws": 5}, {"title": "Another"}, {"seed": 4}])
def test_another_run_has_another_hash(changed: dict[str, object], council: Path, run: Path) -> None:
    change_manifest(run, **changed)
    assert read_run(run).made.manifest_sha256 != read_run(council / "run").made.manifest_sha256


# --- The manifest of a report ---------------------------------------------------------------------
@pytest.mark.parametrize("profile", PROFILES)
def test_a_report_lists_every_file_with_its_hash(profile: str, reports: Path) -> None:
    hashes = {file["path"]: file["sha256"] for file in manifest(reports / profile)["files"]}
    assert {"assurance.md", "transparency_record.md", "csv/T9.csv"} <= set(hashes)
    assert set(hashes) == set(contents(reports / profile)) - {"manifest.json"}
    assert all(sha256(reports / profile / name) == told for name, told in hashes.items())


def test_a_report_says_which_runs_it_is_of(council: Path, reports: Path) -> None:
    [told] = manifest(reports / "public")["runs"]
    assert (told["scenario"], told["title"], told["as_at"]) == ("mine", "Mine", "2019-03-31")
    assert (told["seed"], told["draws"]) == (3, 4)
    assert told["manifest_sha256"] == sha256(council / "listed" / "manifest.json")


def test_only_a_restricted_report_has_the_hashes_of_inputs(council: Path, reports: Path) -> None:
    inputs = {profile: manifest(reports / profile)["runs"][0]["inputs"] for profile in PROFILES}
    assert inputs["restricted"] == manifest(council / "listed")["inputs"]
    assert inputs["public"] == [{"file": each["file"]} for each in inputs["restricted"]]
    said = "".join((reports / "public" / name).read_text(encoding="utf-8") for name in
                   ("manifest.json", "assurance.md", "transparency_record.md"))  # fmt: skip
    assert not [each["file"] for each in inputs["restricted"] if each["sha256"] in said]
    log = part((reports / "restricted" / "assurance.md").read_text(encoding="utf-8"), "Data log", level=3)
    assert [(row["File"], row["SHA-256"]) for row in rows(log)] == [
        (each["file"], each["sha256"]) for each in inputs["restricted"]
    ]


def test_the_provider_that_was_lost_is_named_in_no_public_document(reports: Path) -> None:
    for name in ("manifest.json", "assurance.md", "transparency_record.md"):
        said = (reports / "public" / name).read_text(encoding="utf-8")
        assert "uillmere" not in said
        assert "871.37" not in said
    assert "--lose NAME" in (reports / "public" / "assurance.md").read_text(encoding="utf-8")


def test_the_making_of_a_public_report_holds_no_hash_of_an_input(council: Path) -> None:
    run = read_run(council / "run")
    public, restricted = (making_of([run], profile, "under_6").runs[0].made for profile in PROFILES)
    assert restricted == run.made
    assert [name for name, _ in public.inputs] == [name for name, _ in run.made.inputs]
    assert not any(told for _, told in public.inputs)


def test_what_the_assurance_says_to_type_makes_the_same_run_and_report_again(
    council: Path, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = my_copy(tmp_path / "elsewhere")
    shutil.copy(council / "scenarios" / "mine.toml", elsewhere / "scenarios")
    shutil.copy(council / "list.csv", elsewhere)
    monkeypatch.chdir(elsewhere)
    document = (reports / "public" / "assurance.md").read_text(encoding="utf-8")
    [block] = re.findall(r"^```bash\n(.*?)^```", document, re.MULTILINE | re.DOTALL)
    for line in block.replace("NAME", shlex.quote(LOST)).splitlines():
        said = type_in(*shlex.split(line)[1:], *(("--to", "csv") if " report " in line else ()))
        assert said.code == 0, said.err
    assert contents(elsewhere / "mine") == contents(council / "listed")
    assert contents(elsewhere / "report") == contents(reports / "public")
