"""Rows on their way through the rules: those still used, those set aside, and what was found."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sufficiency.ssda903.rules import Finding, findings_on

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Sieve:
    """Rows of episodes, with `file` and `row`; what was taken out of them; and the findings so far."""

    rows: "pd.DataFrame"
    aside: "list[pd.DataFrame]" = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def note(self, rule: str, met: "pd.Series[bool]", column: str) -> None:
        """A finding on the rows in which a rule is met, which stay."""
        self.findings += findings_on(self.rows, met, rule, column)

    def set_aside(self, rule: str, met: "pd.Series[bool]", column: str) -> None:
        """A finding on the rows in which a rule is met, which go no further."""
        if met.any() or not self.aside:  # the first says which columns there are
            self.note(rule, met, column)
            self.aside.append(self.rows[met].assign(rule=rule))
            self.rows = self.rows[~met].reset_index(drop=True)
