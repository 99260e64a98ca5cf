"""A pass over the rows of a connector's memory: what names a withdrawn document goes, and what holds it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from moisson.connectors.files.archive import HEAD_BYTES, sniff
from moisson.connectors.memory.store import WITHDRAWN, Store
from moisson.harvest.withdrawn.large_files import holds
from moisson.harvest.withdrawn.traces import Traces

ANSWER = "answer "  # begins the keys of what lists and pages answered
SCOPE = re.compile(r"[a-z0-9]+:[0-9a-f]{16}:")  # begins most keys
DIGEST = re.compile(r"[0-9a-f]{64}")
HOSTS = "heard"  # the field with an address at each host
BY_NAME = ("paths", "gone")  # fields with an entry for each of many things, under its name
NAMES = ("ids", "keys", "data_sets", "deleted")  # fields with the names of many things
GONE = object()


@dataclass
class Sieve:
    """A pass over the rows of a memory: what names the documents goes, and what the others refer to is `held`."""

    store: Store
    traces: Traces
    held: set[str] = field(default_factory=set)  # digests
    holding: set[str] = field(default_factory=set)  # of contents that hold a document beside others
    dropped: bool = False
    met: list[str] = field(default_factory=list)  # names, in the row that is looked at

    def look(self) -> None:
        """Look at every row."""
        traces = self.traces
        self.holding |= traces.shared | set(() if traces.whole else traces.before.get("holding", ()))
        marks = set(() if traces.whole else traces.before.get("marks", ()))
        archives = {path.partition("!")[0] for path in traces.paths if "!" in path}

        def named(said: str) -> bool:
            found = traces.called(said, marks)
            if found:
                self.met.append(found)
            return bool(found)

        for key, value in self.store.items():
            if key != WITHDRAWN:
                self._row(key, value, named, archives)

    def _row(self, key: str, value: dict[str, Any], named: Callable[[str], bool], archives: set[str]) -> None:
        self.met.clear()
        left: Any = GONE if any(named(name) for name in names_in(key)) else _left(value, named)
        said = set(strings(value))
        digests = {each for each in said if DIGEST.fullmatch(each)}
        if left is GONE:
            self.store.forget(key)
            self.dropped = True
            if any(self.store.body(each) is not None for each in digests):
                self.traces.hit.update(self.met)
            return
        if left != value:
            self.store.remember(key, left)
            self.dropped = True
        if not key.startswith(ANSWER):
            self.held |= digests
        if archives and not archives.isdisjoint({*names_in(key), *said}):
            for each in digests:
                data = self.store.body(each) or b""
                if sniff(data[:HEAD_BYTES]) and holds(BytesIO(data), self.traces):
                    self.holding.add(each)


def names_in(key: str) -> Iterator[str]:
    """What a key may name: what follows its kind, or the address in it."""
    hit = SCOPE.match(key)
    said = re.split("[: ]", key[hit.end() :] if hit else key, maxsplit=1)[-1]
    for name in (said, *(said[at + 1 :] for at in range(len(said)) if said[at] == " ")):
        yield name
        if DIGEST.fullmatch(name[-64:]) and name[-65:-64] == " ":  # an address that hides something
            yield name[:-65]


def _left(value: Any, named: Callable[[str], bool], field: str = "") -> Any:
    """A value without the entries that name a document; GONE where it speaks of the document itself."""
    if isinstance(value, str):
        return GONE if named(value) else value
    if isinstance(value, list):
        # An entry among others may be a list, as of an address and its date.
        alone = GONE in [_left(each, named) for each in value if isinstance(each, str)] and field not in NAMES
        left = [_left(each, named) for each in value]
        return GONE if alone else [each for each in left if each is not GONE]
    if not isinstance(value, dict):
        return value
    entries = {name: _left(each, named, name) for name, each in value.items() if field not in BY_NAME or not named(name)}
    if field == HOSTS:  # any address of a host is as good, to hear what it reserves
        return {origin: [f"{origin}/", *value[origin][1:]] if each is GONE else each for origin, each in entries.items()}
    if GONE in entries.values() and field not in BY_NAME:
        return GONE
    return {name: each for name, each in entries.items() if each is not GONE}


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from strings(each)
