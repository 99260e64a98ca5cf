"""Repositories of git, at a commit or with their history."""
