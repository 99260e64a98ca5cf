"""The documents in a file of Akoma Ntoso: where they begin and end, their titles, what their metadata say."""

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from moisson.readers.contract import Speaker, Text
from moisson.readers.facts.speakers import tallied
from moisson.readers.law.akn_meta import Meta
from moisson.readers.law.akn_parts import AknParts
from moisson.readers.xml.structure import Attributes, Role

DOCUMENTS = (
    "act",
    "amendment",
    "amendmentList",
    "bill",
    "debate",
    "debateReport",
    "doc",
    "documentCollection",
    "judgment",
    "officialGazette",
    "portion",
    "statement",
)
ROOT = "akomantoso"  # in any case; an answer of an interface may hold several
KINDS = {"act": "law", "bill": "law", "judgment": "decision", "debate": "debate", "debateReport": "debate"}
COLLECTIONS = ("amendmentList", "documentCollection", "officialGazette")
BODIES = ("body", "mainBody", "judgmentBody", "debateBody", "amendmentBody", "collectionBody", "portionBody")
SOFT = "leos:softaction"  # how the editor of the Union's institutions marks what a draft deletes, or moves elsewhere
OWN_SPACE = re.compile(r"/ns/akn|akomantoso|legaldocml|/xhtml|/MathML|/svg", re.I)
ZONES = ("introduction", "background", "arguments", "motivation", "decision", "remedies")  # of a judgment
FRONTS = ("coverPage", "preface", "header")  # of which a title may be made
CONTENTS_TITLE = 40  # characters; what is longer is the document's own title: `ÍNDICE`, `Table of contents`
NAMED_SOON = 80  # characters at the beginning of a question, in which the name of who asks stands
NAMING = re.compile(r"[^.:;!?¿¡(]{3,60}(?:\([^()]{1,60}\)\s?)?(?::|\.?\s?[-–—])\s")  # `El señor ASCENCIO (Presidente).- `
LONG_WORD = re.compile(r"[^\W\d_]{4,}")
NOT_IN_A_NAME = re.compile(r"[^\w.@-]+")


