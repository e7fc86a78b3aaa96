"""Numbers, years and dates as Excel writes them are read right, or refused with the reason."""

import contextlib
import datetime
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sufficiency.numerals import UnreadableError, parse_as_at, parse_number, parse_year


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("45265", 45265),
        ("45,265", 45265),
        ("1,234.5", 1234.5),
        ("1,234,567", 1234567),
        ("  45,265 ", 45265),
        ("\u00a045,265\u202f", 45265),
        ("+3", 3),
        ("-3", -3),
        ("\u22123", -3),
        (".5", 0.5),
        ("007", 7),
    ],
)
def test_a_number_is_read(text: str, number: float) -> None:
    assert parse_number(text, "children") == number


def test_a_negative_nothing_is_nothing() -> None:
    assert math.copysign(1, parse_number("-0.0", "number")) == 1


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("19%", "percent", 19),
        ("19%", "share", 0.19),
        ("-7.5 %", "percent", -7.5),
        ("£1,234", "gbp", 1234),
        ("-£5", "gbp", -5),
        ("£9.5m", "gbp", 9_500_000),
        ("9.5m", "gbp", 9_500_000),
        ("£1.1 million", "gbp", 1_100_000),
        ("£9.5\u00a0Million", "gbp", 9_500_000),
        ("£2k", "gbp_per_week", 2000),
        ("1.5bn", "gbp", 1_500_000_000),
    ],
)
def test_a_percentage_or_a_sum_is_read_in_its_unit(text: str, unit: str, number: float) -> None:
    assert parse_number(text, unit) == number


@pytest.mark.parametrize(
    ("text", "unit", "reason"),
    [
        ("19%", "points", "its unit is points"),
        ("19%", "", "its unit is blank"),
        ("£5%", "percent", "money and a percentage at once"),
        ("£5", "children", "pound sign"),
        ("2k", "children", "only money may be shortened"),
        ("5m", "miles", "only money may be shortened"),
    ],
)
def test_a_sign_that_does_not_fit_the_unit_is_refused(text: str, unit: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_number(text, unit)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("45.265,5", "commas"),
        ("1,23", "commas"),
        ("12,34,567", "commas"),
        ("0,234", "commas"),
        ("1,2345", "commas"),
        ("£1,23m", "commas"),
        ("(45)", "brackets"),
        ("1.2E+05", "scientific"),
        ("1e5", "scientific"),
        ("#REF!", "error in Excel"),
        ("#N/A", "error in Excel"),
        ("#DIV/0!", "error in Excel"),
        ("####", "error in Excel"),
        *((mark, "DfE mark") for mark in ["c", "x", "z", "k", "u", "low", "-", "C", "LOW", ":", "..", "*"]),
        ("nan", "no number"),
        ("-inf", "no number"),
        ("Infinity", "no number"),
        ("", "blank"),
        (" \u00a0 ", "blank"),
        ("01/04/2019", "date"),
        ("12-Apr", "date"),
        ("Apr-19", "date"),
        ("2019-03-31", "date"),
        ("1 234", "space between"),
        ("1\u202f234", "space between"),
        ("~30", "bound or a guess"),
        ("<5", "bound or a guess"),
        ("30-40", "range"),
        ("30 to 40", "range"),
        ("30–40", "range"),
        ("9" * 400, "too large"),
        ("about 30", "other text"),
        ("٣", "other text"),
        ("1_000", "other text"),
        ("0x10", "other text"),
        ("--3", "other text"),
        ("1.234.567", "other text"),
    ],
)
def test_what_is_no_number_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        parse_number(text, "gbp")


def test_a_refusal_says_what_is_wrong_and_what_to_do_but_never_the_cell() -> None:
    with pytest.raises(ValueError, match=r"^cannot be read as a number: ") as caught:
        parse_number("Ann Smith", "children")
    assert "Write the number in digits" in str(caught.value)
    assert "Ann" not in str(caught.value)


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_a_whole_number_written_with_thousands_commas_reads_back(number: int) -> None:
    assert parse_number(f"{number:,}", "number") == number


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_decimal_written_in_full_reads_back(number: float) -> None:
    assert parse_number(f"{number:.20f}", "number") == float(f"{number:.20f}")


@given(
    st.one_of(st.text(), st.text("0123456789,.%£-+ kmbnillotusadKMſ()/e")),
    st.sampled_from(["gbp", "share", "percent", "children", ""]),
)
@example("5 thouſand", "gbp")
@example("5\u212a", "gbp")  # the Kelvin sign, which is a k to a careless pattern
def test_any_text_is_a_finite_number_or_is_refused(text: str, unit: str) -> None:
    with contextlib.suppress(ValueError):
        assert math.isfinite(parse_number(text, unit))


# --- Years ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year"), [("2019", 2019), (" 2019 ", 2019), ("2019.0", 2019), ("", None), (" ", None)]
)
def test_a_year_is_read_and_a_blank_is_none(text: str, year: int | None) -> None:
    assert parse_year(text) == year


@pytest.mark.parametrize("text", ["1989", "2101", "19", "2,019", "2018-19", "2019.5", "next year", "²019"])
def test_what_is_no_year_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match="is not a year from 1990 to 2100"):
        parse_year(text)


# --- Dates ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-06-30", "2019-06-30"),
        ("30/06/2019", "2019-06-30"),
        ("04/05/2019", "2019-05-04"),
        ("2018-12", "2018-12-31"),
        ("2020-02", "2020-02-29"),
        ("2019", "2019-03-31"),
        ("2018-19", "2019-03-31"),
        ("2018/19", "2019-03-31"),
        ("2018–19", "2019-03-31"),
        ("1999-00", "2000-03-31"),
        ("2011/12", "2012-03-31"),
        ("2012-11", "2012-11-30"),
    ],
)
def test_a_date_a_month_a_year_or_a_financial_year_is_its_last_day(text: str, day: str) -> None:
    assert parse_as_at(text) == datetime.date.fromisoformat(day)


def test_what_may_be_a_month_or_a_financial_year_is_refused_with_both_ways_to_write_it() -> None:
    with pytest.raises(UnreadableError, match=r"Write 2011-12-31 for the month, or 2011/12 for"):
        parse_as_at("2011-12")


@pytest.mark.parametrize(
    "text",
    [
        *["", "soon", "31/03/19", "3/31/2019", "03/31/2019", "2019-02-30", "2018/12", "2018-20", "2019-13"],
        *["Dec-18", "0000", "0000-05", "1066", "9999-00", "2018-2019", "20190331"],
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        parse_as_at(text)


@given(st.one_of(st.text(), st.text("0123456789-/")))
def test_any_text_is_a_date_or_is_refused(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert 1900 <= parse_as_at(text).year <= 2100


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)))
def test_a_date_reads_back_as_it_was_written(day: datetime.date) -> None:
    assert parse_as_at(day.isoformat()) == day
    assert parse_as_at(day.strftime("%d/%m/%Y")) == day
