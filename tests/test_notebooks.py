"""The notebooks run from start to end, are short, and the copies in the repository hold no outputs."""

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PANEL = ROOT.parent / "shared" / "data" / "dfe" / "cla_panel_all_authorities_2010_2023.csv"
NEEDS_THE_PANEL = "06-your-own-method"
SECONDS_A_CELL = 300
MOST_LINES = 5  # of a cell, blank lines and imports apart
MANY, FEW = "draws = 1000", "draws = 50"

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path: Path) -> list[dict[str, object]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def code(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in code_cells(path)]  # type: ignore[call-overload]


def test_there_are_six_in_the_order_that_they_are_read() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01-first-run",
        "02-scenarios",
        "03-expected-and-happened",
        "04-select-list",
        "05-from-returns",
        "06-your-own-method",
    ]


@each_notebook
def test_outputs_are_cleared(path: Path) -> None:
    # An output may show figures that nobody meant to publish, and hides real changes in a review.
    for cell in code_cells(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


@each_notebook
def test_a_cell_is_short_because_the_work_is_in_the_package(path: Path) -> None:
    for source in code(path):
        lines = [line for line in source.splitlines() if line.strip()]
        work = [line for line in lines if not line.startswith(("import ", "from "))]
        assert len(work) <= MOST_LINES, source


@each_notebook
def test_one_import_of_the_package_serves_and_no_private_name_is_used(path: Path) -> None:
    for node in ast.walk(ast.parse("\n".join(code(path)))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sufficiency"):
            assert (node.module, [name.name for name in node.names]) == ("sufficiency", ["analysis"])
        if isinstance(node, ast.Import):
            assert not any(name.name.startswith("sufficiency") for name in node.names)
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_"), node.attr
        if isinstance(node, ast.Name):
            assert not node.id.startswith("_"), node.id


@each_notebook
def test_prose_stands_before_code(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert cells[0]["cell_type"] == "markdown"
    prose = sum(cell["cell_type"] == "markdown" for cell in cells)
    assert prose * 2 >= len(cells) - prose


@each_notebook
def test_it_runs_from_start_to_end_and_leaves_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed: install '.[test]'")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed: install '.[test]'")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: install '.[test]'")
    if path.stem == NEEDS_THE_PANEL and not PANEL.is_file():
        pytest.skip("shared data absent")
    folder, temporary = tmp_path / "folder", tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SUFFICIENCY_PANEL", str(PANEL))
    notebook = with_few_draws(nbformat.read(path, as_version=4))
    # A folder of its own: a notebook that needs the checkout's files would fail on an analyst's laptop.
    client = nbclient.NotebookClient(
        notebook, timeout=SECONDS_A_CELL, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    client.execute()
    ran = code_cells_of(notebook)
    assert ran[-1]["execution_count"] == len(ran)
    assert list(folder.iterdir()) == []  # it wrote nothing where it ran
    assert not [*temporary.rglob("*.csv"), *temporary.rglob("*.toml")]  # and took away what it wrote


def with_few_draws(notebook: dict[str, list[dict[str, object]]]) -> dict[str, list[dict[str, object]]]:
    """The notebook with few futures, so that it is quick; it draws none that this does not find."""
    for cell in code_cells_of(notebook):
        cell["source"] = str(cell["source"]).replace(MANY, FEW)
        assert "draws=1" not in cell["source"]
    return notebook


def code_cells_of(notebook: dict[str, list[dict[str, object]]]) -> list[dict[str, object]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
