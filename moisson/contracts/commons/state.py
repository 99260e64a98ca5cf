"""What a log amounts to: members, proposals and what became of them, pledges, contests, reuses, requests."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from moisson.contracts.commons.bodies import Choice, College, MemberRecord, Outcome, ProposalKind, Tally
from moisson.contracts.commons.bodies import Delivery as DeliveryBody
from moisson.contracts.commons.bodies import Pledge as PledgeBody
from moisson.contracts.commons.bodies import Request as RequestBody
from moisson.contracts.commons.bodies import Reuse as ReuseBody
from moisson.contracts.commons.rules import Count, Round, Rule, Rules, count
from moisson.contracts.sign import PublicKey, public_key

Status = Literal["open", "second-round", "accepted", "refused", "withdrawn", "suspended", "revoked", "overturned"]
Objects = Callable[[str], bytes]  # an object's bytes by its digest
PANEL_MAJORITY = 2


@dataclass
class Clock:
    """The time as of which everything is said."""

    at: datetime


@dataclass
class Member:
    """An organisation with its seat since an event, and until another where it was removed."""

    record: MemberRecord
    keys: dict[PublicKey, date]
    witness: PublicKey | None
    since: int
    left: int | None = None
    served: int = 0  # on panels

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def college(self) -> College:
        return self.record.college

    def active(self, at: datetime) -> bool:
        """Whether it is a member and its mandate runs."""
        return self.left is None and (self.record.until is None or at.date() < self.record.until)


@dataclass
class Proposal:
    """A proposal with the rule and the electors of its opening, and its ballots."""

    number: int
    kind: ProposalKind
    name: str
    sha256: str | None
    title: str
    reason: str | None
    opened: datetime
    by: str
    rule: Rule
    electors: dict[str, College]
    clock: Clock
    ballots: dict[str, Choice] = field(default_factory=dict)
    second: bool = False  # the first round ended and too few had taken part
    withdrawn: int | None = None
    outcome: Outcome | None = None
    decision: int | None = None  # the event
    decided: datetime | None = None
    counted: Count | None = None
    revoked: int | None = None  # the decision that took it back
    overturned: int | None = None  # the appeal that did
    suspension: "Suspension | None" = None
    contest: int | None = None
    replaced: str | None = None  # the rules before, where it is new rules

    @property
    def status(self) -> Status:
        if self.withdrawn is not None:
            return "withdrawn"
        if self.outcome is None:
            return "second-round" if self.in_second(self.clock.at) else "open"
        if self.overturned is not None:
            return "overturned"
        if self.outcome == "accepted" and self.revoked is not None:
            return "revoked"
        suspended = self.suspension is not None and self.suspension.runs(self.clock.at)
        return "suspended" if suspended and self.outcome == "accepted" else self.outcome

    @property
    def tally(self) -> dict[College, Tally]:
        """The ballots by college: as decided, or so far."""
        return (self.counted or count(self.rule, self.electors, self.ballots)).tally

    @property
    def closes(self) -> datetime:
        """When the ballot ends, unless all have voted before."""
        return self.ends(self.clock.at)

    def ends(self, at: datetime) -> datetime:
        """When the round ends that runs at a time."""
        return self._ends(self.in_second(at))

    def closed(self, at: datetime) -> bool:
        """Whether no more ballots are taken."""
        return self._all_voted or at >= self.ends(at)

    def in_second(self, at: datetime) -> bool:
        """Whether the second round has begun: the first ended, and too few had taken part."""
        if self.second or self._quiet or not (self._all_voted or at >= self._ends(second=False)):
            return self.second
        return count(self.rule, self.electors, self.ballots).outcome is None

    def due(self, at: datetime) -> tuple[Round, Count] | None:
        """What the rules make of the ballots; None as long as more may come."""
        second = self.in_second(at)
        counted = count(self.rule, self.electors, self.ballots, second=second)
        if self._quiet and not (self._all_voted and counted.outcome == "accepted"):
            return ("silence", Count("accepted", counted.tally)) if at >= self._ends(second=False) else None
        return ("second" if second else "first", counted) if self.closed(at) else None

    @property
    def _all_voted(self) -> bool:
        return self.ballots.keys() >= self.electors.keys()

    @property
    def _quiet(self) -> bool:
        """Whether silence may decide: the rule says so, and nobody said no."""
        return self.rule.silence_days is not None and "no" not in self.ballots.values()

    def _ends(self, second: bool) -> datetime:
        days = self.rule.silence_days if self._quiet and self.rule.silence_days else self.rule.days
        return self.opened + timedelta(days=days + (self.rule.second_round_days if second else 0))


@dataclass
class Suspension:
    """Members that ask to suspend what was accepted, by college; it runs once there are two colleges."""

    proposal: int
    reason: str
    asked: dict[College, tuple[str, datetime]] = field(default_factory=dict)
    until: datetime | None = None

    def runs(self, at: datetime) -> bool:
        return self.until is not None and at < self.until


@dataclass
class Contest:
    """A contest of a decision or of a request's outcome, and its panel: one of each college, none of the first deciders."""

    number: int
    about: int
    by: str
    at: datetime
    reason: str
    panel: dict[College, str]
    words: dict[str, Literal["upheld", "overturned"]] = field(default_factory=dict)

    @property
    def outcome(self) -> Literal["upheld", "overturned"] | None:
        """What two of the panel say."""
        said = list(self.words.values())
        return next((word for word in said if said.count(word) >= PANEL_MAJORITY), None)


