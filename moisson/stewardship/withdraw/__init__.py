"""Withdraw: take a document back, prove that it is gone, and let everyone who has a copy do the same."""
