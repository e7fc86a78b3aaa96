"""A report, written as a workbook, CSV, charts, a Word chapter and one web page."""
