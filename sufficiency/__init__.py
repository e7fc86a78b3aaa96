"""Homes for children in care: how many are needed, of what kind and how near, and are they secured."""

__version__ = "0.1.0"
