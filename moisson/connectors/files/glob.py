"""Globs over paths with `/`, the same on every system."""

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=256)
def pattern(glob: str) -> re.Pattern[str]:
    """A glob as a regular expression for whole paths.

    `*` and `?` stay within a segment, `[ab]` and `[!ab]` name characters, and a segment `**` stands for any number of segments,
    or at least one at the end. Case matters; a leading dot is not special.

    What stands between two stars is matched at its first place only: if the rest fits later, it fits there too. So matching is
    linear, whatever the number of stars.
    """
    out, between, deep = "", "", False
    *segments, last = glob.split("/")
    for segment in segments:
        if segment != "**":
            between += _segment(segment) + "/"
            continue
        out += f"(?>(?:[^/]*/)*?{between})" if deep and between else between
        between, deep = "", True
    if last == "**":
        out += f"(?>(?:[^/]*/)*?{between}).+" if deep and between else f"{between}.+"
    else:
        out += "(?:[^/]*/)*" * deep + between + _segment(last)
    return re.compile(out, re.DOTALL)


def _segment(segment: str) -> str:
    out, between, starred, i = "", "", False, 0
    while i < len(segment):
        char, i = segment[i], i + 1
        if char == "*":
            out += f"(?>[^/]*?{between})" if starred and between else between
            between, starred = "", True
        elif char == "?":
            between += "[^/]"
        elif char == "[" and (end := segment.find("]", i + 1 + segment.startswith("!", i))) > 0:
            negated = segment.startswith("!", i)
            chars = re.sub(r"([\\\[\]^&~|])", r"\\\1", segment[i + negated : end])
            between += f"(?!/)[{'^' if negated else ''}{chars}]"
            i = end + 1
        else:
            between += re.escape(char)
    return out + "[^/]*" * starred + between


class Selection:
    """Files that `include` names and `exclude` does not.

    A member of an archive matches by its path in the archive, by the path of an archive around it, or by the whole path with its
    `!`.
    """

    def __init__(self, include: Iterable[str], exclude: Iterable[str] = ()) -> None:
        self._unmatched = dict.fromkeys(include)
        self._include = [(glob, pattern(glob)) for glob in self._unmatched]
        self._exclude = [pattern(glob) for glob in exclude]

    def __call__(self, path: str) -> bool:
        if self.excludes(path):
            return False
        names = {path, *path.split("!")}
        matched = [glob for glob, regex in self._include if any(regex.fullmatch(name) for name in names)]
        for glob in matched:
            self._unmatched.pop(glob, None)
        return bool(matched)

    def excludes(self, path: str) -> bool:
        names = {path, *path.split("!")}
        return any(glob.fullmatch(name) for glob in self._exclude for name in names)

    @property
    def unmatched(self) -> list[str]:
        """The globs of `include` that have matched no file so far."""
        return list(self._unmatched)
