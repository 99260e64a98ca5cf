"""Whether a document was in a model: by which step, how many times, how many tokens."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.model_file import MODEL, ModelFile
from moisson.contracts.schemas import STRING
from moisson.workspace.storage import Workspace

# A checkpoint's step by its folder's name: ours and transformers', Megatron's, NeMo's (which counts from 0), nanotron's.
STEPS = ((r"checkpoint-0*(\d+)$", 0), (r"iter_(\d+)$", 0), (r"step=(\d+)", 1), (r"^(\d+)$", 0))


def models_of(workspace: Workspace) -> list[Path]:
    """The folders of models in a workspace."""
    return [path.parent for path in sorted(workspace.root.glob(f"models/*/{MODEL}"))]


def trace_in_models(folders: Iterable[Path], ids: Sequence[str]) -> list[dict[str, Any]]:
    """What each model saw of a document, known under these ids, or of all that were read from a harvested entry.

    Raises NotFound where a folder has no model, UserError and StorageError where its files are not whole.
    """
    return [_in_model(ModelFile.open(folder, weights=False), ids) for folder in folders]


def _in_model(opened: ModelFile, ids: Sequence[str]) -> dict[str, Any]:
    model = opened.model
    rows = [row for batch in opened.seen() for row in batch.filter(of_ids(batch["id"], ids)).to_pylist()]
    return {
        "model": model.name,
        "folder": str(opened.folder),
        "releases": [each.release.name for each in model.tokens],
        "order": model.order,
        "why": model.why,
        "seen": sorted(rows, key=lambda row: (str(row["id"]), str(row["dataset"]))),
        "tokens_of_model": model.tokens_seen,
    }


def of_ids(column: pa.Array, ids: Sequence[str]) -> pa.Array:
    """Whether each id is one of these, or of a document that was read from one."""
    about = pc.is_in(column, pa.array(ids, STRING))
    for id in ids:
        about = pc.or_(about, pc.starts_with(column, f"{id}#"))
    return about


def checkpoint_before(folder: Path, step: int) -> tuple[int, Path] | None:
    """The newest checkpoint, in a model's folder or beside it, that had not come to a step; None where there is none."""
    found = [each for each in _checkpoints(folder) if each[0] < step]
    return max(found, default=None)


def _checkpoints(folder: Path) -> Iterator[tuple[int, Path]]:
    folder = folder.resolve()
    beside = folder.parent.iterdir() if any(re.search(pattern, folder.name) for pattern, _ in STEPS) else ()
    for path in [*folder.iterdir(), *beside]:
        for pattern, more in STEPS:
            if path.is_dir() and (said := re.search(pattern, path.name)):
                yield int(said[1]) + more, path
