"""Checks before a build: files, recipes and sources."""
