"""What holds in every invented return, whatever the luck."""

from pathlib import Path

import pandas as pd
import pytest

from sufficiency.bundled import bundled_root
from sufficiency.synthetic.returns import Lives, returns_of

YEARS = range(2015, 2024)
LOOKUPS = bundled_root() / "data" / "lookups"
SUPPORTED = ["H5", "P2", "K3"]
TEMPORARY = ["T0", "T1", "T2", "T3", "T4"]


def birthday(born: pd.Series, age: int) -> pd.Series:
    """The day on which a child is so old: 1 March for 29 February."""
    then = born + pd.DateOffset(years=age)
    return then.where(then.dt.day == born.dt.day, then + pd.Timedelta(days=1))


def before(once: pd.DataFrame, column: str) -> pd.Series:
    """What the child's episode before says, missing for the child's first."""
    return once.groupby("CHILD")[column].shift()


def after(year: int) -> pd.Timestamp:
    return pd.Timestamp(year, 4, 1)


# --- Children -------------------------------------------------------------------------------------


def test_every_child_postcode_and_urn_says_that_it_is_invented(episodes: pd.DataFrame) -> None:
    assert episodes["CHILD"].str.fullmatch(r"SYN\d{7}").all()
    assert episodes["HOME_POST"].str.fullmatch(r"|X[A-Z]\d \d[A-Z]{2}").all()
    assert episodes["PL_POST"].str.fullmatch(r"|X[A-Z]\d \d[A-Z]{2}").all()
    assert episodes["URN"].str.fullmatch(r"|9\d{6}").all()
    assert episodes["UPN"].isin(["UN1", "UN2", "UN4"]).all()


def test_a_child_keeps_one_birth_date_in_all_the_years(folder: Path) -> None:
    headers = pd.concat([pd.read_csv(path, dtype=str) for path in folder.glob("*/header.csv")])
    once = headers.drop_duplicates(["CHILD", "DOB", "SEX"])
    assert len(headers) > len(once)
    assert once["CHILD"].is_unique


@pytest.mark.parametrize("year", YEARS)
def test_the_header_holds_every_child_with_an_episode_and_nobody_else(folder: Path, year: int) -> None:
    own = folder / f"{year - 1}-{year % 100:02d}"
    episodes, header = (pd.read_csv(own / f"{name}.csv", dtype=str) for name in ("episodes", "header"))
    assert set(episodes["CHILD"]) == set(header["CHILD"])
    assert header["CHILD"].is_unique


def test_nobody_is_looked_after_before_birth_or_after_the_eighteenth_birthday(once: pd.DataFrame) -> None:
    assert (once["DECOM"] >= once["DOB"]).all()
    assert (once["DEC"].fillna(after(YEARS[-1])) <= birthday(once["DOB"], 18)).all()


def test_nobody_under_16_is_in_supported_accommodation(once: pd.DataFrame) -> None:
    supported = once[once["PLACE"].isin(SUPPORTED)]
    assert len(supported) > 0
    assert (supported["DECOM"] >= birthday(supported["DOB"], 16)).all()


def test_unaccompanied_children_have_no_distance_and_a_side_of_the_boundary(once: pd.DataFrame) -> None:
    uasc = once[once["UASC"]]
    assert (uasc["PL_DISTANCE"] == "").all()
    assert uasc["PL_LOCATION"].isin(["IN", "OUT"]).all()


def test_other_children_looked_after_have_a_distance_to_one_decimal(once: pd.DataFrame) -> None:
    others = once[~once["UASC"] & ~once["SHORT_BREAK"]]
    assert others["PL_DISTANCE"].str.fullmatch(r"\d{1,3}\.\d").all()


# --- Episodes -------------------------------------------------------------------------------------


def test_every_episode_ends_after_it_starts(once: pd.DataFrame) -> None:
    closed = once[once["DEC"].notna()]
    assert (closed["DEC"] > closed["DECOM"]).all()


