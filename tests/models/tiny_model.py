"""Llamas of some thousand parameters with a tokenizer of their own, as `transformers` writes them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from moisson.contracts.model_file import SEEN_SCHEMA, Model, Release, Tokenizer, Tokens, Trainer, sha256_of, write_model
from moisson.contracts.version import __version__
from moisson.stewardship.opened import Opened

END = "<|endoftext|>"


def write_tokenizer(folder: Path, texts: Sequence[str], vocabulary: int = 512) -> Any:
    """A byte-level BPE of some texts, as transformers opens it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=vocabulary, special_tokens=[END], initial_alphabet=alphabet, show_progress=False)
    )
    told = PreTrainedTokenizerFast(tokenizer_object=made, eos_token=END)
    told.save_pretrained(folder)
    return told


def write_network(folder: Path, vocabulary: int, *, uniform: bool = False, context: int = 128, hidden: int = 64) -> Any:
    """A Llama; `uniform` gives every token the same probability."""
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.set_num_threads(1)
    torch.manual_seed(0)
    shape = {"hidden_size": hidden, "intermediate_size": 2 * hidden, "num_hidden_layers": 2, "num_attention_heads": 2}
    told = LlamaForCausalLM(
        LlamaConfig(vocab_size=vocabulary, max_position_embeddings=context, tie_word_embeddings=False, **shape)
    )
    if uniform:
        torch.nn.init.zeros_(told.lm_head.weight)
    told.save_pretrained(folder)
    return told


def write_uniform(folder: Path, texts: Sequence[str], context: int = 128) -> Any:
    """A model that makes nothing of its text; gives its tokenizer."""
    tokenizer = write_tokenizer(folder, texts)
    write_network(folder, len(tokenizer), uniform=True, context=context)
    return tokenizer


def teach(network: Any, documents: Sequence[Sequence[int]], start: int, steps: int) -> None:
    """Train on documents, as many at a time as there are, each after the token that begins one."""
    import torch

    longest = max(map(len, documents)) + 1
    rows = np.full((len(documents), longest), -100)
    for row, ids in zip(rows, documents, strict=True):
        row[: len(ids) + 1] = [start, *ids]
    wanted = torch.from_numpy(rows)
    optimizer = torch.optim.AdamW(network.parameters(), lr=3e-3)
    network.train()
    for _ in range(steps):
        optimizer.zero_grad()
        network(input_ids=wanted.clamp(min=0), labels=wanted).loss.backward()
        optimizer.step()
    network.eval()


def write_record(folder: Path, release: Opened, times: Mapping[str, float], parameters: int = 1, private: bool = False) -> None:
    """`model.json` and `seen.parquet` of a model that saw documents so often; `folder/export` is there already."""
    rows = [
        {"id": id, "version": "", "first_step": 1, "last_step": 1, "times": seen, "dataset": "all", "tokens_seen": 100}
        for id, seen in times.items()
    ]
    tokenizer = folder / "export" / "tokenizer.json"
    made_from = Release(
        name=release.name, root=release.manifest["documents_merkle_root"], manifest_sha256="0" * 64, private=private
    )
    model = Model(
        name="tiny",
        trainer=Trainer(kind="test"),
        architecture={},
        parameters=parameters,
        tokenizer=Tokenizer(name="tiny", sha256=sha256_of(tokenizer), vocabulary=512),
        tokens=[Tokens(name="tiny", manifest_sha256="0" * 64, release=made_from, datasets=[])],
        sources=[],
        steps=1,
        tokens_a_step=1,
        tokens_seen=1,
        flops=None,
        order="known",
        private=private,
        seed=1,
        weights={"export/model.safetensors": sha256_of(folder / "export" / "model.safetensors")},
        moisson=__version__,
    )
    write_model(folder, model, [pa.RecordBatch.from_pylist(rows, SEEN_SCHEMA)])
