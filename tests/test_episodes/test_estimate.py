"""A care model from returns: what is refused, who is in it, and that nothing comes out impossible."""

import traceback
from pathlib import Path

import numpy as np
import pytest
from test_ssda903.made_returns import Cells, a_return, episode, person, unaccompanied

from sufficiency.chance.spread import LEVEL_YEARS
from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import AT_16_TO_17, SUPPORTED_AT, UASC_AT, age_bands
from sufficiency.episodes.estimate import care_model
from sufficiency.episodes.expected import shares_by_month_of_age
from sufficiency.episodes.model import CareModel
from sufficiency.episodes.pooled import shares
from sufficiency.errors import InputFaultsError
from sufficiency.readers.ssda903.read import read_returns
from sufficiency.ssda903.returns import Returns
from sufficiency.ssda903.stock import open_on_31_march
from sufficiency.vocabulary import AGE_BANDS, OTHER, STREAMS
from test_episodes.conftest import BASE

OTHER_AT = STREAMS.index(OTHER)
STAY = episode(start="01/05/2018")
A_DAY_AND_GONE = episode("102", start="01/06/2018", end="01/09/2018", PLACE="U1")


def returned(folder: Path, *more: Cells, born: str = "15/06/2008", uasc: tuple[str, ...] = ()) -> Returns:
    """Two returns: one child who stays, one who leaves, and more who are in both."""
    rows = [STAY, A_DAY_AND_GONE, *more]
    children = dict.fromkeys(row["CHILD"] for row in rows)
    header = [person(child, born) for child in children]
    listed = [unaccompanied(child) for child in uasc]
    a_return(folder, 2019, rows, header, listed)
    a_return(folder, 2020, [row for row in rows if not row["DEC"]], header, listed)
    return read_returns(folder, from_postcodes=False)


def refusal(returns: Returns, base_year: int) -> str:
    with pytest.raises(InputFaultsError) as raised:
        care_model(returns, base_year)
    return str(raised.value)


# --- What is refused ------------------------------------------------------------------------------


def test_a_base_year_without_a_return_is_refused_with_the_years_there_are(tmp_path: Path) -> None:
    assert "the base year 2021 has no return; there are 2019, 2020" in refusal(returned(tmp_path), 2021)


def test_one_return_is_too_few(tmp_path: Path) -> None:
    assert "need two returns or more, and by 2019 there is one" in refusal(returned(tmp_path), 2019)


def test_returns_in_which_nobody_starts_are_refused(tmp_path: Path) -> None:
    for year in (2019, 2020):
        a_return(tmp_path, year, [episode(start="01/05/2015")])
    assert "nobody starts to be looked after in the returns of 2019, 2020" in refusal(
        read_returns(tmp_path, from_postcodes=False), 2020
    )


def test_nobody_looked_after_is_refused(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [STAY])
    a_return(tmp_path, 2020, [{**STAY, "DEC": "01/05/2019", "REC": "E8"}])
    assert "nobody is looked after on 31 March 2020" in refusal(
        read_returns(tmp_path, from_postcodes=False), 2020
    )


def test_another_grouping_is_refused(tmp_path: Path) -> None:
    returned(tmp_path)
    found = read_returns(tmp_path, grouping="dfe", from_postcodes=False)
    assert "in the grouping sufficiency, not dfe" in refusal(found, 2020)


def test_later_returns_are_not_known(returns: Returns, model: CareModel) -> None:
    from sufficiency.ssda903.as_at import as_at

    known = care_model(as_at(returns, BASE), BASE)
    assert np.array_equal(known.base, model.base)
    assert np.array_equal(known.leaving.coefficients, model.leaving.coefficients)


# --- Who is looked after --------------------------------------------------------------------------


def test_the_base_is_the_children_of_that_years_own_return(returns: Returns, model: CareModel) -> None:
    found = open_on_31_march(returns, short_breaks=False)
    own = found[found["return_year"] == BASE]
    assert model.base.sum() == len(own)
    assert model.base[UASC_AT].sum() == own["uasc"].sum()
    assert model.base[..., HOMES.index("residential")].sum() == (own["placement"] == "residential").sum()
    by_age = age_bands(own["age_31_march"].to_numpy(np.int64) * 12)
    assert model.base.sum(axis=(0, 2)).tolist() == np.bincount(by_age, minlength=len(AGE_BANDS)).tolist()


def test_words_outside_the_homes_count_as_the_nearest(tmp_path: Path) -> None:
    placed = {"103": "R3", "104": "Z1", "105": "R5", "106": ""}
    rows = [episode(child, start="01/05/2018", PLACE=code) for child, code in placed.items()]
    homes = care_model(returned(tmp_path, *rows), 2020).base.sum(axis=(0, 1))
    by_home = dict(zip(HOMES, homes.tolist(), strict=True))
    assert by_home["residential"] == 2
    assert by_home["secure"] == 1
    assert by_home["fostering"] == 2


