"""`transparency_record.md`: the form that public bodies publish, filled in as far as the tool knows."""

import re
from dataclasses import replace
from typing import Any

import pytest

from sufficiency.errors import LawBrokenError
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Column, Protected
from sufficiency.report.making import Making
from sufficiency.report.transparency import transparency_record
from test_report.made_making import making, part, rows, run_made, sections
from test_report.made_report import COVER, table

# Template 4.0 of the Algorithmic Transparency Recording Standard, as published records have it.
STANDARD = """
1 - Name
2 - Description
3 - Website URL
4 - Contact email
1.1 - Organisation or department
1.2 - Team
1.3 - Senior responsible owner
1.4 - Third party involvement
1.4.1 - Third party
1.4.2 - Companies House Number
1.4.3 - Third party role
1.4.4 - Procurement procedure type
1.4.5 - Third party data access terms
2.1 - Detailed description
2.2 - Benefits
2.3 - Previous process
2.4 - Alternatives considered
3.1 - Integration into broader operational process
3.2 - Human review
3.3 - Frequency and scale of usage
3.4 - Required training
3.5 - Appeals and review
4.1.1 - System architecture
4.1.2 - System-level input
4.1.3 - System-level output
4.1.4 - Maintenance
4.1.5 - Models
4.2.1 - Model name
4.2.2 - Model version
4.2.3 - Model task
4.2.4 - Model input
4.2.5 - Model output
4.2.6 - Model architecture
4.2.7 - Model performance
4.2.8 - Datasets and their purposes
4.3.1 - Development data description
4.3.2 - Data modality
4.3.3 - Data quantities
4.3.4 - Sensitive attributes
4.3.5 - Data completeness and representativeness
4.3.6 - Data cleaning
4.3.7 - Data collection
4.3.8 - Data access and storage
4.3.9 - Data sharing agreements
4.4.1 - Data sources
4.4.2 - Sensitive attributes
4.4.3 - Data processing methods
4.4.4 - Data access and storage
4.4.5 - Data sharing agreements
5.1 - Impact assessments
5.2 - Risks and mitigations
"""
COUNCIL = "[for the council to complete]"
OWN_RECORD = (Column("Made as at", "label"), Column("Within the range", "text"))


def written(*tables: Protected, cover: Cover = COVER, of: Making | None = None) -> str:
    return transparency_record(tables or [table()], cover, of or making())


def field(name: str, document: str | None = None) -> str:
    return part(document or written(), name, level=3)


def test_every_field_of_the_standard_is_there_in_order() -> None:
    assert re.findall(r"^### (.+)$", written(), re.MULTILINE) == STANDARD.split("\n")[1:-1]


def test_it_says_which_standard_it_follows_and_that_it_is_a_draft() -> None:
    assert "Algorithmic Transparency Recording Standard, template 4.0" in written()
    assert "not a published record" in written()


def test_no_field_is_left_blank() -> None:
    assert all(text for text in sections(written(), level=3).values())


@pytest.mark.parametrize(
    "name",
    ["3 - Website", "4 - Contact email", "1.2 - Team", "1.3 - Senior responsible owner",
     "1.4.4 - Procurement", "2.3 - Previous process", "4.4.5 - Data sharing", "5.1 - Impact assessments"],
)  # fmt: skip
def test_what_only_the_council_knows_is_left_for_it(name: str) -> None:
    assert COUNCIL in field(name)


def test_it_says_that_it_is_not_for_decisions_about_a_child_and_reads_no_record_of_one() -> None:
    assert "not for any decision about a child" in field("2 - Description")
    for name in ("4.3.4 - Sensitive attributes", "4.4.2 - Sensitive attributes"):
        assert "no record of a child is read" in field(name)


@pytest.mark.parametrize(
    ("changed", "name", "told"),
    [({"version": "2.3.4"}, "4.2.2 - Model version", "2.3.4"),
     ({"draws": 31_000}, "4.2.6 - Model architecture", "31,000 possible futures"),
     ({"python": "3.12.0"}, "4.1.1 - System architecture", "Python 3.12.0"),
     ({"libraries": (("scipy", "5.5.5"),)}, "4.1.1 - System architecture", "scipy 5.5.5"),
     ({"select_list": "list.csv"}, "4.4.1 - Data sources", "A select list of providers was used"),
     ({"select_list": ""}, "4.4.1 - Data sources", "No select list"),
     ({"inputs": ()}, "4.4.1 - Data sources", "does not record its files")],
)  # fmt: skip
def test_the_facts_are_those_of_the_run(changed: dict[str, Any], name: str, told: str) -> None:
    assert told in field(name, written(of=making(run_made(**changed))))


def test_the_authority_and_day_are_those_of_the_report() -> None:
    document = written(cover=replace(COVER, authority="Elsewhere"))
    assert "Elsewhere on 31 March 2019" in field("2 - Description", document)


def test_performance_is_counted_from_the_record_of_the_authority() -> None:
    own = table("T20", OWN_RECORD, (("2016", "yes"), ("2017", "no"), ("2018", "yes")))
    told = field("4.2.7 - Model performance", written(own))
    assert "would have been made for this authority: 3." in told
    assert "inside their 80% range: 2." in told


def test_performance_has_the_record_of_every_authority_as_its_table_has_it() -> None:
    columns = (
        Column("Years ahead", "label"),
        Column("Forecasts", "number"),
        Column("Inside 80 (%)", "number", 1),
    )
    told = field("4.2.7", written(table("K", columns, (("1", 1029.0, 78.3), ("2", 882.0, 79.0)))))
    assert [tuple(row.values()) for row in rows(told)] == [("1", "1,029", "78.3"), ("2", "882", "79.0")]


def test_a_record_that_is_not_there_is_not_made_up() -> None:
    told = field("4.2.7 - Model performance")
    assert "The record of every authority is not in this run." in told
    assert "80% range" not in told


def test_a_restricted_table_is_never_in_a_public_record() -> None:
    with pytest.raises(LawBrokenError):
        written(table(restricted=True))
