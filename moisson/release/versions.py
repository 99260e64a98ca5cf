"""The versions of a release's rows, figures and documents: part of its name and manifest.

Raise one when the same rows give other bytes: `verify` rewrites a document only where its version is the same.
`tests/release/test_documents.py` fails if it is forgotten.
"""

from moisson.release.private import NOTICE

VERSIONS = {
    "rows": 2,
    "stats.json": 2,
    NOTICE: 1,
    "README.md": 5,
    "ATTRIBUTION.md": 1,
    "LICENSE.md": 1,
    "ai-act-contribution.json": 1,
    "ai-act-contribution.md": 1,
    "report.html": 3,
    "croissant.json": 4,
    "dcat.ttl": 1,
    "dcat.jsonld": 1,
    "prov.jsonld": 1,
}
