"""Verify: a stranger's questions to a release, answered from its folder alone, without a network.

Files against the manifest, the manifest against its signature, rows against the contracts, the tree and the ledger, and the
documents against the rows: figures are counted anew, and every document is made anew from them and compared byte for byte.
"""
