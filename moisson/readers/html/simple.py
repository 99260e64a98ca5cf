"""Fragments whose few tags are closed where they should be, to text without a parser: most that stand in cells and in JSON.

What is told here is what `fragment.walk` tells of the tree that libxml2 makes of the same mark-up. It is made only where there is
nothing to be mended: known tags, each closed where it was opened, no block in a paragraph, no attribute that shows or hides.
"""

import re

from moisson.readers.html.pieces import pieces
from moisson.readers.html.tags import HEADINGS, end_tag, start_tag
from moisson.readers.markdown import BREAK, Writer

ATTRIBUTES = re.compile(r"(?:\s[^\s<>\"'=/]+=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*")
SHOWS = re.compile(r"hidden|start=|display|visibility", re.I)  # in attributes: what may matter
PLAIN = {""}  # attributes that were met, and do not
MOST_PLAIN = 4096
# Tags by what may stand in what.
INLINE = frozenset({"a", "abbr", "b", "big", "cite", "code", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u"})
PARAGRAPHS = frozenset({"p", *HEADINGS})  # which hold nothing but words
BLOCKS = frozenset({"blockquote", "div", *PARAGRAPHS})
LISTS = frozenset({"ol", "ul"})
HOLDERS = frozenset({"", "blockquote", "div", "li"})  # of blocks, and of words beside them


def simple_text(markup: str) -> str | None:
    """The text of a fragment without control characters; None where it takes a parser to know it."""
    if markup.startswith("<body>") and (whole := markup.rstrip()).endswith("</body>"):
        markup = whole[6:-7]
    parts = pieces(markup)
    if parts is None:
        return None
    out = Writer(False)
    opened = [""]
    inside = ""
    for i in range(0, len(parts) - 1, 3):
        words, tag, attributes = parts[i], parts[i + 1], parts[i + 2]
        if words and not _write(out, words, inside):
            return None
        if attributes not in PLAIN and not _plain(attributes) and (tag != "br" or attributes.strip() != "/"):
            return None
        if tag[0] == "/" and tag[1:] == inside:
            opened.pop()
            end_tag(out, inside)
            inside = opened[-1]
        elif tag == "br" and inside not in LISTS:
            out.write(BREAK)
        elif _may_stand(tag, inside, opened):
            opened.append(tag)
            start_tag(out, tag)
            inside = tag
        else:
            return None
    words = parts[-1]
    if len(opened) > 1 or (words and not _write(out, words, "")):
        return None
    return out.text()


def _plain(attributes: str) -> bool:
    """Whether attributes say nothing of what is shown."""
    if not ATTRIBUTES.fullmatch(attributes) or SHOWS.search(attributes):
        return False
    if len(PLAIN) < MOST_PLAIN:
        PLAIN.add(attributes)
    return True


def _write(out: Writer, words: str, inside: str) -> bool:
    """Write words between two tags; False where there can be none."""
    if inside in LISTS:
        return words.isspace()
    out.write(words)
    return True


def _may_stand(tag: str, inside: str, opened: list[str]) -> bool:
    """Whether a tag begins where nothing else ends with it."""
    if tag in INLINE:
        return inside not in LISTS and tag not in opened
    if tag == "li":
        return inside in LISTS
    return inside in HOLDERS and (tag in BLOCKS or tag in LISTS)
