"""How long supply and placing take by providers, draws and years, and how much memory they need.

    python benchmarks/places.py            prints a table and whether the limits hold
    python benchmarks/places.py --check    the same, and exits 1 if one does not

Each row is a process of its own, on a select list that is made up from a seed. A run's other steps do
not depend on the list: `speed.py` times them.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date

SECONDS_LIMIT, MEMORY_LIMIT_MB = 10.0, 2000.0
PROVIDERS, DRAWS, LAST_YEAR = 2_000, 10_000, 2037
# Providers, draws and the last year; the first is what each of the others changes one thing of.
ROWS = (
    (200, 1_000, LAST_YEAR),
    (2_000, 1_000, LAST_YEAR),
    (200, 10_000, LAST_YEAR),
    (200, 1_000, 2028),
    (PROVIDERS, DRAWS, LAST_YEAR),
)
AGES = {"residential": ((0, 17), (5, 17), (8, 17), (10, 17), (11, 17), (12, 17)), "ifa": ((0, 17),),
        "supported_accommodation": ((16, 17),), "residential_16_17": ((16, 17),)}  # fmt: skip


def main() -> None:
    """Time each row in a process of its own, or one row in this one."""
    parser = argparse.ArgumentParser(description="Times supply and placing.")
    parser.add_argument("--check", action="store_true", help="exit 1 if a limit does not hold")
    parser.add_argument("--row", nargs=3, type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.row:
        print(json.dumps(_timed(*asked.row)))
        return
    print(f"{'providers':>9}{'draws':>8}{'years':>7}{'pools':>7}{'seconds':>9}{'peak MB':>9}")
    found = {}
    for row in ROWS:
        found[row] = _in_a_process(row)
        years = row[2] - 2019 + 1
        print(f"{row[0]:>9}{row[1]:>8}{years:>7}{found[row]['pools']:>7.0f}"
              f"{found[row]['seconds']:>9.2f}{found[row]['peak_mb']:>9.0f}")  # fmt: skip
    base, largest = found[ROWS[0]]["seconds"], found[ROWS[-1]]
    print(f"\nagainst the first row: ten times the providers {found[ROWS[1]]['seconds'] / base:.1f}, "
          f"ten times the draws {found[ROWS[2]]['seconds'] / base:.1f}, "
          f"half the years {found[ROWS[3]]['seconds'] / base:.1f}")  # fmt: skip
    limits = (
        ("seconds", largest["seconds"], SECONDS_LIMIT),
        ("peak MB", largest["peak_mb"], MEMORY_LIMIT_MB),
    )
    for name, value, limit in limits:
        holds = "holds" if value <= limit else "FAILS"
        print(f"{holds}  {name} of the last row: {value:.1f}, at most {limit:g}")
    if asked.check and any(value > limit for _, value, limit in limits):
        raise SystemExit(1)


def _in_a_process(row: tuple[int, int, int]) -> dict[str, float]:
    command = [sys.executable, __file__, "--row", *map(str, row)]
    told: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told


def _timed(providers: int, draws: int, last_year: int) -> dict[str, float]:
    import resource

    from sufficiency.cases.case import drawn_wanted
    from sufficiency.children.crosstab import modelled_crosstab
    from sufficiency.gap.local import commissioned
    from sufficiency.inputs.assumptions import drawn_values
    from sufficiency.living.placing import place_children, wanted_by_age
    from sufficiency.loading import load
    from sufficiency.providers.select_list import SelectList
    from sufficiency.supply.secured import secured_places

    loaded = load("thurrock-2019")
    listed = SelectList.from_rows("made up", _made_up(providers))
    book = loaded.book
    inputs = replace(
        loaded.inputs,
        scenario=loaded.inputs.scenario.model_copy(update={"horizon": last_year}),
        select_list=listed,
        open_share=book.find("share_open_to_us"),
        slip_share=book.find("opening_slip_share"),
        usable_share={name: book.find("usable_share", name) for name in ("block", "select_list")},
    )
    wanted = drawn_wanted(inputs, modelled_crosstab(inputs), seed=1, draws=draws)
    values = drawn_values(inputs, 1, draws)
    base = commissioned(wanted.base_homes).isel(year=0, drop=True)
    by_age = wanted_by_age(wanted.base_homes, wanted.demand.homes)
    started = time.perf_counter()
    supply = secured_places(inputs, base, values)
    place_children(inputs, supply, by_age, values)
    seconds = time.perf_counter() - started
    per_mb = 1e6 if sys.platform == "darwin" else 1e6 / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb
    return {"seconds": seconds, "peak_mb": peak, "pools": len(inputs.pools)}


def _made_up(providers: int) -> list[object]:
    """Providers that nobody knows, the same every time; none fills a place for us, so any list fits."""
    from sufficiency.providers.provider import Provider

    luck = random.Random(1)

    def one(at: int) -> Provider:
        lot = luck.choice(list(AGES))
        youngest, oldest = luck.choice(AGES[lot])
        places = luck.randint(1, 8)
        opens = date(luck.randint(2020, 2036), luck.randint(1, 12), 1) if luck.random() < 0.2 else None
        return Provider(
            name=f"Made-up provider {at}",
            lot=lot,
            sector=luck.choice(["select_list", "block"]),
            registered_places=float(places),
            open_to_us_places=None if luck.random() < 0.5 else float(places // 2),
            filled_by_us_places=0.0,
            vacant_usable_places=None if luck.random() < 0.7 else float(luck.randint(0, places // 2)),
            blocked_places=luck.choice([None, 0.0, 1.0]),
            care=None,
            youngest_age=youngest,
            oldest_age=oldest,
            distance_miles=round(luck.uniform(0, 60), 1),
            postcode=None,
            inside_authority=luck.random() < 0.2,
            weekly_fee_gbp=None,
            discount_share=None,
            on_list_from=None,
            on_list_to=date(luck.randint(2020, 2030), 3, 31) if luck.random() < 0.3 else None,
            renewal_assumed=luck.random() < 0.7,
            opens_on=opens,
            slip_months=float(luck.choice([0, 6, 12])) if opens else 0.0,
            ramp_months=float(luck.choice([0, 6])) if opens else 0.0,
            reopening_round=None,
            usable_share=None,
            as_at=date(2019, 3, 31),
            source="made up",
            kind="assumed",
        )

    return [one(at) for at in range(providers)]


if __name__ == "__main__":
    main()
