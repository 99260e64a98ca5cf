"""All checks on one release, in order: what is found wrong, and who signed it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from moisson.errors import EnvironmentFault, MoissonError, NotFound
from moisson.release.manifest import MANIFEST, SIGNATURE, SUPERSEDED, read_manifest, signer_of
from moisson.release.sign import PublicKey
from moisson.storage import read_json
from moisson.verify.fault import Fault
from moisson.verify.figures import of_documents, of_figures
from moisson.verify.files import of_files
from moisson.verify.rows import Pass


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
        if notice is None:
            raise NotFound(f"{folder} holds no release: there is no {MANIFEST}.")
        found = list(_of_signature(folder, SUPERSEDED, f"{SUPERSEDED}.sig", key))
        return Verdict(folder, notice, signer_of(folder / SUPERSEDED, folder / f"{SUPERSEDED}.sig"), found, notice, stub=True)
    found = list(faults(folder, key))
    try:
        manifest = read_manifest(folder)
    except EnvironmentFault:
        manifest = {}  # a fault that has been named
    return Verdict(folder, manifest, signer_of(folder / MANIFEST, folder / SIGNATURE), found, notice)


def _notice(folder: Path) -> dict[str, Any] | None:
    """What the maker said of a release after it was made."""
    path = folder / SUPERSEDED
    notice: dict[str, Any] | None = read_json(path) if path.is_file() else None
    return notice


def faults(folder: Path, key: PublicKey | None = None) -> Iterator[Fault]:
    """Everything that is wrong, as it is found: first the signature and the files, then what is in them."""
    yield from _of_signature(folder, MANIFEST, SIGNATURE, key)
    if (folder / SUPERSEDED).is_file():
        yield from _of_signature(folder, SUPERSEDED, f"{SUPERSEDED}.sig", key)
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
