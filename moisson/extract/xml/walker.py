"""One streaming walk for every XML vocabulary; a family only says which element plays which part.

A family is a subclass of `Walker` with a table of roles, a table of fields and, where its format asks for more, a method or two:

    class AkomaNtoso(Walker):
        roles = parts(skip="meta", section="article chapter", number="num", heading="heading", block="p intro", …)
        fields = (Field("created", "FRBRExpression/FRBRdate", "date"), …)

Names are local names: prefixes differ from publisher to publisher and mean nothing here. The parser is expat, which streams,
keeps no tree and, given what `xmlsource` makes of a file, has no entity to expand; it is as fast as lxml's iterparse.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self
from xml.parsers import expat

from moisson.errors import DocumentError
from moisson.extract.markdown import BREAK
from moisson.extract.xml.structure import CLOSINGS, OPENINGS, Attributes, Role, Structure
from moisson.extract.xml.xmlsource import xml_source
from moisson.reader import Share

__all__ = ["Attributes", "Field", "Role", "Walker", "parts"]

GLUED = (Role.INLINE, Role.RAISED, Role.SKIP)
MAX_DEPTH = 1000  # elements within elements; the deepest real file known has 60
MAX_CAPTURES = 16  # fields within fields
KEPT_NAME, KEPT_PARTS = 64, 1000  # characters; parts of a family that are known from file to file


def parts(**names: str) -> dict[str, Role]:
    """A table of roles, written the short way round: `parts(block="p intro", number="num")`."""
    return {name: Role[role.upper()] for role, words in names.items() for name in words.split()}


class Field(NamedTuple):
    """Where a value stands: the end of a path of local names, and an attribute or else the words inside."""

    name: str
    path: str
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a tag before its attributes are seen: found once, for the same few tags come again and again."""

    name: str
    role: Role
    opening: Callable[[Structure, Attributes], None] | None
    closing: Callable[[Structure], None] | None
    apart: bool  # whether its words stand apart from those around it, in fields too
    wanted: list[tuple[tuple[str, ...], str, str | None]] | None  # fields whose path ends here
    asks: bool  # whether `role` is asked for each of them
    starts: Callable[[Any, str, Attributes], None] | None  # what to do before the part is opened
    ends: Callable[[Any, str], None] | None  # what to do after the part is closed


