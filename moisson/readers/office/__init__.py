"""Office files and books: DOCX, ODT, RTF, DOC, EPUB."""
