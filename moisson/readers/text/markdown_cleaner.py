"""Publishers' Markdown to light Markdown: headings, lists, tables and code stay; emphasis, links and mark-up go.

Dialects: GitHub, Pandoc (definition lists), kramdown, and site generators (Liquid, VuePress, Docusaurus, MkDocs).
"""

import re
from collections.abc import Iterator
from html import unescape

from moisson.readers.html.page import html_to_text
from moisson.readers.markdown import raised
from moisson.readers.text.wiki_marks import without_loose_strong, without_marks
from moisson.readers.text.wrapped import Joiner

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
LIQUID = re.compile(r"\{%[^\n{}]{0,500}%\}|\{\{[^{}\n]*\}\}|\{:[^\n{}]*\}|\[\[_?toc_?\]\]|\[toc\](?!\()", re.I)
DEFINITION = re.compile(
    r" {0,3}\[([^\]\n]{1,200})\]:[ \t]*(?:<[^>\n]*>|\S+)(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\)))?[ \t]*"
)
FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:[ \t]*")
CONTAINER = re.compile(r" {0,3}:{3,}[ \t]*(?:\{?\.?[\w-]+\}?[ \t]*)?(.*)")
ADMONITION = re.compile(
    r" {0,3}(?:!!!|\?\?\?\+?)[ \t]+[\w -]{1,60}(?:\"([^\"\n]*)\")?[ \t]*"
)  # of MkDocs; its words stand further in
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})")
BULLET = re.compile(r"([ \t]*)([*+-]|\d{1,9}[.)])([ \t]+)(?:\[([ xX])\][ \t]+)?(?=\S)")
DEFINED = re.compile(r" {0,3}:[ \t]+")
RULED = re.compile(r"\s:(?!\S)")  # between the cells of a table that is drawn with colons
QUOTE = re.compile(r" {0,3}(?:> ?)+(\[!\w+\][+-]?[ \t]*)?")
CONTENTS = re.compile(r"\{:[ \t]*toc\b[^{}]*\}[ \t]*")  # kramdown puts them in the place of the list above
PIPES = re.compile(r"[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*|[ \t]*\|[ \t]*:?-+:?[ \t]*\|?[ \t]*")
GRID = re.compile(r"[ \t]*\+(?:[-=:]+\+)+[ \t]*")
HTML_BLOCK = re.compile(r" {0,3}</?(?:table|div|details|dl|ul|ol|p|center|figure|section|iframe|video|script|style|svg)\b", re.I)
COMPONENT = re.compile(r"[ \t]*</?[A-Z][A-Za-z0-9]*(?:\s[^<>]*)?/?>[ \t]*")  # of Vue and React
STATEMENT = re.compile(r"(?:import|export) .*(?:from ['\"].*['\"];?|;)")

LONGEST_TERM = 300  # characters
CODE = re.compile(r"(?<!`)(`{1,3})(?!`)((?:[^`]|(?<=[^`])`(?!`))*?[^`])\1(?!`)")
LABEL = r"((?:[^\[\]]|\[[^\[\]]{0,300}\]){0,2000})"
TARGET = (
    r"\(\s*(?:<[^<>\n]*>|https?:[^()\n]{0,2000}(?=\))|(?:[^\s()<>]|\([^\s()]{0,300}\)){0,3000})"
    r"(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?\s*\)"
)
IMAGE = re.compile(rf"!\[{LABEL}\](?:{TARGET}|\[[^\[\]\n]{{0,200}}\])(?:\{{[^{{}}\n]*\}})?")
LINK = re.compile(rf"\[{LABEL}\]{TARGET}(?:\{{[^{{}}\n]*\}})?")
REFERENCE = re.compile(r"\[([^\[\]\n]{1,500})\](?:\[([^\[\]\n]{0,200})\])?(?![(\w])")
NOTE_CALL = re.compile(r"\[\^([^\]\s]{1,60})\]")
AUTOLINK = re.compile(r"<((?:https?|mailto|ftp):[^<>\s]+)>")
TAG = re.compile(r"</?[A-Za-z][\w.-]*(?:\s+[^<>]*)?/?>")
STRONG = re.compile(r"(?:(?<!\w)|(?=\*\*[^\W\d]))(\*\*|__)(?=\S)((?:(?!\1).){1,9999}?)(?<=\S)\1(?![^\W_])", re.S)
EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*]{1,9999}?)(?<=[^\s\\])\*(?!\*)|(?<![\w_\\])_(?=[^\s_])([^_]{1,9999}?)(?<=[^\s\\])_(?!\w)"
)
STRUCK = re.compile(r"~~(?=\S)([^~]{1,9999}?)~~")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
SUPERSCRIPT = re.compile(r"<sup\b[^<>]*>([^<>]{0,200})</sup>", re.I)
LINE_BREAK = re.compile(r"<br\s*/?>", re.I)
SIGNS = re.compile(r"[*_`\[<\\&{~]|==|%%| \^")
HELD = re.compile("\ue000(\\d+)\ue001")
HEADING_ID = re.compile(r"(?<![ \t])[ \t]*(?:\{#[\w.:-]+[^{}\n]*\}|<a\s[^<>]*>\s*</a>)")


