"""All checks on one release, in order: what is found wrong, and who signed it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from moisson.errors import EnvironmentFault, MoissonError, NotFound
from moisson.identity import content_digest
from moisson.release.manifest import MANIFEST, SIGNATURE, SUPERSEDED, files, read_manifest, signer_of
from moisson.release.sign import PublicKey
from moisson.storage import read_json
from moisson.verify.fault import Fault
from moisson.verify.figures import of_documents, of_figures
from moisson.verify.files import of_files
from moisson.verify.rows import Pass

NOTICE_SIGNATURE = f"{SUPERSEDED}.sig"


@dataclass(frozen=True)
class Verdict:
    """What became of all checks on one release."""

    folder: Path
    manifest: dict[str, Any]
    signer: PublicKey | None
    faults: list[Fault] = field(default_factory=list)
    superseded: dict[str, Any] | None = None  # what its maker said when it was taken back or replaced
    stub: bool = False  # nothing is left of it but that word

    @property
    def holds(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        return {
            "release": self.manifest.get("release"),
            "holds": self.holds,
            "documents": self.manifest.get("documents"),
            "signer": str(self.signer) if self.signer else None,
            "fingerprint": self.signer.fingerprint if self.signer else None,
            "superseded": self.superseded,
            "stub": self.stub,
            "faults": [vars(fault) for fault in self.faults],
        }


def verify(folder: Path, key: PublicKey | None = None) -> Verdict:
    """Check all there is to check; `key` is whose signature is asked for. Raises NotFound where there is no release."""
    notice = _notice(folder)
    if not (folder / MANIFEST).is_file():
        if not (folder / SUPERSEDED).is_file():
            raise NotFound(f"{folder} holds no release: there is no {MANIFEST}.")
        found = [*_of_signature(folder, SUPERSEDED, NOTICE_SIGNATURE, key), *_of_notice(folder, notice)]
        found += [Fault("files", name, "lies in a release that has been taken back") for name in files(folder)]
        return Verdict(folder, notice or {}, signer_of(folder / SUPERSEDED, folder / NOTICE_SIGNATURE), found, notice, stub=True)
    found = list(faults(folder, key))
    try:
        manifest = read_manifest(folder)
    except EnvironmentFault:
        manifest = {}  # a fault that has been named
    return Verdict(folder, manifest, signer_of(folder / MANIFEST, folder / SIGNATURE), found, notice)


def _notice(folder: Path) -> dict[str, Any] | None:
    """What was said of a release after it was made; None where nothing was, or what lies there is no notice."""
    try:
        notice = read_json(folder / SUPERSEDED)
    except (EnvironmentFault, NotFound):
        return None
    fits = isinstance(notice, dict) and all(isinstance(notice.get(name), str) for name in ("release", "date", "reason"))
    return notice if fits and isinstance(notice.get("was"), dict) else None


def _of_notice(folder: Path, notice: dict[str, Any] | None) -> Iterator[Fault]:
    """Whether a notice is one, and is about the release it lies in, by whoever signed that: else anyone could take it back."""
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


def faults(folder: Path, key: PublicKey | None = None) -> Iterator[Fault]:
    """Everything that is wrong, as it is found: first the signature and the files, then what is in them."""
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
    except (MoissonError, ValueError, TypeError, LookupError, ArithmeticError, pa.ArrowException) as error:
        # Damaged bytes may read as anything, and nothing more can be said of them.
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
