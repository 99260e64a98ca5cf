"""Sittings of Australia's parliament in its own XML (`hansard`), of all three shapes since 1998.

Up to 2013 a turn is a talker, of whom much is said, and paragraphs; since then it is a page of a word processor in which the
talker's name stands as printed.
"""

import re
from collections.abc import Iterator

from moisson.extract.facts.stated import iso_date
from moisson.extract.how import How
from moisson.extract.xml.structure import Attributes, Role
from moisson.extract.xml.walker import Field, Walker, parts
from moisson.reader import Text

LEFT_OUT = {
    "session.header": "metadata: fields are made of it",
    "adjournmentinfo": "when and on which page the sitting ended",
    "day.start": "the day, which is a field",
    "electorate": "of a talker: whom he or she speaks for",
    "first.speech": "of a talker: whether it is the first speech",
    "id.no": "the bill's key",
    "in.gov": "of a talker: whether of the government",
    "name.id": "of a talker: a key",
    "page.no": "pages",
    "party": "of a talker: the party",
    "role": "of a talker: the office",
    "time.stamp": "when words were said",
    "type": "the kind of debate",
}
HEADS = ("HPS-Debate", "HPS-SubDebate", "HPS-SubSubDebate")  # paragraphs that say a debate's title again
INFO = ("debateinfo", "subdebateinfo")
CHAMBERS = {"REPS": "House of Representatives", "SENATE": "Senate"}
RULE = re.compile(r"[\s—–_-]+")


class Hansard(Walker):
    roles = parts(
        skip=" ".join(LEFT_OUT),
        section="debate subdebate.1 subdebate.2 subdebate.3",
        inline="debateinfo subdebateinfo inline a span b i u em strong name",
        spaced="num.votes",
        list="list ul ol",
        item="item li",
        table="table",
        row="row tr",
        cell="entry td th",
        raised="sup",
        **{"break": "br"},
    )
    default = Role.BLOCK
    asked = frozenset(("name", "title"))
    watched = frozenset(("name", "names", "p", "para"))
    fields = (Field("day", "session.header/date"), Field("chamber", "session.header/chamber"))

    def __init__(self) -> None:
        super().__init__()
        self._heads: list[bool] = []  # of the open paragraphs: whether each may be a title again
        self._names: list[str] = []  # of those who have voted alike
        self._talker = ""  # who has been named and has not spoken yet

    def role(self, name: str, attributes: Attributes) -> Role:
        """Talkers are named twice, in the order of the alphabet and as they are printed."""
        around = self.path[-2] if len(self.path) > 1 else ""
        if name == "title":
            return Role.HEADING if around in INFO else Role.SPACED if around in ("ayes", "noes", "pairs") else Role.BLOCK
        return Role.SKIP if around == "talker" and attributes.get("role") != "display" else Role.INLINE

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "names":
            self._names = []
        elif name == "name":
            self._push(flat=True)
        else:
            self._heads.append(attributes.get("class") in HEADS)
            if self._heads[-1]:
                self._announce()
                self._push()

    def leave(self, name: str) -> None:
        if name == "names":
            self.out.block("; ".join(self._names))
        elif name == "name":
            self._name(self._pop().strip())
        elif self._heads.pop():
            words = " ".join(self._pop().split())
            titles = [block.lstrip("# ").casefold() for _, block in self.out.blocks[-3:] if block.startswith("#")]
            if words and words.casefold() not in titles:
                self.out.block(words)
        elif self.out.blocks and not self._writers:
            self._tidy()

    def _name(self, words: str) -> None:
        if self.path[-1] == "names":
            self._names.append(words)
        elif self.path[-1] in ("talker", "motionnospeech") and words:
            self.out.end()
            self._talker = f"{words}:"
            self.say(self._talker)
        else:
            self.write(words)

    def _tidy(self) -> None:
        """A paragraph of dashes is a line across the page; a dash parts the talker's name from the words."""
        number, block = self.out.blocks[-1]
        if RULE.fullmatch(block):
            self.out.blocks.pop()
        elif self._talker and block.startswith(f"{self._talker} —"):
            self.out.blocks[-1] = (number, f"{self._talker} {block[len(self._talker) + 2 :].lstrip()}")
        self._talker = ""


def read(content: bytes, how: How) -> Iterator[Text]:
    """One sitting of one chamber."""
    walker = Hansard().parse(content)
    day, chamber = iso_date(walker.first("day") or ""), walker.first("chamber") or ""
    yield Text(
        walker.text(),
        "hansard-au",
        " ".join(filter(None, (CHAMBERS.get(chamber.upper(), chamber), "Hansard", day))),
        "en",
        day,
        kind="debate",
    )
