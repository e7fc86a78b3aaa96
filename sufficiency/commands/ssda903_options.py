"""What commands on child-level returns are told alike: the folder, its years, how placements are grouped."""

from pathlib import Path
from typing import Annotated

import typer

from sufficiency.readers.ssda903.years import Meaning

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The header, episodes and UASC files, of one year or more.")
]
YearMeansOption = Annotated[
    Meaning | None,
    typer.Option(help="What a bare year, as 2017, is. The dates in the files settle it if not given."),
]
GroupingOption = Annotated[
    str, typer.Option(metavar="NAME", help="How placements are grouped: sufficiency, dfe or four_kinds.")
]