class Cleaner:
    """One document: it knows the addresses that links are defined by, and the width that lines were wrapped at."""

    def __init__(self, text: str) -> None:
        self.lines = _without_comments(text).split("\n")
        self.defined = {
            found[1].casefold() for line in self.lines if line.lstrip()[:1] == "[" and (found := DEFINITION.fullmatch(line))
        }
        self.joiner = Joiner([line for line in self.lines if not line.startswith(("|", "    ", "#"))], markdown=True)
        self.done: list[str] = []
        self.unclosed: set[str] = set()  # tags that nothing closes from here on
        self.paragraph: list[str] = []

    def text(self) -> str:
        """The whole document."""
        at = 0
        while at < len(self.lines):
            at = self._block(at)
        self._end()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.done)).strip("\n")

    def _block(self, at: int) -> int:
        """Take in what begins at a line; gives the line after it."""
        line = self.lines[at]
        if not line.strip():
            self._end()
            self.done.append("")
        elif fence := FENCE.match(line):
            return self._fenced(at, fence[1])
        elif STATEMENT.fullmatch(line) and not any(self.done):
            pass
        elif (PIPES.fullmatch(line) and self.paragraph and "|" in self.paragraph[-1]) or GRID.fullmatch(line):
            return self._table(at)
        elif HTML_BLOCK.match(line):
            return self._html(at)
        elif heading := HEADING.fullmatch(line):
            self._put(f"{heading[1]} {self.inline(HEADING_ID.sub('', heading[2]))}" if heading[2].strip() else "")
        elif (
            self.paragraph
            and (under := UNDERLINE.fullmatch(line))
            and len(self.paragraph) < 4
            and not BULLET.match(self.paragraph[0])
        ):
            title = " ".join(self.paragraph)
            self.paragraph = []
            self._put(f"{'#' if under[1][0] == '=' else '##'} {self.inline(' '.join(title.split()))}")
        elif RULE.fullmatch(line):
            self._put("")
        elif BULLET.match(line) and CONTENTS.fullmatch("".join(self.lines[at + 1 : at + 2])):
            return at + 2
        elif COMPONENT.fullmatch(line) or (DEFINITION.fullmatch(line) and not FOOTNOTE.match(line)):
            self._end()
        elif container := CONTAINER.fullmatch(line):
            self._put(self.inline(container[1]))
        elif admonition := ADMONITION.fullmatch(line):
            self._put(self.inline(admonition[1] or ""))
            self._bring_out(at + 1)
        else:
            self._words(line)
        return at + 1

    def _bring_out(self, at: int) -> None:
        """Take the indent from the lines that stand further in."""
        while at < len(self.lines) and (self.lines[at].startswith(("    ", "\t")) or not self.lines[at].strip()):
            self.lines[at] = self.lines[at].removeprefix("\t") if self.lines[at][:1] == "\t" else self.lines[at][4:]
            at += 1

    def _words(self, line: str) -> None:
        if note := FOOTNOTE.match(line):
            self._end()
            line = f"({note[1]}) {line[note.end() :]}"
        elif quote := QUOTE.match(line):
            line = line[quote.end() :]
            if quote[1]:  # the title of what it calls attention to
                self._put(self.inline(line))
                return
            if not line.strip():
                self._put("")
        if (bullet := BULLET.match(line)) and self._interrupts(bullet):
            self._end()
            mark = bullet[2] if bullet[2][0].isdigit() else "-"
            line = f"{bullet[1].replace(chr(9), '    ')}{mark} {line[bullet.end() :]}"
        elif (term := DEFINED.match(line)) and self._is_term(line):
            if not self.paragraph and not self.done[-1]:
                self.done.pop()  # a blank line between them
            before = self.paragraph or [self.done.pop()]
            self.paragraph = [f"{' '.join(before).rstrip().rstrip(':')}: {line[term.end() :]}"]
            return
        if line.strip():
            self.paragraph.append(line)

    def _is_term(self, line: str) -> bool:
        """Whether the short line or two before could be a term that this line defines; a table drawn with colons defines none."""
        before = self.paragraph or self.done[-1:]
        ruled = len(RULED.findall(line))
        if (
            before == [""]
            and not ruled
            and self.done[-3:-2] in ([], [""])
            and self.done[-2:-1]
            and self.done[-2][:1] not in "#-|"
        ):
            before = self.done[-2:-1]
        return ruled < 2 and 0 < len(before) < 4 and 0 < sum(map(len, before)) <= LONGEST_TERM

    def _interrupts(self, bullet: re.Match[str]) -> bool:
        """Whether a mark begins an item: a number inside a paragraph does only where it counts on, or from 1."""
        if not self.paragraph or not bullet[2][0].isdigit():
            return True
        before = BULLET.match(self.paragraph[0])
        number = int(bullet[2][:-1])
        return number == 1 or (before is not None and before[2][0].isdigit() and number == int(before[2][:-1]) + 1)

    def _end(self) -> None:
        """End the paragraph: its wrapped lines are joined, its mark-up goes."""
        if self.paragraph:
            indent = re.match(r" *", self.paragraph[0])
            lead = indent[0] if indent and len(indent[0]) < 12 else ""
            lines = [line for part in _unbroken(self.paragraph) for line in self.joiner.paragraph(part)]
            words = [line.strip() for line in self.inline("\n".join(lines)).split("\n")]
            self.done += [lead + line for line in words if line]
        self.paragraph = []

    def _put(self, block: str) -> None:
        self._end()
        self.done += ["", block, ""]

    def _fenced(self, at: int, mark: str) -> int:
        self._end()
        end = next(
            (
                i
                for i in range(at + 1, len(self.lines))
                if re.match(rf" {{0,3}}{re.escape(mark)}{re.escape(mark[0])}*[ \t]*$", self.lines[i])
            ),
            len(self.lines) - 1,
        )
        self.done += self.lines[at : end + 1]
        return end + 1

    def _table(self, at: int) -> int:
        """Pipes: the cells' words without what aligned them. A grid table keeps its lines of words as rows."""
        grid = GRID.fullmatch(self.lines[at]) is not None
        rows = [] if grid else [self.paragraph.pop()]
        self._end()
        end = at if grid else at + 1
        while end < len(self.lines) and (line := self.lines[end]) and ("|" in line or (grid and GRID.fullmatch(line))):
            if not GRID.fullmatch(line):
                rows.append(line)
            end += 1
        cells = [[self.cell(cell) for cell in _cells(row)] for row in rows]
        width = max((len(row) for row in cells), default=0)
        used = [at for at in range(width) if any(row[at : at + 1] not in ([], [""]) for row in cells)]
        full = [row + [""] * (width - len(row)) for row in cells if any(row)]
        shown = ["| " + " | ".join(row[at] for at in used) + " |" for row in full]
        self.done += ["", *shown[:1], *(["|" + " --- |" * len(used)] if shown else []), *shown[1:], ""]
        return max(end, at + 1)

    def _html(self, at: int) -> int:
        """A block of HTML up to the blank line after it; a table or list up to its end tag."""
        self._end()
        opened = re.match(r" {0,3}<(table|ul|ol|dl|script|style|svg)\b", self.lines[at], re.I)
        if opened and opened[1].lower() in self.unclosed:
            opened = None
        end = at
        while end < len(self.lines):
            line = self.lines[end]
            if (f"</{opened[1].lower()}" in line.lower()) if opened else not line.strip():
                break
            end += 1
        else:
            if opened:
                self.unclosed.add(opened[1].lower())
                end = at
        block = "\n".join(self.lines[at : end + 1])
        self.done += ["", *html_to_text(IMAGE.sub("", LINK.sub(r"\1", LIQUID.sub("", block)))).split("\n"), ""]
        return end + 1

    def cell(self, words: str) -> str:
        """A cell's words on one line."""
        return " ".join(self.inline(LINE_BREAK.sub(" ", words)).split()).replace("|", "\\|")

    def inline(self, words: str) -> str:
        """Words without emphasis, links, images and tags; what stands in code stays as it is."""
        if not SIGNS.search(words):
            return words
        held: list[str] = []  # what stands in code or after a backslash, out of reach while the rest is cleaned

        def hold(literal: str) -> str:
            held.append(literal)
            return f"\ue000{len(held) - 1}\ue001"

        if "`" in words:
            words = CODE.sub(lambda found: hold(found[2].strip() or found[2]), words)
        if "\\" in words:
            words = ESCAPE.sub(lambda found: hold(found[1]), words)
        if "{" in words or "[" in words:
            words = LIQUID.sub("", words)
        words = without_marks(words)
        if "[" in words:
            words = LINK.sub(r"\1", LINK.sub(r"\1", IMAGE.sub("", words)))
            words = REFERENCE.sub(self._reference, NOTE_CALL.sub(r" (\1)", words))
        if "<" in words:
            words = _raised(words) if "<sup" in words.lower() else words
            words = TAG.sub("", LINE_BREAK.sub("\n", AUTOLINK.sub(r"\1", words)))
        if "*" in words or "_" in words:
            for _ in range(2):
                words = EMPHASIS.sub(lambda found: found[1] or found[2], STRONG.sub(r"\2", words))
            words = without_loose_strong(words)
        if "~~" in words:
            words = STRUCK.sub(r"\1", words)
        if "&" in words:
            words = unescape(words)
        return HELD.sub(lambda found: held[int(found[1])], words) if held else words

    def _reference(self, found: re.Match[str]) -> str:
        name = (found[2] or found[1]).casefold()
        return found[1] if name in self.defined else found[0]


