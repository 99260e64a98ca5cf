"""The commons in use: writing its log, and what is made from it."""
