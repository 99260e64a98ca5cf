"""Whether a checkpoint's tokenizer is that of the tokens it is said to be trained on."""

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.identity import digest
from moisson.contracts.token_files import TOKENIZER, TokenFiles
from moisson.models.trainers.run import Run

# A trainer that saves a tokenizer may set these; they change no id.
ASIDE = ("version", "truncation", "padding")


def check_tokenizer(tokens: TokenFiles, folder: Path, run: Run, given: Path | None) -> None:
    """Raise UserError unless the checkpoint's tokenizer is the tokens', or nothing says which it has.

    Its `tokenizer.json` decides. Without one, the size of its vocabulary and its name must both be those of the tokens.
    """
    about = tokens.manifest.tokenizer
    for path in [given] if given else _found(folder):
        with disk(path):
            data = path.read_bytes()
        if digest(data) != about.sha256 and _content(path, data) != _content(*_ours(tokens)):
            raise UserError(
                f"{path} is not the tokenizer of {tokens.folder} ({about.name}, {about.sha256[:12]}…): the checkpoint was trained"
                " on other tokens; give the folder that it was trained on."
            )
        return
    _check_by_size_and_name(tokens, run)


def _check_by_size_and_name(tokens: TokenFiles, run: Run) -> None:
    about = tokens.manifest.tokenizer
    size = run.vocabulary or run.padded
    if size is None or run.tokenizer is None:
        raise UserError(
            "the checkpoint does not say which tokenizer it has: put its tokenizer.json into the checkpoint's folder, or name it"
            " with --tokenizer."
        )
    fits = run.vocabulary == about.vocabulary if run.vocabulary else about.vocabulary <= size < about.vocabulary + run.pad_to
    if not fits:
        raise UserError(
            f"the checkpoint's vocabulary has {size:,} ids, that of {tokens.folder} {about.vocabulary:,} ({about.name}): it was"
            " trained on other tokens; give the folder that it was trained on."
        )
    if _last(run.tokenizer) != _last(about.name):
        raise UserError(
            f"the checkpoint's tokenizer is {run.tokenizer!r}, and that of {tokens.folder} {about.name!r}; if they are the same,"
            " show its file with --tokenizer."
        )


def _found(folder: Path) -> Iterator[Path]:
    for pattern in (TOKENIZER, f"context/{TOKENIZER}", f"context/*/{TOKENIZER}", f"*/{TOKENIZER}"):
        if path := next(iter(sorted(folder.glob(pattern))), None):
            yield path
            return


def _ours(tokens: TokenFiles) -> tuple[Path, bytes]:
    path = tokens.folder / TOKENIZER
    with disk(path):
        return path, path.read_bytes()


def _content(path: Path, data: bytes) -> Any:
    """What a tokenizer does, whoever wrote its file: merges are pairs in new files, and were strings in old ones."""
    try:
        said = orjson.loads(data)
        model = said["model"]
        merges = [tuple(each.split(" ", 1)) if isinstance(each, str) else tuple(each) for each in model.get("merges", ())]
        rest = {name: value for name, value in said.items() if name not in ASIDE and name != "model"}
        return rest, {**model, "merges": merges}
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise UserError(f"{path} is no tokenizer of Hugging Face's library ({error}); name its tokenizer.json.") from None


def _last(name: str) -> str:
    """A tokenizer's name without its owner or folder, and without the file in it."""
    path = PurePath(name)
    return path.parent.name if path.name == TOKENIZER and path.parent.name else path.name
