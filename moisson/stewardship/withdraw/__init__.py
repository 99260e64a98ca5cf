"""Withdraws documents, proves that they are gone, and lets holders of copies do the same."""
