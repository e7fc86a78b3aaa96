"""The page's parts: its template, style and script, and the drawings that its charts are made of."""
