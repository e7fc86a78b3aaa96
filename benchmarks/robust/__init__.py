"""What `benchmarks/robustness.py` is made of: files changed for the worse, kills, full disks, two at once."""
