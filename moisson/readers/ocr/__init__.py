"""Recognised pages: ALTO, PAGE, hOCR, pdf2xml, and METS, which says which pages make a work."""
