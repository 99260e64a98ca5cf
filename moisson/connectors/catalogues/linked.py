"""The base of catalogue connectors: a record is the document, or points to it."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from html import unescape

from pydantic import Field, field_validator

from moisson.connectors.catalogues.entry import Entry
from moisson.connectors.days import proves_unchanged
from moisson.connectors.fetching import Target
from moisson.connectors.files.glob import pattern
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.remote import Remote
from moisson.contracts.addresses import bare
from moisson.readers.contract import About, File, Refused

ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)\Z")  # XML Schema days may have a zone
UNSETTLED = " unsettled"  # ends a token that may still change its meaning
MARKUP = re.compile(r"<[^<>]*>")
MOST_SAID = 300  # characters


def unsettled_mark(dates: Iterable[str]) -> str:
    """A token suffix while these dates do not prove that a document is unchanged; else empty.

    So a document is requested once more when the day of its last change is over.
    """
    today = datetime.now(UTC).date()
    return "" if all(proves_unchanged(ZONE.sub("", date.strip()), today) for date in dates) else UNSETTLED


class Linked(Remote):
    """A catalogue whose description selects the document's address in a record."""

    # globs over the addresses in a record, with or without scheme, preferred first; the first match is the document. None: the
    # record itself is
    links: list[str] = Field(default=[])
    address: str = "{link}"  # address of the document, such as `{link}.texteBrut`

    @field_validator("address")
    @classmethod
    def _has_link(cls, address: str) -> str:
        if address.count("{link}") != 1 or "{" in address.replace("{link}", ""):
            raise ValueError(f"{address!r} must hold {{link}} once, as in {{link}}.texteBrut")
        return address

    def document(self, name: str, data: bytes, said: Entry, about: About, token: str, kind: str) -> Target | File | Refused:
        """The record itself, the document it links, or a refusal; `kind` prefixes the reason."""
        if not self.links:
            return File(name, data, about)
        if said.closed:
            return Refused(name, "rights:access-closed", f"the record says {said.closed}")
        globs = [pattern(bare(glob)) for glob in self.links]
        link = next((address for glob in globs for address in said.addresses if glob.fullmatch(bare(address))), None)
        if link is None:
            shown = ", ".join(said.addresses[:3]) or "none"
            return Refused(name, f"{kind}:without-link", f"no address in the record matches `links`; it has: {shown}")
        return Target(name, self.address.replace("{link}", link), token, about)


def with_server_message(failure: Failure) -> Failure:
    """The failure with the start of the service's message, if it is machine-readable."""
    plain = unescape(MARKUP.sub(" ", failure.body.decode("utf-8", "replace")))
    said = " ".join("".join(each if each.isprintable() else " " for each in plain).split())
    if not said:
        return failure
    detail = f"{failure.detail} It says: {said[:MOST_SAID]}"
    return Failure(failure.url, failure.reason, detail, failure.headers, failure.body)
