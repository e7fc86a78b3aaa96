"""The list of measures is closed: a number in another unit, or of a misspelt measure, is never misread."""

from pathlib import Path

import pytest

from sufficiency.figures.measures import MEASURES, measure_faults

ROOT = Path(__file__).resolve().parent.parent


def test_every_bundled_figure_is_of_a_known_measure_in_its_unit(loaded) -> None:
    assert measure_faults(loaded.book) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": "percent"}, "is in percent, but is read in children"),
        ({"measure": "kinship_childern"}, "Did you mean 'kinship_children'?"),
    ],
)
def test_another_unit_or_a_misspelt_measure_is_refused_with_its_file_and_row(loaded, changed, said) -> None:
    kinship = loaded.book.find("kinship_children")
    [fault] = measure_faults(loaded.book.changed(kinship, **changed)) or [None]
    assert fault is not None
    assert fault.file.endswith("ledger.csv")
    assert fault.where.startswith("row 3")
    assert said in str(fault)


def test_every_measure_is_explained_in_the_page_on_figures() -> None:
    page = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    assert [measure for measure in MEASURES if f"`{measure}`" not in page] == []
