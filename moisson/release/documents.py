"""The documents of a release by file name. A new one adds a line here and one in `versions`."""

from collections.abc import Callable
from pathlib import Path

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

DOCUMENTS: dict[str, Callable[[Pack], str]] = {
    NOTICE: lambda pack: notice(pack.stats),
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
    """Every document of a release by file name; the notice only for a private release."""
    wanted = (name for name in DOCUMENTS if name != NOTICE or private(pack.stats))
    return {name: DOCUMENTS[name](pack) for name in wanted}
