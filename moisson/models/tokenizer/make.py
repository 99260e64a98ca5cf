"""The whole way from a release to a tokenizer's folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from moisson.contracts.disk import disk
from moisson.contracts.errors import UserError
from moisson.contracts.identity import content_digest, pretty_json
from moisson.contracts.version import __version__
from moisson.models.gate import opened_for_training
from moisson.models.tokenizer.fertility import Fertility, fertility, names_of
from moisson.models.tokenizer.files import CONFIGURATION, END_OF_TEXT, RANKS, TOKENIZER, write_tokenizer
from moisson.models.tokenizer.pieces import BYTES, PATTERN
from moisson.models.tokenizer.plot import plot, table
from moisson.models.tokenizer.sample import Share, shares, texts
from moisson.models.tokenizer.trainers import Trained, Trainer, chosen_trainer, train
from moisson.models.tokens.tokenizer_file import loaded
from moisson.release.manifest import MANIFEST
from moisson.release.private import NOTICE, notice, private
from moisson.stewardship.export.write import laid_out
from moisson.stewardship.opened import Released

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FORMAT = "moisson-tokenizer-1"
ACCOUNT, FERTILITY, PLOT, TABLE = "tokenizer-manifest.json", "fertility.json", "fertility.svg", "fertility.md"
VOCABULARY, MOST_BYTES = 32_768, 100_000_000


@dataclass(frozen=True)
class Wanted:
    """What a tokenizer should be."""

    vocabulary: int = VOCABULARY  # tokens in all, `<|endoftext|>` among them
    most_bytes: int = MOST_BYTES  # of text that is read, all languages together
    weights: Mapping[str, float] = field(default_factory=dict)  # by language; 1 where none is given
    trainer: Trainer | None = None  # the first that is installed, where none is named
    beside: Sequence[Path] = ()  # other tokenizers to measure


def make_tokenizer(path: Path, to: Path, wanted: Wanted, *, private: bool = False) -> tuple[dict[str, Any], list[Fertility]]:
    """Train a tokenizer on the release at `path` and write it to the folder `to`; returns its manifest and what was measured.

    The same release and wishes give the same bytes. Raises UserError, NotFound or Unverified before any work where the release,
    the folder or a wish cannot be used.
    """
    if wanted.vocabulary <= BYTES:
        raise UserError(f"--vocabulary {wanted.vocabulary} is too small: {BYTES} bytes and {END_OF_TEXT} are always in it.")
    others = [_opened(one) for one in wanted.beside]
    trainer = chosen_trainer(wanted.trainer)
    release = opened_for_training(path, private)
    with laid_out(to, release) as folder:
        sample = shares(release, wanted.most_bytes, wanted.weights)
        if not sum(share.bytes for share in sample):
            raise UserError(f"{release.name} has no text to train on.")
        trained = train((text for share in sample for text in texts(release, share)), wanted.vocabulary - 1, trainer)
        write_tokenizer(folder, trained.ranks)
        _, own = _opened(folder)
        names = names_of(release.name, [file for file, _ in others])
        models = dict(zip(names, [own, *(model for _, model in others)], strict=True))
        measured = list(fertility(release, sample, models))
        with disk(folder):
            (folder / FERTILITY).write_bytes(pretty_json([each.account() for each in measured]))
            (folder / PLOT).write_text(plot(measured), encoding="utf-8")
            (folder / TABLE).write_text(table(measured), encoding="utf-8")
            account = _account(release, wanted, trained, sample, folder)
            if account["private"]:
                (folder / NOTICE).write_text(notice(release.stats), encoding="utf-8")
            (folder / ACCOUNT).write_bytes(pretty_json(account))
    return account, measured


def _opened(path: Path) -> tuple[Path, "Tokenizer"]:
    """A tokenizer.json, or the one of a folder."""
    path = path / TOKENIZER if path.is_dir() else path
    with disk(path):
        return path, loaded(path.read_bytes(), str(path))


def _account(release: Released, wanted: Wanted, trained: Trained, sample: Sequence[Share], folder: Path) -> dict[str, Any]:
    """The manifest: what the tokenizer is made from. It names no time and no place, so it is the same everywhere."""
    return {
        "format": FORMAT,
        "release": {
            "name": release.name,
            "root": release.manifest["documents_merkle_root"],
            "manifest_sha256": content_digest(release.folder / MANIFEST),
            "private": private(release.stats),
        },
        "private": private(release.stats),
        "trainer": {"name": trained.trainer, "version": trained.version},
        "pattern": PATTERN,
        "vocabulary": len(trained.ranks) + 1,
        "vocabulary_asked": wanted.vocabulary,
        "end_of_text": {"id": len(trained.ranks), "token": END_OF_TEXT},
        "most_bytes": wanted.most_bytes,
        "bytes": sum(share.bytes for share in sample),
        "languages": [share.account() for share in sample],
        "files": {name: content_digest(folder / name) for name in (TOKENIZER, CONFIGURATION, RANKS)},
        "moisson": __version__,
    }
