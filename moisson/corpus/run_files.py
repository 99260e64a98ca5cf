"""What the tasks of one run over the corpus share: a folder in the workspace, what the run works on, and where its rows stand.

    plan.json             sources, shards, cuts: never changes
    state-<n>.json        after n stages: how many rows of each block stay, and which stage wrote which column
    blocks/<k>/           rows, their ledger, and for each stage its columns, its ledger rows, and which rows stay
    stages/<n>/           what stage n keeps for its tasks

Everything is written beside and renamed, so a task that is done twice leaves what it left the first time.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.disk import damaged, disk
from moisson.contracts.identity import canonical_json
from moisson.corpus.cuts import Cut, Segment


@dataclass(frozen=True)
class Shard:
    """What the map phase made of one part: a file after each segment, by paths from the workspace; the last has the documents."""

    source: str
    part: str
    paths: tuple[str, ...]
    row_bytes: int  # of text, on average


@dataclass(frozen=True)
class Plan:
    """What a run works on. Paths start at the workspace."""

    recipe: str
    vanished: str
    snapshots: Mapping[str, str]  # by source
    withdrawn: Mapping[str, tuple[str, ...]]  # rows to pass over, by source
    months: Mapping[str, str]  # of the harvests, by source
    legal_states: Mapping[str, Mapping[str, str]]  # what the words of each source mean
    shards: tuple[Shard, ...]
    cuts: tuple[Cut, ...]


@dataclass(frozen=True)
class State:
    """Where the rows stand after some stages."""

    stage: int = 0
    as_of: str | None = None
    places: tuple[int, ...] = ()  # rows of each block before any stage
    counts: tuple[int, ...] = ()  # rows of each block that stay
    drops: tuple[int, ...] = ()  # the stages that dropped rows, in order
    columns: Mapping[str, int] = field(default_factory=dict)  # the stage that wrote each column last


def write_json(path: Path, value: Any) -> None:
    with writing(path) as temporary:
        temporary.write_bytes(canonical_json(value))


def write_plan(folder: Path, plan: Plan) -> None:
    write_json(folder / "plan.json", asdict(plan))


def write_state(folder: Path, state: State) -> None:
    write_json(folder / f"state-{state.stage}.json", asdict(state))


def read_plan(folder: Path) -> Plan:
    return _plan(*_key(folder / "plan.json"))


def read_state(folder: Path, stage: int) -> State:
    return _state(*_key(folder / f"state-{stage}.json"))


def _key(path: Path) -> tuple[Path, int]:
    with disk(path):
        return path, path.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _plan(path: Path, modified: int) -> Plan:
    del modified  # tells a run from one before it in the same folder
    said = _read(path)
    shards = tuple(Shard(**{**one, "paths": tuple(one["paths"])}) for one in said.pop("shards"))
    cuts = tuple(Cut(tuple(Segment(**segment) for segment in one["segments"]), one["low"]) for one in said.pop("cuts"))
    return Plan(**said, shards=shards, cuts=cuts)


@lru_cache(maxsize=4)
def _state(path: Path, modified: int) -> State:
    del modified
    said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in _read(path).items()}
    return State(**said)


def _read(path: Path) -> dict[str, Any]:
    try:
        said: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise damaged(path, error) from None
    return said


@contextmanager
def writing(path: Path) -> Iterator[Path]:
    """Give a path beside to write to, and rename it to `path`."""
    temporary = path.with_name(f".{path.name}-{uuid4().hex}")
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def write_array(path: Path, array: NDArray[Any]) -> None:
    with writing(path) as temporary, temporary.open("wb") as file:
        np.save(file, array)


def read_array(path: Path) -> NDArray[Any]:
    """An array, memory-mapped."""
    try:
        array: NDArray[Any] = np.load(path, mmap_mode="r")
    except (OSError, ValueError) as error:
        raise damaged(path, error) from None
    return array


def write_batches(path: Path, schema: pa.Schema, batches: Iterator[pa.RecordBatch]) -> int:
    """Write an Arrow file batch by batch, to be memory-mapped; gives the number of rows."""
    rows = 0
    with (
        writing(path) as temporary,
        pa.OSFile(str(temporary), "wb") as sink,
        pa.ipc.new_file(sink, schema) as out,
    ):
        for batch in batches:
            out.write_batch(batch)
            rows += batch.num_rows
    return rows


def mapped(paths: Sequence[Path]) -> pa.Table:
    """Arrow files as one table, memory-mapped. Tasks that read the same files again find them open."""
    with disk(paths[0]):
        return _mapped(tuple(paths), paths[0].stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _mapped(paths: tuple[Path, ...], modified: int) -> pa.Table:
    del modified  # tells a run from one before it in the same folder
    tables = []
    for path in paths:
        try:
            with pa.memory_map(str(path)) as file:
                tables.append(pa.ipc.open_file(file).read_all())
        except (OSError, pa.ArrowException) as error:
            raise damaged(path, error) from None
    return pa.concat_tables(tables)
