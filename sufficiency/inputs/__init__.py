"""Inputs: the figures that one scenario needs, gathered and checked once."""
