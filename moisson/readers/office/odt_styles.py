"""Styles of an OpenDocument text: headings and titles, hidden and raised words, languages, numbering."""

import re
from dataclasses import dataclass, field

from moisson.readers.office.numbering import LEVELS, Level
from moisson.readers.office.paragraphs import Kind, named_kind
from moisson.readers.xml.structure import Attributes

MAX_INHERITED = 20  # styles based on styles; a circle ends here
ENCODED = re.compile(r"_([0-9a-f]{2})_")
PLACE = re.compile(r"%(\d)%")
FORMATS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}


USUAL = {  # the prefixes that nearly every program gives to the names of attributes
    name: f"{prefix}:{name}"
    for prefix, names in {
        "text": "style-name display is-hidden level start-value display-levels outline-level is-list-header continue-list "
        "continue-numbering list-id",
        "style": "name display-name parent-style-name list-style-name family text-position num-format num-prefix num-suffix "
        "font-name",
        "fo": "language country",
        "table": "number-columns-spanned number-columns-repeated number-rows-spanned",
        "loext": "num-list-format is-legal",
        "xlink": "href",
        "xml": "id",
    }.items()
    for name in names.split()
}
PREFIXES = {"xsl-fo-compatible": "fo", "text": "text", "style": "style", "table": "table", "loext": "loext"}


def get(attributes: Attributes, name: str) -> str | None:
    """An attribute by its local name."""
    return attributes.get(USUAL[name])


def unusual_prefixes(root: Attributes) -> dict[str, str]:
    """The prefixes that a file gives to the names of attributes, where they are not the usual ones, and the usual ones."""
    found: dict[str, str] = {}
    for key, uri in root.items():
        parts = uri.split(":")
        if key.startswith("xmlns:") and len(parts) > 2 and (usual := PREFIXES.get(parts[-2])) and key != f"xmlns:{usual}":
            found[key.removeprefix("xmlns:")] = usual
    return found


def rename(attributes: Attributes, prefixes: dict[str, str]) -> None:
    """Give attributes the usual prefixes."""
    for key in list(attributes):
        prefix, _, name = key.partition(":")
        if prefix in prefixes:
            attributes[f"{prefixes[prefix]}:{name}"] = attributes.pop(key)


@dataclass(slots=True)
class Style:
    """One style as written, without what it inherits."""

    name: str = ""
    parent: str | None = None
    list_name: str | None = None  # empty: in no list, even where headings are numbered
    hidden: bool | None = None
    raised: bool | None = None
    language: str | None = None
    font: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedStyle:
    """A style with all it inherits."""

    kind: Kind
    numbered: bool = True
    hidden: bool = False
    raised: bool = False
    language: str | None = None
    font: str | None = None


@dataclass(slots=True)
class Styles:
    """All styles, gathered as the parser meets them in styles.xml and content.xml."""

    styles: dict[tuple[str, str], Style] = field(default_factory=dict)  # by family and name
    lists: dict[str, list[Level]] = field(default_factory=dict)
    outline: list[Level] = field(default_factory=list)  # of headings
    language: str | None = None  # of the document where no style says
    _open: Style | None = None
    _default: bool = False
    _levels: list[Level] | None = None
    _resolved: dict[tuple[str, str], ResolvedStyle] = field(default_factory=dict)

    def resolved(self, family: str, name: str | None) -> ResolvedStyle:
        """A style of paragraphs (`paragraph`) or words (`text`), with all it inherits."""
        key = (family, name or "")
        if key not in self._resolved:
            self._resolved[key] = self._resolve(*key)
        return self._resolved[key]

    def _resolve(self, family: str, name: str) -> ResolvedStyle:
        chain: list[Style] = []
        kind = Kind()
        while name and len(chain) < MAX_INHERITED:
            style = self.styles.get((family, name)) or Style(_decoded(name))
            chain.append(style)
            if kind == Kind() and len(chain) <= 2:  # an automatic style has its meaning from the one it is made of
                kind = named_kind(style.name)
            name = style.parent or ""
        return ResolvedStyle(
            kind,
            next((style.list_name for style in chain if style.list_name is not None), "outline") != "",
            next((style.hidden for style in chain if style.hidden is not None), False),
            next((style.raised for style in chain if style.raised is not None), False),
            next((style.language for style in chain if style.language), None),
            next((style.font for style in chain if style.font), None),
        )

    def meet(self, name: str, attributes: Attributes) -> None:
        """An element among the styles begins."""
        if name in ("style", "default-style"):
            self._default = name == "default-style"
            self._open = Style(
                get(attributes, "display-name") or _decoded(get(attributes, "name") or ""),
                get(attributes, "parent-style-name"),
                get(attributes, "list-style-name"),
            )
            if not self._default:
                self.styles[get(attributes, "family") or "", get(attributes, "name") or ""] = self._open
        elif name == "text-properties" and self._open is not None and self._levels is None:
            self._properties(self._open, attributes)
        elif name in ("list-style", "outline-style"):
            self._levels = [Level(style="none") for _ in range(LEVELS)]
            if name == "outline-style":
                self.outline = self._levels
            self.lists[get(attributes, "name") or ("Outline" if name == "outline-style" else "")] = self._levels
        elif name.startswith(("list-level-style-", "outline-level-style")) and self._levels is not None:
            self._level(self._levels, name, attributes)

    def part(self, name: str) -> None:
        """An element among the styles ends."""
        if name in ("list-style", "outline-style"):
            self._levels = None
        elif name in ("style", "default-style"):
            self._open = None

    def _properties(self, style: Style, attributes: Attributes) -> None:
        style.font = get(attributes, "font-name") or style.font
        if display := get(attributes, "display"):
            style.hidden = display == "none"
        if position := get(attributes, "text-position"):
            style.raised = position.startswith("super") or (position.partition("%")[0].isdigit() and position[0] != "0")
        language, country = get(attributes, "language"), get(attributes, "country")
        if language and language not in ("none", "zxx"):
            factory = self._default and (language, country) == ("en", "US")  # that of an installation, not of the document
            style.language = None if factory else language
            if self._default and not factory:
                self.language = language

    def _level(self, levels: list[Level], name: str, attributes: Attributes) -> None:
        index = _number(get(attributes, "level"), 1) - 1
        if not 0 <= index < LEVELS:
            return
        if name.endswith(("bullet", "image")):
            levels[index] = Level(style="bullet")
            return
        style = FORMATS.get(get(attributes, "num-format") or "", "decimal")
        levels[index] = Level(style=style, start=_number(get(attributes, "start-value"), 1))
        levels[index].legal = get(attributes, "is-legal") == "true"
        if pattern := get(attributes, "num-list-format"):
            levels[index].pattern = PLACE.sub(r"%\1", pattern)
        elif style != "none":
            shown = min(max(_number(get(attributes, "display-levels"), 1), 1), index + 1)
            places = [f"%{i + 1}" for i in range(index + 1 - shown, index + 1) if levels[i].style not in ("none", "bullet")]
            levels[index].pattern = (
                (get(attributes, "num-prefix") or "") + ".".join(places) + (get(attributes, "num-suffix") or "")
            )


def _decoded(name: str) -> str:
    """`Heading_20_1` as `Heading 1`."""
    return ENCODED.sub(lambda found: chr(int(found[1], 16)), name)


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default
