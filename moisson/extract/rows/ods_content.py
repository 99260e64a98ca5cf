"""The content of an OpenDocument spreadsheet as the library that reads it can take it, without losing what parts its words."""

import re

BREAK = re.compile(rb"<text:line-break\s*(?:/>|>\s*</text:line-break\s*>)")
TAB = re.compile(rb"<text:tab(?:-stop)?(?:\s[^<>]*)?(?:/>|>\s*</text:tab(?:-stop)?\s*>)")
COMMENT = re.compile(rb"<!--.*?-->", re.S)
BEFORE = re.compile(rb">\s+(?=</?table:)")
AFTER = re.compile(rb"(</?table:[^<>]*>)\s+(?=<)")
PARAGRAPHS = re.compile(rb"(</text:p>)\s+(?=<text:p[\s/>])")


def has_breaks(xml: bytes) -> bool:
    """Whether a new line or a tab in a cell is an element."""
    return b"<text:line-break" in xml or b"<text:tab" in xml


def with_breaks(xml: bytes) -> bytes:
    """New lines and blanks as characters: the elements that stand for them would be dropped, and glue two words together."""
    xml = xml.replace(b"<text:line-break/>", b"\n")  # faster than to look for what few programs write
    return TAB.sub(b" ", BREAK.sub(b"\n", xml)) if has_breaks(xml) else xml


def without_spaces(xml: bytes) -> bytes:
    """No white space or comment between the tags of rows and cells, where a program has set them on lines of their own."""
    return PARAGRAPHS.sub(rb"\1", AFTER.sub(rb"\1", BEFORE.sub(b">", COMMENT.sub(b"", xml))))
