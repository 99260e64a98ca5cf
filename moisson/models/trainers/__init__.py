"""Reads what others' trainers say of a run: text files alone, since opening a pickled checkpoint would run whatever it holds."""
