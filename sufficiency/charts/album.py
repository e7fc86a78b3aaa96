"""The album: every chart that a run can fill, in the order a strategy shows them."""

from collections.abc import Mapping

import pandas as pd

from sufficiency.charts.chart import Chart
from sufficiency.charts.children import children_chart
from sufficiency.charts.demand import demand_chart
from sufficiency.charts.distance import distance_chart
from sufficiency.charts.gap import gap_chart
from sufficiency.charts.page import analysis_function_style
from sufficiency.charts.population import population_chart
from sufficiency.charts.position import position_chart
from sufficiency.charts.sixteen import sixteen_chart, uasc_chart
from sufficiency.charts.viewpoint import Viewpoint
from sufficiency.vocabulary import PROVISIONS


def draw_charts(tables: Mapping[str, pd.DataFrame], place: str, base_year: int, as_at: str) -> list[Chart]:
    """Every chart that the tables of a run can fill; `as_at` is a date as YYYY-MM-DD."""
    view = Viewpoint(place, base_year, as_at)
    with analysis_function_style():
        charts = [
            population_chart(tables, view),
            children_chart(tables, view),
            *(demand_chart(tables, provision, view) for provision in PROVISIONS),
            gap_chart(tables, view),
            position_chart(tables, view),
            distance_chart(tables, view),
            sixteen_chart(tables, view),
            uasc_chart(tables, view),
        ]
    return [chart for chart in charts if chart is not None]
