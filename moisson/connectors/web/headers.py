"""Response headers: `Link` (RFC 8288) and dates."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)')
PARAMETER = re.compile(r';\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]+)))?')


def linked(headers: Mapping[str, str], relation: str, base: str) -> list[str]:
    """The absolute addresses linked by a relation (`next`, `license`), in order."""
    found = []
    for target, said in LINK.findall(headers.get("link", "")):
        parameters: dict[str, str] = {}
        for name, quoted, plain in PARAMETER.findall(said):
            parameters.setdefault(name.lower(), quoted or plain)
        if relation in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            found.append(urljoin(base, target.strip()))
    return found


def mail_date(said: str) -> datetime | None:
    """A date of mail (RFC 5322) or HTTP (RFC 9110, 5.6.7), in UTC if it names no zone; None if it is none."""
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC)
