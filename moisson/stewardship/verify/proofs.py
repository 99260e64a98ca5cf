"""Proofs that a document is or is not in a release, for whoever has only the manifest.

A proof has hashes only: of the id, and of the documents on either side.
"""

from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pyarrow.compute as pc

from moisson.contracts.disk import disk
from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.merkle import Leaves, Placed, Proof, prove
from moisson.contracts.sign import PublicKey
from moisson.release.manifest import MANIFEST, SIGNATURE, read_manifest, signer_of
from moisson.release.parquet import rows


def prove_from(folder: Path, id: str) -> Proof:
    """Prove that an id is or is not in a release; raises Unverified where its documents are not those of its manifest.

    Also raises Unverified for the id of a row whose documents are in the release as parts (`id#1`): it is not absent.
    """
    root = read_manifest(folder)["documents_merkle_root"]
    parts: list[str] = []
    with TemporaryDirectory(prefix="moisson-verify-") as working, Leaves(Path(working)) as leaves:
        for batch in rows(folder, "data", ["id", "version"]):
            leaves.add(zip(batch["id"].to_pylist(), batch["version"].to_pylist(), strict=True))
            parts += batch["id"].filter(pc.starts_with(batch["id"], f"{id}#")).to_pylist()
        proof = prove(leaves, id)
    if not proof.holds(root):
        raise Unverified(f"{folder} holds other documents than its manifest says; `moisson verify {folder}` names what differs.")
    if parts and not proof.present:
        raise Unverified(f"{id} is in {folder} in parts, {', '.join(sorted(parts)[:3])} …; ask of each by its own id.")
    return proof


def check_proof(folder: Path, path: Path, key: PublicKey | None, id: str | None = None, *, present: bool = True) -> str:
    """Check a proof against the manifest and say what it shows; raises Unverified where it shows nothing.

    With an `id`, the proof must be about it and show that it is `present` or not.
    """
    proof, manifest = _read(path), read_manifest(folder)
    signer = signer_of(folder / MANIFEST, folder / SIGNATURE)
    if signer is None or (key is not None and signer != key):
        raise Unverified(
            f"{folder / MANIFEST} is not signed{' by the key asked for' if key else ''}; a proof needs a root to trust."
        )
    if proof.size != manifest["documents"] or not proof.holds(manifest["documents_merkle_root"]):
        raise Unverified(f"{path} proves nothing about release {manifest['release']}.")
    if id is not None and proof.key != sha256(id.encode()).digest():
        raise Unverified(f"{path} is about another id than {id}: about one whose SHA-256 is {proof.key.hex()}.")
    if id is not None and proof.present != present:
        raise Unverified(f"{path} proves the contrary: {id} is {'' if proof.present else 'not '}in {manifest['release']}.")
    release = f"release {manifest['release']}, signed by {signer.fingerprint}"
    if id is not None:
        return f"{id} is {'' if present else 'not '}in {release}."
    there = "is one" if proof.present else "is none"
    about = f"Of documents whose id has the SHA-256 {proof.key.hex()}, there {there} in {release}"
    return f"{about}; --present ID or --absent ID beside --proof checks that it is about that id."


def _read(path: Path) -> Proof:
    with disk(path):
        data = path.read_bytes()
    try:
        said: Any = orjson.loads(data)
        leaves = tuple(
            Placed(bytes.fromhex(one["leaf"]), int(one["index"]), tuple(bytes.fromhex(node) for node in one["path"]))
            for one in said["leaves"]
        )
        return Proof(bytes.fromhex(said["id_sha256"]), int(said["documents"]), bool(said["present"]), leaves)
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(f"{path} is no proof as `moisson verify --absent ID` prints it: {error!r}.") from None