@dataclass
class Delivered:
    number: int
    by: str
    at: datetime
    body: DeliveryBody
    confirmed: bool  # said by another than who pledged


@dataclass
class Pledged:
    """A pledge and what was delivered of it."""

    number: int
    by: str
    at: datetime
    about: str | int | None
    body: PledgeBody
    deliveries: list[Delivered] = field(default_factory=list)

    @property
    def delivered(self) -> int:
        """What another member confirmed."""
        return sum(each.body.amount for each in self.deliveries if each.confirmed)


@dataclass(frozen=True)
class Reused:
    number: int
    by: str
    at: datetime
    about: str | int | None
    body: ReuseBody


@dataclass(frozen=True)
class Requested:
    """One step of a request to the desk."""

    number: int
    by: str
    at: datetime
    body: RequestBody


@dataclass
class State:
    """The commons as of a time. Proposals, pledges and contests are found by the number of their event."""

    name: str
    origin: str  # the digest of the founding event: what this commons is
    clock: Clock
    rules: Rules
    rules_sha256: str
    members: dict[str, Member] = field(default_factory=dict)
    proposals: dict[int, Proposal] = field(default_factory=dict)
    decisions: dict[int, int] = field(default_factory=dict)  # the decision's event: the proposal's
    pledges: dict[int, Pledged] = field(default_factory=dict)
    contests: dict[int, Contest] = field(default_factory=dict)
    reuses: list[Reused] = field(default_factory=list)
    requests: dict[str, list[Requested]] = field(default_factory=dict)  # by ticket
    awaiting: dict[str, tuple[int, MemberRecord]] = field(default_factory=dict)  # accepted, and not yet seated
    subjects: dict[str | None, list[Proposal]] = field(default_factory=dict)  # the proposals about each digest
    events: int = 1

    @property
    def at(self) -> datetime:
        return self.clock.at

    @property
    def suspensions(self) -> list[Suspension]:
        """Suspensions asked for, those that ran or run among them."""
        return [each.suspension for each in self.proposals.values() if each.suspension is not None]

    def accepted(self, kind: ProposalKind, sha256: str) -> Proposal | None:
        """The proposal by which this was accepted and still is; None where it never was, or is suspended or taken back."""
        found = (each for each in self.subjects.get(sha256, ()) if each.kind == kind)
        return next((each for each in found if each.status == "accepted"), None)

    def active(self, at: datetime | None = None) -> list[Member]:
        """The members whose mandate runs."""
        return [member for member in self.members.values() if member.active(at or self.at)]

    def witnesses(self) -> dict[PublicKey, College]:
        """The keys that cosign checkpoints, each for its college."""
        return {member.witness: member.college for member in self.active() if member.witness is not None}


def seated(record: MemberRecord, since: int) -> Member:
    """A member with the keys of its record; raises UserError where one is no key."""
    keys = {public_key(key.key): key.until for key in record.keys}
    return Member(record, keys, public_key(record.witness) if record.witness else None, since)
