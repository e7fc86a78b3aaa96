"""The record: the forecast as at each earlier date, beside what happened."""
