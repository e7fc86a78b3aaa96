# ruff: noqa: E501
"""Files that are right, small enough to be read thousands of times: what is then changed for the worse."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

SCENARIO: Final = """title = "Mine"
based_on = "thurrock-2019"
horizon = 2022
scopes = ["within_10_miles"]
whole_list = []
placing_order = ["in_house", "block", "select_list"]
[cla]
path = "change"
percent_a_year = -2.0
from = 2020
to = 2022
source = "s"
of = "other"
[households]
net_a_year = 5
from = 2020
to = 2022
delivery = "expected"
source = "s"
[places.a]
provision = "residential"
sector = "block"
scope = "any"
places = 2
from = 2020
source = "s"
[levers.b]
kind = "step_down"
children_a_month = 0.2
starts = 2019-04-01
months = 12
success = 0.7
returns = 0.2
source = "s"
[figures."kinship_children"]
value = 22
low = 17
high = 44
as_at = "2019-03-31"
source = "s"
kind = "assumed"
"""
CHILD: Final = """title = "Mine, and more"
based_on = "mine"
horizon = 2021
note = "A difference."
[levers.b]
kind = "reopen_list"
provision = "residential"
round = 2020
from = 2020
source = "s"
"""
LEVER: Final = """title = "Buy a home"
unit = "homes"
units = 1
most = 10
note = "n"
[places.a]
provision = "residential"
sector = "block"
scope = "within_20_miles"
places = 2
usable = "expected"
from = "+1"
slip_months = 6
ramp_months = 3
source = "s"
"""
LIST: Final = """provider,lot,sector,registered_places,open_to_us_places,filled_by_us_places,vacant_usable_places,care,youngest_age,oldest_age,distance_miles,inside_authority,weekly_fee_gbp,discount_percent,on_list_from,on_list_to,renewal_assumed,opens_on,slip_months,ramp_months,reopening_round,usable_share,as_at,source,kind,note
Homes A,residential,select_list,6,5,2,1,complex,8,17,7.5,no,4500,5,01/04/2017,31/03/2021,no,,,,,0.8,2019-03-31,s,assumed,
Homes B,residential,select_list,4,,,,standard,10,17,,,,,,,,01/09/2020,6,9,,,2019-03-31,s,assumed,
Homes C,residential,select_list,3,3,,,,,,12,no,5200,,,,,,,,2020,,2019-03-31,s,assumed,
Carers D,ifa,select_list,,,20,2,,0,17,9,no,800,,,,,,,,,,2019-03-31,s,assumed,a note
Flats E,supported_accommodation,spot,8,,4,,,16,17,2,yes,1100,,,,,,,,,,2019-03-31,s,assumed,
"""
FIGURES: Final = """measure,category,year,value,low,high,unit,as_at,source,kind,after_base_date,note
cla,total,2018,306,,,children,2018-03-31,DfE,published,no,
cla,total,2019,293,,,children,2019-03-31,DfE,published,,"a note, with a comma"
kinship_children,,,22,17,44,children,2019-03-31,derived,derived,,
weekly_fee,residential spot,2019,4300,3900,4800,gbp_per_week,2019-03-31,a contract,assumed,,
share_inside,fostering,,0.63,0.5,0.7,share,31/03/2019,an answer,assumed,,
growth,England,2024,19.2,,,percent,2018/19,a page,published,no,
"""
TO_FILL_IN: Final = """rank,measure,category,year,value,low,high,unit,as_at,source,kind,after_base_date,note,what,who_has_it,where_published
1,kinship_children,,,22,17,44,children,2023-03-31,our records,derived,,,children with family,Placements,nowhere
2,vacant_usable_places,fostering in_house,,,,,places,2023-03-31,,derived,,,places empty,Fostering,nowhere
7,off_contract_share,residential,,0.7,,,share,2023-03-31,Brokerage,derived,,,those on spot,Brokerage,nowhere
"""
EXEMPT: Final = """count,source
what=looked_after; age_band=under_1,Our yearly report 2019
what=looked_after; age_band=1_to_4,"Our yearly report, page 3"
"""
ANSWERS: Final = """lever,what,goal,units,unit,year,reaches_goal,central,p10,p90,first_effect,full_cost_gbp,spend_change_central_gbp,spend_change_p10_gbp,spend_change_p90_gbp,break_even_children,note
open-home,Open a home,close the gap,2,homes,2024,yes,4,3,5,2021-04-01,500000,-48489.5,-131804.8,0,6.5,n
bring-back,Bring children back,close the gap,1,children,2024,no,0,0,0,,,0,,,,No home is free.
"""
STAMP: Final = '[sufficiency]\nversion = "0.1.0"\nformat = 1\n'
DFE_NUMBERS: Final = ("time_period", "geographic_level", "region_code", "region_name", "old_la_code", "la_name",
                      "new_la_code", "population_count", "population_estimate", "number",
                      "rate_per_10000")  # fmt: skip
DFE_GROUPS: Final = (*DFE_NUMBERS[:7], "characteristic", "breakdown", "children_count", "children_percent")
_HERE: Final = ("Local authority", "E12000006", "East of England", "899", "Anyshire", "E06000099")
AGES: Final = [*map(str, range(90)), "90+"]
EPISODES: Final = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
101,01/05/2018,S,C2,N1,U4,PR1,,,,,,
102,01/06/2018,S,C2,N1,U4,PR1,10/09/2018,X1,CARPL,,,
102,10/09/2018,P,C2,N1,K2,PR4,,,,,,
103,15/07/2017,S,V2,N1,U6,PR4,20/01/2019,E4A,,,,
104,02/02/2019,S,V2,N8,K3,PR4,,,,,,
"""
HEADER: Final = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
101,1,15/06/2008,WBRI,,,
102,2,01/01/2010,WBRI,,,
103,1,31/12/2004,WBRI,,,
104,1,20/08/2002,AOTH,,,
"""
UASC: Final = "CHILD,SEX,DOB,DUC\n104,1,20/08/2002,20/08/2020\n"


def csv_text(header: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A CSV of rows under a header."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def dfe_numbers() -> str:
    """DfE's numbers and rates of an authority that does not exist."""
    word = "Children looked after at 31 March each year"
    rows = (
        (year, *_HERE, word, 20_000 + 200 * at, 100 + 5 * at, 50) for at, year in enumerate(range(2016, 2024))
    )
    return csv_text(DFE_NUMBERS, rows)


