"""A section of the chapter, as every writer takes it."""

from dataclasses import dataclass

from sufficiency.report.declared import Protected


@dataclass(frozen=True)
class Section:
    """A section: its heading, what it says, and the tables and charts that stand under it.

    `paragraphs` come first, then `points` as a list, then charts and tables. `charts` are names of tables
    that are drawn; a table without rows is in no section, and a sentence says what would fill it.
    """

    name: str
    heading: str
    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    tables: tuple[Protected, ...] = ()
    charts: tuple[str, ...] = ()
