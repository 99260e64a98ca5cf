"""From a release to what a trainer reads: its tokenizer, its tokens, and which documents are kept from training."""

from dataclasses import dataclass
from pathlib import Path

from moisson.contracts.errors import UserError
from moisson.contracts.identity import content_digest
from moisson.contracts.token_files import TokenFiles, is_tokens
from moisson.models.holdout import held_out
from moisson.models.presets import Preset
from moisson.models.tokenizer.files import TOKENIZER
from moisson.models.tokenizer.make import Wanted, make_tokenizer
from moisson.models.tokens.make import Asked, make_tokens
from moisson.release.manifest import MANIFEST
from moisson.stewardship.opened import open_release
from moisson.workspace.options import Options


@dataclass(frozen=True)
class Prepared:
    """What a release gives to a trainer."""

    tokens: Path
    held_out: frozenset[str]  # ids


def prepared(release: Path, preset: Preset, tokenizer: Path | None, share: float, options: Options, *, private: bool) -> Prepared:
    """Make the tokenizer that a preset is made for, unless one is given, and the tokens; they stay in the workspace of `options`.

    What is there of the same release stays. A share of the documents, in whole clusters, is for watching. Raises as
    `make_tokenizer`, `make_tokens` and `held_out` do.
    """
    root = options.workspace.root
    if tokenizer is None:
        tokenizer = root / "tokenizer" / TOKENIZER
        if not tokenizer.is_file():
            with options.progress.task(f"tokenizer of {preset.vocabulary:,}", unit="tokenizers", total=1):
                make_tokenizer(release, tokenizer.parent, Wanted(preset.vocabulary), private=private)
    tokens = root / "tokens"
    if not _made_of(tokens, release, tokenizer):
        make_tokens(release, Asked(tokenizer, private=private), options, tokens)
    opened = open_release(release)
    return Prepared(tokens, frozenset(held_out(opened, share).to_pylist()))


def _made_of(tokens: Path, release: Path, tokenizer: Path) -> bool:
    """Whether these tokens are of this release and this tokenizer. Raises UserError where they are of another release."""
    if not is_tokens(tokens):
        return False
    manifest = TokenFiles.open(tokens).manifest
    if manifest.release.manifest_sha256 != content_digest(release / MANIFEST):
        raise UserError(f"{tokens.parent} was begun with the release {manifest.release.name}; name another folder with --to.")
    return manifest.tokenizer.sha256 == content_digest(tokenizer)
