"""Start-up: the help of every command, and every kind of usage error, beside importing typer and rich."""

import sys
from typing import Final

from benchmarks.clock import OUT, PROGRAM, Asked, Found, Measure, Ratio, in_turn

PART: Final = "start-up"
IMPORTS: Final = "import typer, rich.console, rich.table"
LIMIT: Final = 2.0  # times the imports
# A line each, as it is typed after `sufficiency`; every one ends with exit code 2.
USAGE_ERRORS: Final = f"""
nonsense
run --nonsense
run --draws many
run --draws 0
run --method nonsense
run --report
check --authority Thurrock
compare one
levers --goal nonsense
report
report run --to nonsense
report run --protect none
backtest --panel panel.csv --origins nonsense
scenarios nonsense
scenarios copy
places draft
places show --year nonsense
ssda903 summarise returns
ssda903 summarise returns --out {OUT} --protect nonsense
ssda903 synthesise --like thurrock --years nonsense --out {OUT}
""".strip().splitlines()


def measured(asked: Asked, found: Found) -> None:
    """Every command's help and every usage error, each as a ratio to the imports."""
    imports = Measure(PART, "typer and rich, imported", (sys.executable, "-c", IMPORTS))
    helped = [_typed(f"{command} --help".strip(), 0) for command in ["", *_commands()]]
    errors = [_typed(line, 2) for line in USAGE_ERRORS]
    version = _typed("--version", 0)
    in_turn([imports, version, *helped, *errors], asked.runs, warm=not asked.quick)
    found.measures += [imports, version, *helped, *errors]
    for what, each in (("help", [version, *helped]), ("usage error", errors)):
        slowest = max(each, key=lambda one: one.whole)
        name = f"the slowest {what} (`{slowest.name}`) over its imports"
        found.ratios.append(Ratio(PART, name, slowest.whole / imports.whole, LIMIT))


def _typed(line: str, ends_with: int) -> Measure:
    return Measure(PART, f"sufficiency {line}", (*PROGRAM, *line.split()), ends_with)


def _commands() -> list[str]:
    """Every command as it is typed, and the groups that commands stand in."""
    from typer.main import get_command

    from sufficiency.commands.app import program

    def under(group: object, before: str) -> list[str]:
        held: dict[str, object] = getattr(group, "commands", {})
        return [
            line
            for name, each in held.items()
            for line in (f"{before}{name}", *under(each, f"{before}{name} "))
        ]

    return under(get_command(program()), "")
