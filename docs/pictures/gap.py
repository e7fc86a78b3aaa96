"""Draw the picture of the README and the home page again: `python docs/pictures/gap.py`.

It is the chart of the gap that `sufficiency run` draws with its own defaults. A test holds that the picture
kept beside the pages is the one that the code draws today.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sufficiency.charts import Chart

PICTURE: Final = Path(__file__).resolve().with_suffix(".png")


def picture() -> "Chart":
    """The chart of the gap in the default scenario: 1,000 draws and seed 1, as the command takes them."""
    from sufficiency import analysis
    from sufficiency.bundled import DEFAULT_SCENARIO

    return analysis.load(DEFAULT_SCENARIO).run(draws=1000, seed=1).charts["gap"]


if __name__ == "__main__":
    PICTURE.write_bytes(picture().png)
