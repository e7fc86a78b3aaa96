"""Costs: what homes cost, on both bases."""
