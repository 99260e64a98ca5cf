"""The manifest: every file of a release, to the byte, and a signature.

`MANIFEST.json` gives SHA-256 and size of every file, and the root of the Merkle tree over the documents; `MANIFEST.sig` signs it.
`costs.json` depends on the machine and the code, so it stays outside the manifest, with a digest of its own.
"""

from collections.abc import Iterable, Mapping
from hashlib import file_digest
from pathlib import Path
from types import MappingProxyType
from typing import Any

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, StorageError
from moisson.contracts.identity import digest, environment, pretty_json
from moisson.contracts.schemas import SCHEMA_VERSION
from moisson.contracts.sign import PublicKey, Signer, signed_by
from moisson.release.parquet import Table
from moisson.release.private import NOTICE, SENTENCE
from moisson.release.versions import VERSIONS

MANIFEST, SIGNATURE, COSTS, SUPERSEDED = "MANIFEST.json", "MANIFEST.sig", "costs.json", "SUPERSEDED.json"
OUTSIDE = {MANIFEST, SIGNATURE, COSTS, SUPERSEDED, f"{SUPERSEDED}.sig"}


def write_manifest(
    folder: Path,
    name: str,
    root: str,
    documents: int,
    signer: Signer,
    derived_from: dict[str, Any] | None = None,
    tables: Iterable[Table] = (),
) -> None:
    """Describe and sign the files of a release; `derived_from` names the release it was made from, if any.

    Files are read and hashed, but for `tables`, which were when they were written.
    """
    manifest = {
        **({"derived_from": derived_from} if derived_from else {}),
        "release": name,
        **({"unlicensed": "private", "notice": SENTENCE} if (folder / NOTICE).exists() else {}),
        **versions(),
        "documents": documents,
        "documents_merkle_root": root,
        "files": files(folder, {table.path: {"bytes": table.bytes, "sha256": table.sha256} for table in tables}),
    }
    write_signed(folder / MANIFEST, manifest, signer, folder / SIGNATURE)


def versions() -> dict[str, Any]:
    """The versions that the bytes of a release's documents depend on, besides its rows."""
    return {"schema_version": SCHEMA_VERSION, "environment": environment(), "document_versions": VERSIONS}


def write_signed(path: Path, value: Any, signer: Signer, signature: Path) -> None:
    """Write a JSON file and its signature."""
    data = pretty_json(value)
    path.write_bytes(data)
    signature.write_text(signer.sign(data), encoding="ascii")


def files(folder: Path, known: Mapping[str, dict[str, Any]] = MappingProxyType({})) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of every file in the manifest, by path with slashes; those `known` are not read."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: known.get(name) or _file(found[name]) for name in sorted(found) if name not in OUTSIDE and not hidden(name)}


def hidden(name: str) -> bool:
    """Whether a file belongs to a tool, such as `.gitattributes` or `.git/`, rather than to the release."""
    return name.startswith(".") or "/." in name


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release's folder; raises NotFound or StorageError."""
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFound(f"{folder} holds no release: there is no {MANIFEST}.")
    with disk(path):
        return manifest_of(path.read_bytes(), str(path))


def manifest_of(data: bytes, where: str) -> dict[str, Any]:
    """Parse a manifest; raises StorageError where it is not one."""
    try:
        manifest = orjson.loads(data)
    except orjson.JSONDecodeError:
        manifest = None
    listed = manifest.get("files") if isinstance(manifest, dict) else None
    if not isinstance(listed, dict) or not all(map(_is_file, listed.values())):
        raise StorageError(f"{where} is no manifest of a release; get the release again.")
    return dict(manifest)


def _is_file(said: object) -> bool:
    return isinstance(said, dict) and isinstance(said.get("bytes"), int) and isinstance(said.get("sha256"), str)


def signer_of(path: Path, signature: Path) -> PublicKey | None:
    """The signer of a file; None where the signature is missing or does not match."""
    if not signature.is_file():
        return None
    with disk(path):
        return signed_by(path.read_bytes(), signature.read_text(encoding="utf-8", errors="replace"))


def write_costs(path: Path, costs: dict[str, Any]) -> None:
    """Write `costs.json` with a digest of itself."""
    path.write_bytes(pretty_json({**costs, "sha256": digest(pretty_json(costs))}))


def costs_hold(path: Path) -> bool:
    """Whether a costs.json matches its digest."""
    data = path.read_bytes()
    try:
        costs = orjson.loads(data)
        said = costs.pop("sha256")
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        return False
    return bool(digest(pretty_json(costs)) == said and data == pretty_json({**costs, "sha256": said}))
