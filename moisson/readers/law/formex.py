"""Formex 4, in which the Publications Office keeps the Official Journal: acts, annexes, consolidated texts, judgments."""

import re
from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.law.formex_walker import Formex
from moisson.readers.read_options import How

LEFT_OUT = {
    "BIB.*": "bibliographic data of the document, and of what amended it: fields are made of them",
    "FAM.COMP": "the family of a consolidated act: bibliographic data, with the titles of the amending acts",
    "INFO.PROD": "data of the production",
    "TOC": "a table of contents: the headings again",
    "PAGE.HEADER": "the running head of a page",
    "CLG.MDFO ACTION=DELETED": "what a consolidation marks as deleted; in its place the publisher prints a line",
}
ROOT = re.compile(rb"<(DOC|PUBLICATION|OJ)\b")
FILES = re.compile(r'<REF\.PHYS\b[^<>]*\bFILE="([^"]{1,200})"|<ITEM\.PUB\b[^<>]*\bDOC\.INSTANCE="([^"]{1,200})"')


def read(content: bytes, how: How) -> Iterator[Text]:
    """The document of one file; raises DocumentError for a manifest, which has none of the act's own words."""
    walker = Formex()
    text = walker.parse(content).finished()
    if walker.root in ("DOC", "PUBLICATION", "OJ"):
        raise DocumentError("formex-manifest", _manifest(content))
    yield text


def _manifest(content: bytes) -> str:
    text = content.decode("utf-8", "replace")
    named = list(dict.fromkeys(one or other for one, other in FILES.findall(text)))
    files = ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")
    return (
        "bibliographic data of a publication (journal, pages, CELEX, the title again) without any of the act's text, "
        f"which stands in {files or 'other files'}; nothing is lost where these are read"
    )
