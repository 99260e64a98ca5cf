"""What a repository's history says of its files: when each was last touched, and what it held before.

The history is that of first parents: what the branch itself held, one state after the other. What was written on a side branch
counts from the day on which it was merged. Dates are those of authors, which repositories of law set to the day of the act.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from moisson.connectors.git.client import Git

LOG = (
    *("log", "--first-parent", "--diff-merges=first-parent", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color"),
    *("--no-show-signature", "--no-mailmap", "--format=%x01%H %aI"),
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
GONE = "000000"  # the mode of a path that is no more


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's say on one path; `mode` and `object` are what the path is after it."""

    commit: str
    date: str | None  # ISO 8601
    path: bytes
    mode: str
    object: str


@dataclass(slots=True)
class Wording:
    """What a path held; `spans` are the numbers of the commits, from the oldest, that began and ended each time it did."""

    path: bytes
    mode: str
    object: str
    commit: str  # that brought it first
    spans: list[tuple[int, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    """The commits from the oldest to the newest with their dates, and all that paths have held."""

    commits: list[tuple[str, str | None]]
    wordings: list[Wording]

    def lasted(self, wording: Wording, since: str) -> bool:
        """Whether it was there after a day, or after a commit (whose name `since` begins), if only for a while."""
        ends = [end for _, end in wording.spans]
        if None in ends:
            return True
        last = max(end for end in ends if end is not None)
        if DAY.fullmatch(since):
            return (self.commits[last][1] or "")[:10] > since
        return last > self.number(since)

    def number(self, commit: str) -> int:
        """A commit's place in the history."""
        return next(i for i, (name, _) in enumerate(self.commits) if name.startswith(commit))

    def spans(self, wording: Wording) -> list[dict[str, str | None]]:
        """From when to when it was there, with the commits, as evidence."""
        return [
            {
                "from": self.commits[start][1],
                "commit": self.commits[start][0],
                "until": None if end is None else self.commits[end][1],
                "until_commit": None if end is None else self.commits[end][0],
            }
            for start, end in wording.spans
        ]


def changes(git: Git, commit: str, oldest_first: bool = False) -> Iterator[Change | tuple[str, str | None]]:
    """Each commit (its id and date), followed by what it changed. Raises GitFailure."""
    tokens = git.tokens(*LOG, *(("--reverse",) if oldest_first else ()), commit, "--")
    at: tuple[str, str | None] = ("", None)
    for token in tokens:
        said = token.lstrip(b"\n")
        if said.startswith(b"\x01"):
            name, _, date = said[1:].decode("ascii", "replace").partition(" ")
            at = name, date if DAY.match(date) else None
            yield at
        elif said.startswith(b":"):
            _, mode, _, object, _ = said[1:].decode("ascii", "replace").split(" ")
            yield Change(*at, next(tokens), mode, object)


def last_touched(git: Git, commit: str, paths: Iterable[bytes]) -> dict[bytes, Change]:
    """The last change of each path; the walk ends where all have been met."""
    open = set(paths)
    found: dict[bytes, Change] = {}
    walk = changes(git, commit)
    while open and (each := next(walk, None)) is not None:
        if isinstance(each, Change) and each.path in open:
            found[each.path] = each
            open.discard(each.path)
    return found


def history(git: Git, commit: str) -> History:
    """All that paths have held up to a commit, ordered by path, the newest first; what came back is there once."""
    commits: list[tuple[str, str | None]] = []
    now: dict[bytes, Wording] = {}
    met: dict[tuple[bytes, str, str], Wording] = {}
    for each in changes(git, commit, oldest_first=True):
        if not isinstance(each, Change):
            commits.append(each)
            continue
        number = len(commits) - 1
        if (before := now.pop(each.path, None)) is not None:
            start, _ = before.spans[-1]
            before.spans[-1] = start, number
        if each.mode != GONE:
            kind = each.mode[:2]  # a file, a link: whether a file may be run does not make it another
            wording = met.setdefault((each.path, each.object, kind), Wording(each.path, each.mode, each.object, each.commit))
            start = wording.spans.pop()[0] if wording is before else number
            wording.spans.append((start, None))
            now[each.path] = wording
    return History(commits, sorted(met.values(), key=lambda wording: (wording.path, -wording.spans[-1][0])))