def _without_comments(text: str) -> str:
    """Without HTML comments, except in code."""
    if "<!--" not in text:
        return text
    parts = re.split(r"(^ {0,3}(?:```|~~~).*?(?:^ {0,3}(?:```|~~~)[ \t]*$|\Z))", text, flags=re.M | re.S)
    return "".join(part if number % 2 else COMMENT.sub("", part) for number, part in enumerate(parts))


def _raised(words: str) -> str:
    """Superscripts as plain text: `12<sup>1</sup>` is not 121."""
    now, *rest = SUPERSCRIPT.split(words)
    pieces = []
    for mark, following in zip(rest[::2], rest[1::2], strict=True):
        pieces.append(raised(now, mark))
        now = following
    return "".join([*pieces, now])


def _unbroken(paragraph: list[str]) -> Iterator[list[str]]:
    """A paragraph's lines up to each line break that is meant: two spaces or a backslash at the end."""
    part: list[str] = []
    for line in paragraph:
        meant = line.endswith(("  ", "\\"))
        part.append(line.rstrip().removesuffix("\\") if meant else line.rstrip())
        if meant:
            yield part
            part = []
    if part:
        yield part


def _cells(row: str) -> list[str]:
    words = row.strip()
    words = words[1:] if words.startswith("|") else words
    words = words[:-1] if words.endswith("|") and not words.endswith("\\|") else words
    return [cell.replace("\x01", "|").strip() for cell in words.replace("\\|", "\x01").split("|")]


def light(text: str) -> str:
    """Markdown, without front matter, as light Markdown."""
    return Cleaner(text).text()
