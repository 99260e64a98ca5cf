"""Fetch what sources publish, split it into documents, and store it."""
