"""Start-up: what is asked of the command is answered before anything heavy is imported."""

import json
import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "xarray", "scipy", "matplotlib", "statsmodels", "openpyxl", "docx", "altair",
         "gptables", "jinja2", "xlsxwriter", "vl_convert")  # fmt: skip
FOR_A_REPORT = ("docx", "altair", "gptables", "jinja2", "xlsxwriter", "vl_convert")
COMMANDS = (
    "", "run", "position", "check", "compare", "levers", "report", "changes", "new", "backtest", "calibrate",
    "scenarios", "scenarios copy", "places", "places template", "places draft", "places show",
    "ssda903", "ssda903 check", "ssda903 summarise", "ssda903 backtest", "ssda903 synthesise",
)  # fmt: skip
USAGE_ERRORS = (
    "nonsense", "run --nonsense", "run --draws many", "run --draws 0", "run --method nonsense",
    "run --report", "check --authority Thurrock", "compare one", "levers --goal nonsense", "report",
    "report run --to nonsense", "report run --protect none", "backtest --panel panel.csv --origins nonsense",
    "scenarios nonsense", "scenarios copy", "places draft", "places show --year nonsense",
    "ssda903 summarise returns", "ssda903 summarise returns --out out --protect nonsense",
    "ssda903 synthesise --like thurrock --years nonsense --out out",
)  # fmt: skip

# Does each line as the command would, and prints its exit code with the heavy libraries imported by then.
EACH_IN_TURN = """
import contextlib, io, json, sys
from sufficiency.__main__ import main

lines, heavy = json.loads(sys.argv[1]), json.loads(sys.argv[2])
done = {}
for line in lines:
    sys.argv = ["sufficiency", *line.split()]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            main()
        except SystemExit as stop:
            code = stop.code
    done[line] = [code, [name for name in heavy if name in sys.modules]]
print(json.dumps(done))
"""


def done(lines, heavy, folder):
    """The exit code of each line, and the heavy libraries that had been imported once it was done."""
    command = [sys.executable, "-c", EACH_IN_TURN, json.dumps(lines), json.dumps(heavy)]
    ran = subprocess.run(command, capture_output=True, check=True, text=True, cwd=folder)
    return json.loads(ran.stdout)


def test_no_help_imports_a_heavy_library(tmp_path):
    lines = [f"{command} --help".strip() for command in COMMANDS]

    assert done(lines, HEAVY, tmp_path) == {line: [0, []] for line in lines}


def test_no_usage_error_imports_a_heavy_library(tmp_path):
    assert done(USAGE_ERRORS, HEAVY, tmp_path) == {line: [2, []] for line in USAGE_ERRORS}


def test_every_command_is_among_those_whose_help_is_asked_for():
    from typer.main import get_command

    from sufficiency.commands.app import program

    def under(group, before=""):
        named = {f"{before}{name}": each for name, each in getattr(group, "commands", {}).items()}
        return set(named).union(*(under(each, f"{name} ") for name, each in named.items()))

    assert under(get_command(program())) == set(COMMANDS) - {""}


def test_help_of_a_command_does_not_ask_pydantic_what_a_flag_is(tmp_path):
    told = done(["run --help", "nonsense"], ["pydantic"], tmp_path)

    assert told == {"run --help": [0, []], "nonsense": [2, []]}


@pytest.mark.parametrize(
    ("line", "unwanted"),
    [
        ("run --draws 3", (*FOR_A_REPORT, "matplotlib", "statsmodels")),
        ("run --draws 3 --out run", (*FOR_A_REPORT, "statsmodels")),
    ],
)
def test_a_run_imports_nothing_that_it_does_not_use(line, unwanted, tmp_path):
    assert done([line], unwanted, tmp_path) == {line: [0, []]}