class AkomaNtoso(AknParts):
    """Reads one file; `finished()` gives its documents."""

    def __init__(self, *, gated: bool) -> None:
        super().__init__()
        if gated:
            self.gates = frozenset(("status", "period", SOFT))
        self._texts: list[Text] = []
        self._docs: list[Meta] = []  # the documents that are open and stand on their own
        self._nested = 0  # open documents within one of them
        self._spaces: dict[str, str] = {}
        self._home = ""  # the prefix of the root
        self._title_depth = 0  # of the element that is being read as the title
        self._held: list[tuple[int, str]] = []  # of the open placeholders: how much stood before, and what they stand for
        self._asked: list[tuple[int, str]] = []  # of the open questions: where their words begin, and who asks
        self._named_at = (-1, -1)  # how many blocks, and pieces of a paragraph, stood after the name of a proponent

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        self._spaces.update((key, value) for key, value in attributes.items() if key.startswith("xmlns"))
        prefix = tag.rpartition(":")[0]
        if len(self.path) == 1:
            self._home = prefix
        space = self._spaces.get(f"xmlns:{prefix}", "") if prefix else ""
        if prefix != self._home and space and not OWN_SPACE.search(space):
            return Role.SKIP
        return self.roles.get(name, self.default)

    def gone(self, attributes: Attributes) -> bool:
        status = attributes.get("status")
        if status == "removed" or (status == "editorial" and self.path[-1] == "remark"):
            return True
        if attributes.get(SOFT) in ("del", "move_to"):
            return True
        period = attributes.get("period")
        return bool(period and self._docs and not self._docs[-1].holds(period.lstrip("#")))

    def passed(self, name: str, attributes: Attributes) -> None:
        if name == "tocItem":  # a heading over nothing but a table of contents goes with it
            if self._owners and self._owners[-1].waits:
                self._owners[-1].heading.clear()
            while self._captures and self._captures[-1][1] in FRONTS:  # and what stands before the body ends there
                _, front, pieces = self._captures.pop()
                self.found.setdefault(front, []).append(" ".join("".join(pieces).split()))
            self._untitle()
        elif self._docs and "meta" in self.path and (not self._nested or name.startswith("TLC")):
            field = self._docs[-1].take(name, self.path[-2], attributes)
            if field:
                self._captures.append((len(self.path), field, []))

    def finished(self) -> list[Text]:
        """The documents of the file, in order."""
        if self._docs:
            self._finish(self._docs.pop())
        elif text := self.text():  # an `akomaNtoso` that holds none of the known documents
            self._texts.append(Text(text, "akn"))
        return self._texts

    # Documents.

    def _open_document(self, name: str, attributes: Attributes) -> None:
        if self._docs and self._nested == 0 and self._docs[-1].kind in COLLECTIONS and self._can_cut():
            self._cut()
        elif self._docs and self.path[-2].lower() != ROOT:
            self._nested += 1
            return
        elif self._docs:
            self._finish(self._docs.pop())
        self._docs.append(Meta(name, contains=attributes.get("contains") or "", depth=len(self._docs), place=len(self._texts)))

    def _close_document(self, name: str) -> None:
        if self._nested:
            self._nested -= 1
        elif len(self._docs) > 1:
            self._finish(self._docs.pop())

    def _can_cut(self) -> bool:
        return not (self._owners or self._writers or self._tables or self.out.counters)

    def _cut(self) -> None:
        """Put down what the collection itself has said so far; it goes on after its document."""
        self._docs[-1].own.append(self.text())
        self._gather()

    def _gather(self) -> None:
        meta = self._docs[-1]
        for field, values in self.found.items():
            meta.found.setdefault(field, []).extend(values)
        self.found = {}
        self.restart()

    def _finish(self, meta: Meta) -> None:
        for key, (mark, words) in self._notes.items():
            if key not in self._called and words:
                self.out.block(f"{mark} {words}" if mark[1:2].isalnum() else words)
        self._notes, self._called = {}, {}
        self._docs.append(meta)
        meta.own.append(self.text())
        self._gather()
        self._docs.pop()
        begin, end = meta.validity()
        meta.resolve()
        outer = self._docs[0] if self._docs else meta
        outer.resolve()
        text = Text(
            "\n\n".join(filter(None, meta.own)),
            "akn",
            title=meta.title(),
            language=meta.stated_language() or outer.stated_language(),
            created=meta.created(),
            part=self._part(meta, outer) if meta.depth or meta.place else "",
            url=meta.url(),
            legal_state=meta.legal_state(),
            valid_from=begin,
            valid_to=end,
            identifiers=meta.identifiers(),
            kind=KINDS.get(meta.kind),
        )
        if meta.turns:
            text = text._replace(speakers=tallied(text.text, meta.turns))
        if text.text:
            self._texts.insert(meta.place, text)

    def _part(self, meta: Meta, outer: Meta) -> str:
        """What tells a document apart from the others of its collection: the end of its address."""
        common = outer.own_name().rpartition("/")[0]
        name = NOT_IN_A_NAME.sub("-", meta.own_name().removeprefix(common)).strip("-")[-80:]
        return name if name and all(name != text.part for text in self._texts) else f"{name}-{len(self._texts) + 1}".strip("-")

    # Titles.

    def _enter_title(self, name: str, attributes: Attributes) -> None:
        meta = self._docs[-1] if self._docs else None
        if meta is not None and not self._nested and meta.front:
            self._captures.append((len(self.path), name, []))
            apart = not "".join(self.out.inline).rstrip().endswith(":")  # behind a label it is part of the line
            if apart and not self._titled and not self._writers and not self._owners:
                self._title_depth = len(self.path)
                self._open_title(attributes)
        elif self._nested and name != "shortTitle" and not self._writers and self._owners and self._owners[-1].waits:
            self._title_depth = -len(self.path)  # of an annex: its heading
            self._open_heading(attributes)

    def _leave_title(self, name: str) -> None:
        depth, here = self._title_depth, len(self.path) + 1
        if depth == here:
            self._title_depth = 0
            self._close_title()
        elif depth == -here:
            self._title_depth = 0
            self._close_heading()

    def _untitle(self) -> None:
        """A title directly above a table of contents is the table's."""
        blocks = self.out.blocks
        if not (self._titled and self._docs and self._docs[-1].front and blocks and not self.out.inline):
            return
        words = blocks[-1][1].removeprefix("# ")
        if words != blocks[-1][1] and len(words) <= CONTENTS_TITLE:
            del blocks[-1]
            self._titled = False
            for values in self.found.values():
                values[:] = [value for value in values if value != words]

    def _enter_zone(self, name: str, attributes: Attributes) -> None:
        """A part of a German judgment is called by an attribute: `Tenor`, `Tatbestand`."""
        term = next((value for key, value in attributes.items() if key.endswith(":domainTerm")), "")
        if term and not (self._nested or self._writers or self._owners or self.quoted):
            self._heading(term, self.depth + 1)

    def _front_words(self, name: str, attributes: Attributes) -> None:
        if self._docs and not self._nested and self._docs[-1].front:
            self._captures.append((len(self.path), name, []))

    def _number(self, name: str, attributes: Attributes) -> None:
        self._part_from_word()
        self._front_words(name, attributes)

    def _part_from_word(self) -> None:
        """Where the number or day of a document touches a word, the page shows them apart."""
        if self.out.inline and self.out.inline[-1][-1:].isalpha():
            self.write(" ")
            self._overhear(" ")

    def _dated(self, name: str, attributes: Attributes) -> None:
        if name == "docDate":
            self._part_from_word()
        if self._docs and not self._nested and self._docs[-1].front:
            self._docs[-1].dated(name, attributes, cover="coverPage" in self.path)

    def _enter_body(self, name: str, attributes: Attributes) -> None:
        if self._docs and not self._nested:
            self._docs[-1].front = False

    # Placeholders and proponents.

    def _hold(self, name: str, attributes: Attributes) -> None:
        held = "placeholder" in (attributes.get("class") or "").split()
        self._held.append((len(self.out.inline) if held else -1, attributes.get("href") or ""))

    def _fill(self, name: str) -> None:
        """A placeholder without words says what the references of its document, or of the one around it, show for it."""
        place, value = self._held.pop()
        if place == len(self.out.inline):
            shown = (meta.resolved(value)[0] for meta in reversed(self._docs) if value.lstrip("#") in meta.shown)
            if words := next(shown, "").strip():
                self._data(words)

    def _propose(self, name: str, attributes: Attributes) -> None:
        if self.out.inline and self._named_at == (len(self.out.blocks), len(self.out.inline)):  # one directly behind another
            self._data(", ")
        if name == "docProponent":
            self._front_words(name, attributes)

    def _proposed(self, name: str) -> None:
        self._named_at = (len(self.out.blocks), len(self.out.inline))

    # Speech.

    def _turn(self, name: str, attributes: Attributes) -> None:
        self.out.end()
        self._announce()
        self._numbered = self.out.lead
        speaker = self._docs[-1].named(attributes.get("by") or "") if self._docs else ""
        if name != "answer":
            self._asked.append((len(self.out.blocks), speaker))
        if self._docs:
            role = self._docs[-1].named(attributes.get("as") or "")
            key = (attributes.get("by") or "").lstrip("#~")
            self._docs[-1].turns.append((speaker, Speaker(speaker, key or None, role=role or None)))
        if speaker:
            self.say(f"{speaker}:")

    def called(self, name: str) -> None:
        if self._docs and self._docs[-1].turns:
            of = self._docs[-1].turns[-1][1]
            self._docs[-1].turns.append((name, of._replace(name=of.name or name)))

    def _end_turn(self, name: str) -> None:
        """Words that name who speaks, as Irish questions do after their number and Chile's minutes, have no name before them."""
        place, speaker = self._asked.pop()
        self.out.end()
        if speaker and len(self.out.blocks) > place:
            number, block = self.out.blocks[place]
            lead, _, said = block.partition(f"{speaker}: ")
            opening = NAMING.match(said)
            if (name == "question" and speaker in said[:NAMED_SOON]) or (opening and shares_name(opening[0], speaker)):
                self.out.blocks[place] = (number, lead + said)

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {
        **AknParts.at_start,
        **dict.fromkeys(DOCUMENTS, _open_document),
        **dict.fromkeys(BODIES, _enter_body),
        **dict.fromkeys(("docTitle", "longTitle", "shortTitle"), _enter_title),
        **dict.fromkeys(("speech", "question", "answer"), _turn),
        **dict.fromkeys(("date", "docDate"), _dated),
        **dict.fromkeys(ZONES, _enter_zone),
        **dict.fromkeys(("docIntroducer", "docProponent"), _propose),
        "ref": _hold,
        **dict.fromkeys((*FRONTS, "docketNumber", "neutralCitation", "docStatus", "docType", "courtType"), _front_words),
        "docNumber": _number,
    }
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **AknParts.at_end,
        **dict.fromkeys(DOCUMENTS, _close_document),
        **dict.fromkeys(("docTitle", "longTitle", "shortTitle"), _leave_title),
        **dict.fromkeys(("docIntroducer", "docProponent"), _proposed),
        **dict.fromkeys(("question", "speech"), _end_turn),
        "ref": _fill,
    }


def shares_name(words: str, name: str) -> bool:
    """Whether a word of a name stands in what opens a speech: the minutes name the speaker themselves."""
    return not {word.casefold() for word in LONG_WORD.findall(words)}.isdisjoint(map(str.casefold, LONG_WORD.findall(name)))
