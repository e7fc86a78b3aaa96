"""Charts: the tables of a run as pictures, each with words that say what the picture says.

The style is the Government Analysis Function's, through `afcharts`. Every title states the finding
with its numbers; every series is labelled where it is drawn; nothing is told by colour alone.
A chart whose table is absent or empty is left out.
"""

from sufficiency.charts.album import draw_charts
from sufficiency.charts.chart import Chart

__all__ = ["Chart", "draw_charts"]
