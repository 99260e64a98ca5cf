"""The rules of a commons, and what they make of the ballots on one proposal.

The file of the rules (TOML) is an object that proposals of the kind `rules` replace. Each kind of proposal has a whole rule of
its own, so that none is weakened by another; shares are asked of each college by itself: many of one never stand for another.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from moisson.contracts.commons.bodies import COLLEGES, Choice, College, Outcome, ProposalKind, Tally
from moisson.contracts.errors import UserError
from moisson.contracts.validation_text import mistakes

Round = Literal["first", "second", "silence"]
LEAST_FOR = 2  # colleges in favour, whatever the round: no college ever decides alone


def _share(said: object) -> Fraction:
    if not isinstance(said, str):
        raise ValueError('a share is written as "1/2"')
    try:
        share = Fraction(said)
    except (ValueError, ZeroDivisionError):
        raise ValueError('a share is written as "1/2"') from None
    if not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1")
    return share


def _by_college(said: object) -> object:
    return dict.fromkeys(COLLEGES, said) if isinstance(said, str) else said


Shares = Annotated[dict[College, Annotated[Fraction, BeforeValidator(_share)]], BeforeValidator(_by_college)]


class Rule(BaseModel):
    """How one kind of proposal is decided."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    colleges: Literal[2, 3]
    """How many colleges must be in favour: all three (concordance), or two, where the third may veto."""
    quorum: Shares
    """The share of a college's members that must take part, abstentions included: `"1/2"`, or one for each college."""
    majority: Shares
    """The share of yes among a college's yes and no: at least this, and more yes than no."""
    days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long the ballot is open."""
    second_round_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How much longer it stays open where too few took part; then half the quorum is enough."""
    silence_days: Annotated[int, Field(ge=1, le=365)] | None = None
    """For routine: after so many days without a no it is accepted, without a quorum."""

    @model_validator(mode="after")
    def _whole(self) -> "Rule":
        if set(self.quorum) != set(COLLEGES) or set(self.majority) != set(COLLEGES):
            raise ValueError(f"quorum and majority are given for all of {', '.join(COLLEGES)}")
        if self.silence_days is not None and self.silence_days > self.days:
            raise ValueError("silence_days is at most days")
        return self


class Rules(BaseModel):
    """The rules in force: one for each kind of proposal."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    suspension_days: Annotated[int, Field(ge=1, le=90)] = 30
    """How long a suspension by two colleges lasts."""
    contest_days: Annotated[int, Field(ge=1, le=365)] = 30
    """How long after a decision it may be contested."""
    kinds: dict[ProposalKind, Rule]

    @model_validator(mode="after")
    def _whole(self) -> "Rules":
        if missing := [kind for kind in get_args(ProposalKind) if kind not in self.kinds]:
            raise ValueError(f"there is no rule for {', '.join(missing)}")
        return self


def read_rules(data: bytes) -> Rules:
    """Read rules; raises UserError where they are not TOML or not whole."""
    try:
        return Rules.model_validate(tomllib.loads(data.decode()))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"the rules are not TOML in UTF-8: {error}.") from None
    except ValidationError as error:
        raise UserError(f"the rules are wrong: {mistakes(error, Rules)}") from None


@dataclass(frozen=True)
class Count:
    """What the rules make of some ballots: no outcome yet where too few took part."""

    outcome: Outcome | None
    tally: dict[College, Tally]


def count(rule: Rule, electors: Mapping[str, College], ballots: Mapping[str, Choice], *, second: bool = False) -> Count:
    """Count ballots by college. In the second round half the quorum is enough, and a college below it no longer counts."""
    tally = {college: _tally(college, electors, ballots) for college in COLLEGES}
    here = {college for college in COLLEGES if _is_quorate(tally[college], rule.quorum[college] / (2 if second else 1))}
    in_favour = {college for college in here if _is_for(tally[college], rule.majority[college])}
    against = {college for college in here if tally[college].no > tally[college].yes}
    vetoed = bool(here - in_favour) if rule.colleges == len(COLLEGES) else bool(against)
    needed = max(LEAST_FOR, min(rule.colleges, len(here)) if second else rule.colleges)
    if not vetoed and len(in_favour) >= needed:
        return Count("accepted", tally)
    could = not vetoed and len(in_favour) + len(COLLEGES) - len(here) >= needed
    return Count(None if could and not second else "refused", tally)


def _tally(college: College, electors: Mapping[str, College], ballots: Mapping[str, Choice]) -> Tally:
    """The ballots of a college; whoever declared a conflict of interest is not counted at all."""
    choices = [ballots.get(member) for member, of in electors.items() if of == college]
    votes = [choice for choice in choices if choice != "conflict"]
    return Tally(electors=len(votes), **{choice: votes.count(choice) for choice in ("yes", "no", "abstain")})


def _is_quorate(tally: Tally, quorum: Fraction) -> bool:
    taking_part = tally.yes + tally.no + tally.abstain
    return taking_part > 0 and taking_part >= quorum * tally.electors


def _is_for(tally: Tally, majority: Fraction) -> bool:
    return tally.yes > tally.no and tally.yes >= majority * (tally.yes + tally.no)
