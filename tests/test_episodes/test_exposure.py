"""Time lived in care and what happened in it, from returns that are small enough to count by hand."""

from pathlib import Path

import numpy as np
import pytest
from test_ssda903.made_returns import Cells, a_return, episode, person, unaccompanied

from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import TIME_BANDS, UASC_AT
from sufficiency.episodes.exposure import NOT_KNOWN, Exposure, exposure_of
from sufficiency.episodes.spells import spell_table, spells_from
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.vocabulary import AGE_BANDS, OTHER, STREAMS

OTHER_AT = STREAMS.index(OTHER)
A_DAY = 1 / 365.25


def counted(
    folder: Path, by_year: dict[int, list[Cells]], born: str = "15/06/2008", uasc: tuple[str, ...] = ()
) -> Exposure:
    """Exposure of made-up returns, everybody born on one day."""
    for year, rows in by_year.items():
        children = dict.fromkeys(row["CHILD"] for row in rows)
        header = [person(child, born) for child in children]
        a_return(folder, year, rows, header, [unaccompanied(child) for child in uasc])
    returns = read_returns(folder, from_postcodes=False)
    return exposure_of(spells_from(spell_table(returns)), returns.years)


def by_time(cells: np.ndarray) -> dict[str, float]:
    """Sums by time in care, those of none left out."""
    words = (*TIME_BANDS, "not_known")
    sums = cells.sum(axis=(0, 1, 3, 4))
    return {word: float(each) for word, each in zip(words, sums, strict=True) if each}


def test_a_stay_within_a_year_counts_its_days_by_time_in_care(tmp_path: Path) -> None:
    stay = episode(start="01/05/2018", end="01/09/2018")
    exposure = counted(tmp_path, {2019: [stay]})
    assert by_time(exposure.years) == pytest.approx(
        {"under_3_months": 91 * A_DAY, "3_to_6_months": (123 - 91) * A_DAY}
    )
    assert by_time(exposure.left) == {"3_to_6_months": 1}


def test_time_before_the_first_return_does_not_count(tmp_path: Path) -> None:
    stay = episode(start="01/04/2016", end="01/04/2019", RNE="S")
    exposure = counted(tmp_path, {2019: [episode(start="01/04/2016", RNE="S")], 2020: [stay]})
    assert exposure.years.sum() == pytest.approx(365 * A_DAY)
    assert by_time(exposure.years) == pytest.approx({"2_to_5_years": 365 * A_DAY})


def test_an_open_stay_counts_to_the_last_31_march_and_has_not_ended(tmp_path: Path) -> None:
    exposure = counted(tmp_path, {2019: [episode(start="01/01/2019")]})
    assert exposure.years.sum() == pytest.approx(90 * A_DAY)
    assert exposure.left.sum() == 0


def test_a_stay_that_the_next_return_lost_counts_to_its_own_31_march(tmp_path: Path) -> None:
    lost, other = episode(start="01/01/2019"), episode("102", start="01/01/2020", end="02/01/2020")
    exposure = counted(tmp_path, {2019: [lost], 2020: [other]})
    assert exposure.years[0].sum() == pytest.approx(89 * A_DAY)
    assert exposure.left[0].sum() == 0


def test_a_year_without_a_return_does_not_count(tmp_path: Path) -> None:
    first, last = episode(start="01/04/2018"), episode(start="01/04/2018")
    exposure = counted(tmp_path, {2019: [first], 2021: [last]})
    assert exposure.years.sum(axis=(1, 2, 3, 4)) == pytest.approx([365 * A_DAY, 365 * A_DAY])


def test_a_period_goes_on_from_home_to_home(tmp_path: Path) -> None:
    rows = [
        episode(start="01/05/2018", end="01/09/2018", REC="X1"),
        episode(start="01/09/2018", RNE="P", PLACE="K2"),
    ]
    exposure = counted(tmp_path, {2019: rows})
    fostering, residential = HOMES.index("fostering"), HOMES.index("residential")
    assert exposure.moved.sum() == 1
    assert exposure.moved[0, OTHER_AT, AGE_BANDS.index("10_to_15"), fostering, residential] == 1
    assert exposure.left.sum() == 0
    assert by_time(exposure.years)["6_to_12_months"] > 0
    assert exposure.started.sum() == 1


