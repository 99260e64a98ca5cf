"""What a feed of withdrawals means for tokens: which documents, a mask of what may count, or the files without them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.disk import beside, disk, flush
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.sign import PublicKey, public_key
from moisson.contracts.token_files import OLMO, SUFFIX, TOKENIZER, Dataset, Manifest, OfDataset, TokenFiles, Withdrawal, weight_of
from moisson.contracts.token_writer import GIVEN, DatasetWriter, write_about
from moisson.contracts.version import __version__
from moisson.models.tokens.folders import finish, put
from moisson.stewardship.feed import Feed, feed_path, read_feed
from moisson.stewardship.marks import Marks, marks_of
from moisson.workspace.storage import Workspace

How = Literal["indices", "mask", "rewrite"]
WITHDRAWN = "withdrawn.json"


@dataclass(frozen=True)
class Gone:
    """What of a folder of tokens is withdrawn."""

    tokens: TokenFiles
    feed: Feed
    last: int  # the number of the feed's last withdrawal
    indices: dict[str, NDArray[np.int64]]  # of the documents, in `.idx`, by dataset; only where there are any
    counts: dict[str, int]  # tokens, by dataset

    def as_dict(self) -> dict[str, Any]:
        """`withdrawn.json`: the indices of documents, by dataset, in whose `.idx` they are; nobody is named."""
        return {
            "format": "moisson-withdrawn-1",
            "feed": {"last": self.last, **self.feed.as_dict()},
            "tokens": {"name": self.tokens.manifest.name, "manifest_sha256": self.tokens.manifest_sha256},
            "datasets": {
                f"{name}{SUFFIX}": {"documents": indices.tolist(), "tokens": self.counts[name]}
                for name, indices in self.indices.items()
            },
        }

    @property
    def documents(self) -> int:
        return sum(map(len, self.indices.values()))


def find_withdrawn(feed: Path, folder: Path, key: PublicKey | None = None) -> Gone:
    """The documents of a folder of tokens that a feed withdraws.

    The feed must be signed by the release's maker or by `key`. Raises Unverified where it is not, where it holds nothing, or
    where it is older than one that was applied before; UserError for what is no folder of tokens.
    """
    finish(folder)
    tokens = TokenFiles.open(folder)
    maker = tokens.manifest.release.maker
    if key is None and maker is None:
        raise UserError(f"{folder} does not say who made its release; name the key that signs the feed with --feed-key.")
    said = read_feed(feed, key or public_key(str(maker)))
    marks = marks_of(said.acts)
    if not marks.last:
        raise Unverified(f"{feed} holds no withdrawal; get the feed again.")
    if marks.last < (known := max((each.feed for each in tokens.manifest.withdrawn), default=0)):
        raise Unverified(f"{feed} ends at withdrawal {marks.last}, and {known} have been applied here; get the whole feed again.")
    return concerned(tokens, said, marks)


def withdrawn_here(workspace: Workspace, folders: Sequence[Path]) -> tuple[list[Gone], list[str]]:
    """What a workspace has withdrawn of some folders of tokens, whoever made their releases; and why some could not be read.

    Only folders that hold any are named. Nothing is raised: the withdrawal has been made, and its maker must hear of it.
    """
    path, found, unread = feed_path(workspace), list[Gone](), list[str]()
    if not path.exists():
        return found, unread
    feed = read_feed(path, None)
    marks = marks_of(feed.acts)
    for folder in folders:
        try:
            gone = concerned(TokenFiles.open(folder), feed, marks)
        except UserError as error:
            unread.append(str(error))
        else:
            found += [gone] if gone.documents else []
    return found, unread


def concerned(tokens: TokenFiles, feed: Feed, marks: Marks) -> Gone:
    """The documents of a folder of tokens that bear one of the marks of a feed that has been checked."""
    indices, counts = dict[str, NDArray[np.int64]](), dict[str, int]()
    for dataset in tokens.datasets:
        gone = _indices(dataset, marks)
        if len(gone):
            indices[dataset.about.name] = gone
            counts[dataset.about.name] = int(dataset.lengths[gone].sum(dtype=np.int64))
    return Gone(tokens, feed, marks.last, indices, counts)


def write_indices(gone: Gone, to: Path) -> None:
    """Write `withdrawn.json` into a folder."""
    with disk(to):
        to.mkdir(parents=True, exist_ok=True)
        with beside(to / WITHDRAWN) as temporary:
            temporary.write_bytes(pretty_json(gone.as_dict()))


def write_masks(gone: Gone, to: Path) -> None:
    """Write, beside the indices, a mask for each dataset: a byte a token of its `.bin`, 1 where the loss counts, else 0.

    It is what OLMo-core reads as a label mask (`numpy.bool_`), and datatrove as a `.loss` file.
    """
    write_indices(gone, to)
    for dataset in gone.tokens.datasets:
        with disk(to), beside(to / f"{dataset.about.name}{SUFFIX}.mask") as temporary, temporary.open("wb") as file:
            for kept, lengths, _ in _kept(dataset, gone.indices.get(dataset.about.name)):
                file.write(np.repeat(kept, lengths).astype(np.uint8).tobytes())


def rewrite(gone: Gone) -> Manifest:
    """Replace a folder by one without what is withdrawn: documents move up, and the manifest says how many are gone.

    Without any, nothing changes. A dataset of which nothing is left goes with its documents.
    """
    tokens = gone.tokens
    if not gone.documents:
        return tokens.manifest
    folder, manifest = tokens.folder, tokens.manifest
    working = folder.with_name(f".{folder.resolve().name}.part")
    with disk(folder):
        rmtree(working, ignore_errors=True)
        working.mkdir()
        datasets = [made for dataset in tokens.datasets if (made := _rewritten(dataset, gone, working, manifest)) is not None]
        count = Withdrawal(feed=gone.last, documents=gone.documents, tokens=sum(gone.counts.values()))
        said = {name: getattr(manifest, name) for name in ("name", "release", "tokenizer", "mix", "held_out")}
        said |= {"moisson": __version__, "datasets": tuple(datasets), "withdrawn": (*manifest.withdrawn, count)}
        written = write_about(working, said, (folder / TOKENIZER).read_bytes())
        flush(working)
        put(working, folder)
    return written


def _rewritten(dataset: Dataset, gone: Gone, working: Path, manifest: Manifest) -> OfDataset | None:
    about = dataset.about
    indices = gone.indices.get(about.name)
    if indices is not None and len(indices) == about.documents:
        return None
    writer = DatasetWriter(working, about.name, dataset.dtype)
    for kept, lengths, batch in _kept(dataset, indices):
        first = batch["first_token"][0].as_py()
        tokens = dataset.tokens[first : first + int(lengths.sum(dtype=np.int64))]
        rows = pa.Table.from_batches([batch]).select(GIVEN).filter(pa.array(kept))
        writer.add(tokens[np.repeat(kept, lengths)], rows)
    written = writer.close(olmo=any(name.startswith(f"{OLMO}/") for name in about.files))
    weight = weight_of(written.tokens, about.repeats, manifest.mix.seq_length)
    return OfDataset(name=about.name, by=about.by, repeats=about.repeats, weight=weight, **vars(written))


def _indices(dataset: Dataset, marks: Marks) -> NDArray[np.int64]:
    found = [
        batch["index"].to_numpy()[marks.mask(batch).to_numpy(zero_copy_only=False)]
        for batch in dataset.ids(["index", "id", "version"])
    ]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _kept(
    dataset: Dataset, gone: NDArray[np.int64] | None
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.int64], pa.RecordBatch]]:
    """The rows of a dataset, and of each whether it stays and how many tokens it has."""
    for batch in dataset.ids():
        index = batch["index"].to_numpy()
        kept = np.ones(len(index), np.bool_) if gone is None else ~np.isin(index, gone)
        yield kept, batch["tokens"].to_numpy(), batch
