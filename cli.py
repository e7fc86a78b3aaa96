"""The front door from a checkout: `python cli.py` is the installed `sufficiency`."""

from sufficiency.__main__ import main

if __name__ == "__main__":
    main()
