"""A site's list of its other pages, below a heading that says so: `See also`, `Related articles`, in the languages of Europe."""

import re

from moisson.readers.html.outline import OWN_BLOCK
from moisson.readers.html.tags import HEADINGS
from moisson.readers.html.tree import Page

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
LONG = 11  # words
# What may interest a reader too, in the words of many sites.
INTEREST = re.compile(
    r".*\b(?:könnten?|dürften?|may|might|could|pourrai(?:en)?t|puede[n]?|podría[n]?|potrebbe(?:ro)?|poderá|mohlo)\b.{0,30}"
    r"(?:interess|intéress|gefallen|\blike\b|enjoy|plaire|zajímat|zaujímať).{0,30}"
)


def leads_elsewhere(page: Page, i: int) -> bool:
    """Whether an element holds such a heading alone."""
    text, words = page.texts[i], page.words[i]
    if text is None or not words or not 3 < len(text) < LONGEST + 20:
        return False
    own = text.split()
    if len(own) != words:
        return False
    said = " ".join(own).rstrip(" :.…!?").casefold()
    return said in RELATED or (words <= LONG and INTEREST.fullmatch(said) is not None)


def below(page: Page, weight: list[int], heading: int, zone: int) -> list[int]:
    """A heading and what it heads: the block that it begins, else the blocks with links after it."""
    top = heading
    while (up := page.parents[top]) != zone and page.words[up] == page.words[heading]:
        top = up
    if page.tags[top] not in OWN_BLOCK:
        return []
    if up != zone and up + 1 == top and not (page.texts[up] or "").strip():
        return [up] if weight[up] <= 0.3 * weight[zone] else []
    parts = [top]
    children = page.children(up)
    for child in children:
        if child > top and page.words[child]:
            if page.tags[child] in HEADINGS or page.links[child] < 0.2 * page.words[child]:
                break
            parts.append(child)
    alone = not any(page.words[child] for child in children if child > top)
    return parts if len(parts) > 1 or alone else []
