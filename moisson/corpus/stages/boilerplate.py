"""What stands around the documents of a source, and in none of them: headers, footers, notices."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import REMOVED, STRING
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, corpus_stage
from moisson.corpus.stages.notices import Line, is_foot, is_letterhead, is_notice, may_go_beside
from moisson.corpus.stages.reasons import Reasons
from moisson.kernels.choosing import hash_values
from moisson.kernels.cutting import cut_lines
from moisson.kernels.lines import Lines, edge_lines, following, preceding
from moisson.kernels.strings import Strings, string_array, strings

SLICE = 4096  # rows that are in hand at a time
TABLE = 1 << 24  # places to count lines in, at most
FEWEST = 1 << 10  # and at least
HELD = 1 << 21  # lines that are kept from one reading to the next, at most: 90 MB
WIDEST = 100  # window
LETTERHEADS = 20  # documents that a letterhead must stand on, at least
MOST = 10  # and those that half of a source must be, at least
CONTEXTS = 64  # how many bits tell contexts apart

NOTICE = 1  # goes wherever it stands among the first and last lines
BESIDE = 2  # goes between a notice and the edge of the text
HEAD = 3  # goes where nothing but lines that go stands before it
FOOT = 4  # goes where nothing but lines that go stands after it

Rows = NDArray[np.int64]
Keys = NDArray[np.uint64]
Kinds = NDArray[np.uint8]
Mask = NDArray[np.bool_]


class Piece(NamedTuple):
    """Some consecutive rows."""

    text: pa.Array
    texts: Strings
    group: Rows
    seeds: Keys  # the group's
    first: int


class Patterns(NamedTuple):
    """What is known of each key, that is of a line of one group, runs of digits aside. Ascending by key."""

    keys: Keys
    contexts: Keys  # the bits of what stands inwards of it
    low: Keys  # the least and the greatest exact hash: equal where the line is always the same
    high: Keys
    documents: Rows
    heads: Rows  # documents that begin with it, and with nothing before it that does not repeat
    feet: Rows  # and that end so
    row: Rows  # where it stands first: the row, and its place in the row's bytes
    start: Rows
    end: Rows


@corpus_stage(version=3, reads=("source", "language", "text"), writes=("text", "removed", *DROPS))
def remove_boilerplate(
    least_documents: int = 5,  # documents of one source and language in which a line must stand
    least_share: float = 0.02,  # and the share of that source's documents in that language
    letterhead_share: float = 0.9,  # the share that a letterhead must have, of at least 20 documents
    # how many lines at the beginning and at the end of a document are looked at (at most 100); blank lines do not count
    window: int = 12,
    max_removed: float = 0.8,  # a document that would lose more of its bytes keeps them all
) -> CorpusStep:
    """Take the notices that repeat across the documents of a source out of `text`, and keep them in `removed`.

    A line among the first or last `window` of a document goes if it stands so in `least_documents` documents or more and in
    `least_share` or more of those that the source has in this language, its figures aside, and says what only a notice says:
    where the publisher is on the web, a licence, that the text is for information, the page, the printer (`notices.toml`). So do
    the repeated lines between it and the edge of the document, and a letterhead that `letterhead_share` of the documents have.
    Headings, list items, table rows and what law says of itself stay.

    `removed` has the lines and where they stood, so that `put_back` gives the old text. A document keeps all its lines if more
    than `max_removed` of its bytes would go; one that consists of such lines alone is dropped (`boilerplate-only`).
    """
    shares = {"least_share": least_share, "letterhead_share": letterhead_share, "max_removed": max_removed}
    for name, value in shares.items():
        if not 0 < value <= 1:
            raise RecipeError(f"stage remove_boilerplate: {name} = {value} must be above 0 and at most 1.")
    if least_documents < 2:
        raise RecipeError(f"stage remove_boilerplate: least_documents = {least_documents} must be 2 or more.")
    if not 1 <= window <= WIDEST:
        raise RecipeError(f"stage remove_boilerplate: window = {window} must be from 1 to {WIDEST}.")

    def step(corpus: Corpus) -> Iterator[Columns]:
        group, seeds = _groups(corpus)
        sizes = np.bincount(group, minlength=1)
        least = np.maximum(np.ceil(sizes * least_share), least_documents).astype(np.int64)
        held: list[Lines] = []
        found = _patterns(corpus, group, seeds, least, window, held)
        keys, kinds = _judge(corpus, group, found, sizes, least, letterhead_share)
        for piece, lines in _edges(corpus, group, seeds, window, held):
            yield _cut(piece, lines, window, keys, kinds, max_removed)

    return step


def put_back(text: str, removed: Sequence[Mapping[str, Any]]) -> str:
    """The text as it was before `remove_boilerplate`, from what it became and what was removed."""
    lines = text.split("\n") if text or not removed else []
    for one in removed:
        lines.insert(one["line"] - 1, one["text"])
    return "\n".join(lines)


def _groups(corpus: Corpus) -> tuple[Rows, Keys]:
    """For each row a number for its source and language; and for each number a seed, which depends on their names alone."""
    group = np.zeros(corpus.num_rows, np.int64)
    seeds = np.zeros(1, np.uint64)
    for name in ("source", "language"):
        values = pc.fill_null(corpus.column(name).cast(STRING), "")
        names = pc.unique(values).sort()
        group = group * len(names) + pc.index_in(values, value_set=names).to_numpy()
        seeds = (np.repeat(seeds, len(names)) << np.uint64(1)) ^ np.tile(hash_values(strings(names), 0), len(seeds))
    return np.asarray(group, np.int64), seeds


def _pieces(corpus: Corpus, group: Rows, seeds: Keys) -> Iterator[Piece]:
    """All rows, a slice at a time; of none, one empty slice."""
    first = 0
    for chunk in corpus.column("text").chunks or [pa.array([], STRING)]:
        for at in range(0, max(len(chunk), 1), SLICE):
            text = chunk.slice(at, SLICE)
            rows = group[first : first + len(text)]
            yield Piece(text, strings(text), rows, seeds[rows], first)
            first += len(text)


def _edges(corpus: Corpus, group: Rows, seeds: Keys, window: int, held: list[Lines]) -> Iterator[tuple[Piece, Lines]]:
    """All pieces and their first and last lines; `held` has those of the first pieces, for the next time."""
    room = HELD
    for number, piece in enumerate(_pieces(corpus, group, seeds)):
        lines = held[number] if number < len(held) else edge_lines(piece.texts, piece.seeds, window)
        room -= len(lines.keys)
        if number == len(held) and room >= 0:
            held.append(lines)
        yield piece, lines


def _patterns(corpus: Corpus, group: Rows, seeds: Keys, least: Rows, window: int, held: list[Lines]) -> Patterns:
    """The lines that may repeat often enough, with what decides; memory grows with these, not with the texts.

    Lines are counted in a table first, in which several may share a place: a bound from above that rules most of them out.
    """
    table = np.zeros(min(TABLE, max(FEWEST, 1 << (corpus.num_rows * 2 * window).bit_length())), np.uint32)
    last = np.uint64(len(table) - 1)
    for _, lines in _edges(corpus, group, seeds, window, held):
        np.add.at(table, lines.keys & last, np.uint32(1))
    known: Patterns | None = None
    for piece, lines in _edges(corpus, group, seeds, window, held):
        new = _first_seen(lines, table[lines.keys & last] >= least[piece.group[lines.rows]], piece)
        known = _reduced(new if known is None else _joined(known, new))
    assert known is not None
    return known


def _first_seen(lines: Lines, often: Mask, piece: Piece) -> Patterns:
    """What one piece says of the lines that may repeat: a row for each document and line."""
    able = often & ~lines.structure
    inner = np.where(lines.top, following(lines, ~often), preceding(lines, ~often))
    context = np.where(inner >= 0, np.uint64(1) << (lines.exact[inner] >> np.uint64(58)), np.uint64(0))
    heads, feet = preceding(lines, ~able) < 0, following(lines, ~able) < 0
    rows = np.flatnonzero(able)
    order = rows[np.lexsort((lines.keys[rows], lines.rows[rows]))]
    new = np.ones(len(order), np.bool_)
    new[1:] = (lines.keys[order[1:]] != lines.keys[order[:-1]]) | (lines.rows[order[1:]] != lines.rows[order[:-1]])
    k = order[new]
    exact, base = lines.exact[k], piece.texts.offsets[lines.rows[k]]
    place = (lines.rows[k] + piece.first, lines.starts[k] - base, lines.ends[k] - base)
    counts = (np.ones(len(k), np.int64), (heads & lines.top)[k].astype(np.int64), (feet & ~lines.top)[k].astype(np.int64))
    return Patterns(lines.keys[k], context[k], exact, exact, *counts, *place)


def _joined(one: Patterns, other: Patterns) -> Patterns:
    columns: list[Any] = [np.concatenate(both) for both in zip(one, other, strict=True)]
    return Patterns(*columns)


def _reduced(many: Patterns) -> Patterns:
    """One row for each key."""
    order = np.argsort(many.keys, kind="stable")
    if not len(order):
        return many
    columns: list[Any] = [column[order] for column in many]
    rows = Patterns(*columns)
    new = np.flatnonzero(np.concatenate([[True], rows.keys[1:] != rows.keys[:-1]]))
    return Patterns(
        keys=rows.keys[new],
        contexts=np.bitwise_or.reduceat(rows.contexts, new),
        low=np.minimum.reduceat(rows.low, new),
        high=np.maximum.reduceat(rows.high, new),
        documents=np.add.reduceat(rows.documents, new),
        heads=np.add.reduceat(rows.heads, new),
        feet=np.add.reduceat(rows.feet, new),
        row=rows.row[new],
        start=rows.start[new],
        end=rows.end[new],
    )


def _judge(corpus: Corpus, group: Rows, found: Patterns, sizes: Rows, least: Rows, letterhead_share: float) -> tuple[Keys, Kinds]:
    """The keys of lines that may go, and how; a Python object for each line that repeats, none for a document."""
    whole = sizes[group[found.row]]
    often = found.documents >= least[group[found.row]]
    copied = np.bitwise_count(found.contexts) < _expected(found.documents) / 2
    letterhead = np.maximum(letterhead_share * whole, LETTERHEADS)
    most = np.maximum(whole / 2, MOST)
    kinds = np.zeros(len(found.keys), np.uint8)
    column = corpus.column("text")
    for k in np.flatnonzero(often).tolist():
        text = _line(column, int(found.row[k]), int(found.start[k]), int(found.end[k]))
        line = Line(text, bool(found.low[k] != found.high[k]), bool(found.documents[k] >= most[k]), bool(copied[k]))
        if is_notice(line):
            kinds[k] = NOTICE
        elif found.heads[k] >= letterhead[k] and is_letterhead(line):
            kinds[k] = HEAD
        elif found.feet[k] >= letterhead[k] and is_foot(line):
            kinds[k] = FOOT
        elif may_go_beside(line):
            kinds[k] = BESIDE
    none = np.uint64(2**64 - 1), np.uint8(0)  # a key that is always there
    return np.append(found.keys[kinds > 0], none[0]), np.append(kinds[kinds > 0], none[1])


def _expected(documents: Rows) -> NDArray[np.float64]:
    """How many of the bits of a context are set if each document's is its own."""
    return np.asarray(CONTEXTS * -np.expm1(documents * np.log1p(-1 / CONTEXTS)), np.float64)


