"""Whoever estimates the model from invented returns finds the process that they were invented by."""

import numpy as np
import pytest

from sufficiency.chance.spread import LEVEL_YEARS
from sufficiency.children.crosstab import HOMES
from sufficiency.episodes.bands import Floats
from sufficiency.episodes.estimate import care_model
from sufficiency.episodes.exposure import NOT_KNOWN, Exposure, exposure_of
from sufficiency.episodes.leaving import leaving_rates
from sufficiency.episodes.model import CareModel
from sufficiency.episodes.spells import spell_table, spells_from
from sufficiency.episodes.stock import drawn_children
from sufficiency.ssda903.as_at import as_at
from sufficiency.ssda903.returns import Returns
from sufficiency.synthetic.process import Homes, Process
from sufficiency.vocabulary import AGES_OF_BAND, OTHER, STREAMS, UASC
from test_episodes.conftest import BASE, FIVE_TIMES

NINETY = 1.645  # standard errors to either side
WELL_POPULATED = 20  # expected events


@pytest.fixture(scope="module")
def exposure(returns: Returns) -> Exposure:
    known = as_at(returns, BASE)
    return exposure_of(spells_from(spell_table(known)), known.years)


def test_leaving_by_time_in_care_and_age_is_found_within_its_intervals(
    process: Process, model: CareModel, exposure: Exposure
) -> None:
    true = np.stack([process.uasc.exits, process.other.exits])
    judged = exposure.years[:, :, :NOT_KNOWN].sum(axis=(0, 4)) * true >= WELL_POPULATED
    fostered = HOMES.index("fostering")
    out = np.log(model.leaving.central()[..., fostered] / np.where(judged, true, 1))
    within = np.abs(out[judged]) < NINETY * model.leaving.spread()[..., fostered][judged]
    assert judged.sum() >= 20
    assert within.mean() >= 0.75


def test_leaving_does_not_depend_on_the_home_where_it_does_not(model: CareModel) -> None:
    common = [HOMES.index(home) for home in ("kinship", "residential", "supported_16_plus")]
    rates = model.leaving.central()
    apart = np.abs(np.log(rates[1, 0, 0, common] / rates[1, 0, 0, HOMES.index("fostering")]))
    assert (apart < 0.4).all()


def test_moves_by_age_and_home_are_found_within_their_intervals(
    process: Process, model: CareModel, exposure: Exposure
) -> None:
    true = np.stack([_between_kinds(process.uasc_homes), _between_kinds(process.other_homes)])
    judged = exposure.years.sum(axis=(0, 2)) * true >= WELL_POPULATED
    out = np.log(model.moving.central() / np.where(judged, true, 1))
    within = np.abs(out[judged]) < NINETY * model.moving.spread()[judged]
    assert judged.sum() >= 12
    assert within.mean() >= 0.75


def _between_kinds(homes: Homes) -> Floats:
    """Moves a year to another kind of home: age band, home in the order of HOMES."""
    order = [homes.kinds.index(home) for home in HOMES]
    elsewhere = 1 - np.einsum("ahh->ah", homes.to)
    return np.asarray((homes.move_rate * elsewhere)[:, order])


def test_where_moves_go_is_found(process: Process, model: CareModel, exposure: Exposure) -> None:
    homes = process.other_homes
    order = [homes.kinds.index(home) for home in HOMES]
    true = homes.to[:, order][:, :, order] * (1 - np.eye(len(HOMES)))
    fostering, residential, age = HOMES.index("fostering"), HOMES.index("residential"), 3
    row = true[age, fostering] / true[age, fostering].sum()
    found = model.moves_to[age, fostering] / model.moves_to[age, fostering].sum()
    moves = exposure.moved[:, 1, age, fostering].sum()
    error = np.sqrt(row[residential] * (1 - row[residential]) / moves)
    assert moves > 100
    assert abs(found[residential] - row[residential]) < 3 * error


def test_ages_of_those_who_start_are_found(process: Process, model: CareModel) -> None:
    for at, (name, stream, expected) in enumerate(
        ((UASC, process.uasc, process.uasc_expected), (OTHER, process.other, process.other_expected))
    ):
        came = expected.entered_by_age[-len(process.years) :].sum(axis=0)
        true, found = came / came.sum(), model.start_ages[at] / model.start_ages[at].sum()
        for band, (youngest, oldest) in enumerate(AGES_OF_BAND.values()):
            error = np.sqrt(true[band] / model.start_ages[at].sum())
            assert abs(found[youngest : oldest + 1].sum() - true[band]) < 4 * error + 0.005, name
        assert stream.name == STREAMS[at]


def test_how_many_start_is_found_within_its_interval(process: Process, model: CareModel) -> None:
    for at, stream in enumerate((process.uasc, process.other)):
        first = stream.first[-1] * FIVE_TIMES
        error = np.sqrt(first / LEVEL_YEARS)
        # Some of those who leave come back, and start again.
        assert first - 3 * error < model.starts_a_year[at] < first * (1 + stream.return_share) + 3 * error


def test_the_forecast_one_year_on_covers_what_happened(returns: Returns, model: CareModel) -> None:
    happened = care_model(returns, BASE + 1).base
    none = np.zeros(1)
    drawn = drawn_children(model, 1, np.ones((len(STREAMS), 1)), none, none, seed=1, draws=500)[0]
    inside = []
    for axes in ((0, 2), (0, 1), (1, 2)):
        low, high = np.percentile(drawn.sum(axis=axes), (5, 95), axis=-1)
        inside += list((low <= happened.sum(axis=axes)) & (happened.sum(axis=axes) <= high))
    assert np.mean(inside) >= 0.75
    low, high = np.percentile(drawn.sum(axis=(0, 1, 2)), (0.5, 99.5))
    assert low <= happened.sum() <= high


def test_leaving_is_at_the_level_of_the_last_years(exposure: Exposure) -> None:
    busier = exposure.left.copy()
    busier[-LEVEL_YEARS:] *= 2
    doubled = leaving_rates(_with(exposure, busier)).central() / leaving_rates(exposure).central()
    earlier = exposure.left.copy()
    earlier[:-LEVEL_YEARS] *= 2
    unmoved = leaving_rates(_with(exposure, earlier)).central() / leaving_rates(exposure).central()
    lived_in = exposure.years[:, :, :NOT_KNOWN].sum(axis=0) > 50
    assert doubled[lived_in] == pytest.approx(2, rel=0.15)
    assert unmoved[lived_in] == pytest.approx(1, rel=0.15)


def _with(exposure: Exposure, left: Floats) -> Exposure:
    return Exposure(
        exposure.return_years, exposure.years, left, exposure.moved, exposure.started, exposure.first_homes
    )


def test_numbers_that_scatter_more_than_whole_children_do_widen_the_errors(exposure: Exposure) -> None:
    uneven = exposure.left.copy()
    uneven[::2, :, 0] *= 3
    as_it_is, wider = leaving_rates(exposure), leaving_rates(_with(exposure, uneven))
    assert wider.spread()[1, 4].mean() > 1.3 * as_it_is.spread()[1, 4].mean()
