"""Stocks and flows: who comes into care, how long they stay, and where they live, from the returns."""
