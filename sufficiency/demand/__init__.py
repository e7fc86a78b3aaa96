"""Demand: children looked after, and the homes that they want, in draws."""
