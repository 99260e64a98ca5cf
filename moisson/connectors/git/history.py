"""A repository's history: when each file last changed, and what it held before.

Only first parents count: the states of the branch itself. Side branches count from their merge. Dates are the authors', which
repositories of law set to the day of the act.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from moisson.connectors.git.client import GitClient

LOG = (
    *("log", "--first-parent", "--diff-merges=first-parent", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-color"),
    *("--no-show-signature", "--no-mailmap", "--format=%x01%H %aI"),
)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
GONE = "000000"  # mode of a deleted path


@dataclass(frozen=True, slots=True)
class Change:
    """One commit's change to a path; `mode` and `object` are the path's state after it."""

    commit: str
    date: str | None  # ISO 8601
    path: bytes
    mode: str
    object: str


@dataclass(slots=True)
class Wording:
    """A content of a path; `spans` number the commits, oldest first, that began and ended each of its periods."""

    path: bytes
    mode: str
    object: str
    commit: str  # that first brought it
    spans: list[tuple[int, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class History:
    """The commits with dates, oldest first, and everything paths have held."""

    commits: list[tuple[str, str | None]]
    wordings: list[Wording]

    def lasted(self, wording: Wording, since: str) -> bool:
        """Whether it existed after a day, or after the commit whose id starts with `since`."""
        ends = [end for _, end in wording.spans]
        if None in ends:
            return True
        last = max(end for end in ends if end is not None)
        if DAY.fullmatch(since):
            return (self.commits[last][1] or "")[:10] > since
        return last > self.number(since)

    def number(self, commit: str) -> int:
        """A commit's index."""
        return next(i for i, (name, _) in enumerate(self.commits) if name.startswith(commit))

    def spans(self, wording: Wording) -> list[dict[str, str | None]]:
        """The periods in which it existed, with commits, as evidence."""
        return [
            {
                "from": self.commits[start][1],
                "commit": self.commits[start][0],
                "until": None if end is None else self.commits[end][1],
                "until_commit": None if end is None else self.commits[end][0],
            }
            for start, end in wording.spans
        ]


def changes(git: GitClient, commit: str, oldest_first: bool = False) -> Iterator[Change | tuple[str, str | None]]:
    """Each commit (id and date), then its changes. Raises GitFailure."""
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


def last_touched(git: GitClient, commit: str, paths: Iterable[bytes]) -> dict[bytes, Change]:
    """The last change of each path; stops when all are found."""
    open = set(paths)
    found: dict[bytes, Change] = {}
    walk = changes(git, commit)
    while open and (each := next(walk, None)) is not None:
        if isinstance(each, Change) and each.path in open:
            found[each.path] = each
            open.discard(each.path)
    return found


def history(git: GitClient, commit: str) -> History:
    """Everything paths have held up to a commit, by path, newest first; what came back is listed once."""
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
            kind = each.mode[:2]  # a file or a link: the executable bit does not matter
            wording = met.setdefault((each.path, each.object, kind), Wording(each.path, each.mode, each.object, each.commit))
            start = wording.spans.pop()[0] if wording is before else number
            wording.spans.append((start, None))
            now[each.path] = wording
    return History(commits, sorted(met.values(), key=lambda wording: (wording.path, -wording.spans[-1][0])))
