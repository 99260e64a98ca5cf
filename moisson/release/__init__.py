"""Writes a corpus as a release: Parquet, ledger, documents, manifest."""
