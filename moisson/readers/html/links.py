"""Links that only lead around the page, to its top or its contents, and links within sentences."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from moisson.readers.html.tags import HEADINGS, names
from moisson.readers.html.tree import Page
from moisson.readers.html.weights import OWN_BLOCK

BESIDE = names("div p span section article header body")
AROUND = names("br hr a")
FEW_WORDS = 6
CONTENTS = 8  # links
MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡]{1,3})[\])]?[.)]?")  # of a note
NOTE = re.compile(rf"{MARK.pattern}\s[^\W\d_]")
REFRAIN = 3  # times
REFRAIN_LIST = 20  # words
# The words of a link that leads back out of the page.
BACK = frozenset(
    """
back|go back|back to overview|back to list|back to the list|back to news|back to results|zurück|zurück zur übersicht|zur übersicht
zurück zur liste|zurück zur startseite|retour|retour à la liste|retour à l'accueil|retour aux actualités|volver|volver al listado
volver atrás|indietro|torna indietro|torna all'elenco|voltar|voltar à lista|terug|terug naar overzicht|terug naar het overzicht
tillbaka|tilbage|tilbake|takaisin|wróć|powrót|powrót do listy|zpět|zpět na seznam|späť|späť na zoznam|vissza|înapoi|natrag|nazaj
atgal|atpakaļ|tagasi|επιστροφή|πίσω|назад|обратно|back to top|top of page|nach oben|seitenanfang|zum seitenanfang|haut de page
retour en haut|volver arriba|torna su|voltar ao topo|naar boven|till toppen|til toppen|do góry|nahoru|na vrh
""".strip()
    .replace("\n", "|")
    .split("|")
)


def refrains(page: Page) -> set[int]:
    """Links that stand alone and recur, or lead back to where the reader came from."""
    alone: dict[str, list[int]] = {}
    back: set[int] = set()
    for i in page.where("a") + page.where("ul"):
        tag, words, links = page.tags[i], page.words[i], page.links[i]
        listed = tag == "ul" and 0 < links == words <= REFRAIN_LIST and not page.hidden[i]
        link = tag == "a" and 0 < words <= FEW_WORDS and "href" in page.attributes[i] and is_alone(page, i)
        if listed or link:
            text = page.line(i)
            if link and text.strip(" <>«»‹›←→^|[]()").casefold() in BACK:
                back.add(i)
            elif not any(map(str.isdigit, text)):
                alone.setdefault(text, []).append(i)
    for positions in alone.values():
        if len(positions) >= REFRAIN:
            back.update(positions)
    return back


def leads_up(page: Page, i: int) -> bool:
    """Whether a block is nothing but a link to another place on the page."""
    words = page.words[i]
    if not 0 < words <= FEW_WORDS or page.tags[i] in HEADINGS:
        return False
    return any(_leads_within(page, j) and page.words[j] == words for j in range(i, min(page.ends[i], i + FEW_WORDS)))


def skips(page: Page, i: int) -> bool:
    """Whether a block before the page's words is nothing but links to other places on the page."""
    if not 0 < page.words[i] <= 2 * FEW_WORDS or page.tags[i] in HEADINGS:
        return False
    links = [j for j in range(i, page.ends[i]) if _leads_within(page, j)]
    between = len(links) - 1  # commas and bars
    return bool(links) and sum([page.words[j] for j in links]) >= page.words[i] - between


def is_contents(page: Page, i: int) -> bool:
    """Whether a block is a table of contents made by the site: many links within the page, and little else."""
    if page.prose[i] or page.words[i] < CONTENTS:
        return False
    links = [j for j in range(i + 1, page.ends[i]) if _leads_within(page, j)]
    return len(links) >= CONTENTS and sum([page.words[j] for j in links]) > 0.95 * page.words[i]


class NoteMarks(NamedTuple):
    """The marks of a page's notes: links within the page, and the names of the places that they lead to."""

    links: list[int]
    places: frozenset[str]


def marks_of(page: Page) -> NoteMarks:
    """The marks of a page's notes."""
    links = [i for i in page.where("a") if _leads_within(page, i) and MARK.fullmatch(page.line(i))]
    return NoteMarks(links, places_of(page, links))


def places_of(page: Page, links: Iterable[int]) -> frozenset[str]:
    """The names of the places on the page that links lead to."""
    return frozenset(page.attributes[i]["href"][1:] for i in links) - {""}


def holds_notes(page: Page, i: int, marks: NoteMarks) -> bool:
    """Whether a block holds notes: it begins with a mark and words, leads back from a mark, or is called by one."""
    if NOTE.match(page.line(i)) and not _begins_with_link(page, i):
        return True
    if bisect_left(marks.links, i) < bisect_left(marks.links, page.ends[i]):
        return True
    return is_called(page, i, marks.places)


def is_called(page: Page, i: int, places: frozenset[str]) -> bool:
    """Whether one of these names is that of a place in a block."""
    attributes = page.attributes[i : page.ends[i]] if places else ()
    return not places.isdisjoint({said.get(name) for said in attributes for name in ("id", "name")})


def _begins_with_link(page: Page, i: int) -> bool:
    """Whether the first words of a block are a link to another page."""
    while not (page.texts[i] or "").strip() and page.ends[i] > i + 1:
        i = next((j for j in page.children(i) if page.words[j]), 0)
        if not i:
            return False
        if page.tags[i] == "a":
            return not _leads_within(page, i)
    return False


def _leads_within(page: Page, i: int) -> bool:
    return page.tags[i] == "a" and page.attributes[i].get("href", "").startswith("#")


def is_alone(page: Page, i: int) -> bool:
    """Whether a link stands alone in its paragraph. Never in a list or a table, where repeated links are data."""
    up, before, after = page.parents[i], page.befores[i], page.after(i)
    if page.tags[up] not in BESIDE:
        return False
    for text in (page.tails[i], page.tails[before] if before else page.texts[up]):
        if text and not text.isspace():
            return False
    for beside in (before, after):
        if beside and page.tags[beside] not in OWN_BLOCK and page.tags[beside] not in AROUND:
            return False
    return page.tags[up] != "span" or not _is_amid_words(page, up)


def _is_amid_words(page: Page, i: int) -> bool:
    """Whether other words stand beside inline words, or the text around is preformatted."""
    while page.tags[i] == "span":
        up, before, after = page.parents[i], page.befores[i], page.after(i)
        for text in (page.tails[i], page.tails[before] if before else page.texts[up]):
            if text and any(map(str.isalnum, text)):
                return True
        for beside in (before, after):
            if beside and page.tags[beside] not in OWN_BLOCK and page.words[beside] > page.links[beside]:
                return True
        i = up
    return page.tags[i] == "pre"


def is_within(page: Page, i: int) -> bool:
    """Whether inline words stand within a sentence, such as a term that links to its entry."""
    tags, texts, tails = page.tags, page.texts, page.tails
    while tags[i] not in OWN_BLOCK:
        before, up = page.befores[i], page.parents[i]
        beside = (tails[i], tails[before] if before else texts[up])
        i = up
        for text in beside:
            if text and any(map(str.isalnum, text)):
                while tags[i] not in OWN_BLOCK:
                    i = page.parents[i]
                prose = page.prose[i]
                return prose > 0
    return False
