"""Runs all checks on a release: its faults, and who signed it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from typing import Any

import pyarrow as pa

from moisson.contracts.errors import EnvironmentFault, MoissonError, NotFound
from moisson.contracts.identity import content_digest
from moisson.contracts.sign import PublicKey, public_key
from moisson.release.manifest import COSTS, MANIFEST, SIGNATURE, SUPERSEDED, files, hidden, read_manifest, signer_of
from moisson.release.parquet import rows
from moisson.stewardship.feed import Feed, read_feed
from moisson.stewardship.marks import marks_of
from moisson.stewardship.verify.commons import Witnesses, of_commons, whom_to_believe
from moisson.stewardship.verify.fault import Fault
from moisson.stewardship.verify.figures import STATS, of_documents, of_figures, other_versions
from moisson.stewardship.verify.files import of_files
from moisson.stewardship.verify.rows import Pass
from moisson.stewardship.verify.trust import Trusted
from moisson.workspace.storage import read_json

NOTICE_SIGNATURE = f"{SUPERSEDED}.sig"
ASKED = "asked"
NOBODY = Trusted()


@dataclass(frozen=True)
class Skipped:
    """A check that was skipped, and why."""

    what: str  # signer, documents, withdrawals, costs.json, files
    why: str


@dataclass(frozen=True)
class Verdict:
    """The outcome of all checks on a release."""

    folder: Path
    manifest: dict[str, Any]
    signer: PublicKey | None
    faults: list[Fault] = field(default_factory=list)
    superseded: dict[str, Any] | None = None  # the maker's notice, if it was taken back or replaced
    stub: bool = False  # whether only that notice is left
    name: str = ""  # of the recipe, by the release
    known: str | None = None  # how the signer is known: asked (for), remembered, own; None where it is not
    not_checked: list[Skipped] = field(default_factory=list)
    feed: Feed | None = None  # the maker's withdrawals, where given
    withdrawn: tuple[str, ...] = ()  # rows that it holds and the feed has withdrawn since

    @property
    def holds(self) -> bool:
        """Whether no fault was found; `not_checked` says what was skipped."""
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """For programs, as `moisson verify --json` prints it."""
        return {
            "release": self.manifest.get("release"),
            "holds": self.holds,
            "documents": self.manifest.get("documents"),
            "signer": str(self.signer) if self.signer else None,
            "fingerprint": self.signer.fingerprint if self.signer else None,
            "signer_known": self.known,
            "not_checked": [vars(skipped) for skipped in self.not_checked],
            "unlicensed": self.manifest.get("unlicensed"),
            "feed": self.feed.as_dict() if self.feed else None,
            "withdrawn_since": list(self.withdrawn),
            "superseded": self.superseded,
            "stub": self.stub,
            "faults": [vars(fault) for fault in self.faults],
        }


def verify(
    folder: Path,
    key: PublicKey | None = None,
    known: Trusted = NOBODY,
    feed: Path | None = None,
    witnesses: Witnesses | None = None,
) -> Verdict:
    """Run all checks. `key` must have signed the release; without it, the signer should be `known`.

    `feed` is the maker's feed of withdrawals. `witnesses` are those of the commons that the reader trusts, where one governs it.
    Raises NotFound where there is no release, Unverified where another signed the feed.
    """
    notice = _notice(folder)
    if not (folder / MANIFEST).is_file():
        if not (folder / SUPERSEDED).is_file():
            raise NotFound(f"{folder} holds no release: there is no {MANIFEST}.")
        found = [*_of_signature(folder, SUPERSEDED, NOTICE_SIGNATURE, key), *_of_notice(folder, notice)]
        found += [Fault("files", name, "lies in a release that has been taken back") for name in files(folder)]
        signer, name = signer_of(folder / SUPERSEDED, folder / NOTICE_SIGNATURE), str((notice or {}).get("recipe", ""))
        how = _known(signer, name, key, known, found, NOTICE_SIGNATURE)
        skipped = [*_unknown(signer, name, how), Skipped("content", "nothing is left of it")]
        return Verdict(folder, notice or {}, signer, found, notice, stub=True, name=name, known=how, not_checked=skipped)
    found = list(faults(folder, key, witnesses))
    try:
        manifest = read_manifest(folder)
    except EnvironmentFault:
        manifest = {}  # a fault that has been named
    signer, name = signer_of(folder / MANIFEST, folder / SIGNATURE), recipe_name(folder)
    how = _known(signer, name, key, known, found, SIGNATURE)
    asked, withdrawn = _withdrawn(folder, manifest, feed, signer) if feed and not found else (None, ())
    skipped = [*_unknown(signer, name, how), *_skipped(folder, manifest)]
    if left := whom_to_believe(folder, witnesses):
        skipped.append(Skipped("witnesses", left))
    if asked is None:
        skipped.append(
            Skipped("withdrawals", "what its maker took back since; --feed withdrawals.jsonl compares it with their feed")
        )
    return Verdict(
        folder, manifest, signer, found, notice, name=name, known=how, not_checked=skipped, feed=asked, withdrawn=withdrawn
    )


def _withdrawn(folder: Path, manifest: dict[str, Any], feed: Path, signer: PublicKey | None) -> tuple[Feed, tuple[str, ...]]:
    """The maker's feed, and the rows of the release that it withdraws."""
    maker = manifest.get("derived_from", {}).get("signed_by")
    said = read_feed(feed, public_key(maker) if maker else signer)
    marks = marks_of(said.acts)
    for batch in rows(folder, "data", ["id", "version"]):
        marks.mask(batch)
    return said, tuple(sorted(marks.ids))


