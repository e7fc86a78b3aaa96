"""What a back-test is made of, read: the panel of authorities, and the bundled limits of a range."""

from pathlib import Path
from typing import Final

from sufficiency.bundled import bundled_root
from sufficiency.chance.spread import Shape
from sufficiency.errors import one_fault
from sufficiency.readers.figures import read_figures
from sufficiency.readers.published.recognise import read_published
from sufficiency.record.panel import Panel, panel_of

# What a file tidied by its reader has, where it counts children looked after by authority.
PANEL_COLUMNS: Final = frozenset({"one_code", "version", "measure", "dfe_code"})


def read_panel(path: Path) -> Panel:
    """Children looked after by authority and year, from a published file; raises InputFaultsError.

    The file is DfE's number and rate, its characteristics, or a panel of all authorities
    (docs/published-files.md).
    """
    published = read_published(path)
    do = "Give DfE's number and rate, its characteristics, or a panel of all authorities."
    if not set(published.table.columns) >= PANEL_COLUMNS:
        what = f"this is {published.about}, which has no children looked after by authority."
        raise one_fault(str(path), "", what, do)
    try:
        return panel_of(published)
    except ValueError as error:
        raise one_fault(str(path), "", str(error), do) from None


def bundled_shape() -> Shape:
    """What the range of the count is made of, from the bundled figures."""
    figures, _ = read_figures(bundled_root() / "data" / "england" / "limits.csv", None)
    value = {figure.name: figure.value for figure in figures}
    return Shape(
        degrees_of_freedom=value["count_shape/degrees_of_freedom"],
        largest_t=value["count_shape/largest_t"],
        least_rate=value["rate_limit/least"],
        most_rate=value["rate_limit/most"],
    )
