"""The report: a run's tables as they may be published, each declared once and written in several forms."""
