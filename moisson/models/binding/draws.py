"""What a run drew from its data sets, sample by sample, as Megatron's index caches say it.

Megatron-core's GPTDataset keeps three arrays a data set: documents in their shuffled order, where each sample begins in them, and
the order of the samples. A BlendedDataset keeps, for each sample of a run, its data set and its place there
(megatron/core/datasets: gpt_dataset.py, blended_dataset.py, readme.md). Both are named by the MD5 of a description beside them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import StorageError, UserError
from moisson.models.trainers.run import Run, dataset_name

DESCRIPTION = "-train-description.txt"
AHEAD = 64  # of a blend: each data set's share is rounded up to a sample
Array = NDArray[Any]


@dataclass(frozen=True)
class Draws:
    """The samples drawn from one data set."""

    path: str
    order: Array  # of documents: their index in .idx, epoch after epoch
    begins: Array  # of samples: the place in `order`, and the token in that document; one more than there are samples
    shuffled: Array  # of samples: the j-th to be drawn
    places: Array  # the place in the run of the j-th that was drawn
    length: int  # tokens a sample

    @property
    def name(self) -> str:
        return dataset_name(self.path)


class OrderUnknown(Exception):
    """The order of documents cannot be known; the message says why, in a sentence."""


def read_draws(cache: Path, run: Run) -> list[Draws]:
    """The draws of each data set of a run, from the index cache that fits it.

    Raises OrderUnknown where none fits or several do, UserError where the cache is no folder, StorageError where it is cut.
    """
    if not cache.is_dir():
        raise UserError(f"the index cache {cache} is no folder; name it with --cache, or leave it out.")
    if not run.in_order:
        raise OrderUnknown(f"{run.kind} shuffled the samples once more while loading, and kept no index of that.")
    indexes = list(_indexes(cache))
    found = [index for index in indexes if index.fits(run) is None]
    if not found:
        why = sorted({reason for index in indexes if (reason := index.fits(run))}, key=len)
        raise OrderUnknown(f"no index in the cache is this run's: {why[0] if why else 'it holds none of training'}.")
    if len(found) > 1:
        raise OrderUnknown(f"{len(found)} indexes in the cache fit this run, and nothing says which it used.")
    return found[0].draws()


@dataclass(frozen=True)
class _Index:
    """One description in a cache, of a blend or of a data set that stands alone."""

    cache: Path
    digest: str
    said: Mapping[str, Any]

    @property
    def datasets(self) -> list[dict[str, Any]]:
        return [*self.said.get("datasets", [self.said])]

    def fits(self, run: Run) -> str | None:
        """None where it is this run's, else why it is not."""
        names = sorted(dataset_name(str(each.get("dataset_path"))) for each in self.datasets)
        if run.shares and names != sorted(share.name for share in run.shares):
            return f"one is of {_few(names)}, the run's mix of {_few(sorted(share.name for share in run.shares))}"
        for each in self.datasets:
            for what, name, mine in (("seed", "random_seed", run.seed), ("sequence length", "sequence_length", run.length)):
                if mine is not None and each.get(name) != mine:
                    return f"one has the {what} {each.get(name)}, the run {mine}"
        size = self.said.get("size", self.said.get("num_samples"))
        if size is not None and run.planned and not run.planned <= size <= run.planned + AHEAD * len(names):
            return f"one is of {size:,} samples, the run of {run.planned:,}"
        return None

    def draws(self) -> list[Draws]:
        if "datasets" not in self.said:
            return [self._draws(self.said, self.digest, None)]
        which, place = (self._array("BlendedDataset", self.digest, name) for name in ("dataset_index", "dataset_sample_index"))
        found = []
        for number, said in enumerate(self.datasets):
            places = np.flatnonzero(which == number)
            if not np.array_equal(place[places], np.arange(len(places))):
                raise StorageError(f"{self.cache}: the blend {self.digest} does not draw its samples in order; copy it again.")
            found.append(self._draws(said, _digest(said), places))
        return found

    def _draws(self, said: Mapping[str, Any], digest: str, places: Array | None) -> Draws:
        kind = str(said["class"])
        order, begins, shuffled = (
            self._array(kind, digest, name) for name in ("document_index", "sample_index", "shuffle_index")
        )
        if begins.ndim != 2 or len(begins) != len(shuffled) + 1:
            raise StorageError(f"{self.cache}: the index {digest} is of two runs; copy the cache again.")
        places = np.arange(len(shuffled)) if places is None else places
        return Draws(str(said["dataset_path"]), order, begins, shuffled, places, int(said["sequence_length"]))

    def _array(self, kind: str, digest: str, name: str) -> Array:
        """An array of the cache, mapped; pickled ones are refused."""
        path = self.cache / f"{digest}-{kind}-train-{name}.npy"
        if not path.is_file():
            raise StorageError(f"{path} is missing, though a description beside it names it; copy the whole index cache.")
        try:
            found: Array = np.load(path, mmap_mode="r", allow_pickle=False)
        except (ValueError, EOFError, OSError) as error:
            raise damaged(path, error) from None
        return found


def _indexes(cache: Path) -> Iterator[_Index]:
    """What a cache has of training: its blends, and the data sets that stand in no blend."""
    with disk(cache):
        texts = {path: path.read_bytes() for path in sorted(cache.glob(f"*{DESCRIPTION}"))}
    found = []
    for path, text in texts.items():
        digest = path.name.partition("-")[0]
        try:
            said = json.loads(text)
        except ValueError as error:
            raise damaged(path, error) from None
        if md5(text, usedforsecurity=False).hexdigest() != digest:
            raise StorageError(f"{path} is not what its name says it is; copy the index cache again.")
        found.append(_Index(cache, digest, said))
    inner = {_digest(each) for index in found if "datasets" in index.said for each in index.datasets}
    yield from (index for index in found if index.digest not in inner)


def _digest(said: Mapping[str, Any]) -> str:
    """The name of a data set's files, from its description, as megatron_dataset.py makes it."""
    return md5(json.dumps(said, indent=4).encode(), usedforsecurity=False).hexdigest()


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
