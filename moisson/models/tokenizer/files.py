"""The files of a tokenizer: tokenizer.json for tokenizers and transformers, tokenizer.tiktoken, and one read into the other.

tiktoken merges the neighbours whose joined bytes have the least rank. tokenizers merges the pairs that it is told of, in their
order; so it is told of every pair whose bytes make a token, in the order of ranks, as transformers does for Llama 3.
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.models.tokenizer.pieces import PATTERN, bytes_of_letters, letters_of_bytes

if TYPE_CHECKING:
    import tiktoken

END_OF_TEXT = "<|endoftext|>"
TOKENIZER, CONFIGURATION, RANKS = "tokenizer.json", "tokenizer_config.json", "tokenizer.tiktoken"


def tokenizer_json(ranks: Sequence[bytes]) -> dict[str, Any]:
    """The content of tokenizer.json: tokens by rank, then `<|endoftext|>`."""
    names = {token: "".join(map(letters_of_bytes().__getitem__, token)) for token in ranks}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    split = {"type": "Split", "pattern": {"Regex": PATTERN}, "behavior": "Isolated", "invert": False}
    special = {"id": len(ranks), "content": END_OF_TEXT, "special": True}
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [special | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)],
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [split, byte_level]},
        "post_processor": None,
        "decoder": byte_level,
        "model": {
            "type": "BPE",
            "dropout": None,
            "unk_token": None,
            "continuing_subword_prefix": None,
            "end_of_word_suffix": None,
            "fuse_unk": False,
            "byte_fallback": False,
            "ignore_merges": True,  # a piece that is a token as a whole is that token, as in tiktoken
            "vocab": {names[token]: rank for rank, token in enumerate(ranks)},
            "merges": [f"{names[token[:cut]]} {names[token[cut:]]}" for token in ranks for cut in _cuts(token, names)],
        },
    }


def _cuts(token: bytes, known: Mapping[bytes, str]) -> list[int]:
    """Where a token can be cut into two."""
    return [cut for cut in range(1, len(token)) if token[:cut] in known and token[cut:] in known]


def write_tokenizer(folder: Path, ranks: Sequence[bytes]) -> None:
    """Write tokenizer.json, tokenizer_config.json and tokenizer.tiktoken into a folder."""
    configuration = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": END_OF_TEXT,
        "bos_token": END_OF_TEXT,
        "pad_token": END_OF_TEXT,
        "add_prefix_space": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": 10**30,  # no bound of its own
    }
    with disk(folder):
        (folder / TOKENIZER).write_bytes(orjson.dumps(tokenizer_json(ranks), option=orjson.OPT_INDENT_2) + b"\n")
        (folder / CONFIGURATION).write_text(_configured(configuration), encoding="utf-8")
        (folder / RANKS).write_bytes(b"".join(b64encode(token) + b" %d\n" % rank for rank, token in enumerate(ranks)))


def _configured(configuration: Mapping[str, Any]) -> str:
    from json import dumps  # orjson has no integers of this size

    return dumps(configuration, indent=2) + "\n"


def as_tiktoken(path: Path) -> "tiktoken.Encoding":
    """A tokenizer.json that `write_tokenizer` wrote as an encoding of tiktoken; raises UserError for another.

    `encode_ordinary` gives what the other libraries give for a text without `<|endoftext|>`.
    """
    import tiktoken

    try:
        with disk(path):
            said = orjson.loads(path.read_bytes())
        split, byte_level = said["pre_tokenizer"]["pretokenizers"]
        letters = bytes_of_letters()
        ranks = {bytes(letters[letter] for letter in token): rank for token, rank in said["model"]["vocab"].items()}
        pattern, special = split["pattern"]["Regex"], {each["content"]: each["id"] for each in said["added_tokens"]}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path} is no tokenizer.json of byte-level BPE cut by one expression ({error!r}).") from None
    if byte_level["type"] != "ByteLevel" or not said["model"].get("ignore_merges"):
        raise UserError(f"{path} merges otherwise than tiktoken does; only a file of `moisson tokenizer` is read into it.")
    return tiktoken.Encoding(path.parent.name, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special)
