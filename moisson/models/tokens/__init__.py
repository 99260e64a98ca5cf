"""Tokens of a release that keep their names: written, checked, looked up, and taken back."""
