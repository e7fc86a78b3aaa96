"""What a page draws: each chart's numbers, its words and its table, from protected tables.

Numbers are those of tables T16d, T14, T2 and A as they are printed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sufficiency.report.declared import SUPPRESSED, Cell, Protected
from sufficiency.report.homes import ALL_KINDS
from sufficiency.report.position import HOME_COMES
from sufficiency.report.printed import day_in_words, printed_rows
from sufficiency.report.telling import HOMES, NOUNS, GapRow, about, figure, gap_words, paragraph, shown
from sufficiency.vocabulary import BACK_TESTED_YEARS, RUNG_LABELS
from sufficiency.words import listed

NEED_HEADINGS: Final = (
    "31 March", "Need", "Need, 80% low", "Need, 80% high",
    "Need as placed", "As placed, 80% low", "As placed, 80% high", "Secured places",
)  # fmt: skip
GAP_HEADINGS: Final = (
    "Provision", "Gap", "Gap, 80% low", "Gap, 80% high", "Gap if things go badly (P80)",
    "Chance of shortfall", "Places to add for 80 in 100",
    "Gap as placed", "As placed, 80% low", "As placed, 80% high",
)  # fmt: skip
PAST_HEADING: Final = "Counted"
PAST_HEADINGS: Final = ("31 March", PAST_HEADING, "Modelled", "80% low", "80% high")
_APART: Final = 0.075  # of a chart's height: what two labels at the ends of lines need between them

Value = str | float | bool | None
Row = dict[str, Value]


@dataclass(frozen=True)
class Picture:
    """What a chart is drawn from, its text alternative, and its table as it is read.

    `data` is rows by name of dataset; `cells` are text, the first of each row its heading.
    """

    title: str
    alternative: str
    headings: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    data: Mapping[str, tuple[Row, ...]]


# --- Need and the gap -----------------------------------------------------------------------------


def need_picture(
    pairs: Sequence[tuple[GapRow | None, GapRow | None]], scenario: str, of_what: str, base_year: int
) -> Picture:
    """Need on both bounds and secured places over the years: a line, its range, and steps.

    `pairs` are the rows of T16d a year, of children who should be near and of those who are; a scenario
    that does not reach a year has none. `of_what` says of which homes, and where.
    """
    near = [row for row, _ in pairs if row is not None]
    placed = [row for _, row in pairs if row is not None]
    drawn = _drawn_years([row.year for row in near], base_year)
    return Picture(
        f"{of_what}: need and secured places",
        _need_told(near, placed, scenario, of_what, base_year),
        NEED_HEADINGS,
        tuple(_need_cells(row, other) for row, other in pairs if row is not None),
        {
            "path": tuple(
                _need_value(row, other) for row, other in pairs if row is not None and row.year in drawn
            ),
            "labels": _need_labels(*([row for row in rows if row.year in drawn] for rows in (near, placed))),
        },
    )


def gap_picture(
    pairs: Sequence[tuple[str, GapRow | None, GapRow | None]], scenario: str, where_and_when: str
) -> Picture:
    """The gap of each kind of home in one year on both bounds: bars, and their ranges."""
    known = [(name, near, placed) for name, near, placed in pairs if near is not None]
    said = [_gap_told(name, near, placed) for name, near, placed in known]
    of_what = f"Homes to secure {where_and_when}, in the scenario “{scenario}”"
    return Picture(
        f"The gap by kind of home, {where_and_when}",
        paragraph([f"Bar chart with ranges. {of_what}.", *said]),
        GAP_HEADINGS,
        tuple(_gap_cells(name, near, placed) for name, near, placed in known),
        {"gaps": _placed_in_order(bar for each in known for bar in _gap_bars(*each))},
    )


def _need_told(
    near: Sequence[GapRow], placed: Sequence[GapRow], scenario: str, of_what: str, base_year: int
) -> str:
    told = _told_years([row.year for row in near], base_year)
    need = [f"{_in_range(row)} in {row.year}" for row in near if row.year in told]
    other = [f"{_in_range(row)} in {row.year}" for row in placed if row.year in (told[0], told[-1])]
    return paragraph([
        f"Line chart with a range. {of_what}, in the scenario “{scenario}”.",
        f"Need is {listed(need)}." if need else "",
        f"If children now further away stay where they are, it is {listed(other)}." if other else "",
        _secured_told(near),
        _above_told(near),
    ])  # fmt: skip


def _in_range(row: GapRow) -> str:
    one, many = NOUNS.get(row.provision, HOMES)
    return about(row.need, row.need_low, row.need_high, one, many)


def _told_years(years: Sequence[str], base_year: int) -> list[str]:
    """The first year, the last back-tested, and the last."""
    tested = [year for year in years if int(year) <= base_year + BACK_TESTED_YEARS]
    return distinct([*years[:1], *tested[-1:], *years[-1:]]) or [""]


def _secured_told(rows: Sequence[GapRow]) -> str:
    known = [row for row in rows if row.secured is not None]
    if not known:
        return "Secured places are not recorded."
    numbers = distinct(_few(row.secured) for row in known)
    if len(numbers) == 1:
        return f"Secured places stay at {numbers[0]}."
    first, last = known[0], known[-1]
    if first.secured == last.secured:
        return f"Secured places are {_few(first.secured)} in {first.year} and {last.year}, and move between."
    ends = f"{_few(first.secured)} in {first.year} to {_few(last.secured)} in {last.year}"
    return f"Secured places go from {ends}."


def distinct(words: Iterable[str]) -> list[str]:
    """Words in the order that they come, each once."""
    return list(dict.fromkeys(words))


def _few(cell: Cell) -> str:
    if isinstance(cell, str):
        return "a confidential number"
    return f"about {figure(cell)}" if cell else "few or none"


def _above_told(rows: Sequence[GapRow]) -> str:
    known = [(row.year, float(row.gap)) for row in rows if isinstance(row.gap, int | float)]
    above = [year for year, gap in known if gap > 0]
    if not known:
        return ""
    if len(above) == len(known):
        return "Need is above secured places in every year shown."
    return f"Need is above secured places in {listed(above)}." if above else "Need is never above them."


def _need_cells(near: GapRow, placed: GapRow | None) -> tuple[str, ...]:
    other = (None,) * 3 if placed is None else (placed.need, placed.need_low, placed.need_high)
    own = (near.need, near.need_low, near.need_high)
    return (near.year, *(shown(cell) for cell in (*own, *other, near.secured)))


def _need_value(near: GapRow, placed: GapRow | None) -> Row:
    return {
        "year": int(near.year),
        "need": _length(near.need),
        "low": _length(near.need_low),
        "high": _length(near.need_high),
        "placed": None if placed is None else _length(placed.need),
        "secured": _length(near.secured),
    }


def _need_labels(near: Sequence[GapRow], placed: Sequence[GapRow]) -> tuple[Row, ...]:
    """The names of the lines at their ends, with their last numbers, set far enough apart to be read."""
    if not near:
        return ()
    last = near[-1]
    ends = [("need", "Need", last.need), ("secured", "Secured", last.secured)]
    ends += [("placed", "As placed", row.need) for row in placed[-1:]]
    most = max((_length(row.need_high) or 0.0 for row in near), default=0.0)
    return _labels(
        [(line, f"{word} {figure(cell)}", _length(cell)) for line, word, cell in ends], int(last.year), most
    )


def _labels(ends: Sequence[tuple[str, str, float | None]], year: int, most: float) -> tuple[Row, ...]:
    known = sorted(
        ((height, line, text) for line, text, height in ends if height is not None), key=lambda end: end[0]
    )
    top = max([most, *(height for height, _, _ in known), 1.0])
    found: list[Row] = []
    floor = -top
    for height, line, text in known:
        at = max(height, floor + _APART * top)
        found.append({"line": line, "text": text, "year": year, "at": round(at, 2)})
        floor = at
    return tuple(found)


def _drawn_years(years: Iterable[str], base_year: int) -> set[str]:
    """The years that are drawn: those that forecasts have been scored for. Later ones are in the table."""
    known = set(years)
    return {year for year in known if int(year) <= base_year + BACK_TESTED_YEARS} or known


def _gap_told(provision: str, near: GapRow, placed: GapRow | None) -> str:
    one, many = NOUNS.get(provision, HOMES)
    said = f"{provision}: {gap_words(near.gap, near.gap_low, near.gap_high, one, many)}"
    if placed is None:
        return f"{said}."
    return f"{said}; as placed, {gap_words(placed.gap, placed.gap_low, placed.gap_high, one, many)}."


def _gap_cells(provision: str, near: GapRow, placed: GapRow | None) -> tuple[str, ...]:
    other = (None,) * 3 if placed is None else (placed.gap, placed.gap_low, placed.gap_high)
    return (
        provision,
        *(shown(cell) for cell in (near.gap, near.gap_low, near.gap_high, near.gap_p80)),
        shown(near.chance, 2),
        *(shown(cell) for cell in (near.add_for_80, *other)),
    )


def _gap_bars(provision: str, near: GapRow, placed: GapRow | None) -> list[Row]:
    """Two bars a kind of home: of children who should be near, and of those who are."""
    bounds = [(near, "near", provision), *([(placed, "placed", "As placed")] if placed else [])]
    return [
        {
            "provision": provision,
            "bound": bound,
            "gap": _length(row.gap),
            "low": _length(row.gap_low),
            "high": _length(row.gap_high),
            "text": f"{words}: {_number_and_range(row.gap, row.gap_low, row.gap_high)}",
        }
        for row, bound, words in bounds
    ]


def _placed_in_order(bars: Iterable[Row]) -> tuple[Row, ...]:
    """Bars from the top down."""
    return tuple({"place": place, **bar} for place, bar in enumerate(bars))


def _number_and_range(central: Cell, low: Cell, high: Cell) -> str:
    """A number and its range as a chart's label has it."""
    if central is None or central == SUPPRESSED:
        return figure(central)
    if low is None or high is None or SUPPRESSED in (low, high):
        return figure(central)
    return f"{figure(central)} ({figure(low)} to {figure(high)})"


