"""No child leaves the machine: identifiers, dates of birth, UPNs and postcodes are planted and looked for."""

import io
import pickle
import traceback
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_cli import Said, contents, type_in

from sufficiency.errors import EXIT_FAULT_OF_OURS, EXIT_INPUT, InputFaultsError, SufficiencyError
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.returns import Returns
from sufficiency.ssda903.rules import findings_table
from test_ssda903.made_returns import Cells, a_return, episode, person, unaccompanied, write

IDENTIFIER, UPN, POSTCODE, FAMILY = "9081726354", "Q908172635441", "ZQ97 9ZQ", "F5566778899"
BORN, EIGHTEEN, HER_CHILDS = "27/11/2003", "27/11/2021", "14/09/2017"
CANARIES = (
    IDENTIFIER, UPN, POSTCODE, POSTCODE.replace(" ", ""), FAMILY, BORN, EIGHTEEN, HER_CHILDS,
    "2003-11-27", "2021-11-27", "2017-09-14", "2003, 11, 27", "27 November 2003", "20031127",
)  # fmt: skip


def hers(**others: str) -> Cells:
    """A child's episode, with what tells who she is where it belongs."""
    own = {"HOME_POST": POSTCODE, "PL_POST": POSTCODE, "SIBLING_GROUP": FAMILY}
    return episode(IDENTIFIER, **{**own, **others})


def her_header(**others: str) -> Cells:
    return person(IDENTIFIER, BORN, "2", **{"UPN": UPN, "MOTHER": "1", "MC_DOB": HER_CHILDS, **others})


def planted(folder: Path) -> Path:
    """Returns with every canary in every column: in a row that is good otherwise, and in one that is not."""
    good, bad = [hers()], []
    for column in (*hers(), "CARE_PLAN_KIND", "DISTANCE_REASON", "PL_DISTANCE", "PL_LOCATION"):
        for canary in (IDENTIFIER, BORN, UPN, POSTCODE, FAMILY):
            good.append({**hers(), column: canary})
            bad.append({**hers(end="01/01/2018"), column: canary})
    fine = [episode(str(number), end="01/06/2018") for number in range(200)]
    people = [
        her_header(),
        *(her_header(**{column: canary}) for column in her_header() for canary in CANARIES[:5]),
    ]
    people += [person(str(number)) for number in range(200)]
    a_return(folder, 2019, [*fine, *good, *bad], people, [unaccompanied(IDENTIFIER, EIGHTEEN)])
    return a_return(folder, 2020, fine, people[-200:])


def leaks(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def shown(said: Said) -> str:
    return said.out + said.err


def test_the_canaries_are_in_what_is_read(tmp_path: Path) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in planted(tmp_path).iterdir())
    assert set(leaks(text)) >= {IDENTIFIER, UPN, POSTCODE, FAMILY, BORN, EIGHTEEN, HER_CHILDS}


def test_checking_says_nothing_of_who_anybody_is(tmp_path: Path, log: io.StringIO) -> None:
    out = tmp_path / "out"
    out.mkdir()
    said = type_in("ssda903", "check", planted(tmp_path / "returns"), "--out", out / "findings.csv")
    assert said.code == 0
    assert "not a date" in said.out
    assert "Set aside" in said.out
    assert leaks(shown(said)) == []
    assert leaks((out / "findings.csv").read_text(encoding="utf-8")) == []
    assert leaks(log.getvalue()) == []


def test_checking_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = planted(tmp_path / "returns")
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    type_in("ssda903", "check", folder)
    assert contents(tmp_path) == before


def everything_in(returns: Returns) -> bytes:
    """What is kept of returns, unused categories and all."""
    frames = (returns.episodes, returns.children, returns.set_aside)
    return pickle.dumps((frames, returns.findings, returns.files, findings_table(returns.findings)))


def test_what_is_read_holds_no_identifier_upn_or_postcode(tmp_path: Path) -> None:
    held = everything_in(read_returns(planted(tmp_path), from_postcodes=False)).decode("latin-1")
    assert not {IDENTIFIER, UPN, POSTCODE, FAMILY} & set(leaks(held))


def test_what_is_read_holds_no_date_of_birth_nor_the_eighteenth_birthday(tmp_path: Path) -> None:
    folder = a_return(tmp_path, 2019, [hers()], [her_header()], [unaccompanied(IDENTIFIER, EIGHTEEN)])
    returns = read_returns(folder, from_postcodes=False)
    for frame in (returns.episodes, returns.children, returns.set_aside):
        dates = frame.select_dtypes("datetime")
        assert set(dates) <= {"start", "end", "end_returned"}
        assert not dates.isin([pd.Timestamp(2003, 11, 27), pd.Timestamp(2021, 11, 27)]).any(axis=None)
        assert leaks(frame.to_csv()) == []