def test_time_in_care_counts_from_the_start_of_the_period(tmp_path: Path) -> None:
    rows = [
        episode("103", start="01/04/2018", end="01/12/2019", REC="X1"),
        episode("103", start="01/12/2019", RNE="P", PLACE="K2"),
    ]
    a_return(tmp_path, 2019, [STAY, {**rows[0], "DEC": "", "REC": ""}])
    a_return(tmp_path, 2020, [STAY, *rows])
    children = care_model(read_returns(tmp_path, from_postcodes=False), 2020).children
    assert sorted(children.months_in_care.tolist()) == [22, 23]


def test_who_is_18_and_still_open_is_counted_in_the_last_month_of_17(tmp_path: Path) -> None:
    model = care_model(returned(tmp_path, born="15/06/2001"), 2020)
    assert model.base.sum() == 1
    assert model.children.age_months.tolist() == [18 * 12 - 1]


def test_a_child_with_no_date_of_birth_has_the_usual_age_of_those_who_start(tmp_path: Path) -> None:
    nobody = episode("103", start="01/05/2018")
    a_return(tmp_path, 2019, [STAY, nobody], [person("101")])
    a_return(tmp_path, 2020, [STAY, nobody], [person("101")])
    children = care_model(read_returns(tmp_path, from_postcodes=False), 2020).children
    assert len(children) == 2
    assert len(set(children.age_months.tolist())) == 1


# --- What is estimated ----------------------------------------------------------------------------


def test_starts_are_at_the_mean_of_the_last_years(returns: Returns, model: CareModel) -> None:
    from sufficiency.episodes.exposure import exposure_of
    from sufficiency.episodes.spells import spell_table, spells_from

    started = exposure_of(spells_from(spell_table(returns)), returns.years).started.sum(axis=2)
    recent = [returns.years.index(year) for year in range(BASE - LEVEL_YEARS + 1, BASE + 1)]
    assert model.starts_a_year == pytest.approx(started[recent].mean(axis=0) + 0.5 / LEVEL_YEARS)


def test_every_age_may_start_and_no_other_than_10_to_17_unaccompanied(small: CareModel) -> None:
    by_month = shares_by_month_of_age(small)
    assert by_month.sum(axis=1) == pytest.approx(1)
    assert (by_month[OTHER_AT] > 0).all()
    assert (by_month[UASC_AT, : 10 * 12] == 0).all()
    assert (by_month[UASC_AT, 10 * 12 :] > 0).all()


def test_nobody_under_16_starts_in_or_moves_to_supported_accommodation(model: CareModel) -> None:
    first, to = shares(model.first_homes), shares(model.moves_to)
    assert (first[:, :AT_16_TO_17, SUPPORTED_AT] == 0).all()
    assert (to[:AT_16_TO_17, :, SUPPORTED_AT] == 0).all()
    assert (first[:, AT_16_TO_17, SUPPORTED_AT] > 0).all()


def test_nobody_moves_to_the_kind_of_home_they_are_in(model: CareModel) -> None:
    assert (np.einsum("ahh->ah", model.moves_to) == 0).all()
    assert shares(model.moves_to).sum(axis=-1) == pytest.approx(1)


def test_a_stay_of_no_days_in_a_home_that_nobody_else_is_in_gives_a_modest_rate(tmp_path: Path) -> None:
    model = care_model(
        returned(tmp_path, episode("103", start="01/06/2018", end="01/06/2018", PLACE="K1")), 2020
    )
    rates = model.leaving.central()
    assert np.isfinite(rates).all()
    assert (rates > 0).all()
    assert rates[..., HOMES.index("secure")].max() < 5 * rates[..., HOMES.index("fostering")].max()
    assert model.leaving.spread().max() < 4


def test_the_fewest_children_there_can_be_are_enough_to_forecast(tmp_path: Path) -> None:
    a_return(tmp_path, 2019, [STAY])
    a_return(tmp_path, 2020, [STAY])
    model = care_model(read_returns(tmp_path, from_postcodes=False), 2020)
    assert model.base.sum() == 1
    for rates in (model.leaving, model.moving):
        assert np.isfinite(rates.central()).all()
        assert np.isfinite(rates.spread()).all()


def test_a_stream_that_nobody_came_in_may_still_come(tmp_path: Path) -> None:
    assert care_model(returned(tmp_path), 2020).starts_a_year[UASC_AT] == pytest.approx(0.5 / 2)


# --- Privacy --------------------------------------------------------------------------------------


def test_the_model_shows_nothing_of_a_child(model: CareModel) -> None:
    assert repr(model) == f"<CareModel: 31 March {BASE}>"
    assert "array" not in repr(model.children)


def test_the_order_of_the_children_says_nothing_of_who_they_are(model: CareModel) -> None:
    children = model.children
    columns = (-children.months_in_care, children.stream, children.age_months, children.home)
    assert list(zip(*columns, strict=True)) == sorted(zip(*columns, strict=True))


def test_a_refusal_quotes_no_row(tmp_path: Path) -> None:
    found = returned(tmp_path)
    try:
        care_model(found, 2019)
    except InputFaultsError as error:
        told = "".join(traceback.format_exception(error))
    assert "2018-05-01" not in told
    assert "01/05/2018" not in told
