"""Every command, file and piece of Python that the pages show is run here, and what they quote is printed.

A page is a story: its blocks are taken in order, in one folder that is empty but for the files that the page
takes a reader to have (`page_files`). Nothing is passed over in silence: a block of an unknown kind fails.

Three things are done to save time, and only where no output is quoted. Commands that draw possible futures
draw 40 of them; `levers`, where it names no lever, tries one; `report`, where it names no form, writes CSV.
"""

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer
from page_examples import Block, blocks_of, in_one_line, inline_commands, pieces_quoted, printed_by, typed
from page_files import MAKERS
from test_cli import ROOT, type_in

from sufficiency.commands.app import program
from sufficiency.errors import InputFaultsError
from sufficiency.loading import load
from sufficiency.readers.figures import read_figures
from sufficiency.readers.levers import lever_of
from sufficiency.readers.scenarios import read_scenario

README = ROOT / "README.md"
PAGES = [
    README, ROOT / "CHANGELOG.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").rglob("*.md")),
]  # fmt: skip
WITH_EXAMPLES = [page for page in PAGES if blocks_of(page)]
DRAWN = {"math", "mermaid"}  # what a page shows to be looked at
FEW_DRAWS = ("--draws", "40")
ONE_LEVER = ("--lever", "buy-block-fostering")
ONE_FORM = ("--to", "csv")
INSTALLS = (
    r"python3? -m venv [\w.-]+",
    r"[\w.-]+[/\\](bin|Scripts)[/\\]python -m pip (install|wheel|uninstall) .+",
    r"\.venv[/\\](bin|Scripts)[/\\]python -m pytest",
    r"\. \.venv/bin/activate",
    r'Set-Alias sufficiency "\$PWD\\\.venv\\Scripts\\sufficiency\.exe"',
)
PAGE_NAME: dict[str, Any] = {"ids": lambda page: page.relative_to(ROOT).as_posix()}


# --- What the program can be told -----------------------------------------------------------------
def every_command() -> dict[tuple[str, ...], Any]:
    """Each command of the program by its words; `scenarios` is one by itself."""
    found: dict[tuple[str, ...], Any] = {}

    def walk(words: tuple[str, ...], command: Any) -> None:
        inside = getattr(command, "commands", {})
        if words and (not inside or command.invoke_without_command):
            found[words] = command
        for name, each in inside.items():
            walk((*words, name), each)

    walk((), typer.main.get_command(program()))
    return found


COMMANDS = every_command()


def command_of(words: list[str]) -> tuple[str, ...]:
    """The longest command that the words begin with; none where they begin with none."""
    starts = [tuple(words[:size]) for size in range(len(words), 0, -1)]
    return next((start for start in starts if start in COMMANDS), ())


def options_of(words: list[str]) -> set[str]:
    """What the command may be told with two dashes."""
    told = COMMANDS[command_of(words)].params if command_of(words) else ()
    return {name for option in told for name in option.opts} | {"--help"}


