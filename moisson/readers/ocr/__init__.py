"""Recognised pages: ALTO, PAGE, hOCR, ABBYY, DjVu, pdf2xml, and METS, which says which pages make a work."""
