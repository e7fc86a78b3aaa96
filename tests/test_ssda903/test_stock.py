"""Who is looked after on 31 March, from each year's own return; and each child's history over all of them."""

from pathlib import Path

import pandas as pd
import pytest
from test_cli import ROOT

from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.history import episode_history
from sufficiency.ssda903.returns import Returns
from sufficiency.ssda903.stock import open_children, open_on_31_march
from test_ssda903.made_returns import a_return, days, episode, read, write

SAMPLE = ROOT.parent / "shared" / "data" / "ssda903" / "five_yearly_returns_synthetic"
shared = pytest.mark.skipif(not SAMPLE.is_dir(), reason="shared data absent")
YEARS = (2018, 2019, 2020, 2021, 2022)
OPEN = [434, 234, 161, 103, 62]
LOOKED_AFTER = [367, 195, 135, 89, 55]


def by_year(found: pd.DataFrame) -> list[int]:
    return found.groupby("return_year").size().tolist()


# --- Made up --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "is_open"),
    [
        ("01/05/2018", "", True),
        ("31/03/2019", "", True),
        ("01/05/2018", "30/03/2019", False),
        ("01/05/2018", "31/03/2019", False),  # who leaves on the day is not looked after on it
        ("01/05/2018", "01/04/2019", True),
    ],
)
def test_a_child_is_open_who_has_begun_and_not_left(
    tmp_path: Path, start: str, end: str, is_open: bool
) -> None:
    rows = [episode("1", start, end), episode("2", "01/05/2018", "01/06/2018")]
    assert len(open_on_31_march(read(tmp_path, *rows))) == is_open


def test_short_breaks_are_open_and_not_looked_after(tmp_path: Path) -> None:
    returns = read(tmp_path, episode("1", LS="V3"), episode("2", LS="V4"), episode("3", LS="V2"))
    assert len(open_on_31_march(returns)) == 3
    assert open_on_31_march(returns, short_breaks=False)["legal_status"].tolist() == ["V2"]


def test_a_child_with_two_open_episodes_is_one_child_where_the_later_says(tmp_path: Path) -> None:
    returns = read(tmp_path, episode(start="01/09/2018", PLACE="K2"), episode(start="01/05/2018"))
    assert open_on_31_march(returns)["placement"].tolist() == ["residential"]
    every = open_on_31_march(returns, every_episode=True)
    assert every["placement"].tolist() == ["fostering", "residential"]


def test_a_child_is_open_in_every_return_that_says_so_and_no_other(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode("1"), episode("2")])
    returns = read_returns(a_return(tmp_path, 2020, [episode("1"), episode("2", end="01/05/2019")]))
    assert by_year(open_on_31_march(returns)) == [2, 1]


def test_placements_add_up_to_all(tmp_path: Path) -> None:
    rows = [episode("1"), episode("2", PLACE="K2"), episode("3", PLACE="U9"), episode("4", LS="V3")]
    table = open_children(read(tmp_path, *rows))
    children = table.set_index(["measure", "placement"])["children"].to_dict()
    assert children == {
        ("cla", "all"): 3, ("cla", "fostering"): 1, ("cla", "not_recorded"): 1, ("cla", "residential"): 1,
        ("open", "all"): 4, ("open", "fostering"): 2, ("open", "not_recorded"): 1, ("open", "residential"): 1,
    }  # fmt: skip


def test_a_year_in_which_nobody_is_open_has_a_row_of_nought(tmp_path: Path) -> None:
    table = open_children(read(tmp_path, episode(end="01/06/2018")))
    assert table[["measure", "placement", "children"]].to_numpy().tolist() == [
        ["cla", "all", 0], ["open", "all", 0],
    ]  # fmt: skip


def test_a_history_has_an_episode_once_as_the_last_return_states_it(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode()])
    history = episode_history(read_returns(a_return(tmp_path, 2020, [episode(end="01/05/2019")])))
    assert history["return_year"].tolist() == [2020]
    assert days(history["end"]) == ["2019-05-01"]


def test_a_ghost_is_closed_in_a_history_on_31_march_of_its_own_return(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode("1"), episode("2")])
    history = episode_history(read_returns(a_return(tmp_path, 2020, [episode("2")])))
    assert days(history["end"]) == ["2019-03-31", ""]
    assert history["lost"].tolist() == [True, False]


def test_an_episode_begun_on_another_day_in_the_next_return_is_not_there_twice(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [episode(start="03/05/2018")])
    history = episode_history(read_returns(a_return(tmp_path, 2020, [episode(start="01/05/2018")])))
    assert days(history["start"]) == ["2018-05-01"]
    assert days(history["end"]) == [""]


