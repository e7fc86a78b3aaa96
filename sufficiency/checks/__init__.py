"""Checks: what every result must hold, what a scenario may not count on, and where sources disagree."""
