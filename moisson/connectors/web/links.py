"""`Link` headers (RFC 8288)."""

import re
from collections.abc import Mapping
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
