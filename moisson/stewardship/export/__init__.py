"""Exports a release in other projects' formats, for the readers their users have. One file per format."""
