"""The program starts here: `sufficiency`, `python -m sufficiency` and `python cli.py`."""

import sys


def main() -> None:
    """Run the program; what stops it from starting at all is said in one line."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a checkout can be started with any Python
        _end("Sufficiency needs Python 3.11 or later. This is Python {}.{}.".format(*sys.version_info), 1)
    try:
        from sufficiency.commands.app import main as run
    except KeyboardInterrupt:
        _end("Stopped before it began.", 130)
    except ModuleNotFoundError as error:
        _end(f"The library {error.name} is not installed. In this folder: python -m pip install -c "
             "constraints.txt .", 1)  # fmt: skip
    run()


def _end(message: str, code: int) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(code) from None


if __name__ == "__main__":
    main()
