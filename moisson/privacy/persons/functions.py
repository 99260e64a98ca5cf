"""Which function of several belongs to a name: the nearest, by what stands between."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from moisson.privacy.persons.mentions import Found, Mention
from moisson.privacy.persons.roles import Role
from moisson.privacy.persons.words import Language

_ON_BEHALF = re.compile(
    r"(?<!\w)(?:for|pour|für|voor|para|per|dla|nombre)\s+(?:the|l[ea]s?|l['’]|den|die|de[lr]?|las?|el|los|il|i|gli)?\s*$",
    re.IGNORECASE,
)
LEFT = 70  # how far before a name its function may begin, in characters
RIGHT = 50  # how far after
_OF = re.compile(
    r"\s*(?:(?:de|du|des|d['’]|la|le|les|l['’]|of|the|van|het|von|der|den|del|della|dell['’]|di|dei|el|los|las|s?eine[rs]?|ihre[rs]?|his|her"
    r"|sa|son)\s*){0,3}"
)


class Functions:
    """The functions that a text names, and whose they are."""

    def __init__(self, text: str, language: Language, found: Sequence[Found]) -> None:
        self.text = text
        self.language = language
        self.places = [place for place in found if place.cue.use == "role"]
        self._starts = [place.start for place in self.places]

    def of_court(self, start: int, end: int) -> bool:
        """Whether a judge or a clerk is named between two places."""
        first = bisect_left(self._starts, start)
        return any(place.cue.role in ("judge", "clerk") and place.start < end for place in self.places[first : first + 12])

    def decide(self, mentions: list[Mention]) -> None:
        """Give the mentions of a text their roles."""
        for at, mention in enumerate(mentions):
            self._decide(mention, mentions[at + 1] if at + 1 < len(mentions) else None)
        self._share(mentions)

    def _decide(self, mention: Mention, after: Mention | None) -> None:
        """The function nearest to a name, after it (`, juge`) or before it (`le requérant, M.`), makes the role."""
        if mention.rule == "case":
            return
        right = self._right(mention, after.start if after else len(self.text))
        left = self._left(mention)
        if left in ("party", "official") or (left and not right):
            mention.role, mention.weight = left, 3
        elif right:
            mention.role, mention.weight = right, 3

    def _right(self, mention: Mention, until: int) -> Role | None:
        first = bisect_left(self._starts, mention.end)
        for place in self.places[first : first + 4]:
            if place.start - mention.end > RIGHT or place.start > until:
                return None
            if place.cue.word in self.language.pointing:
                return None  # `, vertreten durch Rechtsanwältin Kern`: what follows is another's
            if self.language.right_role.fullmatch(self.text, mention.end, place.start):
                return place.cue.role
        return None

    def _left(self, mention: Mention) -> Role | None:
        last = bisect_right(self._starts, mention.start)
        best: Found | None = None
        for place in reversed(self.places[max(0, last - 5) : last]):
            if place.end > mention.start or mention.start - place.end > LEFT:
                continue
            between = self.text[place.end : mention.start]
            title = re.search(rf"(?:(?:{self.language.titles})\s*)+$", between)
            between = between[: title.start()] if title else between
            if self._of_another(place, between):
                continue
            if self.language.left_role.fullmatch(between) and (best is None or place.end > best.end):
                best = place
        if best is None:
            return None
        heads = [place for place in self.places[max(0, last - 6) : last] if place.end <= best.start <= place.end + 20]
        if best.cue.role == "party" and heads and _OF.fullmatch(self.text, heads[-1].end, best.start):
            return heads[-1].cue.role  # `l'avocat de la requérante, M. Petit`
        return best.cue.role

    def _of_another(self, place: Found, between: str) -> bool:
        """`Mr Eaton, Agent, Mr Bratza`: the function is Mr Eaton's; `for the applicant Mr Emmerson`: he is not the applicant."""
        before = self.text[max(0, place.start - 24) : place.start]
        return (before.rstrip().endswith(",") and between.lstrip().startswith(",")) or _ON_BEHALF.search(before) is not None

    def _share(self, mentions: list[Mention]) -> None:
        """In a list (`MM. A, B et C, juges`) the names without a function take their neighbours'."""
        pairs = list(pairwise(mentions))
        for left, right in reversed(pairs):
            if left.role == "person" != right.role and right.rule != "case" and self._listed(left, right):
                left.role = right.role
        for left, right in pairs:
            if right.role == "person" != left.role and left.rule != "case" and self._listed(left, right):
                right.role = left.role

    def _listed(self, left: Mention, right: Mention) -> bool:
        return right.start - left.end < 30 and self.language.joins.fullmatch(self.text, left.end, right.start) is not None
