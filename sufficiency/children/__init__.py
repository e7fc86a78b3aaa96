"""Children: how many there are, and where those of the base year live."""
