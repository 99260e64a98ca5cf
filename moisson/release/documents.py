"""The documents of a release, by the names of their files. One more is one more line here."""

from collections.abc import Callable
from pathlib import Path

from moisson.release.ai_act import ai_act_json
from moisson.release.ai_act_words import ai_act_markdown
from moisson.release.attribution import attribution, licences
from moisson.release.card import card
from moisson.release.croissant import croissant
from moisson.release.dcat import dcat_jsonld, dcat_turtle
from moisson.release.pack import Pack
from moisson.release.prov import prov
from moisson.release.report import report

DOCUMENTS: dict[str, Callable[[Pack], str]] = {
    "README.md": card,
    "ATTRIBUTION.md": attribution,
    "LICENSE.md": licences,
    "ai-act-contribution.json": ai_act_json,
    "ai-act-contribution.md": ai_act_markdown,
    "report.html": report,
    "croissant.json": croissant,
    "dcat.ttl": dcat_turtle,
    "dcat.jsonld": dcat_jsonld,
    "prov.jsonld": prov,
}


def document(folder: Path, pack: Pack) -> None:
    """Write all documents of a release into its folder, in UTF-8."""
    for name, text in documents(pack).items():
        (folder / name).write_bytes(text.encode())


def documents(pack: Pack) -> dict[str, str]:
    """Every document of a release, by the name of its file."""
    return {name: write(pack) for name, write in DOCUMENTS.items()}
