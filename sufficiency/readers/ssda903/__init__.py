"""SSDA903 returns as a council submits them, read from a folder (decision 0024)."""
