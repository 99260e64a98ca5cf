"""Lists that a site puts around its text.

A portal of law lists an act's contents, its versions, the acts that cite or change it: without running text, folded away, or with
links whose targets lead back. Other sites offer what else to read below a heading such as `See also`.
"""

import re
from itertools import accumulate

from moisson.readers.html.tags import HEADINGS, names
from moisson.readers.html.tree import Page
from moisson.readers.html.weights import OWN_BLOCK

PLACES = 8  # links within the page that make a block of nothing else its contents
NUMBERS = 3  # words of such a link on average; contents with titles are the act's own
VERSIONS = 10  # links elsewhere
MOST = 0.95  # of the words, in links to the page itself
MANY = 0.75  # of the words, in links elsewhere
BEGUN = 60  # words of running text after which a list of links belongs to the document
DATED = 4  # words, at most, for each date or number
DAY = re.compile(r"\d[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d/\d{4}")
MUTUAL = 2  # links whose targets lead back
TITLE = re.compile(r"[^\W\d_]{3}")  # in such a link; a note's mark has none
BLOCKS = names("div table ul ol dl nav section")
ROWS = names("tr li")
RELATED = frozenset(
    """
related|related articles|related posts|related content|related news|related stories|related topics|related pages
related links|see also|read also|read more|read next|more on this topic|more stories|more news|you may also like
you might also like|you may also be interested in|recommended|recommended for you|recommended reading|further articles
explore further|latest news|most read|most popular|share this|share this page|follow us|verwandte artikel|verwandte themen
verwandte beiträge|ähnliche beiträge|ähnliche artikel|ähnliche themen|das könnte sie auch interessieren
das könnte dich auch interessieren|auch interessant|mehr zum thema|weitere artikel|weitere beiträge|weitere meldungen
weitere nachrichten|lesen sie auch|meistgelesen|seite teilen|diese seite teilen|beitrag teilen|artikel teilen
à lire aussi|lire aussi|à lire également|voir aussi|articles liés|articles similaires|sur le même sujet
sur le même thème|à découvrir aussi|vous aimerez aussi|ces articles pourraient vous intéresser|les plus lus|partager
partager cette page|partager l'article|nous suivre|artículos relacionados|noticias relacionadas|contenido relacionado
te puede interesar|también te puede interesar|lee también|más noticias|lo más leído|leggi anche|articoli correlati
notizie correlate|contenuti correlati|potrebbe interessarti anche|ti potrebbe interessare|vedi anche|condividi
artigos relacionados|notícias relacionadas|leia também|veja também|conteúdo relacionado|ver também|também pode gostar
articole similare|articole asemănătoare|citește și|vezi și|știri similare|lees ook|lees meer|gerelateerde artikelen
gerelateerde berichten|gerelateerd|meer over dit onderwerp|zie ook|meest gelezen|deel deze pagina|läs också|läs även
läs mer|relaterade artiklar|relaterat innehåll|relaterat|mer om ämnet|se även|dela sidan|læs også|relaterede artikler
relateret indhold|se også|mere om emnet|les også|relaterte artikler|relatert innhold|mer om temaet|lue myös|lue lisää
aiheesta lisää|katso myös|loe ka|seotud artiklid|vaata ka|seotud uudised|zobacz też|zobacz także|zobacz również
czytaj także|czytaj też|czytaj również|podobne artykuły|powiązane artykuły|powiązane treści|przeczytaj także
související články|související odkazy|podobné články|mohlo by vás zajímat|čtěte také|přečtěte si také|čítajte aj
súvisiace články|mohlo by vás zaujímať|kapcsolódó cikkek|kapcsolódó hírek|kapcsolódó tartalom|ajánlott cikkek
olvassa el ezt is|ezt is ajánljuk|povezani članci|povezane vijesti|pročitajte i|pročitajte još|vezane vijesti
sorodni članki|preberite tudi|povezane novice|preberite še|susiję straipsniai|taip pat skaitykite|skaitykite taip pat
saistītie raksti|lasi arī|lasiet arī|saistītās ziņas|σχετικά άρθρα|διαβάστε επίσης|δείτε επίσης|σχετικά
свързани статии|свързани новини|прочетете още|вижте още|вижте също
""".strip()
    .replace("\n", "|")
    .split("|")
)
LONGEST = max(map(len, RELATED))


