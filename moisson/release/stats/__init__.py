"""The figures of a release."""
