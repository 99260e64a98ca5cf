"""Trace: everything that is known of a document, and which documents hold a passage."""
