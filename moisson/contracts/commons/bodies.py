"""What each kind of event says: one model a kind, with nothing beside its fields.

No field of a request is free text, and none of the others is a place for it: personal data never enter the log.
"""

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from moisson.contracts.commons.requests import RequestGround, RequestKind, RequestOutcome, RequestStep

College = Literal["public", "civil", "company"]
COLLEGES: tuple[College, ...] = get_args(College)
ProposalKind = Literal["source", "recipe", "policy", "release", "rules", "member", "removal", "withdrawal"]
Choice = Literal["yes", "no", "abstain", "conflict"]
Outcome = Literal["accepted", "refused"]
# Of reuses, as udata's API knows them.
ReuseType = Literal["api", "application", "idea", "news_article", "paper", "post", "visualization", "hardware"]
ReuseTopic = Literal[
    "health",
    "transport_and_mobility",
    "housing_and_development",
    "food_and_agriculture",
    "culture_and_recreation",
    "economy_and_business",
    "environment_and_energy",
    "work_and_training",
    "politics_and_public_life",
    "safety_and_security",
    "education_and_research",
    "society_and_demography",
    "law_and_justice",
    "open_data_tools",
    "others",
]

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x1f\x7f]*$")]
Address = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s<>\"]+$")]
PublicKeyLine = Annotated[str, StringConstraints(pattern=r"^(sk-)?ssh-ed25519(@openssh\.com)? [A-Za-z0-9+/=]+$", max_length=500)]


class Body(BaseModel):
    """Fields are as written: nothing is converted, nothing is left over."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Key(Body):
    """A key and the day from which it no longer signs."""

    key: PublicKeyLine
    until: date


class MemberRecord(Body):
    """An organisation, its college, its mandate (who decided that it takes part) and its keys.

    `witness` is a plain Ed25519 key with which it cosigns checkpoints for its college.
    """

    id: Slug
    name: Words
    college: College
    mandate: Words
    until: date | None = None
    keys: Annotated[tuple[Key, ...], Field(min_length=1, max_length=16)]
    witness: PublicKeyLine | None = None


class Founded(Body):
    name: Words
    members: Annotated[tuple[MemberRecord, ...], Field(min_length=3)]
    rules: Sha256


class Member(Body):
    """A member that was accepted takes its seat, and shows by its signature that it has its key. About the decision."""


class KeyChanged(Body):
    """The keys from now on, in place of those before."""

    keys: Annotated[tuple[Key, ...], Field(min_length=1, max_length=16)]
    witness: PublicKeyLine | None = None


class Proposal(Body):
    """What is proposed, by its name; about the digest of the object, or about nothing where it is the removal of a member.

    A withdrawal is about what was accepted under that digest, or about a list of documents.
    """

    kind: ProposalKind
    name: Words
    title: Words
    reason: Words | None = None


class Ballot(Body):
    """About a proposal. `conflict` declares a conflict of interest, which takes the member out of the count."""

    choice: Choice
    reason: Words | None = None


class ProposalWithdrawn(Body):
    reason: Words | None = None


class Tally(Body):
    """How one college voted: those with a vote, and their ballots."""

    electors: int
    yes: int
    no: int
    abstain: int


class Decision(Body):
    """What the rules make of the ballots on the proposal that it is about; whoever reads the log derives it again."""

    outcome: Outcome
    round: Literal["first", "second", "silence"]
    tally: dict[College, Tally]


class Pledge(Body):
    what: Literal["compute", "money", "data"]
    amount: Annotated[int, Field(gt=0)]
    unit: Words
    purpose: Words
    until: date | None = None


class Delivery(Body):
    """What came of the pledge that it is about: said by who pledged, or confirmed by another member."""

    amount: Annotated[int, Field(gt=0)]
    evidence: Words | None = None


class Suspension(Body):
    """About an accepted proposal; counts once members of two colleges ask for it."""

    reason: Words


class Contest(Body):
    """About a decision, or about the request whose outcome is contested."""

    reason: Words


class Appeal(Body):
    """A panel member's word on the contest that it is about."""

    outcome: Literal["upheld", "overturned"]
    reason: Words


class Reuse(Body):
    """A reuse that was declared, in the terms of udata's API; about the release's digest, where one is known.

    `release` is RECIPE/RELEASE, or RECIPE for all of them; `datasets` are addresses of data sets in publishers' own catalogues.
    """

    title: Words
    url: Address
    type: ReuseType
    topic: ReuseTopic = "others"
    organization: Words
    description: Words | None = None
    release: Words | None = None
    models: tuple[Words, ...] = ()
    datasets: tuple[Address, ...] = ()


class Request(Body):
    """What the public may know of a request to the desk; who asked, and what for, stays in the desk's own table.

    `round` is 2 after an appeal; `withdrawal` is the number of the act in the public feed that carries the decision out; the
    others count what it concerns.
    """

    ticket: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{1,9}$")]
    kind: RequestKind
    step: RequestStep
    received: date
    due: date
    outcome: RequestOutcome | None = None
    grounds: tuple[RequestGround, ...] = ()
    round: Literal[1, 2] | None = None
    withdrawal: Annotated[int, Field(ge=1)] | None = None
    documents: Annotated[int, Field(ge=0)] | None = None
    releases: Annotated[int, Field(ge=0)] | None = None
    tokens: Annotated[int, Field(ge=0)] | None = None
    models: Annotated[int, Field(ge=0)] | None = None


BODIES: dict[str, type[Body]] = {
    "founded": Founded,
    "member": Member,
    "key-changed": KeyChanged,
    "proposal": Proposal,
    "proposal-withdrawn": ProposalWithdrawn,
    "ballot": Ballot,
    "decision": Decision,
    "pledge": Pledge,
    "delivery": Delivery,
    "suspension": Suspension,
    "contest": Contest,
    "appeal": Appeal,
    "reuse": Reuse,
    "request": Request,
}
