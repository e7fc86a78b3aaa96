"""Every reader, as a door: files that are right, and how they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from robust import samples
from robust.changes import as_csv, as_workbook, rows_in

from sufficiency.errors import InputFaultsError

BASE_DATE: Final = date(2019, 3, 31)
ROOT: Final = Path(__file__).resolve().parents[2]
SHARED: Final = ROOT.parent / "shared" / "data"
REAL_ROWS: Final = 40


@dataclass(frozen=True)
class Door:
    """A reader: its name, a folder of files that it reads, which of them are changed, and how it reads."""

    name: str
    files: Mapping[str, bytes]
    read: Callable[[Path], object]
    changed: tuple[str, ...] = ()

    @property
    def to_change(self) -> tuple[str, ...]:
        """The files that are changed, one at a time: all, where none is named."""
        return self.changed or tuple(self.files)


def doors(run: Path | None = None) -> list[Door]:
    """Every reader. `run` is a folder of a finished run, for the readers of runs; left out where None."""
    return [*_scenarios(), *_figures(), *_lists(), *_beside_reports(), *_published(), *_ofsted(), *_returns(),
            *_cells(), *([] if run is None else _runs(run))]  # fmt: skip


# --- Scenarios and levers -------------------------------------------------------------------------


def _scenarios() -> list[Door]:
    from sufficiency.bundled import DEFAULT_SCENARIO, bundled_root
    from sufficiency.readers.levers import read_lever
    from sufficiency.readers.likeness import read_margins
    from sufficiency.readers.methods_data import read_methods_data
    from sufficiency.readers.scenarios import read_scenario, title_of
    from sufficiency.readers.working_folder import check_stamp, read_asked_for

    base = read_scenario(DEFAULT_SCENARIO).scenario
    root = bundled_root()
    england = {
        f"england/{path.name}": path.read_bytes() for path in (root / "data" / "england").glob("*.csv")
    }
    own = {f"data/{path.name}": path.read_bytes() for path in (root / "data" / "thurrock").glob("*.csv")}
    whole = (root / "scenarios" / f"{DEFAULT_SCENARIO}.toml").read_text(encoding="utf-8")
    whole = whole.replace("../data/thurrock", "data").replace("../data/england", "england")
    two = {"mine.toml": samples.SCENARIO.encode(), "child.toml": samples.CHILD.encode()}
    council = {"base.toml": whole.encode(), "sufficiency.toml": samples.STAMP.encode(), **own, **england}

    def scenario(folder: Path) -> object:
        return read_scenario(str(folder / "child.toml")).scenario, title_of(folder / "child.toml")

    def working(folder: Path) -> object:
        check_stamp(folder)
        file = read_scenario(str(folder))
        return file.scenario, read_asked_for(file.data_folders)

    def likeness(folder: Path) -> object:
        return read_margins(str(folder / "base.toml"), [2018, 2019])

    def methods(folder: Path) -> object:
        return read_methods_data("Thurrock", {2019: 293}, str(folder / "base.toml"))

    return [
        Door("scenario, and what it is based on", two, scenario),
        Door("lever", {"lever.toml": samples.LEVER.encode()}, lambda at: read_lever(at / "lever.toml", base)),
        Door("working folder and its stamp", {"base.toml": whole.encode(), "sufficiency.toml":
             samples.STAMP.encode(), "data/to_fill_in.csv": samples.TO_FILL_IN.encode()}, working),
        Door("authority to be like", council, likeness,
             ("base.toml", "data/children_looked_after.csv", "data/profile.csv", "data/flows.csv")),
        Door("data of two methods", council, methods,
             ("base.toml", "england/volatility.csv", "england/limits.csv", "data/population.csv")),
    ]  # fmt: skip


# --- Figures and lists ----------------------------------------------------------------------------


def _figures() -> list[Door]:
    from sufficiency.figures.blanks import FILE_NAME
    from sufficiency.loading import load
    from sufficiency.readers.figures import read_figure_folders, read_figures
    from sufficiency.readers.working_folder import read_asked_for

    def figures(folder: Path) -> object:
        found, faults = read_figures(folder / "figures.csv", BASE_DATE)
        return _unless(faults, found)

    def to_fill_in(folder: Path) -> object:
        book, faults, _ = read_figure_folders([folder], BASE_DATE)
        return _unless(faults, (list(book), read_asked_for([folder])))

    def whole(folder: Path) -> object:
        return load(str(folder / "scenarios" / "thurrock-2019.toml")).inputs

    from sufficiency.bundled import bundled_root

    root = bundled_root()
    own = [
        *sorted((root / "data" / "thurrock").glob("*.csv")),
        *sorted((root / "data" / "england").glob("*.csv")),
    ]
    council = {path.relative_to(root).as_posix(): path.read_bytes()
               for path in (*own, root / "scenarios" / "thurrock-2019.toml")}  # fmt: skip
    return [
        Door("figures", {"figures.csv": samples.FIGURES.encode()}, figures),
        Door("figures to fill in", {FILE_NAME: samples.TO_FILL_IN.encode(), "figures.csv":
             samples.FIGURES.encode()}, to_fill_in),
        Door("scenario with all its data", council, whole),
    ]  # fmt: skip


def _lists() -> list[Door]:
    from sufficiency.readers.providers import read_providers

    def read(path: Path) -> object:
        return read_providers(path, BASE_DATE, "RM17 6SL", "E06000034")

    book = as_workbook(rows_in(samples.LIST.encode()), "Providers")
    return [
        Door("select list, CSV", {"list.csv": samples.LIST.encode()}, _in("list.csv", read)),
        Door("select list, workbook", {"list.xlsx": book}, _in("list.xlsx", read)),
    ]


# --- Beside reports -------------------------------------------------------------------------------


def _beside_reports() -> list[Door]:
    from sufficiency.readers.exempt import read_exempt, read_lever_answers

    return [
        Door("already published", {"published.csv": samples.EXEMPT.encode()},
             lambda folder: read_exempt(folder / "published.csv")),
        Door("answers of levers", {"levers.csv": samples.ANSWERS.encode()},
             lambda folder: read_lever_answers(folder / "levers.csv").sort_index(axis=1).to_csv()),
    ]  # fmt: skip


# --- Published files ------------------------------------------------------------------------------


def _published() -> list[Door]:
    from sufficiency.readers.panels import read_panel
    from sufficiency.readers.published.recognise import pointer_for, read_published
    from sufficiency.starting import council_called, grounds, read_public_folder, read_registers

    def read(path: Path) -> object:
        pointer = pointer_for(path)
        return pointer or _as_text(read_published(path))

    def panel(folder: Path) -> object:
        return read_panel(folder / "panel.csv")

    def start(folder: Path) -> object:
        found = read_public_folder(folder)
        council = council_called("Anyshire", found)
        read_registers(found, council)
        return found.found, grounds(found, 2023), council

    made = {
        "DfE numbers and rates": ("numbers.csv", samples.dfe_numbers().encode()),
        "DfE characteristics": ("characteristics.csv", samples.dfe_characteristics().encode()),
        "LAIT": ("lait.csv", samples.lait().encode()),
        "statistical neighbours": ("statistical_neighbours_2025.csv", samples.neighbours().encode()),
        "ONS age groups": ("age_groups.csv", samples.age_groups().encode()),
        "ONS projection": ("projection.csv", samples.projection().encode()),
        "ONS single years, CSV": ("mye22_mid2022.csv", as_csv(samples.single_years()[1:])),
        "ONS single years, workbook": ("mye22.xlsx", as_workbook(samples.single_years(), "MYE2 - Persons")),
    }
    public = {"a.csv": made["DfE characteristics"][1], "in/b.csv": made["DfE numbers and rates"][1],
              "register.csv": as_csv(samples.ofsted()), "register.xlsx": as_workbook(samples.ofsted()),
              "notes.csv": b"what,when\nmeeting,Tuesday\n"}  # fmt: skip
    return [
        *(Door(name, {file: content}, _in(file, read)) for name, (file, content) in made.items()),
        *(Door(f"real: {path.name}", {path.name: samples.first_rows(path, REAL_ROWS)},
               _in(path.name, read)) for path in _real_files()),
        Door("panel of a back-test", {"panel.csv": made["DfE numbers and rates"][1]}, panel),
        Door("folder of public files", public, start),
    ]  # fmt: skip


def _real_files() -> list[Path]:
    """The publishers' own files, where they stand beside the checkout."""
    folders = ("dfe", "lait", "ons")
    return [path for folder in folders for path in sorted((SHARED / folder).glob("*.csv"))]


