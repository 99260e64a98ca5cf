"""What tests of `bind` start from: folders of tokens, and the index cache that Megatron keeps, by its documented algorithm.

The algorithm is written here from Megatron-core's readme and docstrings, one sample at a time, and shares no code with `bind`.
`megatron_cache.py` makes the same with Megatron's own classes; a test holds the two together.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import md5
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.identity import digest, merkle_root
from moisson.contracts.token_files import IDS, Mix, OfDataset, OfRelease, OfTokenizer, TokenFiles
from moisson.contracts.token_writer import DatasetWriter, write_about

LENGTH, BATCH, SEED = 16, 4, 1234
TOKENIZER = b'{"version": "1.0", "model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": []}}'
# By data set: the tokens of each document. Small enough to follow by hand, and no sample ends where a document does.
LAW, DEBATES = (7, 31, 1, 64, 12, 5, 18, 40, 3, 22), (50, 9, 2, 27, 33, 14)


def folder_of_tokens(
    folder: Path,
    datasets: Mapping[str, Sequence[int]],
    *,
    tokenizer: bytes = TOKENIZER,
    name: str = "essai",
    vocabulary: int = 256,
    private: bool = False,
    manifest_sha256: str = "5" * 64,
    texts: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> TokenFiles:
    """A folder of tokens whose documents have these lengths; half of each data set is under another licence."""
    folder.mkdir(parents=True)
    abouts, pairs = [], []
    for dataset, lengths in datasets.items():
        writer, count = DatasetWriter(folder, dataset, "uint16"), len(lengths)
        named = [(f"{dataset}/{number}", digest(f"{dataset}{number}".encode())) for number in range(count)]
        named = list((texts or {}).get(dataset, named))
        pairs += named
        rows = {
            "id": [id for id, _ in named],
            "version": [version for _, version in named],
            "tokens": list(lengths),
            "text_bytes": [4 * length for length in lengths],
            "text_sha256": ["0" * 64] * count,
            "source": [id.partition("/")[0] for id, _ in named],
            "license": ["etalab-2.0" if number % 2 else "CC0-1.0" for number in range(count)],
            "language": ["fr"] * count,
        }
        schema = pa.schema([IDS.field(column) for column in rows])
        writer.add(np.arange(sum(lengths)) % vocabulary, pa.table(rows, schema))
        weight = sum(lengths) // LENGTH
        abouts.append(OfDataset(name=dataset, by={"source": dataset}, repeats=1, weight=weight, **vars(writer.close())))
    said = {
        "moisson": "0.1.0",
        "name": folder.name,
        "release": OfRelease(name=f"{name}/1", root=merkle_root(pairs), manifest_sha256=manifest_sha256, private=private),
        "tokenizer": OfTokenizer(
            name="moisson-32k", sha256=digest(tokenizer), vocabulary=vocabulary, end_of_text=0, dtype="uint16"
        ),
        "mix": Mix(seq_length=LENGTH, batch_size=BATCH, data_path="."),
        "datasets": tuple(abouts),
    }
    write_about(folder, said, tokenizer)
    return TokenFiles.open(folder)


def described(path: str, samples: int, seed: int = SEED, length: int = LENGTH) -> dict[str, Any]:
    """A data set as `megatron_dataset.py` describes it, field after field, without a tokenizer of its own."""
    return {
        "class": "GPTDataset",
        "dataset_path": path,
        "num_samples": samples,
        "index_split": "train",
        "random_seed": seed,
        "sequence_length": length,
        "split": "1,0,0",
        "split_matrix": [[0, 1.0], None, None],
        "tokenizer": "moisson-32k",
    }


def cache_of_one(cache: Path, lengths: Sequence[int], said: Mapping[str, Any]) -> None:
    """Write the three arrays of a GPTDataset."""
    samples, length, sizes = said["num_samples"], said["sequence_length"], np.array(lengths)
    tokens, epochs = int(sizes.sum()), 1
    while epochs * tokens < samples * length + 1:
        epochs += 1
    before = ((epochs - 1) * tokens - 1) // length  # samples without the last epoch
    apart = epochs > 1 and samples - before < int(0.8 * ((tokens - 1) // length))
    random = np.random.RandomState(said["random_seed"])
    parts = [epochs - 1, 1] if apart else [epochs]
    order = np.concatenate([_shuffled(np.tile(np.arange(len(sizes)), many).astype(np.int32), random) for many in parts])
    begins, place, offset = [(0, 0)], 0, 0
    count = (epochs * tokens - 1) // length
    for _ in range(count):
        left = length
        while left >= sizes[order[place]] - offset:  # what follows the sample is its last target, so it is in the next document
            left -= sizes[order[place]] - offset
            place, offset = place + 1, 0
        offset += left
        begins.append((place, offset))
    ranges = [(0, before), (before, count)] if apart else [(0, count)]
    shuffled = np.concatenate([_shuffled(np.arange(a, b, dtype=np.uint32), random) for a, b in ranges])
    _written(cache, said, {"document_index": order, "sample_index": np.array(begins, np.int32), "shuffle_index": shuffled})


def _shuffled(values: NDArray[Any], random: np.random.RandomState) -> NDArray[Any]:
    random.shuffle(values)
    return values


def cache_of_blend(
    cache: Path, lengths: Sequence[Sequence[int]], paths: Sequence[str], weights: Sequence[float], samples: int, seed: int = SEED
) -> None:
    """Write the arrays of a BlendedDataset and of the data sets in it: the one that lags most behind its weight comes next."""
    share = np.array(weights) / sum(weights)
    size = sum(ceil(samples * each) for each in share)
    each = [described(path, ceil(ceil(samples * part) * 1.005), seed) for path, part in zip(paths, share, strict=True)]
    for said, sizes in zip(each, lengths, strict=True):
        cache_of_one(cache, sizes, said)
    drawn, which, place = [0] * len(paths), [], []
    for number in range(size):
        lag = [part * max(number, 1) - have for part, have in zip(share, drawn, strict=True)]
        chosen = lag.index(max(lag))
        which.append(chosen)
        place.append(drawn[chosen])
        drawn[chosen] += 1
    said = {"class": "BlendedDataset", "datasets": each, "split": "train", "weights": list(map(float, share)), "size": size}
    _written(cache, said, {"dataset_index": np.array(which, np.int16), "dataset_sample_index": np.array(place, np.int64)})


def _written(cache: Path, said: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    text = json.dumps(said, indent=4)
    base = f"{md5(text.encode()).hexdigest()}-{said['class']}-train"
    (cache / f"{base}-description.txt").write_text(text)
    for name, array in arrays.items():
        np.save(cache / f"{base}-{name}.npy", array)


def made_by_megatron(case: str, cache: Path) -> list[list[int]]:
    """Lay out the index cache that Megatron's own classes made (see megatron_cache.py); returns the tokens of each sample."""
    found = json.loads((Path(__file__).parent / f"megatron_{case}.json").read_text())
    cache.mkdir(parents=True)
    for name, said in found["files"].items():
        if isinstance(said, str):
            (cache / name).write_text(said)
        else:
            np.save(cache / name, np.array(said["values"], said["dtype"]))
    given: list[list[int]] = found["given"]
    return given