def panel() -> str:
    """DfE's numbers and rates of forty authorities that do not exist: what a back-test needs."""
    word = "Children looked after at 31 March each year"
    rows = (
        (2010 + at, *_HERE[:3], 301 + council, f"Borough {council}", f"E09{council + 1:06}", word,
         20_000 + 100 * council, 100 + 5 * council + 3 * at + (7 * at * (council + 1)) % 11, 50)
        for council in range(40) for at in range(14)
    )  # fmt: skip
    return csv_text(DFE_NUMBERS, rows)


def dfe_characteristics() -> str:
    """DfE's children by characteristic, with cells that DfE suppressed."""
    ages = {"Under 1 year": 5, "1 to 4 years": "c", "5 to 9 years": 20, "10 to 15 years": 45,
            "16 years and over": 35, "Total": 120}  # fmt: skip
    groups = {
        "Age group": ages,
        "Unaccompanied asylum-seeking children": {"UASC": 10, "Non-UASC": 110, "Total": 120},
    }
    rows = ((year, *_HERE, group, word, count, "c") for year in (2022, 2023)
            for group, words in groups.items() for word, count in words.items())  # fmt: skip
    return csv_text(DFE_GROUPS, rows)


def lait() -> str:
    """The Local Authority Interactive Tool's measure of children looked after."""
    header = ("Short Desc", "Measure", "Years", "LA and Regions", "LA Number", "Region", "Values")
    about = ("LACnum", "Number of Children looked after")
    rows = ((*about, year, "Thurrock", "883", "East of England", 280 + at)
            for at, year in enumerate(range(2015, 2024)))  # fmt: skip
    return csv_text(header, rows)


def neighbours() -> str:
    """Ten statistical neighbours of each of eleven authorities."""
    names = {"883": "Thurrock", **{str(300 + rank): f"Borough {rank}" for rank in range(1, 11)}}
    header = ("old_la_code", "la_name", *(f"SN_{rank}{end}" for rank in range(1, 11) for end in ("", "P")))
    rows = ((code, name, *(cell for other in names if other != code for cell in (other, "Close ")))
            for code, name in names.items())  # fmt: skip
    return csv_text(header, rows)


def age_groups() -> str:
    """ONS's estimates of children, as DfE publishes them."""
    header = ("time_period", "geographic_level", "country_code", "country_name", "region_code", "region_name",
              "old_la_code", "new_la_code", "la_name", "age_group", "population_estimate")  # fmt: skip
    rows = ((year, "Local authority", "E92000001", "England", "E12000006", "East of England", "899", "E06000099",
             "Anyshire", "Children aged 0 to 17 years", 42_000 + year) for year in range(2018, 2023))  # fmt: skip
    return csv_text(header, rows)


def projection() -> str:
    """ONS's projection of children by single year of age."""
    header = ("AREA_CODE", "AREA_NAME", "COMPONENT", "SEX", "AGE_GROUP", *range(2022, 2028))
    rows = (("E06000034", "Thurrock", "Population", "persons", age, *(f"{2376 + age + at}.125" for at in range(6)))
            for age in range(18))  # fmt: skip
    return csv_text(header, rows)


def single_years() -> list[list[str]]:
    """ONS's mid-year estimates by single year of age, as rows."""
    header = ["Code", "Name", "Geography", "All ages", *AGES]
    areas = (("E92000001", "ENGLAND", "Country"), ("E06000034", "Thurrock", "Unitary Authority"))
    body = [[*area, str(1000 * len(AGES)), *("1000" for _ in AGES)] for area in areas]
    return [["MYE2: Population estimates, mid-2022"], header, *body]


def ofsted() -> list[list[str]]:
    """Ofsted's provider-level file of 2023, of an authority that does not exist."""
    header = ["Provision type", "URN", "Registration status", "Name", "Postcode", "Local authority", "Sector",
              "Places", "Short-break-only children's home", "Organisation which owns the provider",
              "Overall experiences and progress of children and young people"]  # fmt: skip
    title = ["Children's social care data in England 2023 - Provider level as at 31 March 2023"]
    home = ["Children's Home", "1000001", "Active", "Redacted", "Redacted", "Inventshire", "Private", "4", "No",
            "Kind Homes Ltd", "Good"]  # fmt: skip
    agency = ["Independent Fostering Agency", "SC000002", "Active", "Warm Hearths", "RM18 8RH", "Inventshire",
              "Private", "", "", "Warm Ltd", "Outstanding"]  # fmt: skip
    return [title + [""] * (len(header) - 1), header, home, [*home[:1], "1000002", *home[2:]], agency]


def first_rows(path: Path, count: int) -> bytes:
    """The first rows of a real file, as it was saved."""
    with path.open("rb") as file:
        return b"".join(line for _, line in zip(range(count), file, strict=False))
