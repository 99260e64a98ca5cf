"""A name at one place of a text, and a cue at one."""

from dataclasses import dataclass
from typing import NamedTuple

from moisson.privacy.persons.names import Token
from moisson.privacy.persons.roles import Role
from moisson.privacy.persons.words import Cue


@dataclass
class Mention:
    """A name at one place, titles aside, and what its surroundings make of the person."""

    tokens: list[Token]
    role: Role
    rule: str
    weight: int = 1  # more where a function next to the name gave the role, not its title alone

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


class Found(NamedTuple):
    """A cue at its place in the text."""

    start: int
    end: int
    cue: Cue


def is_full(tokens: list[Token]) -> bool:
    """Whether a name has two parts or more, and ends in a word."""
    parts = [token.part for token in tokens if token.part in ("initial", "word")]
    return len(parts) > 1 and parts[-1] == "word"


def apart(mentions: list[Mention]) -> list[Mention]:
    """Mentions that do not overlap: the first of those that do, with the role of one that has one."""
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif kept[-1].role == "person" != mention.role:
            kept[-1].role = mention.role
    return kept
