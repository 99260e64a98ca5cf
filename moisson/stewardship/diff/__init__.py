"""Compares two releases: what differs, and why."""
