"""Proves tokens and their release from each other: every file, every row, and that texts give these tokens again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from moisson.contracts.errors import UserError
from moisson.contracts.identity import content_digest
from moisson.contracts.token_files import DATAMIX, MANIFEST, TOKENIZER, Dataset, Manifest, TokenFiles, datamix, weight_of
from moisson.contracts.token_writer import file_sha256
from moisson.models.holdout import held_out
from moisson.models.tokens.tokenizer_file import Encoder, read_tokenizer
from moisson.release.manifest import MANIFEST as OF_RELEASE
from moisson.release.private import private as is_private
from moisson.stewardship.opened import Released, open_release, row_groups
from moisson.stewardship.verify.fault import Fault
from moisson.stewardship.verify.trust import trusted
from moisson.stewardship.verify.verdict import verify

SAMPLE = 200  # documents that are tokenised again where not all are
MOST_NAMED = 5  # faults of one kind; the others are counted
SAME = ("version", "text_sha256", "source", "license", "language")  # in a document's rows of both


@dataclass
class Checked:
    """The outcome: what is wrong, and how many documents were tokenised again."""

    manifest: Manifest
    release: str
    faults: list[Fault] = field(default_factory=list)
    again: int = 0

    @property
    def holds(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """For programs, as `moisson verify TOKENS RELEASE --json` prints it."""
        return {
            "tokens": self.manifest.name,
            "release": self.release,
            "holds": self.holds,
            "documents": self.manifest.documents,
            "tokenised_again": self.again,
            "faults": [vars(fault) for fault in self.faults],
        }


def check_tokens(folder: Path, release: Path, *, every: bool = False) -> Checked:
    """Run all checks; with `every`, each document is tokenised again, and else a sample that depends on the texts alone.

    Raises UserError for what is no folder of tokens, or one that is cut; NotFound where there is no release.
    """
    tokens, opened = TokenFiles.open(folder), open_release(release)
    found = Checked(tokens.manifest, opened.name)
    counts = Counter[tuple[str, str]]()
    for fault in _faults(tokens, opened, found, every):
        counts[fault.check, fault.what] += 1
        if counts[fault.check, fault.what] <= MOST_NAMED:
            found.faults.append(fault)
    for (check, what), count in counts.items():
        if count > MOST_NAMED:
            found.faults.append(Fault(check, "ids.parquet", f"{what}: {count - MOST_NAMED:,} more documents"))
    return found


def _faults(tokens: TokenFiles, release: Released, found: Checked, every: bool) -> Iterator[Fault]:
    of_files = list(_of_files(tokens))
    yield from of_files
    yield from _of_release(tokens.manifest, release)
    yield from _of_mixture(tokens)
    for dataset in tokens.datasets:
        yield from _of_bounds(dataset, tokens.manifest)
    if not of_files:
        yield from _Rows(tokens, release, every).faults(found)


def _of_files(tokens: TokenFiles) -> Iterator[Fault]:
    """Each file is there, as it was written, and no other is."""
    said = {**tokens.manifest.files, **{name: of for each in tokens.manifest.datasets for name, of in each.files.items()}}
    there = {path.relative_to(tokens.folder).as_posix() for path in tokens.folder.rglob("*") if path.is_file()}
    for name, of in said.items():
        if name not in there:
            yield Fault("files", name, "is missing")
        elif (now := file_sha256(tokens.folder / name)) != of:
            yield Fault("files", name, f"has the SHA-256 {now[:12]}…; the manifest says {of[:12]}…")
    for name in sorted(there - said.keys() - {MANIFEST}):
        if not any(part.startswith(".") for part in Path(name).parts):
            yield Fault("files", name, "is not in the manifest")


def _of_release(manifest: Manifest, release: Released) -> Iterator[Fault]:
    """The release holds, and is the one that the manifest names, or what is left of it after withdrawals."""
    verdict = verify(release.folder, known=trusted())
    for fault in verdict.faults:
        yield Fault("release", fault.where, fault.what)
    said, now = manifest.release, release.manifest
    if _cleaned(manifest, release):
        return
    if said.manifest_sha256 != (digest_of := content_digest(release.folder / OF_RELEASE)):
        yield Fault(
            "release", MANIFEST, f"is of {said.name}, manifest {said.manifest_sha256[:12]}…; this one is {digest_of[:12]}…"
        )
    if said.root != now.get("documents_merkle_root"):
        yield Fault("release", MANIFEST, f"names the root {said.root[:12]}…; the release has another")
    if said.private != is_private(release.stats):
        yield Fault("release", MANIFEST, "does not say of the release what it says of itself: whether it is private")


def _cleaned(manifest: Manifest, release: Released) -> bool:
    """Whether withdrawals were applied to both, from the same release."""
    derived = release.manifest.get("derived_from", {}).get("manifest_sha256")
    return bool(manifest.withdrawn) and derived == manifest.release.manifest_sha256


def _of_mixture(tokens: TokenFiles) -> Iterator[Fault]:
    """Weights follow from tokens, and the mixture from weights; the tokenizer is the one that is named."""
    manifest = tokens.manifest
    for each in manifest.datasets:
        if each.weight != weight_of(each.tokens, each.repeats, manifest.mix.seq_length):
            yield Fault("mixture", each.name, "has another weight than follows from its tokens and repeats")
    try:
        said = orjson.loads((tokens.folder / DATAMIX).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        said = None  # a fault that has been named
    if said is not None and said != datamix(manifest.mix, manifest.datasets):
        yield Fault("mixture", DATAMIX, "does not follow from the manifest")
    try:
        about = read_tokenizer(tokens.folder / TOKENIZER, manifest.tokenizer.name, str(manifest.tokenizer.end_of_text)).about
    except UserError as error:
        yield Fault("tokenizer", TOKENIZER, str(error))
        return
    # A token may be spelt like another's id: the id itself is what counts.
    if about.model_copy(update={"end_of_text": manifest.tokenizer.end_of_text}) != manifest.tokenizer:
        yield Fault("tokenizer", TOKENIZER, "is not the one that the manifest describes")


def _of_bounds(dataset: Dataset, manifest: Manifest) -> Iterator[Fault]:
    """Documents lie end to end, in index and rows alike; each has one end of text, its last token, and no id is too large."""
    index, width, at = dataset.index, np.dtype(dataset.dtype).itemsize, 0
    place, text_bytes = 0, 0
    for batch in dataset.ids(["index", "first_token", "tokens", "text_bytes"]):
        lengths = batch["tokens"].to_numpy()
        ends = place + np.cumsum(lengths)
        here = slice(at, at + batch.num_rows)
        rows = [np.arange(here.start, here.stop), ends - lengths]
        same = [batch["index"].to_numpy(), batch["first_token"].to_numpy()]
        if not all(
            map(np.array_equal, (*rows, lengths, (ends - lengths) * width), (*same, index.lengths[here], index.places[here]))
        ):
            yield Fault("bounds", dataset.ids_path.name, "does not say of documents what the index says")
            return
        some = dataset.tokens[place : int(ends[-1])]
        if np.count_nonzero(some == manifest.tokenizer.end_of_text) != batch.num_rows or not np.all(
            some[ends - place - 1] == manifest.tokenizer.end_of_text
        ):
            yield Fault("bounds", f"{dataset.prefix.name}.bin", "has documents that do not end with the end of text, or hold it")
        if int(some.max()) >= manifest.tokenizer.vocabulary or int(some.min()) < 0:
            yield Fault("bounds", f"{dataset.prefix.name}.bin", "has tokens that the tokenizer does not have")
        at, place, text_bytes = here.stop, int(ends[-1]), text_bytes + int(batch["text_bytes"].to_numpy().sum())
    about = dataset.about
    if (at, place, text_bytes) != (about.documents, about.tokens, about.text_bytes):
        yield Fault("figures", dataset.about.name, f"has {at:,} documents and {place:,} tokens; the manifest says otherwise")


class _Rows:
    """The rows of a release beside those of its tokens, one after another: both are in the release's order."""

    def __init__(self, tokens: TokenFiles, release: Released, every: bool) -> None:
        self._tokens, self._release = tokens, release
        self._by = tuple(tokens.manifest.datasets[0].by) if tokens.manifest.datasets else ()
        self._each = 1 if every else max(1, tokens.manifest.documents // SAMPLE)
        self._ids = {tuple(each.about.by.values()): (each, _rows(each)) for each in tokens.datasets}
        self._next = {common: next(rows, None) for common, (_, rows) in self._ids.items()}

    def faults(self, found: Checked) -> Iterator[Fault]:
        """Yield what differs; counts in `found` what was tokenised again."""
        encoder = Encoder((self._tokens.folder / TOKENIZER).read_bytes(), self._tokens.manifest.tokenizer)
        missing: list[str] = []
        for table in row_groups(self._release.data, ["id", *SAME, "text"]):
            texts = table["text"]
            for number, row in enumerate(table.drop(["text"]).to_pylist()):
                common = tuple(row[name] for name in self._by)
                has = self._next.get(common)
                if has is None or has["id"] != row["id"]:
                    missing.append(row["id"])
                    continue
                dataset, rows = self._ids[common]
                self._next[common] = next(rows, None)
                if any(has[name] != row[name] for name in SAME):
                    yield Fault("rows", row["id"], "has another version, text, source, licence or language than in the release")
                elif int(row["text_sha256"][:8], 16) % self._each == 0:
                    found.again += 1
                    yield from _again(encoder, dataset, has, texts[number].as_py())
        for row in self._next.values():
            if row is not None:
                yield Fault("rows", row["id"], "is not in the release, or not at this place of it")
        yield from self._of_missing(missing)

    def _of_missing(self, missing: list[str]) -> Iterator[Fault]:
        """What the tokens lack is what was held out, and what was withdrawn."""
        manifest, cleaned = self._tokens.manifest, _cleaned(self._tokens.manifest, self._release)
        if manifest.held_out and cleaned:
            return  # which documents are held out of what is left of a release, nobody can say
        out = set(held_out(self._release, manifest.held_out).to_pylist()) if manifest.held_out else set[str]()
        for id in (id for id in missing if id not in out) if not manifest.withdrawn or cleaned else ():
            yield Fault("rows", id, "is in the release, and not among the tokens")
        gone = sum(each.documents for each in manifest.withdrawn)
        if manifest.withdrawn and not cleaned and len([id for id in missing if id not in out]) != gone:
            yield Fault("rows", MANIFEST, f"says that {gone:,} documents were withdrawn; the tokens lack another number")
        if there := len(out - set(missing)):
            yield Fault(
                "rows", MANIFEST, f"says that {manifest.held_out:g} of the documents are held out; {there:,} of these are here"
            )


def _rows(dataset: Dataset) -> Iterator[dict[str, Any]]:
    for batch in dataset.ids(["id", *SAME, "first_token", "tokens", "text_bytes"]):
        yield from batch.to_pylist()


def _again(encoder: Encoder, dataset: Dataset, row: dict[str, Any], text: str) -> Iterator[Fault]:
    """The text of a document gives its tokens."""
    (tokens,) = encoder.encode([text])
    there = dataset.tokens[row["first_token"] : row["first_token"] + row["tokens"]]
    if not np.array_equal(tokens, there) or row["text_bytes"] != len(text.encode()):
        yield Fault("tokens", row["id"], "has other tokens than its text gives")
