"""Pages of a MediaWiki (an export, or one `page` of it): wikitext as plain text with light Markdown.

Templates, tables and references are the wiki's programs, not the page's words, and are left out.
"""

import re
from collections.abc import Iterator
from html import unescape

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.read_options import How
from moisson.readers.xml.structure import Attributes, Role
from moisson.readers.xml.walker import Field, Walker, parts

UNREAD = """
    comment contributor format id minor model ns origin parentid sha1 timestamp
"""
LEFT_OUT = {
    "siteinfo": "about the wiki",
    **dict.fromkeys(UNREAD.split(), "who changed what, when"),
    **dict.fromkeys(("discussionthreadinginfo", "redirect", "restrictions"), "about the page"),
    "({{…}})": "templates: programs",
    "({|…|})": "tables of layout and data",
    "(<ref>)": "references",
    "([[File:…]], [[Category:…]])": "images, categories, other wikis",
}
CONTENT = frozenset(("0", "4", "12", "14"))  # namespaces: pages, the project's, help, categories
ASIDE = re.compile(r"<!--|<(ref|gallery|math|timeline|score|noinclude)\b[^<>]*>", re.I)
LINK = re.compile(r"\[\[([^\[\]|]*)(?:\|([^\[\]]*))?\]\]")
EXTERNAL = re.compile(r"\[(?:https?:|ftp:)?//[^\s\[\]]+(?: ([^\[\]]*))?\]")
NAMESPACED = re.compile(r"\s*:?[^\W\d_][\w -]*:(?=\S)")
HEADING = re.compile(r"(={1,6})\s*(.+?)\s*\1\s*")
TAG = re.compile(r"</?[a-z][^<>]*>", re.I)
SWITCH = re.compile(r"__[A-Z]+__")
REDIRECT = re.compile(r"\s*#\w+\s*:?\s*\[\[", re.I)
OPENERS = re.compile(r"\{\{|\}\}|\{\||\|\}")


class Pages(Walker):
    """Gathers the pages: name, last time of change, wikitext."""

    is_data = False
    default = Role.SKIP
    roles = parts(inline="mediawiki page revision title ns timestamp text")

    fields = (Field("language", "mediawiki", "xml:lang"),)

    def __init__(self) -> None:
        super().__init__()
        self.pages: list[dict[str, str]] = []

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "page":
            self.pages.append({})
        self._push()

    def leave(self, name: str) -> None:
        words = "".join(self.out.inline)
        self.out = self._writers.pop()
        if self.pages and name in ("title", "ns", "timestamp", "text"):
            self.pages[-1][name] = words  # of several revisions the last


def read(content: bytes, how: How) -> Iterator[Text]:
    """Each page that has words of its own."""
    walker = Pages().parse(content)
    pages, language = walker.pages, walker.first("language")
    found = False
    for page in pages:
        source = page.get("text", "")
        if page.get("ns", "0").strip() not in CONTENT or REDIRECT.match(source):
            continue
        if words := wikitext(source):
            found = True
            title = page.get("title", "").strip()
            yield Text(
                f"# {title}\n\n{words}" if title else words,
                "mediawiki",
                title or None,
                iso639(language) if language else None,
                created=iso_date(page.get("timestamp", "")),
                part=title if len(pages) > 1 else "",
            )
    if not found:
        raise DocumentError("empty", "no page with words: redirects, templates or discussions only")


def wikitext(source: str) -> str:
    """The words of a page."""
    text = _without_programs(_without_asides(source.replace("\r\n", "\n").replace("\x00", "")))
    text = EXTERNAL.sub(lambda found: found[1] or "", LINK.sub(_link, LINK.sub(_link, text)))
    text = SWITCH.sub("", text.replace("'''''", "").replace("'''", "").replace("''", ""))
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.I)
    blocks: list[str] = []
    numbers: dict[int, int] = {}  # of the numbered lists that are open, by depth
    for line in TAG.sub("", text).split("\n"):
        words = " ".join(unescape(line).split())
        if heading := HEADING.fullmatch(words):
            blocks.extend(("", f"{'#' * max(len(heading[1]), 2)} {heading[2]}", ""))
        elif marks := re.match(r"[*#:;]+", words):
            rest = words[marks.end() :].strip()
            depth, kind = len(marks[0]), marks[0][-1]
            numbers = {deep: number for deep, number in numbers.items() if deep <= depth}
            if kind == "#" and rest:
                numbers[depth] = numbers.get(depth, 0) + 1
            bullet = {"*": "- ", "#": f"{numbers.get(depth)}. "}.get(kind, "")
            if rest:
                blocks.append("  " * (depth - 1) * bool(bullet) + bullet + rest)
        else:
            numbers = {}
            blocks.append(words)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(blocks)).strip("\n")


def _without_asides(text: str) -> str:
    """Without comments and references; a comment that is never closed runs to the end, as in MediaWiki, any other tag stays."""
    kept: list[str] = []
    place = 0
    never: set[str] = set()  # elements that have no further end: it is looked for once
    for opened in ASIDE.finditer(text):
        start, end = opened.span()
        name = (opened[1] or "").lower()
        if start < place or name in never:
            continue
        if not name:
            close = text.find("-->", end)
            end = close + 3 if close >= 0 else len(text)
        elif not opened[0].endswith("/>"):
            closing = re.compile(rf"</{name}\s*>", re.I).search(text, end)
            if closing is None:
                never.add(name)
                continue
            end = closing.end()
        kept.append(text[place:start])
        place = end
    return "".join(kept) + text[place:]


def _without_programs(text: str) -> str:
    """Without templates and tables, however deep they stand within one another; what is never closed stays."""
    kept: list[str] = []
    opened: list[tuple[str, int]] = []  # what opened, and how much had been kept
    place = 0
    for found in OPENERS.finditer(text):
        kept.append(text[place : found.start()])
        place = found.end()
        mark = found[0]
        if mark in ("{{", "{|"):
            opened.append((mark, len(kept)))
            kept.append(mark)
        elif opened and opened[-1][0][::-1].replace("{", "}") == mark:
            del kept[opened.pop()[1] :]
        else:
            kept.append(mark)
    return "".join([*kept, text[place:]])


def _link(found: re.Match[str]) -> str:
    target, label = found[1], found[2]
    if NAMESPACED.match(target) and not target.lstrip().startswith(":") and (label is None or "|" in label):
        name = target.partition(":")[0].strip()
        return "" if not name.isupper() else target.partition("#")[0]
    return label.rpartition("|")[2] if label is not None else target.lstrip(":")
