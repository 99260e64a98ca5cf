"""Rows and tables: Parquet, JSON, JSON Lines, CSV, spreadsheets, tokens in columns."""
