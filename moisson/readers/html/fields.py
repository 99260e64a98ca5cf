"""What a page says of its document, from its metadata, its labels and its words, weighed against each other."""

import re

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.dates import fold
from moisson.readers.facts.labelled_fields import STATES, Passport, label_of
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.title_and_date import as_of, face_date, names_act, title_date
from moisson.readers.html.meta import Meta, iso_date
from moisson.readers.html.own_title import own_title, said_twice
from moisson.readers.html.title import first_heading

# Above a consolidated text of the European Union: `02016R0679 — EN — 04.05.2016 — 000.002`.
CONSOLIDATED = re.compile(
    r"^\W{0,4}0?(?P<celex>\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?) — (?P<language>[A-Z]{2}) — (?P<day>\d\d\.\d\d\.\d{4})"
    r" — \d{3}\.\d{3}",
    re.M,
)
# Below or above an act: `ELI: http://data.europa.eu/eli/reg/2024/903/oj`.
ELI = re.compile(r"^(?:ELI: ?)?(https?://[^\s|]{4,80}/eli/[^\s|]{3,160})$", re.M)
# In the comments of pages that are made of the Commission's own documents.
SIGN = "LW_LANGUE"
COMMENT = re.compile(r"\bLW_LANGUE(?:=|;value=\")([A-Z]{2})\b")
NEAR = 1500  # characters
COMMENTS = 20_000
NUMBERED = re.compile(r"\b\d{1,4}[:/]\d{1,4}\b|\bn(?:[°ºo]|r|º)?\.? ?\d", re.I)
LONGEST = 300  # characters of a title
NAMED = ("eli", "celex", "ecli")
FEW = 8  # words of a title that gives but a number
SENTENCE = 25  # words
SHORT = 4  # words of a title that may be the site's name for all acts


def fields(text: str, meta: Meta, card: Passport, markup: str) -> Text:
    """The document; its own date rather than that of the page or of its publication."""
    head = CONSOLIDATED.search(text, 0, NEAR)
    comment = COMMENT.search(markup, 0, COMMENTS) if not head and SIGN in markup else None
    said = head["language"] if head else comment[1] if comment else ""
    language = meta.language or iso639(said)
    state = meta.legal_state or card.one("state")
    title = _title(meta.title, text, language, card)
    made = meta.made or (title_date(title, language) if title else None) or card.one("made")
    made = made or meta.created or card.one("dated")
    return Text(
        text,
        "html",
        title,
        language=language,
        created=made or face_date(text, title, language) or card.one("out"),
        url=meta.url,
        legal_state=state,
        valid_from=meta.valid_from or (iso_date(head["day"]) if head else None) or card.one("begin") or as_of(text, language),
        valid_to=meta.valid_to or card.one("end"),
        identifiers=_identifiers(text, meta, card, head),
    )


def _title(stated: str | None, text: str, language: str | None, card: Passport) -> str | None:
    """The title stated, without a state before it; the heading or the label of the act where a site gives all acts the same."""
    heading, labelled = first_heading(text), card.one("title")
    own = own_title(text, language)
    of_card = bool(heading and labelled and "title" in label_of(heading))
    heading = labelled if of_card else heading or _first_act(text) or own
    if stated is None or (labelled and "title" in label_of(stated)):
        return heading or labelled
    before, sign, rest = stated.partition(" - ")
    if sign and rest and (before.casefold() == (card.one("state") or "").casefold() or STATES.fullmatch(before)):
        stated = rest
    if of_card and labelled and names_act(labelled) and labelled.casefold() not in stated.casefold():
        return labelled
    if own and (_is_code_of(stated, own) or all(names_act(word) for word in stated.split() if word.isalpha())):
        return own
    if heading and text.startswith(f"# {heading}") and _is_unlike(stated, heading):
        return heading  # than the name of a collection
    if len(stated.split()) > SHORT or (names_act(stated) and any(map(str.isdigit, stated))):
        return stated
    if heading and names_act(heading) and title_date(heading, language) and stated.casefold() not in heading.casefold():
        return heading
    if heading and stated.isalpha() and len(heading.split()) > 2 and stated.casefold() not in heading.casefold():
        if any(len(line.split()) >= SENTENCE for line in text.partition(f"# {heading}\n")[0].split("\n")):
            return stated  # the heading is of a part
        return heading  # than a word for the kind of page
    if labelled and (of_card or names_act(labelled)) and stated.casefold() not in labelled.casefold():
        return labelled
    return stated if heading or names_act(stated) or any(map(str.isdigit, stated)) else said_twice(text, stated) or stated


def _is_unlike(stated: str, heading: str) -> bool:
    """Whether a page is headed by an act's kind and number, and its title says neither."""
    return bool(names_act(heading) and NUMBERED.search(heading)) and not names_act(stated) and not any(map(str.isdigit, stated))


def _is_code_of(stated: str, own: str) -> bool:
    """Whether a title gives but the kind and the number of an act, or the number alone, which calls itself by more."""
    words, numbers = stated.split(), re.findall(r"\d+", stated)
    if not numbers or len(own) <= len(stated) or len(words) > FEW:
        return False
    alone = not any(len(word) > 2 and word.isalpha() for word in words)
    return alone or (fold(words[0]) == fold(own.split()[0]) and numbers[0] in re.findall(r"\d+", own))


def _first_act(text: str) -> str | None:
    """A line among the first that names an act by its kind and its number."""
    lines = text[:NEAR].split("\n")[:12]
    for line in (lines[0].removesuffix("."), *lines[1:]):
        if line and len(line) <= LONGEST and NUMBERED.search(line) and line[-1] not in ".:;," and names_act(line):
            return line
    return None


def _identifiers(text: str, meta: Meta, card: Passport, head: re.Match[str] | None) -> tuple[Identifier, ...]:
    found = dict.fromkeys(meta.identifiers)
    found.update((Identifier(scheme, value), None) for scheme in NAMED if (value := card.one(scheme)))
    if not found and (number := card.one("number")):
        found[Identifier("number", number)] = None
    if head:
        day, month, year = head["day"].split(".")
        found[Identifier("celex", f"0{head['celex']}-{year}{month}{day}")] = None
    if "/eli/" in text and not any(one.scheme == "eli" for one in found):
        stated = {match[1] for match in ELI.finditer(text)}
        found.update((Identifier("eli", value), None) for value in stated if len(stated) == 1)
    return tuple(found)