def _length(cell: Cell) -> float | None:
    return None if cell is None or isinstance(cell, str) else cell


# --- Children looked after ------------------------------------------------------------------------


def children_pictures(
    table: Protected | None, history: Protected | None, titles: Sequence[str], base_year: int
) -> dict[str, Picture]:
    """Children looked after, past (T2) and in each scenario (T14), by the scenario's place among `titles`.

    A scenario of which T14 has no column is left out.
    """
    if table is None:
        return {}
    past = [(str(row[0]), row[1]) for row in printed_rows(history)] if history else []
    ahead = {title: _scenario_rows(table, title) for title in titles}
    return {
        str(at): _children_picture(title, ahead, past, base_year)
        for at, title in enumerate(titles)
        if ahead[title]
    }


def _scenario_rows(table: Protected, title: str) -> list[tuple[str, Cell, Cell, Cell]]:
    """A scenario's children in each year of T14: central, low and high."""
    headings = [column.heading for column in table.declaration.columns]
    wanted = [f"{title}, modelled", f"{title}, 80% low", f"{title}, 80% high"]
    if any(heading not in headings for heading in wanted):
        return []
    central, low, high = (headings.index(heading) for heading in wanted)
    return [(str(row[0]), row[central], row[low], row[high]) for row in printed_rows(table)]


