"""The method of a forecast: at a rate of the child population, or as children come, stay and leave."""

from enum import StrEnum


class Method(StrEnum):
    """How children looked after are forecast; stocks and flows need the authority's own returns."""

    RATE = "rate"
    EPISODES = "episodes"
