"""What a page invites its reader to do, in the languages of Europe: to share, to print, to read on; whose rights are reserved.

Known by the words alone, where they are all that a block or a link holds.
"""

import re

from moisson.extract.html.tags import names

# What a link alone invites to do.
ACTIONS = frozenset(
    """
view this image|view image|view gallery|view slideshow|enlarge image|enlarge this image|click to enlarge|hide caption
show caption|toggle caption|play video|watch video|text size|bild vergrößern|bild anzeigen|video abspielen|agrandir l'image
voir la vidéo|ampliar imagen|ver vídeo|ingrandisci|afbeelding vergroten|visa bild
view all|see all|show all|view more|see more|show more|load more|alle anzeigen|voir tout|ver todo|ver todos|vedi tutti|visa alla
read more|read on|continue reading|more|share|share this|share this article|print|print this|print this page|e-mail|email
email this|comment|comments|leave a comment|leave a reply|post a comment|add a comment|view comments|no comments|reply
permalink|subscribe|weiterlesen|mehr lesen|mehr erfahren|mehr anzeigen|teilen|drucken|artikel drucken|seite drucken
artikel empfehlen|kommentieren|jetzt kommentieren|kommentar schreiben|antworten|permanentlink|merken|in pocket speichern
lire la suite|en savoir plus|partager|imprimer|commenter|répondre|leer más|seguir leyendo|compartir|imprimir|comentar
responder|leggi tutto|continua a leggere|condividi|stampa|commenta|rispondi|lees verder|lees meer|delen|afdrukken|reageer
läs mer|dela|skriv ut|kommentera|svara|læs mere|skriv ud|les mer|lue lisää|jaa|tulosta|czytaj więcej|czytaj dalej|udostępnij
drukuj|skomentuj|odpowiedz|číst dále|číst více|sdílet|tisk|vytisknout|čítať ďalej|zdieľať|tovább|tovább olvasom|megosztás
nyomtatás|citește mai mult|distribuie|pročitaj više|podijeli|preberi več|deli|loe edasi|jaga|prindi|lasīt vairāk|dalīties
skaityti daugiau|dalintis|διαβάστε περισσότερα|прочети още|сподели
read the rest|read full story|read the full story|read the full article|enlarge|zoom|vergrößern|cover vergrößern|agrandir
ampliar|vergroten|förstora|powiększ|zvětšit|nagyítás|nyomtat|kinyomtatom|küldés|enviar|valorar|react|reagieren|get alerts
sign up|sign in|log in|anmelden|einloggen|abonnieren|s'abonner|s'inscrire|suscribirse
""".strip()
    .replace("\n", "|")
    .split("|")
)
# What a site puts above an advertisement.
ADVERT = names(
    """
    anzeige werbung advertisement advertisements advertising advert ads annonce publicité publicidad anuncio pubblicità
    advertentie reclame reklame annons reklam mainos reklama reklaam reklāma hirdetés publicidade reclamă oglas διαφήμιση
    реклама рекламы
    """
)
# Beside such a word: the article goes on.
ON = names(
    """
    google continues continue below after weiter weiterlesen nach unterhalb suite après sigue después continua dopo depois
    verder na fortsätter efter fortsetter etter jatkuu jälkeen dalszy ciąg pod pokračování folytatás után continuă după
    продолжение после
    """
)
# The words of buttons and counters, of which many a block around an article holds nothing else: `Share Tweet Email 12`.
CONTROLS = names(
    """
    share shares sharing tweet like likes email e-mail mail print comment comments save follow followers facebook twitter
    linkedin pinterest whatsapp reddit digg stumbleupon tumblr flipboard telegram instagram youtube rss feed xing messenger
    bluesky mastodon threads viber vk play watch listen next previous font text size resize enlarge zoom reprints permalink
    recommend connect bookmark subscribe replay autoplay loading close slideshow captions thumbnails fullscreen gallery login
    teile teilen drucken merken mailen kommentare kommentieren empfehlen vorlesen schriftgröße versenden anhören
    weiterempfehlen partager imprimer envoyer commenter réagir commentaires compartir imprimir enviar comentar comentarios
    recomendar condividi stampa invia commenta commenti partilhar delen afdrukken reageer reacties dela kommentera del udskriv
    jaa tulosta udostępnij drukuj skomentuj sdílet tisk zdieľať tlač megosztás nyomtatás distribuie imprimă podijeli ispis
    jaga prindi
    """
)
# Beside them: numbers, signs, and these.
BESIDE = names(
    """
    a this it jump on via by to us page article story post more show view hide the and with your in of full up rotate pause
    add all image photo video x auf per artikel seite diesen beitrag dies bei skriv sur par cet en l cette el la su por una
    op dit deze pagina plus
    """
)
PAGES = re.compile(
    r"(?:page|seite|página|pagina|strana|strona|side|sida|image|bild|photo|foto)?\s*\d+\s*(?:of|von|sur|de|di|van|av|z|/)\s*\d+",
    re.I,
)
FOLLOW = re.compile(r"(?:follow|folge|suivre|suivez|seguir|segui|volg|följ|følg|obserwuj)\s+@?\w+(?:\s@?\w+)?", re.I)
# What stands below an article of the rights in it.
RESERVED = re.compile(
    r"all rights reserved|alle rechte vorbehalten|tous droits réservés|derechos reservados|diritti (?:sono )?riservati"
    r"|riproduzione riservata|direitos reservados|alle rechten voorbehouden|rättigheter förbehåll|alle rettigheter"
    r"|oikeudet pidätetään|prawa zastrzeżone|práva vyhrazen|práva vyhraden|minden jog fenntartva|drepturile rezervate"
    r"|prava pridržana|pravice pridržane|teisės saugomos|tiesības aizsargātas|õigused kaitstud|με επιφύλαξη παντός|права запазени"
    r"|^\W*(?:©|\(c\)|copyright\b\s*(?:©|\(c\))?)\s*(?:\w+\s)?\d{4}\b",
    re.I,
)
RIGHTS = names(  # of such a line, quickly found
    """
    © (c) copyright reserv vorbehalten servés riserva voorbehouden förbehåll rettigheter pidätetään zastrzeżone vyhrazen
    vyhraden fenntartva rezervate pridržan saugomos aizsargātas kaitstud επιφύλαξη запазени
    """
)
TOKEN = re.compile(r"[\w'’-]+")


def invites(line: str) -> bool:
    """Whether a link says nothing else than what its reader may do."""
    return line.strip(" :-.…»›→>+[]()").casefold() in ACTIONS


def is_controls(strings: list[str]) -> bool:
    """Whether the strings of a block hold but the words of buttons and counters."""
    known = False
    for string in strings:
        for token in TOKEN.findall(string.casefold()):
            word = token.strip("-'’")
            if word in CONTROLS:
                known = True
            elif word and word[0].isalpha() and word not in BESIDE:
                return False
    return known


def reserves_rights(line: str) -> bool:
    """Whether a line says whose rights are reserved."""
    said = line.casefold()
    return any(sign in said for sign in RIGHTS) and RESERVED.search(line) is not None


def announces_advert(words: list[str]) -> bool:
    """Whether a line says that an advertisement follows, or that the article goes on after it."""
    said = [word.strip(" :-.…()[]").casefold() for word in words]
    return not ADVERT.isdisjoint(said) and (len(said) == 1 or not ON.isdisjoint(said))
