"""The report: a release in figures and plots."""
