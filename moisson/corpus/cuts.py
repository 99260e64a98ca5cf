"""How the live rows of all snapshots are cut into blocks, in order of id.

A block is made of consecutive rows of one snapshot or of several. It is cut before a RAW row, so all documents of a row lie in
one block, and every document of a block comes before those of the next. Where blocks are cut decides nothing that comes out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from moisson.harvest.snapshot import Snapshot

AROUND_PART = ' !"#'  # what sorts before or with the `#` between a row's id and the part of a document read from it


@dataclass(frozen=True)
class Segment:
    """Consecutive live rows of a source's snapshot, by their positions."""

    source: str
    begin: int
    end: int


@dataclass(frozen=True)
class Cut:
    """The rows of one block, and where its range of ids begins; None for the first, which has all ids before the second."""

    segments: tuple[Segment, ...]
    low: str | None


def cut(snapshots: Mapping[str, Snapshot], vanished: str, block_rows: int) -> list[Cut]:
    """The blocks of the rows that a recipe works on, of about `block_rows` each; at least one, be it empty."""
    found: list[Cut] = []
    segments: list[Segment] = []
    low, room = None, block_rows
    for source in sorted(snapshots, key=lambda name: f"{name}/"):
        snapshot, begin = snapshots[source], 0
        size = snapshot.live_count(vanished)
        while begin < size:
            if not room:
                found.append(Cut(tuple(segments), low))
                segments, low, room = [], snapshot.id_at(begin, vanished), block_rows
            end = _clean(snapshot, vanished, len(source) + 1, min(begin + room, size), size)
            segments.append(Segment(source, begin, end))
            room = max(room - (end - begin), 0)
            begin = end
    return [*found, Cut(tuple(segments), low)]


def _clean(snapshot: Snapshot, vanished: str, prefix: int, at: int, size: int) -> int:
    """The first position from `at` on where a cut parts no documents: `a b` comes before `a#1`, which was read from `a`."""
    while at < size and snapshot.find(_prefixes(snapshot.id_at(at, vanished), prefix), ["id"]).num_rows:
        at += 1
    return at


def _prefixes(id: str, begin: int) -> Iterator[str]:
    """What a row may be called of which a document comes after `id`."""
    return (id[:at] for at in range(begin + 1, len(id)) if id[at] in AROUND_PART)
