"""What harvests that are cut bring home: a hundred papers in three editions, and what serves the files of one edition."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random
from shutil import which
from typing import Any
from urllib.parse import urlsplit

from cut_wire import Wire

PAPERS = 100
DAYS = ("2025-03-01", "2025-06-01")  # of what stands as it was first, and of what is newer
NEWER_S = (1_740_787_200, 1_748_736_000)
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
WORDS = ["commission", "constate", "que", "les", "agents", "du", "service", "public", "ont", "droit", "au", "congé", "prévu"]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of an edition."""

    number: int
    newer: bool = False  # it is new, or its words are, since the first edition

    @property
    def text(self) -> str:
        random = Random(f"{self.number} {self.newer}")
        return f"Papier numéro {self.number}.\n\n" + " ".join(random.choices(WORDS, k=random.randint(60, 300))) + ".\n"

    @property
    def day(self) -> str:
        return DAYS[self.newer]

    @property
    def name(self) -> str:
        return f"{self.number:03}"


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published at one time."""

    name: str
    changed: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()
    new: tuple[int, ...] = ()

    @property
    def papers(self) -> list[Paper]:
        numbers = [number for number in range(PAPERS) if number not in self.gone]
        return [*(Paper(number, number in self.changed) for number in numbers), *(Paper(number, True) for number in self.new)]


EDITIONS = {
    edition.name: edition
    for edition in (
        Edition("first"),
        Edition("later", changed=(7, 41, 77), gone=(13, 58), new=(100, 101, 102)),
        Edition("percent", changed=tuple(range(41, 41 + PAPERS // 100))),
    )
}


@dataclass(frozen=True, slots=True)
class Far:
    """Where one edition is served: what runs ends with the stack."""

    wire: Wire
    edition: Edition
    folder: Path
    stack: ExitStack

    def url(self, paper: Paper) -> str:
        return f"{self.wire.there}/files/{paper.name}.txt"

    def pages(self, size: int = 20) -> Iterator[list[Paper]]:
        papers = self.edition.papers
        return (papers[start : start + size] for start in range(0, len(papers), size))


def plain(paper: Paper) -> bytes:
    """A paper as most servers give it."""
    return paper.text.encode()


@dataclass(frozen=True, slots=True)
class Kind:
    """One connector against one server."""

    name: str
    server: str
    serve: Callable[[Far], Mapping[str, int]]  # port by path prefix
    fields: Callable[[Wire], Mapping[str, Any]]  # of `[connector]`
    documents: str = "/files/"  # the paths that bring documents begin so
    body: Callable[[Paper], bytes] = plain  # what comes home of a paper

    @property
    def use(self) -> str:
        """The connector's name in `source.toml`."""
        return self.name.partition(" ")[0]


def port(address: str) -> int:
    found = urlsplit(address).port
    assert found is not None
    return found


def with_nginx() -> bool:
    return which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin") is not None


def site(far: Far, files: Mapping[str, tuple[bytes, bool]]) -> int:
    """The port of a web server over files: their bytes, and whether they are newer."""
    if with_nginx():
        from nginx_server import nginx

        root = far.folder / "www"
        for name, (data, newer) in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            os.utime(path, (NEWER_S[newer],) * 2)
        return port(far.stack.enter_context(nginx(far.folder / "nginx", root)).address)
    from portal_server import portal

    plain = far.stack.enter_context(portal())
    folders: dict[str, list[str]] = {}
    for name, (data, _) in files.items():
        plain.put(f"/{name}", data)
        folder, _slash, file = name.rpartition("/")
        folders.setdefault(folder, []).append(f'<a href="{file}">{file}</a>')
    for folder, links in folders.items():  # as nginx lists them
        if folder:
            plain.put(f"/{folder}/", f"<html><body><pre>{'<br>'.join(links)}</pre></body></html>".encode())
    return port(plain.base)


def texts(far: Far) -> dict[str, tuple[bytes, bool]]:
    return {f"files/{paper.name}.txt": (paper.text.encode(), paper.newer) for paper in far.edition.papers}
