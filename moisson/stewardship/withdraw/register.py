"""The register of withdrawals: an append-only file of chained, signed lines.

`withdrawals/register.jsonl` names ids, so only its owner can read it. A line is `{"entry", "signature"}` with the line of the
public feed (`feed.py`); an entry has the digest of the line before it, and the signature covers the entry's canonical JSON.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from moisson.contracts.disk import disk, flush
from moisson.contracts.identity import canonical_json
from moisson.contracts.sign import Signer
from moisson.stewardship.feed import line_digest, publish, signed_line
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import Allowed, Withdrawal, allowed_path, register_lines, register_path, signed_lines


def append(workspace: Workspace, act: Withdrawal, releases: Sequence[str], signer: Signer) -> None:
    """Enter an act in the register, then in the feed; both are on disk when this returns.

    Raises StorageError where the feed does not match the register.
    """
    lines = register_lines(workspace)
    publish(workspace, lambda: signer)  # raises before anything is entered if the feed is another's
    shown = lines[-1]["public"] if lines else None
    public = signed_line(_public(act, releases, line_digest(shown)), signer)
    private = signed_line(_private(act, line_digest(lines[-1] if lines else None)), signer)
    _append(register_path(workspace), [{**private, "public": public}], 0o600)
    publish(workspace, lambda: signer)


def allow(workspace: Workspace, documents: Sequence[Allowed], signer: Signer) -> None:
    """Record that documents may come in although they resemble withdrawn ones, in a file as private as the register."""
    path = allowed_path(workspace)
    lines = signed_lines(path)
    previous = line_digest(lines[-1] if lines else None)
    more = []
    for one in documents:
        more.append(signed_line({**asdict(one), "previous": previous}, signer))
        previous = line_digest(more[-1])
    if more:
        _append(path, more, 0o600)


def _private(act: Withdrawal, previous: str) -> dict[str, Any]:
    documents = [
        {
            "id": one.id,
            "salt": one.salt,
            "versions": list(one.versions),
            "same_text_as": one.same_text_as,
            "like": one.like,
            "sketches": [sketch.as_dict() for sketch in one.sketches],
            "name": one.name,
        }
        for one in act.documents
    ]
    return {**_head(act), "same_text": act.same_text, "documents": documents, "previous": previous}


def _public(act: Withdrawal, releases: Sequence[str], previous: str) -> dict[str, Any]:
    documents = [{"name": one.name, "marks": one.marks} for one in act.documents]
    return {**_head(act), "documents": documents, "releases": list(releases), "previous": previous}


def _head(act: Withdrawal) -> dict[str, Any]:
    return {"number": act.number, "date": act.date, "reason": act.reason, "authority": act.authority}


def _append(path: Path, lines: Sequence[dict[str, Any]], mode: int) -> None:
    """Append lines and sync them to disk; an incomplete last line is cut off."""
    with disk(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, mode)
        with os.fdopen(handle, "r+b") as file:
            data = file.read()
            file.truncate(data.rfind(b"\n") + 1)
            file.seek(0, os.SEEK_END)
            file.writelines(canonical_json(line) + b"\n" for line in lines)
            file.flush()
            os.fsync(handle)
        flush(path.parent)
