"""How many tokens a text has, by the tokenizer of the model it is meant for."""

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from moisson.contracts.errors import MoissonError, RecipeError
from moisson.contracts.stage import Columns, DataFile, Step, stage
from moisson.kernels.strings import strings

BYTES = 1 << 22  # of text that are tokenized at a time, or one text if it is longer


@stage(version=1, reads=("text",), writes=("token_count",))
def count_tokens(
    tokenizer: DataFile,  # a `tokenizer.json`; its content bears identity, not its path
) -> Step:
    """Write `token_count`: the tokens of `text` under a `tokenizer`, a `tokenizer.json` as Hugging Face's libraries write it.

    The text's own tokens: none that mark its beginning or end. No text is cut, whatever the file says of truncation.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise MoissonError("stage count_tokens needs the library tokenizers: install moisson[tokens].") from None
    # Workers fill the cores already; and the library's own threads would not survive a fork.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    model = Tokenizer.from_file(_checked(tokenizer))
    model.no_truncation()
    model.no_padding()

    def step(batch: pa.RecordBatch) -> Columns:
        text = batch.column("text")
        counts = [
            len(encoding)
            for begin, end in _pieces(np.diff(strings(text).offsets))
            for encoding in model.encode_batch_fast(_filled(text.slice(begin, end - begin)), add_special_tokens=False)
        ]
        return {"token_count": pa.array(counts, pa.int64())}

    return step


def _checked(path: str) -> str:
    """The path of what looks like a tokenizer; the library itself says of anything else only where its parser gave up."""
    try:
        found = orjson.loads(Path(path).read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise RecipeError(f"stage count_tokens: {path} is not a tokenizer.json: {error}.") from None
    if not isinstance(found, dict) or not isinstance(found.get("model"), dict):
        raise RecipeError(f"stage count_tokens: {path} is not a tokenizer.json: it has no `model`.")
    return path


def _pieces(sizes: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Where to cut a batch, so that what is in hand stays small: encodings take many times the room of their text."""
    piece = np.cumsum(sizes) // BYTES
    cuts = [0, *(np.flatnonzero(np.diff(piece)) + 1).tolist(), len(sizes)]
    yield from pairwise(cuts)


def _filled(texts: pa.Array) -> list[str]:
    return ["" if text is None else text for text in texts.to_pylist()]
