"""DfE's files: every layout since 2022 as one tidy table, and what is said of a file that is not right."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.figures.published import Published
from sufficiency.readers.published.dfe import COLUMNS, LAYOUTS, PUBLISHER
from sufficiency.readers.published.recognise import layout_of, read_published
from sufficiency.readers.published.words import dfe_words

DFE = ROOT.parent / "shared" / "data" / "dfe"
shared = pytest.mark.skipif(not DFE.is_dir(), reason="shared data absent")
PANEL = "cla_panel_all_authorities_2010_2023.csv"
NUMBER_AND_RATE = "ees_2023release_cla_number_and_rate_per_10k_children.csv"
COMPILED = "cla_31march_by_characteristics_all_areas_2020_2023.csv"
OLD = "layout2024_la_cla_on_31_march_by_characteristics_subset.csv"
NEW = "layout2025_la_cla_on_31_march_by_characteristics_subset.csv"
ENGLAND = "ees_2024release_national_cla_on_31_march_by_characteristics.csv"
BY_DISTANCE = "ees_2024release_national_cla_on_31_march_by_placement_distance_and_placement_locality.csv"
BY_PROVIDER = "ees_2024release_national_cla_on_31_march_by_placement_provider_placement_type_and_locality.csv"
DURATION = "ees_2024release_national_duration_of_placements_by_type_ceasing_during_the_year.csv"
SERIES = "ees_2024release_cla_time_series_1994_2024_national.csv"
NEW_PLACEMENTS = "ees_2022release_la_cla_during_year_new_placements.csv"
STARTED = "ees_2022release_la_cla_who_started_to_be_looked_after.csv"

Read = Callable[[str], Published]


@pytest.fixture(scope="module")
def real() -> Read:
    """A published file, read once."""
    held: dict[str, Published] = {}

    def read(name: str) -> Published:
        if name not in held:
            held[name] = read_published(DFE / name)
        return held[name]

    return read


def value(published: Published, **where: object) -> float:
    """The one number of a table where each column says so."""
    rows = published.table
    for column, wanted in where.items():
        rows = rows[rows[column] == wanted]
    assert len(rows) == 1, f"{len(rows)} rows"
    return float(rows["value"].iloc[0])


def kinds(published: Published) -> set[str]:
    return {finding.kind for finding in published.findings}


def said(published: Published, kind: str) -> str:
    return " | ".join(finding.what for finding in published.findings if finding.kind == kind)


# --- The files as DfE publishes them --------------------------------------------------------------
@shared
@pytest.mark.parametrize(
    ("name", "layout", "years", "areas"),
    [
        (PANEL, "dfe-panel", (2010, 2023), 158),
        (NUMBER_AND_RATE, "dfe-number-and-rate", (2019, 2023), 168),
        (COMPILED, "dfe-characteristics-compiled", (2020, 2023), 165),
        (OLD, "dfe-characteristics", (2020, 2023), 15),
        (NEW, "dfe-characteristics-2025", (2021, 2023), 15),
        (STARTED, "dfe-started", (2018, 2022), 168),
        (NEW_PLACEMENTS, "dfe-new-placements", (2018, 2022), 168),
        (ENGLAND, "dfe-england-characteristics", (2020, 2024), 1),
        (BY_DISTANCE, "dfe-england-placement-by-distance", (2020, 2024), 1),
        (BY_PROVIDER, "dfe-england-placement-by-provider", (2020, 2024), 1),
        (DURATION, "dfe-england-placement-duration", (2020, 2024), 1),
        (SERIES, "dfe-england-time-series", (1994, 2024), 1),
    ],
)
def test_each_published_file_is_known_with_its_years_and_areas(
    real: Read, name: str, layout: str, years: tuple[int, int], areas: int
) -> None:
    published = real(name)
    assert published.layout == layout
    assert published.publisher == PUBLISHER
    assert published.years == list(range(years[0], years[1] + 1))
    assert len(published.table[["level", "code", "dfe_code"]].drop_duplicates()) == areas
    assert tuple(published.table.columns) == COLUMNS


@shared
@pytest.mark.parametrize("name", [PANEL, NUMBER_AND_RATE, OLD, NEW, STARTED, NEW_PLACEMENTS, DURATION])
def test_there_is_a_number_only_where_there_is_no_mark(real: Read, name: str) -> None:
    table = real(name).table
    assert table.loc[table["mark"] != "", "value"].isna().all()
    assert table["value"].notna().any()


@shared
def test_thurrock_had_290_children_looked_after_in_2019_and_67_in_10000(real: Read) -> None:
    thurrock = {"dfe_code": "883", "year": 2019, "word": "cla"}
    assert value(real(NUMBER_AND_RATE), **thurrock, measure="children") == 290
    assert value(real(NUMBER_AND_RATE), **thurrock, measure="rate_per_10k") == 67
    assert value(real(NUMBER_AND_RATE), dfe_code="883", year=2019, measure="population") == 43_101


@shared
def test_thurrock_in_2015_was_first_279_and_is_now_284(real: Read) -> None:
    thurrock = {"dfe_code": "883", "year": 2015, "word": "cla", "measure": "children"}
    assert value(real(PANEL), **thurrock, version="first_published") == 279
    assert value(real(PANEL), **thurrock, version="latest") == 284


@shared
def test_england_had_83630_children_looked_after_in_2024(real: Read) -> None:
    assert value(real(SERIES), year=2024, word="cla") == 83_630
    assert value(real(SERIES), year=2024, word="uasc") == 7_380
    assert value(real(ENGLAND), year=2024, group_word="age_band", word="all", measure="children") == 83_630
    in_all = value(real(BY_DISTANCE), year=2024, group_word="all", word="all", measure="children")
    assert in_all == 83_630


@shared
def test_a_row_of_the_old_layout_is_the_same_row_of_the_new(real: Read) -> None:
    columns = ["year", "level", "code", "dfe_code", "group", "breakdown", "measure"]
    old, new = (real(name).table.set_index(columns)["value"] for name in (OLD, NEW))
    both = pd.concat([old, new], axis=1, join="inner", keys=["old", "new"])
    assert len(both) > 5_000
    assert (both["old"] - both["new"]).abs().median() == 0
    thurrock = (2022, "local_authority", "E06000034", "883")
    assert both.loc[(*thurrock, "Placement", "Foster placements", "children"), "new"] == 222
    assert both.loc[(*thurrock, "Placement", "Total", "children"), "new"] == 294


@shared
def test_placements_and_days_are_measures_of_their_own(real: Read) -> None:
    made = {"dfe_code": "883", "year": 2019, "breakdown": "Total new placements"}
    assert value(real(NEW_PLACEMENTS), **made, measure="placements") == 388
    average = {"year": 2024, "breakdown": "Average duration (days)", "group": "All placements"}
    assert value(real(DURATION), **average, measure="days") == 307
    assert set(real(DURATION).table["measure"]) == {"placements", "days", "percent"}


@shared
def test_children_who_started_are_not_taken_for_children_looked_after(real: Read) -> None:
    taken = {"dfe_code": "883", "year": 2019, "group": "Taken into care", "measure": "children"}
    assert value(real(STARTED), **taken, breakdown="Total children") == 201
    assert value(real(STARTED), **taken, breakdown="All children taken into care") == 45


@shared
def test_every_placement_that_dfe_publishes_by_area_has_one_of_our_words(real: Read) -> None:
    table = real(COMPILED).table
    placements = table[table["group_word"] == "placement"]
    assert "" not in set(placements["word"])
    assert set(placements["word"]) >= {"fostering_and_kinship", "residential", "supported_16_plus", "all"}


# --- What is found in them ------------------------------------------------------------------------
@shared
def test_revisions_are_counted_with_the_largest(real: Read) -> None:
    told = said(real(PANEL), "revised")
    assert told.startswith("922 of 1680 numbers were published again")
    assert "Leicester 2017, Children looked after at 31 March: 695, then 639" in told


@shared
@pytest.mark.parametrize(
    ("name", "words"),
    [
        (ENGLAND, "supported accommodation from 2024"),
        (BY_DISTANCE, "supported accommodation from 2024"),
        (BY_DISTANCE, "'distance not known' from 2020 is unaccompanied children"),
        (OLD, "'distance not known' from 2020 is unaccompanied children"),
    ],
)
def test_series_that_broke_are_named_where_the_file_has_them(real: Read, name: str, words: str) -> None:
    assert words in said(real(name), "broken_series")


@shared
def test_the_break_of_2024_is_told_in_the_numbers_of_englands_file(real: Read) -> None:
    [why] = [finding.why for finding in real(ENGLAND).findings if "from 2024" in finding.what]
    for year in (2023, 2024):
        for word in ("supported_16_plus", "other_placements"):
            assert f"{value(real(ENGLAND), year=year, word=word, measure='children'):,.0f}" in why


@shared
def test_a_file_that_stops_before_2024_has_no_break_in_supported_accommodation(real: Read) -> None:
    assert "supported accommodation" not in said(real(OLD), "broken_series")


@shared
def test_merged_authorities_are_named_and_do_not_keep_one_code(real: Read) -> None:
    assert "Poole (836) became part of" in said(real(PANEL), "merged")
    table = real(PANEL).table
    broken = set(table.loc[~table["one_code"], "dfe_code"])
    assert broken == {"835", "836", "837", "838", "839", "928", "940", "941"}


@shared
def test_a_suppressed_total_is_said_to_leave_no_shares(real: Read) -> None:
    assert "shares cannot be worked out for 1 area: Isles of Scilly" in said(real(COMPILED), "suspect")


@shared
def test_numbers_of_england_are_known_to_be_rounded(real: Read) -> None:
    assert "rounded to ten" in said(real(NUMBER_AND_RATE), "rounded")


# --- Files of our own making ----------------------------------------------------------------------
HEADER = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,la_name,new_la_code,cla_group,characteristic,number,percentage"
)
AREA = "Local authority,E92000001,England,E12000006,East of England,883,Thurrock,E06000034"
ROWS = [
    f"{year},Reporting year,{AREA},{group},{breakdown},{number},{percent}"
    for year in (2021, 2022, 2023)
    for group, breakdown, number, percent in (
        ("Placement", "Foster placements", '"1,220"', "75"),
        ("Placement", "Secure homes and children's homes", "c", "c"),
        ("Placement", "Total", '"1,620"', "100"),
    )
]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Save lines as a CSV, in an encoding."""

    def save(*lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "mine.csv"
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return save


def fault_of(path: Path) -> str:
    """The one fault of a file."""
    with pytest.raises(InputFaultsError) as raised:
        read_published(path)
    [fault] = raised.value.faults
    return str(fault)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_reads_the_same_however_it_was_saved(saved: Callable[..., Path], encoding: str) -> None:
    published = read_published(saved(HEADER, *ROWS, encoding=encoding))
    assert published.layout == "dfe-characteristics"
    fostered = {"year": 2022, "word": "fostering_and_kinship", "measure": "children"}
    assert value(published, **fostered) == 1_220


def test_columns_may_stand_in_any_order_and_case_and_be_parted_by_semicolons(
    saved: Callable[..., Path],
) -> None:
    lines = [
        ";".join(reversed(line.replace('"1,', "1").replace('"', "").split(",")))
        for line in (HEADER.upper(), *ROWS)
    ]
    published = read_published(saved(*lines))
    assert value(published, year=2023, word="all", measure="children") == 1_620


def test_a_mark_is_kept_and_has_no_number(saved: Callable[..., Path]) -> None:
    table = read_published(saved(HEADER, *ROWS)).table
    homes = table[table["word"] == "residential"]
    assert set(homes["mark"]) == {"c"}
    assert homes["value"].isna().all()


def test_a_year_of_two_is_the_year_it_ends_in(saved: Callable[..., Path]) -> None:
    published = read_published(saved(HEADER, *(row.replace("2021,", "202021,") for row in ROWS)))
    assert published.years == [2021, 2022, 2023]


def test_a_renamed_column_is_one_message_with_the_nearest_layout(saved: Callable[..., Path]) -> None:
    told = fault_of(saved(HEADER.replace("characteristic", "characteristics"), *ROWS))
    assert "it looks like children looked after" in told
    assert "it lacks characteristic and has characteristics, not known" in told
    assert "Did you mean characteristics for characteristic?" in told


def test_a_renamed_column_of_areas_is_not_taken_for_a_file_of_england(saved: Callable[..., Path]) -> None:
    told = fault_of(saved(HEADER.replace("la_name", "authority"), *ROWS))
    assert "it lacks la_name and has authority, not known" in told


def test_another_publications_file_is_one_message(saved: Callable[..., Path]) -> None:
    told = fault_of(saved("pupil,school,absences", "1,2,3"))
    assert "it is not a published file that is known" in told
    assert all(layout.name in told for layout in LAYOUTS)


def test_a_file_of_the_same_header_but_other_words_is_one_message(saved: Callable[..., Path]) -> None:
    told = fault_of(saved(HEADER, f"2021,Reporting year,{AREA},Care leavers,In touch,12,100"))
    assert "its characteristic has none of the words that tell which" in told


def test_every_cell_that_cannot_be_read_is_told_at_once(saved: Callable[..., Path]) -> None:
    lines = list(ROWS)
    bad = [lines[0].replace('"1,220"', "many"), lines[1].replace("2021,", "last year,"), *lines[2:]]
    with pytest.raises(InputFaultsError) as raised:
        read_published(saved(HEADER, *bad))
    assert {fault.where for fault in raised.value.faults} == {
        "row 2, column number",
        "row 3, column time_period",
    }


def test_a_level_that_is_not_read_is_a_fault(saved: Callable[..., Path]) -> None:
    lines = [row.replace("Local authority,", "Local authority district,") for row in ROWS]
    assert "Did you mean Local authority?" in fault_of(saved(HEADER, *lines))


def test_a_row_cut_short_is_a_fault(saved: Callable[..., Path]) -> None:
    lines = list(ROWS)
    assert "row 3: it has 10 cells, but the header has 14" in fault_of(
        saved(HEADER, lines[0], lines[1].rsplit(",", 4)[0], *lines[2:])
    )


def test_a_suppressed_total_is_suspect(saved: Callable[..., Path]) -> None:
    lines = [row.replace('"1,620"', "c") for row in ROWS]
    told = said(read_published(saved(HEADER, *lines)), "suspect")
    assert "a total is suppressed, so shares cannot be worked out for 1 area: Thurrock" in told


def test_a_year_missing_in_the_middle_is_suspect(saved: Callable[..., Path]) -> None:
    lines = [row for row in ROWS if not row.startswith("2022")]
    assert "Thurrock 2022" in said(read_published(saved(HEADER, *lines)), "suspect")


def test_a_file_without_a_gap_is_not_suspect(saved: Callable[..., Path]) -> None:
    assert "suspect" not in kinds(read_published(saved(HEADER, *ROWS)))


def test_words_that_dfe_has_changed_are_suspect(saved: Callable[..., Path]) -> None:
    lines = [row.replace("Secure homes and children's homes", "Children's homes") for row in ROWS]
    told = said(read_published(saved(HEADER, *lines)), "suspect")
    assert "words that are not known, left out of every share: 'Children's homes'" in told


def test_a_row_said_twice_counts_once_and_one_that_contradicts_is_a_fault(saved: Callable[..., Path]) -> None:
    lines = list(ROWS)
    twice = read_published(saved(HEADER, *lines, lines[0]))
    assert value(twice, year=2021, word="fostering_and_kinship", measure="children") == 1_220
    assert "dropped" in kinds(twice)
    other = lines[0].replace("1,220", "1,221")
    assert "row 11: it gives another number for what row 2 gives" in fault_of(saved(HEADER, *lines, other))


def test_one_year_in_two_releases_is_a_revision(saved: Callable[..., Path]) -> None:
    header = (
        "release,time_period,geographic_level,region_code,region_name,old_la_code,new_la_code,la_name,"
        "geo_breakdown,cla_group,characteristic,number,percentage"
    )
    area = "Local authority,E12000006,East of England,883,E06000034,Thurrock,Thurrock"
    lines = [
        f"{release},2022,{area},Placement,{breakdown},{number},100"
        for release, number in ((2023, 294), (2024, 299))
        for breakdown in ("Foster placements", "Total")
    ]
    published = read_published(saved(header, *lines))
    assert published.layout == "dfe-characteristics-compiled"
    assert "2 of 2 numbers were published again" in said(published, "revised")
    assert "294, then 299" in said(published, "revised")


def test_placement_groups_before_2018_are_not_joined_to_those_after(saved: Callable[..., Path]) -> None:
    lines = [row.replace("2021,", "2017,").replace("2022,", "2018,") for row in ROWS]
    told = said(read_published(saved(HEADER, *lines)), "broken_series")
    assert "placement groups before 2018 are not the groups after" in told


def test_each_layout_is_told_from_every_other_by_name() -> None:
    names = [layout.name for layout in LAYOUTS]
    assert len(set(names)) == len(names)
    assert all(layout.columns and layout.about for layout in LAYOUTS)


def test_a_layout_is_told_before_a_file_is_read(saved: Callable[..., Path]) -> None:
    assert layout_of(saved(HEADER, *ROWS)).name == "dfe-characteristics"


def test_each_of_dfes_words_has_one_of_ours() -> None:
    assert all(dfe_words().values())
    assert dfe_words()["word", "foster placements"] == "fostering_and_kinship"