def test_episodes_of_a_child_follow_each_other_without_a_gap_in_a_period_of_care(once: pd.DataFrame) -> None:
    goes_on = once[(once["RNE"] != "S") & before(once, "CHILD").notna()]
    assert len(goes_on) > 0
    assert (goes_on["DECOM"] == before(once, "DEC")[goes_on.index]).all()
    assert (before(once, "REC")[goes_on.index] == "X1").all()


def test_a_child_who_comes_back_does_so_on_a_later_day(once: pd.DataFrame) -> None:
    starts_again = once[(once["RNE"] == "S") & before(once, "CHILD").notna()]
    assert len(starts_again) > 0
    assert (starts_again["DECOM"] > before(once, "DEC")[starts_again.index]).all()
    assert (before(once, "REC")[starts_again.index] != "X1").all()


def test_an_open_episode_has_no_end_no_reason_and_no_change(episodes: pd.DataFrame) -> None:
    is_open = episodes["DEC"].isna()
    assert ((episodes["REC"] == "") == is_open).all()
    assert (episodes.loc[is_open, "REASON_PLACE_CHANGE"] == "").all()


@pytest.mark.parametrize("year", YEARS)
def test_a_return_holds_the_episodes_that_were_open_in_its_year(episodes: pd.DataFrame, year: int) -> None:
    own = episodes[episodes["YEAR"] == year]
    assert (own["DECOM"] < after(year)).all()
    assert (own["DEC"].isna() | own["DEC"].between(after(year - 1), after(year), inclusive="left")).all()


