"""What closes an article of a news site or a blog, known by its words: its readers' comments, who its author is."""

import re

from moisson.extract.html.outline import OWN_BLOCK
from moisson.extract.html.tags import HEADINGS
from moisson.extract.html.tree import Page

# What stands above the comments of readers, or above the form for one.
COMMENTS = re.compile(
    r"(?:(?:all|latest|recent|readers?'?|user|top|view|alle|neueste|les|tous les|los)\s)*"
    r"(?:no|\d+|keine|kein|aucun|sin|nessun)?\s*(?:(?:reader|user|leser)-?\s?)?"
    r"(?:comments?|(?:leser)?kommentare?n?|commentaires?|comentarios?|comentários?|comentaris?|commenti|commento|reacties?|kommentit"
    r"|kommentarer|komentarz[ey]?|komentáře?|hozzászólások|comentarii|komentari|komentarji|komentarai|komentāri|kommentaarid|σχόλια"
    r"|коментари)\s*(?:\(\s*\d*\s*\)|\d+)?"
    r"|(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)\s+"
    r"(?:responses?|thoughts?|replies|antworten|gedanken|réponses?|respuestas?)\s+(?:to|on|zu|auf|à|a)\b.{0,120}"
    r"|(?:leave|post|add|write|submit|join)\s(?:a|your|the)\s(?:comment|reply|response|conversation|discussion)s?"
    r"|(?:schreiben?|hinterlassen?|verfassen?)\s(?:sie\s)?(?:einen?|ihren?|deinen?)\s(?:kommentar|antwort)"
    r"|(?:laisser?|écrire|ajouter|poster|publier)\s(?:un|votre)\scommentaire|(?:deja|escribe|añade)\s(?:un|tu)\s(?:comentario|respuesta)"
    r"|(?:lascia|scrivi)\sun\scommento|(?:plaats|geef|laat)\s(?:een\s)?reactie(?:\sachter)?|diskussion\s*/\s*kommentare"
    r"|kommentare (?:werden geladen|zu diesem (?:artikel|beitrag))",
    re.I,
)
SHORT = 30  # words of an article
LONGEST = 140  # characters
FEW = 20  # words
LEAST = 3  # words
BIO = 80
LATE = 0.7  # of the running text
METAS = 60
AUTHORS = frozenset(["author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl"])
IS = re.compile(
    r"(?:,[^.]{1,60},)?\s(?:is|was|has|writes|wrote|works|worked|covers|reports|lives|teaches|currently|joined|ist|war|hat|schreibt|arbeitet|lebt"
    r"|studiert|est|a|écrit|travaille|vit|enseigne|es|ha|escribe|trabaja|vive|è|scrive|lavora|é|escreve|trabalha|schrijft|werkt|woont|är|skriver"
    r"|arbetar|er|arbejder|jobber|on|kirjoittaa|jest|pisze|pracuje|je|píše|este|scrie)\b"
)
ABOUT = re.compile(
    r"(?:about|über|à propos (?:de |d['’])|acerca de|sobre|informazioni su|over|om"
    r"|(?:the )?latest from|more from|mehr von|plus de)\s?(?:the |die |das |le |la |el |il |l['’])?(.+)"
)
ABOUT_AUTHOR = re.compile(
    r"(?:about|more about) the authors?|über (?:den autor|die autor(?:in|en)|die verfasser\w*)"
    r"|à propos (?:de l['’]auteure?|des auteur\w*)"
    r"|(?:sobre|acerca de) (?:el autor|la autora|los autores)|sobre [oa]s? autor(?:a|es)?|(?:l['’]autore|l['’]autrice|gli autori)"
    r"|over de auteurs?|om författar\w*|om forfatter\w*|o autor(?:ze|ce|ach|ovi)"
    r"|authors?|autor(?:in|en)?|zu[mr] autor(?:in)?|auteure?s?|autore"
)
SIGNS = ("aut", "verfas", "förfat", "forfat")  # of which each of these has one; quickly found
HEADED = 8  # words
SITE = 4  # letters
NAME = re.compile(r"(?:by\s+)?([^\W\d_][\w.'’-]+(?:\s[^\W\d_][\w.'’-]*){1,3})", re.I)


def comments(page: Page, zone: int, skip: list[bool], first: int) -> list[int]:
    """The heading above readers' comments and all that follows it; `first` is where the article's words begin."""
    own, seen = page.own_prose(), 0
    i, stop = max(zone + 1, first), page.ends[zone]
    while i < stop:
        if skip[i]:
            i = page.ends[i]
            continue
        if seen >= SHORT and page.tags[i] in OWN_BLOCK and 0 < page.words[i] <= FEW and _heads_comments(page, i):
            return _from(page, i, zone)
        seen += own[i]
        i += 1
    return []


