"""`sufficiency ssda903 summarise`, as a person would type it."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from test_cli import ROOT, contents, type_in

from sufficiency.errors import EXIT_INPUT, EXIT_OUTPUT, EXIT_USAGE
from test_ssda903.made_returns import a_return, episode, person, write
from test_ssda903.test_privacy import leaks, planted

SAMPLE = ROOT.parent / "shared" / "data" / "ssda903" / "five_yearly_returns_synthetic"
shared = pytest.mark.skipif(not SAMPLE.is_dir(), reason="shared data absent")
PAGE = (ROOT / "docs" / "ssda903.md").read_text(encoding="utf-8")
TABLES = (
    "open_children", "placement_by_age_band", "placement_by_distance_band", "placement_by_provider",
    "placement_by_stream", "uasc", "released", "flows", "started_by_age",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A return of thirty children in foster homes and three in a children's home."""
    rows = [episode(str(number), PLACE="K2" if number < 3 else "U4") for number in range(33)]
    return a_return(tmp_path / "returns", 2019, rows)


def rows_of(out: Path, table: str) -> list[dict[str, str]]:
    text = (out / "tables" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_it_writes_its_tables_and_a_manifest(folder: Path, tmp_path: Path) -> None:
    said = type_in("ssda903", "summarise", folder, "--out", tmp_path / "out")
    assert said.code == 0
    assert f"Written to {tmp_path / 'out'}: {len(TABLES)} tables" in said.out
    assert "may be published" in said.out
    assert set(contents(tmp_path / "out")) == {"manifest.json", *(f"tables/{name}.csv" for name in TABLES)}


def test_small_counts_are_hidden_unless_they_are_asked_for(folder: Path, tmp_path: Path) -> None:
    type_in("ssda903", "summarise", folder, "--out", tmp_path / "public")
    said = type_in("ssda903", "summarise", folder, "--out", tmp_path / "own", "--protect", "none")
    assert "restricted, not for publication" in said.out
    found = {
        out: {
            row["placement"]: row["children"]
            for row in rows_of(tmp_path / out, "open_children")
            if row["measure"] == "cla"
        }
        for out in ("public", "own")
    }
    assert found["own"] == {"all": "33", "fostering": "30", "residential": "3"}
    assert found["public"]["residential"] == "c"
    assert "c" in (found["public"]["fostering"], found["public"]["all"])


def test_counts_may_be_rounded_instead(folder: Path, tmp_path: Path) -> None:
    type_in("ssda903", "summarise", folder, "--out", tmp_path / "out", "--protect", "round_5")
    totals = [row["children"] for row in rows_of(tmp_path / "out", "open_children")]
    assert {int(number) % 5 for number in totals} == {0}


def test_the_manifest_names_what_was_read_and_how(folder: Path, tmp_path: Path) -> None:
    words = ("--grouping", "four_kinds", "--protect", "under_5")
    type_in("ssda903", "summarise", folder, "--out", tmp_path / "out", *words)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["grouping"] == "four_kinds"
    assert manifest["years"] == [2019]
    assert manifest["mode"] == "under_5"
    assert [each["file"] for each in manifest["inputs"]] == [
        "2018-19-episodes.csv", "2018-19-header.csv", "2018-19-uasc.csv",
    ]  # fmt: skip
    data = (folder / "2018-19-episodes.csv").read_bytes()
    assert manifest["inputs"][0]["sha256"] == hashlib.sha256(data).hexdigest()
    assert [each["table"] for each in manifest["tables"]] == list(TABLES)


def test_the_same_returns_give_the_same_bytes_wherever_they_stand(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    folder.rename(tmp_path / "moved")
    type_in("ssda903", "summarise", tmp_path / "moved", "--out", tmp_path / "out")
    (tmp_path / "moved").rename(elsewhere)
    type_in("ssda903", "summarise", elsewhere, "--out", tmp_path / "again")
    assert contents(tmp_path / "out") == contents(tmp_path / "again")


def test_no_child_is_in_what_is_written_or_said(tmp_path: Path) -> None:
    returns = planted(tmp_path / "returns")
    for mode in ("under_6", "none"):
        said = type_in("ssda903", "summarise", returns, "--out", tmp_path / mode, "--protect", mode)
        assert said.code == 0
        assert leaks(said.out + said.err) == []
        assert leaks("".join(data.decode() for data in contents(tmp_path / mode).values())) == []


def test_it_points_to_the_check_where_something_is_odd(tmp_path: Path) -> None:
    fine = a_return(tmp_path / "fine", 2019, [episode()])
    odd = a_return(tmp_path / "odd", 2019, [episode(), episode("")])
    what = "`sufficiency ssda903 check` says what"
    assert what not in type_in("ssda903", "summarise", fine, "--out", tmp_path / "1").out
    assert what in type_in("ssda903", "summarise", odd, "--out", tmp_path / "2").out


def test_year_means_says_what_a_bare_year_is(tmp_path: Path) -> None:
    write(tmp_path / "in" / "2017-episodes.csv", [episode(start="01/05/2015")])
    write(tmp_path / "in" / "2017-header.csv", [person()])
    for means, year in (("end", "2017"), ("start", "2018")):
        type_in("ssda903", "summarise", tmp_path / "in", "--out", tmp_path / means, "--year-means", means)
        assert {row["year"] for row in rows_of(tmp_path / means, "open_children")} == {year}


def test_an_earlier_summary_is_replaced_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert type_in("ssda903", "summarise", folder, "--out", out).code == 0
    assert type_in("ssda903", "summarise", folder, "--out", out, "--protect", "none").code == 0
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    before = contents(out)
    said = type_in("ssda903", "summarise", folder, "--out", out)
    assert said.code == EXIT_OUTPUT
    assert contents(out) == before


def test_the_returns_themselves_are_never_replaced(folder: Path) -> None:
    before = contents(folder)
    assert type_in("ssda903", "summarise", folder, "--out", folder).code == EXIT_OUTPUT
    assert contents(folder) == before


def test_faults_are_told_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    (folder / "2019-20-episodes.csv").write_bytes(b"")
    said = type_in("ssda903", "summarise", folder, "--out", tmp_path / "out")
    assert said.code == EXIT_INPUT
    assert not (tmp_path / "out").exists()


def test_a_mode_that_there_is_not_is_refused_with_those_that_there_are(folder: Path, tmp_path: Path) -> None:
    said = type_in("ssda903", "summarise", folder, "--out", tmp_path / "out", "--protect", "under_7")
    assert said.code == EXIT_USAGE
    assert "under_6" in said.err
    assert not (tmp_path / "out").exists()


@shared
def test_the_sectors_sample_is_counted_as_by_hand(tmp_path: Path) -> None:
    said = type_in("ssda903", "summarise", SAMPLE, "--out", tmp_path / "out", "--protect", "none")
    assert said.code == 0
    rows = [row for row in rows_of(tmp_path / "out", "open_children") if row["placement"] == "all"]
    for measure, counts in (
        ("open", ["434", "234", "161", "103", "62"]),
        ("cla", ["367", "195", "135", "89", "55"]),
    ):
        assert [row["children"] for row in rows if row["measure"] == measure] == counts


# --- The page -------------------------------------------------------------------------------------


def own_section() -> str:
    found = re.search(r"^## Your own numbers$(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_every_table_and_column_is_on_the_page(folder: Path, tmp_path: Path) -> None:
    type_in("ssda903", "summarise", folder, "--out", tmp_path / "out")
    prose = re.sub(r"^```.*?^```$", "", own_section(), flags=re.MULTILINE | re.DOTALL)
    explained = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", prose))))
    for name in TABLES:
        assert {name, *rows_of(tmp_path / "out", name)[0]} <= explained, name


def test_every_option_is_on_the_page() -> None:
    options = set(re.findall(r"--[a-z-]+", type_in("ssda903", "summarise", "--help").out)) - {"--help"}
    assert options
    assert all(f"`{option}" in own_section() for option in options)
