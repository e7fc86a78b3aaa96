"""Statistical neighbours: ten of each authority, nearest first, in DfE's words of closeness."""

from pathlib import Path

import pytest
from test_cli import ROOT

from sufficiency.errors import InputFaultsError
from sufficiency.figures.published import Published
from sufficiency.readers.published.neighbours import LAYOUTS, neighbours_of
from sufficiency.readers.published.sheets import header_of

REAL = ROOT.parent / "shared" / "data" / "dfe" / "statistical_neighbours_2025_wide.csv"
real = pytest.mark.skipif(not REAL.is_file(), reason="the published files are not beside the checkout")
(NEIGHBOURS,) = LAYOUTS

RANKS = range(1, 11)
NAMES = {"883": "Thurrock", **{str(300 + rank): f"Borough {rank}" for rank in RANKS}}


def read(path: Path) -> Published:
    assert NEIGHBOURS.knows(header_of(path), path)
    return NEIGHBOURS.read(path)


def written(path: Path, **cells: str) -> Path:
    """Eleven authorities, each with the ten others; `cells` change Thurrock's, by column."""
    columns = ["old_la_code", "la_name", *(f"SN_{rank}{end}" for rank in RANKS for end in ("", "P"))]
    lines = [",".join(columns)]
    for code, name in NAMES.items():
        row = {"old_la_code": code, "la_name": name}
        for rank, other in enumerate((each for each in NAMES if each != code), start=1):
            row |= {f"SN_{rank}": other, f"SN_{rank}P": "Close "}
        row |= cells if code == "883" else {}
        lines.append(",".join(row[column] for column in columns))
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    return path


@pytest.fixture(scope="module")
def neighbours() -> Published:
    return read(REAL)


@real
def test_thurrocks_nearest_are_swindon_bexley_and_havering(neighbours: Published) -> None:
    found = neighbours_of(neighbours, "Thurrock")
    assert [each.area for each in found] == [
        "Swindon", "Bexley", "Havering", "Medway", "North Northamptonshire",
        "Bedford", "West Northamptonshire", "Dudley", "Lincolnshire", "Suffolk",
    ]  # fmt: skip
    assert [each.rank for each in found] == list(RANKS)
    assert [each.closeness for each in found] == ["very close"] * 6 + ["close"] * 4


@real
@pytest.mark.parametrize("called", ["883", "thurrock", "Thurrock Council"])
def test_an_authority_is_found_by_any_of_its_names(neighbours: Published, called: str) -> None:
    assert neighbours_of(neighbours, called)[0].dfe_code == "866"


@real
def test_all_153_authorities_have_ten_neighbours_and_nothing_looks_wrong(neighbours: Published) -> None:
    assert set(neighbours.table.groupby("dfe_code").size()) == {10}
    assert neighbours.table["dfe_code"].nunique() == 153
    assert neighbours.years == [2025]
    assert neighbours.findings == ()


@real
def test_an_authority_that_is_not_there_is_refused_with_the_nearest_name(neighbours: Published) -> None:
    with pytest.raises(InputFaultsError, match=r"'Thurock' is not an authority in it.*'Thurrock'"):
        neighbours_of(neighbours, "Thurock")


def test_a_word_of_closeness_loses_its_trailing_space(tmp_path: Path) -> None:
    published = read(written(tmp_path / "neighbours_2025.csv"))
    assert set(published.table["closeness"]) == {"close"}


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        ({"SN_1": "999"}, "a neighbour has no row of its own: 999"),
        ({"SN_1": "302"}, "a neighbour is named twice: Thurrock"),
        ({"SN_1": "883"}, "an authority is its own neighbour: Thurrock"),
        ({"SN_1P": "Chummy"}, "a word of closeness is not one of DfE's: chummy"),
    ],
)
def test_what_looks_wrong_is_found(tmp_path: Path, cells: dict[str, str], what: str) -> None:
    published = read(written(tmp_path / "neighbours_2025.csv", **cells))
    assert [(finding.kind, finding.what) for finding in published.findings] == [("suspect", what)]


def test_a_code_that_is_not_dfes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "neighbours_2025.csv", SN_3="E06000034")
    with pytest.raises(InputFaultsError, match="row 2, column sn_3: 'E06000034' is not DfE's code"):
        read(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("neighbours.csv", "nothing says which year's model it is of"),
        ("neighbours_1066.csv", "the year in its name is not a year from 1990 to 2100"),
    ],
)
def test_a_file_whose_name_has_no_year_is_refused(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(InputFaultsError, match=said):
        read(written(tmp_path / name))


def test_a_renamed_column_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "neighbours_2025.csv")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("SN_10P", "SN_10Q"))
    with pytest.raises(InputFaultsError, match=r"the column sn_10p is missing\. Did you mean sn_10q\?"):
        NEIGHBOURS.read(path)