def _ofsted() -> list[Door]:
    from sufficiency.providers.registered import draft_rows
    from sufficiency.readers.ofsted import read_ofsted

    def read(path: Path) -> object:
        reading = read_ofsted(path, "Inventshire" if path.stem.startswith("made") else "Thurrock")
        return reading, draft_rows(reading)

    real = sorted((SHARED / "ofsted").glob("*RAW_LAYOUT*.csv"))
    return [
        Door("Ofsted's register, CSV", {"made.csv": as_csv(samples.ofsted())}, _in("made.csv", read)),
        Door(
            "Ofsted's register, workbook",
            {"made.xlsx": as_workbook(samples.ofsted())},
            _in("made.xlsx", read),
        ),
        *(Door(f"real: {path.name}", {path.name: path.read_bytes()}, _in(path.name, read)) for path in real),
    ]


# --- Returns, runs and cells ----------------------------------------------------------------------


def _returns() -> list[Door]:
    from sufficiency.readers.ssda903.read import read_returns

    files = {"2018-19-episodes.csv": samples.EPISODES.encode(), "2018-19-header.csv": samples.HEADER.encode(),
             "2018-19-uasc.csv": samples.UASC.encode()}  # fmt: skip

    def read(folder: Path) -> object:
        returns = read_returns(folder)
        return (returns.years, returns.authority, returns.episodes.to_csv(), returns.children.to_csv(),
                returns.set_aside.to_csv(), returns.findings, returns.not_read)  # fmt: skip

    return [Door("SSDA903 return", files, read)]


