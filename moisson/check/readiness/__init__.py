"""Assesses how ready files are for AI: findings for a data officer, worst first, with remedies."""
