"""What goes out: a folder for each run, whole or not at all."""