# --- A page, told in order ------------------------------------------------------------------------
class Story:
    """One page in a folder of its own: what has been typed there, and what it printed."""

    def __init__(self, page: Path) -> None:
        self.blocks = [block for block in blocks_of(page) if not block.is_left_alone]
        self.printed: dict[str, str] = {}
        self.names: dict[str, object] = {}
        self.quoted = {printed_by(self.blocks, block) for block in self.blocks if block.language == "text"}
        self.parts = 0
        self.whole: set[str] = set()  # runs at the page's own draws

    def tell(self) -> None:
        self._make_what_a_reader_has()
        for block in self.blocks:
            if block.language not in DRAWN:
                TELLERS[block.language](self, block)

    def _make_what_a_reader_has(self) -> None:
        """The made files that a block names and no block writes."""
        saved = {block.saved_as for block in self.blocks}
        shown = "\n".join(f"{block.mark}\n{block.text}" for block in self.blocks if block.language != "text")
        for name, make in MAKERS.items():
            if name not in saved and re.search(rf"(?<![\w/.-]){re.escape(name)}(?![\w-])", shown):
                make(Path(name))
            if f'"../{name}"' in shown:
                make(Path("..") / name)

    def type(self, command: str) -> None:
        words = typed(command)
        self.printed[command] = said_in_full([*words, *self._what_saves_time(command, words)])

    def _what_saves_time(self, command: str, words: list[str]) -> tuple[str, ...]:
        """Fewer draws, one lever, one form; nothing where the output, or what is made of it, is quoted."""
        made = {words[words.index("--out") + 1]} if "--out" in words else set()
        if any(command == each or made & {*typed(each)} for each in self.quoted) or self.whole & {*words}:
            self.whole |= made
            return ()
        draws = FEW_DRAWS if "--draws" in options_of(words) - set(words) else ()
        instead = {"levers": ONE_LEVER, "report": ONE_FORM}.get(words[0], ())
        return (*draws, *(instead if not {*instead} & {*words} else ()))

    def shell(self, block: Block) -> None:
        for line in block.lines():
            if line.startswith("sufficiency "):
                self.type(line)
            else:
                other_line(line, block)

    def powershell(self, block: Block) -> None:
        """The same as in bash, which stands before it: that has been run."""
        [bash] = [each for each in self.blocks if each.language == "bash" and each.line < block.line][-1:]
        assert block.commands() == bash.commands(), block.where
        assert "&&" not in block.text, f"{block.where}: PowerShell 5.1 does not know &&"
        for line in block.others():
            assert is_install(line) or line in bash.others(), f"{block.where}: what is '{line}'?"

    def python(self, block: Block) -> None:
        exec(compile(block.text, block.where, "exec"), self.names)

    def toml(self, block: Block) -> None:
        if block.saved_as:
            path = save(block)
            if "unit" in tomllib.loads(block.text):
                assert lever_of(str(path), load("thurrock-2019").inputs.scenario), block.where
            else:
                self._check(block, str(path))
        else:
            self._part_of_a_scenario(block)

    def _part_of_a_scenario(self, block: Block) -> None:
        """A piece is put below a title and a base, and read with its data; words alone without."""
        found = re.fullmatch(r"part of ([\w-]+)(?:, with (\S+))?", block.mark)
        assert found or block.mark in ("", "part: words alone"), f"{block.where}: what is '{block.mark}'?"
        base, list_file = found.groups() if found else ("thurrock-2019", None)
        above = f'title = "A part"\nbased_on = "{base}"\n'
        above += f'select_list = "{list_file}"\n' if list_file else ""
        self.parts += 1
        path = Path(f"part-{self.parts}.toml")
        path.write_text(above + block.text, encoding="utf-8")
        assert read_scenario(str(path)).scenario
        if block.mark != "part: words alone":
            assert load(str(path)).inputs, block.where

    def csv(self, block: Block) -> None:
        path = save(block)
        header = block.text.splitlines()[0]
        if header.startswith("provider,"):
            self._check(block, "--select-list", str(path))
        elif header.startswith("measure,"):
            figures, faults = read_figures(path, None)
            assert figures, block.where
            assert faults == [], block.where
        else:
            assert header == "count,source", f"{block.where}: what is this file?"
            assert any(f" --already-published {path}" in f"{each.text} " for each in self.blocks)

    def _check(self, block: Block, *words: str) -> None:
        """The file is checked, unless the page does so itself."""
        if not any(f"check {' '.join(words)}\n" in each.text for each in self.blocks):
            said_in_full(["check", *words])

    def output(self, block: Block) -> None:
        command = printed_by(self.blocks, block)
        assert command, f"{block.where}: which command prints this?"
        if command not in self.printed:
            self.type(command)
        rest = in_one_line(self.printed[command])
        for piece in pieces_quoted(block):
            assert piece in rest, f"{block.where}: `{command}` does not print this, or not in this order"
            rest = rest.split(piece, 1)[1]


TELLERS: dict[str, Callable[[Story, Block], None]] = {
    "bash": Story.shell, "powershell": Story.powershell, "python": Story.python, "toml": Story.toml,
    "csv": Story.csv, "text": Story.output,
}  # fmt: skip


def said_in_full(words: list[str]) -> str:
    """What a command prints, which must end well."""
    said = type_in(*words)
    assert said.code == 0, f"sufficiency {shlex.join(words)}\n{said.err}"
    return said.out


