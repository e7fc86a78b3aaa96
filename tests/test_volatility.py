"""The calibrated figures: made again from the published files, byte for byte, and read by base year."""

import datetime
from pathlib import Path

import pandas as pd
import pytest
from test_cli import ROOT, type_in

from sufficiency.figures.book import COLUMNS, Figure
from sufficiency.loading import load
from sufficiency.readers.figures import read_figures
from sufficiency.record.volatility import DEGREES_OF_FREEDOM
from sufficiency.tables.run import assumptions_table

DFE = ROOT.parent / "shared" / "data" / "dfe"
PANEL = DFE / "cla_panel_all_authorities_2010_2023.csv"
CHARACTERISTICS = DFE / "cla_31march_by_characteristics_all_areas_2020_2023.csv"
shared = pytest.mark.skipif(not DFE.is_dir(), reason="shared data absent")
ENGLAND = ROOT / "data" / "england"


@pytest.fixture(scope="module")
def bundled() -> list[Figure]:
    figures, faults = read_figures(ENGLAND / "volatility.csv", None)
    assert not faults
    return figures


def years_of(figures: list[Figure], measure: str, category: str) -> list[int | None]:
    return sorted(f.year or 0 for f in figures if f.measure == measure and f.category == category)


# --- The file -------------------------------------------------------------------------------------
@shared
def test_the_bundled_figures_are_what_calibrate_writes_from_the_published_files(tmp_path: Path) -> None:
    out = tmp_path / "volatility.csv"
    said = type_in("calibrate", "--panel", PANEL, "--characteristics", CHARACTERISTICS, "--out", out)
    assert said.code == 0, said.err
    assert "114 figures from 148 authorities, fitted for 2016 to 2023" in said.out
    assert out.read_bytes() == (ENGLAND / "volatility.csv").read_bytes()


def test_counts_and_unaccompanied_shares_have_a_fit_for_each_year_and_placements_the_last_two(
    bundled: list[Figure],
) -> None:
    for part in ("alpha", "beta", "gamma"):
        assert years_of(bundled, "count_spread", part) == list(range(2016, 2024))
        assert years_of(bundled, "share_spread", f"uasc {part}") == list(range(2016, 2024))
        for name in ("supported_16_plus", "residential", "over_20_miles"):
            assert years_of(bundled, "share_spread", f"{name} {part}") == [2022, 2023]


@pytest.mark.parametrize("measure", ["starts_spread", "leaving_spread"])
def test_starts_and_leaving_have_a_fit_for_each_year_that_the_count_has(
    bundled: list[Figure], measure: str
) -> None:
    for part in ("alpha", "beta", "gamma"):
        assert years_of(bundled, measure, part) == years_of(bundled, "count_spread", part)


def test_each_figure_is_as_at_its_year_and_says_the_years_and_files_it_was_fitted_on(
    bundled: list[Figure],
) -> None:
    for figure in bundled:
        assert figure.as_at == f"{figure.year}-03-31"
        since = (
            2020
            if figure.category.split()[0] in ("supported_16_plus", "residential", "over_20_miles")
            else 2010
        )
        assert figure.note.endswith(f"fitted on {since} to {figure.year}")
        assert figure.source.startswith(
            "sufficiency calibrate on cla_panel_all_authorities_2010_2023.csv (sha256 "
        )
        assert figure.kind == "derived"


def test_the_figures_have_the_columns_of_any_figures_file() -> None:
    header = list(pd.read_csv(ENGLAND / "volatility.csv", nrows=0).columns)
    assert header == list(COLUMNS)


def test_the_shape_that_fits_assume_is_the_one_in_the_data(inputs) -> None:
    assert inputs.count_shape["degrees_of_freedom"].value == DEGREES_OF_FREEDOM


def test_what_is_not_fitted_is_an_assumption_or_a_limit_that_says_its_source() -> None:
    figures, faults = read_figures(ENGLAND / "limits.csv", None)
    assert not faults
    assert [figure.name for figure in figures] == [
        "count_shape/degrees_of_freedom",
        "count_shape/damping_after_back_test",
        "count_shape/largest_t",
        "rate_limit/least",
        "rate_limit/most",
    ]


# --- Which fit a scenario takes -------------------------------------------------------------------
def test_a_base_of_2019_takes_the_fits_of_2019(inputs) -> None:
    assert {figure.year for figure in inputs.count_spread.values()} == {2019}
    assert {inputs.share_spread["uasc", part].year for part in ("alpha", "beta", "gamma")} == {2019}


def test_a_base_of_2023_takes_the_fits_of_2023() -> None:
    inputs = load("thurrock-2023").inputs
    assert {figure.year for figure in inputs.count_spread.values()} == {2023}
    assert {figure.year for figure in inputs.share_spread.values()} == {2023}


def test_a_base_of_2019_takes_the_newest_of_placement_shares_marked_as_later_than_its_base_date(
    inputs,
) -> None:
    table = assumptions_table(inputs).set_index("figure")
    marks = table["after_base_date"]
    for name in ("supported_16_plus", "residential", "over_20_miles"):
        assert marks[f"share_spread/{name} alpha/2023"] in (True, "yes")
    assert marks["count_spread/alpha/2019"] in (False, "no")
    assert marks["share_spread/uasc alpha/2019"] in (False, "no")
    assert "count_spread/alpha/2023" not in table.index


def test_a_mark_left_blank_is_worked_out_for_each_base_date(tmp_path: Path) -> None:
    for base, is_later in ((datetime.date(2019, 3, 31), True), (datetime.date(2023, 3, 31), False)):
        figures, faults = read_figures(ENGLAND / "volatility.csv", base)
        assert not faults
        marked = {f.year for f in figures if f.after_base_date}
        assert (2023 in marked) == is_later
        assert all((f.year or 0) > base.year for f in figures if f.after_base_date)


def test_fits_of_earlier_years_are_kept_for_the_record_and_none_from_the_base_year_on(inputs) -> None:
    assert sorted(inputs.history.spreads) == [2016, 2017, 2018]
