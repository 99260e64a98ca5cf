"""The register of withdrawals and its public feed: two files that only grow, line by line, each line chained and signed.

`withdrawals/register.jsonl` is the operator's own, readable by its owner alone; it names ids. `releases/withdrawals.jsonl` is
what is published beside the releases: the same acts, their documents named by hashes. A line is `{"entry", "signature"}`; an
entry holds the digest of the line before it, and the signature is of the entry's canonical JSON.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from moisson.errors import StorageError, Unverified
from moisson.identity import canonical_json, digest
from moisson.release.sign import PublicKey, Signer, signed_by
from moisson.storage import Workspace, disk, flush
from moisson.suppression import Withdrawal, register_lines, register_path

FIRST = "0" * 64  # what the first entry holds in place of a digest


def feed_path(workspace: Workspace) -> Path:
    return workspace.root / "releases" / "withdrawals.jsonl"


def append(workspace: Workspace, act: Withdrawal, releases: Sequence[str], signer: Signer) -> None:
    """Enter an act in the register, then in the feed; both are on disk when this returns.

    The feed is healed first, where a kill fell between the two; raises StorageError where the feed is not the register's.
    """
    lines = register_lines(workspace)
    heal_feed(workspace)
    shown = lines[-1]["public"] if lines else None
    public = _signed(_public(act, releases, _digest(shown)), signer)
    private = _signed(_private(act, _digest(lines[-1] if lines else None)), signer)
    _append(register_path(workspace), {**private, "public": public}, 0o600)
    _append(feed_path(workspace), public, 0o644)


def heal_feed(workspace: Workspace) -> None:
    """Bring the feed to what the register says was published."""
    path, lines = feed_path(workspace), register_lines(workspace)
    said = b"".join(canonical_json(line["public"]) + b"\n" for line in lines)
    with disk(path):
        found = path.read_bytes() if path.exists() else b""
    if not said.startswith(found):
        raise StorageError(f"{path} is not what the register says was published; move it away, and run the command again.")
    for line in lines[found.count(b"\n") :]:
        _append(path, line["public"], 0o644)


def _private(act: Withdrawal, previous: str) -> dict[str, Any]:
    documents = [
        {"id": one.id, "salt": one.salt, "versions": list(one.versions), "same_text_as": one.same_text_as, "name": one.name}
        for one in act.documents
    ]
    return {**_head(act), "same_text": act.same_text, "documents": documents, "previous": previous}


def _public(act: Withdrawal, releases: Sequence[str], previous: str) -> dict[str, Any]:
    documents = [{"name": one.name, "marks": one.marks} for one in act.documents]
    return {**_head(act), "documents": documents, "releases": list(releases), "previous": previous}


def _head(act: Withdrawal) -> dict[str, Any]:
    return {"number": act.number, "date": act.date, "reason": act.reason, "authority": act.authority}


def _signed(entry: dict[str, Any], signer: Signer) -> dict[str, Any]:
    return {"entry": entry, "signature": signer.sign(canonical_json(entry))}


def _digest(line: dict[str, Any] | None) -> str:
    return FIRST if line is None else digest(canonical_json(line))


def _append(path: Path, line: dict[str, Any], mode: int) -> None:
    """Add a line at the end of a file, and see it on disk; a line that a kill cut short before is cut off."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, mode)
        with os.fdopen(handle, "r+b") as file:
            data = file.read()
            file.truncate(data.rfind(b"\n") + 1)
            file.seek(0, os.SEEK_END)
            file.write(canonical_json(line) + b"\n")
            file.flush()
            os.fsync(handle)
        flush(path.parent)


def read_feed(path: Path, key: PublicKey | None) -> Iterator[dict[str, Any]]:
    """The acts of a feed, oldest first, each checked; raises Unverified where one is not signed (by `key`) or not in the chain.

    Without a key all must be by the one who signed the first.
    """
    with disk(path):
        lines = path.read_bytes().splitlines()
    previous = FIRST
    for number, data in enumerate(lines, 1):
        where = f"{path}, line {number},"
        try:
            line = orjson.loads(data)
            entry, signature = line["entry"], str(line["signature"])
            documents = [(str(one["name"]), list(map(str, one["marks"]))) for one in entry["documents"]]
            found = {**entry, "documents": documents}
            number_said, previous_said = entry["number"], entry["previous"]
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise Unverified(f"{where} is no withdrawal: {error!r}; get the feed again.") from None
        signer = signed_by(canonical_json(entry), signature)
        if signer is None or (key is not None and signer != key):
            raise Unverified(
                f"{where} is not signed by {key.fingerprint if key else 'anyone'}; get the feed from the release's maker."
            )
        if previous_said != previous or number_said != number:
            raise Unverified(f"{where} does not follow the line before it; get the whole feed again.")
        key, previous = signer, digest(canonical_json(line))
        yield found
