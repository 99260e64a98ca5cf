"""A WARC record in the index: a body, a revisit, a withdrawn address, a host's rules, or broken."""

import hashlib
import re
import sqlite3
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import orjson

from moisson.connectors.files.archive import printable
from moisson.connectors.pages import PORTS, normal_url
from moisson.connectors.warc.http import HEAD_END, Head, body_of, captured_head, digest_of
from moisson.connectors.warc.records import LIMITS, LONGEST_HEAD, Record
from moisson.connectors.web.cache import lasting
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.optouts import TDMREP
from moisson.contracts.addresses import bare, known_as, shown
from moisson.contracts.redacted import LONGEST_ADDRESS

BODY, REVISIT, GONE, BROKEN = range(4)  # kinds of captures
TAKEN = ("response", "resource", "revisit", "continuation")
RULES = {"/robots.txt": "robots", TDMREP: "tdmrep"}
HTTP = "application/http"
RULES_BYTES = 8 << 20
WITHDRAWN = (404, 410, 451)
MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:\.\d+)?Z?")
INSERT = "INSERT INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class RecordReading:
    """A record read to its end: its block is checked against its digest, and its beginning kept."""

    def __init__(self, record: Record) -> None:
        said = record.headers
        self.record = record
        self.kind = said.get("warc-type", "").lower()
        media = said.get("content-type", HTTP)
        self.taken = self.kind in TAKEN and (self.kind == "resource" or media.startswith(HTTP))  # not DNS records
        self.start = b""
        self.proven: bool | None = None  # checked by digest; None: no usable digest
        if not self.taken:
            return
        self.address = said.get("warc-target-uri", "").strip("<>")
        self.url = normal_url(self.address) or self.address
        self.at = moment(said.get("warc-date", ""))
        self.rules = RULES.get(urlsplit(self.url).path) if normal_url(self.address) else None
        stated = digest_of(said.get("warc-block-digest", ""))
        found = hashlib.new(stated[0], usedforsecurity=False) if stated else None
        for chunk in record.chunks:
            if found:
                found.update(chunk)
            if (
                len(self.start) < RULES_BYTES
                if self.rules
                else not HEAD_END.search(self.start) and len(self.start) < LONGEST_HEAD
            ):
                self.start += chunk
        nothing = self.kind == "revisit" and stated == _of_nothing(stated)  # wget states this for revisits
        if stated and found and not nothing:
            self.proven = found.digest() == stated[1]

    def write(self, database: sqlite3.Connection, file: int | None, followed_by_damage: bool) -> None:
        """Write the record into the index."""
        if not self.taken or not self.address:
            return
        head = captured_head(self.record.headers, self.start)
        status = head.status if head else 0
        broken = self._broken(head, followed_by_damage)
        if self.rules:
            if broken is None and self.kind != "revisit" and (status == 200 or 400 <= status < 500):
                self._write_rules(database, file, head)
            return
        if self.kind == "continuation" or (self.kind == "revisit" and status not in (0, 200, 304)):
            return
        if self.kind == "response" and head and status != 200 and status not in WITHDRAWN:
            return
        if broken is not None:
            self._insert(database, file, BROKEN, head, {"reason": broken[0], "detail": broken[1]})
        elif self.kind == "revisit":
            self._insert(database, file, REVISIT, head, self._revisit(head))
        else:
            self._insert(database, file, GONE if status in WITHDRAWN else BODY, head, {"status": status})

    def _broken(self, head: Head | None, followed_by_damage: bool) -> tuple[str, str] | None:
        said, record = self.record.headers, self.record
        if not record.whole:
            return "warc:cut", f"announces {record.size} bytes, and {record.came} came"
        if self.proven is False:
            return "warc:digest", f"is not what its digest says ({said.get('warc-block-digest', '')[:100]})"
        if followed_by_damage and not self.proven:
            return "warc:length", "is followed by what is no record, and has no digest to prove its length"
        if "warc-truncated" in said and self.kind != "revisit":  # a revisit omits the body, and may say so
            return "warc:truncated", f"was cut short by the crawler ({said['warc-truncated'][:100]})"
        if "warc-segment-number" in said:
            return "warc:segmented", "is a part of a record that is spread over several"
        if head is None and self.kind != "revisit":
            return "warc:http", "does not begin with the head of an answer"
        if record.size > LIMITS.max_member_bytes:
            return "file:too-large", f"holds {record.size} bytes, more than {LIMITS.max_member_bytes}"
        if self.url != printable(self.url) or len(self.url) > LONGEST_ADDRESS or not _well_formed(self.url):
            return "warc:address", "has an address that is too long, malformed, or has characters that none has"
        return None

    def _revisit(self, head: Head | None) -> dict[str, Any]:
        said = self.record.headers
        uri = said.get("warc-refers-to-target-uri", "").strip("<>")
        refers = {
            "id": said.get("warc-refers-to"),
            "path": path_of(uri) if uri else None,
            "at": moment(said.get("warc-refers-to-date", "")) or None,
        }
        same = "server-not-modified" in said.get("warc-profile", "")
        return {"refers": refers, "same": same, "headers": lasting(head.headers) if head else {}}

    def _insert(self, database: sqlite3.Connection, file: int | None, kind: int, head: Head | None, more: dict[str, Any]) -> None:
        said = self.record.headers
        stated = said.get("warc-payload-digest", "")
        digest = digest_of(stated)
        payload = f"{digest[0]}:{digest[1].hex()}" if digest else stated or None
        media = media_type(head.headers if head else {}, said.get("warc-identified-payload-type", ""))
        row = (file, self.record.number, kind, printable(path_of(self.url)), shown(self.url), self.at, media)
        size = self.record.size - (head.end if head else 0)
        database.execute(INSERT, (*row, said.get("warc-record-id", ""), payload, size, orjson.dumps(more).decode()))

    def _write_rules(self, database: sqlite3.Connection, file: int | None, head: Head | None) -> None:
        """Store what a host said for all its addresses, or that it had no such file."""
        body = b""
        if head and head.status == 200:
            try:
                body = body_of(self.start, head, self.url)[1]
            except Failure:
                return
        row = (file, origin_of(self.url), self.rules, self.at, shown(self.url), body[:RULES_BYTES].decode("utf-8-sig", "replace"))
        database.execute("INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?)", row)


def _of_nothing(stated: tuple[str, bytes] | None) -> tuple[str, bytes] | None:
    """The digest of an empty block, by the same algorithm."""
    return (stated[0], hashlib.new(stated[0], usedforsecurity=False).digest()) if stated else None


def moment(said: str) -> str:
    """A record's date in ISO 8601, to the second; empty if invalid."""
    found = MOMENT.fullmatch(said.strip())
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else ""


def path_of(address: str) -> str:
    """A document's name by address; two that differ only in a secret get different digests."""
    url = normal_url(address) or address
    return bare(known_as(f"https:{url[5:]}" if url.startswith("http:") else url))  # one name for http and https


def dated(path: str, at: str) -> str:
    """A capture's name if all captures of an address count: its time comes first."""
    return f"{''.join(filter(str.isdigit, at)) or 'undated'}/{path}"


def _well_formed(url: str) -> bool:
    """Whether an address can be parsed, and has a host if it is http(s)."""
    try:
        return urlsplit(url).scheme not in PORTS or normal_url(url) is not None
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """Scheme, host and port: the scope of a robots.txt."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def media_type(headers: Mapping[str, str], identified: str) -> str:
    """A media type without parameters: the server's, else the crawler's."""
    return (headers.get("content-type", "") or identified).partition(";")[0].strip().lower()
