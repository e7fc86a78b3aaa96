"""The page as a reader meets it, in Chromium: it asks for nothing, and says, draws and lists what is chosen.

Skipped where no Chromium is found. None is downloaded.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from sufficiency.forecast import Forecast
from sufficiency.report.assembly import report_of
from sufficiency.report.declared import Protected
from sufficiency.report.explorer import Explorer, explorer_of
from sufficiency.report.section import Section
from sufficiency.report.telling import shown
from sufficiency.writers.report.page import write_page
from test_report import made_report
from test_report.test_assembly import NO_ANSWERS, run_of
from test_report.test_explorer import rows_by_choice

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
    "microsoft-edge",
)
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
A_FEW = 13  # rows of each table: enough to be folded, and few enough to look at each cell soon
CHOICES = ("scenario", "where", "provision", "year")
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for path in map(shutil.which, BROWSERS) if path), None)
    if found is None:
        pytest.skip("no Chromium found")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture(scope="module")
def tables(scenario_forecast: Callable[[str], Forecast]) -> tuple[Protected, ...]:
    runs = [run_of(scenario_forecast(name), name) for name in ("thurrock-2019", "hold-count")]
    return report_of(runs, "public", "under_6", NO_ANSWERS, {})


@pytest.fixture(scope="module")
def explorer(tables: tuple[Protected, ...]) -> Explorer:
    found = explorer_of(tables)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def path(tables: tuple[Protected, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "report.html"
    summary = Section("summary", "Summary", ("Where children live, and the gap.",))
    short = tuple(replace(table, rows=table.rows[:A_FEW]) for table in tables if table.rows)
    every = Section("all", "Every table", ("All.",), ("One.",), short)
    write_page((summary, every), tables, made_report.COVER, path)
    return path


@pytest.fixture
def opened(browser: Browser, path: Path) -> Iterator[Opened]:
    """A way to open the page; at the end nothing may have gone wrong in it, or been asked for."""
    wrong: list[str] = []
    asked: list[str] = []
    contexts = []

    def opening(size: dict[str, int] = DESK, scripts: bool = True, place: str = "") -> Page:
        context = browser.new_context(viewport=size, java_script_enabled=scripts, offline=True)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{path.as_uri()}{place}")
        if scripts:
            drawn(page)
        return page

    yield opening
    for context in contexts:
        context.close()
    assert wrong == []
    assert {url.partition("#")[0] for url in asked} == {path.as_uri()}


def drawn(page: Page) -> None:
    """Wait until every chart shows what is chosen."""
    page.wait_for_function(
        "() => document.body.dataset.drawn === "
        "[...document.querySelectorAll('select')].map((each) => each.selectedIndex).join('-')"
    )


def choose(page: Page, **labels: str) -> None:
    for name, label in labels.items():
        page.select_option(f"#choose-{name}", label=label)
    drawn(page)


def told(page: Page) -> str:
    return page.inner_text("#told")


def listed(page: Page, chart: str) -> list[list[str]]:
    """The rows of a chart's table, as they stand."""
    rows: list[list[str]] = page.eval_on_selector_all(
        f"#chart-{chart} tbody tr", "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return rows


def drawing(page: Page, chart: str) -> str:
    return page.inner_html(f"#chart-{chart} svg")


def letters(page: Page, chart: str) -> str:
    return " ".join(page.locator(f"#chart-{chart} svg text").all_text_contents())


def test_a_confidential_bar_is_not_left_as_nothing(
    browser: Browser, tables: tuple[Protected, ...], tmp_path: Path
) -> None:
    [ladder] = [table for table in tables if table.declaration.table == "A"]
    hidden = replace(ladder, rows=tuple((*row[:2], "c", "c", "c", *row[5:]) for row in ladder.rows))
    others = [table for table in tables if table is not ladder]
    path = tmp_path / "report.html"
    write_page((Section("summary", "Summary", ("Where children live.",)),), [hidden, *others],
               made_report.COVER, path)  # fmt: skip
    page = browser.new_page()
    page.goto(path.as_uri())
    drawn(page)
    bars = page.locator("#chart-position tbody tr").count()
    assert letters(page, "position").count("confidential") == bars > 1
    page.close()


# --- It opens, and asks for nothing ---------------------------------------------------------------


def test_the_page_opens_without_a_network_and_draws_each_chart(opened: Opened) -> None:
    page = opened()
    for chart in ("need", "gap", "children", "position"):
        assert page.locator(f"#chart-{chart} svg path").count() > 3


def test_a_page_that_tries_to_call_out_is_stopped(browser: Browser, path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(path.as_uri())
    stopped = page.evaluate("fetch('data:text/plain,x').then(() => 'went out', () => 'stopped')")
    context.close()
    assert stopped == "stopped"


# --- It says, draws and lists what is chosen ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("scenario", "Thurrock 2019: hold the count"),
        ("where", "Inside the authority"),
        ("provision", "Residential"),
        ("year", "2037"),
    ],
)
def test_a_choice_changes_what_is_said_listed_and_drawn(
    opened: Opened, tables: tuple[Protected, ...], name: str, label: str
) -> None:
    page = opened()
    before = told(page), drawing(page, "need"), drawing(page, "gap")
    choose(page, **{name: label})
    picked = {
        "scenario": "Thurrock 2019: hold the rate", "where": "Within 20 miles",
        "provision": "All three kinds", "year": "2024", name: label,
    }  # fmt: skip
    row = rows_by_choice(tables)[*(picked[each] for each in CHOICES), False]
    after = told(page), drawing(page, "need"), drawing(page, "gap")
    assert all(new != old for new, old in zip(after, before, strict=True))
    assert f"the gap is about {shown(row.gap)} " in after[0].casefold()
    assert ("Beyond what has been back-tested" in after[0]) == (label == "2037")
    assert [shown(row.need), shown(row.need_low), shown(row.need_high)] in [
        cells[1:4] for cells in listed(page, "need") if cells[0] == picked["year"]
    ]
    assert [shown(row.gap), shown(row.gap_low), shown(row.gap_high)] in [
        cells[1:4] for cells in listed(page, "gap") if cells[0] == picked["provision"]
    ]
    assert f"{picked['provision']}: {shown(row.gap)} (" in letters(page, "gap")


