"""For an analyst in a notebook: one import, for all that the commands do.

`load` takes a scenario in hand: look at its figures, change it, run it. What a run found out is a
`Forecast`: tables as pandas, futures as labelled arrays, charts. docs/notebooks.md says which is for what.
"""

from sufficiency.analysis.beside import Beside, side_by_side
from sufficiency.analysis.evidence import BackTested, back_test, read_panel
from sufficiency.analysis.forecast import Forecast
from sufficiency.analysis.returns import Checked, MethodsTried, check_returns, synthesise, try_methods
from sufficiency.analysis.study import Study, load, scenarios, write_report
from sufficiency.errors import InputFaultsError, OutputError
from sufficiency.writers.provider_list import write_provider_list, write_template

__all__ = [
    "BackTested",
    "Beside",
    "Checked",
    "Forecast",
    "InputFaultsError",
    "MethodsTried",
    "OutputError",
    "Study",
    "back_test",
    "check_returns",
    "load",
    "read_panel",
    "scenarios",
    "side_by_side",
    "synthesise",
    "try_methods",
    "write_provider_list",
    "write_report",
    "write_template",
]
