"""Lines around an article that say when it was written, by whom, how long it takes to read, where it is filed.

Known by their words. Above an article: a date, a time, a count, and beside them nothing but names; a place or a day of the week
before a date, with which notices of public bodies and of events begin, is no such line. Above or below it: tags and categories,
and whether comments are open.
"""

import re

from moisson.extract.facts.dates import dates
from moisson.extract.html.tags import names

CAPITAL = r"[A-ZÀ-ÞĀ-Ž][\w.’'-]*"
SAYS_BY = (
    r"(?i:(?:posted|written|published|geschrieben|verfasst|gepostet|veröffentlicht|publié|écrit|publicado|escrito|scritto"
    r"|pubblicato)\s+)?(?i:by|von|par|por|door|di|av|af|przez|autor(?:[ae]|in)?|author|auteur|text|words)\s*:?\s+(?:(?:Dr|Prof)\.\s)*"
)
BY = re.compile(SAYS_BY + CAPITAL)
BY_NAME = re.compile(
    rf"{SAYS_BY}{CAPITAL}(?:,?\s(?:(?:and|und|et|y|e|en|och|og|i|a|de|van|von|der|den|du|la|le|di|da)\s)*{CAPITAL}){{1,7}}"
)
BY_ANYONE = re.compile(rf"{SAYS_BY}\S+\s*$")  # at the end, after a date: who goes by a nickname
# How many comments, how many minutes, how long ago.
COUNT = re.compile(
    r"\b(?:\d{1,3}|an?)\s+(?:second|minute|hour|day|week|month|year)s?\s+ago\b"
    r"|\bvor\s+\d{1,3}\s+(?:Minute|Stunde|Tag|Woche|Monat|Jahr)e?n?\b"
    r"|\b(?:il y a|hace|há)\s+\d{1,3}\s+[a-zéñ]{3,8}\b|\b\d{1,3}\s+[a-zåäöæøęń]{3,8}\s+(?:fa|geleden|sedan|siden|sitten|temu)\b|"
    r"\b\d{1,4}\s*(?:comments?|kommentar(?:e[nr]?)?|commentaires?|comentarios?|comentários?|comentaris?|commenti|reacties?"
    r"|kommentti[aen]*|komentarz[ey]?|komentář\w{0,2}|komentár\w{0,2}|hozzászólás\w{0,2}|comentarii|komentar\w{0,2}|σχόλια"
    r"|коментара?)\b|\b\d{1,3}\s*-?\s*(?:min(?:\.|s\b|ut\w{0,3}\b|\b)|мин\.?|λεπτ[άα])"
    r"(?:\s+(?:read(?:ing time)?|lesezeit|de lectura?|de lecture|di lettura|leestijd|läsning))?",
    re.I,
)
TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[+-]\d{2}(?::?\d{2})?)?\s*(?:uhr|h|[ap](?:\.?m\.?)?)?(?!\w)", re.I)
# Before a date: published, last updated.
LABEL = re.compile(r"((?:[^\W\d_]+\s){0,2}[^\W\d_]+)\s*:\s*")
BARS = re.compile(r"[|•·]")
DAY = re.compile(r"\b\d{1,2}([./-]) ?\d{1,2}\1 ?(?:\d{4}|\d{2})\b")  # in whatever order
PLACE = re.compile(r"[A-ZÀ-ÞĀ-Ž][^\d,|]{1,30},\s*(?:(?:le|den|am|a|el|il|on|de[nl]?)\s+)?(?=\d)")
# Before a list of tags or categories.
FILED = re.compile(
    r"(?:tags?|tagged(?: (?:with|as|in))?|labels?|categor(?:y|ies)|filed (?:under|in)|posted in|related (?:topics|subjects)"
    r"|topics?|keywords?|kategorien?|schlag(?:wörter|worte|wort)|stichwörter|stichworte|themen|getaggt mit|abgelegt unter"
    r"|rubriken?|mots[- ]clés|étiquettes?|catégories?|rubriques?|thèmes?|etiquetas?|categorías?|temas|palabras clave|categorie"
    r"|argomenti|categorias?|palavras-chave|categorieën|trefwoorden|onderwerpen|etiketter|kategorier|ämnen|emner|avainsanat|kategoriat"
    r"|asiasanat|tagi|kategorie|słowa kluczowe|štítky|kľúčové slová|címkék|kategóriák|etichete|categorii|oznake|kategorije|žymos"
    r"|kategorijos|birkas|kategorijas|sildid|kategooriad|ετικέτες|κατηγορίες|етикети|категории)\s*:",
    re.I,
)
# What the programs of blogs write below a post.
POSTED = re.compile(
    r"this (?:entry|post) was (?:posted|written|published)|dieser (?:beitrag|eintrag) wurde"
    r"|cette entrée a été publiée|ce (?:contenu|billet) a été publié"
    r"|esta entrada (?:fue|ha sido|se) publi|questa voce è stata pubblicata"
    r"|(?:dit|deze) (?:bericht|entry) (?:werd|is) geplaatst"
    r"|(?:ten )?wpis został opublikowany|(?:příspěvek|rubrika) byl (?:publikován|zařazen)"
    r"|comments? (?:are|is)(?: now)? (?:closed|off|disabled)"
    r"|(?:die )?kommentar(?:e sind|funktion ist|e zu diesem)\b.{0,30}(?:geschlossen|deaktiviert|ausgeschaltet)"
    r"|les commentaires sont (?:fermés|clos)|los comentarios están cerrados|i commenti sono chiusi|reacties zijn gesloten"
    r"|you can follow any responses|rss feed for comments|bookmark the permalink|(?:blog )?comments powered by"
    r"|(?:read or )?share this (?:story|article)\b.{0,3}(?:http|$)|dieser artikel wurde ausgedruckt"
    r"|(?:(?:add|leave|post|write) (?:a|your) (?:comment|reply)|(?:ihr )?kommentar (?:schreiben|verfassen|hinterlassen)"
    r"|schreiben? (?:sie )?einen kommentar|(?:écrire|ajouter|laisser|poster) un commentaire"
    r"|(?:deja|escrib[ei]r?|añadir) un comentario"
    r"|(?:lascia|scrivi|aggiungi) un commento|(?:plaats|geef) een reactie|(?:lämna|skriv|legg igjen) en kommentar"
    r"|dodaj komentarz)\W*$"
    r"|(?:please )?(?:(?:follow|like|join)(?: us)?|folgen sie|folgt?|suivez(?:-nous)?|s[ií]gu[ea](?:nos)?|seguici|volg)\b"
    r".{0,60}\b(?:on|auf|bei|sur|en|su|op)\s(?:twitter|facebook|instagram|linkedin|mastodon|bluesky|telegram|youtube)\b.{0,40}$",
    re.I,
)
WORD = re.compile(r"[^\W\d_]+")
# What is said of the day.
SAID = names(
    "first updated published posted last modified created comments read from veröffentlicht aktualisiert erstellt geändert "
    "zuletzt stand publié publiée mise jour modifié créé actualizado publicado modificado pubblicato aggiornato atualizado "
    "geplaatst gepubliceerd bijgewerkt publicerad uppdaterad publicerat uppdaterat opdateret udgivet publisert oppdatert "
    "julkaistu päivitetty opublikowano aktualizacja zveřejněno aktualizováno zverejnené aktualizované publicat actualizat "
    "objavljeno ažurirano posodobljeno publikuota atnaujinta publicēts atjaunots avaldatud uuendatud közzétéve frissítve "
    "lesezeit leestijd durée lecture tiempo lectura tempo lettura"
)
NAMES = 5  # words
SENTENCE = frozenset('!?;"„“”«»')