def test_every_combination_is_said_as_it_was_made(opened: Opened, explorer: Explorer) -> None:
    page = opened()
    said = page.evaluate(
        """keys => keys.map(key => {
            const selects = [...document.querySelectorAll('select')];
            key.split('-').forEach((at, place) => { selects[place].selectedIndex = Number(at); });
            selects[0].dispatchEvent(new Event('change', { bubbles: true }));
            return [...document.querySelectorAll('#told p')].map(each => each.textContent).join(' ');
        })""",
        list(explorer.told),
    )
    assert said == [told.whole for told in explorer.told.values()]
    drawn(page)


def test_another_scenario_changes_the_chart_of_children(opened: Opened, explorer: Explorer) -> None:
    page = opened()
    before = drawing(page, "children")
    choose(page, scenario="Thurrock 2019: hold the count")
    assert drawing(page, "children") != before
    assert listed(page, "children") == [list(row) for row in explorer.children["1"].cells]


def test_lines_are_drawn_as_high_as_their_numbers(opened: Opened, explorer: Explorer) -> None:
    """The name at the end of the line of need has the last number, and stands above that of places."""
    page = opened()
    choose(page, provision="Fostering")
    last = explorer.need["0-0-0"].data["path"][-1]
    ends = {
        text.split()[0]: box
        for text, box in page.eval_on_selector_all(
            "#chart-need svg text",
            "all => all.map(each => [each.textContent, each.getBoundingClientRect().y])",
        )
        if text.startswith(("Need", "Secured"))
    }
    assert f"Need {last['need']}" in letters(page, "need")
    assert f"Secured {last['secured']}" in letters(page, "need")
    assert ends["Need"] < ends["Secured"]


def test_each_chart_has_a_name_and_words_that_change_with_the_choice(opened: Opened) -> None:
    page = opened()
    chart = page.get_by_role("img", name="All three kinds, within 20 miles: need and secured places")
    assert chart.count() == 1
    words = page.text_content("#chart-need-words")
    choose(page, provision="Fostering")
    assert page.get_by_role("img", name="Fostering, within 20 miles: need and secured places").count() == 1
    assert page.text_content("#chart-need-words") != words


def test_the_choice_stands_in_the_address_and_is_taken_from_it(opened: Opened) -> None:
    page = opened()
    choose(page, provision="Residential", year="2022")
    address = page.evaluate("location.hash")
    again = opened(place=address)
    assert told(again) == told(page)
    assert "Residential" in told(again)
    assert "2022" in told(again)


def test_a_link_inside_the_page_leaves_the_choice_as_it_is(opened: Opened) -> None:
    page = opened()
    choose(page, provision="Residential")
    before = told(page)
    page.evaluate("location.hash = '#notes'")
    drawn(page)
    assert told(page) == before


# --- With a keyboard, on a phone, on paper, and without scripts -----------------------------------


def test_a_keyboard_is_enough(opened: Opened) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the gap"
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "choose-scenario":
            break
    assert page.evaluate("document.activeElement.id") == "choose-scenario"
    before = told(page)
    page.keyboard.press("ArrowDown")
    drawn(page)
    assert told(page) != before
    assert "hold the count" in told(page)


def test_a_table_can_be_reached_and_scrolled_with_a_keyboard(opened: Opened) -> None:
    page = opened(PHONE)
    page.click("#chart-gap summary")
    region = page.locator("#chart-gap .scroll")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('#chart-gap .scroll').scrollLeft > 0")
    assert region.get_attribute("aria-label")


