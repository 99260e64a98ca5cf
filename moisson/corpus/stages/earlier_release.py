"""An earlier release as a corpus stage sees it: its signatures, and those of its ids and texts that are asked for.

Tasks read the release's files, a few row groups each, and keep what is wanted as pieces: strings that other tasks read at random.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from moisson.contracts.errors import MoissonError, RecipeError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import Corpus, Shared
from moisson.corpus.stages.candidates import Rows
from moisson.corpus.stages.signatures import Signing, signing_of
from moisson.kernels.strings import Strings, string_array, strings

GROUPS = 16  # row groups that one task reads
PIECE = 1 << 25  # bytes of text, about

WHERE = np.dtype([("task", np.uint32), ("piece", np.uint32), ("row", np.uint32)])  # where a string was kept


class Release(NamedTuple):
    """An earlier release: its folder, its name, how it was signed, and how many documents it has."""

    folder: Path
    name: str
    signing: Signing
    rows: int

    def signature(self, column: str) -> pa.ChunkedArray:
        """One column of its signatures."""
        tables = [pq.read_table(path, columns=[column]) for path in signature_files(self.folder)]
        return pa.concat_tables(tables).column(0)


def signature_files(folder: Path) -> list[Path]:
    """The files of a release's signatures."""
    return sorted((folder / "signatures").glob("*.parquet"))


def open_release(folder: Path) -> Release:
    """Raises RecipeError where the folder is no release, or one without signatures."""
    manifest, files = folder / "MANIFEST.json", signature_files(folder)
    if not manifest.is_file():
        why = "it was taken back" if (folder / "SUPERSEDED.json").is_file() else "it has no MANIFEST.json"
        raise RecipeError(f"drop_known: {folder} is not a release ({why}); name the folder of one.")
    signing = signing_of(pq.read_schema(files[0])) if files else None
    if signing is None:
        raise RecipeError(
            f"drop_known: the release at {folder} carries no signatures; build it again, with `sign_words` in its recipe."
        )
    rows = sum(int(pq.read_metadata(path).num_rows) for path in files)
    return Release(folder, orjson.loads(manifest.read_bytes())["release"], signing, rows)


def share_ids(corpus: Corpus, release: Release, wanted: Rows) -> None:
    """Share the ids of ascending rows of the signatures: `shared_ids` gives them by their places in `wanted`."""
    corpus.keep("wanted", wanted)
    tasks = list(_tasks(signature_files(release.folder)))
    found = corpus.run(_keep_ids, tasks if len(wanted) else [])
    where = np.zeros(len(wanted), WHERE)
    where["task"] = np.repeat(np.arange(len(found)), counts := [each["count"] for each in found])
    where["row"] = np.concatenate([np.zeros(0, np.int64), *map(np.arange, counts)])
    corpus.keep("ids-where", where)


def shared_ids(shared: Shared, places: Rows) -> pa.Array:
    """The ids that were wanted, by their places among these."""
    return _strings(shared, "ids", shared.kept("ids-where")[places])


def share_texts(corpus: Corpus, release: Release, places: Rows) -> Rows:
    """Share the texts of the documents at ascending places among the ids that were shared, for `shared_texts`; their lengths.

    Raises MoissonError where the release lacks one of them.
    """
    corpus.keep("with-text", places)
    files = sorted((release.folder / "data").rglob("*.parquet")) if len(places) else []
    where, lengths = np.zeros(len(places), WHERE), np.full(len(places), -1, np.int64)
    for task, made in enumerate(corpus.run(_keep_texts, list(_tasks(files)))):
        for piece in range(made["pieces"]):
            of = corpus.kept(f"texts-{task}-{piece}-of")
            lengths[of] = np.diff(corpus.kept(f"texts-{task}-{piece}-bounds"))
            where["task"][of], where["piece"][of], where["row"][of] = task, piece, np.arange(len(of))
    if lacking := int((lengths < 0).sum()):
        raise MoissonError(f"the release at {release.folder} lacks {lacking} of the documents that it has signed.")
    corpus.keep("texts-where", where)
    return lengths


def shared_texts(shared: Shared, places: Rows) -> pa.Array:
    """The texts that were shared, by their places among these."""
    return _strings(shared, "texts", shared.kept("texts-where")[places])


def _tasks(files: list[Path]) -> Iterator[dict[str, Any]]:
    """Tasks that read a few row groups of a file each; `first` numbers the rows through all files."""
    number = first = 0
    for path in files:
        metadata = pq.read_metadata(path)
        for begin in range(0, metadata.num_row_groups, GROUPS):
            groups = list(range(begin, min(begin + GROUPS, metadata.num_row_groups)))
            yield {"number": number, "path": str(path), "groups": groups, "first": first}
            first += sum(metadata.row_group(group).num_rows for group in groups)
            number += 1


