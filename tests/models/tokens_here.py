"""A folder of tokens made of this project's own documentation: real text, two datasets, one of them twice."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from moisson.contracts.identity import digest
from moisson.contracts.megatron_index import dtype_of
from moisson.contracts.token_files import IDS, Mix, OfDataset, OfRelease, OfTokenizer, TokenFiles, weight_of
from moisson.contracts.token_writer import GIVEN, DatasetWriter, write_about

DOCS = Path(__file__).parents[2] / "docs"
END = "<|endoftext|>"
MIX = Mix(seq_length=256, batch_size=4, data_path=".")


def paragraphs(folder: str, size: int = 600) -> list[str]:
    """The paragraphs of a folder of the documentation, joined until they have some length: a document each."""
    found, text = list[str](), ""
    for path in sorted((DOCS / folder).glob("*.md")):
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            text = f"{text}\n\n{paragraph}".strip()
            if len(text) >= size:
                found, text = [*found, text], ""
    return found


def trained_tokenizer(texts: list[str], vocabulary: int) -> Tokenizer:
    """A byte-level BPE of these texts, its end of text first."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=[END], initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def tokens_here(folder: Path, vocabulary: int = 400, *, private: bool = False, most: int = 1 << 20) -> TokenFiles:
    """Make the folder; `most` documents of a dataset."""
    folder.mkdir(parents=True)
    texts = {"decisions": paragraphs("decisions")[:most], "how_to": paragraphs("how-to")[:most]}
    tokenizer = trained_tokenizer([text for of in texts.values() for text in of], vocabulary)
    size, dtype = tokenizer.get_vocab_size(), dtype_of(vocabulary)
    datasets = [_dataset(folder, name, of, tokenizer, dtype, 1 + (name == "how_to")) for name, of in texts.items()]
    data = tokenizer.to_str().encode()
    said: dict[str, Any] = {
        "moisson": "0.1.0",
        "name": "documentation",
        "release": OfRelease(name="documentation/1", root="1" * 64, manifest_sha256="2" * 64, private=private),
        "tokenizer": OfTokenizer.model_validate(
            {"name": "own", "sha256": digest(data), "vocabulary": size, "end_of_text": 0, "dtype": dtype}
        ),
        "mix": MIX,
        "datasets": tuple(datasets),
    }
    write_about(folder, said, data)
    return TokenFiles.open(folder)


def _dataset(folder: Path, name: str, texts: list[str], tokenizer: Tokenizer, dtype: str, repeats: int) -> OfDataset:
    ids = [[*tokenizer.encode(text, add_special_tokens=False).ids, 0] for text in texts]
    columns: dict[str, list[Any]] = {
        "id": [f"{name}/{number:04}" for number in range(len(texts))],
        "version": [digest(text.encode()) for text in texts],
        "tokens": [len(of) for of in ids],
        "text_bytes": [len(text.encode()) for text in texts],
        "text_sha256": [digest(text.encode()) for text in texts],
        "source": [name] * len(texts),
        "license": ["Apache-2.0"] * len(texts),
        "language": ["en"] * len(texts),
    }
    writer = DatasetWriter(folder, name, dtype)
    writer.add(np.concatenate(ids), pa.table({each: pa.array(columns[each], IDS.field(each).type) for each in GIVEN}))
    made = writer.close()
    weight = weight_of(made.tokens, repeats, MIX.seq_length)
    return OfDataset(name=name, by={"source": name}, repeats=repeats, weight=weight, **vars(made))