class Walker(Structure):
    """Walks one file; `text()` then gives its words and `first(name)` its fields."""

    roles: ClassVar[Mapping[str, Role]] = {}
    fields: ClassVar[tuple[Field, ...]] = ()
    default: ClassVar[Role] = Role.INLINE  # of elements that `roles` does not name
    count_languages: ClassVar[bool] = False  # whether xml:lang is followed and words are counted by it
    asked: ClassVar[frozenset[str] | None] = None  # the elements that `role` is for, where it is overridden; None: all of them
    watched: ClassVar[frozenset[str] | None] = None  # the elements that `enter` and `leave` are for; None: all of them
    at_start: ClassVar[Mapping[str, Callable[[Any, str, Attributes], None]]] = {}  # as `enter`, for these elements only
    at_end: ClassVar[Mapping[str, Callable[[Any, str], None]]] = {}  # as `leave`

    _wanted: ClassVar[dict[str, list[tuple[tuple[str, ...], str, str | None]]]] = {}
    _known: ClassVar[dict[tuple[str, Role], _Part]] = {}  # from file to file

    def __init_subclass__(cls) -> None:
        wanted: dict[str, list[tuple[tuple[str, ...], str, str | None]]] = {}
        for name, path, attribute in cls.fields:
            steps = tuple(path.split("/"))
            wanted.setdefault(steps[-1], []).append((steps, name, attribute))
        cls._wanted, cls._known = wanted, {}

    def __init__(self) -> None:
        self.path: list[str] = []  # local names of the open elements
        self.found: dict[str, list[str]] = {}  # field → values in order
        self.words: Counter[str] = Counter()  # by language
        self._actions: list[_Part] = []
        self._skipped = 0  # 1 within an element that is passed over
        self._hears = True
        self._captures: list[tuple[int, str, list[str]]] = []
        self._languages: list[tuple[int, str]] = []
        self._parts: dict[str, _Part] = {}
        self.gates: frozenset[str] = frozenset()  # attributes that decide whether an element belongs to the text
        super().__init__()

    # What a family may override.

    def plays(self, tag: str, name: str, attributes: Attributes) -> Role:
        """The part that elements with this tag play, prefix and all; asked when the first of them is met."""
        return self.roles.get(name, self.default)

    def role(self, name: str, attributes: Attributes) -> Role:
        """The part an element plays; override where attributes or the path decide (then it is asked for each element)."""
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
        return next((value for name in names for value in self.found.get(name, ()) if value), None)

    def shares(self) -> tuple[Share, ...]:
        """Words by language, most first."""
        return tuple(Share(*item) for item in sorted(self.words.items(), key=lambda item: (-item[1], item[0])))

    def hear(self, listening: bool) -> None:
        """Leave out all words from here on, or take them in again; for what instructions, not elements, mark."""
        self._hears = listening
        if not self._skipped:
            self._parser.CharacterDataHandler = self._data if listening else None

    # The walk.

    def parse(self, content: bytes) -> Self:
        """Walk a file; raises DocumentError where it is not well formed or too deep."""
        parser = self._parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.buffer_size = 1 << 16
        self._listen()
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
            del self._handlers
        return self

    def _listen(self) -> None:
        """Set the handlers: closures, for every element and every stretch of text goes through them."""
        path, actions, parts, gates = self.path, self._actions, self._parts, self.gates
        counts, block, skip = self.count_languages, OPENINGS[Role.BLOCK], Role.SKIP

        def start(tag: str, attributes: Attributes) -> None:
            part = parts.get(tag) or self._meet(tag, attributes)
            path.append(part.name)
            if len(path) > MAX_DEPTH:
                raise DocumentError("xml-too-deep", f"more than {MAX_DEPTH:,} elements within one another")
            if part.wanted is not None:
                self._capture(part.wanted, attributes)
            if counts and "xml:lang" in attributes:
                self._languages.append((len(path), attributes["xml:lang"]))
            if part.asks:
                role = self.role(part.name, attributes)
                if role is not part.role:
                    part = self._made(part.name, role)
            if part.role is skip or (gates and attributes and not gates.isdisjoint(attributes) and self.gone(attributes)):
                self._skip()
                return
            if part.starts is not None:
                part.starts(self, part.name, attributes)
            actions.append(part)
            if part.apart and self._captures:
                for _, _, pieces in self._captures:
                    pieces.append(" ")
            if part.opening is block:  # the most frequent part by far
                if self.out.inline:
                    self.out.paragraph()
            elif part.opening is not None:
                part.opening(self, attributes)

        def end(tag: str) -> None:
            if self._captures and self._captures[-1][0] == len(path):
                self._keep()
            part = actions.pop()
            if part.opening is block:
                if self.out.inline:
                    self.out.paragraph()
            elif part.closing is not None:
                part.closing(self)
            if counts and self._languages and self._languages[-1][0] == len(path):
                self._languages.pop()
            path.pop()
            if part.ends is not None:
                part.ends(self, part.name)

        self._handlers = (start, end)
        self._parser.StartElementHandler, self._parser.EndElementHandler = start, end
        self._parser.CharacterDataHandler = self._data

    def _skip(self) -> None:
        """Pass over the element that has just been met: only its fields are read."""
        self._skipped = 1
        parser, path, parts, depth = self._parser, self.path, self._parts, len(self.path)
        passed = self.passed if type(self).passed is not Walker.passed else None

        def start(tag: str, attributes: Attributes) -> None:
            part = parts.get(tag) or self._meet(tag, attributes)
            path.append(part.name)
            if len(path) > MAX_DEPTH:
                raise DocumentError("xml-too-deep", f"more than {MAX_DEPTH:,} elements within one another")
            if part.wanted is not None:
                self._capture(part.wanted, attributes)
            if passed is not None:
                passed(part.name, attributes)
            if self._captures:
                parser.CharacterDataHandler = data

        def end(tag: str) -> None:
            if self._captures and self._captures[-1][0] == len(path):
                self._keep()
                if not self._captures:
                    parser.CharacterDataHandler = None
            if len(path) == depth:
                self._skipped = 0
                parser.StartElementHandler, parser.EndElementHandler = self._handlers
                parser.CharacterDataHandler = self._data if self._hears else None
                if self._languages and self._languages[-1][0] == depth:
                    self._languages.pop()
            path.pop()

        def data(words: str) -> None:
            for _, _, pieces in self._captures:
                pieces.append(words)

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = data if self._captures else None

    def _meet(self, tag: str, attributes: Attributes) -> _Part:
        name = tag.rpartition(":")[2]
        part = self._parts[tag] = self._made(name, self.plays(tag, name, attributes))
        return part

    @classmethod
    def _made(cls, name: str, role: Role) -> _Part:
        if known := cls._known.get((name, role)):
            return known
        asks = cls.role is not Walker.role and (cls.asked is None or name in cls.asked)
        watched = cls.watched is None or name in cls.watched
        starts = cls.at_start.get(name, cls.enter if watched and cls.enter is not Walker.enter else None)
        ends = cls.at_end.get(name, cls.leave if watched and cls.leave is not Walker.leave else None)
        opening, closing, wanted = OPENINGS.get(role), CLOSINGS.get(role), cls._wanted.get(name)
        part = _Part(name, role, opening, closing, role not in GLUED, wanted, asks, starts, ends)
        if len(name) <= KEPT_NAME and len(cls._known) < KEPT_PARTS:
            cls._known[name, role] = part
        return part

    def _data(self, words: str) -> None:
        if self._captures:
            for _, _, pieces in self._captures:
                pieces.append(words)
        inline = self.out.inline
        if words.isspace():
            if inline:
                inline.append(words)
            return
        if self._silent:
            self._announce()
            inline = self.out.inline
        if self._languages:
            self.words[self._languages[-1][1]] += len(words.split())
        inline.append(words)

    def _capture(self, wanted: list[tuple[tuple[str, ...], str, str | None]], attributes: Attributes) -> None:
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
