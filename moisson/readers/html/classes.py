"""Paragraphs that a page marks as headings by their class alone."""

import re
from functools import lru_cache

# Of EUR-Lex, of the Commission's drafts, of the Court's decisions and of Denmark's law.
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
# The styles of word processors in several languages, and style sheets that name their headings after HTML's.
STYLES = re.compile(
    r"(?:^|\s)(?:((?:Manual)?(?:Heading|berschrift|Überschrift|Titre|Titolo|Rubrik|Kop|Nadpis|Otsikko|Nagwek))"
    r"|[\w-]{0,20}(?<![a-z0-9-])h)([1-6])(?:\s|$)"
)
NAMED = re.compile(
    r"(?:^|\s)(?:(?:doc(?:ument)?|act|law)-?title|Titel2?"
    r"|(Kapitel(?:Overskrift)?\d?|(?:part|chapter|section)-?(?:title|heading)))(?:\s|$)"
)


@lru_cache(maxsize=4096)
def class_level(classes: str) -> str:
    """The marks of the heading that a paragraph with these classes is; none for any other paragraph."""
    if TITLES.search(classes):
        return "#"
    if grounds := GROUNDS.search(classes):
        return "#" * min(int(grounds[1] or 0) or int(grounds[2]) + 1, 6)
    if style := STYLES.search(classes):
        return "#" * min(int(style[2]) + (style[1] is not None), 6)  # below the title, which has a style of its own
    if named := NAMED.search(classes):
        return "##" if named[1] else "#"
    return "##" if SECTIONS.search(classes) else "###" if ARTICLES.search(classes) else ""
