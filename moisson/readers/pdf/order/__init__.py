"""In which order a page is read, and what only furnishes it."""
