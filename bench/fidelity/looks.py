"""Which paragraphs of a DOCX or an ODT their author made headings by hand: all bold or larger than the text, in no fixed pitch.

No outline says that they are headings, and the page shows nothing else: who reads the page may call them so or not. Code that is
bold is none. Properties are looked up as the formats say: of the letters, their style, the paragraph's style and what these are
based on, and the default.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
STYLE, TEXT, FO = f"{{{OASIS}style:1.0}}", f"{{{OASIS}text:1.0}}", f"{{{OASIS}xsl-fo-compatible:1.0}}"
DEEPEST = 20  # styles that are based on each other
BOLD = ("bold", "600", "700", "800", "900")
SIZE = 10.0  # points, of a file that tells none
LONGEST = 200  # letters of a heading, two or three lines: what is longer and bold is a text that matters


@dataclass(frozen=True, slots=True)
class Look:
    """How some letters look."""

    bold: bool
    size: float  # points
    fixed: bool  # each letter as wide as the others


def standing_out(looks: Mapping[etree._Element, Counter[Look]]) -> set[etree._Element]:
    """The paragraphs that stand out, of all with the letters that each has of each look."""
    sizes: Counter[float] = Counter()
    for each in looks.values():
        for look, letters in each.items():
            sizes[look.size] += letters
    usual = sizes.most_common(1)[0][0] if sizes else SIZE
    return {
        paragraph
        for paragraph, each in looks.items()
        if 0 < each.total() <= LONGEST and not any(look.fixed for look in each)
        if all(look.bold for look in each) or all(look.size > usual for look in each)
    }


def of_docx(paragraphs: Iterator[etree._Element], parts: Mapping[str, etree._Element]) -> dict[etree._Element, Counter[Look]]:
    """The looks of the letters of each paragraph, of a DOCX with these parts."""
    styles, fonts = parts.get("word/styles.xml"), parts.get("word/fontTable.xml")
    named = {style.get(W + "styleId", ""): style for style in styles.iter(W + "style")} if styles is not None else {}
    usual = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if styles is not None else None
    base = next((name for name, s in named.items() if s.get(W + "default") == "1" and s.get(W + "type") == "paragraph"), "")
    pitches = {font.get(W + "name"): font.find(W + "pitch") for font in fonts} if fonts is not None else {}
    fixed = {name for name, pitch in pitches.items() if pitch is not None and pitch.get(W + "val") == "fixed"}

    def chain(name: str) -> Iterator[etree._Element]:
        for _ in range(DEEPEST):
            if (style := named.get(name)) is None:
                return
            if (properties := style.find(W + "rPr")) is not None:
                yield properties
            name = above.get(W + "val", "") if (above := style.find(W + "basedOn")) is not None else ""

    def look(run: etree._Element, paragraph: etree._Element) -> Look:
        own, of = run.find(W + "rPr"), paragraph.find(f"{W}pPr/{W}pStyle")
        said = own.find(W + "rStyle") if own is not None else None
        sources = [own, *(chain(said.get(W + "val", "")) if said is not None else ())]
        sources += [*chain(of.get(W + "val", "") if of is not None else base), usual]
        found = {
            tag: next((got for s in sources if s is not None and (got := s.find(W + tag)) is not None), None)
            for tag in ("b", "sz", "rFonts")
        }
        bold, size, font = found["b"], found["sz"], found["rFonts"]
        return Look(
            bold is not None and bold.get(W + "val", "1") not in ("0", "false", "off"),
            _points(size.get(W + "val", "0")) if size is not None else SIZE,
            font is not None and font.get(W + "ascii") in fixed,
        )

    found = {}
    for paragraph in paragraphs:
        found[paragraph] = Counter[Look]()
        for text in paragraph.iter(W + "t"):
            run = text.getparent()
            if next(text.iterancestors(W + "p")) is paragraph and run is not None and (letters := _letters(text.text)):
                found[paragraph][look(run, paragraph)] += letters
    return found


def _points(said: str) -> float:
    """The size that a DOCX says: half points, or points with their unit (ISO 29500-1, 17.18.42)."""
    return float(said.removesuffix("pt")) if said.endswith("pt") else float(said) / 2


def of_odt(paragraphs: Iterator[etree._Element], *parts: etree._Element | None) -> dict[etree._Element, Counter[Look]]:
    """The looks of the letters of each paragraph, of an ODT with these parts, `content.xml` first."""
    there = [part for part in parts if part is not None]
    named = {style.get(STYLE + "name", ""): style for part in reversed(there) for style in part.iter(STYLE + "style")}
    faces = [face for part in there for face in part.iter(STYLE + "font-face")]
    fixed = {face.get(STYLE + "name") for face in faces if face.get(STYLE + "font-pitch") == "fixed"}
    usual = [d for part in there for d in part.iter(STYLE + "default-style") if d.get(STYLE + "family") == "paragraph"]
    default = _with(Look(False, SIZE, False), usual[0] if usual else None, fixed)

    def styled(look: Look, name: str | None) -> Look:
        chain: list[etree._Element] = []
        while name and (style := named.get(name)) is not None and len(chain) < DEEPEST:
            chain.append(style)
            name = style.get(STYLE + "parent-style-name")
        for style in reversed(chain):
            look = _with(look, style, fixed)
        return look

    def count(element: etree._Element, look: Look, found: Counter[Look]) -> None:
        pieces = [element.text]
        for child in element.iterchildren(etree.Element):
            if child.tag in (TEXT + "span", TEXT + "a"):
                count(child, styled(look, child.get(TEXT + "style-name")) if child.tag == TEXT + "span" else look, found)
            pieces.append(child.tail)
        if letters := sum(map(_letters, pieces)):
            found[look] += letters

    found = {}
    for paragraph in paragraphs:
        found[paragraph] = Counter[Look]()
        count(paragraph, styled(default, paragraph.get(TEXT + "style-name")), found[paragraph])
    return found


def _with(look: Look, style: etree._Element | None, fixed: set[str | None]) -> Look:
    """A look with what a style says of it; a size may be a share of that which it had."""
    said = style.find(STYLE + "text-properties") if style is not None else None
    if said is None:
        return look
    weight, font = said.get(FO + "font-weight"), said.get(STYLE + "font-name")
    size = re.fullmatch(r"([\d.]+)(%|pt)", said.get(FO + "font-size", ""))
    points = float(size[1]) * (look.size / 100 if size[2] == "%" else 1) if size else look.size
    return Look(weight in BOLD if weight else look.bold, points, font in fixed if font else look.fixed)


def _letters(text: str | None) -> int:
    return sum(map(str.isalnum, text or ""))
