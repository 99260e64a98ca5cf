"""Headings: paragraphs that are headings by their class alone, and headings below which nothing is kept."""

import re
from functools import lru_cache

from moisson.readers.html.tags import HEADINGS
from moisson.readers.html.tree import Page

# In EUR-Lex, the Commission's drafts, the Court's decisions and Danish law.
TITLES = re.compile(
    r"(?:^|\s)(?:oj-|eli-|coj-)?(?:sum-title-1|doc-ti|title-doc-(?:first|last|next)|Typedudocument|Titreobjet)(?:_cp)?(?:\s|$)"
)
SECTIONS = re.compile(
    r"(?:^|\s)(?:oj-)?(?:ti-section-[12]|title-division-[12]|ti-grseq-1|title-gr-seq-level-1|title-annex-1|SectionTitle|ChapterTitle)(?:\s|$)"
)
ARTICLES = re.compile(
    r"(?:^|\s)(?:oj-)?(?:ti-art|title-article-norm|Titrearticle|ParagrafGruppeOverskrift|CentreretParagraf)(?:\s|$)"
)
GROUNDS = re.compile(r"(?:^|\s)(?:(?:coj-)?title-grseq-(\d)|C\d\dTitre(\d))(?:\s|$)")
# Styles of word processors in several languages, and classes named after HTML's headings.
STYLES = re.compile(
    r"(?:^|\s)(?:((?:Manual)?(?:Heading|berschrift|Überschrift|Titre|Titolo|Rubrik|Kop|Nadpis|Otsikko|Nagwek))"
    r"|[\w-]{0,20}(?<![a-z0-9-])h)([1-6])(?:\s|$)"
)
NAMED = re.compile(
    r"(?:^|\s)(?:(?:doc(?:ument)?|act|law)-?title|Titel2?"
    r"|(Kapitel(?:Overskrift)?\d?|(?:part|chapter|section)-?(?:title|heading)))(?:\s|$)"
)
OPEN = 12  # headings that may still wait for words


@lru_cache(maxsize=4096)
def class_level(classes: str) -> str:
    """The Markdown marks of a paragraph whose class makes it a heading; empty for any other."""
    if TITLES.search(classes):
        return "#"
    if grounds := GROUNDS.search(classes):
        return "#" * min(int(grounds[1] or 0) or int(grounds[2]) + 1, 6)
    if style := STYLES.search(classes):
        return "#" * min(int(style[2]) + (style[1] is not None), 6)  # below the title, which has a style of its own
    if named := NAMED.search(classes):
        return "##" if named[1] else "#"
    return "##" if SECTIONS.search(classes) else "###" if ARTICLES.search(classes) else ""


def drop_bare_headings(page: Page, start: int, skip: list[bool]) -> None:
    """Leave out headings below which everything was left out."""
    i = start
    waiting: list[tuple[int, str]] = []  # headings that no word has followed yet
    dropped = False
    while i < page.ends[start]:
        tag, text, tail = page.tags[i], page.texts[i], page.tails[i]
        if skip[i]:
            dropped = dropped or (page.words[i] > 0 and not page.hidden[i])
            i = page.ends[i]
        elif tag in HEADINGS:
            if dropped:
                _drop(skip, [heading for heading, level in waiting if level >= tag])
            waiting = [(heading, level) for heading, level in waiting if level < tag] if dropped else []
            waiting = [*waiting[-OPEN:], (i, tag)]
            dropped = False
            i = page.ends[i]
        else:
            if text and text.strip():
                waiting, dropped = [], False
            i += 1
        if tail and tail.strip():
            waiting, dropped = [], False
    if dropped:
        _drop(skip, [heading for heading, level in waiting if level != "h1"])


def _drop(skip: list[bool], headings: list[int]) -> None:
    for heading in headings:
        skip[heading] = True
