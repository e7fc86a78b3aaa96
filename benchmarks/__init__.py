"""How long the program takes and how much memory it holds, timed as whole processes beside bare imports.

`python -m benchmarks` times everything and writes the record.
"""
