"""Child-level returns once they are read: tidy, without identities, and who was looked after when."""
