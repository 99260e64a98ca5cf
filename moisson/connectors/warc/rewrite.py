"""Rewrite a WARC file without the captures of some addresses; all other records stay byte for byte."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from moisson.connectors.files.bounds import MIB, Unreadable
from moisson.connectors.warc.captures import dated, moment, path_of
from moisson.connectors.warc.records import Damage, Record, records
from moisson.contracts.identity import digest


def write_without(path: Path, target: Path, gone: Callable[[str], bool]) -> bool:
    """Write a file without the records of addresses that are `gone` to `target`; returns whether any were removed.

    `gone` is asked by document name: an address without scheme, and the same after its time. Raises Unreadable if the file is
    damaged, if records are compressed together, or if a remaining record repeats a removed one.
    """
    starts, going = list[int](), list[bool]()
    taken, repeated = set[str](), set[str]()  # payload digests
    for record in records(path):
        if isinstance(record, Damage):
            raise Unreadable("warc:damaged", record.detail)
        out = any(map(gone, _names(record, "warc-target-uri", "warc-date")))
        starts.append(record.offset)
        going.append(out)
        payload = record.headers.get("warc-payload-digest", "")
        if out:
            taken.add(payload)
        elif record.headers.get("warc-type") == "revisit":
            repeated.add(payload)
            if any(map(gone, _names(record, "warc-refers-to-target-uri", "warc-refers-to-date"))):
                raise Unreadable("warc:revisit", "holds a capture that repeats a removed one")
    if not any(going):
        return False
    if taken & repeated:
        raise Unreadable("warc:revisit", "holds a capture that repeats a removed one")
    ends = [*starts[1:], path.stat().st_size]
    if any(end <= start for start, end in zip(starts, ends, strict=True)):
        raise Unreadable("archive:unsupported", "compresses several records as one")
    with path.open("rb") as source, target.open("wb") as left:
        left.write(source.read(starts[0]))  # a zstandard dictionary
        for start, end, out in zip(starts, ends, going, strict=True):
            if not out:
                source.seek(start)
                _copy(source, left, end - start)
    return True


def _names(record: Record, address: str, day: str) -> Iterator[str]:
    """The names of a document with this address and date."""
    said = record.headers.get(address, "").strip("<>")
    if said:
        path = path_of(said)
        yield path
        yield (name := dated(path, moment(record.headers.get(day, ""))))
        yield f"{name}~{digest(record.headers.get('warc-record-id', '').encode())[:8]}"


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> None:
    while size and (piece := source.read(min(size, MIB))):
        target.write(piece)
        size -= len(piece)