def read_by_steps(cache: Path, tokens: Sequence[TokenFiles], steps: int, batch: int = BATCH) -> list[dict[str, dict[str, int]]]:
    """By step, the documents that it saw with the tokens it read of each: sample after sample, as GPTDataset gives them."""
    descriptions = {path.name.split("-")[0]: json.loads(path.read_text()) for path in cache.glob("*-description.txt")}
    datasets = {each.about.name: each for folder in tokens for each in folder.datasets}
    blend = next((hash for hash, said in descriptions.items() if said["class"] == "BlendedDataset"), None)
    alone = next(iter(descriptions))
    found = []
    for step in range(steps):
        seen: dict[str, dict[str, int]] = {}
        for sample in range(step * batch, (step + 1) * batch):
            said, hash, place = descriptions[alone], alone, sample
            if blend:
                number = int(np.load(cache / f"{blend}-BlendedDataset-train-dataset_index.npy")[sample])
                place = int(np.load(cache / f"{blend}-BlendedDataset-train-dataset_sample_index.npy")[sample])
                said = descriptions[blend]["datasets"][number]
                hash = next(each for each, other in descriptions.items() if other == said)
            dataset = datasets[Path(said["dataset_path"]).name.removesuffix("_text_document")]
            for id, count in _read(cache, hash, place, dataset).items():
                seen.setdefault(id, {"tokens": 0})["tokens"] += count
        found.append(seen)
    return found


def _read(cache: Path, hash: str, place: int, dataset: Any) -> dict[str, int]:
    order, begins, shuffled = (
        np.load(cache / f"{hash}-GPTDataset-train-{name}_index.npy") for name in ("document", "sample", "shuffle")
    )
    ids = [row["id"] for batch in dataset.ids() for row in batch.to_pylist()]
    (first, begin), (last, end) = begins[shuffled[place]].tolist(), begins[shuffled[place] + 1].tolist()
    found: dict[str, int] = {}
    for at in range(first, last + 1):
        document = int(order[at])
        stop = end if at == last else int(dataset.lengths[document])
        found[ids[document]] = found.get(ids[document], 0) + stop - (begin if at == first else 0)
    return found
