"""A report's cover: what it is, of where and when, who may read it, and what made it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sufficiency.report.declared import PUBLIC, RESTRICTED
from sufficiency.words import day_in_words

PROFILE_IN_WORDS: Final = {
    PUBLIC: "Public. Names of providers, and the fees and capacity of any one of them, are left out.",
    RESTRICTED: "Restricted: not for publication. It may name providers, with their fees and capacity.",
}
COUNTED_FROM_RETURNS: Final = (
    "Children, and who is in which home, are counted from the authority's own SSDA903 returns. No row of "
    "them is kept."
)


@dataclass(frozen=True)
class Cover:
    """What a report's first page says, each a fact of the run: nothing here is asked of the reader.

    `title` names the chapter of the strategy; `protection` says in words how counts of children were
    protected; `scenarios` are named as their files are. `counts_returns` is whether children were counted
    from the authority's own returns, and `by_episodes` the scenarios that are of stocks and flows.
    """

    title: str
    authority: str
    as_at: date
    profile: str
    protection: str
    scenarios: tuple[str, ...]
    seed: int
    draws: int
    version: str
    counts_returns: bool = False
    by_episodes: tuple[str, ...] = ()

    @property
    def what_it_is(self) -> tuple[str, ...]:
        """Of where and when, who may read it, and how counts were protected: a sentence each."""
        return (
            f"Authority: {self.authority}.",
            f"As at {day_in_words(self.as_at)}.",
            PROFILE_IN_WORDS[self.profile],
            f"How counts of children are protected: {self.protection.rstrip('.')}.",
        )

    @property
    def how_it_was_made(self) -> tuple[str, ...]:
        """What made the run, so that it can be made again: a sentence each."""
        word = "scenario" if len(self.scenarios) == 1 else "scenarios"
        return (
            f"Made with Sufficiency {self.version}, from the {word} {', '.join(self.scenarios)}.",
            *((COUNTED_FROM_RETURNS,) if self.counts_returns else ()),
            f"Ranges are of {self.draws:,} possible futures (draws), on seed {self.seed}.",
            "The same inputs, draws, seed and version make the same file again.",
        )
