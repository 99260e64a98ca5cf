"""A title as people write it: without character references that were escaped twice, and the marks of consolidated texts."""

import re
from html import unescape

REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# What the Publications Office puts before words that another act put in, and after them: `►M2 … ◄`.
MARK = re.compile(r"[►▼]\s?[ABCMR]\d{0,3}(?!\w)|◄")


def plain_title(title: str | None) -> str | None:
    """The title on one line; None where nothing is left of it."""
    if title is None or not ("&" in title or "►" in title or "▼" in title or "◄" in title):
        return title
    return " ".join(MARK.sub("", REFERENCE.sub(lambda found: unescape(found[0]), title)).split()) or None
