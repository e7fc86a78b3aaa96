"""The report as one web page: whole in itself, the same bytes, and the numbers of the protected tables."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from test_cli import type_in

from sufficiency.errors import LawBrokenError, OutputError
from sufficiency.forecast import Forecast
from sufficiency.readers.runs import read_runs
from sufficiency.report.assembly import report_of
from sufficiency.report.cover import Cover
from sufficiency.report.declared import Cell, Protected
from sufficiency.report.printed import numbered_notes, printed_rows
from sufficiency.report.section import Section
from sufficiency.writers.page.drawings import drawings
from sufficiency.writers.provider_list import write_provider_list
from sufficiency.writers.report.page import write_page
from test_report import made_report
from test_report.test_assembly import NO_ANSWERS, run_of
from test_report.test_public_report import PROVIDERS, ROWS, forms_of

MOST_BYTES = 3_000_000
SUMMARY = Section("summary", "Summary", ("We look after 293 children & need homes.",), ("One <point>.",))
VOID = ("meta", "input", "br", "img", "link")


class Parsed(HTMLParser):
    """A page as a reader meets it: its tables by caption, its tags, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[list[str]]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self._caption: str | None = None
        self._cell: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "table":
            self.tables.append(("", []))
        elif tag == "tr":
            self.tables[-1][1].append([])
        elif tag in ("td", "th"):
            self._cell = ""
        elif tag == "caption":
            self._caption = ""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag in ("td", "th"):
            self.tables[-1][1][-1].append(self._cell or "")
            self._cell = None
        elif tag == "caption":
            self.tables[-1] = (self._caption or "", self.tables[-1][1])
            self._caption = None

    def handle_data(self, data: str) -> None:
        if "script" in self.open or "style" in self.open:
            return
        self.words += data
        if self._cell is not None:
            self._cell += data
        if self._caption is not None and "span" not in self.open:
            self._caption += data

    def each(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def sections_of(tables: Sequence[Protected]) -> tuple[Section, ...]:
    """A summary, and a section with every table that has rows."""
    return SUMMARY, Section("all", "Every table", ("All of them.",), (), tuple(t for t in tables if t.rows))


def cover_of(tables: Sequence[Protected], scenarios: tuple[str, ...] = ("a", "b")) -> Cover:
    return replace(made_report.COVER, profile=tables[0].profile, scenarios=scenarios)


def written(tables: Sequence[Protected], folder: Path, name: str = "report.html") -> str:
    path = folder / name
    write_page(sections_of(tables), tables, cover_of(tables), path)
    return path.read_text(encoding="utf-8")


def cell(text: str) -> Cell:
    try:
        return float(text.replace(",", "").replace("−", "-"))
    except ValueError:
        return text or None


@pytest.fixture(scope="module")
def tables(scenario_forecast: Callable[[str], Forecast]) -> tuple[Protected, ...]:
    runs = [run_of(scenario_forecast(name), name) for name in ("thurrock-2019", "hold-count")]
    return report_of(runs, "public", "under_6", NO_ANSWERS, {})


@pytest.fixture(scope="module")
def html(tables: tuple[Protected, ...], tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tables, tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(html: str) -> Parsed:
    return Parsed(html)


def test_the_same_report_is_the_same_bytes(tables: tuple[Protected, ...], html: str, tmp_path: Path) -> None:
    assert written(tables, tmp_path, "again.html") == html


def test_the_page_is_under_three_megabytes(html: str) -> None:
    assert len(html.encode()) < MOST_BYTES


def test_twelve_scenarios_are_under_three_megabytes(tables: tuple[Protected, ...], tmp_path: Path) -> None:
    many = tuple(twelve_times(table) for table in tables)
    assert len(written(many, tmp_path).encode()) < MOST_BYTES


def twelve_times(table: Protected) -> Protected:
    """A table as it would be with twelve scenarios, where it compares them."""
    titles = [f"A scenario that has a long name, as they do: {number}" for number in range(12)]
    declared = table.declaration
    if declared.table == "T16d":
        own = [row for row in table.rows if row[0] == table.rows[0][0]]
        return replace(table, rows=tuple((title, *row[1:]) for title in titles for row in own))
    if declared.table == "T14":
        year, central, low, high = declared.columns[:4]
        columns = [
            replace(column, heading=f"{title}, {words}")
            for title in titles
            for column, words in ((central, "modelled"), (low, "80% low"), (high, "80% high"))
        ]
        rows = tuple((row[0], *(row[1:4] * 12)) for row in table.rows)
        return replace(table, rows=rows, declaration=replace(declared, columns=(year, *columns)))
    return table


# --- Nothing from anywhere ------------------------------------------------------------------------


def test_nothing_is_fetched_from_anywhere(page: Parsed) -> None:
    fetching = ("src", "srcset", "action", "data", "poster", "background", "manifest", "ping")
    for tag, attributes in page.tags:
        assert not set(attributes) & set(fetching), tag
        assert (attributes.get("href") or "#").startswith("#")
    assert not {"link", "iframe", "object", "embed", "img", "base"} & {tag for tag, _ in page.tags}


def test_no_style_points_anywhere(html: str) -> None:
    style = html[html.index("<style>") : html.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_addresses_stand_nowhere_but_in_the_library(html: str) -> None:
    """Sources of figures may name their own; what a browser acts on names none."""
    start, library = html.index('id="explorer">'), html.index('<script type="module">')
    style = html[html.index("<style>") : html.index("</style>")]
    script = html[html.rindex('<script type="module">') :]
    assert not [part for part in (html[start:library], style, script) if "://" in part]


def test_every_link_inside_the_page_arrives(page: Parsed) -> None:
    names = {attributes.get("id") for _, attributes in page.tags}
    assert {f"#{name}" for name in names} >= {attributes["href"] for attributes in page.each("a")}


def test_the_policy_runs_what_stands_in_the_page_and_lets_nothing_out(page: Parsed) -> None:
    policy = next(
        str(meta["content"])
        for meta in page.each("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]
    assert "http" not in policy


# --- What is said ---------------------------------------------------------------------------------


def test_every_number_of_every_table_is_that_of_the_protected_table(
    page: Parsed, tables: tuple[Protected, ...]
) -> None:
    found = dict(page.tables)
    for table in tables:
        if not table.rows:
            continue
        rows = found[f"Table {table.declaration.table}: {table.declaration.title}"]
        assert rows[0] == [column.heading for column in table.declaration.columns]
        printed = [tuple(cell(str(each or "")) for each in row) for row in rows[1:]]
        assert printed == [tuple(cell(as_text(each)) for each in row) for row in printed_rows(table)]


def as_text(value: Cell) -> str:
    return "" if value is None else str(value)


def test_notes_are_numbered_as_in_the_workbook(html: str, tables: tuple[Protected, ...]) -> None:
    for note, number in numbered_notes(tables).items():
        assert f'<li id="note-{number}">{escaped(note)}</li>' in html


def escaped(text: str) -> str:
    for mark, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&#34;"), ("'", "&#39;")):
        text = text.replace(mark, entity)
    return text


def test_the_gap_is_told_without_any_script(html: str, page: Parsed) -> None:
    assert re.search(r'id="told-gap">The gap is about \d+ homes \(', html)
    assert "Choosing and charts need JavaScript" in page.words
    assert "homes to secure within 20 miles by 31 March 2024: the gap" in page.words


def test_words_that_look_like_tags_are_words(html: str) -> None:
    assert "We look after 293 children &amp; need homes." in html
    assert "One &lt;point&gt;." in html


def test_what_the_script_picks_from_cannot_end_it(html: str, tables: tuple[Protected, ...]) -> None:
    start = html.index('id="explorer">') + len('id="explorer">')
    everything = html[start : html.index("</script>", start)]
    assert "<" not in everything
    assert set(json.loads(everything)["drawings"]) == {"need", "gap", "children", "position"}


def test_who_may_read_it_is_said_first(page: Parsed) -> None:
    assert page.words.index("PUBLIC") < page.words.index("In one minute")


def test_a_restricted_page_says_so(tmp_path: Path) -> None:
    restricted = made_report.table(profile="restricted", restricted=True)
    assert "RESTRICTED" in Parsed(written([restricted], tmp_path)).words


def test_a_restricted_table_is_refused_in_public(tmp_path: Path) -> None:
    with pytest.raises(LawBrokenError):
        write_page((), [made_report.table(restricted=True)], made_report.COVER, tmp_path / "report.html")


def test_no_provider_and_no_fee_is_in_a_public_page(tmp_path: Path) -> None:
    write_provider_list(tmp_path / "list.csv", ROWS)
    asked = type_in("run", "--draws", "4", "--select-list", tmp_path / "list.csv", "--out", tmp_path / "run")
    assert asked.code == 0, asked.err
    runs = read_runs([tmp_path / "run"])
    restricted = report_of(runs, "restricted", "under_6", NO_ANSWERS, {})
    public = report_of(runs, "public", "under_6", NO_ANSWERS, {})
    told = written(restricted, tmp_path, "restricted.html")
    page = written(public, tmp_path, "public.html")
    library = page[page.index('<script type="module">') : page.rindex('<script type="module">')]
    for provider, fee in PROVIDERS.items():
        assert provider in told
        assert not forms_of(provider, fee).search(page.replace(library, ""))


# --- How it stands --------------------------------------------------------------------------------


def test_the_page_is_in_british_english_and_has_one_title(page: Parsed) -> None:
    assert page.each("html")[0]["lang"] == "en-GB"
    assert len(page.each("title")) == 1
    assert len(page.each("h1")) == 1


def test_headings_never_jump_a_level(page: Parsed) -> None:
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_no_two_parts_have_one_name(page: Parsed) -> None:
    names = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(names) == len(set(names))


def test_every_table_has_headings_that_say_what_they_head(page: Parsed) -> None:
    assert all(heading.get("scope") in ("col", "row") for heading in page.each("th"))
    assert all(caption for caption, _ in page.tables)


def test_letters_in_charts_are_large_enough_to_read() -> None:
    sizes = re.findall(
        r'"(?:labelFontSize|fontSize)": (\d+)', json.dumps(drawings({"gap": 8, "position": 5}))
    )
    assert sizes
    assert all(int(size) >= 12 for size in sizes)


# --- Where something is missing -------------------------------------------------------------------


def test_tables_without_a_gap_make_a_page_without_choices_or_scripts(tmp_path: Path) -> None:
    page = Parsed(written(made_report.report(), tmp_path))
    assert not page.each("select")
    assert not page.each("script")
    assert "Every table" in page.words


def test_a_table_says_what_its_marks_mean(tmp_path: Path) -> None:
    words = Parsed(written(made_report.report(), tmp_path)).words
    assert "c: confidential: a small count of children" in words
    assert "Blank: not given" in words


def test_a_folder_that_is_not_there_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as error:
        write_page((), made_report.report(), made_report.COVER, tmp_path / "nowhere" / "report.html")
    assert "\n" not in str(error.value)


def test_an_earlier_page_stands_where_a_new_one_cannot_be_made(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(LawBrokenError):
        write_page((), [made_report.table(profile="restricted")], made_report.COVER, path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert [each.name for each in tmp_path.iterdir()] == ["report.html"]
