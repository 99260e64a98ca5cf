"""Pages: whether an answer is one of the web where a file was expected, and where the next one of a listing is asked for."""

import re
from urllib.parse import urlsplit

HEAD_BYTES = 4_096
PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def is_page(body: bytes) -> bool:
    """Whether a body begins as HTML does."""
    return PAGE.match(body[:HEAD_BYTES]) is not None


def asked_here(target: str, address: str) -> str:
    """The next page of a listing, asked where the page at hand came from.

    A portal behind a proxy may call its pages by a name or scheme that only it knows: what differs from the page at hand in
    nothing but these and its query is the same portal's.
    """
    there, here = urlsplit(target), urlsplit(address)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc) or there.path != here.path:
        return target
    return f"{here.scheme}://{here.netloc}{there.path}" + (f"?{there.query}" if there.query else "")
