"""Providers: the select list, its columns, and the pools that children draw on."""