def _runs(run: Path) -> list[Door]:
    from sufficiency.commands.compared import read_or_run
    from sufficiency.readers.run_pair import read_run_pair
    from sufficiency.readers.runs import read_run

    files = {
        path.relative_to(run).as_posix(): path.read_bytes()
        for path in sorted(run.rglob("*.*"))
        if path.is_file()
    }
    files = {name: content for name, content in files.items() if not name.startswith("charts")}
    two = {f"{at}/{name}": content for at in ("old", "new") for name, content in files.items()}
    read_here = ("manifest.json", "tables/cla.csv", "tables/gap.csv")

    return [
        Door("finished run", files, lambda folder: _run_as_text(read_run(folder)), read_here),
        Door("two finished runs", two, lambda folder: [_run_as_text(each) for each in
             vars(read_run_pair(folder / "old", folder / "new")).values()],
             ("old/manifest.json", "new/manifest.json", "new/tables/cla.csv")),
        Door("runs to compare", two, lambda folder: [
             {name: table.to_csv() for name, table in tables.items()}
             for tables in read_or_run([str(folder / "old"), str(folder / "new")], 5, 1).values()],
             tuple(f"new/{name}" for name in read_here)),
    ]  # fmt: skip


def _cells() -> list[Door]:
    from sufficiency.numerals import UnreadableError, parse_as_at, parse_number, parse_year
    from sufficiency.readers.postcodes import PostcodeDirectory

    def read(folder: Path) -> object:
        text = (folder / "cell.txt").read_bytes().decode("utf-8", "replace")
        said: list[object] = []
        for parse in (
            parse_year,
            parse_as_at,
            *(_in_unit(parse_number, unit) for unit in ("percent", "share", "gbp", "children")),
        ):
            try:
                said.append(parse(text))
            except UnreadableError as error:
                said.append(str(error))
        if PostcodeDirectory.installed() and text[:1].upper() in "ERM":
            said.append(_DIRECTORY.setdefault("it", PostcodeDirectory()).locate(text))
        return said

    return [Door("a cell: number, year, date, postcode", {"cell.txt": b"RM17 6SL"}, read)]


_DIRECTORY: Final[dict[str, Any]] = {}  # read once: it is large


def _in_unit(parse: Callable[[str, str], float], unit: str) -> Callable[[str], float]:
    return lambda text: parse(text, unit)


def _in(file: str, read: Callable[[Path], object]) -> Callable[[Path], object]:
    """What reads the one file of a folder."""
    return lambda folder: read(folder / file)


def _unless(faults: list[Any], found: object) -> object:
    if faults:
        raise InputFaultsError(faults)
    return found


def _as_text(published: Any) -> object:
    # In the order of what they say: the order of the rows is that of the file's columns.
    rows = sorted(published.table.drop(columns="row", errors="ignore").to_csv(index=False).splitlines())
    return published.layout, rows, published.findings


def _run_as_text(run: Any) -> object:
    tables = {name: table.to_csv() for name, table in run.tables.items()}
    return run.title, run.authority, run.as_at, run.horizon, run.seed, run.draws, tables, run.made