@pytest.mark.parametrize("size", [PHONE, DESK, {"width": 320, "height": 640}], ids=["360", "1280", "320"])
def test_the_page_never_scrolls_sideways(opened: Opened, size: dict[str, int]) -> None:
    page = opened(size)
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_charts_fit_a_phone_and_are_drawn_again_when_it_is_turned(opened: Opened) -> None:
    page = opened(PHONE)
    narrow = page.locator("#chart-need svg").bounding_box()
    page.set_viewport_size({"width": 740, "height": 360})
    page.wait_for_function(
        "() => document.querySelector('#chart-need svg').getBoundingClientRect().width > 400"
    )
    wide = page.locator("#chart-need svg").bounding_box()
    assert narrow is not None
    assert wide is not None
    assert narrow["x"] + narrow["width"] <= PHONE["width"]
    assert wide["width"] > narrow["width"]


def test_letters_on_a_phone_are_not_small_and_are_inside_the_drawing(opened: Opened) -> None:
    page = opened(PHONE)
    for chart in ("need", "gap", "children", "position"):
        edge = page.locator(f"#chart-{chart} svg").bounding_box()
        assert edge is not None
        for size, left, right in page.eval_on_selector_all(
            f"#chart-{chart} svg text",
            "all => all.map(each => [parseFloat(getComputedStyle(each).fontSize), "
            "each.getBoundingClientRect().left, each.getBoundingClientRect().right])",
        ):
            assert size >= 12
            assert left >= edge["x"] - 1
            assert right <= edge["x"] + edge["width"] + 1


def test_what_is_touched_is_large_enough(opened: Opened) -> None:
    page = opened(PHONE)
    for select in page.locator("select, summary").all():
        box = select.bounding_box()
        if box is not None:
            assert box["height"] >= 44


def test_paper_has_the_choice_and_every_short_table_and_no_form(opened: Opened) -> None:
    page = opened()
    choose(page, provision="Residential")
    page.emulate_media(media="print")
    assert not page.is_visible("form")
    assert not page.is_visible("nav")
    assert "Residential" in told(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.is_visible("#chart-need table")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    assert not page.is_visible("#chart-need table")


def test_the_gap_is_told_without_scripts(opened: Opened, explorer: Explorer) -> None:
    page = opened(scripts=False)
    said = explorer.told["-".join(map(str, explorer.first))]
    assert told(page).replace("\n\n", " ").replace("\n", " ") == said.whole
    assert page.is_visible("noscript p")
    assert page.is_visible("#chart-need table")
    assert page.is_visible("#chart-need-words")
    assert not page.is_visible("form")
    assert not page.is_visible(".drawing")


# --- For everyone ---------------------------------------------------------------------------------


def faults(page: Page) -> Sequence[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(WCAG)}}).response
    assert len(found["passes"]) > 20
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found["violations"]]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_axe_finds_no_fault(opened: Opened, size: dict[str, int]) -> None:
    page = opened(size)
    assert faults(page) == []
    choose(page, scenario="Thurrock 2019: hold the count", where="Inside the authority", year="2037")
    page.eval_on_selector_all("details", "all => all.forEach(each => { each.open = true; })")
    assert faults(page) == []


def test_axe_finds_no_fault_without_scripts_in_the_page(opened: Opened) -> None:
    page = opened(PHONE)
    page.eval_on_selector_all("#choices, .drawing", "all => all.forEach(each => { each.hidden = true; })")
    assert faults(page) == []


def test_a_choice_is_read_out_politely_and_as_a_whole(opened: Opened) -> None:
    status = opened().get_by_role("status")
    assert status.get_attribute("aria-live") == "polite"
    assert status.get_attribute("aria-atomic") == "true"


def test_nothing_that_is_drawn_is_read_out_twice(opened: Opened) -> None:
    page = opened()
    tree = page.locator(".explorer").aria_snapshot()
    assert "graphics" not in tree
    assert len(re.findall(r'\bimg "', tree)) == 4


def test_many_scenarios_can_be_told_apart_by_more_than_colour(opened: Opened) -> None:
    page = opened()
    dashed = page.locator("#chart-children svg path[stroke-dasharray]").count()
    assert dashed >= 3  # the range's two edges, and the other scenario


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_a_page_of_tables_alone_has_no_fault_either(
    browser: Browser, tmp_path: Path, size: dict[str, int]
) -> None:
    report = made_report.report()
    path = tmp_path / "report.html"
    write_page((Section("all", "Tables", ("All.",), (), tuple(report[:2])),), report, made_report.COVER, path)
    context = browser.new_context(viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(path.as_uri())
    found = faults(page)
    context.close()
    assert found == []
