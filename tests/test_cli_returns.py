"""Child-level returns as a person would type them: `--returns` and `--method`, and what may not come out."""

import io
import json
import traceback
from pathlib import Path

import pandas as pd
import pytest
from test_cli import FEW, ROOT, Said, contents, type_in
from test_report.test_public_report import FEWEST, Made, Reader, made
from test_ssda903.made_council import BORN, council
from test_ssda903.test_privacy import CANARIES, IDENTIFIER, leaks, raise_with_rows, shown

from sufficiency.errors import EXIT_FAULT_OF_OURS, EXIT_INPUT, EXIT_USAGE, SufficiencyError
from sufficiency.loading import load
from sufficiency.manifest import sha256_of
from sufficiency.readers.runs import read_runs


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with no other file."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The returns of the council, with canaries planted in every child's row of them."""
    return planted(council(tmp_path_factory.mktemp("somebody") / "returns", first=int(IDENTIFIER)))


@pytest.fixture(scope="module")
def ran(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A run on the returns, its public report beside it, and what was said."""
    out = tmp_path_factory.mktemp("ran") / "run"
    said = type_in("run", "thurrock-2019", "--returns", returns, "--out", out, "--report", *FEW)
    assert said.code == 0, said.err
    return out, said


def planted(folder: Path) -> Path:
    """The same returns, in which every child has a UPN, a postcode, a family and a child of her own."""
    upn, postcode, family, her_childs = "Q908172635441", "ZQ97 9ZQ", "F5566778899", "14/09/2017"
    for path in folder.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "DECOM" in table:
            table["HOME_POST"] = table["PL_POST"] = postcode
            table["SIBLING_GROUP"] = family
        elif "UPN" in table:
            table["UPN"], table["MOTHER"], table["MC_DOB"] = upn, "1", her_childs
            table["DOB"] = table["DOB"].replace(BORN["10_to_15"], "27/11/2003")
        else:
            table["DUC"] = "27/11/2021"
        table.to_csv(path, index=False)
    return folder


def manifest_of(run: Path) -> dict[str, object]:
    found = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


# --- What it is for -------------------------------------------------------------------------------


def test_a_run_counts_its_base_year_from_the_returns(ran: tuple[Path, Said]) -> None:
    out, said = ran
    cla = pd.read_csv(out / "tables" / "cla.csv")
    base = cla[(cla["year"] == 2019) & (cla["stream"] == "total")]
    assert base["central"].tolist() == [57]
    words = " ".join(said.out.split())
    assert "On 31 March 2019, 57 children were in our care." in words
    assert "Children on 31 March 2019 are counted from the authority's own return." in words
    assert "the authority's own cross-tabulation, from its SSDA903 return (sufficiency grouping)" in words


def test_the_table_of_assumptions_has_the_returns_figures_and_none_that_they_replace(
    ran: tuple[Path, Said],
) -> None:
    table = pd.read_csv(ran[0] / "tables" / "assumptions.csv").set_index("figure")
    assert table.loc["cla_count/council/2019", "value"] == 57
    assert "SSDA903 return, year ended 31 March 2019" in table.loc["cla_count/council/2019", "source"]
    assert "cross-tabulation" in table.loc["scenario/returns", "note"]
    assert not [name for name in table.index if name.startswith("known_cell_children")]


def test_the_manifest_names_each_file_of_the_returns_with_its_hash_and_no_folder_of_a_persons(
    ran: tuple[Path, Said], returns: Path
) -> None:
    manifest = manifest_of(ran[0])
    assert manifest["returns"] == {"years": [2018, 2019], "grouping": "sufficiency"}
    assert manifest["method"] == "rate"
    inputs = {each["file"]: each["sha256"] for each in manifest["inputs"]}  # type: ignore[attr-defined]
    for path in returns.iterdir():
        assert inputs[f"returns/{path.name}"] == sha256_of(path)
    assert "somebody" not in json.dumps(manifest)


def test_the_same_returns_give_the_same_bytes_wherever_they_stand(
    ran: tuple[Path, Said], returns: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path in returns.iterdir():
        (elsewhere / path.name).write_bytes(path.read_bytes())
    out = tmp_path / "again"
    assert type_in("run", "thurrock-2019", "--returns", elsewhere, "--out", out, *FEW).code == 0
    assert contents(out) == contents(ran[0])


def test_a_run_without_returns_says_that_it_had_none(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert type_in("run", "thurrock-2019", "--out", out, *FEW).code == 0
    assert manifest_of(out)["returns"] is None


def test_a_scenario_names_its_returns_from_its_own_folder(returns: Path, tmp_path: Path) -> None:
    mine = returns.parent / "mine.toml"
    mine.write_text('title = "Mine"\nbased_on = "thurrock-2019"\nreturns = "returns"\n', encoding="utf-8")
    said = type_in("position", mine, *FEW)
    assert said.code == 0
    assert "57 children were in our care" in " ".join(said.out.split())


@pytest.mark.parametrize("words", [("position", *FEW), ("check",), ("places", "show")], ids=" ".join)
def test_other_commands_count_the_returns_too(returns: Path, words: tuple[str, ...]) -> None:
    said = type_in(*words, "thurrock-2019", "--returns", returns)
    assert said.code == 0, said.err


def test_levers_are_tried_on_the_returns(returns: Path, tmp_path: Path) -> None:
    out = tmp_path / "levers.csv"
    lever = ROOT / "scenarios" / "levers" / "open-home-residential.toml"
    said = type_in("levers", "thurrock-2019", "--goal", "inside=+1", "--lever", lever, "--returns", returns,
                   "--out", out, *FEW)  # fmt: skip
    assert said.code == 0, said.err
    assert len(pd.read_csv(out)) == 1


def test_a_check_says_where_the_returns_and_what_is_published_differ(returns: Path) -> None:
    said = " ".join(type_in("check", "thurrock-2019", "--returns", returns).out.split())
    assert "the returns and what is published: cla count: the SSDA903 return of 2019 has" in said
    assert "council 57 (published 293). used: the return." in said


# --- What may be wrong ----------------------------------------------------------------------------


def test_stocks_and_flows_without_returns_are_one_clear_fault() -> None:
    said = type_in("run", "thurrock-2019", "--method", "episodes", *FEW)
    assert said.code == EXIT_INPUT
    assert "1 fault in the input" in said.err
    assert "'episodes' works on child-level returns, and the scenario has none." in said.err
    assert "--returns FOLDER" in said.err


def test_a_method_that_is_not_known_is_a_fault_of_the_scenario(here: Path) -> None:
    (here / "mine.toml").write_text(
        'title = "Mine"\nbased_on = "thurrock-2019"\nmethod = "guess"\n', encoding="utf-8"
    )
    said = type_in("check", "mine.toml")
    assert said.code == EXIT_INPUT
    assert "method: must be 'rate' or 'episodes'" in said.err


def test_a_base_year_without_a_return_is_a_fault_that_names_those_there_are(returns: Path) -> None:
    said = type_in("position", "thurrock-2023", "--returns", returns, *FEW)
    assert said.code == EXIT_INPUT
    assert "no return of 2023, the scenario's base year; there are 2018, 2019." in said.err


def test_a_folder_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    said = type_in("position", "thurrock-2019", "--returns", tmp_path / "nowhere", *FEW)
    assert said.code == EXIT_INPUT
    assert "there is no such folder" in said.err


def test_returns_go_with_a_scenario_and_not_with_a_published_file(returns: Path) -> None:
    said = type_in("check", "file.csv", "--returns", returns)
    assert said.code == EXIT_USAGE
    assert "--returns goes with a scenario" in said.err


# --- The report -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def report(ran: tuple[Path, Said]) -> Made:
    return made(read_runs([ran[0]])[0])


def test_nobody_can_work_out_a_small_count_of_the_returns_from_the_public_report(report: Made) -> None:
    hidden = [name for name, cell in report.seen.items() if cell == "c"]
    assert len(hidden) > 10
    assert Reader(report.seen).narrowed(FEWEST) == []


def test_no_small_count_is_in_the_public_report(report: Made) -> None:
    told = {name: cell for name, cell in report.seen.items() if cell != "c"}
    assert not [name for name, cell in told.items() if isinstance(cell, float) and 0 < cell < FEWEST]


def test_no_share_of_the_returns_children_is_in_the_public_report(report: Made) -> None:
    for table in report.tables:
        if table.declaration.table in ("T17", "S"):
            cells = [str(cell) for row in table.rows for cell in row]
            assert not [cell for cell in cells if cell.startswith(("SSDA903 return,", "released_share"))]


def test_the_cross_tabulation_of_real_children_is_not_public(report: Made) -> None:
    names = [table.declaration.table for table in report.tables]
    assert "T8" not in names
    assert "T8" in report.tables[0].mode


def test_the_report_says_that_returns_were_read_and_what_becomes_of_them(ran: tuple[Path, Said]) -> None:
    folder = ran[0].with_name("run-report")
    record = (folder / "transparency_record.md").read_text(encoding="utf-8")
    assert "SSDA903 returns of the years ended 31 March 2018 and 2019" in record
    assert "No row is written, shown or sent" in record
    assurance = (folder / "assurance.md").read_text(encoding="utf-8")
    assert "reads no child-level data" not in assurance
    assert "--returns returns --method rate" in assurance


# --- No child -------------------------------------------------------------------------------------


def identifiers(returns: Path) -> list[str]:
    """Every child's number, of which the first is a canary."""
    table = pd.read_csv(returns / "2018-19-header.csv", dtype=str)
    return table["CHILD"].tolist()


def found_in(folder: Path, words: list[str]) -> list[str]:
    """The words that are in any file of a folder, or of an archive in it, or in a name."""
    import zipfile

    held = [name.encode() for name in contents(folder)]
    for path in folder.rglob("*"):
        if path.is_file():
            held.append(path.read_bytes())
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    held += [archive.read(name) for name in archive.namelist()]
    return [word for word in words if any(word.encode() in each for each in held)]


def test_the_canaries_are_in_the_returns(returns: Path) -> None:
    assert found_in(returns, list(CANARIES[:8])) == [each for each in CANARIES[:8] if each != "ZQ979ZQ"]


def test_no_child_is_in_any_file_of_a_run_or_its_report_nor_in_what_was_said(
    ran: tuple[Path, Said], returns: Path
) -> None:
    out, said = ran
    children = [*CANARIES, *identifiers(returns)]
    assert found_in(out, children) == []
    assert found_in(out.with_name("run-report"), children) == []
    assert leaks(shown(said)) == []


def test_no_child_is_in_what_other_commands_say(returns: Path, log: io.StringIO) -> None:
    for words in (("position", *FEW), ("check",), ("places", "show")):
        assert leaks(shown(type_in(*words, "thurrock-2019", "--returns", returns))) == []
    assert leaks(log.getvalue()) == []


@pytest.mark.parametrize("breaks", ["sort_values", "merge", "groupby"])
def test_an_error_inside_the_tool_is_told_without_what_it_was_about(
    returns: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    monkeypatch.setattr(pd.DataFrame, breaks, raise_with_rows)
    said = type_in("position", "thurrock-2019", "--returns", returns, *FEW)
    assert said.code == EXIT_FAULT_OF_OURS
    assert "Something went wrong inside the tool" in said.err
    assert "Traceback" not in said.err
    assert leaks(shown(said)) == []


@pytest.mark.parametrize("breaks", ["sort_values", "merge", "groupby"])
def test_an_error_inside_the_tool_leads_back_to_no_row_in_a_notebook(
    returns: Path, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    monkeypatch.setattr(pd.DataFrame, breaks, raise_with_rows)
    with pytest.raises(SufficiencyError) as raised:
        load("thurrock-2019", returns=returns)
    told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    assert leaks("".join(told.format())) == []
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None


def test_what_is_loaded_is_shown_in_a_notebook_without_a_child(returns: Path) -> None:
    said = repr(load("thurrock-2019", returns=returns).inputs)
    assert not [each for each in identifiers(returns) if each in said]
    assert leaks(said) == []
