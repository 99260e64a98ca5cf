"""One streaming walk for every XML vocabulary; a family says only which element has which role.

A family is a subclass of `Walker` with a table of roles, a table of fields and, where its format asks for more, a method or two:

    class AkomaNtoso(Walker):
        roles = parts(skip="meta", section="article chapter", number="num", heading="heading", block="p intro", …)
        fields = (Field("created", "FRBRExpression/FRBRdate", "date"), …)

Names are local names, since prefixes differ between publishers. expat streams, keeps no tree and, after `xmlsource`, has no
entity to expand; it is as fast as lxml's iterparse.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, NamedTuple, Self
from xml.parsers import expat

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Share
from moisson.readers.html.fragment import holds_markup, html_to_text
from moisson.readers.markdown import BREAK
from moisson.readers.set_aside import Kind, set_aside
from moisson.readers.spaces import count_words
from moisson.readers.xml.structure import CLOSINGS, OPENINGS, Attributes, Role, Structure
from moisson.readers.xml.xmlsource import xml_source

__all__ = ["Attributes", "Field", "Role", "Walker", "parts"]

Wanted = list[tuple[tuple[str, ...], str, str | None]]  # of fields: the path's names, the field's, the attribute's
Starts = Callable[[Any, str, Attributes], None]
Ends = Callable[[Any, str], None]

GLUED = (Role.INLINE, Role.RAISED, Role.SKIP)
BLOCK = OPENINGS[Role.BLOCK]
SKIP = Role.SKIP
TAGS = re.compile(r"</?[A-Za-z][^<>]*>|&#?\w+;")
MAX_DEPTH = 1000  # elements within elements; the deepest real file known has 60
MAX_CAPTURES = 16  # fields within fields
KEPT_NAME, KEPT_PARTS = 64, 1000  # characters; parts of a family that are known from file to file


def parts(**names: str) -> dict[str, Role]:
    """A table of roles from names by role: `parts(block="p intro", number="num")`."""
    return {name: Role[role.upper()] for role, words in names.items() for name in words.split()}


class Field(NamedTuple):
    """Where a value stands: the end of a path of local names, and an attribute, else the words inside."""

    name: str
    path: str
    attribute: str | None = None


class Part:
    """All that a tag alone decides; found once per tag."""

    __slots__ = ("apart", "asks", "closing", "ends", "name", "opening", "role", "starts", "wanted")

    def __init__(
        self,
        name: str,
        role: Role,
        *,
        asks: bool = False,
        wanted: Wanted | None = None,
        starts: Starts | None = None,
        ends: Ends | None = None,
    ) -> None:
        self.name = name
        self.role = role
        self.opening = OPENINGS.get(role)
        self.closing = CLOSINGS.get(role)
        self.apart = role not in GLUED  # whether its words stand apart from those around it, in fields too
        self.wanted = wanted  # fields whose path ends here
        self.asks = asks  # whether `role` is asked for each of them
        self.starts = starts  # what to do before the part is opened
        self.ends = ends  # what to do after the part is closed


# Why elements are passed over, by their local names in lower case; all others are metadata.
_WHY: dict[Kind, str] = {
    "contents": "toc acttoc inhaltsverzeichnis rednerliste table-of-content table-index alphabetical-index",
    "head": "fw kzinhalt page.header header",
    "foot": "fzinhalt page.footer footer",
    "hidden": "del surplus metamark am deltext tracked-changes hidden-text hidden-paragraph",
    "notice": "remark kommentar commentaire muutmismarge annotation",
    "repeated": "index xref noot.nr marker note-citation",
}
KINDS: dict[str, Kind] = {name: kind for kind, names in _WHY.items() for name in names.split()}

PASSED = Part("", SKIP)  # what ends with an element that was passed over


class Walker(Structure):
    """Walks one file; `text()` then gives its words and `first(name)` its fields."""

    roles: ClassVar[Mapping[str, Role]] = {}
    fields: ClassVar[tuple[Field, ...]] = ()
    default: ClassVar[Role] = Role.INLINE  # of elements that `roles` does not name
    count_languages: ClassVar[bool] = False  # whether xml:lang is followed and words are counted by it
    asked: ClassVar[frozenset[str] | None] = None  # the elements that `role` is for, where it is overridden; None: all of them
    watched: ClassVar[frozenset[str] | None] = None  # the elements that `enter` and `leave` are for; None: all of them
    steady: ClassVar[bool] = False  # whether `plays`, where it is overridden, goes by the tag alone
    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {}  # as `enter`, for these elements only
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {}  # as `leave`

    is_data: ClassVar[bool] = True  # written by programs; what people type, as in a word processor, is never HTML

    _wanted: ClassVar[dict[str, Wanted]] = {}
    _known: ClassVar[dict[tuple[str, Role], Part]] = {}  # from file to file
    _tags: ClassVar[dict[str, Part]] = {}  # the same, where a tag plays one part in all files

    def __init__(self) -> None:
        if "_known" not in type(self).__dict__:
            self._prepare()
        self.path: list[str] = []  # local names of the open elements
        self.found: dict[str, list[str]] = {}  # field → values in order
        self.words: Counter[str] = Counter()  # by language
        self._actions: list[Part] = []
        self._skipped = 0  # how deep the element that is passed over stands; 0 outside one
        self._hears = True
        self.reads_markup = self.is_data  # whether words that are themselves HTML, escaped, are read as such
        self._set_aside: dict[Kind, list[str]] = {}  # words that are passed over, told when the file has ended
        self._unheard: list[str] = self._set_aside.setdefault("hidden", [])  # those of the element that is passed over
        self._counts = self.count_languages
        self._captures: list[tuple[int, str, list[str]]] = []
        self._languages: list[tuple[int, str]] = []
        self._parts: dict[str, Part] = {}
        self.gates: frozenset[str] = frozenset()  # attributes that decide whether an element belongs to the text
        super().__init__()

    @classmethod
    def _prepare(cls) -> None:
        cls._wanted, cls._known, cls._tags = {}, {}, {}
        cls.steady = cls.steady or cls.plays is Walker.plays
        for name, path, attribute in cls.fields:
            steps = tuple(path.split("/"))
            cls._wanted.setdefault(steps[-1], []).append((steps, name, attribute))

    # What a family may override.

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        """The role of elements with this tag, prefix included; asked once per tag."""
        return self.roles.get(name, self.default)

    def role(self, name: str, attributes: Attributes) -> Role:
        """The role of an element; override where attributes or the path decide (then asked for each element)."""
        return self.roles.get(name, self.default)

    def gone(self, attributes: Attributes) -> bool:
        """Whether an element with one of the attributes in `gates` is left out; then it is skipped."""
        return False

    def enter(self, name: str, attributes: Attributes) -> None:
        """Called before an element's role takes effect, for elements that are not skipped."""

    def leave(self, name: str) -> None:
        """Called after an element has ended, for elements that are not skipped."""

    def passed(self, name: str, attributes: Attributes) -> None:
        """Called for each element within one that is skipped."""

    def instruction(self, target: str, words: str) -> None:
        """Called for each processing instruction."""

    # What a family may call.

    def first(self, *names: str) -> str | None:
        """The first value of the first of these fields that has one."""
        for name in names:
            for value in self.found.get(name, ()):
                if value:
                    return value
        return None

    def shares(self) -> tuple[Share, ...]:
        """Words by language, most first."""
        return tuple(Share(*item) for item in sorted(self.words.items(), key=lambda item: (-item[1], item[0])))

    def hear(self, listening: bool) -> None:
        """Leave out all words from here on, or take them in again, where instructions say so."""
        self._hears = listening

    def words_of(self, html: str) -> str:
        """The words of HTML that stands in the file as plain characters; its tags and references are told."""
        self._set_aside["hidden"].extend(TAGS.findall(html))
        return html_to_text(html)

    # The walk.

    def parse(self, content: bytes) -> Self:
        """Walk a file; raises DocumentError where it is not well formed or too deep."""
        parts, meet, begin, end = self._parts, self._meet, self._start, self._end

        def start(tag: str, attributes: dict[str, str]) -> None:
            begin(parts.get(tag) or meet(tag, attributes), attributes)

        def finish(tag: str) -> None:
            end()

        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, finish, self._hear
        if type(self).instruction is not Walker.instruction:
            parser.ProcessingInstructionHandler = self.instruction
        try:
            parser.Parse(xml_source(content), True)
        except expat.ExpatError as error:
            said = f"line {error.lineno}, column {error.offset}: {expat.ErrorString(error.code)}"
            raise DocumentError("xml-malformed", said) from None
        finally:  # the handlers know the walker, and the walker the parser: let go of one another
            parser.StartElementHandler = parser.EndElementHandler = parser.CharacterDataHandler = None
            parser.ProcessingInstructionHandler = None
        for kind, words in self._set_aside.items():
            if words:
                set_aside(kind, "\n".join(words))
                words.clear()
        return self

    def _start(self, part: Part, attributes: Attributes) -> None:
        """An element begins."""
        self.path.append(part.name)
        if len(self.path) > MAX_DEPTH:
            raise DocumentError("xml-too-deep", f"more than {MAX_DEPTH:,} elements within one another")
        if part.wanted is not None:
            self._capture(part.wanted, attributes)
        if self._skipped:
            self.passed(part.name, attributes)
            return
        if self._counts and "xml:lang" in attributes:
            self._languages.append((len(self.path), attributes["xml:lang"]))
        if part.asks:
            role = self.role(part.name, attributes)
            if role is not part.role:
                part = self._made(part.name, role)
        if part.role is SKIP or (attributes and self.gates and not self.gates.isdisjoint(attributes) and self.gone(attributes)):
            self._skipped = len(self.path)
            kind: Kind = KINDS.get(part.name.lower(), "metadata") if part.role is SKIP else "hidden"
            self._unheard = self._set_aside.setdefault(kind, [])
            return
        if part.starts is not None:
            part.starts(self, part.name, attributes)
        self._actions.append(part)
        if part.apart and self._captures:
            self._overhear(" ")
        if part.opening is BLOCK:  # the most frequent part by far
            if self.out.inline:
                self.out.paragraph()
        elif part.opening is not None:
            part.opening(self, attributes)

    def _end(self) -> None:
        """The innermost element ends."""
        if self._captures and self._captures[-1][0] == len(self.path):
            self._keep()
        if self._skipped:
            if self._skipped < len(self.path):
                self.path.pop()
                return
            self._skipped = 0
            part = PASSED
        else:
            part = self._actions.pop()
        if part.opening is BLOCK:
            if self.out.inline:
                self.out.paragraph()
        elif part.closing is not None:
            part.closing(self)
        if self._languages and self._languages[-1][0] == len(self.path):
            self._languages.pop()
        self.path.pop()
        if part.ends is not None:
            part.ends(self, part.name)

    def _overhear(self, words: str) -> None:
        for _, _, pieces in self._captures:
            pieces.append(words)

    def _hear(self, words: str) -> None:
        """Words, wherever they stand."""
        if self._skipped:
            self._unheard.append(words)
            if self._captures:
                self._overhear(words)
        elif self._hears:
            self._data(self._shown(words) if "<" in words and self.reads_markup and holds_markup(words) else words)
        else:
            self._set_aside["hidden"].append(words)

    def _shown(self, html: str) -> str:
        """The words of escaped HTML, with its lines."""
        before, after = (" " if edge.isspace() else "" for edge in (html[0], html[-1]))
        return before + self.words_of(html).replace("\n", BREAK) + after

    def _meet(self, tag: str, attributes: Attributes) -> Part:
        part = self._tags.get(tag)
        if part is None:
            name = tag.rpartition(":")[2] if ":" in tag else tag
            role = self.plays(tag, name, attributes)
            part = self._known.get((name, role)) or self._made(name, role)
            if self.steady and len(tag) <= KEPT_NAME and len(self._tags) < KEPT_PARTS:
                self._tags[tag] = part
        self._parts[tag] = part
        return part

    @classmethod
    def _made(cls, name: str, role: Role) -> Part:
        if known := cls._known.get((name, role)):
            return known
        watched = cls.watched is None or name in cls.watched
        part = Part(
            name,
            role,
            asks=cls.role is not Walker.role and (cls.asked is None or name in cls.asked),
            wanted=cls._wanted.get(name),
            starts=cls.at_start.get(name, cls.enter if watched and cls.enter is not Walker.enter else None),
            ends=cls.at_end.get(name, cls.leave if watched and cls.leave is not Walker.leave else None),
        )
        if len(name) <= KEPT_NAME and len(cls._known) < KEPT_PARTS:
            cls._known[name, role] = part
        return part

    def _data(self, words: str) -> None:
        if self._captures:
            self._overhear(words)
        inline = self.out.inline
        if words.isspace():
            if inline:
                inline.append(words)
            return
        if self._silent:
            self._announce()
            inline = self.out.inline
        if self._languages:
            self.words[self._languages[-1][1]] += count_words(words)
        inline.append(words)

    def _capture(self, wanted: Wanted, attributes: Attributes) -> None:
        for steps, field_name, attribute in wanted:
            if tuple(self.path[-len(steps) :]) != steps:
                continue
            if attribute is None and len(self._captures) < MAX_CAPTURES:
                self._captures.append((len(self.path), field_name, []))
            elif attribute is not None and (value := attributes.get(attribute)):
                self.found.setdefault(field_name, []).append(value)

    def _keep(self) -> None:
        while self._captures and self._captures[-1][0] == len(self.path):
            _, name, pieces = self._captures.pop()
            if value := " ".join("".join(pieces).replace(BREAK, " ").split()):
                self.found.setdefault(name, []).append(value)
