"""What comes in: files as councils keep them, read right or refused by name."""
