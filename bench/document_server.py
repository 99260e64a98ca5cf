"""The server of `bench/fetch.py`: many small documents, and the lists that connectors find them by.

A process of its own that answers at once, so that all the time is the clients'. `/d/17` is a page of 2 to 6 kB that never
changes. The same documents stand in a sitemap, in the data sets of a CKAN portal, ten files each, and in the records of an
OAI-PMH repository.
"""

import asyncio
import json
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from urllib.parse import parse_qs, urlsplit

WORDS = "Le salarié bénéficie, dans les conditions prévues par la convention, d'un congé dont la durée est fixée par décret. "
DAY = "2026-03-01"
SITEMAP = "/sitemap.xml"
CKAN, FILES, DATASETS = "/api/3/action/package_search", 10, 500  # files of a data set, data sets of a page
OAI, RECORDS = "/oai", 200  # records of a page
DC = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


class Documents(asyncio.Protocol):
    """The server's side of one connection."""

    def __init__(self, lists: Callable[[str], bytes | None]) -> None:
        self.lists = lists

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.waiting = transport, b""

    def data_received(self, data: bytes) -> None:
        *requests, self.waiting = (self.waiting + data).split(b"\r\n\r\n")
        self.transport.write(b"".join(map(self.answer, requests)))

    def answer(self, request: bytes) -> bytes:
        path = request.split(b" ", 2)[1]
        if path.startswith(b"/d/"):
            return document(path, b"If-None-Match" in request)
        found = self.lists(path.decode())
        if found is None:
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(found) + found


def document(path: bytes, conditional: bool) -> bytes:
    tag = b'ETag: "%s"\r\n' % path[3:]
    if conditional:
        return b"HTTP/1.1 304 Not Modified\r\n%s\r\n" % tag
    text = (WORDS * (15 + int(path[3:]) % 35)).encode()
    body = b"<!DOCTYPE html><html><head><title>%s</title></head><body><p>%s</p></body></html>" % (path, text)
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n" % (tag, len(body)) + body


def listing(base: str, documents: int) -> Callable[[str], bytes | None]:
    """What answers for the lists, each answer made once."""

    @cache
    def found(target: str) -> bytes | None:
        parts = urlsplit(target)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        if parts.path == SITEMAP:
            return sitemap(base, documents)
        if parts.path == CKAN:
            return datasets(base, documents, int(asked.get("start", 0)))
        if parts.path == OAI and asked.get("verb") == "Identify":
            said = f"<earliestDatestamp>{DAY}</earliestDatestamp><deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DD"
            return oai(f"<Identify>{said}</granularity></Identify>")
        return records(base, documents, int(asked.get("resumptionToken", 0))) if parts.path == OAI else None

    return found


def addresses(base: str, documents: int, kind: str) -> list[str]:
    """The addresses that a connector's list is read from."""
    if kind == "web":
        return [base + SITEMAP]
    if kind == "ckan":
        return [f"{base}{CKAN}?start={start}" for start in range(0, documents, FILES * DATASETS)]
    pages = range(0, documents, RECORDS)
    return [f"{base}{OAI}?verb=Identify", *(f"{base}{OAI}?verb=ListRecords&resumptionToken={start}" for start in pages)]


def sitemap(base: str, documents: int) -> bytes:
    urls = "".join(f"<url><loc>{base}/d/{number}</loc><lastmod>{DAY}</lastmod></url>" for number in range(documents))
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


def datasets(base: str, documents: int, start: int) -> bytes:
    """A page of a CKAN portal's answer, with the fields that CKAN gives."""
    count = -(-documents // FILES)
    results = [dataset(base, documents, number) for number in range(start, min(start + DATASETS, count))]
    return json.dumps({"success": True, "result": {"count": count, "results": results, "sort": "id asc"}}).encode()


def dataset(base: str, documents: int, number: int) -> dict[str, object]:
    files = range(number * FILES, min((number + 1) * FILES, documents))
    dated = {"format": "HTML", "state": "active", "url_type": "upload", "last_modified": f"{DAY}T08:00:00", "hash": ""}
    resources = [{"id": f"r{file}", "name": f"File {file}", "url": f"{base}/d/{file}", **dated} for file in files]
    about = {"id": f"d{number:07}", "name": f"d{number:07}", "title": f"Data set {number}", "type": "dataset", "state": "active"}
    return {**about, "license_id": "etalab-2.0", "metadata_modified": f"{DAY}T08:00:00", "extras": [], "resources": resources}


def records(base: str, documents: int, start: int) -> bytes:
    end = min(start + RECORDS, documents)
    token = f"<resumptionToken>{end}</resumptionToken>" if end < documents else ""
    return oai(f"<ListRecords>{''.join(record(base, number) for number in range(start, end))}{token}</ListRecords>")


def record(base: str, number: int) -> str:
    head = f"<header><identifier>oai:here:{number}</identifier><datestamp>{DAY}</datestamp></header>"
    said = (
        f"<dc:title>Document {number}</dc:title><dc:identifier>{base}/d/{number}</dc:identifier><dc:rights>CC-BY-4.0</dc:rights>"
    )
    return f"<record>{head}<metadata><oai_dc:dc {DC}>{said}</oai_dc:dc></metadata></record>"


def oai(inner: str) -> bytes:
    head = f"<responseDate>{DAY}T08:00:00Z</responseDate>"
    return f'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{head}{inner}</OAI-PMH>'.encode()


def serve(documents: int, told: Connection) -> None:
    """Serve until ended; tells the port."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        base = ""
        server = await loop.create_server(lambda: Documents(lambda path: lists(path)), "127.0.0.1", 0)
        base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        lists = listing(base, documents)
        told.send(base)
        await server.serve_forever()

    asyncio.run(run())
