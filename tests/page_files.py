"""Files that the pages take a reader to have, made up in the layouts of those who publish them.

Nothing here is of a real child or provider. Each maker writes one file or folder under the name that a page
gives it, in the folder that the page's commands are typed in.
"""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from test_backtest import made_panel
from test_cli import type_in
from test_cli_evidence import compiled, number_and_rate
from test_starter import made_public

from sufficiency.record.panel import Panel

YEARS = range(2010, 2024)
# The largest of each comes last: it is what the others leave.
CHARACTERISTICS = {
    "Unaccompanied asylum-seeking children": {"UASC": 0.08, "Non-UASC": 0.92},
    "Placement": {
        "Secure homes and children's homes": 0.12,
        "Independent and semi-independent living arrangements/supported accommodation": 0.1,
        "Other placements": 0.08, "Foster placements": 0.7,
    },
    "Distance between home and placement": {
        "Placed more than 20 miles from home": 0.17, "Distance not known or not recorded": 0.08,
        "Placed 20 miles or less from home": 0.75,
    },
}  # fmt: skip
REGISTER = """Children's social care data in England 2024 - Provider level as at 31 March 2024
URN,Provision type,Registration status,Name,Postcode,Local authority,Sector,Places
1000001,Children's home,Active,REDACTED,REDACTED,Thurrock,Private,4
1000002,Independent Fostering Agency,Active,Example Fostering,,Thurrock,Private,
"""
SELECT_LIST = """provider,lot,sector,open_to_us_places,filled_by_us_places,vacant_usable_places,\
distance_miles,inside_authority,as_at,source,kind
Example Homes A,residential,select_list,4,2,1,7.5,no,31/03/2023,Invented,assumed
"""
WAITING = """provider,lot,sector,open_to_us_places,filled_by_us_places,vacant_usable_places,\
distance_miles,inside_authority,reopening_round,as_at,source,kind
Example Homes A,residential,select_list,4,2,1,7.5,no,,31/03/2019,Invented,assumed
Example Fostering B,ifa,select_list,5,,5,9,no,2021,31/03/2019,Invented,assumed
"""
MINE = 'title = "Mine"\nbased_on = "thurrock-2019"\n'


def told(*words: object) -> None:
    """Type a command that must end well."""
    said = type_in(*words)
    assert said.code == 0, said.err


def of_every_authority() -> Panel:
    """Forty authorities that never were; the first is Anyshire, the second stands for Thurrock."""
    panel = made_panel(years=YEARS)
    names = (made_public.NAME, "Thurrock", *panel.name[2:])
    codes = (made_public.CODE, "E06000034", *panel.code[2:])
    dfe_codes = (made_public.DFE_CODE, "883", *panel.dfe_code[2:])
    return replace(panel, name=names, code=codes, dfe_code=dfe_codes)


def panel_file(path: Path) -> None:
    compiled(of_every_authority(), path)


def number_and_rate_file(path: Path) -> None:
    number_and_rate(of_every_authority(), path)


def characteristics_file(path: Path) -> None:
    """DfE's characteristics of every authority, each at shares that wander a little from year to year."""
    panel = of_every_authority()
    where = ("time_period", "geographic_level", "region_code", "region_name", "old_la_code", "la_name",
             "new_la_code", "characteristic", "breakdown", "children_count", "children_percent")  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(where)
        for at, name in enumerate(panel.name):
            for then, year in enumerate(panel.years):
                area = (year, "Local authority", "E12000006", panel.region[at], panel.dfe_code[at], name,
                        panel.code[at])  # fmt: skip
                for group, breakdown, count in _counts(int(panel.cla[at, then]), at + then):
                    writer.writerow((*area, group, breakdown, count, "z"))


def _counts(children: int, turn: int) -> list[tuple[str, str, int]]:
    """Children by each characteristic: parts that add to all of them."""
    rows = []
    for group, shares in CHARACTERISTICS.items():
        *others, last = shares
        counts = {name: round(children * shares[name] * (1 + 0.1 * (turn % 3 - 1))) for name in others}
        counts[last] = children - sum(counts.values())
        rows += [(group, name, count) for name, count in counts.items()] + [(group, "Total", children)]
    return rows


def public_folder(path: Path) -> None:
    """What DfE publishes of Anyshire to March 2023, and the numbers of every authority."""
    path.mkdir()
    groups = made_public.GROUPS
    earlier = groups | {"Placement": made_public.EARLIER_PLACEMENT}
    made_public.characteristics(path / "characteristics.csv", {2023: groups, 2022: earlier})
    number_and_rate_file(path / "number_and_rate.csv")


def public_folder_of_southend(path: Path) -> None:
    """The same files, of a council that a page names."""
    made_public.public_files(path)
    for file in path.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace(made_public.NAME, "Southend-on-Sea")
        file.write_text(text.replace(made_public.CODE, "E06000033"), encoding="utf-8")


def last_years_run(path: Path) -> None:
    """A run of Anyshire as at March 2022, of a folder drafted from what was published then."""
    public, folder = path.with_name("public-2022"), path.with_name("anyshire-2022")
    public.mkdir()
    made_public.characteristics(public / "characteristics.csv", {2022: made_public.GROUPS})
    panel = of_every_authority()
    until = replace(
        panel, years=YEARS[:-1], cla=panel.cla[:, :-1], uasc=panel.uasc[:, :-1],
        population=panel.population[:, :-1], first_published=panel.first_published[:, :-1],
        started=panel.started[:, :-1], ceased=panel.ceased[:, :-1],
    )  # fmt: skip
    number_and_rate(until, public / "number_and_rate.csv")
    told("new", made_public.NAME, "--from", public, "--out", folder)
    told("run", folder, "--draws", "40", "--out", path)


def returns_folder(path: Path) -> None:
    told("ssda903", "synthesise", "--like", "thurrock", "--years", "2017..2020", "--out", path)


def text_file(text: str) -> Callable[[Path], None]:
    """A maker of a file of this text."""

    def make(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return make


MAKERS: dict[str, Callable[[Path], None]] = {
    "returns": returns_folder,
    "panel.csv": panel_file,
    "characteristics.csv": characteristics_file,
    "cla_number_and_rate.csv": number_and_rate_file,
    "my-public-files": public_folder_of_southend,
    "public-2023": public_folder,
    "results-2022": last_years_run,
    "select-list-2023.csv": text_file(SELECT_LIST),
    "waiting.csv": text_file(WAITING),
    "ofsted-providers.csv": text_file(REGISTER),
    "mine.toml": text_file(MINE),
}