def comments_beside(page: Page, left_out: list[bool], title: int) -> list[int]:
    """The same below a heading, as far as they stand beside it in what does not hold the title: they may outweigh an article."""
    headings = [i for tag in HEADINGS for i in page.where(tag) if i > title and not left_out[i] and 0 < page.words[i] <= FEW]
    if not any(_heads_comments(page, i) for i in headings):
        return []
    found = comments(page, 0, left_out, title)
    if not found or page.tags[found[0]] not in HEADINGS:
        return []
    around = page.parents[found[0]]
    while page.words[around] == page.words[found[0]]:
        around = page.parents[around]
    if around <= title < page.ends[around]:
        return []
    return [i for i in found if around <= i < page.ends[around]]


def _heads_comments(page: Page, i: int) -> bool:
    if page.tags[i] not in HEADINGS and (page.words[i] == 1 or "a" in page.tags[i : page.ends[i]] or _is_linked(page, i)):
        return False  # a word of the text, a link that leads to them
    line = page.line(i)
    return len(line) <= LONGEST and COMMENTS.fullmatch(line.rstrip(" :.!…")) is not None


def _is_linked(page: Page, i: int) -> bool:
    while i:
        i = page.parents[i]
        if page.tags[i] == "a":
            return True
    return False


def _from(page: Page, i: int, zone: int) -> list[int]:
    """An element and all that follows it."""
    found = [i]
    while i != zone:
        up = page.parents[i]
        found += [j for j in page.children(up) if j > i]
        i = up
    return found


def about_author(page: Page, weight: list[int], zone: int, skip: list[bool]) -> list[int]:
    """Paragraphs near the end that say who the author is whom the page states: `Jane Doe writes about …`."""
    stated = _authors(page)
    if not stated:
        return []
    own, seen, found = page.own_prose(), 0, []
    late = LATE * weight[zone]
    i, stop = zone + 1, page.ends[zone]
    while i < stop:
        if skip[i]:
            i = page.ends[i]
            continue
        if seen >= late and page.tags[i] in OWN_BLOCK and LEAST < page.words[i] <= BIO and _is_about(page.line(i), stated):
            found.append(i)
            i = page.ends[i]
            continue
        seen += own[i]
        i += 1
    return found


def _is_about(line: str, stated: list[str]) -> bool:
    said = line.casefold()
    return any(said.startswith(name) and IS.match(said, len(name)) is not None for name in stated)


def _authors(page: Page) -> list[str]:
    """The names of persons, in small letters, whom the page states as its authors."""
    said, site = [], ""
    for i in page.where("meta")[:METAS]:
        attributes = page.attributes[i]
        if attributes.get("name", "").lower() in AUTHORS or attributes.get("property", "").lower() in AUTHORS:
            said.append(attributes.get("content", ""))
        elif attributes.get("property") == "og:site_name":
            site = attributes.get("content", "").casefold()
    said += [page.line(i) for i in page.where("a") if "author" in page.attributes[i].get("rel", "")]
    found = [name[1].casefold() for name in map(NAME.fullmatch, map(str.strip, said)) if name]
    return [name for name in dict.fromkeys(found) if name not in site]


def about_site(page: Page, weight: list[int], zone: int, skip: list[bool]) -> list[int]:
    """What closes a page after most of its words: `About` the site itself and all that follows it, or about the author."""
    known = _site(page)
    own, seen = page.own_prose(), 0
    late, little = LATE * weight[zone], (1 - LATE) * weight[zone]
    i, stop = zone + 1, page.ends[zone]
    while i < stop:
        if skip[i]:
            i = page.ends[i]
            continue
        if seen >= late and page.tags[i] in OWN_BLOCK and 0 < page.words[i] <= HEADED:
            said = page.line(i).casefold().rstrip(" :.…")
            if known and _is_about_site(said, known):
                return _from(page, i, zone) if weight[zone] - seen <= little else []
            if any(sign in said for sign in SIGNS) and ABOUT_AUTHOR.fullmatch(said):
                return _section(page, i, zone) if weight[zone] - seen <= little else []
        seen += own[i]
        i += 1
    return []


def _is_about_site(said: str, names: tuple[str, ...]) -> bool:
    letters = _letters(said)
    if not any(name in letters for name in names):
        return False
    found = ABOUT.fullmatch(said)
    return found is not None and _letters(found[1]).startswith(names)


def _site(page: Page) -> tuple[str, ...]:
    """The names that a page gives its site, as letters."""
    stated = [page.attributes[i] for i in page.where("meta")[:METAS]]
    said = [_letters(one.get("content", "")) for one in stated if one.get("property") == "og:site_name"]
    return tuple([name for name in said if len(name) >= SITE])


def _letters(words: str) -> str:
    return "".join([sign for sign in words.casefold() if sign.isalnum()])


def _section(page: Page, heading: int, zone: int) -> list[int]:
    """The box that a line begins, else what follows a heading up to the next."""
    top, up = heading, page.parents[heading]
    while up != zone and page.words[up] == page.words[heading]:
        top, up = up, page.parents[up]
    if up != zone and up + 1 == top:
        return [up]
    if page.tags[heading] not in HEADINGS:
        return []
    parts = [top]
    for child in page.children(up):
        if child > top:
            if page.tags[child] in HEADINGS:
                break
            parts.append(child)
    return parts
