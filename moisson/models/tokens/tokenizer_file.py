"""A tokenizer in a file: any `tokenizer.json` of Hugging Face's libraries."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from numpy.typing import NDArray

from moisson.contracts.errors import UserError
from moisson.contracts.identity import digest
from moisson.contracts.megatron_index import dtype_of
from moisson.contracts.token_files import TOKENIZER, OfTokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BESIDE = "tokenizer_config.json"  # where the makers of a tokenizer name its `eos_token`
KNOWN = ("<|endoftext|>", "<|end_of_text|>", "<|end_of_document|>", "<|eos|>", "<eos>", "</s>", "<|eot|>")
AT_ONCE = 1 << 22  # bytes of text in hand: encodings take many times the room of their text


@dataclass(frozen=True)
class TokenizerFile:
    """A tokenizer as it was given, and what tokens need to know of it."""

    data: bytes
    about: OfTokenizer


def read_tokenizer(path: Path, name: str | None = None, end_of_text: str | None = None) -> TokenizerFile:
    """Read a `tokenizer.json`, or the one of a folder.

    `end_of_text` is the token that ends a document, or its id; without it, it is what `tokenizer_config.json` beside the file
    calls `eos_token`, or the one token that has a usual name. Raises UserError where there is none, or the file is no tokenizer.
    """
    path = path / TOKENIZER if path.is_dir() else path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"--tokenizer {path}: {error.strerror}; name a tokenizer.json of Hugging Face's libraries.") from None
    tokens = loaded(data, str(path)).get_vocab(with_added_tokens=True)
    vocabulary = max(tokens.values(), default=-1) + 1
    id = _end_of_text(tokens, end_of_text, path)
    called = name or (path.resolve().parent.name if path.name == TOKENIZER else path.stem)
    about = OfTokenizer(name=called, sha256=digest(data), vocabulary=vocabulary, end_of_text=id, dtype=dtype_of(vocabulary))
    return TokenizerFile(data, about)


class Encoder:
    """Gives the tokens of texts: those of the text alone, then its end.

    A text that spells out a control token is text: its letters are encoded as any others are, so that an end of text is always
    one. No text is cut or filled up, whatever the file says of it.
    """

    def __init__(self, data: bytes, about: OfTokenizer) -> None:
        self._model = loaded(data, about.name)
        self._end = about.end_of_text
        self._dtype = np.dtype(about.dtype)

    def encode(self, texts: list[str]) -> list[NDArray[Any]]:
        """The tokens of each text with its end of text."""
        found: list[NDArray[Any]] = []
        held, size = list[str](), 0
        for text in texts:
            held.append(text)
            size += len(text)
            if size >= AT_ONCE:
                found += self._encode(held)
                held, size = [], 0
        return found + self._encode(held)

    def _encode(self, texts: list[str]) -> list[NDArray[Any]]:
        if not texts:
            return []
        return [
            np.array([*encoding.ids, self._end], self._dtype)
            for encoding in self._model.encode_batch_fast(texts, add_special_tokens=False)
        ]


@lru_cache(maxsize=1)
def encoder(path: Path, about: OfTokenizer) -> Encoder:
    """The encoder of a file that is known to be this tokenizer's; a process loads it once."""
    return Encoder(path.read_bytes(), about)


def loaded(data: bytes, where: str) -> "Tokenizer":
    """A tokenizer of the library tokenizers that neither cuts nor pads, and for which control tokens spelt out are text.

    Raises UserError where `data` is none.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise UserError("tokens need the library tokenizers; install it by `pip install 'moisson[tokens]'`.") from None
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # workers fill the cores already
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UserError(f"{where} is not a tokenizer.json: {error}.") from None
    if not isinstance(said, dict) or not isinstance(said.get("model"), dict):
        raise UserError(f"{where} is not a tokenizer.json: it has no `model`.")
    with _Refusing(where):
        model = Tokenizer.from_str(data.decode())
    model.no_truncation()
    model.no_padding()
    model.encode_special_tokens = True
    return model


class _Refusing:
    """Says in a sentence what the library refuses: it raises no class of its own, but `Exception` itself."""

    def __init__(self, where: str) -> None:
        self._where = where

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is Exception:
            raise UserError(f"{self._where} is no tokenizer that the library tokenizers reads: {error}.") from None


def _end_of_text(tokens: dict[str, int], asked: str | None, path: Path) -> int:
    """The id of the token that ends a document."""
    if asked is not None:
        if asked in tokens:
            return tokens[asked]
        if asked.isdecimal() and int(asked) in tokens.values():
            return int(asked)
        raise UserError(f"--end-of-text {asked}: {path} has no such token; name one of its tokens, or an id.")
    if (said := _said_beside(path)) is not None and said in tokens:
        return tokens[said]
    found = [token for token in KNOWN if token in tokens]
    if len(found) == 1:
        return tokens[found[0]]
    what = f"it has {' and '.join(found)}" if found else "it has none of the usual ones"
    raise UserError(f"{path} does not say which token ends a text ({what}); name it with --end-of-text.")


def _said_beside(path: Path) -> str | None:
    try:
        said = orjson.loads((path.parent / BESIDE).read_bytes()).get("eos_token")
    except (OSError, orjson.JSONDecodeError, AttributeError):
        return None
    said = said.get("content") if isinstance(said, dict) else said
    return said if isinstance(said, str) else None
