"""Scenarios: what is taken to happen, and the levers that change it."""
