"""What was found in a folder of public files, told file by file: what each is, and what was taken from it."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sufficiency.figures.published import Published
from sufficiency.starter.draft import Draft
from sufficiency.starter.evidence import rows_of
from sufficiency.starter.peers import NEIGHBOURS
from sufficiency.words import count

if TYPE_CHECKING:
    from sufficiency.starting import PublicFolder

_MOST_MEASURES: Final = 8


def found_in_words(draft: Draft, read: "PublicFolder", public: Path) -> list[str]:
    """A line for each file that something was taken from, and the others together by why nothing was."""
    taken: list[str] = []
    left: dict[str, list[str]] = {}
    for each in read.found:
        name = each.path.relative_to(public).as_posix()
        what, why = _of_file(draft, read, each.path) if not each.left else ("", each.left)
        if what:
            taken.append(f"{name}: {each.about}. Taken: {what}")
        else:
            left.setdefault(why, []).append(name)
    return [*taken, *(f"Left alone, because {why}: {', '.join(names)}" for why, names in left.items())]


def _of_file(draft: Draft, read: "PublicFolder", path: Path) -> tuple[str, str]:
    """What was taken from a file, or else why nothing was."""
    if path in read.ofsted:
        if path == read.register_for(draft.base if draft.has_base else None):
            return count(len(draft.select_list), "home or agency", "homes and agencies"), ""
        return "", "it is of another day than the base"
    return _of_published(draft, read.published[path])


def _of_published(draft: Draft, file: Published) -> tuple[str, str]:
    if rows_of(file.table, draft.council).empty:
        return "", f"it has nothing of {draft.council.name}"
    if file.layout == NEIGHBOURS:
        return "who the statistical neighbours are", ""
    named = [f"{count} {measure.replace('_', ' ')}" for measure, count in _counts(draft, file.file).items()]
    more = f" and {len(named) - _MOST_MEASURES} more kinds" if len(named) > _MOST_MEASURES else ""
    return ", ".join(named[:_MOST_MEASURES]) + more, _why_nothing(draft)


def _why_nothing(draft: Draft) -> str:
    """Why nothing was taken of a file that has something of the council."""
    if not draft.has_base:
        return "no year here has all children with their ages, placements and distances, as a base year needs"
    return "the draft has no row for what is in it, or another file has the same"


def _counts(draft: Draft, file: str) -> dict[str, int]:
    """How many figures of each measure come from a file."""
    counts: dict[str, int] = {}
    for figures in draft.figures.values():
        for figure in figures:
            if figure.file == file:
                counts[figure.measure] = counts.get(figure.measure, 0) + 1
    return counts


def draft_in_words(draft: Draft, kinds: Iterable[tuple[str, int]], needed: int) -> list[str]:
    """How many figures of each kind there are, whether a run can be made, and what else to know."""
    counted = list(kinds)
    listed = ", ".join(f"{count} {kind}" for kind, count in counted)
    least = f"What a run needs and is not there: {needed}." if needed else "All that a run needs is there."
    return [f"{sum(count for _, count in counted)} figures: {listed}. {least}", *draft.notes]
