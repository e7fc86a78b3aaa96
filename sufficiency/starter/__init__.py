"""The drafting of a working folder for another council, from the public files at hand."""
