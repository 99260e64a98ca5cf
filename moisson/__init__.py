"""Moisson: from what Europe's public bodies publish to openly licensed, traceable, AI-ready corpora."""

__version__ = "0.1.0"
