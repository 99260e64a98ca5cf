"""Bundles the pages of a work, as a METS lists them; runs between the connector and the reader.

All other files pass through. Pages and METS wait for the end, when it is known which page belongs to which work; they wait on
disk once they are many.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import md5, sha1, sha256, sha512
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import unquote, urlsplit

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import READER_FAULTS, File, Refused
from moisson.readers.ocr.mets import MODULES, Named, Work, bundle, pages_of, read_mets
from moisson.readers.sniff import sniff
from moisson.readers.xml.xmlsource import xml_text

IN_MEMORY = 64 << 20  # bytes; what is more waits on disk
MOST_BYTES = 256 << 20  # of one work
MOST_NAMESAKES = 64  # pages of one name; among more nobody finds the right one
NEARLY = 0.9  # of the words of the richest rendition: as good as all
SUMS = {"md5": md5, "sha1": sha1, "sha256": sha256, "sha512": sha512}


@dataclass(frozen=True, slots=True)
class _Held:
    path: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Rendition:
    """One set of files for the pages of a work."""

    group: str
    pages: list[_Held]
    named: int  # how many the METS names


class _Store:
    """Files that wait, and what they are found by."""

    def __init__(self, spool: IO[bytes]) -> None:
        self._spool = spool
        self._end = 0
        self.pages: dict[str, _Held] = {}
        self.works: dict[str, _Held] = {}
        self._sums: dict[str, dict[str, str]] = {}

    def keep(self, file: File, *, work: bool) -> None:
        self._spool.seek(self._end)
        self._spool.write(file.data)
        (self.works if work else self.pages)[file.path] = _Held(file.path, self._end, len(file.data))
        self._end += len(file.data)

    def data(self, held: _Held) -> bytes:
        self._spool.seek(held.start)
        return self._spool.read(held.length)

    def by_sum(self, kind: str, value: str) -> _Held | None:
        """The page with this checksum."""
        if kind not in SUMS or not value:
            return None
        if kind not in self._sums:
            self._sums[kind] = {SUMS[kind](self.data(held)).hexdigest(): path for path, held in sorted(self.pages.items())}
        path = self._sums[kind].get(value)
        return self.pages[path] if path else None


def gather(files: Iterable[File | Refused]) -> Iterator[File | Refused]:
    """The same files, but the pages of a work as one file in the place of its METS; pages of no work stay files of their own."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        store = _Store(spool)
        for file in files:
            name = sniff(file.data).name if isinstance(file, File) else ""
            if isinstance(file, File) and (name == "mets" or name in MODULES):
                known = store.works if name == "mets" else store.pages
                if file.path in known:
                    yield file  # the same path twice: the harvest says what it makes of that
                else:
                    store.keep(file, work=name == "mets")
            else:
                yield file
        claimed: set[str] = set()
        for path in sorted(store.works):
            yield from _assemble(store.works[path], store, claimed)
        for path in sorted(store.pages.keys() - claimed):
            yield File(path, store.data(store.pages[path]))


def _assemble(held: _Held, store: _Store, claimed: set[str]) -> Iterator[File | Refused]:
    """A work as one file, and a word on each page file that says the same again."""
    data = store.data(held)
    try:
        work = read_mets(data)
    except (DocumentError, *READER_FAULTS):
        yield File(held.path, data)  # the reader says what is wrong with it
        return
    found = _renditions(held.path, work, store)
    if not found:
        yield File(held.path, data)
        return
    best = _best(found, store)
    if sum(page.length for page in best.pages) > MOST_BYTES:
        yield Refused(held.path, "work-too-large", f"its pages have more than {MOST_BYTES >> 20:,} MiB together")
        return
    try:
        together = bundle(xml_text(data), [xml_text(store.data(page)) for page in best.pages])
    except (DocumentError, *READER_FAULTS) as error:  # one page in no encoding that we know; the others are read by themselves
        yield Refused(held.path, "work-page-unreadable", f"a page of it cannot be read with the others: {error}"[:300])
        return
    claimed.update(page.path for rendition in found for page in rendition.pages)
    yield File(held.path, together)
    if len(best.pages) < best.named:
        lost = f"{best.named - len(best.pages):,} of the {best.named:,} pages that {held.path} names in {best.group or 'it'}"
        yield Refused(f"{held.path}#pages", "mets-pages-missing", f"{lost} are not there")
    taken = {page.path for page in best.pages}
    others = {page.path for rendition in found for page in rendition.pages} - taken
    for path in sorted(others):
        yield Refused(path, "work-other-rendition", f"{held.path} is read from {best.group or 'another group'}")


def _renditions(path: str, work: Work, store: _Store) -> list[_Rendition]:
    """The groups of files of which pages are there, in the order of the METS."""
    names: dict[str, list[_Held]] = defaultdict(list)
    for page in sorted(store.pages):
        names[posixpath.basename(page.rpartition("!")[2])].append(store.pages[page])
    pages: dict[str, dict[str, _Held]] = defaultdict(dict)
    named: dict[str, set[str]] = defaultdict(set)
    for sheet in work.sheets:
        for file in sheet:
            named[file.group].add(file.href)
            if held := _find(path, file, store, names):
                pages[file.group].setdefault(held.path, held)
    return [_Rendition(group, list(pages[group].values()), len(named[group])) for group in named if pages[group]]


def _find(path: str, file: Named, store: _Store, names: dict[str, list[_Held]]) -> _Held | None:
    """The page that a METS means: by its place beside the METS, its checksum, or a name that no other page around it has."""
    href = file.href.replace("\\", "/")
    place = unquote(href[5:].lstrip("/") if href.startswith("file:") else urlsplit(href).path)
    if held := store.pages.get(_beside(path, place)):
        return held
    if held := store.by_sum(file.checksum_kind, file.checksum):
        return held
    named = names.get(posixpath.basename(place), [])
    for tree in (_beside(path, ""), _beside(path, "..")) if len(named) <= MOST_NAMESAKES else ():
        start = f"{tree}/".removeprefix("./").replace("!./", "!")
        alike = [held for held in named if held.path.startswith(start)]
        if alike:
            return alike[0] if len(alike) == 1 else None
    return None


def _beside(path: str, href: str) -> str:
    """A relative address as a path, from the file that has it: inside the same archive, where that stands in one."""
    archive, mark, member = path.rpartition("!")
    return f"{archive}{mark}{posixpath.normpath(posixpath.join(posixpath.dirname(member), href))}"


def _best(found: list[_Rendition], store: _Store) -> _Rendition:
    """The rendition to read: of those with nearly all the words, one that people made; else the last, which programs improved."""
    if len(found) == 1:
        return found[0]
    words = [sum(_words(store.data(page)) for page in rendition.pages) for rendition in found]
    enough = [rendition for rendition, number in zip(found, words, strict=True) if number >= NEARLY * max(words)]
    made = [rendition for rendition in enough if "GT" in rendition.group.upper().replace("_", "-").split("-")]
    return (made or enough)[-1]


def _words(data: bytes) -> int:
    try:
        return sum(len(line.text.split()) for page in pages_of(data) for block in page.blocks for line in block.lines)
    except (DocumentError, *READER_FAULTS):
        return 0
