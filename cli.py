"""The front door from a checkout: `python cli.py` is the installed `sufficiency`."""

from sufficiency.commands import main

if __name__ == "__main__":
    main()
