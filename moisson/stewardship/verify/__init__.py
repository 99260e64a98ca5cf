"""Verifies a release from its folder alone, without a network.

Files are checked against the manifest, the manifest against its signature, rows against the contracts, the tree and the ledger.
Figures are recounted from the rows, and every document is rewritten from them and compared byte for byte.
"""
