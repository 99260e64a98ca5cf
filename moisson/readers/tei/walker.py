"""The roles of TEI's elements, and what TEI needs beyond them: speakers, tokens, readings, breaks inside words."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from moisson.readers.contract import Speaker
from moisson.readers.facts.speakers import Turn
from moisson.readers.markdown import AFTER_MARK
from moisson.readers.tei.header import Person, named
from moisson.readers.tei.readings import AT_END, AT_START, READINGS, Readings
from moisson.readers.xml.walker import Attributes, Field, Role, parts

# What is skipped on purpose, and why: an element, or its attribute, or where it stands.
LEFT_OUT = {
    "teiHeader": "becomes the document's fields",
    "fw": "running heads, page numbers, catchwords, signatures",
    "del, what is between delSpan and its anchor": "struck out by the author",
    "metamark": "the writer's signs for what is to be inserted or moved",
    "surplus": "superfluous by the editor's judgement",
    "figDesc": "the encoder's description of an image",
    "am": "an abbreviation's mark, where it is spelt out",
    "wit": "which witnesses have a reading",
    "linkGrp": "syntactic annotation",
    "link": "annotation",
    "spanGrp": "annotation",
    "interpGrp": "annotation",
    "standOff": "annotation",
    "index": "entries of an index, which repeat words",
    "timeline": "times of a recording",
    "geo": "coordinates of a place",
    "facsimile": "positions on the page",
    "sourceDoc": "the page line by line; it is read where there is no text",
    "choice/sic, choice/orig, choice/abbr": "the edited reading is kept: corr, reg, expan",
    "choice/facs, choice/dipl": "of levels of transcription one is kept: the most regular that the words have",
    "app/rdg": "the edition's own reading is kept: lem, else the first",
    "(idno in a register)": "keys of authority files, of the people and places that an edition lists at its end",
    "gap[@reason=editorial]": "says that a sample was cut, in debates",
    "desc[@xml:lang=en], where the debate is in another language": "the encoder's description of a remark",
}
DIVISIONS = frozenset(("div", *(f"div{level}" for level in range(10))))
OUTSIDE = DIVISIONS | frozenset(
    re.findall(
        r"\w+",
        "text body front back group floatingText u sp lg cit epigraph postscript argument prologue epilogue performance set",
    )
)
REGISTERED = frozenset(("person", "personGrp", "place", "org", "event", "nym"))  # entries of an edition's register
STRUCTURED = frozenset(  # parts of a name or a reference, which stand apart where no words are between them
    re.findall(r"\w+", "author editor title publisher pubPlace date biblScope idno forename surname addName settlement country")
)
TOUCHING = STRUCTURED | frozenset(("bibl", "placeName", "roleName", "genName"))  # no two of which make one word
APART = OUTSIDE | frozenset(("listBibl", "figure", "titlePage", "argument", "postscript"))  # what holds no words of its own
LEXICAL = frozenset(("cit", "quote", "bibl"))  # blocks, but in the entries of a dictionary
REMARKS = ("kinesic", "vocal", "incident", "writing", "pause", "shift", "stage")
BOXED = frozenset(("note", "gap", "speaker", "label", *REMARKS))
PLACED = BOXED | frozenset(  # elements whose part depends on where they stand or what their attributes say
    re.findall(r"\w+", "sourceDoc head seg q quote said label line del desc docAuthor docDate docEdition hi cit bibl")
)
UTTERANCE = re.compile(rb"<(?:\w+:)?u[\s>]")
MIXED = re.compile(rb"</(?:\w+:)?seg>\s*(?:<[^<>]*/>\s*)*[^<\s]")  # words directly behind a segment, which is a part of them
PARAGRAPHS = re.compile(rb"<(?:\w+:)?(?:seg|p|ab)[\s>]")  # without which utterances hold words themselves
TEXT = re.compile(rb"<(?:\w+:)?text[\s>]")
NOTE_ID = re.compile(rb"<(?:\w+:)?note\s(?:[^<>]*?\s)?(?:xml:)?id\s*=\s*[\"']([^\"'<>]{1,200})[\"']")
NOTE_SIGN = re.compile(r"[\[(]?(?:\d{1,4}|[a-z]|\*{1,4}|[†‡])[\])]?")
INLINE = Role.INLINE
LONGEST_REMARK = 250  # characters
INITIALS = re.compile(r".*(?:\w |\b\w\. ?)[^\W\d_]", re.S)  # at the end of a name: the stop behind them is theirs
KEY = re.compile(r"(?:[A-Z0-9]+_)+[A-Z0-9]+|\d+(?:-\d+){2,}")  # of a program, in the place of words


class Tei(Readings):
    """One TEI text."""

    roles = parts(
        skip="teiHeader fw del metamark surplus figDesc linkGrp link spanGrp interpGrp standOff index timeline facsimile am wit"
        " geo rt",
        section="div div0 div1 div2 div3 div4 div5 div6 div7",
        block="p ab u sp lg body front back titlePage docTitle titlePart docAuthor docImprint docDate docEdition byline epigraph"
        " salute signed closer opener dateline trailer argument address postscript floatingText imprimatur cit eg bibl"
        " listBibl prologue epilogue performance set castGroup figure sourceDoc surface zone entry entryFree superEntry"
        " biblStruct biblFull listPerson listPlace listOrg listEvent listNym " + " ".join(REGISTERED),
        spaced="s role roleDesc form orth pron hyph gramGrp gram pos gen iType sense def etym usg lbl xr re hom subc",
        list="list castList",
        item="item castItem",
        table="table",
        row="row",
        cell="cell",
        **{"break": "l addrLine"},
    )
    fields = (Field("day", "docDate", "when"),)
    count_languages = True

    def __init__(self, content: bytes, people: Mapping[str, Person], day: str | None = None) -> None:
        super().__init__(content)
        self._people, self._day = people, day
        self.turns: list[Turn] = []
        self.debate = UTTERANCE.search(content) is not None
        self._calls: list[bool] = []  # of the open references: whether they call a note
        self._note_speaker = ""  # a speaker who is announced before the utterance
        self._announced: dict[str, str] = {}  # by `who`: later turns may not be announced
        self._spoke_last = ""
        self._announced_at = 0  # how many blocks stood before that
        self._heads: list[int] = []  # of the open divisions: how many they have
        self._touched = (-1, -1)  # where a part of a name or reference ended: how many blocks and pieces stood before
        self._boxes: list[str] = []  # elements whose words are written apart: how to put them back

    # What is told by looking through the whole file, when it is asked for first.

    @cached_property
    def _mixed(self) -> bool:
        return self.debate and MIXED.search(self._content) is not None

    @cached_property
    def _running(self) -> bool:
        return self._mixed or (self.debate and not PARAGRAPHS.search(self._content, self._content.find(b"<body")))

    @cached_property
    def _pages_only(self) -> bool:
        return TEXT.search(self._content) is None

    @cached_property
    def _note_ids(self) -> frozenset[str]:
        return frozenset(key.decode("utf-8", "replace") for key in NOTE_ID.findall(self._content))

    def role(self, name: str, attributes: Attributes) -> Role:
        """By name, and by where it stands."""
        parent = self.path[-2] if len(self.path) > 1 else ""
        if parent in READINGS and not (name == "note" and parent == "app"):
            return self.reading(name, parent)
        if parent in REGISTERED:
            return Role.SKIP if name == "idno" else Role.BLOCK if name in REGISTERED or name == "p" else Role.SPACED
        if name in STRUCTURED and ("biblStruct" in self.path or "person" in self.path):
            return Role.SPACED
        if name in LEXICAL and ("entry" in self.path or "entryFree" in self.path):
            return Role.SPACED
        if name not in PLACED:
            return self.roles.get(name, INLINE)
        outside = parent in OUTSIDE
        if (name == "seg" and parent == "u" and self._mixed) or (name in ("seg", "desc") and parent == "note"):
            return Role.SPACED
        if name in ("cit", "bibl") or parent == "cit":  # in a sentence, or apart
            holder = self.path[-3] if parent == "cit" and len(self.path) > 2 else parent
            return Role.BLOCK if holder in APART else Role.INLINE
        if name == "del":
            return Role.INLINE if parent == "restore" else Role.SKIP
        if name == "sourceDoc":
            return Role.BLOCK if self._pages_only else Role.SKIP
        if name == "head":
            return self._head(parent)
        if name == "note":
            return self._note(attributes, outside)
        if name in REMARKS or name == "gap":
            if self._aside(name, parent) or self._amid(name, parent):
                return Role.INLINE
            if self.debate and name == "gap" and attributes.get("reason") == "editorial":
                return Role.SKIP
            return Role.REMARK if outside and (name != "gap" or self.debate) else Role.INLINE
        if name in ("seg", "q", "quote", "said", "label", "line"):
            return Role.BLOCK if outside else Role.INLINE
        if name == "desc" and ((parent == "gap" and not self.debate) or self._described(attributes)):
            return Role.SKIP
        if name in ("docAuthor", "docDate", "docEdition") and parent in ("byline", "docImprint", "titlePart", "p"):
            return Role.INLINE
        if name == "hi" and "sup" in (attributes.get("rend") or ""):
            return Role.RAISED
        return self.roles.get(name, Role.INLINE)

    def _described(self, attributes: Attributes) -> bool:
        """Whether a remark is put in English, as encoders do for their readers, in a debate that is in another language."""
        return bool(self._languages) and attributes.get("xml:lang") == "en" != self._languages[0][1][:2]

    def _head(self, parent: str) -> Role:
        if not (parent in DIVISIONS or parent in ("body", "front", "back", "text", "group")):
            return Role.BLOCK
        first = not self._heads or self._heads[-1] == 0
        if self._heads:
            self._heads[-1] += 1
        return Role.HEADING if first or not self.debate else Role.BLOCK

    def _note(self, attributes: Attributes, outside: bool) -> Role:
        if attributes.get("type") == "speaker":
            return Role.INLINE
        if self.debate:
            return Role.REMARK if outside else Role.INLINE
        return Role.BLOCK if outside else Role.NOTE

    def _open_division(self, name: str, attributes: Attributes) -> None:
        self._heads.append(0)

    def _close_division(self, name: str) -> None:
        self._heads.pop()
        self._leftover()

    def _touch(self, name: str, attributes: Attributes) -> None:
        """A part of a name or a reference, directly behind another."""
        if self.out.inline and self._touched == (len(self.out.blocks), len(self.out.inline)):
            self.out.inline.append(" ")

    def _touched_last(self, name: str) -> None:
        self._touched = (len(self.out.blocks), len(self.out.inline))

    def _refer(self, name: str, attributes: Attributes) -> None:
        """Keep the words of a reference to a note apart where they stand at a word, for their sign is no part of it."""
        before = self.out.inline[-1][-1:] if self.out.inline else " "
        calls = not before.isspace() and (attributes.get("target") or "").removeprefix("#") in self._note_ids
        self._calls.append(calls)
        if calls:
            self._push(flat=True)

    def _refer_end(self, name: str) -> None:
        if self._calls.pop():
            words = self._pop()
            self.write(f" {self.note_mark(words)}{AFTER_MARK}" if NOTE_SIGN.fullmatch(words) else words)

    def _box(self, name: str, attributes: Attributes) -> None:
        """Keep the words of a speaker's name, or of a remark inside a paragraph, apart until it ends."""
        parent = self.path[-2] if len(self.path) > 1 else ""
        speaks = name == "speaker" or (name == "note" and attributes.get("type") == "speaker")
        remark = name in REMARKS or (name in ("note", "gap") and self.debate)
        aside = self._aside(name, parent)
        label = name == "label" and parent == "list"
        if speaks or aside or label or (remark and (parent not in OUTSIDE or self._amid(name, parent))):
            self._push(flat=True)
            self._boxes.append("speaker" if speaks else "aside" if aside else "label" if label else "remark")
        else:
            self._boxes.append("")
        if name == "gap" and not self.debate:
            self.write("[…]")

    def _aside(self, name: str, parent: str) -> bool:
        """Whether a stage direction stands between a speaker's name and the words."""
        return name == "stage" and parent == "sp" and bool(self._lead)

    def _amid(self, name: str, parent: str) -> bool:
        """Whether a remark stands amid the words of an utterance, which go on after it."""
        return parent == "u" and name in REMARKS and (self._running or name in ("pause", "shift"))

    def _end_list(self, name: str) -> None:
        """A label whose item has no words stands alone."""
        if self._lead and "sp" not in self.path and "u" not in self.path:
            self.out.block(self._lead)
            self._lead = ""

    def _close_turn(self, name: str) -> None:
        if self._lead.endswith(("]", ")")):
            self.out.block(self._lead)
        self._lead = ""

    def _unbox(self, name: str) -> None:
        kind = self._boxes.pop()
        if not kind:
            return
        words = self._pop().strip()
        if kind == "speaker" and words:
            self._announce_speaker(words)
        elif kind == "label":
            self._lead = f"{self._lead} {words}".strip()
        elif words := self.remarked(words):
            if kind == "aside":
                self._lead = f"{self._lead} {words}"
            else:
                self.write(f" {words} ")

    def remarked(self, words: str) -> str:
        """A remark in brackets; what is longer than a remark is the record's own telling, and a paragraph of its own."""
        if self.debate and KEY.fullmatch(words):
            return ""
        return words if self.debate and len(words) > LONGEST_REMARK and not self._writers else super().remarked(words)

    def _announce_speaker(self, words: str) -> None:
        speaker = words.rstrip(" .:,;–—-") or words
        if INITIALS.fullmatch(speaker) and words.startswith(f"{speaker}."):
            speaker += "."
        if "u" in self.path or "sp" in self.path:
            self._lead = f"{speaker}:"
            if self.turns:  # the one that has begun, under the name that the record gives it
                self.turns.append((speaker, self.turns[-1][1]._replace(name=self.turns[-1][1].name or speaker)))
        else:
            self._leftover()
            self._announce()
            self._note_speaker, self._announced_at = speaker, len(self.out.blocks)

    def _leftover(self) -> None:
        """A speaker whose utterance never came is named all the same, where the name stands in the file."""
        if self._note_speaker:
            self.out.block(f"{self._note_speaker}:")
            self.out.blocks.insert(self._announced_at, self.out.blocks.pop())
            self._note_speaker = ""

    def _turn(self, name: str, attributes: Attributes) -> None:
        who = attributes.get("who") or ""
        speaker = self._note_speaker or named(who, self._people) or self._announced.get(who, "")
        if who.startswith("#"):  # `unknown` is many
            self._announced[who] = speaker
        self._note_speaker = ""
        goes_on = "prev" in attributes and speaker == self._spoke_last
        self._lead = f"{speaker}:" if speaker and not goes_on else ""
        if not goes_on:
            self.turns.append((speaker, self._speaker(who, speaker, attributes.get("ana") or "")))
        self._spoke_last = speaker

    def _speaker(self, who: str, called: str, role: str) -> Speaker:
        """Who speaks: by the list of people, where `who` names one of them; else as the record calls them."""
        key = who.rpartition("#")[2] if who.startswith("#") and len(who.split()) == 1 else ""
        person = self._people.get(key)
        return Speaker(
            named(who, self._people) or called,
            key or None,
            person.group(self._day, self._people) if person else None,
            role.split()[0].lstrip("#").rpartition(":")[2] if role.split() else None,
        )

    def _join_heads(self, name: str) -> None:
        heading = self._owners[-1].heading if self._owners else []
        if len(heading) > 1 and heading[-2][-1:].isalnum():
            heading[-1] = f"– {heading[-1]}"

    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {
        **AT_START,
        **dict.fromkeys(DIVISIONS, _open_division),
        **dict.fromkeys(TOUCHING, _touch),
        **dict.fromkeys(BOXED, _box),
        **dict.fromkeys(("u", "sp"), _turn),
        "ref": _refer,
    }
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {
        **AT_END,
        **dict.fromkeys(DIVISIONS, _close_division),
        **dict.fromkeys(TOUCHING, _touched_last),
        **dict.fromkeys(BOXED, _unbox),
        **dict.fromkeys(("u", "sp"), _close_turn),
        "head": _join_heads,
        "list": _end_list,
        "ref": _refer_end,
    }
