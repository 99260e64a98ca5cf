"""Which paths a description means: globs over paths with `/`, the same on every system."""

import re
from collections.abc import Iterable
from functools import lru_cache


@lru_cache(maxsize=256)
def pattern(glob: str) -> re.Pattern[str]:
    """A glob as a regular expression for whole paths.

    `*` and `?` stay within one segment, `[ab]` and `[!ab]` name characters, and a segment `**` stands for any number of
    segments, none included; at the end of the glob it stands for at least one. Case matters; a leading dot is a character
    like any other.

    What stands between two stars is taken where it is first found and nowhere else: if the rest fits after a later place, it
    fits after the first as well. So the time grows with the path, and not with a power of it for each star.
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
    """The files that `include` names and `exclude` does not.

    A member of an archive is meant when a glob fits its own path in the archive, the path of an archive around it, or the
    whole path with its `!`.
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
        """Whether a glob of `exclude` names this path."""
        names = {path, *path.split("!")}
        return any(glob.fullmatch(name) for glob in self._exclude for name in names)

    @property
    def unmatched(self) -> list[str]:
        """The globs of `include` that have named no file so far."""
        return list(self._unmatched)
