"""Chance: the luck that scenarios share, and how far numbers move."""
