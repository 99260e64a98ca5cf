"""Bring home what sources publish."""
