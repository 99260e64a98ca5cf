"""Notices on releases: that one was taken back, why, and what replaces it.

`SUPERSEDED.json`, signed, lies beside the release's files. After a purge only the notice is left, a stub with the digests of what
it was, for those who trained on it.
"""

from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

from moisson.contracts.disk import disk, flush
from moisson.contracts.identity import content_digest
from moisson.contracts.sign import Signer
from moisson.release.manifest import MANIFEST, SIGNATURE, SUPERSEDED, read_manifest, signer_of, write_signed
from moisson.workspace.storage import Workspace, read_json
from moisson.workspace.withdrawn_ids import Withdrawal


def supersede(workspace: Workspace, folder: Path, act: Withdrawal, signer: Signer, *, purge: bool) -> None:
    """Mark a release as taken back; with `purge`, leave only the notice."""
    manifest, path = read_manifest(folder), folder / SUPERSEDED
    before = read_json(path) if path.is_file() else {}
    maker = signer_of(folder / MANIFEST, folder / SIGNATURE)
    notice = {
        "recipe": folder.parent.name,
        "release": manifest["release"],
        "date": act.date,
        "reason": act.reason,
        "authority": act.authority,
        "withdrawals": sorted({*before.get("withdrawals", []), act.number}),
        "replaced_by": before.get("replaced_by") or _latest(workspace, folder),
        "purged": purge,
        "was": {
            "manifest_sha256": content_digest(folder),
            "documents": manifest.get("documents"),
            "documents_merkle_root": manifest.get("documents_merkle_root"),
            "signed_by": str(maker) if maker else None,
        },
    }
    _write(workspace, folder, notice, signer)
    if purge:
        _leave_a_stub(folder)


def _leave_a_stub(folder: Path) -> None:
    """Remove all but the notice; the manifest goes last, so that `finish_stubs` recognises an interrupted removal."""
    with disk(folder):
        for path in sorted(folder.iterdir(), key=lambda path: (path.name == MANIFEST, path.name)):
            if path.is_dir() and not path.is_symlink():
                rmtree(path)
            elif path.name not in (SUPERSEDED, f"{SUPERSEDED}.sig"):
                path.unlink()
        flush(folder)


def finish_stubs(workspace: Workspace) -> None:
    """Finish interrupted removals of releases. The workspace must be locked."""
    for path in sorted(workspace.root.glob(f"releases/*/*/{MANIFEST}")):
        notice = path.with_name(SUPERSEDED)
        if not path.parent.is_symlink() and notice.is_file() and read_json(notice).get("purged"):
            _leave_a_stub(path.parent)


def _write(workspace: Workspace, folder: Path, notice: dict[str, Any], signer: Signer) -> None:
    """Write the notice, signature first: a kill between the two leaves a fault that the same command repairs."""
    with workspace.scratch() as scratch, disk(folder):
        write_signed(scratch / SUPERSEDED, notice, signer, scratch / f"{SUPERSEDED}.sig")
        for path in (scratch / f"{SUPERSEDED}.sig", scratch / SUPERSEDED):
            flush(path)
            path.replace(folder / path.name)
        flush(folder)


def _latest(workspace: Workspace, folder: Path) -> str | None:
    """The newest release of the recipe, if it is another one."""
    pointer = workspace.releases(folder.parent.name) / "latest.json"
    name = read_json(pointer)["release"] if pointer.is_file() else None
    return name if name != folder.name else None


def _stands(folder: Path) -> bool:
    """Whether a release exists and has not been taken back."""
    return (folder / MANIFEST).is_file() and not (folder / SUPERSEDED).exists()


def name_replacement(workspace: Workspace, recipe: str, release: str | None, signs: Callable[[], Signer]) -> None:
    """Name the replacement in the notices of a recipe's earlier releases, unless they name one that still stands.

    `signs` is called only where there is something to sign.
    """
    releases = workspace.releases(recipe)
    for path in sorted(releases.glob(f"*/{SUPERSEDED}")):
        if path.parent.is_symlink() or path.parent.name == release:
            continue
        notice = read_json(path)
        named = notice["replaced_by"]
        if named != release and (named is None or not _stands(releases / named)):
            _write(workspace, path.parent, {**notice, "replaced_by": release}, signs())
