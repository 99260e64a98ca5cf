"""Rows to paragraphs, headings, items and notes, over columns and pages."""
