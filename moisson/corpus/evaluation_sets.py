"""Evaluation sets become hashed files: word runs as 64-bit hashes, so that `drop_contaminated` finds what no release may hold.

Sets are read from SQuAD's JSON, JSON Lines, JSON, Parquet, and tables of delimited fields, told apart by content. An item is a
question with its answers, and perhaps the passage that it is asked about; items are known by their number, never by their text.

A hash hides a text as a fingerprint does: nobody reads the text from it, but who guesses a run of words can see that it is there.
An answer may be one word, which is guessed at once; it is therefore hashed together with its question.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, UserError
from moisson.corpus.stages.contamination import BEGIN, FORMAT, HASHED, HEADER
from moisson.kernels.overlap import runs_of, salted, words_of
from moisson.readers.decode import decode
from moisson.readers.rows.dialect import delimiter_of, records
from moisson.readers.rows.values import values_at, words
from moisson.workspace.storage import PARQUET

TOGETHER = 10  # the fewest words that a short question and an answer have together: "Quel est le montant ?" "100" is no evidence
HEAD = 1 << 16
WRAPPERS = ("data", "rows", "items", "examples")  # under which a JSON object holds its rows
SUFFIXES = (".json", ".jsonl", ".ndjson", ".parquet", ".tsv", ".csv")


@dataclass(frozen=True)
class Fields:
    """Where in a row things stand: names, or paths with dots and `*`, of which every one that is there counts."""

    question: Sequence[str] = ("question",)
    answer: Sequence[str] = ("answers", "answer")
    passage: Sequence[str] = ("context", "passage")
    id: str | None = None  # rows with the same id and question are one item, with all their answers


class Entry(NamedTuple):
    """One row of a set, or one paragraph of SQuAD's JSON with no question yet."""

    question: str
    answers: tuple[str, ...]
    passage: str
    id: str = ""


def hash_evaluation(
    path: Path, out: Path, name: str, revision: str = "", fields: Fields = Fields(), ngram: int = 13
) -> dict[str, Any]:
    """Write the hashed file of a set, a file or a folder of files; gives its header, with what was counted.

    Raises NotFound or UserError where there is nothing to read, or a file cannot be read whole.
    """
    if ngram <= BEGIN:
        raise UserError(f"ngram = {ngram} is too short to be evidence; give {BEGIN + 1} or more (13 is usual).")
    hashes = Hashes(ngram)
    files = files_of(path)
    for file in files:
        for entry in entries_of(file, fields):
            hashes.add(entry)
    hashes.finish()
    if not len(hashes.rows):
        tried = ", ".join((*fields.question, *fields.passage))
        raise UserError(f"{path}: no question or passage was found under {tried}; name its fields with --question, --passage.")
    header = {"format": FORMAT, "name": name, "revision": revision, "ngram": ngram, "files": len(files), **hashes.counts}
    write_hashed(out, hashes, header)
    return header


def write_hashed(out: Path, hashes: "Hashes", header: Mapping[str, Any]) -> None:
    """Write the hashed file of what was gathered, and finished."""
    with disk(out):
        out.parent.mkdir(parents=True, exist_ok=True)
        part = out.with_name(f"{out.name}.part")
        table = hashes.table().replace_schema_metadata({HEADER: orjson.dumps(header, option=orjson.OPT_SORT_KEYS)})
        pq.write_table(table, part, **PARQUET)
        part.replace(out)


class Hashes:
    """The rows of a hashed file, gathered entry by entry."""

    def __init__(self, ngram: int) -> None:
        self.ngram = ngram
        self.rows: list[tuple[str, NDArray[np.uint64], int, int, int]] = []  # kind, hashes, item, words, entries
        counted = (
            "entries",
            "questions",
            "questions_short",
            "questions_left_out",
            "passages",
            "passages_distinct",
            "passages_left_out",
        )
        self.counts = dict.fromkeys(counted, 0)
        self._passages: dict[bytes, list[Any]] = {}  # by their words: n-grams, times met
        self._questions: dict[tuple[str, bytes], tuple[NDArray[np.uint64], list[str]]] = {}

    def add(self, entry: Entry) -> None:
        self.counts["entries"] += 1
        if len(passage := words_of(entry.passage)):
            self.counts["passages"] += 1
            self._passages.setdefault(passage.tobytes(), [passage, 0])[1] += 1
        if len(question := words_of(entry.question)):
            key = (entry.id, question.tobytes()) if entry.id else ("", len(self._questions).to_bytes(8, "big"))
            self._questions.setdefault(key, (question, []))[1].extend(entry.answers)

    def finish(self) -> None:
        """Hash what was gathered."""
        for item, (passage, times) in enumerate(self._passages.values(), 1):
            grams = np.unique(runs_of(passage, self.ngram))
            self.counts["passages_left_out"] += 0 if len(grams) else times
            self._put("passage", grams, item, self.ngram, times)
        for item, (question, answers) in enumerate(self._questions.values(), 1):
            if len(question) >= self.ngram:
                self._put("question", np.unique(runs_of(question, self.ngram)), item, self.ngram)
            elif not self._short(question, answers, item):
                self.counts["questions_left_out"] += 1
        self.counts["passages_distinct"] = len(self._passages)
        self.counts["questions"] = len(self._questions)

    def _short(self, question: NDArray[np.uint64], answers: Iterable[str], item: int) -> bool:
        """A question too short for an n-gram; it says too little without an answer."""
        runs = {found.tobytes(): found for answer in answers if len(found := words_of(answer)[: self.ngram])}
        enough = [found for found in runs.values() if len(question) + len(found) >= TOGETHER]
        if len(question) < BEGIN or not enough:
            return False
        whole = runs_of(question, len(question))
        self._put("begin", runs_of(question[:BEGIN], BEGIN), item, BEGIN)
        self._put("whole", whole, item, len(question))
        for found in enough:
            self._put("answer", salted(runs_of(found, len(found)), whole[0]), item, len(found))
        self.counts["questions_short"] += 1
        return True

    def _put(self, kind: str, hashes: NDArray[np.uint64], item: int, length: int, times: int = 1) -> None:
        if len(hashes):
            self.rows.append((kind, hashes, item, length, times))

    def table(self) -> pa.Table:
        """All rows by kind, hash and item: their order says nothing about the text's."""
        sizes = [len(row[1]) for row in self.rows]
        repeated = [np.repeat(np.array([row[k] for row in self.rows]), sizes) for k in (0, 2, 3, 4)]
        kind, item, length, times = repeated
        hashes = np.concatenate([row[1] for row in self.rows])
        order = np.lexsort((item, hashes, kind))
        columns = [kind, hashes, item, length, times]
        return pa.table([pa.array(column[order]).cast(field.type) for column, field in zip(columns, HASHED, strict=True)], HASHED)


