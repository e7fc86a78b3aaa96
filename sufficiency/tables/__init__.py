"""Tables: what a run found, by the name of its file. Ranges are made here."""
