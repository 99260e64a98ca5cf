"""Decisions of courts in formats of their own."""
