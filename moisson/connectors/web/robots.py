"""robots.txt (RFC 9309): what we may fetch, and what it reserves.

protego matches paths. Groups are parsed here as well: protego drops the agents' names and later standards' rules, IETF's
`Content-Usage` (draft-ietf-aipref-attach) and Cloudflare's `Content-Signal`.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from protego import Protego

from moisson.connectors.web.manners import TOKEN, Purpose
from moisson.connectors.web.preferences import Answer, signals, usage

PURPOSES: tuple[Purpose, ...] = ("training",)
LONGEST = 500 * 1024  # bytes a crawler must read
LINE = re.compile(r"[ \t]*([A-Za-z-]+)[ \t]*:([^#]*)(?:#.*)?")
PRODUCT = re.compile(r"[A-Za-z0-9_.-]+")
STATEMENTS: Mapping[str, tuple[str, Callable[[str], Answer | None]]] = {
    "content-usage": ("aipref", usage),
    "content-signal": ("content-signal", signals),
}
RULES = ("allow", "disallow", *STATEMENTS)  # other records do not end a group (RFC 9309, 2.2.4)
US = re.compile(rf"(?im)^([ \t]*user-?agent[ \t]*:[ \t]*){TOKEN}(?![\w.-])[^\r\n]*$")  # our name, perhaps with a version


@cache
def ai_agents(purpose: Purpose) -> Mapping[str, str]:
    """The agents of one purpose: lower-case name → the operator's spelling."""
    table = tomllib.loads((files("moisson.connectors.web") / "ai_agents.toml").read_text(encoding="utf-8"))
    return {name.lower(): name for name in table[purpose]["agents"]}


@dataclass
class Group:
    """A group: its agents in lower case, and its rules in order."""

    agents: set[str] = field(default_factory=set)
    rules: list[tuple[str, str]] = field(default_factory=list)


class Pattern:
    """A path in robots.txt or tdmrep.json: a prefix, with `*` and `$`."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._parsed = None if path in ("/", "/*") else Protego.parse(f"User-agent: *\nDisallow: {path}\n")

    def matches(self, url: str) -> bool:
        return self._parsed is None or not self._parsed.can_fetch(url, TOKEN)


class Statement(NamedTuple):
    """A preference: protocol, paths, answer, and wording."""

    protocol: str
    pattern: Pattern
    answer: Answer
    words: str


@dataclass(frozen=True)
class Robots:
    """A host's robots.txt, and where it stands. An empty one allows all and reserves nothing."""

    text: str = ""
    where: str = ""
    purposes: tuple[Purpose, ...] = PURPOSES

    @cached_property
    def parsed(self) -> Protego:
        # unlike the RFC, protego does not ignore a version
        return Protego.parse(US.sub(rf"\1{TOKEN}", self.text.removeprefix("\ufeff")))

    def allows(self, url: str) -> bool:
        """Whether we may fetch an address."""
        return not self.text or self.parsed.can_fetch(url, TOKEN)

    @cached_property
    def delay_s(self) -> float:
        """The pause it asks of us between requests."""
        rate = self.parsed.request_rate(TOKEN)
        return max(self.parsed.crawl_delay(TOKEN) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)

    @cached_property
    def groups(self) -> list[Group]:
        """The groups in order; rules before the first are for all."""
        found = [Group({"*"})]
        for line in self.text.removeprefix("\ufeff")[:LONGEST].splitlines():
            if not (said := LINE.fullmatch(line)):
                continue
            label, value = said[1].lower(), said[2].strip(" \t")
            if label in RULES:
                found[-1].rules.append((label, value))
            if label != "user-agent":
                continue
            if found[-1].rules or len(found) == 1:
                found.append(Group())
            product = PRODUCT.match(value)
            found[-1].agents |= {value.lower(), product[0].lower() if product else value}
        return found

    def _rules(self, agent: str, *labels: str) -> list[tuple[str, str]]:
        return [rule for group in self.groups if agent in group.agents for rule in group.rules if rule[0] in labels]

    @cached_property
    def _ai_rules(self) -> list[tuple[list[str], Protego]]:
        """The named agents that count, grouped by equal rules, with those rules."""
        alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for purpose in self.purposes:
            for agent, name in ai_agents(purpose).items():
                if rules := self._rules(agent, "allow", "disallow"):
                    alike.setdefault(tuple(rules), []).append(name)
        return [
            (names, Protego.parse("User-agent: *\n" + "".join(f"{label}: {path}\n" for label, path in rules)))
            for rules, names in alike.items()
        ]

    @cached_property
    def reserving(self) -> list[object]:
        """Everything in it that can reserve, verbatim, for comparison."""
        named = [(name, self._rules(name, "allow", "disallow")) for purpose in self.purposes for name in ai_agents(purpose)]
        return [[each for each in named if each[1]], self._rules(TOKEN, *STATEMENTS) or self._rules("*", *STATEMENTS)]

    @cached_property
    def _statements(self) -> list[Statement]:
        """What our group says of training, else the group for all."""
        found = []
        for label, value in self._rules(TOKEN, *STATEMENTS) or self._rules("*", *STATEMENTS):
            path, _, words = re.sub(r"\s", " ", value).partition(" ") if value.startswith("/") else ("/", "", value)
            protocol, read = STATEMENTS[label]
            if (answer := read(words.strip())) is not None:
                found.append(Statement(protocol, Pattern(path), answer, words.strip()))
        return found

    def reservations(self, url: str) -> Iterator[tuple[str, str, str]]:
        """Protocol, value and place of each reservation for an address.

        Of one protocol's statements those with the longest path count; one `n` among them is enough.
        """
        if not self.text:
            return
        closed = [name for names, rules in self._ai_rules if not rules.can_fetch(url, TOKEN) for name in names]
        if closed:
            yield "robots.txt", "disallows " + ", ".join(sorted(closed, key=str.lower)), self.where
        fitting = [said for said in self._statements if said.pattern.matches(url)]
        for protocol, _ in STATEMENTS.values():
            nearest = max((len(said.pattern.path) for said in fitting if said.protocol == protocol), default=0)
            for said in fitting:
                if said.protocol == protocol and said.answer == "n" and len(said.pattern.path) == nearest:
                    yield protocol, said.words, self.where
                    break
