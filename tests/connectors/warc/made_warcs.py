"""WARC records as crawlers write them, byte by byte, so that they may be wrong."""

import base64
import gzip
import hashlib
import io
from collections.abc import Iterable, Mapping

from fastwarc.stream_io import ZstdWriter

DAY = "2024-03-01T10:00:00Z"
HTML = "text/html; charset=utf-8"


def sha1(data: bytes) -> str:
    return f"sha1:{base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()}"


def http(body: bytes, status: int = 200, **headers: str) -> bytes:
    """An answer; `content_type` and the like become headers."""
    said = {"content_type": HTML, "content_length": str(len(body)), **headers}
    lines = "".join(f"{name.replace('_', '-').title()}: {value}\r\n" for name, value in said.items() if value)
    return f"HTTP/1.1 {status} Said\r\n{lines}\r\n".encode() + body


def record(
    uri: str,
    block: bytes,
    kind: str = "response",
    day: str = DAY,
    lie: int = 0,
    digest: bool | str = True,
    more: Mapping[str, str] | None = None,
) -> bytes:
    """One record; `lie` is added to its length, and a `digest` that is a string is stated instead of the right one."""
    name = hashlib.sha256(f"{uri} {day} {kind}".encode() + block).hexdigest()
    media = {"response": "application/http; msgtype=response", "revisit": "application/http; msgtype=response"}.get(
        kind, "text/html"
    )
    said = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{name[:8]}-{name[8:12]}-4{name[13:16]}-8{name[17:20]}-{name[20:32]}>",
        "WARC-Date": day,
        "WARC-Target-URI": uri,
        "Content-Type": media,
        "WARC-Block-Digest": sha1(block) if digest is True else digest or "",
        **(more or {}),
        "Content-Length": str(len(block) + lie),
    }
    head = "WARC/1.1\r\n" + "".join(f"{key}: {value}\r\n" for key, value in said.items() if value)
    return f"{head}\r\n".encode() + block + b"\r\n\r\n"


def page(uri: str, words: str, day: str = DAY, **headers: str) -> bytes:
    """A captured page, with the digest of its payload."""
    body = f"<p>{words}</p>".encode()
    return record(uri, http(body, 200, **headers), day=day, more={"WARC-Payload-Digest": sha1(body)})


def revisit(uri: str, day: str, profile: str = "identical-payload-digest", status: int = 200, **more: str) -> bytes:
    """A capture that found what an earlier one holds; `more` are headers of the record with `_` for `-`."""
    said = {f"WARC-{name.replace('_', '-').title()}": value for name, value in more.items() if name != "header"}
    block = http(b"", status, x_robots_tag=more.get("header", ""))
    return record(uri, block, "revisit", day, more={"WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}", **said})


def packed(records: Iterable[bytes], kind: str) -> bytes:
    """A file of records, each packed by itself, as is usual."""
    if kind == "gz":
        return b"".join(gzip.compress(each, mtime=0) for each in records)
    if kind == "zst":
        return b"".join(map(_zst, records))
    return b"".join(records)


def _zst(data: bytes) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()
