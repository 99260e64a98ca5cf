"""What stands around the documents of a source, and in none of them: headers, footers, notices."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import REMOVED, STRING
from moisson.contracts.stage import DROPS, Columns, Corpus, CorpusStep, Each, Shared, corpus_stage
from moisson.corpus.stages.notices import Line, is_foot, is_letterhead, is_notice, may_go_beside
from moisson.corpus.stages.reasons import Reasons
from moisson.corpus.stages.repeating import READ, Patterns, count_groups, find_patterns, piece_of
from moisson.kernels.cutting import cut_lines
from moisson.kernels.lines import Lines, following, preceding
from moisson.kernels.strings import Strings, string_array, strings

JUDGED = 1 << 14  # lines that one task judges
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

QUESTION = np.dtype(  # about a line: where it stands, and what it is like
    [
        *((name, np.int64) for name in ("at", "start", "end")),
        *((name, np.bool_) for name in ("varies", "most", "copied", "head", "foot")),
    ]
)


@corpus_stage(version=3, reads=READ, writes=("text", "removed", *DROPS))
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

    def step(corpus: Corpus) -> Each:
        groups = count_groups(corpus, window)
        groups["least"] = np.maximum(np.ceil(groups["documents"] * least_share), least_documents)
        corpus.keep("groups", groups)
        found = find_patterns(corpus, window)
        kinds = _judge(corpus, found, groups, letterhead_share)
        corpus.keep("keys", np.append(found.keys[kinds > 0], np.uint64(2**64 - 1)))  # a key that is always there
        corpus.keep("kinds", np.append(kinds[kinds > 0], np.uint8(0)))
        return Each(_cut, READ, {"window": window, "max_removed": max_removed})

    return step


def put_back(text: str, removed: Sequence[Mapping[str, Any]]) -> str:
    """The text as it was before `remove_boilerplate`, from what it became and what was removed."""
    lines = text.split("\n") if text or not removed else []
    for one in removed:
        lines.insert(one["line"] - 1, one["text"])
    return "\n".join(lines)


def _judge(corpus: Corpus, found: Patterns, groups: NDArray[Any], letterhead_share: float) -> Kinds:
    """For each line what it is, 0 if it stays. The texts in which those that repeat stand first are read again."""
    whole = groups["documents"][found.group]
    letterhead = np.maximum(letterhead_share * whole, LETTERHEADS)
    often = np.flatnonzero(found.documents >= groups["least"][found.group])
    rows, at = np.unique(found.row[often], return_inverse=True)
    asked = np.zeros(len(often), QUESTION)
    asked["at"], asked["start"], asked["end"] = at, found.start[often], found.end[often]
    asked["varies"] = (found.low != found.high)[often]
    asked["most"] = (found.documents >= np.maximum(whole / 2, MOST))[often]
    asked["copied"] = (np.bitwise_count(found.contexts) < _expected(found.documents) / 2)[often]
    asked["head"], asked["foot"] = (found.heads >= letterhead)[often], (found.feet >= letterhead)[often]
    corpus.select("lines", ("text",), rows)
    corpus.keep("asked", asked)
    tasks = [{"begin": begin, "end": begin + JUDGED} for begin in range(0, len(asked), JUDGED)]
    kinds = np.zeros(len(found.keys), np.uint8)
    kinds[often] = np.concatenate([kinds[:0], *(corpus.kept(each["kinds"]) for each in corpus.run(_judge_lines, tasks))])
    return kinds


def _judge_lines(shared: Shared, begin: int, end: int) -> dict[str, Any]:
    """A Python object for each line that repeats, none for a document."""
    asked, column = shared.kept("asked")[begin:end], shared.selected("lines")["text"]
    kinds = np.zeros(len(asked), np.uint8)
    for k, (at, start, stop, varies, most, copied, head, foot) in enumerate(asked.tolist()):
        line = Line(_line(column, at, start, stop), varies, most, copied)
        if is_notice(line):
            kinds[k] = NOTICE
        elif head and is_letterhead(line):
            kinds[k] = HEAD
        elif foot and is_foot(line):
            kinds[k] = FOOT
        elif may_go_beside(line):
            kinds[k] = BESIDE
    return {"kinds": shared.keep(f"kinds-{begin}", kinds)}


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


def _cut(shared: Shared, _first: int, batch: pa.RecordBatch, window: int, max_removed: float) -> Columns:
    keys, kinds, (texts, _, lines) = shared.kept("keys"), shared.kept("kinds"), piece_of(batch, window)
    at = np.searchsorted(keys[:-1], lines.keys)  # of the last, where none is as great
    known = (keys[at] == lines.keys) & ~lines.structure
    goes = _within(_which_go(lines, np.where(known, kinds[at], 0)), lines, texts, window, max_removed)
    cut = cut_lines(texts, np.concatenate([[0], np.cumsum(goes)])[lines.bounds], lines.starts[goes])
    removed = pa.StructArray.from_arrays(
        [pa.array(cut.numbers.astype(np.int32)), string_array(cut.lines)], fields=list(REMOVED.value_type)
    )
    gone = np.diff(cut.bounds)
    reasons = Reasons(len(batch))
    empty = (gone > 0) & (np.diff(cut.texts.offsets) == 0)
    reasons.add("boilerplate-only", empty, lambda row: f"nothing stays without its {gone[row]} lines that repeat")
    valid = batch["text"].is_valid() if batch["text"].null_count else None
    return {
        "text": string_array(cut.texts, valid) if len(removed) else batch["text"].cast(STRING),
        "removed": pa.LargeListArray.from_arrays(pa.array(cut.bounds), removed).cast(REMOVED),
        **reasons.columns(),
    }