def _children_picture(
    title: str,
    ahead: Mapping[str, Sequence[tuple[str, Cell, Cell, Cell]]],
    past: Sequence[tuple[str, Cell]],
    base_year: int,
) -> Picture:
    own = ahead[title]
    others = {name: rows for name, rows in ahead.items() if name != title and rows}
    drawn = _drawn_years((year for year, *_ in own), base_year)
    years = sorted({year for year, *_ in own} | {year for year, _ in past})
    counted, mine = dict(past), {year: rest for year, *rest in own}
    middles = {name: {year: cell for year, cell, *_ in rows} for name, rows in others.items()}
    return Picture(
        "Children looked after: what was counted, and what each scenario has",
        _children_told(title, own, others, past, base_year),
        (*PAST_HEADINGS, *(f"{name}, modelled" for name in others)),
        tuple(
            (
                year,
                shown(counted.get(year)),
                *(shown(cell) for cell in mine.get(year, [None] * 3)),
                *(shown(rows.get(year)) for rows in middles.values()),
            )
            for year in years
        ),
        {
            "past": tuple({"year": int(year), "children": _length(cell)} for year, cell in past),
            "scenario": tuple(
                {"year": int(year), "children": _length(cell), "low": _length(low), "high": _length(high)}
                for year, cell, low, high in own
                if year in drawn
            ),
            "others": tuple(
                {"scenario": name, "year": int(year), "children": _length(cell)}
                for name, rows in others.items()
                for year, cell, *_ in rows
                if year in drawn
            ),
            "labels": _children_labels(
                [row for row in own if row[0] in drawn],
                {name: [row for row in rows if row[0] in drawn] for name, rows in others.items()},
            ),
            "starts": _past_label(past),
        },
    )