def test_a_stay_of_no_days_has_its_place_in_a_history(tmp_path: Path) -> None:
    moves = [episode(end="01/05/2018", REC="X1"), episode(RNE="P")]
    assert days(episode_history(read(tmp_path, *moves))["end"]) == ["2018-05-01", ""]


def test_what_is_read_is_shown_without_a_row_of_it(tmp_path: Path) -> None:
    returns = read(tmp_path, episode("1"), episode("2"))
    assert repr(returns) == "<Returns: years 2019; children 2; episodes 2>"


# --- The sector's own sample, and what is wrong with other readers of it --------------------------


@pytest.fixture(scope="module")
def sample() -> Returns:
    return read_returns(SAMPLE, grouping="four_kinds", from_postcodes=False)


@shared
def test_the_sample_has_as_many_open_children_as_its_returns_say(sample: Returns) -> None:
    assert sample.years == YEARS
    assert by_year(open_on_31_march(sample)) == OPEN
    assert by_year(open_on_31_march(sample, short_breaks=False)) == LOOKED_AFTER
    table = open_children(sample).query("placement == 'all'").set_index(["measure", "year"])["children"]
    assert table["open"].tolist() == OPEN
    assert table["cla"].tolist() == LOOKED_AFTER


@shared
def test_the_samples_open_episodes_by_the_four_kinds_of_other_models(sample: Returns) -> None:
    every = open_on_31_march(sample, every_episode=True)
    kinds = ["fostering", "residential", "supported_16_plus", "other"]
    counts = pd.crosstab(every["return_year"], every["placement"].astype(str))[kinds]
    assert counts.to_numpy().tolist() == [
        [309, 47, 20, 60], [170, 24, 16, 25], [114, 21, 9, 17], [72, 12, 12, 9], [38, 9, 9, 6],
    ]  # fmt: skip


@shared
def test_a_newest_return_without_starts_from_january_to_march_is_not_dropped(tmp_path: Path) -> None:
    for path in SAMPLE.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        if path.name == "2021-episodes.csv":
            header, *rows = text.splitlines()
            late = tuple(f"/0{month}/2022" for month in (1, 2, 3))
            kept = [row for row in rows if not row.split(",")[1].endswith(late)]
            text = "\n".join([header, *kept])
            assert len(kept) < len(rows)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    returns = read_returns(tmp_path, from_postcodes=False)
    assert returns.years == YEARS
    stock = by_year(open_on_31_march(returns))
    assert stock[:-1] == OPEN[:-1]
    assert 0 < stock[-1] < OPEN[-1]


@shared
def test_a_blank_end_in_an_old_return_does_not_leave_a_child_in_care_for_ever(sample: Returns) -> None:
    history = episode_history(sample)
    assert history["end"].isna().sum() == OPEN[-1]
    assert history.loc[history["end"].isna(), "return_year"].unique().tolist() == [2022]


@shared
def test_the_sum_of_a_row_is_its_total(sample: Returns) -> None:
    table = open_children(sample)
    parts = table[table["placement"] != "all"].groupby(["year", "measure"])["children"].sum()
    total = table[table["placement"] == "all"].set_index(["year", "measure"])["children"]
    assert (parts == total).all()


@shared
def test_no_two_episodes_of_a_child_in_the_sample_overlap_when_read(sample: Returns) -> None:
    for frame, keys in ((sample.episodes, ["return_year", "child"]), (episode_history(sample), ["child"])):
        following = frame.groupby(keys)["start"].shift(-1)
        assert not (frame["end"] > following).any()
        assert not (frame["end"].isna() & following.notna()).any()


def test_a_same_day_stay_is_a_stay_of_no_days_in_a_placement_of_its_own(tmp_path: Path) -> None:
    returns = read(tmp_path, episode("1", PLACE="R1", end="01/05/2018"), episode("2"))
    [stay, _] = returns.episodes.to_dict("records")
    assert stay["end"] - stay["start"] == pd.Timedelta(0)
    assert by_year(open_on_31_march(returns)) == [1]


def test_an_end_before_a_start_never_makes_less_than_nobody(tmp_path: Path) -> None:
    bad = episode("1", "01/09/2018", "01/05/2018")
    assert open_children(read(tmp_path, bad, episode("2")))["children"].min() >= 0


def test_a_folder_called_2019_20_with_iso_dates_in_utf_16_and_lower_case_is_read(tmp_path: Path) -> None:
    row = {name.lower(): cell for name, cell in episode(start="2019-05-01 00:00:00").items()}
    write(tmp_path / "2019-20" / "episodes.csv", [row], encoding="utf-16")
    write(
        tmp_path / "2019-20" / "header.csv",
        [{"child": "101", "sex": "1", "dob": "2008-06-15"}],
        ",",
        "utf-16",
    )
    assert by_year(open_on_31_march(read_returns(tmp_path))) == [1]
