# ruff: noqa: E501
"""One reader, guided by what it covers: `python -m robust.guided NAME RUNS FOLDER`, with atheris installed.

Atheris changes a file so as to reach code that no file before it reached. What it finds ends the process; the
record counts the files that it tried. It is needed by nothing else here.
"""

import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

TARGETS: Final = {"scenario, and what it is based on": "child.toml", "lever": "lever.toml", "figures": "figures.csv",
                  "select list, CSV": "list.csv", "SSDA903 return": "2018-19-episodes.csv",
                  "already published": "published.csv", "Ofsted's register, CSV": "made.csv"}  # fmt: skip
_DONE: Final = re.compile(r"Done (\d+) in (\d+) second")
_COVERED: Final = re.compile(r"cov: (\d+)")


@dataclass(frozen=True)
class Guided:
    """How far one reader was led, and what was met on the way."""

    door: str
    files: int
    seconds: float
    branches: int  # of the readers' code, as atheris counts them
    wrong: str


def is_installed() -> bool:
    """Whether atheris is."""
    return find_spec("atheris") is not None


def guided(name: str, runs: int, seed: int) -> Guided:
    """One reader led for so many files, in a process of its own."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "robust.guided", name, folder, f"-atheris_runs={runs}", f"-seed={seed}",
                 "-max_len=6000", "-len_control=0", "-timeout=20", "-rss_limit_mb=3000"]  # fmt: skip
        said = subprocess.run(words, capture_output=True, text=True, check=False, cwd=folder,
                              env=_with_this_path()).stderr  # fmt: skip
    done, covered = _DONE.findall(said), _COVERED.findall(said)
    wrong = "" if done else " ".join(said.splitlines()[-12:])[-600:]
    files = int(done[-1][0]) if done else 0
    return Guided(name, files, time.perf_counter() - started, int(covered[-1]) if covered else 0, wrong)


def _with_this_path() -> dict[str, str]:
    import os

    here = str(Path(__file__).resolve().parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))}


def main() -> None:
    """Lead one reader; what is not a refusal ends it."""
    import atheris

    name, folder, *options = sys.argv[1:]
    with atheris.instrument_imports(
        include=["sufficiency.readers", "sufficiency.scenarios", "sufficiency.numerals"]
    ):
        from robust.cases import made, read_at, said_by
        from robust.doors import doors

        door = next(each for each in doors() if each.name == name)
        said_by(door, door.files)  # which imports the rest of what it is read with
    file = TARGETS[name]
    corpus = Path(folder) / "corpus"
    corpus.mkdir()
    (corpus / "right").write_bytes(door.files[file])

    def try_one(data: bytes) -> None:
        with made({**door.files, file: data}) as place:
            how, said = read_at(door, place)
        if how == "failed":
            raise AssertionError(said)

    atheris.Setup([sys.argv[0], *options, str(corpus)], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
