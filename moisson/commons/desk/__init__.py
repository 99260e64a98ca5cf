"""The desk: whoever asks about a text gets an answer in time, and no word of theirs is published."""
