"""Links: what only leads about on the page, to the top or to the contents; what stands within a sentence."""

from lxml import etree

from moisson.extract.html.fragment import HEADINGS, names
from moisson.extract.html.outline import OWN_BLOCK, Outline

BESIDE = names("div p span section article header body")
FEW_WORDS = 6
CONTENTS = 8  # links
REFRAIN = 3  # times
REFRAIN_LIST = 20  # words
# What a link alone says that leads out of the page again.
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


def refrains(page: Outline) -> set[int]:
    """Links that stand alone and return again and again, to the top, to the contents, or lead back to where one came from."""
    alone: dict[str, list[int]] = {}
    back: set[int] = set()
    for i, element in enumerate(page.elements):
        listed = element.tag == "ul" and 0 < page.links[i] == page.words[i] <= REFRAIN_LIST and not page.hidden[i]
        link = element.tag == "a" and 0 < page.words[i] <= FEW_WORDS and "href" in element.attrib and is_alone(element)
        if listed or link:
            text = " ".join("".join(map(str, element.itertext())).split())
            if link and text.strip(" <>«»‹›←→^|[]()").casefold() in BACK:
                back.add(i)
            elif not any(map(str.isdigit, text)):
                alone.setdefault(text, []).append(i)
    return back.union(*(positions for positions in alone.values() if len(positions) >= REFRAIN))


def leads_up(page: Outline, i: int) -> bool:
    """Whether a block is nothing but a link to another place on the page."""
    elements = page.elements
    return (
        0 < page.words[i] <= FEW_WORDS
        and elements[i].tag not in HEADINGS
        and any(
            elements[j].tag == "a" and elements[j].get("href", "").startswith("#") and page.words[j] == page.words[i]
            for j in range(i, min(page.ends[i], i + FEW_WORDS))
        )
    )


def skips(page: Outline, i: int) -> bool:
    """Whether a block before the page's words is nothing but links to other places on the page."""
    elements = page.elements
    if not 0 < page.words[i] <= 2 * FEW_WORDS or elements[i].tag in HEADINGS:
        return False
    links = [j for j in range(i, page.ends[i]) if elements[j].tag == "a" and elements[j].get("href", "").startswith("#")]
    between = len(links) - 1  # commas and bars
    return bool(links) and sum(page.words[j] for j in links) >= page.words[i] - between


def is_contents(page: Outline, i: int) -> bool:
    """Whether a block is the site's list of what the page holds: many links within the page and next to nothing else."""
    elements = page.elements
    if page.prose[i] or page.words[i] < CONTENTS:
        return False
    links = [j for j in range(i + 1, page.ends[i]) if elements[j].tag == "a" and elements[j].get("href", "").startswith("#")]
    return len(links) >= CONTENTS and sum(page.words[j] for j in links) > 0.95 * page.words[i]


def is_alone(link: etree._Element) -> bool:
    """Whether nothing stands beside a link in its paragraph; never in a list or a table, where repeated links are data."""
    parent, before, after = link.getparent(), link.getprevious(), link.getnext()
    if parent is None or parent.tag not in BESIDE:
        return False
    texts = (link.tail, parent.text if before is None else before.tail)
    if any(text and not text.isspace() for text in texts):
        return False
    return all(beside is None or beside.tag in OWN_BLOCK or beside.tag in ("br", "hr", "a") for beside in (before, after))


def is_within(page: Outline, i: int) -> bool:
    """Whether inline words stand within a sentence of running text, as a term that links to its entry."""
    elements = page.elements
    element = elements[i]
    while element.tag not in OWN_BLOCK:
        before, i = element.getprevious(), page.parents[i]
        beside = (element.tail, elements[i].text if before is None else before.tail)
        element = elements[i]
        if any(text and any(map(str.isalnum, text)) for text in beside):
            while elements[i].tag not in OWN_BLOCK:
                i = page.parents[i]
            return page.prose[i] > 0
    return False
