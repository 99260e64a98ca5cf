"""Whether a page may be law: its title or a heading speaks of an act, or its paragraphs bear the numbers of articles."""

import re

from moisson.extract.facts.face import mentions_act
from moisson.extract.html.tree import Page

NUMBERED = re.compile(
    r"\s*(?:§+\s*\d|\d+\s*[a-z]?\s*§"
    r"|(?:art(?:icle|ikel|ikkel|ículo|icolo|igo|icol(?:ul)?|ykuł)?|section|čl(?:ánok|ánek|en|anak)?|член|άρθρο|straipsnis|pants?|pykälä|cikk"
    r"|chapter|kapitel|kapitola|hoofdstuk|chapitre|título|titre|titolo|capítulo|capo|abschnitt"
    r"|annex|anhang|annexe|allegato|anexo|bilaga|bijlage|liite|príloha|příloha|załącznik)(?:\.\s*|\s+)(?:\d|(?-i:[IVX]+\b)))",
    re.I,
)
SEVERAL = 2  # such paragraphs
HEADINGS = 5  # of a level, that are looked at


def may_be_law(page: Page) -> bool:
    """Whether a page may be law; where it may, its words are taken for the law's own."""
    if speaks_of_act(page):
        return True
    count = 0
    for text in page.texts:
        if text and NUMBERED.match(text):
            count += 1
            if count >= SEVERAL:
                return True
    return False


def speaks_of_act(page: Page) -> bool:
    """Whether the page's title or a heading has the kind of an act among its words."""
    return any(mentions_act(page.line(i)) for tag in ("title", "h1", "h2") for i in page.where(tag)[:HEADINGS])
