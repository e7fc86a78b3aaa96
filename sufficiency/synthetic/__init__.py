"""Invented children: SSDA903 returns made by a stated process whose parameters are known."""
