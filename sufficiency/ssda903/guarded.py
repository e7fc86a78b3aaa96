"""Work on child-level rows, so that whatever goes wrong in it is told without what it was about."""

from collections.abc import Callable
from typing import TypeVar

from sufficiency.errors import SufficiencyError

Result = TypeVar("Result")


def without_rows(work: Callable[[], Result], doing: str) -> Result:
    """What some work on returns gives; an error in it holds no part of any row, and leads to none.

    `doing` says what was being done, as `counting the returns`. Errors that are meant for a user stay as
    they are.
    """
    try:
        return work()
    except SufficiencyError as error:
        failure = error
    except Exception as error:
        what = f"Something went wrong inside the tool while {doing} ({type(error).__name__})."
        failure = SufficiencyError(f"{what} Please report it with the command, not with the files.")
    # Nothing may lead from what is raised to the frames that held the rows.
    failure.__context__ = failure.__traceback__ = None
    raise failure
