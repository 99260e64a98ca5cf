"""Addresses as others may read them."""

import re

from moisson.identity import digest

# Names of query parameters that carry a secret; their values are shown to nobody.
SECRET = re.compile(
    r"(?i)([?&;](?:api[-_]?key|access[-_]?token|auth(?:[-_]?(?:key|token))?|authorization|token|passw(?:or)?d|pwd|secret|client[-_]secret|sig|signature"
    r"|x-(?:amz|goog)-(?:credential|signature|security-token)|jsessionid|sessionid|phpsessid)=)[^&;#\s]*"
)
USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/?#\s]*@")
LONGEST_ADDRESS = 8_192


def shown(url: str) -> str:
    """An address as a log, a part or an error may hold it: without user, password and secret parameters, and not endless."""
    if "@" in url:
        url = USERINFO.sub(r"\1", url)
    return (SECRET.sub(r"\1…", url) if "=" in url else url)[:LONGEST_ADDRESS]


def known_as(url: str) -> str:
    """An address as a key: as shown, and where that hides something, with a digest of the whole, which tells it from others."""
    name = shown(url)
    return name if name == url else f"{name} {digest(url.encode())}"


def bare(url: str) -> str:
    """An address without its scheme: what globs over addresses are compared with, and what they may leave out themselves."""
    return url.partition("://")[2] or url
