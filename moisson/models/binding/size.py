"""How large a model is: from the headers of safetensors, else from its shape; and what training it took."""

import json
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

from moisson.contracts.disk import damaged
from moisson.contracts.errors import StorageError

MOST_HEADER = 100_000_000  # bytes, as safetensors itself allows


def parameters_of(folder: Path, shape: Mapping[str, Any]) -> int | None:
    """The parameters of a model, embeddings among them; None where neither safetensors nor the shape says it."""
    files = sorted(folder.glob("*.safetensors"))
    return sum(map(_stored, files)) if files else _of_shape(shape)


def _stored(path: Path) -> int:
    """The numbers in a safetensors file, from its header alone. Raises StorageError where it is cut."""
    try:
        with path.open("rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > MOST_HEADER:
                raise StorageError(f"{path} is no safetensors file: its header would have {length:,} bytes; get it again.")
            header = json.loads(file.read(length))
        tensors = {name: each for name, each in header.items() if name != "__metadata__"}
        ends = max((each["data_offsets"][1] for each in tensors.values()), default=0)
        counts = [prod(each["shape"]) for each in tensors.values()]
    except (OSError, struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path, error) from None
    if path.stat().st_size != 8 + length + ends:
        raise StorageError(f"{path} is cut: its header speaks of {8 + length + ends:,} bytes; get it again.")
    return sum(counts)


def _of_shape(shape: Mapping[str, Any]) -> int | None:
    """The parameters of a dense decoder; None for experts, other layers than attention, or a shape that leaves something out."""
    get = shape.get
    needed = [
        get(name) for name in ("hidden_size", "num_hidden_layers", "intermediate_size", "num_attention_heads", "vocab_size")
    ]
    if get("experts") or get("hybrid_pattern") or not all(isinstance(one, int) for one in needed):
        return None
    hidden, layers, inner, heads, vocabulary = (int(one or 0) for one in needed)
    groups, head = int(get("num_key_value_heads") or heads), int(get("head_dim") or hidden // heads)
    tied, gated, bias = get("tie_word_embeddings"), get("gated"), get("bias")
    if tied is None or gated is None or bias is None:
        return None
    norms = 2 if get("normalization") == "LayerNorm" else 1  # a weight, or a weight and a shift
    attention = 2 * hidden * heads * head + 2 * hidden * groups * head
    feed = (3 if gated else 2) * hidden * inner
    shifts = (heads + 2 * groups) * head + hidden + (2 if gated else 1) * inner + hidden if bias else 0
    positions = int(get("max_position_embeddings") or 0) * hidden if get("position_embedding") == "learned_absolute" else 0
    layer = attention + feed + shifts + 2 * norms * hidden
    return vocabulary * hidden * (1 if tied else 2) + positions + layers * layer + norms * hidden


def flops_of(parameters: int | None, tokens: int | None) -> float | None:
    """Operations of training: 6 for each parameter and token (Kaplan et al. 2020, arXiv:2001.08361, section 2.1)."""
    return 6.0 * parameters * tokens if parameters is not None and tokens is not None else None
