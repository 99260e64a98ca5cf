"""Catalogues of documents: a record is the document, or points to it."""