def _line(column: pa.ChunkedArray, row: int, start: int, end: int) -> str:
    text = strings(column.slice(row, 1).chunk(0))
    begin = text.offsets[0]
    return text.data[begin + start : begin + end].tobytes().decode()


def _which_go(lines: Lines, kinds: Kinds) -> Mask:
    """The lines that go, by what they may be and what stands between them and the edge of the text."""
    may, notice = kinds > 0, kinds == NOTICE
    down, up = following(lines, notice & lines.top), preceding(lines, notice & ~lines.top)
    bar = following(lines, ~may)
    goes = may & np.where(lines.top, (down >= 0) & ((bar < 0) | (down < bar)), up > preceding(lines, ~may))
    goes |= lines.top & (kinds == HEAD) & (preceding(lines, ~(goes | (kinds == HEAD))) < 0)
    goes |= ~lines.top & (kinds == FOOT) & (following(lines, ~(goes | (kinds == FOOT))) < 0)
    return np.asarray(goes, np.bool_)


def _within(goes: Mask, lines: Lines, texts: Strings, window: int, max_removed: float) -> Mask:
    """The same without the lines of texts of which too little would stay, but not nothing."""
    sizes = np.concatenate([[0], np.cumsum(np.where(goes, lines.ends - lines.starts, 0))])[lines.bounds]
    counts = np.concatenate([[0], np.cumsum(goes)])[lines.bounds]
    found = np.diff(lines.bounds)
    nothing = (np.diff(counts) == found) & (found < 2 * window)
    allowed = (np.diff(sizes) <= max_removed * np.diff(texts.offsets)) | nothing
    return np.asarray(goes & allowed[lines.rows], np.bool_)