def files_of(path: Path) -> list[Path]:
    """The file, or every file of a known suffix in the folder, by path."""
    if path.is_file():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and file.is_file())
    if not found:
        raise NotFound(f"{path} is no file, and no folder that holds {', '.join(SUFFIXES)}.")
    return found


def entries_of(path: Path, fields: Fields) -> Iterator[Entry]:
    """The entries of one file, in order."""
    with disk(path):
        data = path.read_bytes()
    if data.startswith(b"PAR1"):
        yield from _entries(_parquet(path), fields)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        yield from _json(path, decode(data).lstrip("\ufeff"), fields)
    else:
        yield from _entries(_table(path, decode(data).lstrip("\ufeff")), fields)


def _parquet(path: Path) -> Iterator[Mapping[str, Any]]:
    try:
        yield from pq.read_table(path, partitioning=None).to_pylist()
    except pa.ArrowException as error:
        raise UserError(f"{path} cannot be read as Parquet: {error}.") from None


def _json(path: Path, text: str, fields: Fields) -> Iterator[Entry]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        yield from _entries(_lines(path, text, error), fields)
        return
    if isinstance(value, dict):
        value = next((value[name] for name in WRAPPERS if isinstance(value.get(name), list)), [value])
    for row in value:
        if not isinstance(row, dict):
            raise UserError(f"{path}: an item of its list is no object, but {type(row).__name__}.")
        if isinstance(row.get("paragraphs"), list):
            yield from _squad(row["paragraphs"])
        else:
            yield from _entries([row], fields)


def _lines(path: Path, text: str, whole: orjson.JSONDecodeError) -> Iterator[Mapping[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise UserError(f"{path} is not JSON: {whole}.")
    for number, line in enumerate(lines, 1):
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UserError(f"{path}, line {number} is not JSON: {error}.") from None
        if not isinstance(row, dict):
            raise UserError(f"{path}, line {number} holds no object, but {type(row).__name__}.")
        yield row


def _squad(paragraphs: Iterable[Mapping[str, Any]]) -> Iterator[Entry]:
    """SQuAD (Rajpurkar et al. 2016, 2018): a context, and questions about it with answers, or plausible ones."""
    for paragraph in paragraphs:
        yield Entry("", (), words(paragraph.get("context")))
        for asked in paragraph.get("qas") or ():
            answers = [*(asked.get("answers") or ()), *(asked.get("plausible_answers") or ())]
            yield Entry(words(asked.get("question")), tuple(_strings(answers)), "", words(asked.get("id")))


def _table(path: Path, text: str) -> Iterator[Mapping[str, Any]]:
    mark = delimiter_of(text[:HEAD], len(text) <= HEAD) or ("\t" if "\t" in text.partition("\n")[0] else ",")
    try:
        header, *rows = records(text, mark)
    except ValueError as error:
        raise UserError(f"{path} cannot be read as a table: {error}.") from None
    for row in rows:
        yield dict(zip((name.strip() for name in header), row, strict=False))


def _entries(rows: Iterable[Mapping[str, Any]], fields: Fields) -> Iterator[Entry]:
    for row in rows:
        yield Entry(
            " ".join(_at(row, fields.question)),
            tuple(_at(row, fields.answer)),
            "\n".join(_at(row, fields.passage)),
            " ".join(_at(row, (fields.id,))) if fields.id else "",
        )


def _at(row: Mapping[str, Any], paths: Iterable[str]) -> list[str]:
    return [text for path in paths for value in values_at(row, path) for text in _strings(value)]


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value; of an object with a `text`, that alone (SQuAD's answers, choices with their labels)."""
    if isinstance(value, Mapping):
        value = [value["text"]] if "text" in value else list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
    elif text := words(value).strip():
        yield text
