"""The house: every arrow runs one way, and docs/architecture.md shows it as it is."""

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SPEC = importlib.util.spec_from_file_location("house", ROOT / "docs" / "pictures" / "house.py")
assert SPEC
assert SPEC.loader
MIDDLE = ("What is given", "What is wanted", "What is between", "What is said")
house = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(house)


def test_every_part_of_the_package_has_its_row() -> None:
    listed = [part for parts in house.rows().values() for part in parts]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(house.part_arrows())


def test_a_part_is_built_only_on_parts_that_stand_above_it() -> None:
    order = {part: at for at, part in enumerate(part for parts in house.rows().values() for part in parts)}
    downwards = [
        f"{part} imports {other}"
        for part, others in house.part_arrows().items()
        for other in others
        if order[other] > order[part]
    ]
    assert downwards == []


def test_no_module_imports_itself_by_a_roundabout_way() -> None:
    arrows = house.module_arrows()
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in arrows[name]:
                follow(other, (*way, name))
            done.add(name)

    sys.setrecursionlimit(max(sys.getrecursionlimit(), 5000))
    for each in arrows:
        follow(each, ())


def test_the_middle_opens_no_file_and_prints_nothing() -> None:
    rows = house.rows()
    doors = re.compile(
        r"\bopen\(|\.read_text\(|\.read_bytes\(|\.write_text\(|\.write_bytes\(|\.mkdir\(|\bprint\(|read_csv\(|to_csv\("
    )
    for part in (part for row in MIDDLE for part in rows[row]):
        place = ROOT / "sufficiency" / part
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            assert not doors.search(path.read_text(encoding="utf-8")), path


def test_the_picture_has_the_arrows_of_today() -> None:
    words = set(house.rows()[house.WORDS])
    arrows = {part: others - words for part, others in house.part_arrows().items() if part not in words}
    said = f"<desc>{house.in_words(house.shortest(arrows))}</desc>"
    assert said in house.PICTURE.read_text(encoding="utf-8"), "Draw it again: python docs/pictures/house.py"


def test_the_way_of_one_number_names_files_and_functions_that_there_are() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    ways = text.split("\n## ", 2)[2]
    modules = {name.removeprefix("sufficiency."): name for name in house.module_arrows()}
    for name in re.findall(r"`([a-z_0-9]+(?:\.[a-zA-Z_0-9]+)+)`", ways):
        if name.endswith((".csv", ".py")):
            continue
        if name in modules:
            continue
        module, _, attribute = name.rpartition(".")
        assert module in modules, name
        path = ROOT / (modules[module].replace(".", "/") + ".py")
        path = path if path.is_file() else path.with_suffix("") / "__init__.py"
        assert re.search(rf"^(?:def|class) {attribute}\b", path.read_text(encoding="utf-8"), re.MULTILINE), (
            name
        )