def portal_lists(page: Page, weight: list[int], main: int, skip: list[bool]) -> list[int]:
    """Lists in the first half of an element's running text; those that fold away, anywhere."""
    if "a" not in page.tags[main : page.ends[main]]:
        return []
    own = page.own_prose()
    href = [said.get("href", "") if tag == "a" else "" for tag, said in zip(page.tags, page.attributes, strict=True)]
    leads = [address[:1] not in ("", "#") for address in href]
    links = [0, *accumulate(map(int, leads))]
    stays = [words if address[:1] == "#" else 0 for words, address in zip(page.words, href, strict=True)]
    within = [0, *accumulate(stays)]
    places = [0, *accumulate(map(bool, stays))]
    back = _mutual(page)
    found: list[int] = []
    passed, i = 0, main + 1
    while i < page.ends[main]:
        end, tag = page.ends[i], page.tags[i]
        if skip[i]:
            i = end
            continue
        early = 2 * passed < weight[main]
        listed = tag in BLOCKS and early and page.prose[i] == 0 and page.words[i] > 0
        count = places[end] - places[i]
        named = listed and count >= PLACES and MOST * page.words[i] < within[end] - within[i] <= NUMBERS * count
        versions = listed and passed < BEGUN and links[end] - links[i] >= VERSIONS and page.links[i] >= MANY * page.words[i]
        versions = versions and _is_dated("".join(page.strings(i)).split())
        if named or versions or (i in back and early) or (tag in BLOCKS and _folds(page, i, leads)):
            found.append(i)
            i = end
            continue
        passed += own[i]
        i += 1
    return found


def _is_dated(words: list[str]) -> bool:
    """Whether words are dates and numbers of acts: `01.01.2004 - 14.04.2004`, `191/2004 Z. z.`."""
    return DATED * sum(DAY.search(word) is not None for word in words) >= len(words)


def _mutual(page: Page) -> set[int]:
    """Elements whose own links lead to later places on the page, which lead back to them."""
    attributes = page.attributes
    links = [i for i in page.where("a") if attributes[i]]
    named = {name: i for i in links if (name := attributes[i].get("name") or attributes[i].get("id"))}
    count: dict[int, int] = {}
    for name, i in named.items():
        there = named.get(attributes[i].get("href", "")[1:], -1)
        back = there >= page.ends[page.parents[i]] and attributes[there].get("href") == f"#{name}"
        if back and TITLE.search("".join(page.strings(i))):
            count[page.parents[i]] = count.get(page.parents[i], 0) + 1
    return {up for up, times in count.items() if times >= MUTUAL}


def _folds(page: Page, i: int, leads: list[bool]) -> bool:
    """Whether a button opens a block, and every row of the block begins with a link elsewhere."""
    button = page.befores[i]
    if not button or page.tags[button] != "button" or page.attributes[button].get("aria-expanded") != "false":
        return False
    rows = [j for j in range(i, page.ends[i]) if page.tags[j] in ROWS and page.words[j]]
    return bool(rows) and all(_leads_first(page, row, leads) for row in rows)


def _leads_first(page: Page, row: int, leads: list[bool]) -> bool:
    """Whether the first words of a row are a link."""
    for j in range(row, page.ends[row]):
        if leads[j] and page.words[j]:
            return True
        if (text := page.texts[j]) and not text.isspace():
            return False
    return False


def leads_elsewhere(page: Page, i: int) -> bool:
    """Whether an element holds only a heading such as `See also`."""
    text, words = page.texts[i], page.words[i]
    if text is None or not words or not 3 < len(text) < LONGEST + 20:
        return False
    own = text.split()
    if len(own) != words:
        return False
    return " ".join(own).rstrip(" :.…!?").casefold() in RELATED


def below(page: Page, weight: list[int], heading: int, main: int) -> list[int]:
    """A heading and what stands below it: the block that it begins, else the blocks of links after it."""
    top = heading
    while (up := page.parents[top]) != main and page.words[up] == page.words[heading]:
        top = up
    if page.tags[top] not in OWN_BLOCK:
        return []
    if up != main and up + 1 == top and not (page.texts[up] or "").strip():
        return [up] if weight[up] <= 0.3 * weight[main] else []
    parts = [top]
    children = page.children(up)
    for child in children:
        if child > top and page.words[child]:
            if page.tags[child] in HEADINGS or page.links[child] < 0.2 * page.words[child]:
                break
            parts.append(child)
    alone = not any(page.words[child] for child in children if child > top)
    return parts if len(parts) > 1 or alone else []
