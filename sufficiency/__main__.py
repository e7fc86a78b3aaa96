"""The program starts here: `sufficiency`, `python -m sufficiency` and `python cli.py`."""

import sys


def main() -> None:
    """Run the program; Ctrl-C while it is still being imported ends it as plainly as later on."""
    try:
        from sufficiency.commands.app import main as run
    except KeyboardInterrupt:
        print("Stopped before it began.", file=sys.stderr)
        raise SystemExit(130) from None
    run()


if __name__ == "__main__":
    main()
