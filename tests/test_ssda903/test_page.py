"""The page on returns says what the reader does."""

import re

from test_cli import ROOT, type_in

from sufficiency.readers.ssda903.files import EPISODES, HEADER, NEEDED, OPTIONAL, UASC
from sufficiency.readers.ssda903.lookups import codes_in, groupings
from sufficiency.ssda903.rules import RULES

PAGE = (ROOT / "docs" / "ssda903.md").read_text(encoding="utf-8")


def test_the_table_of_rules_is_the_rules() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?\.) \| (kept|repaired|set aside) \| (.+) \|$", PAGE, re.MULTILINE)
    assert rows == [tuple(rule) for rule in RULES]


def test_every_column_that_is_read_is_on_the_page() -> None:
    for kind in (EPISODES, HEADER, UASC):
        assert f"`{', '.join(NEEDED[kind])}`" in PAGE
        assert all(column in PAGE for column in OPTIONAL[kind])


def test_every_word_for_a_column_of_ones_own_is_on_the_page() -> None:
    for column in ("CARE_PLAN_KIND", "DISTANCE_REASON"):
        [row] = re.findall(rf"^\| `{column}` \| .*$", PAGE, re.MULTILINE)
        assert all(f"`{word}`" in row for word in codes_in("sufficiency").words(column).values())


def test_every_grouping_is_on_the_page_and_in_the_help() -> None:
    said = type_in("ssda903", "check", "--help").out
    for name in groupings():
        assert f"`{name}`" in PAGE
        assert name in said


def test_every_option_of_the_command_is_on_the_page() -> None:
    options = set(re.findall(r"--[a-z-]+", type_in("ssda903", "check", "--help").out)) - {"--help"}
    assert options
    assert all(f"`{option}" in PAGE for option in options)
