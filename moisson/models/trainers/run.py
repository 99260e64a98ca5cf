"""A training run, as its configuration tells it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any


@dataclass(frozen=True)
class Share:
    """One data set of a mix: its path or name as the configuration has it, and its weight; without one its size decides."""

    path: str
    weight: float | None = None

    @property
    def name(self) -> str:
        return dataset_name(self.path)


@dataclass(frozen=True)
class Span:
    """Some of a run's samples that are drawn from one mix. Most runs have one span."""

    samples: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Run:
    """What is known of a run; None where the configuration does not say it."""

    kind: str  # megatron, nemo, nanotron, transformers
    steps: int | None = None
    samples: int | None = None  # sequences that were consumed until the checkpoint
    planned: int | None = None  # sequences that the run was to consume
    batch: int | None = None  # sequences a step
    ramp: tuple[int, int, int] | None = None  # Megatron's rampup_batch_size: first batch, increment, sequences until the last
    length: int | None = None  # tokens a sequence
    seed: int | None = None  # of the data's order
    shares: tuple[Share, ...] = ()
    spans: tuple[Span, ...] = ()  # where the mix changed on the way
    in_order: bool = True  # samples are consumed in the order of the index
    tokens_seen: int | None = None  # where the trainer counted them itself
    tokenizer: str | None = None
    vocabulary: int | None = None  # as the tokenizer has it
    padded: int | None = None  # as the embedding has it
    pad_to: int = 128  # the embedding's rows are a multiple of this
    cache: str | None = None  # where the configuration puts the index
    architecture: Mapping[str, Any] = field(default_factory=dict)  # under the names of config.json
    configuration: Mapping[str, Any] = field(default_factory=dict)  # what of it bears on the data

    def with_said(self, **said: Any) -> "Run":
        """The run with what the command line says in place of what the configuration does; None says nothing."""
        return replace(self, **{name: value for name, value in said.items() if value is not None})


def dataset_name(path: str) -> str:
    """The name of a data set in Megatron's files: `x` of `/data/x_text_document.bin`."""
    return re.sub(r"_text_document$", "", re.sub(r"\.(bin|idx)$", "", PurePath(path.rstrip("/")).name))


def shares_of(said: Any) -> tuple[Share, ...]:
    """A mix as Megatron and NeMo write it.

    That is `[weight, path, weight, path]`, `[path, path]`, one string of these with spaces between, or a mapping with `train`;
    Megatron-Bridge has `[[path, path], [weight, weight]]`. Raises ValueError for anything else.
    """
    if isinstance(said, Mapping):
        return shares_of(said.get("train"))
    if isinstance(said, str):
        said = said.split()
    if not said:
        return ()
    if len(said) == 2 and isinstance(said[0], list):
        paths, weights = said
        return tuple(map(Share, map(str, paths), map(float, weights))) if weights else tuple(map(Share, map(str, paths)))
    given = [str(one) for one in said]
    if len(given) % 2 == 0 and all(map(_is_number, given[::2])):
        return tuple(Share(path, float(weight)) for weight, path in zip(given[::2], given[1::2], strict=True))
    if any(map(_is_number, given)):
        raise ValueError(f"its data mix is neither paths nor pairs of weight and path: {' '.join(given)[:80]}")
    return tuple(map(Share, given))


def _is_number(said: str) -> bool:
    return re.fullmatch(r"[0-9.]+(e[-+]?[0-9]+)?", said, re.IGNORECASE) is not None
