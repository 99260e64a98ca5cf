"""Traces a document by its id, or a passage to the documents that hold it."""
