"""Either side of a comparison as text in one form: a release, or files of JSON Lines or Parquet with `id` and `text`.

The form of a text decides who predicts it, before what it says does: headings, capitals, line ends, punctuation. So both sides
are written alike: compatibility forms composed (NFKC), lower case, letters, marks and digits, one space between words. Addresses
are taken out: where one side keeps the targets of links and the other does not, links would decide. A placeholder of
`mask_identifiers` ends a line: nothing is learnt from it or across it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import NotFound, UserError
from moisson.kernels.strings import Strings, strings
from moisson.models.gate import opened_for_training
from moisson.release.manifest import MANIFEST
from moisson.stewardship.opened import parquet_of, release_folder

MASK = r"\[[A-Z][A-Z_]*_\d+\]"
ADDRESS = r"""(?i)\]\([^()\s]*\)|\b(https?://|www\.)[^\s<>()\[\]"]+"""  # a link's target in Markdown, and in full
TEXT = pa.large_string()
COLUMNS = ("id", "source", "text")
BATCH_BYTES = 1 << 24  # of JSON Lines that are parsed at a time


@dataclass(frozen=True)
class Side:
    """The texts of one side, all in memory."""

    name: str
    ids: pa.Array
    raws: NDArray[np.uint64]  # the hash of the harvested entry's id
    sources: NDArray[np.int64]  # places in `source_names`
    source_names: list[str]
    texts: Strings  # normalised

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Bytes of each text."""
        return np.diff(self.texts.offsets)


def normalised(texts: pa.Array) -> pa.Array:
    """Texts in the form that is compared."""
    found = pc.replace_substring_regex(texts.cast(TEXT), MASK, "\x01")
    found = pc.replace_substring_regex(found, ADDRESS, " ")
    found = pc.utf8_lower(pc.utf8_normalize(pc.replace_substring(found, "\u00ad", ""), "NFKC"))
    found = pc.replace_substring_regex(found, r"[^\p{L}\p{M}\p{N}\x01]+", " ")
    found = pc.replace_substring_regex(found, " ?\x01[ \x01]*", "\n")
    return pc.utf8_trim(found, " \n")


def read_side(path: Path, name: str, *, private: bool, one_source: bool) -> Side:
    """Read a side. `one_source`: all texts count as of one source.

    Raises UserError for a folder with neither release nor texts, and for a row without id or text; what `opened_for_training`
    raises for a release.
    """
    batches = list(_of_release(path, private) if (release_folder(path) / MANIFEST).is_file() else _of_files(path))
    table = pa.Table.from_batches(batches, schema=pa.schema([(column, TEXT) for column in COLUMNS])).combine_chunks()
    if not table.num_rows:
        raise UserError(f"{path} holds no text.")
    ids = table["id"].combine_chunks()
    said = pa.array([""] * len(ids), TEXT) if one_source else pc.fill_null(table["source"].combine_chunks(), "")
    coded = said.dictionary_encode()
    return Side(
        name,
        ids,
        hashes([id.partition("#")[0] for id in ids.to_pylist()]),
        coded.indices.to_numpy().astype(np.int64),
        coded.dictionary.to_pylist(),
        strings(table["text"].combine_chunks()),
    )


def hashes(names: list[str]) -> NDArray[np.uint64]:
    """64 bits of each name."""
    return np.frombuffer(b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names), np.uint64).copy()


def _of_release(path: Path, private: bool) -> Iterator[pa.RecordBatch]:
    for table in opened_for_training(path, private).data:
        with parquet_of(table) as file:
            for batch in file.iter_batches(1024, columns=list(COLUMNS)):
                yield _batch(batch["id"], batch["source"], batch["text"])


def text_files(path: Path) -> list[Path]:
    """The files of texts that a path names; raises NotFound where there are none."""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.suffix in (".jsonl", ".parquet"))
    if not files:
        raise NotFound(f"{path} is neither a release nor files of texts: give .jsonl or .parquet with `id` and `text`.")
    return files


def read_lines(path: Path) -> Iterator[list[str]]:
    """The lines of each document of a folder or file: plain text and Markdown, or `text` in JSON Lines and Parquet."""
    plain = (".txt", ".md")
    files = (
        [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.suffix in (*plain, ".jsonl", ".parquet"))
    )
    if not files:
        raise NotFound(f"{path} holds no text from elsewhere: give .txt, .md, .jsonl or .parquet.")
    for file in files:
        if file.suffix in plain:
            with disk(file):
                yield file.read_bytes().decode(errors="replace").splitlines()
            continue
        for _, _, texts in _of_parquet(file) if file.suffix == ".parquet" else _of_lines(file):
            yield from ((text or "").splitlines() for text in texts.to_pylist())


def _of_files(path: Path) -> Iterator[pa.RecordBatch]:
    for file in text_files(path):
        for columns in _of_parquet(file) if file.suffix == ".parquet" else _of_lines(file):
            yield _batch(*columns)


def _of_parquet(path: Path) -> Iterator[tuple[pa.Array, pa.Array, pa.Array]]:
    with parquet_of(path) as file:
        there = file.schema_arrow.names
        if missing := {"id", "text"} - set(there):
            raise UserError(f"{path} has no column `{min(missing)}`; it has {', '.join(there)}.")
        for batch in file.iter_batches(1024, columns=[name for name in COLUMNS if name in there]):
            yield batch["id"], batch["source"] if "source" in there else pa.nulls(batch.num_rows, TEXT), batch["text"]


def _of_lines(path: Path) -> Iterator[tuple[pa.Array, pa.Array, pa.Array]]:
    number, held = 0, list[tuple[str, str | None, str]]()
    size = 0
    with disk(path), path.open("rb") as file:
        for number, line in enumerate(file, 1):
            held.append(_row(path, number, line))
            size += len(line)
            if size > BATCH_BYTES:
                yield _columns(held)
                held, size = [], 0
    if held:
        yield _columns(held)


def _row(path: Path, number: int, line: bytes) -> tuple[str, str | None, str]:
    try:
        row = orjson.loads(line)
        id, text, source = row["id"], row["text"], row.get("source")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path}, line {number}: no object with `id` and `text` ({error!r}).") from None
    if not (isinstance(id, str) and isinstance(text, str) and isinstance(source, str | None)):
        raise UserError(f"{path}, line {number}: `id`, `text` and `source` are strings.")
    return id, source, text


def _columns(rows: list[tuple[str, str | None, str]]) -> tuple[pa.Array, pa.Array, pa.Array]:
    ids, sources, texts = zip(*rows, strict=True)
    return pa.array(ids, TEXT), pa.array(sources, TEXT), pa.array(texts, TEXT)


def _batch(ids: pa.Array, sources: pa.Array, texts: pa.Array) -> pa.RecordBatch:
    if ids.null_count or texts.null_count:
        raise UserError("a row has no id or no text; both are needed to know what is held out.")
    try:
        columns = [ids.cast(TEXT), sources.cast(TEXT), normalised(texts)]
    except pa.ArrowInvalid as error:
        raise damaged(Path("a text"), error) from None
    return pa.RecordBatch.from_arrays(columns, list(COLUMNS))