def _keep_ids(shared: Shared, number: int, path: str, groups: list[int], first: int) -> dict[str, Any]:
    """Keep the wanted ids of some row groups of signatures."""
    wanted, taken = shared.kept("wanted"), [pa.array([], STRING)]
    with pq.ParquetFile(path) as file:
        for group in groups:
            end = first + file.metadata.row_group(group).num_rows
            low, high = np.searchsorted(wanted, np.array((first, end), wanted.dtype))
            if high > low:
                ids = file.read_row_group(group, ["id"]).column(0).combine_chunks().cast(STRING)
                taken.append(ids.take(pa.array(wanted[low:high] - first)))
            first = end
    ids = pa.concat_arrays(taken)
    _keep(shared, f"ids-{number}-0", ids)
    return {"count": len(ids)}


def _keep_texts(shared: Shared, number: int, path: str, groups: list[int], first: int) -> dict[str, Any]:
    """Keep the texts of some row groups of a release whose ids are wanted, in pieces; other groups are not read."""
    del first
    pieces, waiting, of, size = 0, list[pa.Array](), list[Rows](), 0
    with pq.ParquetFile(path) as file:
        sizes = [file.metadata.row_group(group).num_rows for group in groups]
        at, places = _met(shared, file.read_row_groups(groups, ["id"]).column(0).combine_chunks().cast(STRING))
        bounds = np.searchsorted(at, np.cumsum([0, *sizes]))
        for group, low, high, begin in zip(groups, bounds, bounds[1:], np.cumsum([0, *sizes]), strict=False):
            if high > low:
                texts = file.read_row_group(group, ["text"]).column(0).combine_chunks().cast(STRING)
                waiting.append(texts.take(pa.array(at[low:high] - begin)))
                of.append(places[low:high])
                size += waiting[-1].nbytes
            if waiting and (size >= PIECE or group == groups[-1]):
                _keep(shared, f"texts-{number}-{pieces}", pa.concat_arrays(waiting))
                shared.keep(f"texts-{number}-{pieces}-of", np.concatenate(of))
                pieces, waiting, of, size = pieces + 1, [], [], 0
    return {"pieces": pieces}


def _met(shared: Shared, ids: pa.Array) -> tuple[Rows, Rows]:
    """The rows of some ids that are of documents whose texts are wanted, ascending, and their places among these."""
    places, where = shared.kept("with-text"), shared.kept("ids-where")
    met = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
    tasks, span = where["task"][places], pc.min_max(ids)
    for task in np.unique(tasks).tolist():
        low, high = np.searchsorted(tasks, np.array((task, task + 1), tasks.dtype))
        ends = _strings(shared, "ids", where[places[[low, high - 1]]])  # signatures lie in order of id
        if ends[1].as_py() < span["min"].as_py() or ends[0].as_py() > span["max"].as_py():
            continue
        wanted = _strings(shared, "ids", where[places[low:high]])
        at = pc.index_in(wanted, value_set=ids).to_numpy(zero_copy_only=False)
        here = np.flatnonzero(~np.isnan(at))
        met.append((at[here].astype(np.int64), here + low))
    rows, found = (np.concatenate(columns) for columns in zip(*met, strict=True))
    order = np.argsort(rows, kind="stable")
    return rows[order], found[order]


def _keep(shared: Shared, name: str, array: pa.Array) -> None:
    """Keep strings as their bytes and where each begins."""
    found = strings(array)
    begin, end = found.offsets[0], found.offsets[-1]
    shared.keep(f"{name}-bounds", found.offsets - begin)
    shared.keep(f"{name}-bytes", found.data[begin:end])


def _strings(shared: Shared, kind: str, where: NDArray[Any]) -> pa.Array:
    """Strings that were kept, in any order."""
    order = np.lexsort((where["row"], where["piece"], where["task"]))
    sorted_ = where[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (sorted_["task"][1:] != sorted_["task"][:-1]) | (sorted_["piece"][1:] != sorted_["piece"][:-1])
    starts = np.append(np.flatnonzero(new), len(order))
    taken = [pa.array([], STRING)]
    for begin, end in zip(starts.tolist(), starts[1:].tolist(), strict=False):
        name = f"{kind}-{sorted_['task'][begin]}-{sorted_['piece'][begin]}"
        piece = string_array(Strings(shared.kept(f"{name}-bounds"), shared.kept(f"{name}-bytes")))
        taken.append(piece.take(pa.array(sorted_["row"][begin:end])))
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    return pa.concat_arrays(taken).take(pa.array(back))
