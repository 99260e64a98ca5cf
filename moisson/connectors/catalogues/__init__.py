"""Catalogues of documents: a record is itself the document, or points to it."""
