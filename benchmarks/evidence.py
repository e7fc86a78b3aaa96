"""Evidence: the back-test of every authority, from the published panel."""

from pathlib import Path
from typing import Final

from benchmarks.clock import OUT, PROGRAM, ROOT, Asked, Found, Measure, in_turn

PART: Final = "back-test"
SHARED: Final = ROOT.parent / "shared" / "data" / "dfe"
PANEL: Final = SHARED / "cla_panel_all_authorities_2010_2023.csv"
CHARACTERISTICS: Final = SHARED / "cla_31march_by_characteristics_all_areas_2020_2023.csv"


def measured(asked: Asked, found: Found) -> None:
    """The back-test of all authorities, of counts and, where there are characteristics, of shares too."""
    panel = asked.panel or PANEL
    if not panel.exists():
        found.left_out.append("The back-test of every authority: no panel was given, and none is beside.")
        return
    back_test = Measure(PART, "backtest, every authority", _back_test(panel, None))
    measures = [back_test]
    characteristics = asked.characteristics or CHARACTERISTICS
    if characteristics.exists():
        measures.append(Measure(PART, "backtest, with shares", _back_test(panel, characteristics)))
    in_turn(measures, 1 if asked.quick else min(asked.runs, 3), warm=False)
    found.measures += measures


def _back_test(panel: Path, characteristics: Path | None) -> tuple[str, ...]:
    shares = () if characteristics is None else ("--characteristics", str(characteristics))
    return (*PROGRAM, "backtest", "--panel", str(panel), *shares, "--out", OUT)
