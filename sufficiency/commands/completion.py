"""What a shell offers when Tab is pressed: the names of what is bundled, from a look at its folders alone."""

from collections.abc import Iterable

from sufficiency.bundled import lever_files, scenario_files


def scenario_names(incomplete: str) -> list[str]:
    """The bundled scenarios that begin so; none leaves it to the shell, which offers files."""
    return _beginning(scenario_files(), incomplete)


def lever_names(incomplete: str) -> list[str]:
    """The bundled levers that begin so; none leaves it to the shell, which offers files."""
    return _beginning(lever_files(), incomplete)


def _beginning(names: Iterable[str], incomplete: str) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