def is_signature(line: str) -> bool:
    """Whether a line holds nothing but such words."""
    line = line.rstrip(" ,;|·+")
    if not any(map(str.isdigit, line)):
        return BY_NAME.fullmatch(line) is not None
    label = LABEL.match(line)
    said = label is not None and any(word in SAID for word in label[1].casefold().split())
    rest, end, parts = "", 0, list(dates(line))
    for found in parts:
        rest, end = f"{rest}{line[end : found.start]} ", found.end
    rest, counts = COUNT.subn(" ", rest + line[end:])
    known = parts or counts or DAY.fullmatch(line) or (TIME.search(line) and BY.match(line)) or (said and DAY.search(line))
    if not known or (not said and PLACE.match(line) and not BY.match(line)):
        return False
    stretches = [stretch.strip() for stretch in BARS.split(rest)]
    if len(stretches) > 1:
        rest = " ".join(stretch for stretch in stretches if not FILED.match(stretch) and not BY.match(stretch))
    rest, signed = BY_ANYONE.subn(" ", rest) if parts else (rest, 0)
    rest = DAY.sub(" ", TIME.sub(" ", rest))
    # A number besides days and times: where an act was promulgated and amended, "(SG No. 46 of 12 June 2007, ...)".
    if any(map(str.isdigit, rest)):
        return False
    words = [word for word in WORD.findall(rest) if len(word) > 3 and word.casefold() not in SAID]
    named = len(words) <= NAMES and not any(word[0].islower() for word in words)
    return (named or len(words) <= signed) and SENTENCE.isdisjoint(rest)  # beside who signed, a day of the week


def is_filing(line: str) -> bool:
    """Whether a line is a label of tags or categories and these."""
    return FILED.match(line) is not None


def is_posting(line: str) -> bool:
    """Whether a line is what a blog's program says of a post, or that it may not be commented on."""
    return POSTED.match(line) is not None
