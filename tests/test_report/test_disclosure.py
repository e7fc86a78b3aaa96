"""Disclosure control of a report's tables: what is shown, what is told, and what is refused."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sufficiency.errors import InputFaultsError, LawBrokenError
from sufficiency.report.declared import Cell, Column, Draft
from sufficiency.report.disclosure import MODES, protect
from test_report.made_counts import drafted, hidden, key, one_way, public, shown, two_way, values

THREE = {"a": values("a", 3), "b": values("b", 3)}
COUNTS = [[3, 20, 30], [25, 0, 35], [45, 55, 65]]


def with_shares(*rows: tuple[str, Cell, Cell], kind: str = "percent") -> Draft:
    """Children of each age who are far, of all of that age, and the percentage."""
    columns = [
        Column("Age", "label"),
        Column("Far", "count"),
        Column("All", "count"),
        Column("Share", kind, 1, ("Far", "All")),  # type: ignore[arg-type]
    ]
    keys = {
        (row, column): key(age=str(cells[0]), what=what)
        for row, cells in enumerate(rows)
        for column, what in ((1, "far"), (2, "all"))
        if cells[column] is not None
    }
    return drafted("T", columns, [(*cells, 99.9) for cells in rows], keys)


def modelled(*numbers: float) -> Draft:
    columns = [Column("Year", "label"), Column("Children, modelled", "modelled")]
    return drafted("T14", columns, [(str(2020 + at), number) for at, number in enumerate(numbers)])


def column(tables: tuple[object, ...], at: int) -> list[Cell]:
    [table] = tables
    return [row[at] for row in table.rows]  # type: ignore[attr-defined]


# --- Laws -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("mode", ["under_5", "under_6"])
def test_a_count_that_is_shown_is_the_count_there_is(mode: str) -> None:
    table = two_way("T", "a", "b", COUNTS)
    [told] = public([table], partitions=THREE, mode=mode)
    for true, seen in zip(table.rows, told.rows, strict=True):
        assert all(cell in ("c", number) for number, cell in zip(true, seen, strict=True))


def test_the_same_tables_are_protected_the_same_in_any_order() -> None:
    tables = [two_way("T", "a", "b", COUNTS), one_way("U", "c", [7, 2, 269])]
    forwards = shown(tables, public(tables, partitions=THREE))
    backwards = shown(tables[::-1], public(tables[::-1], partitions=THREE))
    assert forwards == backwards == shown(tables, public(tables, partitions=THREE))


def test_a_count_in_two_tables_is_hidden_in_both() -> None:
    tables = [one_way("T", "a", [3, 20, 30]), one_way("U", "a", [3, 20, 30])]
    first, second = public(tables, partitions=THREE)
    assert first.rows == second.rows


def test_what_protects_one_table_is_hidden_in_the_others() -> None:
    tables = [one_way("T", "a", [3, 20, 30]), one_way("U", "a", [3, 20, 30], total=False)]
    first, second = public(tables, partitions=THREE)
    assert [row[1] for row in second.rows] == [row[1] for row in first.rows][:3] == ["c", "c", 30]


def test_what_is_not_recorded_stays_blank() -> None:
    columns = [Column("a", "label"), Column("Children", "count")]
    table = drafted("T", columns, [("a0", None), ("a1", 3)], {(0, 1): key(a="a0"), (1, 1): key(a="a1")})
    assert column(public([table], partitions=THREE), 1) == [None, "c"]


def test_a_real_count_in_a_modelled_column_is_protected_as_a_count() -> None:
    table = replace(modelled(3, 48), keys={(0, 1): key(year="2020")})
    assert column(public([table]), 1) == ["c", 50]


# --- Percentages ----------------------------------------------------------------------------------
def test_a_percentage_is_rebuilt_from_what_is_shown() -> None:
    assert column(public([with_shares(("a0", 10, 40), ("a1", 0, 50))]), 3) == [25, 0]


def test_a_percentage_of_a_hidden_count_is_hidden() -> None:
    table = with_shares(("a0", 3, 40), ("a1", 0, 4), ("a2", 10, 40))
    assert column(public([table]), 3) == ["c", "c", 25]


def test_a_percentage_of_nothing_or_of_the_not_recorded_is_blank() -> None:
    assert column(public([with_shares(("a0", 0, 0), ("a1", None, 40))]), 3) == [None, None]


def test_a_percentage_is_of_the_rounded_counts() -> None:
    assert column(public([with_shares(("a0", 13, 41))], mode="round_5"), 3) == [37.5]


def test_a_rate_of_two_counts_is_rebuilt_for_each_ten_thousand() -> None:
    assert column(public([with_shares(("a0", 10, 40), ("a1", 3, 40), kind="rate")]), 3) == [2500, "c"]


def test_a_rate_that_is_not_of_counts_passes() -> None:
    columns = [Column("Year", "label"), Column("England", "rate", 1)]
    assert column(public([drafted("T2", columns, [("2019", 65.0)])]), 1) == [65.0]


@pytest.mark.parametrize("of", [None, ("Far", "Nobody"), ("Far", "Far")])
def test_a_percentage_that_is_not_of_two_other_columns_is_refused(of: tuple[str, str] | None) -> None:
    table = with_shares(("a0", 10, 40))
    columns = (*table.declaration.columns[:3], Column("Share", "percent", 1, of))
    with pytest.raises(LawBrokenError, match="Share"):
        public([replace(table, declaration=replace(table.declaration, columns=columns))])


# --- Rounding -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mode", "rounded"),
    [("round_5", [0, 0, 5, 5, 10, 15, 60, 95]), ("round_10", [0, 0, 0, 0, 10, 20, 60, 90])],
)
def test_each_count_is_rounded_by_itself_and_totals_too(mode: str, rounded: list[int]) -> None:
    table = one_way("T", "a", [0, 2, 3, 5, 8, 15, 61])  # 94 in all
    assert column(public([table], mode=mode), 1) == rounded


def test_a_half_goes_to_the_even_ten_so_that_rounding_leans_neither_way() -> None:
    table = one_way("T", "a", [5, 15, 25, 35], total=False)
    assert sum(column(public([table], mode="round_10"), 1)) == 5 + 15 + 25 + 35  # type: ignore[arg-type]


def test_a_count_below_nought_is_rounded_as_one_above() -> None:
    columns = [Column("Year", "label"), Column("Net", "count")]
    table = drafted("T3", columns, [("2019", -13)], {(0, 1): key(what="net")})
    assert column(public([table], mode="round_5", signed={key(what="net")}), 1) == [-15]


# --- What is modelled, and what is not of children ------------------------------------------------
def test_a_modelled_number_beside_a_hidden_count_is_hidden_with_it() -> None:
    columns = [Column("Placement", "label"), Column("2019, children", "count"), Column("2024", "modelled")]
    keys = {(row, 1): key(a=f"a{row}") for row in range(3)} | {(3, 1): key()}
    rows = [("a0", 3, 3.1), ("a1", 20, 21.0), ("a2", 30, 32.0), ("all", 53, 56.0)]
    [told] = public([drafted("T15", columns, rows, keys)], partitions=THREE)
    assert [row[1] for row in told.rows] == ["c", "c", 30, 53]
    assert [row[2] for row in told.rows] == ["c", "c", 30, 55]


def test_modelled_numbers_are_rounded_to_five_in_public() -> None:
    assert column(public([modelled(2.4, 2.6, 292.9, -8)]), 1) == [0, 5, 295, -10]


@pytest.mark.parametrize("mode", MODES)
def test_modelled_numbers_are_as_they_are_in_restricted(mode: str) -> None:
    tables = protect([modelled(2.4, 292.9)], profile="restricted", mode=mode, partitions={})
    assert column(tables, 1) == [2.4, 292.9]


def test_pounds_numbers_and_words_pass() -> None:
    columns = [Column("What", "text"), Column("Fee", "pounds"), Column("Homes", "number")]
    table = drafted("T18", columns, [("Fostering", 912.5, 3.0)])
    assert public([table])[0].rows == table.rows


# --- Profiles -------------------------------------------------------------------------------------
def test_a_restricted_table_is_left_out_in_public_and_the_others_say_so() -> None:
    secret = drafted("T12", [Column("Provider", "text")], [("A home",)], restricted=True)
    [told] = public([one_way("T", "a", [30, 40]), secret])
    assert told.declaration.table == "T"
    assert told.mode.endswith("left out of the public profile: T12")
    everything = protect([secret], profile="restricted", mode="none", partitions={})
    assert everything[0].rows == secret.rows


def test_in_restricted_without_control_every_count_is_as_it_is() -> None:
    table = two_way("T", "a", "b", COUNTS)
    [told] = protect([table], profile="restricted", mode="none", partitions=THREE)
    assert told.rows == table.rows
    assert "not for publication" in told.mode


def test_a_count_of_a_table_left_out_hides_nothing_in_public() -> None:
    small = drafted("S", [Column("Home", "text"), Column("Children", "count")], [("A home", 3)],
                    {(0, 1): key(a="a0")}, restricted=True)  # fmt: skip
    assert not hidden([one_way("T", "b", [30, 40])], public([one_way("T", "b", [30, 40]), small]))


def test_no_control_at_all_is_refused_in_public() -> None:
    with pytest.raises(InputFaultsError, match="Choose one of under_5, under_6, round_5, round_10"):
        public([one_way("T", "a", [30, 40])], mode="none")


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(LawBrokenError, match="under_7"):
        public([one_way("T", "a", [30, 40])], mode="under_7")


# --- What is told ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("under_5", "counts of 1 to 4 children, and others that would give them back, are shown as c"),
        ("under_6", "counts of 1 to 5 children, and others that would give them back, are shown as c"),
        ("round_5", "counts of children are rounded to the nearest 5, each by itself; "
                    "a count of 1 or 2 children is shown as 0"),
        ("round_10", "counts of children are rounded to the nearest 10, each by itself; "
                     "a count of up to 5 children is shown as 0"),
    ],
)  # fmt: skip
def test_a_table_says_in_words_how_it_was_protected(mode: str, words: str) -> None:
    assert public([one_way("T", "a", [30, 40])], mode=mode)[0].mode == words


def test_only_a_table_with_something_hidden_has_a_note_of_it() -> None:
    hides, shows = public([one_way("T", "a", [3, 20, 30]), one_way("U", "b", [40, 13])], partitions=THREE)
    assert [note for note in hides.notes if "c is confidential" in note]
    assert not shows.notes


# --- What is refused ------------------------------------------------------------------------------
def test_a_count_with_two_numbers_is_refused() -> None:
    with pytest.raises(LawBrokenError, match="another count"):
        public([one_way("T", "a", [30, 40]), one_way("U", "a", [31, 39])])


@pytest.mark.parametrize("cell", [2.5, -1, float("nan"), "some"])
def test_a_count_that_is_no_number_of_children_is_refused(cell: Cell) -> None:
    columns = [Column("a", "label"), Column("Children", "count")]
    with pytest.raises(LawBrokenError, match="no whole number"):
        public([drafted("T", columns, [("a0", cell)], {(0, 1): key(a="a0")})])


def test_a_count_without_a_name_is_refused() -> None:
    columns = [Column("a", "label"), Column("Children", "count")]
    with pytest.raises(LawBrokenError, match="without a name"):
        public([drafted("T", columns, [("a0", 3)])])


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (0, 2)])
def test_a_name_where_there_is_no_count_is_refused(place: tuple[int, int]) -> None:
    columns = [Column("a", "label"), Column("Children", "count")]
    with pytest.raises(LawBrokenError, match="where it has none"):
        public([drafted("T", columns, [("a0", 30)], {(0, 1): key(a="a0"), place: key(a="a1")})])


def test_a_name_that_is_not_in_order_is_refused() -> None:
    columns = [Column("a", "label"), Column("Children", "count")]
    with pytest.raises(LawBrokenError, match="order"):
        public([drafted("T", columns, [("a0", 30)], {(0, 1): (("b", "b0"), ("a", "a0"))})])


def test_nothing_else_in_the_tool_makes_a_protected_table() -> None:
    folder = Path(__file__).resolve().parents[2] / "sufficiency"
    made = [
        path.name for path in folder.rglob("*.py") if re.search(r"\bProtected\(", path.read_text("utf-8"))
    ]
    assert made == ["disclosure.py"]
