"""Diff: what one release has and another has not, and why."""
