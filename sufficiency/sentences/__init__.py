"""Sentences: what a run found, as a strategy can adopt it."""
