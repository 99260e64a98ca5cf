"""Makes the tokens of a release: checks what is asked, tokenises pieces, joins them, and writes what names and weighs them."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from moisson.compute.rounds import Place, Receipt, Round, Runner
from moisson.compute.runners import runner
from moisson.contracts.disk import damaged, disk
from moisson.contracts.errors import UserError
from moisson.contracts.identity import content_digest, fingerprint
from moisson.contracts.token_files import Manifest, Mix, OfDataset, OfRelease, TokenFiles, is_tokens, weight_of
from moisson.contracts.token_writer import file_sha256, write_about
from moisson.contracts.version import __version__
from moisson.models.gate import opened_for_training
from moisson.models.holdout import held_out
from moisson.models.mix_file import Mixed, MixFile, Sized, mixed
from moisson.models.tokens.folders import finish, put
from moisson.models.tokens.mixture import Repeat, named, repeats_of
from moisson.models.tokens.pieces import BY, FILES, HELD_OUT, PIECES, TOKENIZER, Joint, Piece, groups_of, join_dataset, make_piece
from moisson.models.tokens.tokenizer_file import TokenizerFile, read_tokenizer
from moisson.release.manifest import MANIFEST, SIGNATURE, signer_of
from moisson.release.private import private as is_private
from moisson.stewardship.opened import Released
from moisson.workspace.options import Options

FEW_PIECES, MOST_GROUPS = 64, 16  # a piece has a row group where the release has few, and never more than this


@dataclass(frozen=True)
class Asked:
    """What tokens are asked for: all that their bytes depend on, beside the release."""

    tokenizer: Path
    tokenizer_name: str | None = None
    end_of_text: str | None = None  # the token, or its id; None: see `read_tokenizer`
    by: Sequence[str] = ("source",)  # what a dataset's documents have in common: source, language, license
    repeats: Sequence[Repeat] = ()
    weights: MixFile | None = None  # another team's mix, in place of repeats
    mix: Mix = field(default_factory=lambda: Mix(seq_length=4096, batch_size=1, data_path="."))
    held_out: float = 0.0  # the share of documents to leave out, see `models.holdout`
    olmo: bool = False  # whether to lay the tokens out for OLMo-core, too
    private: bool = False  # the user's word that what is made of a private release stays with them


@dataclass(frozen=True)
class Made:
    """The tokens that were made."""

    folder: Path
    manifest: Manifest
    copied: int  # documents whose tokens were there before
    mixed: Mixed | None = None  # which names of another team's mix are ours


def make_tokens(release: Path, asked: Asked, options: Options, to: Path | None = None, since: Path | None = None) -> Made:
    """Write the tokens of a local release to the folder `to`, or else into the workspace; `since` are those of an older release.

    The same bytes for any number of workers, runner and piece, and whatever was there before. Raises Unverified for a release
    that does not hold, and UserError for one that is private where that is not asked for, for a tokenizer that is none, and for a
    folder that holds something else.
    """
    wrong = [name for name in asked.by if name not in BY]
    if wrong or not asked.by or len(set(asked.by)) != len(asked.by):
        raise UserError(
            f"--by {','.join(asked.by)}: datasets are cut by {', '.join(BY)}, each at most once, with commas between them."
        )
    repeats_of(asked.repeats, asked.by, [])
    if asked.repeats and asked.weights is not None:
        raise UserError(f"--mix {asked.weights.path} says how often to see each data set; leave out --repeat.")
    tokenizer = read_tokenizer(asked.tokenizer, asked.tokenizer_name, asked.end_of_text)
    opened = opened_for_training(release, asked.private)
    if not opened.manifest["documents"]:
        raise UserError(f"{opened.name} has no documents; there is nothing to tokenise.")
    workspace = options.workspace
    to = to or workspace.root / "tokens" / Path(opened.name).parent / f"{Path(opened.name).name}-{tokenizer.about.name}"
    if opened.folder.resolve() in (to.resolve(), *to.resolve().parents):
        raise UserError(f"{to} lies within the release; name a folder outside it with --to.")
    with workspace.locked():
        finish(to)
        before = _before(to, since, opened, tokenizer)
        return _make(opened, asked, options, to, tokenizer, before)


def _make(
    release: Released, asked: Asked, options: Options, to: Path, tokenizer: TokenizerFile, before: TokenFiles | None
) -> Made:
    workspace = options.workspace
    manifest_sha256 = content_digest(release.folder / MANIFEST)
    since = None if before is None else os.path.relpath(before.folder.resolve(), workspace.root.resolve())
    given = [manifest_sha256, tokenizer.about.model_dump(), list(asked.by), asked.held_out, asked.olmo]
    run = workspace.rounds(f"tokens-{fingerprint([*given, before and before.manifest_sha256])[:16]}")
    place = Place(workspace, release.folder.resolve(), run)
    pieces = [
        Piece(number, file, groups, tuple(asked.by), tokenizer.about, since, before.manifest_sha256 if before else None)
        for number, (file, groups) in enumerate(_cut(release))
    ]
    with disk(run):
        (run / PIECES).mkdir(parents=True, exist_ok=True)
        (run / FILES).mkdir(exist_ok=True)
        (run / TOKENIZER).write_bytes(tokenizer.data)
        if asked.held_out:
            _write_held_out(run / HELD_OUT, release, asked.held_out)
    with (
        runner(options) as running,
        options.progress.task("tokens", unit="documents", total=release.manifest["documents"]) as step,
    ):
        done = list(running.run(Round(place, "pieces", make_piece, pieces), step.reach))
        datasets, met = _join(place, running, asked, tokenizer, len(pieces))
    said = {
        "moisson": __version__,
        "name": f"{release.name.partition('/')[0]}-{tokenizer.about.name}",
        "release": OfRelease(
            name=release.name,
            root=release.manifest["documents_merkle_root"],
            manifest_sha256=manifest_sha256,
            private=is_private(release.stats),
            maker=_maker(release),
        ),
        "tokenizer": tokenizer.about,
        "mix": asked.mix,
        "held_out": asked.held_out,
        "datasets": datasets,
    }
    with disk(to):
        manifest = write_about(run / FILES, said, tokenizer.data)
        put(run / FILES, to)
        shutil.rmtree(run)
    return Made(to, manifest, sum(each["copied"] for each in done), met)


def _join(
    place: Place, running: Runner, asked: Asked, tokenizer: TokenizerFile, pieces: int
) -> tuple[tuple[OfDataset, ...], Mixed | None]:
    """Join the pieces of each dataset, in the order of their names."""
    groups = groups_of(place.run, pieces)
    names = named(groups)
    joints = [Joint(group, name, pieces, tokenizer.about.dtype, asked.olmo) for group, name in names.items()]
    round = Round(place, "datasets", join_dataset, joints)
    for _ in running.run(round):
        pass
    found: dict[str, Receipt] = {key: written.receipt for key, written in round.written().items()}
    met = None
    if asked.weights is not None:
        sized = [Sized(names[group], dict(zip(asked.by, groups[group], strict=True)), found[group]["tokens"]) for group in groups]
        met = mixed(asked.weights, sized, asked.mix.seq_length)
    said = met.repeats if met else repeats_of(asked.repeats, asked.by, list(groups.values()))
    repeats = dict(zip(groups, said, strict=True))
    datasets = tuple(
        OfDataset(
            name=names[group],
            by=dict(zip(asked.by, groups[group], strict=True)),
            repeats=repeats[group],
            weight=weight_of(found[group]["tokens"], repeats[group], asked.mix.seq_length),
            **found[group],
        )
        for group in sorted(groups, key=names.__getitem__)
    )
    return datasets, met


def _maker(release: Released) -> str | None:
    """The public key of who made a release, or made the one that it was derived from."""
    signer = signer_of(release.folder / MANIFEST, release.folder / SIGNATURE)
    return release.manifest.get("derived_from", {}).get("signed_by") or (str(signer) if signer else None)


def _cut(release: Released) -> list[tuple[str, tuple[int, int]]]:
    """The pieces of a release, in its order: a file, its first row group and the one after the last."""
    counts: dict[Path, int] = {}
    for path in release.data:
        try:
            counts[path] = pq.read_metadata(path).num_row_groups
        except (pa.ArrowException, OSError) as error:
            raise damaged(path, error) from None
    groups = max(1, min(MOST_GROUPS, sum(counts.values()) // FEW_PIECES))
    return [
        (release.name_of(path), (begin, min(begin + groups, count)))
        for path, count in counts.items()
        for begin in range(0, count, groups)
    ]


def _write_held_out(path: Path, release: Released, share: float) -> None:
    table = pa.table({"id": held_out(release, share)})
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _before(to: Path, since: Path | None, release: Released, tokenizer: TokenizerFile) -> TokenFiles | None:
    """The tokens to copy from: those that were named, or lie where the new ones go.

    Raises UserError where a folder holds something else, tokens of another tokenizer, or some whose files are not as written.
    """
    if to.exists() and not is_tokens(to) and (not to.is_dir() or any(to.iterdir())):
        raise UserError(f"{to} exists and holds no tokens; name another folder with --to.")
    found: TokenFiles | None = None
    for folder in (since, to if is_tokens(to) else None):
        if folder is None:
            continue
        there = TokenFiles.open(folder)
        was, now = there.manifest.tokenizer, tokenizer.about
        if (was.sha256, was.end_of_text) != (now.sha256, now.end_of_text):
            raise UserError(
                f"{folder} holds tokens of another tokenizer ({was.name}, {was.sha256[:12]}…, end of text {was.end_of_text});"
                f" {now.name} is {now.sha256[:12]}…, end of text {now.end_of_text}: name another folder with --to."
            )
        if there.manifest.withdrawn and there.manifest.release.manifest_sha256 == content_digest(release.folder / MANIFEST):
            raise UserError(
                f"{release.name} still has documents that were withdrawn from {folder}; apply the feed to it first:"
                f" `moisson apply-withdrawals FEED {release.folder}`."
            )
        found = found or there
    for path, said in (
        ((found.folder / name, said) for each in found.manifest.datasets for name, said in each.files.items()) if found else ()
    ):
        if file_sha256(path) != said:
            raise UserError(f"{path} is not as it was written; delete {path.parent} and make its tokens again.")
    return found
