"""The documents of a release, by the names of their files. One more is one more line here.

Each has a version, which people raise when the same rows give other bytes: by it `verify` knows whether it can make a document of
an earlier release again. `tests/release/test_documents.py` catches who forgets.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from moisson.release.inputs import Pack
from moisson.release.pack.ai_act import ai_act_json
from moisson.release.pack.ai_act_text import ai_act_markdown
from moisson.release.pack.attribution import attribution, licences
from moisson.release.pack.card import card
from moisson.release.pack.croissant import croissant
from moisson.release.pack.dcat import dcat_jsonld, dcat_turtle
from moisson.release.pack.prov import prov
from moisson.release.private import NOTICE, notice, private
from moisson.release.report.report import report


class Written(NamedTuple):
    """How a document is written, and the version of that."""

    write: Callable[[Pack], str]
    version: int


DOCUMENTS: dict[str, Written] = {
    NOTICE: Written(lambda pack: notice(pack.stats), 1),
    "README.md": Written(card, 3),
    "ATTRIBUTION.md": Written(attribution, 1),
    "LICENSE.md": Written(licences, 1),
    "ai-act-contribution.json": Written(ai_act_json, 1),
    "ai-act-contribution.md": Written(ai_act_markdown, 1),
    "report.html": Written(report, 2),
    "croissant.json": Written(croissant, 3),
    "dcat.ttl": Written(dcat_turtle, 1),
    "dcat.jsonld": Written(dcat_jsonld, 1),
    "prov.jsonld": Written(prov, 1),
}


# The same of the rows, and of what is counted of them.
ROWS, STATS = 1, 1


def document(folder: Path, pack: Pack) -> None:
    """Write all documents of a release into its folder, in UTF-8."""
    for name, text in documents(pack).items():
        (folder / name).write_bytes(text.encode())


def documents(pack: Pack) -> dict[str, str]:
    """Every document of a release, by the name of its file; the notice only where it must not be published."""
    wanted = (name for name in DOCUMENTS if name != NOTICE or private(pack.stats))
    return {name: DOCUMENTS[name].write(pack) for name in wanted}


def document_versions() -> dict[str, int]:
    """The version of the rows, of their figures, and of every document by its file: part of the name and of the manifest."""
    return {"rows": ROWS, "stats.json": STATS, **{name: written.version for name, written in DOCUMENTS.items()}}
