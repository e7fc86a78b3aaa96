"""The file of a working folder in which a council writes what only it knows: its name and its columns.

A row whose value is blank is *not recorded*, never nought. A row whose value is filled in takes the
place of the figure of the same name (measure, category, year) in the folder's other files.
Where it comes from: docs/decisions/0027.
"""

from typing import Final

from sufficiency.figures.book import COLUMNS

FILE_NAME: Final = "to_fill_in.csv"  # in the folder's data, beside its figures

# What a figure has, and then what the person who fills it in has to know.
GUIDE_COLUMNS: Final = ("rank", "what", "who_has_it", "where_published")
BLANKS_COLUMNS: Final = (*COLUMNS, *GUIDE_COLUMNS)

# The stamp of a working folder: which version of the tool wrote it, and in what format.
STAMP_NAME: Final = "made.toml"
STAMP_TABLE: Final = "made_with"
STAMP_VERSION_KEY: Final = "sufficiency"  # the tool's version, as text
STAMP_FORMAT_KEY: Final = "format"  # a whole number
FORMAT: Final = 1

BASE_SCENARIO: Final = "base.toml"
DATA_FOLDER: Final = "data"
ENGLAND_FOLDER: Final = "england"

# How much a figure is worth having: 1 is the most, larger is less. What a run cannot do without is 0.
MINIMUM_RANK: Final = 0
