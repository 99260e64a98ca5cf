"""Whose a picture is, where its caption ends with that: `The bridge in May. Photo: Ann Example/Agency`."""

import re

from moisson.extract.html.tree import Page

AGENCY = (
    r"(?:AP(?: Photo)?|AFP|ANP|ANSA|APA|Belga|dpa|EFE|EPA|Keystone|Lehtikuva|LUSA|MTI|NTB|PAP|Reuters|REUTERS|Ritzau|Scanpix"
    r"|TASR|TT|Alamy|Flickr|Getty(?: Images)?|imago(?: images)?|iStock(?:photo)?|Pexels|Picture Alliance|Pixabay|Shutterstock"
    r"|Unsplash|Wikimedia(?: Commons)?)\b"
)
BETWEEN = r"[\s,;|–—∙•·(\[/-]*"
BEHIND = r"(?<![\s,;|–—∙•·(\[/-])"  # where one begins
LABEL = (
    r"(?<![^\W\d_])(?i:photo(?:s|graph\w{0,3})?|fotos?|fotograf\w{0,3}|bild(?:er|quelle|nachweis|rechte)?|images?|imagem|imagen|immagine"
    r"|pictures?|cr[eé]dit[so]?|quelle|kuva|zdjęcie|fot\.)(?i:\s*(?:credits?|photo|by))?\s*[:/©]"
    r"|(?<![^\W\d_])(?i:photo|image|picture)s? (?i:by|courtesy of|courtesy)\s|©|\([cC]\)\s"
)
NAME = r"[A-ZÀ-ÞĀ-Ž](?:[\w'’-]+|\.)"
CREDIT = re.compile(
    rf"(?:{BEHIND}{BETWEEN}(?:{LABEL})[^!?]{{2,90}}|(?<!\s)\s*[(\[][^()\[\]]{{0,60}}\b{AGENCY}[^()\[\]]{{0,40}}[)\]]"
    rf"|{BEHIND}{BETWEEN}(?<!\w)(?:{NAME}(?:\s|(?<=\.))){{0,3}}{NAME}\s?/\s?{AGENCY}[^!?]{{0,40}})\s*$"
)
# A line that is but a name and an agency, as two spans write them without a space: `Ann ExampleGetty Images`.
BY_AGENCY = re.compile(rf"(?:{NAME}[\s/|,•–-]+){{0,4}}{NAME}[\s/|,•–-]*{AGENCY}(?:\s/\s\w+)?")
SIGN = re.compile(r"[:/©)\]]|(?i:photo|image|picture)")  # of which a credit has one; quickly found
LONG = 12  # words of a credit


def cut_credit(page: Page, i: int) -> None:
    """Take the credit out of the end of a caption; a caption that is nothing else stays as it is."""
    places = [(page.texts, i)]
    j, stop = i + 1, page.ends[i]
    opened: list[int] = []
    while j < stop:
        places.append((page.texts, j))
        opened.append(j)
        j += 1
        while opened and j >= page.ends[opened[-1]]:
            places.append((page.tails, opened.pop()))
    words = "".join([strings[place] or "" for strings, place in places])
    found = CREDIT.search(words) if SIGN.search(words) else None
    if found is None or not any(map(str.isalnum, words[: found.start()])) or len(found[0].split()) > LONG:
        return
    left = found.start()
    for strings, place in places:
        text = strings[place]
        if text:
            strings[place] = text[:left] if left > 0 else ""
            left -= len(text)


def credits_agency(line: str) -> bool:
    """Whether a line says but who took a picture for which agency."""
    return BY_AGENCY.fullmatch(line) is not None
