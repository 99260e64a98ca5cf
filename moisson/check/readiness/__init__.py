"""How ready files are for AI: what a data officer should know of them, worst first, and what to do about it."""
