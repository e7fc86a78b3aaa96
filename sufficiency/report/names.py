"""Names of providers: what a public report must not tell, in whichever words a person put them."""

import re
from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from sufficiency.errors import Fault, InputFaultsError
from sufficiency.report.declared import PUBLIC, Protected
from sufficiency.report.runs import Run

SELECT_LIST_ROW = "select_list/"


def provider_names(assumptions: pd.DataFrame) -> set[str]:
    """The providers of a run's select list, in plain letters, from the names of its figures."""
    figures = assumptions["figure"].astype(str) if len(assumptions) else pd.Series(dtype=str)
    listed = figures[figures.str.startswith(SELECT_LIST_ROW)]
    return {plain(name.removeprefix(SELECT_LIST_ROW).rsplit("/", 2)[0]) for name in listed} - {""}


def names_one_of(text: str, names: Collection[str]) -> bool:
    """Whether a text has one of some names in it, as words of its own."""
    words = plain(text)
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in names)


def plain(text: str) -> str:
    """Text without capitals, and with one space where it has several."""
    return " ".join(text.casefold().split())


def refuse_names(tables: Sequence[Protected], runs: Sequence[Run]) -> None:
    """Refuse a public report in which a title, note or source of somebody's own names a provider.

    Raises InputFaultsError with every scenario whose title does, and every table that does beside.
    """
    names = _names_of(runs)
    public = [table for table in tables if table.profile == PUBLIC]
    titles = list(dict.fromkeys(run.title for run in runs if public and names_one_of(run.title, names)))
    found = {f"scenario '{title}'": title for title in titles}
    for table in public:
        for text in _texts(table):
            if names_one_of(_without(text, titles), names):
                found[f"table {table.declaration.table}"] = text
    if found:
        raise InputFaultsError([
            Fault(
                place, "", f"names a provider in '{text[:60]}', which is not public.",
                "Give the scenario, lever or source words that name no provider.",
            )
            for place, text in found.items()
        ])  # fmt: skip


def refuse_files(files: Iterable[str], runs: Sequence[Run]) -> None:
    """Refuse names of files and scenarios that name a provider: a public report says what it was made from.

    Raises InputFaultsError with each.
    """
    names = {_spaced(name) for name in _names_of(runs)}
    told = [file for file in dict.fromkeys(files) if names_one_of(_spaced(file), names)]
    if told:
        raise InputFaultsError([
            Fault(file, "", "names a provider, and a public report names the files it was made from.",
                  "Give it a name that tells no provider, and run the scenario again.")
            for file in told
        ])  # fmt: skip


def _names_of(runs: Sequence[Run]) -> set[str]:
    return {name for run in runs for name in provider_names(run.table("assumptions"))}


def _without(text: str, titles: Iterable[str]) -> str:
    """A text without the titles of scenarios, which are refused by themselves."""
    for title in titles:
        text = text.replace(title, "")
    return text


def _spaced(name: str) -> str:
    """A name with a space for each mark that names of files have in its stead."""
    return plain(re.sub(r"[^\w]|_", " ", name))


def _texts(table: Protected) -> Iterable[str]:
    """Every text of a table: its words, headings, notes and cells."""
    declaration = table.declaration
    yield from (declaration.title, declaration.units, table.source, *declaration.notes, *table.notes)
    yield from (column.heading for column in declaration.columns)
    yield from (cell for row in table.rows for cell in row if isinstance(cell, str))
