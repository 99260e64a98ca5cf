"""The same pages as static files: of a sample of documents, fit for a body's site, with a list of all that the release holds.

Pages are asked of the site itself, in every language, beginning with the funnel. A link leads to the file of its page; what has
no file is no link any more. The files need no server and no JavaScript, and are written beside and renamed.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pyarrow as pa
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp, Message

from moisson.commons.pages.render import harmless, write
from moisson.contracts.errors import UserError
from moisson.corpus.lookup import spread
from moisson.release.private import private
from moisson.view.frame import Frame
from moisson.view.index import Hits
from moisson.view.routes import Site
from moisson.view.shelf import Shelf, is_files
from moisson.view.words import EDITIONS
from moisson.workspace.progress import Progress, Silent

LIST = "documents.csv"
LINK = re.compile(r'<a\b([^<>]*?) href="(/[^"<>]*)"([^<>]*)>')
MARKED = re.compile(r'<(link|a)\b([^<>]*?) href="(/[^"<>]*)"([^<>]*)>')
PAGES = {"readiness", "funnel", "documents", "document", "duplicates", "rights", "privacy", "sources", "accessibility", "citizen"}
ADDED = {"documents": {"page"}, "document": {"id"}, "duplicates": {"page", "id"}, "privacy": {"page", "mask"}}
UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


def export(where: Path, to: Path, *, sample: int, style: Path | None = None, progress: Progress | None = None) -> int:
    """Write the pages of a release, or of what was found in a folder of files, to a folder that is not there yet or is empty.

    Returns how many. `sample` is the number of documents that are shown, spread over the release. Raises UserError for a private
    release, for a folder that holds something, and for a workspace with several releases.
    """
    if to.exists() and any(to.iterdir()):
        raise UserError(f"--export {to}: the folder holds something; name one that is empty or not there.")
    told = progress or Silent()
    if is_files(where):
        from moisson.view.files import FilesSite  # a third of a second of imports, which releases do without

        return _write(to, FilesSite.reading(where, style, told, static=True), set(), told)
    shelf = Shelf(where, to, index=False)
    names = shelf.names()
    if len(names) != 1:
        raise UserError(f"--export wants one release, and {where} holds {len(names)}; name its folder.")
    look = shelf.open(*names[0]).look
    if private(look.stats):
        raise UserError(f"{where} is a private release, which must not be published; --export does not write it.")
    shown = [row["place"] for row in look.at(spread(look.documents, sample)) if shelf.withdrawn(row["id"]) is None]
    only = Hits(pa.table({"place": pa.array(shown, pa.int64()), "score": pa.array([0.0] * len(shown), pa.float64())}))
    written = _write(to, Site(shelf, style, only=only), {row["id"] for row in look.at(shown)}, told)
    write(to / LIST, _list(shelf, look))
    return written


def _write(to: Path, site: Frame, ids: set[str], progress: Progress) -> int:
    """Write a site's pages, beginning with its first; returns how many."""
    written = 0
    with start_blocking_portal() as portal:
        with progress.task("pages", unit="pages") as step:
            for path, text in _files(portal, site, ids):
                write(to / path, text)
                written += 1
                step.reach(written)
        for path in ("/style.css", "/icon.svg"):
            write(to / path[1:], _asked(portal, site.app, path)[1])
    write(to / "index.html", _beginning(_file(site.begin(EDITIONS[0]))))
    return written


def _files(portal: BlockingPortal, site: Frame, ids: set[str]) -> Iterator[tuple[str, str]]:
    """Every page that can be reached and is to be written, with the path of its file."""
    begin = [site.begin(edition) for edition in EDITIONS]
    known, waiting, pages = set(begin), deque(begin), dict[str, str]()
    while waiting:
        address = waiting.popleft()
        status, text = _asked(portal, site.app, address)
        if status != 200:
            continue
        pages[address] = text
        for found in LINK.finditer(text):
            link = unescape(found[2])
            if link not in known and is_written(link, ids):
                known.add(link)
                waiting.append(link)
    for address, text in pages.items():
        yield _file(address), _with_files(text, pages, begin)


def is_written(address: str, ids: set[str]) -> bool:
    """Whether a page has a file: those of the release, whole lists, documents of the sample; no list narrowed or sorted."""
    parts = urlsplit(address)
    page, query = parts.path.rsplit("/", 1)[-1], dict(parse_qsl(parts.query))
    return page in PAGES and query.keys() <= ADDED.get(page, set()) and ("id" not in query or query["id"] in ids)


def _asked(portal: BlockingPortal, app: ASGIApp, address: str) -> tuple[int, str]:
    """Status and text of a page, asked of the application itself."""
    parts, said = urlsplit(address), list[Message]()
    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "headers": [(b"host", b"localhost")],
        "server": ("localhost", 80),
    }

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    portal.call(app, scope, receive, send)
    body = b"".join(each.get("body", b"") for each in said if each["type"] == "http.response.body")
    return int(said[0]["status"]), body.decode()


def _file(address: str) -> str:
    """The path of a page's file: `en/document-fr_x_A1-3f2a….html`; the digest tells apart what is written alike."""
    parts = urlsplit(address)
    edition, page = parts.path.split("/")[1], parts.path.rsplit("/", 1)[-1]
    if not parts.query:
        return f"{edition}/{page}.html"
    said = UNSAFE.sub("_", "-".join(value for _, value in parse_qsl(parts.query)))[:60]
    return f"{edition}/{page}-{said}-{sha256(parts.query.encode()).hexdigest()[:8]}.html"


def _with_files(text: str, pages: dict[str, str], begin: list[str]) -> str:
    """A page whose links lead to files; a link to what has none is none any more."""

    def changed(found: re.Match[str]) -> str:
        tag, before, link, after = found[1], found[2], unescape(found[3]), found[4]
        if link in ("/style.css", "/icon.svg"):
            return f'<{tag}{before} href="..{link}"{after}>'
        if link.split("?")[0].count("/") == 2 and link.endswith("/"):  # the beginning, in another language or in this one
            link = next(each for each in begin if each.startswith(link))
        return f'<a{before} href="../{_file(link)}"{after}>' if link in pages else f"<a{before}{after}>"

    return MARKED.sub(changed, text)


def _list(shelf: Shelf, look: Any) -> str:
    """All documents of the release, for whoever looks for one: id, title, address, source, licence."""
    lines = io.StringIO()
    table = csv.writer(lines)
    columns = ("id", "title", "url", "source", "license")
    table.writerow(columns)
    for row in look.rows(f"SELECT {', '.join(columns)} FROM documents ORDER BY id"):
        if shelf.withdrawn(row["id"]) is None:
            table.writerow([harmless(row[name]) for name in columns])
    return lines.getvalue()


def _beginning(where: str) -> str:
    title = "Moisson"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><p><a href="{PurePosixPath(where)}">{title}</a></p></body></html>\n'
    )
