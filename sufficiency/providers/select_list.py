"""The select list as a scenario has it: providers, with what its levers do to them.

Each lever changes rows of the list and nothing else, so that what it does can be read (decision 0016).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sufficiency.errors import FaultList, did_you_mean
from sufficiency.providers.provider import Provider
from sufficiency.scenarios.levers import LARGEST, LoseProvider, NotRenewList, ReopenList
from sufficiency.scenarios.scenario import Scenario
from sufficiency.vocabulary import CONTRACTED, SELECT_LIST


@dataclass(frozen=True)
class SelectList:
    """The providers of a file, in its order, with the levers of a scenario applied.

    `as_kept` are the file's own rows, before any lever.
    """

    file: str
    as_kept: tuple[Provider, ...]
    providers: tuple[Provider, ...]

    @classmethod
    def from_rows(cls, file: str, rows: Sequence[Provider]) -> "SelectList":
        """The list as its file has it."""
        return cls(file, tuple(rows), tuple(rows))

    @property
    def recorded(self) -> list[Provider]:
        """Those who count towards one of the three provisions."""
        return [each for each in self.providers if each.in_gap]

    def of(self, provision: str, sector: str) -> list[Provider]:
        """The providers of a provision in a sector."""
        return [each for each in self.providers if (each.provision, each.sector) == (provision, sector)]


def with_levers(select_list: SelectList, scenario: Scenario, place: str) -> SelectList:
    """The list as it is kept, once a scenario's levers have changed it; raises InputFaultsError.

    A lever that names a provider or a round that is not there is a fault.
    """
    faults = FaultList(place)
    providers = list(select_list.as_kept)
    for name, lever in scenario.levers.items():
        if isinstance(lever, LoseProvider):
            providers = _lost(providers, lever, faults, f"levers.{name}")
        elif isinstance(lever, NotRenewList):
            providers = _not_renewed(providers, lever)
        elif isinstance(lever, ReopenList) and lever.round is not None:
            providers = _joined(providers, lever, faults, f"levers.{name}.round")
    faults.raise_if_any()
    return replace(select_list, providers=tuple(providers))


def size_of(provider: Provider) -> float:
    """Places that a provider gives us: those filled and those vacant; else open to us, or registered."""
    stated = provider.filled_by_us_places + (provider.vacant_usable_places or 0.0)
    return stated or provider.open_to_us_places or provider.registered_places or 0.0


def largest_of(providers: Sequence[Provider], provision: str | None) -> Provider | None:
    """The contracted provider with most places for us, of a provision or of all; the first of equals."""
    those = [
        each
        for each in providers
        if each.in_gap and each.sector in CONTRACTED and each.reopening_round is None
        and provision in (None, each.provision)
    ]  # fmt: skip
    return max(those, key=size_of, default=None)


def _lost(providers: list[Provider], lever: LoseProvider, faults: FaultList, where: str) -> list[Provider]:
    if lever.provider == LARGEST:
        largest = largest_of(providers, lever.provision)
        names = [] if largest is None else [largest.key]
    else:
        wanted = " ".join(lever.provider.split()).casefold()
        names = [
            each.key
            for each in providers
            if each.key[0] == wanted and lever.provision in (None, each.provision)
        ]
    if not names:
        known = [each.name for each in providers]
        do = did_you_mean(lever.provider, known, "Name a provider of the select list.")
        if not known:
            do = "There is no select list here: name its file with --select-list, or in the scenario."
        faults.add(f"{where}.provider", f"'{lever.provider}' is not on the select list to lose.", do)
    closes = _eve(lever.from_year)
    back = None if lever.until is None else date(lever.until, 3, 31)
    return _changed(
        providers,
        lambda each: each.key in names,
        lambda each: replace(each, closes_on=closes, back_on=back),
    )


def _not_renewed(providers: list[Provider], lever: NotRenewList) -> list[Provider]:
    ends = _eve(lever.from_year)

    def on_list(each: Provider) -> bool:
        joins_later = each.reopening_round is not None or (each.on_list_from or ends) > ends
        return (each.provision, each.sector) == (lever.provision, SELECT_LIST) and not joins_later

    def ended(each: Provider) -> Provider:
        return replace(each, renewal_assumed=False, on_list_to=_first(each, ends))

    return _changed(providers, on_list, ended)


def _joined(providers: list[Provider], lever: ReopenList, faults: FaultList, where: str) -> list[Provider]:
    joins = date(lever.from_year, 3, 31)

    def waits(each: Provider) -> bool:
        return each.reopening_round == lever.round and each.provision == lever.provision

    if not any(map(waits, providers)):
        rounds = sorted({each.reopening_round for each in providers if each.reopening_round is not None})
        do = f"Rounds there: {', '.join(map(str, rounds)) or 'none'}."
        what = f"no provider of {lever.provision} waits for round {lever.round} of the select list."
        faults.add(where, what, do)
    return _changed(
        providers, waits, lambda each: replace(each, reopening_round=None, on_list_from=_last(each, joins))
    )


def _changed(
    providers: list[Provider], which: Callable[[Provider], bool], change: Callable[[Provider], Provider]
) -> list[Provider]:
    return [change(each) if which(each) else each for each in providers]


def _eve(year: int) -> date:
    """The last day on which something that is gone by 31 March of a year was still there."""
    return date(year, 3, 30)


def _first(provider: Provider, ends: date) -> date:
    on_list_to = provider.on_list_to
    return ends if on_list_to is None or provider.renewal_assumed else min(on_list_to, ends)


def _last(provider: Provider, joins: date) -> date:
    return joins if provider.on_list_from is None else max(provider.on_list_from, joins)