def test_another_home_of_the_same_kind_is_no_move_between_kinds(tmp_path: Path) -> None:
    rows = [
        episode(start="01/05/2018", end="01/09/2018", REC="X1", PLACE="U6"),
        episode(start="01/09/2018", RNE="P", PLACE="U4"),
    ]
    assert counted(tmp_path, {2019: rows}).moved.sum() == 0


def test_who_was_in_care_before_the_returns_began_has_no_known_time_in_care(tmp_path: Path) -> None:
    moved_before = episode(start="01/02/2018", RNE="P")
    exposure = counted(tmp_path, {2019: [moved_before]})
    assert by_time(exposure.years) == pytest.approx({"not_known": 365 * A_DAY})


def test_after_five_years_the_time_in_care_is_known_well_enough(tmp_path: Path) -> None:
    moved_before = episode(start="01/02/2012", RNE="P")
    exposure = counted(tmp_path, {2019: [moved_before]})
    assert by_time(exposure.years) == pytest.approx({"5_years_or_more": 365 * A_DAY})


def test_leaving_on_the_eighteenth_birthday_is_not_leaving_before_18(tmp_path: Path) -> None:
    stay = episode(start="01/05/2018", end="15/06/2018")
    exposure = counted(tmp_path, {2019: [stay]}, born="15/06/2000")
    assert exposure.left.sum() == 0
    assert exposure.years.sum() < 45 * A_DAY


def test_a_stay_of_no_days_is_a_start_and_an_end_of_half_a_day(tmp_path: Path) -> None:
    exposure = counted(tmp_path, {2019: [episode(start="01/05/2018", end="01/05/2018")]})
    assert by_time(exposure.left) == {"under_3_months": 1}
    assert exposure.years.sum() == pytest.approx(A_DAY / 2)
    assert exposure.started.sum() == 1


def test_a_child_is_unaccompanied_in_every_spell_if_a_return_says_so(tmp_path: Path) -> None:
    stay = episode(start="01/04/2018")
    a_return(tmp_path, 2019, [stay])
    exposure = counted(tmp_path, {2020: [stay]}, uasc=("101",))
    assert exposure.years[:, UASC_AT].sum() == pytest.approx(exposure.years.sum())
    assert exposure.years.sum() == pytest.approx(731 * A_DAY)


def test_short_breaks_are_no_time_in_care(tmp_path: Path) -> None:
    exposure = counted(tmp_path, {2019: [episode(LS="V4"), episode("102", start="01/04/2018")]})
    assert exposure.years.sum() == pytest.approx(365 * A_DAY)


def test_a_home_that_is_not_recorded_is_the_one_before_it(tmp_path: Path) -> None:
    rows = [
        episode(start="01/05/2018", end="01/09/2018", REC="X1", PLACE="K2"),
        episode(start="01/09/2018", RNE="L", PLACE=""),
        episode("102", start="01/05/2018", PLACE=""),
    ]
    lived = counted(tmp_path, {2019: rows}).years.sum(axis=(0, 1, 2, 3))
    assert lived[HOMES.index("residential")] == pytest.approx(335 * A_DAY)
    assert lived[HOMES.index("fostering")] == pytest.approx(335 * A_DAY)


def test_ages_are_cut_at_the_birthday(tmp_path: Path) -> None:
    lived = counted(tmp_path, {2019: [episode(start="01/04/2018")]}, born="01/10/2008").years
    by_age = lived.sum(axis=(0, 1, 2, 4))
    assert by_age[AGE_BANDS.index("5_to_9")] == pytest.approx(183 * A_DAY, abs=16 * A_DAY)
    assert by_age.sum() == pytest.approx(365 * A_DAY)


def test_the_days_of_each_stay_are_the_same_by_any_cut(tmp_path: Path) -> None:
    rows = [episode(str(n), start=f"{1 + n % 28:02d}/{1 + n % 12:02d}/2017") for n in range(40)]
    exposure = counted(tmp_path, {2018: rows, 2019: rows})
    assert exposure.years.shape[2] == NOT_KNOWN + 1
    inside = sum(
        (np.datetime64("2019-04-01") - max(np.datetime64(start), np.datetime64("2017-04-01"))).astype(int)
        for start in (f"2017-{1 + n % 12:02d}-{1 + n % 28:02d}" for n in range(40))
    )
    assert exposure.years.sum() == pytest.approx(inside * A_DAY)