def recipe_name(folder: Path) -> str:
    """The name of a release's recipe, from its figures; empty where they lack it."""
    try:
        return str(read_json(folder / STATS)["recipe"]["name"])
    except (MoissonError, KeyError, TypeError):
        return ""


def _known(
    signer: PublicKey | None, name: str, key: PublicKey | None, known: Trusted, found: list[Fault], signature: str
) -> str | None:
    """How a signer is known. Adds a fault where another is trusted for releases of this name."""
    if signer is None or key is not None:
        return ASKED if signer is not None and signer == key else None
    if others := known.instead(signer, name):
        what = (
            f"is by {signer.fingerprint}, and of {name} {' or '.join(others)} is remembered; where its maker says that the key is"
            f" new: {_to_remember(signer, name)}"
        )
        found.append(Fault("signature", signature, what))
        return None
    return known.knows(signer, name)


def _unknown(signer: PublicKey | None, name: str, how: str | None) -> Iterator[Skipped]:
    if signer is not None and how is None:
        why = f"signed by {signer.fingerprint}, not known here; compare it with what its maker publishes"
        yield Skipped("signer", f"{why}, then remember it: {_to_remember(signer, name)}")


def _to_remember(signer: PublicKey, name: str) -> str:
    """The command that remembers a signer."""
    return f"moisson trust {signer.fingerprint}" + (f" --for {quote(name)}" if name else "")


def _skipped(folder: Path, manifest: dict[str, Any]) -> Iterator[Skipped]:
    """Yield what no check covers in a complete release."""
    if manifest and (versions := other_versions(manifest)):
        yield Skipped("documents", f"not made anew, since they were made by other versions ({'; '.join(versions)})")
    if (folder / COSTS).is_file():
        yield Skipped(COSTS, "nobody signs it: it was held to its own digest alone")
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    if own := sorted({name.partition("/")[0] if name[0] == "." else name for name in names if hidden(name)}):
        yield Skipped("files", f"tools' own, no part of the release: {', '.join(own)}")


def _notice(folder: Path) -> dict[str, Any] | None:
    """The maker's notice about a release; None where there is none or it is malformed."""
    try:
        notice = read_json(folder / SUPERSEDED)
    except (EnvironmentFault, NotFound):
        return None
    fits = isinstance(notice, dict) and all(isinstance(notice.get(name), str) for name in ("release", "date", "reason"))
    return notice if fits and isinstance(notice.get("was"), dict) else None


def _of_notice(folder: Path, notice: dict[str, Any] | None) -> Iterator[Fault]:
    """Check that a notice is about this release and by its signer; else anyone could take it back."""
    if notice is None:
        yield Fault("signature", SUPERSEDED, "is no notice of a release")
        return
    if not (folder / MANIFEST).is_file():
        return
    if notice["was"].get("manifest_sha256") != content_digest(folder / MANIFEST):
        yield Fault("signature", SUPERSEDED, "is about another release")
    maker = signer_of(folder / MANIFEST, folder / SIGNATURE)
    said = signer_of(folder / SUPERSEDED, folder / NOTICE_SIGNATURE)
    if maker is not None and said is not None and said != maker:
        yield Fault(
            "signature", NOTICE_SIGNATURE, f"is by {said.fingerprint}, not by {maker.fingerprint}, who signed the release"
        )


def faults(folder: Path, key: PublicKey | None = None, witnesses: Witnesses | None = None) -> Iterator[Fault]:
    """Yield every fault: first signature and files, then their content."""
    yield from _of_signature(folder, MANIFEST, SIGNATURE, key)
    if (folder / SUPERSEDED).is_file():
        yield from _of_signature(folder, SUPERSEDED, NOTICE_SIGNATURE, key)
        yield from _of_notice(folder, _notice(folder))
    try:
        manifest = read_manifest(folder)
    except EnvironmentFault as error:
        yield Fault("files", MANIFEST, str(error))
        return
    yield from of_files(folder, manifest)
    rows = Pass(folder, manifest)
    try:
        yield from rows.faults()
        stats = yield from of_figures(folder, rows)
        if stats is not None:
            yield from of_documents(folder, manifest, stats)
            yield from of_commons(folder, stats, witnesses)
    except (MoissonError, ValueError, TypeError, LookupError, ArithmeticError, pa.ArrowException) as error:
        # Damaged bytes may read as anything: stop here.
        yield Fault("rows", "data/ and ledger/", f"cannot be checked further: {type(error).__name__}: {error}")


def _of_signature(folder: Path, name: str, signature: str, key: PublicKey | None) -> Iterator[Fault]:
    if not (folder / signature).is_file():
        yield Fault("signature", signature, "is missing")
        return
    signer = signer_of(folder / name, folder / signature)
    if signer is None:
        yield Fault("signature", signature, f"is no signature of {name} as it is")
    elif key is not None and signer != key:
        yield Fault("signature", signature, f"is by {signer.fingerprint}, not by {key.fingerprint}, the key asked for")
