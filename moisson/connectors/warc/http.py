"""The HTTP message in a captured block: head and decoded body, within bounds."""

import base64
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastwarc.stream_io import BrotliReader, ZstdReader

from moisson.connectors.warc.records import LIMITS
from moisson.connectors.web.bodies import read_body
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.request import joined

STATUS = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
HEAD_END = re.compile(rb"\r?\n\r?\n")
CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")
GZIP = b"\x1f\x8b"
ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "sha-512": "sha512",
    "md5": "md5",
}


@dataclass(frozen=True, slots=True)
class Head:
    """A response head: status, headers by lower-case name, and where the body begins."""

    status: int
    headers: Mapping[str, str]
    end: int


def head_of(block: bytes) -> Head | None:
    """The head of a block; None if there is none, or it does not end."""
    status, end = STATUS.match(block), HEAD_END.search(block)
    if status is None or end is None:
        return None
    lines = re.sub(rb"\r?\n[ \t]+", b" ", block[: end.start()]).split(b"\n")[1:]
    pairs = [(name.strip(), value.strip()) for name, colon, value in (line.partition(b":") for line in lines) if colon]
    return Head(int(status[1]), joined(pairs), end.end())


def captured_head(warc: Mapping[str, str], block: bytes) -> Head | None:
    """The head of a captured block; a resource, which has none, counts as a 200 of its media type."""
    resource = warc.get("warc-type", "").lower() == "resource"
    return Head(200, {"content-type": warc.get("content-type", "")}, 0) if resource else head_of(block)


def body_of(block: bytes, head: Head, url: str) -> tuple[bytes, bytes]:
    """The body as sent, without chunks, and decompressed; raises Failure if damaged or too large.

    Some crawlers store bodies decoded but keep the old head: those bodies stay as they are.
    """
    sent = block[head.end :]
    if "chunked" in head.headers.get("transfer-encoding", "").lower() and CHUNK.match(sent):
        sent = _without_chunks(sent, url)
    body = sent
    for encoding in reversed(head.headers.get("content-encoding", "").lower().split(",")):
        body = _decompressed(body, encoding.strip(), url)
    return sent, body


def _without_chunks(sent: bytes, url: str) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while found := CHUNK.match(sent, at):
        size = int(found[1], 16)
        if size == 0:
            return b"".join(pieces)
        at = found.end() + size
        if at > len(sent):
            break
        pieces.append(sent[found.end() : at])
        at += 2 if sent[at : at + 2] == b"\r\n" else 1
    raise Failure(url, "cut", "its chunks end too early.")


def _decompressed(body: bytes, encoding: str, url: str) -> bytes:
    most = LIMITS.max_member_bytes
    if encoding in ("gzip", "x-gzip") and not body.startswith(GZIP):
        return body
    if encoding not in ("br", "zstd"):
        return read_body([body], encoding, most, url) if body else body
    try:
        reader = (BrotliReader if encoding == "br" else ZstdReader)(io.BytesIO(body))
        most = min(most, max(LIMITS.ratio_free_bytes, LIMITS.max_ratio * len(body)))
        data = bytes(reader.read(most + 1))
    except OSError as error:
        raise Failure(url, "encoding", f"its {encoding} is damaged ({error}).") from None
    if len(data) > most:
        raise Failure(url, "encoding-bomb", f"{len(body)} bytes swell to more than {most}.")
    return data


def digest_of(stated: str) -> tuple[str, bytes] | None:
    """The algorithm and digest that a header states, in base 32 or 16; None if unusable."""
    name, _, value = stated.partition(":")
    algorithm = ALGORITHMS.get(name.strip().lower())
    if algorithm is None:
        return None
    size = hashlib.new(algorithm, usedforsecurity=False).digest_size
    try:
        found = bytes.fromhex(value) if len(value) == 2 * size else base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except ValueError:
        return None
    return (algorithm, found) if len(found) == size else None


def digest_fits(stated: str | None, bodies: Iterable[bytes]) -> bool:
    """Whether a payload digest fits one of these bodies: writers differ in what they hash. True if none is stated."""
    found = digest_of(stated) if stated else None
    if found is None:
        return True
    algorithm, expected = found
    return any(hashlib.new(algorithm, body, usedforsecurity=False).digest() == expected for body in bodies)
