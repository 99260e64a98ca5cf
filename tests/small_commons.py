"""A commons to test with: nine members, three of each college, keys of their own, and a clock that tests move."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from moisson.commons.write import Writer, append
from moisson.contracts.commons import Event, Log, State, replay
from moisson.contracts.commons.bodies import COLLEGES
from moisson.contracts.commons.decide import derived
from moisson.contracts.commons.log import write_object
from moisson.contracts.identity import canonical_json
from moisson.contracts.sign import Signer

BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
RULES = (Path(__file__).parents[1] / "moisson" / "commons" / "rules.toml").read_bytes()
MEMBERS = tuple(f"{college}-{number}" for college in COLLEGES for number in (1, 2, 3))
YES = {"choice": "yes"}


@cache
def key(name: str) -> Signer:
    """A key that is the same in every run."""
    return Signer(Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b".")[:32]))


def record(name: str, **other: Any) -> dict[str, Any]:
    """The record of a member, whose college its name says."""
    keys = [{"key": str(key(name).public), "until": "2099-01-01"}]
    witness = str(key(f"witness of {name}").public) if name.endswith("-1") else None
    names = {"id": name, "name": f"The organisation {name}", "college": name.split("-")[0], "mandate": "decided by its board"}
    return {**names, "keys": keys, "witness": witness, **other}


@dataclass
class SmallCommons:
    """Writes events as any member would; `days` moves the clock first."""

    folder: Path
    at: datetime = BEGIN
    signers: dict[str, Signer] = field(default_factory=dict)
    writer: Writer | None = None  # held open, where many events are written

    def append(
        self, kind: str, body: dict[str, Any], about: str | int | None = None, *, by: str = "public-1", days: float = 0
    ) -> Event:
        self.at += timedelta(days=days)
        signer = self.signers.get(by) or key(by)
        if self.writer is not None:
            return self.writer.append(kind, body, about, signer=signer, by=by, at=self.at)
        return append(self.folder, kind, body, about, signer=signer, by=by, at=self.at)

    def propose(self, kind: str, name: str, data: bytes | None, *, by: str = "public-1", days: float = 0) -> Event:
        about = None if data is None else write_object(self.folder, data)
        return self.append("proposal", {"kind": kind, "name": name, "title": f"The {kind} {name}"}, about, by=by, days=days)

    def vote(self, proposal: Event, who: Iterable[str] = MEMBERS, choice: str = "yes", *, days: float = 0) -> None:
        self.at += timedelta(days=days)
        for member in who:
            self.append("ballot", {"choice": choice}, proposal.number, by=member)

    def decide(self, proposal: Event, *, by: str = "civil-1", days: float = 0) -> Event:
        """Write down what the rules derive."""
        self.at += timedelta(days=days)
        due = self.state().proposals[proposal.number].due(self.at)
        assert due is not None
        return self.append("decision", derived(due), proposal.number, by=by)

    def accept(self, kind: str, name: str, data: bytes | None, *, by: str = "public-1") -> Event:
        """Propose, let all vote yes who may, and decide; the proposal."""
        proposal = self.propose(kind, name, data, by=by)
        self.vote(proposal, self.state().proposals[proposal.number].electors)
        self.decide(proposal)
        return proposal

    def log(self) -> Log:
        return Log.open(self.folder)

    def state(self) -> State:
        return self.writer.state if self.writer is not None else replay(self.log(), at=self.at)


def found(folder: Path, members: Iterable[str] = MEMBERS, rules: bytes = RULES) -> SmallCommons:
    """Found a commons in an empty folder."""
    commons = SmallCommons(folder)
    body = {
        "name": "Commons of the tests",
        "members": [record(member) for member in members],
        "rules": write_object(folder, rules),
    }
    commons.append("founded", body)
    return commons


def member_object(name: str, **other: Any) -> bytes:
    """A member's record as an object."""
    return canonical_json(record(name, **other))
