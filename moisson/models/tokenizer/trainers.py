"""Byte-level BPE (Sennrich et al. 2016; bytes as in GPT-2) by rustbpe or by tokenizers: the same pieces, counts and result.

What either gives is a list of byte strings, the rank of each its place: the 256 bytes, then one for each merge. That is all that
tiktoken wants to know, and tokenizer.json is made from it (`files`).
"""

import os
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Literal, NamedTuple, cast

import orjson

from moisson.contracts.errors import UserError
from moisson.models.tokenizer.pieces import BYTES, PATTERN, bytes_of_letters

Trainer = Literal["rustbpe", "tokenizers"]
TRAINERS: tuple[Trainer, ...] = ("rustbpe", "tokenizers")
BATCH = 1024  # texts that a trainer holds before it counts their pieces


class Trained(NamedTuple):
    """Tokens by rank, and what made them."""

    ranks: list[bytes]  # no two alike
    trainer: Trainer
    version: str


def chosen_trainer(asked: Trainer | None) -> Trainer:
    """The trainer asked for, else the first that is installed; raises UserError where it is not."""
    there = [name for name in TRAINERS if find_spec(name)]
    if asked is None and there:
        return there[0]
    if asked is None or asked not in there:
        raise UserError(f"no {asked or 'rustbpe or tokenizers'} is installed; install moisson[tokens].")
    return asked


def train(texts: Iterator[str], tokens: int, trainer: Trainer) -> Trained:
    """Learn up to `tokens` tokens, the bytes among them: fewer where the texts have no pair left to merge.

    The order of the texts does not matter: pieces are counted first, and pairs of equal count have an order of their own.
    """
    if tokens < BYTES:
        raise UserError(f"a vocabulary of {tokens} is too small: {BYTES} bytes are always in it.")
    learn = {"rustbpe": _by_rustbpe, "tokenizers": _by_tokenizers}[trainer]
    # Two merges may give the same bytes (`ab` + `c`, `a` + `bc`): a few more are asked for, and the first of each stays.
    learnt = dict.fromkeys(learn(texts, tokens + tokens // 50))
    return Trained(list(learnt)[:tokens], trainer, version(trainer))


def _by_rustbpe(texts: Iterator[str], tokens: int) -> Sequence[bytes]:
    import rustbpe

    model = rustbpe.Tokenizer()
    model.train_from_iterator(texts, tokens, buffer_size=BATCH, pattern=PATTERN)
    return [bytes(token) for token, _ in sorted(model.get_mergeable_ranks(), key=lambda pair: pair[1])]


def _by_tokenizers(texts: Iterator[str], tokens: int) -> Sequence[bytes]:
    from tokenizers import Regex, Tokenizer, pre_tokenizers, trainers
    from tokenizers.models import BPE

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    model = Tokenizer(BPE())
    split = pre_tokenizers.Split(Regex(PATTERN), "isolated")
    # The stub of `pre_tokenizer` has only the getter.
    cast(Any, model).pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    learner = trainers.BpeTrainer(
        vocab_size=tokens, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False, min_frequency=0
    )
    model.train_from_iterator(texts, learner)
    vocabulary: dict[str, int] = orjson.loads(model.to_str())["model"]["vocab"]
    letters = bytes_of_letters()
    learnt = [bytes(letters[letter] for letter in token) for token in sorted(vocabulary, key=vocabulary.__getitem__)]
    return [*(bytes([byte]) for byte in range(BYTES)), *(token for token in learnt if len(token) > 1)]
