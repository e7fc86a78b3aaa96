"""The notebooks run from start to end, and the copies in the repository hold no outputs."""

import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))
SECONDS_A_CELL = 300


def code_cells(path: Path) -> list[dict[str, object]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def test_there_is_a_first_notebook() -> None:
    assert "01-first-run.ipynb" in [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_cleared(path: Path) -> None:
    # An output may show figures that nobody meant to publish, and hides real changes in a review.
    for cell in code_cells(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_start_to_end(path: Path, tmp_path: Path) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: install '.[test]'")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: install '.[test]'")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: install '.[test]'")
    notebook = nbformat.read(path, as_version=4)
    # A folder of its own: a notebook that needs the checkout's files would fail on an analyst's laptop.
    client = nbclient.NotebookClient(
        notebook, timeout=SECONDS_A_CELL, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
    )
    client.execute()
    last = code_cells_of(notebook)[-1]
    assert last["execution_count"] == len(code_cells_of(notebook))
    assert list(tmp_path.iterdir()) == []  # it wrote nothing


def code_cells_of(notebook: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
