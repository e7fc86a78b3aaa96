"""Figures: numbers with a value, a unit, a source, a date and a kind."""
