"""Screens: what the commands print."""
