"""The public feed of withdrawals, `releases/withdrawals.jsonl`: the register's acts, with documents named by hashes.

Acts are only appended; each line is signed and has the digest of the line before it. The last line is a seal that dates the feed,
so that an old copy is recognised; each withdrawal renews it and, once a day, a build.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError, Unverified
from moisson.contracts.identity import canonical_json, digest
from moisson.contracts.sign import PublicKey, Signer, signed_by
from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import register_lines

FEED = "withdrawals.jsonl"
FIRST = "0" * 64  # in place of a digest in the first entry


@dataclass(frozen=True)
class Feed:
    """A feed whose lines are all signed and chained: its acts, oldest first, and the day of its seal."""

    acts: tuple[dict[str, Any], ...]
    sealed: str | None  # None without a seal: the feed may be incomplete

    @property
    def newest(self) -> str | None:
        """The day of the newest withdrawal."""
        return max((str(act["date"]) for act in self.acts), default=None)

    def as_dict(self) -> dict[str, Any]:
        return {"withdrawals": len(self.acts), "newest": self.newest, "sealed": self.sealed}

    def said(self, today: date) -> str:
        """How fresh it is, for a person."""
        newest = f", the newest of {self.newest}" if self.acts else ""
        if self.sealed is None:
            return (
                f"Feed of {len(self.acts):,} withdrawals{newest}; it bears no seal, so that nothing says until when it is whole."
            )
        days = (today - date.fromisoformat(self.sealed)).days
        old = "today" if days <= 0 else f"{days:,} {'day' if days == 1 else 'days'} old"
        return f"Feed of {len(self.acts):,} withdrawals{newest}; sealed {self.sealed}, {old}."


def today() -> date:
    return datetime.now(UTC).date()


def feed_path(workspace: Workspace) -> Path:
    return workspace.root / "releases" / FEED


def signed_line(entry: dict[str, Any], signer: Signer) -> dict[str, Any]:
    """A signed line of the register or the feed."""
    return {"entry": entry, "signature": signer.sign(canonical_json(entry))}


def line_digest(line: dict[str, Any] | None) -> str:
    """The digest by which the next line names this one."""
    return FIRST if line is None else digest(canonical_json(line))


def publish(workspace: Workspace, signs: Callable[[], Signer]) -> None:
    """Bring the feed up to date with the register, and seal it today; nothing to do without withdrawals.

    `signs` is called only where there is something to write. Raises StorageError where the feed does not match the register.
    """
    lines, path = [line["public"] for line in register_lines(workspace)], feed_path(workspace)
    if not lines:
        return
    acts = b"".join(canonical_json(line) + b"\n" for line in lines)
    with disk(path):
        found = path.read_bytes() if path.exists() else b""
    found, last = without_seal(found)
    if not acts.startswith(found):
        raise StorageError(f"{path} is not what the register says was published; move it away, and run the command again.")
    entry = {"sealed": today().isoformat(), "withdrawals": len(lines), "previous": line_digest(lines[-1])}
    with suppress(orjson.JSONDecodeError):  # a seal cut short does not count
        if found == acts and orjson.loads(last)["entry"] == entry:
            return
    with workspace.replacing(path) as temporary:
        temporary.write_bytes(acts + canonical_json(signed_line(entry, signs())) + b"\n")


def without_seal(feed: bytes) -> tuple[bytes, bytes]:
    """The acts of a feed, and its last line, which is its seal where it has one."""
    said, _, last = feed.removesuffix(b"\n").rpartition(b"\n")
    if last.startswith(b'{"entry":{"previous"'):  # the seal, which has fewer fields than an act
        feed = said + b"\n" if said else b""
    return feed, last


def read_feed(path: Path, key: PublicKey | None) -> Feed:
    """Read a feed and check each line; raises Unverified where one is not signed (by `key`) or breaks the chain.

    Without a key, the first line's signer must have signed all.
    """
    with disk(path):
        lines = path.read_bytes().splitlines()
    acts: list[dict[str, Any]] = []
    previous, sealed = FIRST, None
    for number, data in enumerate(lines, 1):
        where = f"{path}, line {number},"
        try:
            line = orjson.loads(data)
            entry, signature, seal = line["entry"], str(line["signature"]), "sealed" in line["entry"]
            if seal:
                sealed, count = date.fromisoformat(entry["sealed"]).isoformat(), entry["withdrawals"]
            else:
                count = entry["number"] - 1
                documents = [(str(one["name"]), list(map(str, one["marks"]))) for one in entry["documents"]]
            previous_said = entry["previous"]
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise Unverified(f"{where} is no withdrawal: {error!r}; get the feed again.") from None
        signer = signed_by(canonical_json(entry), signature)
        if signer is None or (key is not None and signer != key):
            raise Unverified(
                f"{where} is not signed by {key.fingerprint if key else 'anyone'}; get the feed from the release's maker."
            )
        if previous_said != previous or count != len(acts) or (seal and number != len(lines)):
            raise Unverified(f"{where} does not follow the line before it; get the whole feed again.")
        key, previous = signer, digest(canonical_json(line))
        if not seal:
            acts.append({**entry, "documents": documents})
    return Feed(tuple(acts), sealed)