def save(block: Block) -> Path:
    """The file that the page has a reader write."""
    assert block.saved_as, f"{block.where}: the paragraph before it does not say what it is saved as"
    path = Path(block.saved_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")
    return path


def is_install(line: str) -> bool:
    """Whether it installs the program: what is installed here already."""
    return any(re.fullmatch(each, line) for each in INSTALLS)


def other_line(line: str, block: Block) -> None:
    """A line of a shell that is no command of the program: only a few kinds are known."""
    words = shlex.split(line)
    if words[0] == "mkdir" and len(words) == 2:
        Path(words[1]).mkdir()
    elif words[0] != "cd" or not Path(words[1]).is_dir():
        assert is_install(line) or is_own_program(words), f"{block.where}: what is '{line}'?"


def is_own_program(words: list[str]) -> bool:
    """One that stands in the checkout, and is too slow or too wide to run here: it must be there."""
    found = [word for word in words if word.endswith(".py") or word == ".ci/run"]
    return len(found) == 1 and (ROOT / found[0]).is_file()


# --- What must hold -------------------------------------------------------------------------------
@pytest.mark.parametrize("page", WITH_EXAMPLES, **PAGE_NAME)
def test_every_block_is_of_a_known_kind(page: Path) -> None:
    for block in blocks_of(page):
        assert block.is_left_alone or block.language in TELLERS or block.language in DRAWN, (
            f"{block.where}: a block of '{block.language}' is neither run nor marked"
        )


@pytest.mark.parametrize("page", WITH_EXAMPLES, **PAGE_NAME)
def test_every_example_on_the_page_does_what_it_says(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    Story(page).tell()


WRONG = {
    "a command that there is not": "```bash\nsufficiency runn\n```\n",
    "an option that there is not": "```bash\nsufficiency scenarios --new\n```\n",
    "a line that no shell is known to need": "```bash\nformat c:\n```\n",
    "output that is not printed": "```bash\nsufficiency scenarios\n```\n\n```text\nthurrock-1066\n```\n",
    "output of no command": "It says:\n\n```text\nthurrock-2019\n```\n",
    "another in PowerShell": "```bash\nsufficiency scenarios\n```\n\n```powershell\nsufficiency run\n```\n",
    "a file without a name": "Write:\n\n```csv\ncount,source\n```\n",
    "a key that there is not": "```toml\nhorizons = 2030\n```\n",
    "Python that stops": "```python\nfrom sufficiency import nothing\n```\n",
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_a_page_that_is_wrong_is_found_out(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    page = tmp_path / "page.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises((AssertionError, ImportError, InputFaultsError)):
        Story(page).tell()


def commands_that_are_run() -> Iterator[list[str]]:
    for block in chain.from_iterable(blocks_of(page) for page in WITH_EXAMPLES):
        if block.language == "bash" and not block.is_left_alone:
            yield from (typed(command) for command in block.commands())


def test_every_command_is_shown_in_an_example_that_is_run() -> None:
    assert {command_of(words) for words in commands_that_are_run()} == set(COMMANDS)


@pytest.mark.parametrize("page", PAGES, **PAGE_NAME)
def test_every_command_in_a_sentence_is_one_that_there_is(page: Path) -> None:
    for command in inline_commands(page):
        words = re.sub(r"[\[\]|]", " ", command).split()[1:]
        if words and not words[0].startswith("-"):
            assert command_of(words), f"{page.name}: there is no `{command}`"
            asked = {word.rstrip(",.") for word in words if word.startswith("--")}
            assert asked <= options_of(words), f"{page.name}: `{command}` has an option that there is not"


def test_every_file_that_is_made_for_a_page_is_named_on_one() -> None:
    shown = "\n".join(f"{block.mark}\n{block.text}" for page in WITH_EXAMPLES for block in blocks_of(page))
    assert [name for name in MAKERS if name not in shown] == []


def test_what_the_install_commands_name_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(project["optional-dependencies"])
    for page in PAGES:
        for command in re.findall(r"pip install [^`\n]+", page.read_text(encoding="utf-8")):
            named = re.findall(r"\.\[([\w,]+)\]", command)
            assert {each for names in named for each in names.split(",")} <= extras, f"{page.name}: {command}"
            assert all((ROOT / file).is_file() for file in re.findall(r"-c (\S+)", command)), page.name


def readme_blocks(language: str) -> list[Block]:
    return [block for block in blocks_of(README) if block.language == language]


def test_readme_test_command_is_the_one_that_ci_runs() -> None:
    [command] = [
        line for block in readme_blocks("bash") for line in block.text.splitlines() if "pytest" in line
    ]
    assert [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()].count(
        command
    ) == 1


def test_readme_gives_each_install_command_for_powershell_too() -> None:
    in_bash = [block.text for block in readme_blocks("bash") if "-m venv" in block.text]
    in_powershell = [block.text for block in readme_blocks("powershell")]
    assert len(in_bash) == len(in_powershell) == 2
    for bash, powershell in zip(in_bash, in_powershell, strict=True):
        as_powershell = re.sub(r"\.venv/bin/(\w+)", r".venv\\Scripts\\\1", bash).replace(
            "python3 ", "python "
        )
        assert powershell == as_powershell.replace(" &&", ";")


def test_the_numbers_that_readme_gives_of_the_list_are_those_that_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    [block] = readme_blocks("csv")
    listed = ("--select-list", str(save(block)))
    table = re.search(r"^\| no list \|.*?\n\n", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert table
    rows = [re.findall(r"\| (\d+) (?=\|)", row) for row in table[0].strip().splitlines()]
    for row, words in zip(rows, ((), listed, (*listed, "--lose", "largest")), strict=True):
        near = said_in_full(["run", *words]).split("Homes to secure: within 20 miles")[1]
        printed = re.search(r"^All +(\d+) \(.*?\) +(\d+) +(\d+) +(\d+) ", near, re.MULTILINE)
        assert printed
        assert list(printed.groups()) == row


def test_the_change_that_readme_has_a_reader_make_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said_in_full(["scenarios", "copy", "thurrock-2019", "mine"])
    ledger = Path("mine/data/thurrock/ledger.csv")
    before = "vacant_usable_places,fostering in_house,,4,0,8,"
    after = before.replace(",4,", ",6,")
    text = ledger.read_text(encoding="utf-8")
    assert text.count(before) == 1
    ledger.write_text(text.replace(before, after), encoding="utf-8")
    printed = said_in_full(["compare", "thurrock-2019", "mine/scenarios/thurrock-2019.toml"])
    near = printed.split("Gap within 20 miles, should be near")[1]
    less = re.search(r"^  B less A .*", near, re.MULTILINE)
    assert less
    said = README.read_text(encoding="utf-8")
    [falls] = re.findall(r"gap in fostering within 20 miles falls by ([\d.]+)", said)
    assert set(less[0].split()[3:]) == {f"-{falls}"}
