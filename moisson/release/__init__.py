"""From a corpus to the files that are published."""
