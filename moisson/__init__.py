"""Moisson: from what Europe's public bodies publish to openly licensed, traceable, AI-ready corpora."""

from moisson.contracts.version import __version__ as __version__