def _past_label(past: Sequence[tuple[str, Cell]]) -> tuple[Row, ...]:
    """The name of the line of what was counted, which stands under its lowest."""
    known = [each for each in (_length(cell) for _, cell in past) if each is not None]
    return ({"text": PAST_HEADING, "year": int(past[0][0]), "at": min(known)},) if known else ()


def _children_labels(
    own: Sequence[tuple[str, Cell, Cell, Cell]], others: Mapping[str, Sequence[tuple[str, Cell, Cell, Cell]]]
) -> tuple[Row, ...]:
    year, cell, _, high = own[-1]
    last = [_length(rows[-1][1]) for rows in others.values()]
    known = [each for each in last if each is not None]
    ends: list[tuple[str, str, float | None]] = [("scenario", f"Chosen {figure(cell)}", _length(cell))]
    if known:
        far = max(known, key=lambda each: abs(each - (_length(cell) or 0.0)))
        ends.append(("others", "Others" if len(known) > 1 else "Other", far))
    return _labels(ends, int(year), _length(high) or 0.0)


def _children_told(
    title: str,
    own: Sequence[tuple[str, Cell, Cell, Cell]],
    others: Mapping[str, Sequence[tuple[str, Cell, Cell, Cell]]],
    past: Sequence[tuple[str, Cell]],
    base_year: int,
) -> str:
    told = _told_years([year for year, *_ in own], base_year)
    known = [(year, cell) for year, cell in past if cell is not None]
    counted = [f"{figure(cell)} in {year}" for year, cell in _first_and_last(known)]
    futures = [
        f"{about(cell, low, high, 'child', 'children')} in {year}"
        for year, cell, low, high in own
        if year in told
    ]
    last = [_length(rows[-1][1]) for rows in others.values()]
    ends = [each for each in last if each is not None]
    middle = ""
    if ends:
        between = distinct([figure(min(ends)), figure(max(ends))])
        words = f"between {listed(between)}" if len(between) > 1 else between[0]
        which = "other scenarios" if len(ends) > 1 else "other scenario"
        middle = f"In the {which} the middle of the range in {own[-1][0]} is {words}."
    return paragraph([
        "Line chart with a range.",
        f"Children looked after on 31 March were {listed(counted)}, as counted." if counted else "",
        f"In the scenario “{title}” there would be {listed(futures)}.",
        middle,
        _hidden_told([year for year, cell in past if cell == SUPPRESSED]),
    ])  # fmt: skip


def _hidden_told(years: Sequence[str]) -> str:
    """Which years have no point because their count is confidential: a gap in a line is not nought."""
    return f"Not drawn, because the count is confidential: {listed(years)}." if years else ""


def _first_and_last(known: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    return [known[0], known[-1]] if len(known) > 1 else list(known)


# --- Where our children live ----------------------------------------------------------------------


def position_picture(table: Protected | None) -> Picture | None:
    """Children by where they stand, of the three kinds together; None where nobody has recorded it."""
    if table is None:
        return None
    sums = [row for row in printed_rows(table) if row[0] == ALL_KINDS or row[1] == HOME_COMES]
    bars = [row for row in sums if row[1] in (*RUNG_LABELS.values(), HOME_COMES) and row[2] is not None]
    if not bars:
        return None
    said = [f"{row[1]}: {_number_and_range(row[2], row[3], row[4])}" for row in bars]
    when, columns = day_in_words(table.as_at), table.declaration.columns
    return Picture(
        f"Where our children lived on {when}, and where they should",
        f"Bar chart. Children on {when}, by whether the home is right. {'. '.join(said)}.",
        tuple(column.heading for column in columns),
        tuple(
            tuple(shown(cell, column.decimals) for cell, column in zip(row, columns, strict=True))
            for row in bars
        ),
        {
            "rungs": _placed_in_order(
                {
                    "text": str(row[1]),
                    "children": _length(row[2]),
                    "ends": _length(row[2]) or 0.0,  # where its label stands, of a confidential one too
                    "label": _number_and_range(row[2], row[3], row[4]),
                    "concern": row[1] in [RUNG_LABELS[rung] for rung in (1, 2, 3, 4)],
                }
                for row in bars
            )
        },
    )
