"""What stands beside invented returns: that nobody in them is real, and how they were made."""

from collections.abc import Iterator, Sequence

from sufficiency.synthetic.margins import Margins
from sufficiency.synthetic.people import PREFIX
from sufficiency.synthetic.process import Process
from sufficiency.synthetic.truth import Nearness
from sufficiency.vocabulary import AGE_BANDS


def readme_of(process: Process, margins: Margins, near: Sequence[Nearness], seed: int, version: str) -> str:
    """The text of README.txt."""
    years = f"{process.years[0]} to {process.years[-1]}"
    lines = [
        "NO CHILD IN THESE FILES IS REAL.",
        "",
        f"These are invented SSDA903 returns, like those of {margins.authority}, for the years ended",
        f"31 March {years}. They were drawn by chance from a stated process (sufficiency {version},",
        f"seed {seed}, {process.scale:g} times the authority's children). No record of any child was",
        "used: only published totals. They are for trying software on. They say nothing about any authority,",
        "and must not be sent to anyone as a return.",
        "",
        "What shows it in the files",
        f"- Every CHILD begins with {PREFIX}. No UPN is given: only the codes for not having one.",
        "- Every postcode begins with X, as no postcode in the country does.",
        "- Every URN is above 9,000,000, which Ofsted has not given.",
        "- PL_DISTANCE and PL_LOCATION are filled in, since postcodes that do not exist cannot give them;",
        "  PL_DISTANCE is blank for unaccompanied children, and both are for short breaks.",
        "",
        "What is here",
        "- A folder a year, 2014-15 being the year ended 31 March 2015: episodes.csv, header.csv, uasc.csv.",
        "- truth.csv: the true parameters, what they give on average, what was published, what was drawn.",
        "",
        "How the children were drawn",
        "- Two streams: unaccompanied children, and all others. In each, children come by Poisson, so many",
        "  a year, by age; each leaves at a hazard that is constant within bands of time in care and of age,",
        "  times a factor of the year; and at the latest on the eighteenth birthday. Some come back.",
        "- The first home goes by age. A child moves at a rate of the kind of home, to a kind that goes by",
        "  age and by the home that is left. When a child leaves care does not depend on the home.",
        "- Expected starts and stock of each year are those published; ages, homes and distances are those",
        f"  of {margins.base_year}. Only parameters were fitted: no child was added, moved or taken away.",
        f"- It starts {process.years[0] - process.other.years[0]} years before the first return.",
        "- Short breaks (V3, V4) are children of their own, and not counted as looked after.",
        "",
        "Not published, and what stands in for it",
        *(f"- {note}." for note in margins.notes),
        "- Starts of unaccompanied children: absent parenting where it is published, else what the",
        "  stock needs.",
        "- Hazards by time in care, how many come back, legal status, reasons and providers: assumed; see",
        "  truth.csv.",
        "",
        "Children looked after on 31 March",
        f"{'year':>6}{'published':>12}{'on average':>12}{'drawn':>8}",
        *(f"{n.year:>6}{n.published:>12.0f}{n.expected:>12.1f}{n.drawn:>8}" for n in near),
        "",
        f"Of them by age on 31 March {margins.base_year}",
        f"{'age':>12}{'published':>12}{'on average':>12}",
        *_ages(process, margins),
    ]
    return "\n".join(lines) + "\n"


def _ages(process: Process, margins: Margins) -> Iterator[str]:
    """The base year's children by age, as published (of the yearly series' total) and on average."""
    at = process.other.years.index(margins.base_year)
    expected = process.other_expected.stock[at] + process.uasc_expected.stock[at]
    to_series = margins.stock[margins.base_year] / sum(margins.by_age.values())
    for band, children in zip(AGE_BANDS, expected, strict=True):
        published = margins.by_age[band] * to_series * process.scale
        yield f"{band:>12}{published:>12.0f}{children * process.scale:>12.1f}"