def test_children_are_numbered_in_the_order_of_the_files_and_not_of_their_identifiers(tmp_path: Path) -> None:
    returns = read_returns(a_return(tmp_path, 2019, [episode("9"), episode("1"), episode("5")]))
    by_row = returns.episodes.sort_values("row")
    assert by_row["child"].tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "break_it",
    [
        lambda text: text.replace("2018-19", "") + f'{IDENTIFIER},"{BORN},{UPN}\n',
        lambda text: text.replace("DECOM", "BEGAN"),
        lambda text: text.replace("01/05/2018", POSTCODE),
        lambda text: text.replace("URN", "DEC"),
        lambda text: text.replace(",Essex\n", f",{UPN}\n", 1),
        lambda text: text + f"\x00{IDENTIFIER}\x01",
    ],
    ids=["quotation", "column", "dates", "twice", "authorities", "binary"],
)
def test_a_fault_quotes_no_row(tmp_path: Path, break_it: Any) -> None:
    folder = a_return(tmp_path, 2019, [hers(LA="Essex"), episode("1", LA="Essex")], [her_header()])
    file = folder / "2018-19-episodes.csv"
    file.write_text(break_it(file.read_text(encoding="utf-8")), encoding="utf-8")
    said = type_in("ssda903", "check", folder)
    assert said.code == EXIT_INPUT
    assert leaks(shown(said)) == []


def test_a_file_without_a_header_has_no_row_taken_for_one_and_quoted(tmp_path: Path) -> None:
    folder = a_return(tmp_path, 2019, [episode()])
    write(folder / "2019-20-episodes.csv", [hers()])
    lines = (folder / "2019-20-episodes.csv").read_text(encoding="utf-8").splitlines()
    (folder / "2019-20-episodes.csv").write_text(lines[1], encoding="utf-8")
    said = type_in("ssda903", "check", folder)
    assert "2019-20-episodes.csv, not a file of the return" in " ".join(said.out.split())
    assert leaks(shown(said)) == []


def test_a_fault_leads_back_to_no_frame_that_held_a_row(tmp_path: Path) -> None:
    folder = a_return(tmp_path, 2019, [hers()], [her_header()])
    with (folder / "2018-19-episodes.csv").open("a", encoding="utf-8") as file:
        file.write(f'{IDENTIFIER},"{BORN}\n')
    with pytest.raises(InputFaultsError) as raised:
        read_returns(folder)
    assert leaks(told_with_locals(raised.value)) == []


def told_with_locals(error: BaseException) -> str:
    """A traceback as a tool would show it that shows the local variables of every frame of ours."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(told.format())


def raise_with_rows(frame: pd.DataFrame, *_: object, **__: object) -> pd.DataFrame:
    """How pandas may fail: with cells in its message."""
    raise ValueError(f"cannot sort {frame.to_string()} of {CANARIES}")


def test_an_error_inside_the_tool_is_told_without_what_it_was_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, log: io.StringIO
) -> None:
    folder = planted(tmp_path)
    monkeypatch.setattr(pd.DataFrame, "sort_values", raise_with_rows)
    said = type_in("ssda903", "check", folder)
    assert said.code == EXIT_FAULT_OF_OURS
    assert "Something went wrong inside the tool while reading returns (ValueError, " in said.err
    assert "Traceback" not in said.err
    assert leaks(shown(said)) == []
    assert leaks(log.getvalue()) == []


def test_an_error_inside_the_tool_leads_back_to_no_row_in_a_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_return(tmp_path, 2019, [hers()], [her_header()])
    monkeypatch.setattr(pd.DataFrame, "sort_values", raise_with_rows)
    with pytest.raises(SufficiencyError) as raised:
        read_returns(folder)
    assert raised.value.__context__ is None
    assert raised.value.__cause__ is None
    assert leaks(told_with_locals(raised.value)) == []


def test_what_is_read_is_shown_in_a_notebook_as_counts(tmp_path: Path) -> None:
    write(tmp_path / "2018-19-episodes.csv", [hers()])
    write(tmp_path / "2018-19-header.csv", [her_header()])
    assert leaks(repr(read_returns(tmp_path, from_postcodes=False))) == []
