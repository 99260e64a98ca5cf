"""PDF: from characters and where they stand to text in reading order."""
