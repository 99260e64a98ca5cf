"""Removes withdrawn documents from a connector's memory."""
