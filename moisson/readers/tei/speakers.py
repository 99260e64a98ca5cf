"""Puts speakers' names into sittings whose corpus lists its people in another file; runs between connector and reader.

A sitting of ParlaMint says `who="#PAD_88386"`; a file beside or above it says who that is. The names that it uses go into its
header, with the groups that they are of on that day, so that all that is read follows from its content alone: a changed name
changes the version of its sittings and of no others.
"""

import posixpath
import re
import zlib
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from tempfile import SpooledTemporaryFile
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import READER_FAULTS, File, Refused
from moisson.readers.tei.header import HEADER_END, Person, people, read_header
from moisson.readers.xml.xmlsource import xml_source

HEAD = 4096
ROOT = re.compile(rb"<(?:\w+:)?(TEI|teiCorpus|listPerson|listOrg)\b")
TEXT = re.compile(rb"<(?:\w+:)?text[\s>]")
WHO = re.compile(rb"<(?:\w+:)?u\s[^<>]*?\bwho\s*=\s*[\"']([^\"']+)")
ID = re.compile(rb"\bxml:id\s*=\s*[\"']([^\"']+)")
IN_MEMORY = 64 << 20  # bytes; what is more waits on disk


def introduce(files: Iterable[File | Refused]) -> Iterator[File | Refused]:
    """The same files; sittings whose speakers are listed elsewhere come last, and with their names."""
    lists: dict[str, dict[str, Person]] = {}  # path → people by id
    waiting: dict[str, tuple[int, int, frozenset[str]]] = {}  # path → where it waits, and whom it lacks
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        for file in files:
            root = ROOT.search(file.data[:HEAD]) if isinstance(file, File) else None
            if not isinstance(file, File) or root is None or file.path in waiting:
                yield file
                continue
            if TEXT.search(file.data) is None:
                lists[file.path] = _listed(file.data)
                yield file
            elif root[1] == b"TEI" and (lacking := _lacking(file.data)):
                packed = zlib.compress(file.data, 1)
                waiting[file.path] = (spool.tell(), spool.write(packed), lacking)
            else:
                yield file
        for path in sorted(waiting):
            start, length, lacking = waiting[path]
            spool.seek(start)
            data = zlib.decompress(spool.read(length))
            known = ChainMap(*_around(path, lists))
            used = {key: known[key] for key in sorted(lacking) if key in known}
            day = read_header(data).created if any(of.member_of for of in used.values()) else None
            yield File(path, with_people(data, {key: (of.name, of.group(day, known)) for key, of in used.items()}))


def _listed(data: bytes) -> dict[str, Person]:
    """The people of a list; none where it cannot be read, which its own reader then says."""
    try:
        return people(ET.fromstring(xml_source(data)))
    except (DocumentError, *READER_FAULTS):
        return {}


def _lacking(data: bytes) -> frozenset[str]:
    """The ids of speakers that the file does not say who they are."""
    spoken = {key[1:] for who in WHO.findall(data) for key in who.split() if key.startswith(b"#")}
    if not spoken:
        return frozenset()
    end = HEADER_END.search(data)
    own = set(ID.findall(data, 0, end.start())) if end else set()
    return frozenset(key.decode("utf-8", "replace") for key in spoken - own)


def _around(path: str, lists: dict[str, dict[str, Person]]) -> Iterator[dict[str, Person]]:
    """The lists in the folders around a file, inside its archive, the nearest first."""
    archive, _, folder = path.rpartition("!")
    by_folder: dict[tuple[str, str], list[str]] = {}
    for name in sorted(lists):
        outer, _, inner = name.rpartition("!")
        by_folder.setdefault((outer, posixpath.dirname(inner)), []).append(name)
    while folder:
        folder = posixpath.dirname(folder)
        yield from (lists[name] for name in by_folder.get((archive, folder), ()))


def with_people(data: bytes, people: Mapping[str, tuple[str, str | None]]) -> bytes:
    """A TEI file with a list of people at the end of its header: their names, and the groups that they are of on its day."""
    end = HEADER_END.search(data)
    if not people or end is None:
        return data
    listed = "".join(
        f"<person xml:id={quoteattr(key)}><persName>{escape(name)}</persName>"
        + (f"<affiliation>{escape(f'group.{group}')}</affiliation>" if group else "")
        + "</person>"
        for key, (name, group) in people.items()
    )
    added = f"<listPerson>{listed}</listPerson>".encode("ascii", "xmlcharrefreplace")
    return data[: end.start()] + added + data[end.start() :]
