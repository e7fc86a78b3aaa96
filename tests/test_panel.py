"""The panel: authorities by year, the newest number of each, and nothing where nothing is known."""

import numpy as np
import pandas as pd
import pytest
from test_cli import ROOT

from sufficiency.figures.published import Published
from sufficiency.readers.published.recognise import read_published
from sufficiency.record.panel import Panel, SharesPanel, panel_of, shares_panel_of, version_rank

DFE = ROOT.parent / "shared" / "data" / "dfe"
shared = pytest.mark.skipif(not DFE.is_dir(), reason="shared data absent")


@pytest.fixture(scope="module")
def panel() -> Panel:
    return panel_of(read_published(DFE / "cla_panel_all_authorities_2010_2023.csv"))


@pytest.fixture(scope="module")
def shares() -> SharesPanel:
    return shares_panel_of(read_published(DFE / "cla_31march_by_characteristics_all_areas_2020_2023.csv"))


def published(*rows: tuple[object, ...]) -> Published:
    """A tidy table of children by authority, as a reader gives it."""
    columns = ["year", "dfe_code", "group_word", "word", "value", "mark", "version", "one_code"]
    table = pd.DataFrame(list(rows), columns=columns).assign(
        level="local_authority", measure="children", region="East of England"
    )
    table["code"] = "E" + table["dfe_code"]
    table["area"] = "Authority " + table["dfe_code"]
    return Published("a.csv", "a-layout", "a file", "DfE", table, ())


CLA = ("children_looked_after", "cla")


# --- The panel ------------------------------------------------------------------------------------
@shared
def test_thurrock_by_year_is_as_dfe_has_it_now_with_what_was_first_published_beside(panel: Panel) -> None:
    at = panel.row("883")
    now = dict(zip(panel.years, panel.cla[at], strict=True))
    first = dict(zip(panel.years, panel.first_published[at], strict=True))
    assert (now[2010], now[2015], now[2019], now[2023]) == (229, 284, 290, 292)
    assert (first[2015], first[2017]) == (279, 345)
    assert np.isnan(first[2019])
    assert panel.name[at] == "Thurrock"
    assert panel.code[at] == "E06000034"
    assert panel.region[at] == "East of England"


@shared
def test_children_who_started_and_who_ceased_in_the_year_are_in_it(panel: Panel) -> None:
    at, year = panel.row("883"), panel.years.index(2019)
    assert (panel.started[at, year], panel.ceased[at, year]) == (201, 210)


@shared
def test_unaccompanied_children_and_the_population_of_the_year_before_are_in_it(panel: Panel) -> None:
    at, year = panel.row("883"), panel.years.index(2019)
    assert panel.uasc[at, year] == 32
    assert panel.population[at, year] == 43_101
    assert panel.cla[at, year] / panel.population[at, year] * 10_000 == pytest.approx(67.3, abs=0.05)


@shared
def test_authorities_that_merged_are_left_out_and_named(panel: Panel) -> None:
    gone = {"835", "836", "837", "838", "839", "928", "940", "941", "942", "943"}
    assert not gone & set(panel.dfe_code)
    assert "909" in panel.dfe_code  # Cumbria has every year until 2023
    assert len(panel.dfe_code) == 148
    told = " | ".join(finding.what for finding in panel.findings)
    assert "8 left out of the panel: Bournemouth, " in told
    assert "2 left out of the panel: Cumberland, Westmorland and Furness" in told


@shared
def test_every_array_has_a_row_for_each_authority_and_a_column_for_each_year(panel: Panel) -> None:
    shape = (len(panel.dfe_code), len(panel.years))
    assert len(set(panel.dfe_code)) == shape[0]
    for array in (
        panel.cla, panel.uasc, panel.population, panel.first_published, panel.started, panel.ceased
    ):  # fmt: skip
        assert array.shape == shape
        assert np.nanmin(array) >= 0


@shared
def test_the_number_and_rate_file_gives_the_same_children_and_no_unaccompanied_ones(panel: Panel) -> None:
    file = DFE / "ees_2023release_cla_number_and_rate_per_10k_children.csv"
    other = panel_of(read_published(file))
    assert other.cla[other.row("883")].tolist() == [290, 297, 298, 294, 292]
    assert np.isnan(other.uasc).all()
    assert other.population[other.row("883"), 0] == 43_101


