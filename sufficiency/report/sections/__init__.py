"""The chapter's sections: each says its own from the tables of a report."""
