"""The versions of a release's rows, of their figures, and of each document by its file: part of the name and of the manifest.

People raise one when the same rows give other bytes; by it `verify` knows whether it can make a document of an earlier release
again. `tests/release/test_documents.py` catches who forgets.
"""

from moisson.release.private import NOTICE

VERSIONS = {
    "rows": 1,
    "stats.json": 1,
    NOTICE: 1,
    "README.md": 3,
    "ATTRIBUTION.md": 1,
    "LICENSE.md": 1,
    "ai-act-contribution.json": 1,
    "ai-act-contribution.md": 1,
    "report.html": 2,
    "croissant.json": 3,
    "dcat.ttl": 1,
    "dcat.jsonld": 1,
    "prov.jsonld": 1,
}