@shared
def test_the_characteristics_file_gives_a_panel_too() -> None:
    file = DFE / "layout2025_la_cla_on_31_march_by_characteristics_subset.csv"
    panel = panel_of(read_published(file))
    assert panel.years == (2021, 2022, 2023)
    assert panel.cla[panel.row("883")].tolist() == [298, 294, 292]
    assert panel.uasc[panel.row("883")].tolist() == [24, 28, 45]


def test_the_newest_version_that_has_a_number_is_taken() -> None:
    panel = panel_of(
        published(
            (2015, "883", *CLA, 284.0, "", "latest", True),
            (2015, "883", *CLA, 279.0, "", "first_published", True),
            (2016, "883", *CLA, np.nan, "x", "latest", True),
            (2016, "883", *CLA, 334.0, "", "first_published", True),
        )
    )
    assert panel.cla.tolist() == [[284, 334]]
    assert panel.first_published.tolist() == [[279, 334]]


def test_a_later_release_is_newer_than_an_earlier_one() -> None:
    assert sorted(["latest", "2024", "first_published", "2023"], key=version_rank) == [
        "first_published",
        "2023",
        "2024",
        "latest",
    ]


def test_what_is_suppressed_is_missing_and_never_nought() -> None:
    panel = panel_of(
        published(
            (2019, "883", *CLA, 290.0, "", "", True),
            (2019, "420", *CLA, 0.0, "", "", True),
            (2020, "420", *CLA, np.nan, "c", "", True),
        )
    )
    assert panel.cla[panel.row("420")].tolist() == pytest.approx([0, np.nan], nan_ok=True)
    assert np.isnan(panel.cla[panel.row("883"), 1])


def test_a_file_without_children_looked_after_is_refused() -> None:
    with pytest.raises(ValueError, match="no children looked after by authority"):
        panel_of(published((2019, "883", "placement", "residential", 20.0, "", "", True)))


# --- Shares ---------------------------------------------------------------------------------------
@shared
def test_thurrocks_shares_are_parts_of_the_wholes_beside_them(shares: SharesPanel) -> None:
    at, year = shares.row("883"), shares.years.index(2022)
    children = {name: share[at, year] * shares.of[name][at, year] for name, share in shares.shares.items()}
    assert children["fostering"] == pytest.approx(222)
    assert children["residential"] == pytest.approx(26)
    assert children["uasc"] == pytest.approx(28)
    assert shares.of["fostering"][at, year] == 294


@shared
def test_the_share_beyond_20_miles_is_of_those_whose_distance_is_known(shares: SharesPanel) -> None:
    at, year = shares.row("883"), shares.years.index(2022)
    assert shares.of["over_20_miles"][at, year] == 266
    assert shares.shares["over_20_miles"][at, year] == pytest.approx(72 / 266)


@shared
def test_every_share_lies_from_nought_to_one_and_is_missing_where_it_is_suppressed(
    shares: SharesPanel,
) -> None:
    for name, share in shares.shares.items():
        known = share[~np.isnan(share)]
        assert known.min() >= 0
        assert known.max() <= 1
        assert 0 < np.isnan(share).mean() < 0.2, name


def test_a_share_of_a_suppressed_whole_is_missing() -> None:
    panel = shares_panel_of(
        published(
            (2022, "883", "placement", "residential", 26.0, "", "", True),
            (2022, "883", "placement", "all", np.nan, "c", "", True),
            (2022, "882", "placement", "residential", np.nan, "c", "", True),
            (2022, "882", "placement", "all", 300.0, "", "", True),
        )
    )
    assert np.isnan(panel.shares["residential"]).all()
    assert panel.of["residential"][:, 0].tolist() == pytest.approx([300, np.nan], nan_ok=True)


def test_a_share_of_nobody_is_missing() -> None:
    panel = shares_panel_of(
        published(
            (2022, "420", "placement", "residential", 0.0, "", "", True),
            (2022, "420", "placement", "all", 0.0, "", "", True),
        )
    )
    assert np.isnan(panel.shares["residential"]).all()
    assert panel.of["residential"].tolist() == [[0]]