def _cut(piece: Piece, lines: Lines, window: int, keys: Keys, kinds: Kinds, max_removed: float) -> Columns:
    at = np.searchsorted(keys[:-1], lines.keys)  # of the last, where none is as great
    known = (keys[at] == lines.keys) & ~lines.structure
    goes = _within(_which_go(lines, np.where(known, kinds[at], 0)), lines, piece.texts, window, max_removed)
    cut = cut_lines(piece.texts, np.concatenate([[0], np.cumsum(goes)])[lines.bounds], lines.starts[goes])
    removed = pa.StructArray.from_arrays(
        [pa.array(cut.numbers.astype(np.int32)), string_array(cut.lines)], fields=list(REMOVED.value_type)
    )
    gone = np.diff(cut.bounds)
    reasons = Reasons(len(piece.text))
    empty = (gone > 0) & (np.diff(cut.texts.offsets) == 0)
    reasons.add("boilerplate-only", empty, lambda row: f"nothing stays without its {gone[row]} lines that repeat")
    valid = piece.text.is_valid() if piece.text.null_count else None
    return {
        "text": string_array(cut.texts, valid) if len(removed) else piece.text.cast(STRING),
        "removed": pa.LargeListArray.from_arrays(pa.array(cut.bounds), removed).cast(REMOVED),
        **reasons.columns(),
    }
