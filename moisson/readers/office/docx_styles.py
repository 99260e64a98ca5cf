"""Styles and numbering of a Word document, from styles.xml and numbering.xml."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from xml.parsers import expat

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.office.numbering import LEVELS, Counter, Level, Lists, Use
from moisson.readers.office.paragraphs import named_kind
from moisson.readers.xml.xmlsource import xml_source

MAX_INHERITED = 20  # styles based on styles; a circle ends here


def tree(content: bytes, part: str, *, huge: bool = False) -> etree._Element:
    """A part as a tree; `huge` for whole documents, whose pictures are very long strings."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=huge, remove_comments=True)
    try:
        return etree.fromstring(xml_source(content), parser)
    except (etree.XMLSyntaxError, expat.ExpatError) as error:
        raise DocumentError("xml-malformed", f"{part}: {error}") from None


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def value(element: etree._Element | None, name: str = "val") -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    return next((str(found) for key, found in element.attrib.items() if str(key).rpartition("}")[2] == name), None)


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element at the end of a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((part for part in element if local(part) == name), None)
    return element


def is_on(element: etree._Element) -> bool:
    """Whether a property that is written is switched on."""
    return value(element) not in ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph's or a run's style, with what it inherits. None: it does not say."""

    name: str = ""
    level: int | None = None  # of headings, from 1; 0: body text
    title: bool = False
    speaker: bool = False
    contents: bool = False
    list_id: str | None = None
    list_level: int | None = None
    hidden: bool | None = None
    raised: bool | None = None
    language: str | None = None


@dataclass(slots=True)
class Styles:
    """All styles of a document."""

    styles: dict[str, Style] = field(default_factory=dict)  # by id
    default: Style = Style()  # of paragraphs that name none
    lists: dict[str, str] = field(default_factory=dict)  # a list style's id → the list it stands for

    @classmethod
    def parse(cls, content: bytes | None) -> "Styles":
        """From styles.xml."""
        found = cls()
        if content is None:
            return found
        root = tree(content, "styles.xml")
        language = value(child(root, "docDefaults", "rPrDefault", "rPr", "lang"))
        base = Style(language=None if language == "en-US" else language)  # the factory's setting says nothing
        elements = {value(part, "styleId") or "": part for part in root if local(part) == "style"}
        for id, element in elements.items():
            found.styles[id] = _resolve(id, elements, base)
            if value(element, "type") == "paragraph" and value(element, "default") in ("1", "true", "on"):
                found.default = found.styles[id]
            if value(element, "type") == "numbering" and (number := value(child(element, "pPr", "numPr", "numId"))):
                found.lists[id] = number
        if found.default == Style():
            found.default = base
        return found


def _resolve(id: str, elements: Mapping[str, etree._Element], base: Style) -> Style:
    chain: list[etree._Element] = []
    while (element := elements.get(id)) is not None and len(chain) < MAX_INHERITED:
        chain.append(element)
        id = value(child(element, "basedOn")) or ""
    style = base if value(chain[0], "type") == "paragraph" else Style()
    for element in reversed(chain):
        style = _own(element, style)
    return style


def _own(element: etree._Element, style: Style) -> Style:
    """What a style says itself, over what it inherits."""
    paragraph, run = child(element, "pPr"), child(element, "rPr")
    name = value(child(element, "name")) or value(element, "styleId") or ""
    kind = named_kind(name)
    level = value(child(paragraph, "outlineLvl"))
    hidden, raised = child(run, "vanish"), value(child(run, "vertAlign"))
    number, list_level = value(child(paragraph, "numPr", "numId")), value(child(paragraph, "numPr", "ilvl"))
    own_level = (int(level) + 1 if int(level) < LEVELS else 0) if level and level.isdigit() else kind.level or None
    return replace(
        style,
        name=name,
        level=style.level if own_level is None else own_level,
        title=kind.title,
        speaker=kind.speaker or (style.speaker and not own_level),
        contents=kind.contents or (style.contents and not own_level),
        list_id=number or style.list_id,
        list_level=int(list_level) if list_level and list_level.isdigit() else style.list_level,
        hidden=style.hidden if hidden is None else is_on(hidden),
        raised=style.raised if raised is None else raised == "superscript",
        language=value(child(run, "lang")) or style.language,
    )


@dataclass(slots=True)
class DocxLists(Lists):
    """The lists of numbering.xml, by abstract list, and their uses, each a `num`."""

    by_style: dict[tuple[str, str], int] = field(default_factory=dict)  # (abstract list, style) → level

    @classmethod
    def parse(cls, content: bytes | None, styles: Styles) -> "DocxLists":
        """From numbering.xml."""
        found = cls()
        if content is None:
            return found
        root = tree(content, "numbering.xml")
        links: dict[str, str] = {}
        for part in root:
            id = value(part, "abstractNumId") or ""
            if local(part) != "abstractNum":
                continue
            levels = [Level(style="none") for _ in range(LEVELS)]
            for element in part:
                if local(element) == "lvl" and (index := _index(value(element, "ilvl"))) is not None:
                    levels[index] = _level(element)
                    if style := value(child(element, "pStyle")):
                        found.by_style[id, style] = index
            found.counters[id] = Counter(levels)
            if link := value(child(part, "numStyleLink")):
                links[id] = link
        for part in root:
            if local(part) == "num":
                found.uses[value(part, "numId") or ""] = _overridden(part)
        for id, link in links.items():
            target = found.uses.get(styles.lists.get(link, ""))
            if target and target.list in found.counters:
                found.counters[id] = found.counters[target.list]
        return found

    def numbered(self, name: str, level: int | None, style: str) -> tuple[int, bool, str] | None:
        """As `next`, for a paragraph in a style, which may say the level."""
        if level is None:
            level = self.by_style.get((str(self.uses[name].list), style), 0) if name in self.uses else 0
        return self.next(name, level)


def _index(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() and int(text) < LEVELS else None


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else default


def _level(element: etree._Element) -> Level:
    format_element = child(element, "numFmt")
    if format_element is None:  # Word writes its newer styles as an alternative
        format_element = child(element, "AlternateContent", "Fallback", "numFmt")
    style = value(format_element) or "decimal"
    hidden = child(element, "rPr", "vanish")
    restart = value(child(element, "lvlRestart"))
    legal = child(element, "isLgl")
    return Level(
        style=style,
        pattern="" if hidden is not None and is_on(hidden) else value(child(element, "lvlText")) or "",
        start=_number(value(child(element, "start")), 0),
        restart=_number(restart, 0) if restart else None,
        legal=legal is not None and is_on(legal),
    )


def _overridden(part: etree._Element) -> Use:
    starts: dict[int, int] = {}
    levels: dict[int, Level] = {}
    for element in part:
        index = _index(value(element, "ilvl"))
        if local(element) != "lvlOverride" or index is None:
            continue
        if start := value(child(element, "startOverride")):
            starts[index] = _number(start, 1)
        changed = child(element, "lvl")
        if changed is not None:
            levels[index] = _level(changed)
    return Use(value(child(part, "abstractNumId")) or "", starts, levels)
