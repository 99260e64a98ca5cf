"""What class and id say of words around an article: who wrote, when, where they are filed, whose a picture is."""

import re
from functools import lru_cache

from moisson.extract.html.furniture import CAMEL

BYLINES, EDGES, CREDITS, CAPTIONS, AUTHORS, READERS = 1, 2, 4, 8, 16, 32
LONG_NAME = 80  # characters of a class
DASHES = re.compile(r"[-_]+")
OF = (
    r"(?:post|entry|article|story|blog|news|content|page|item|detail|meta|header|footer|publish|publication|pub|created|updated"
    r"|field-name-field|a|m|c|o)"
)
# A block that says who wrote, when and where, whatever else stands in it; or that offers the site's letters.
BYLINE = re.compile(
    r"(?:[\w-]*-)?by-?lines?(?:-\w+)*|(?:[\w-]*-)?(?:post|entry|article|story|blog|content|title)-?meta-?(?:data)?(?:-\w+)*|post-details"
    r"|posted-?(?:on|by|in|at)|(?:(?:article|node)-)?submitted(?:-by)?|(?:tags?|cat|category)-links|(?:[\w-]*-)?newsletter(?:-\w+)*"
)
# One that does so at the head or the foot of an article.
EDGE = re.compile(
    rf"(?:{OF}-)*(?:authors?|meta|metadata|date|date-?time|time-?stamp|tags|categor(?:y|ies)|keywords|creators?|publish-?info)"
    r"|author-?(?:names?|info|line|date|share|link)|meta-(?:info|data|line|author|date)|published(?:-(?:on|at|date|time))?"
    r"|(?:post|entry|article|story|news)-(?:infos?|details|published|time|share|tools?)|(?:[\w-]*-)?read(?:ing)?-?time|edited-?by"
    r"|(?:\w+-)?date-?published|share|sharing|taxonomy|(?:[\w-]*-)?\w{0,12}(?:datum|fecha|date)(?:-\w+)?|date-?lines?"
    r"|(?:last-?)?(?:updated|modified)(?:-(?:at|on|time))?|publicado|publie|pubblicato|gepubliceerd|opublikowano|publikovano"
    r"|(?:[\w-]*-)?(?:autor(?:e[ns]?|i|in|ka)?|auteurs?|verfasser(?:in)?|redakteur(?:in)?|redacteur|forfatter|firmas?)(?:-(?:name|info|line))?"
    r"|(?:artikel|beitrags?|meldung|noticia|articolo|artigo|nieuws)-?(?:infos?|meta|metadaten|details)|meta-?data-\w+"
    r"|schlag(?:worte?|woerter)|stichw(?:orte?|oerter)|etiquetas?|etiketter|mots-?cles|kategorien?|categorias?|trefwoorden|tagi|stitky"
)
AUTHOR = re.compile(
    r"(?:entry|post|article)-?author(?:-(?:box|bio|info|description|text|about|name|kicker|wrap(?:per)?))*|(?:short|editor|writer)-?bio"
    r"|(?:[\w-]*-)?author-?(?:box|bio|info|area|description|about|section|block|card|profile)(?:-\w+)*|(?:[\w-]*-)?about-(?:the-)?author(?:-\w+)*"
)
# Comments of readers, in other languages than `furniture` knows, in which a commentary on an act may have the same name.
READER = re.compile(
    r"forum|(?:[\w-]*-)?(?:comments|comment(?=-)|comentarios|comentaris|commentaires|kommentare[nr]?|commenti|reacties|komentarze|komentare"
    r"|komentari|komentarji|kommentaarid|kommentit|komentarai|comentarii|hozzaszolasok)(?:-\w+)*"
)
CREDIT = re.compile(
    r"(?:[\w-]*-)?(?:credit[oi]?s?|cr[eé]dit[oi]?s?|copyrights?|photographer|photo-?by|bild-?quelle|bild-?nachweis|rights)(?:-\w+)?"
)
CAPTION = re.compile(r"(?:[\w-]*-)?captions?(?:-\w+)?|picture|image")
# Words that are nothing but whose picture it is.
BARE = re.compile(
    r"[(\[]?\s*(?:©|\(c\)|copyright\s*[:©(\d]"
    r"|(?:photo(?:s|graph)?|image(?:m|ns?)|images?|imágenes|immagin[ei]|afbeelding|beeld|pictures?|foto(?:[sk]|graf\w{0,2})?|bild(?:er)?|kuva|fotó|zdj[eę]cie|φωτο(?:γραφία)?|снимк[аи])"
    r"\s*(?:[:/©|]|(?:by|credits?|courtesy|par|door)\b)"
    r"|courtesy\b|cr[ée]dits?\s*(?:photos?)?\s*[:/©]|fot\.|bild(?:quelle|nachweis|rechte)\b)(?:[^.!?]|\.(?=\d)){0,90}[.)\]]{0,2}"
    r"|[(\[]?(?:getty images|shutterstock|reuters|istock|wikimedia commons|pixabay|unsplash|flickr)(?:\s*[/,].{0,40})?",
    re.I,
)


@lru_cache(maxsize=1 << 14)
def class_says(classes: str, identity: str) -> int:
    """Which of these a class and an id say, as bits."""
    found = 0
    for word in classes.split() + identity.split():
        found |= _word_says(word)
    return found


@lru_cache(maxsize=1 << 14)
def _word_says(word: str) -> int:
    plain = DASHES.sub("-", CAMEL.sub("-", word).lower()[:LONG_NAME]).strip("-")
    found = BYLINES if BYLINE.fullmatch(plain) else 0
    found |= EDGES if EDGE.fullmatch(plain) else 0
    found |= AUTHORS if AUTHOR.fullmatch(plain) else 0
    found |= READERS if READER.fullmatch(plain) else 0
    found |= CREDITS if CREDIT.fullmatch(plain) else 0
    return found | (CAPTIONS if CAPTION.fullmatch(plain) else 0)
