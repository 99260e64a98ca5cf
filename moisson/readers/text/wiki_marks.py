"""Marks that note-taking programs (Obsidian, Logseq) and converters add to Markdown: links between notes, comments, anchors."""

import re

LINK = re.compile(r"(!?)\[\[(?=[^\[\]\n]*[^\W\d_])([^\[\]|\n]{1,300})(?:\|([^\[\]\n]{0,300}))?\]\]")
COMMENT = re.compile(r"(?<!%)%%(?!%)[^%\n]{1,2000}%%(?!%)")
ANCHOR = re.compile(r"[ \t]\^[A-Za-z\d][\w-]{0,60}[ \t]*$", re.M)
HIGHLIGHT = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]{1,2000}?)(?<=\S)==(?![=\w])")
LOOSE = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,2000}?[ \t\xa0]+)\*\*(?=[^\W_])")  # strong words that end with a space
NOTHING = re.compile(r"(?<!\*)\*{4}(?!\*)")  # strong words, and none


def without_marks(words: str) -> str:
    """Words without these marks; a link is what it shows, what is taken in from another note is none of this text."""
    if "[[" in words:
        words = LINK.sub(_shown, words)
    if "%%" in words:
        words = COMMENT.sub("", words)
    if "==" in words:
        words = HIGHLIGHT.sub(r"\1", words)
    return ANCHOR.sub("", words) if " ^" in words else words


def without_loose_strong(words: str) -> str:
    """Words without the marks of strong words that converters leave a space in, or nothing."""
    return NOTHING.sub("", LOOSE.sub(r"\1", words)) if "**" in words else words


def _shown(found: re.Match[str]) -> str:
    if found[1]:
        return ""
    page, _, heading = found[2].partition("#")
    return found[3] or " > ".join(part for part in (page, heading) if part and part[0] != "^")
