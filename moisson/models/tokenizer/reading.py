"""Opens any tokenizer.json: the file, or the folder that holds it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.models.tokenizer.files import TOKENIZER

if TYPE_CHECKING:
    from tokenizers import Tokenizer

KINDS = ("BPE", "Unigram", "WordPiece", "WordLevel")


def open_tokenizer(path: Path) -> "Tokenizer":
    """A tokenizer as the library tokenizers has it, which neither cuts nor pads.

    Raises UserError where the file is none, or the library is not installed.
    """
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise UserError("a tokenizer is read by the library tokenizers; install moisson[tokens].") from None
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # processes fill the cores
    opened = Tokenizer.from_str(_checked(tokenizer_file(path)))
    opened.no_truncation()
    opened.no_padding()
    return opened


def tokenizer_file(path: Path) -> Path:
    """The tokenizer.json that a path names: itself, or the one in its folder."""
    return path / TOKENIZER if path.is_dir() else path


def _checked(path: Path) -> str:
    """The content of what is a tokenizer; of anything else the library says little that a person understands."""
    with disk(path):
        data = path.read_bytes()
    try:
        said = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise UserError(f"{path} is no tokenizer.json: {error}.") from None
    model = said.get("model") if isinstance(said, dict) else None
    if not isinstance(model, dict) or not isinstance(model.get("vocab"), dict | list) or model.get("type", "BPE") not in KINDS:
        raise UserError(f"{path} is no tokenizer.json: it has no model with a vocabulary, of the kinds {', '.join(KINDS)}.")
    return data.decode()
