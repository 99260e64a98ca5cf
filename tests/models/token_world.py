"""A small release in many row groups, and a small tokenizer trained on its sentences, for tests of tokens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from small_source import NAME, SENTENCES, Entry, World, entries, make_world
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from moisson.contracts.token_files import Mix
from moisson.models.tokens.make import Asked, Made, make_tokens

END = "<|endoftext|>"
GROUP_ROWS = 3
MIX = Mix(seq_length=32, batch_size=2, data_path=".")
# A text that spells the token that ends texts, one in another script, and one that needs whole words of four bytes.
ODD = [
    Entry("Z1", f"Le jeton {END} est écrit ici en toutes lettres, dans une phrase comme une autre."),
    Entry("Z2", "Κάθε εργαζόμενος δικαιούται ετήσια άδεια μετ' αποδοχών τουλάχιστον τεσσάρων εβδομάδων."),
    Entry("Z3", "Le pictogramme 🦺 signale que le port du gilet est obligatoire sur tout le chantier 🏗️."),
]


def documents() -> list[Entry]:
    return [*entries(20), *ODD]


def write_tokenizer(path: Path, size: int = 400, texts: Sequence[str] = SENTENCES) -> Path:
    """A byte-level BPE of so many tokens, of which 0 ends texts."""
    model = Tokenizer(models.BPE())
    model.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    model.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    how = trainers.BpeTrainer(vocab_size=size, special_tokens=[END], initial_alphabet=alphabet, show_progress=False)
    model.train_from_iterator(texts, how)
    path.parent.mkdir(parents=True, exist_ok=True)
    model.save(str(path))
    return path


def released(world: World, monkeypatch: pytest.MonkeyPatch, what: Sequence[Entry], **how: Any) -> Path:
    """A release of these documents in row groups of few rows."""
    monkeypatch.setattr("moisson.release.parquet.ROW_GROUP", GROUP_ROWS)
    world.publish(list(what))
    return world.build(**how).path.resolve()


def asked(world: World, **how: Any) -> Asked:
    tokenizer = world.root / "petit.json"
    return Asked(**{"tokenizer": tokenizer if tokenizer.exists() else write_tokenizer(tokenizer), "mix": MIX, **how})


def made(world: World, release: Path, to: str = "tokens", since: Path | None = None, workers: int = 1, **how: Any) -> Made:
    return make_tokens(release, asked(world, **how), world.options("work", workers=workers), world.root / to, since)


__all__ = ["END", "MIX", "NAME", "asked", "documents", "made", "make_world", "released", "write_tokenizer"]
