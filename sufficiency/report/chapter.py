"""The sufficiency chapter: every section in order, from protected tables alone, for whichever writer."""

from collections.abc import Sequence

from sufficiency.report.cover import Cover
from sufficiency.report.declared import Protected
from sufficiency.report.reading import Reading
from sufficiency.report.section import Section
from sufficiency.report.sections import children, grounds, homes, means, opening

__all__ = ["Section", "chapter_of"]


def chapter_of(tables: Sequence[Protected], cover: Cover) -> tuple[Section, ...]:
    """The chapter in the order of a committee paper; each number is one of the tables' (decision 0023)."""
    found = Reading.of(tables, cover)
    return (
        opening.purpose(found),
        opening.summary(found),
        children.where_they_live(found),
        children.needs(found),
        homes.capacity(found),
        homes.the_gap(found),
        homes.scenarios(found),
        means.what_it_would_take(found),
        means.cost(found),
        means.sixteen_and_over(found),
        grounds.assumptions_and_limits(found),
        grounds.how_it_was_made(found),
    )
