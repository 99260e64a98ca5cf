"""What a tagged PDF says of itself: paragraphs, headings, lists, tables, notes and their order (ISO 32000-1, 14.7 and 14.8)."""
