"""HTML: the main text of pages, and fragments inside other formats."""
