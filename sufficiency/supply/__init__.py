"""Supply: the places secured, year by year."""