@pytest.mark.parametrize("year", YEARS[:-1])
def test_who_is_open_on_31_march_is_told_alike_by_the_next_years_return(
    episodes: pd.DataFrame, year: int
) -> None:
    own = episodes[(episodes["YEAR"] == year) & episodes["DEC"].isna()]
    later = episodes[(episodes["YEAR"] == year + 1) & (episodes["DECOM"] < after(year))]
    key = ["CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "PL_POST", "PL_DISTANCE"]
    assert sorted(map(tuple, own[key].values)) == sorted(map(tuple, later[key].values))


def test_the_reason_for_a_new_episode_is_what_changed(once: pd.DataFrame) -> None:
    settled = once[~once["PLACE"].isin(TEMPORARY)].copy()
    settled = settled[~before(once, "PLACE")[settled.index].isin(TEMPORARY)]
    goes_on = settled[(settled["RNE"] != "S") & before(once, "CHILD")[settled.index].notna()]
    moved = goes_on["PL_POST"] != before(once, "PL_POST")[goes_on.index]
    status = goes_on["PLACE"] != before(once, "PLACE")[goes_on.index]
    order = goes_on["LS"] != before(once, "LS")[goes_on.index]
    told = goes_on["RNE"]
    assert told.isin(["P", "B"]).eq(moved).all()
    assert told.isin(["L", "B", "U"]).eq(order).all()
    assert told.isin(["T", "U"]).eq(status & ~moved).all()


def test_a_placement_change_has_a_reason_and_an_order_alone_has_none(once: pd.DataFrame) -> None:
    why_next = once.groupby("CHILD")["RNE"].shift(-1)
    place_next = once.groupby("CHILD")["PLACE"].shift(-1)
    settled = ~once["PLACE"].isin(TEMPORARY) & ~place_next.isin(TEMPORARY) & (once["REC"] == "X1")
    assert (once.loc[settled & why_next.isin(["P", "B"]), "REASON_PLACE_CHANGE"] != "").all()
    assert (once.loc[settled & (why_next == "T"), "REASON_PLACE_CHANGE"] == "PLACE").all()
    assert (once.loc[settled & (why_next == "L"), "REASON_PLACE_CHANGE"] == "").all()


# --- Temporary moves and short breaks -------------------------------------------------------------


def test_a_temporary_move_is_short_and_ends_in_the_home_it_began_in(once: pd.DataFrame) -> None:
    home_before = before(once, "PL_POST")
    home_after = once.groupby("CHILD")["PL_POST"].shift(-1)
    away = once[once["PLACE"].isin(TEMPORARY) & home_before.notna() & once["DEC"].notna()]
    assert len(away) > 0
    assert (home_before[away.index] == home_after[away.index]).all()
    longest = away["PLACE"].map({"T1": 42, "T3": 21, "T4": 7})
    assert ((away["DEC"] - away["DECOM"]).dt.days <= longest).all()


def test_no_period_of_care_starts_or_ends_in_a_temporary_move(once: pd.DataFrame) -> None:
    away = once[once["PLACE"].isin(TEMPORARY)]
    assert (away["RNE"] == "P").all()
    assert away["REC"].isin(["X1", ""]).all()


def test_children_in_short_breaks_are_nobody_else_and_few(once: pd.DataFrame) -> None:
    statuses = once.groupby("CHILD")["LS"].agg(frozenset)
    with_breaks = statuses[statuses.map(lambda found: bool(found & {"V3", "V4"}))]
    assert 0 < len(with_breaks) < 0.1 * len(statuses)
    assert set(with_breaks) == {frozenset({"V3"}), frozenset({"V4"})}


def test_short_breaks_have_no_distance_postcode_or_side(once: pd.DataFrame) -> None:
    breaks = once[once["SHORT_BREAK"]]
    assert (breaks[["PL_DISTANCE", "PL_LOCATION", "HOME_POST", "PL_POST"]] == "").all(axis=None)


# --- Codes ----------------------------------------------------------------------------------------


def valid(codes: pd.DataFrame, year: int) -> set[str]:
    """The codes of a lookup that are valid in a return."""
    since = codes["first_return_year"].fillna(0) <= year
    until = codes["last_return_year"].fillna(9999) >= year
    return set(codes.loc[since & until, "code"])


@pytest.mark.parametrize("year", [*YEARS, 2025])
def test_every_code_is_valid_in_the_year_of_its_return(lives: Lives, year: int) -> None:
    (made,) = returns_of(lives, [year])
    episodes = pd.DataFrame(made.episodes[1:], columns=made.episodes[0])
    header = pd.DataFrame(made.header[1:], columns=made.header[0])
    assert len(episodes) > 0
    places = pd.read_csv(LOOKUPS / "placement_codes.csv")
    others = pd.read_csv(LOOKUPS / "ssda903_codes.csv")
    assert set(episodes["PLACE"]) <= valid(places, year)
    for column in ("RNE", "LS", "CIN", "PLACE_PROVIDER", "REC", "REASON_PLACE_CHANGE", "PL_LOCATION"):
        known = valid(others[others["column"] == column], year)
        assert set(episodes[column]) - {""} <= known, column
    assert set(header["SEX"]) <= valid(others[others["column"] == "SEX"], year)


def test_with_parents_goes_with_parents_as_provider(once: pd.DataFrame) -> None:
    assert (once["PLACE"] == "P1").eq(once["PLACE_PROVIDER"] == "PR0").all()


def test_reasons_for_leaving_fit_the_home_and_the_age(once: pd.DataFrame) -> None:
    grown = once["DEC"] >= birthday(once["DOB"], 18)
    assert grown[once["REC"].isin(["E17", "E5", "E6", "E7"])].all()
    assert once.loc[once["REC"].isin(["E11", "E12"]), "PLACE"].isin(["A3", "A4", "A5", "A6"]).all()
    assert once.loc[once["REC"].isin(["E45", "E46", "E17"]), "PLACE"].str.startswith("U").all()
    assert not grown[once["REC"].isin(["E11", "E12", "E45", "E46", "E47"])].any()


def test_nobody_is_in_care_after_leaving_as_adopted(once: pd.DataFrame) -> None:
    ended = before(once, "REC")
    assert not ended.isin(["E11", "E12", "E17"]).any()
