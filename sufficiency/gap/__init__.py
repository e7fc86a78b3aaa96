"""The gap: where children live and where they should, need, places secured, and what is between them."""
