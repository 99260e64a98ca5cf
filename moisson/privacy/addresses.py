"""Postal addresses of persons: a street with its number, where the text says that somebody lives there.

The addresses of courts, offices and firms have no such word before them and stay.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from moisson.privacy.bodies import is_seat
from moisson.privacy.columns import below, row
from moisson.privacy.persons.lead import any_of
from moisson.privacy.persons.words import Cue, cues, languages
from moisson.privacy.spans import Context, Hit, Span

_WINDOW, _FAR = 170, 110  # code points behind a word, and in which a street ends
_FORM = 300  # code points of a form before and after the label of an address
_DATE = re.compile(r"[^\n]{0,40}?\d{1,2}(?:[./ -]\d{1,2}[./ -]|\.?[ ][^\W\d_]+[ ])\d{2,4}")
_UPPER = r"[^\W\d_a-zß-ÿ]"
_WORD = rf"{_UPPER}[\w'’.-]*"
_NUMBER = r"\d{1,4}(?:\s?(?:bis|ter|quater|[a-zA-Z](?![\w'’])))?(?:\s?[/-]\s?\d{1,4}[a-z]?){0,3}"
# Types of streets that stand before the name, of the languages that have tables and their neighbours.
_TYPES = (
    r"rue|avenue|av\.|boulevard|bd|blvd|place|quai|impasse|allées?|square|chemin|cours|route|passage|villa|résidence|cité|lotissement"
    r"|hameau|lieu-dit|chaussée|clos|montée|sentier|venelle|faubourg|c/|calle|avenida|avda\.?|plaza|pza\.?|pasaje|paseo|pº|carrer|camino|ronda|passeig|plaça|avinguda|rúa|travesía|glorieta|paraje|partida|urbanización|via|viale|v\.le|piazza|p\.zza"
    r"|corso|c\.so|largo|vicolo|strada|contrada|ul\.|ulic[ayę]|al\.|alej[ai]|pl\.|plac|os\.|osiedle|rua"
)
_TAIL = (
    r"street|st\.?|road|rd\.?|avenue|ave\.?|lane|drive|close|court|crescent|gardens|grove|place|square|terrace|way|walk|hill|park|row"
    r"|mews|green|view|rise|vale|quay|wharf|parade|crossing|loop|gate|boulevard"
)
# Types that end a word, as in German and Dutch; `Lange Nieuwstraat`, `Am Hang`.
_JOINED = (
    r"straße|strasse|str\.|weg|platz|gasse|allee|ring|damm|ufer|straat|laan|plein|kade|gracht|dijk|singel|steeg|hof|berg|dreef"
    r"|pad"
)
_ADJECTIVES = r"Lange|Korte|Kleine|Grote|Große|Alte|Neue|Oude|Nieuwe|Hohe|Untere|Obere|Hintere|Vordere|Sankt|St\."
_AT = "Am|Im|An der|An den|Auf der|Auf dem|In der|In den|Unter den|Zum|Zur|Hinter der|Beim|Aan de|Op de"
_GERMANIC = (
    rf"(?:(?:(?:{_ADJECTIVES})[ -])?{_UPPER}[\w'’.-]*(?:{_JOINED})"
    rf"|{_UPPER}[\w'’.]*(?:-[\w'’.]+){{0,4}}-(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Ring|Damm|Ufer|Gasse|Hof|Berg)"
    rf"|(?:{_WORD} ){{1,3}}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Ring|Damm|Ufer|Gasse|straat|laan|plein)"
    rf"|(?:{_AT}) {_WORD}(?: {_WORD}){{0,2}})"
)
_SMALL = r"d[eu]s?|del|della|dei|di|la|le|les|van|den|von|der|the|i|im\.|św\.|gen\.|ks\."
_UNIT = rf"(?:(?:[dl]['’])?{_WORD}|{_SMALL})"
_NAME = rf"(?:{_UNIT}\s){{0,7}}?(?:[dl]['’])?{_WORD}"
_ENDS = r"(?=[,\n;.)]|\s+\(|\s*[–-]\s|\s+(?:à|a|in|et|and)\s|\s+\d{4,5}\b|\s*$)"
_TYPED = (
    rf"{_NUMBER},?\s+(?i:{_TYPES})\s+{_NAME}{_ENDS}"
    rf"|(?i:{_TYPES})\s*{_NAME}[\s,]+(?:(?:número|numéro|numero|núm\.)\s|n[.º°]?\s?(?:r\.?)?\s*)?{_NUMBER}(?!\d)(?:\s?m\.?\s?\d+)?"
)
_ENDED = rf"{_GERMANIC}\s+{_NUMBER}(?!\d)|(?:[Ff]lat\s\w+,\s)?{_NUMBER}\s+(?:{_WORD}\s){{1,4}}(?i:{_TAIL})(?!\w)"
_STREET = re.compile(rf"(?:{_TYPED}|{_ENDED})")
# Most windows hold no street at all: a digit and the beginnings of types, which they would hold, are quick to look for.
_WITHOUT_TYPE = re.compile(rf"(?:{_ENDED})")
_DIGIT = re.compile(r"\d")
_STEMS = tuple(re.sub(r"(?:\\?.\?|\[.*?\]|\\)", "", part) for part in _TYPES.split("|"))
_CODE = r"(?:[A-Z]{1,2}-)?(?:\d{2}-\d{3}|\d{4}\s?[A-Z]{2}(?!\w)|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)|\d{5}(?!\d)|\d{4}(?!\d))"
_IN_CITY = rf"{_WORD}|[lld]['’]{_WORD}|le|la|les|sur|sous|upon|en|am|an|der|del?|di|aan|den|nad|CEDEX(?:\s\d+)?"
_CITY = rf"{_WORD}(?:(?<!\w\w\w\.) (?:{_IN_CITY})){{0,4}}"  # `50667 Köln.` ends
_REST = re.compile(
    rf"(?:,?\s*(?:[Aa]ppartement|[Aa]pt\.?|[Ff]lat|[Bb]ât\.?|[Ee]scalier|[Pp]iso|[Ii]nt\.?|m\.|bus|bte|boîte|Top|Stiege|esc\.|pta\.)"
    rf"\s?\w{{1,4}})?"
    rf"(?:,?\s*(?:\d{{1,2}}\s?[ºª°](?:[\s-]?(?:[A-Z](?!\w)|izda\.?|dcha\.?|izquierda|derecha|\d{{1,2}}\s?[ºª°]))?"
    rf"|bajo|ático|entresuelo|1er étage)){{0,3}}"
    rf"(?:\s*[,(–-]?\s*{_CODE}\s+{_CITY}|\s*[,]?\s*(?:à|in|te|en|w|a)\s+(?:{_CODE}\s+)?{_CITY}(?:\s+{_CODE})?|,\s*{_CITY},?\s+{_CODE})?"
)
# `12, rue Victor` and in the next line `Hugo, 75011 Paris`.
_NEXT_LINE = re.compile(rf"[ \t]*\n[ \t]*{_WORD}(?:[ -]{_WORD}){{0,3}}(?=,?\s+{_CODE}\s+{_UPPER})")
_FIRM = re.compile(
    r"(?<!\w)(?:société|sociétés|sarl|sas|sa|s\.a\.|gmbh|ag|kg|b\.v\.|n\.v\.|s\.r\.l\.|srl|s\.p\.a\.|spa|s\.l\.|sp\. z o\.o\.|ltd"
    r"|plc|entidad|mercantil|spółka|association|siège|società|ditta|vennootschap|stichting|gesellschaft|verein|empresa|company)(?!\w)[^;\n]*$",
    re.IGNORECASE,
)


# `Herrn Max Muster, Ringstraße 12, 50996 Köln`: no word but the title or the given name says whose the address is. A birth and a
# trade may stand between.
_NAMES = rf"(?:{_WORD}|d[eu]|von|van|der|den|geb\.|née)"
_NAMED = re.compile(rf"[ \u00a0]?{_NAMES}(?: {_NAMES}){{0,5}}")
_OFF = re.compile(r",\s|[ ]?\n|\sof\s(?=\d|Flat)")
_CARE_OF = re.compile(r"(?<!\w)c/o\s[^\n,]*(?:gericht|anwaltschaft|amt|court|tribunal|office|kanzlei|juzgado)", re.IGNORECASE)
_ITEM = re.compile(r"[^,\n]{2,45}")
_POSTED = re.compile(
    rf"\s*,?\s*{_CODE}\s|(?:,\s*{_WORD}(?: {_WORD}){{0,2}}){{0,3}}\s+[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}}(?!\w)"
)
_TOWN_BEFORE = re.compile(rf"(?:{_CODE})\s+{_CITY},?\s*$")
_LAWYER = re.compile(
    r"(?<!\w)(?:rechtsanw\w+|ra|rain|kanzlei|notar\w*|avocate?|ma[iî]tre|me|scp|selarl|advoca\w+|mr\.|avv\w*\.?|abogad\w+|letrad\w+"
    r"|procurador\w*|solicitors?|counsel|barristers?|adw\w*\.?|radc\w+)(?!\w)[^;\n]*$",
    re.IGNORECASE,
)


class Homes:
    """Street addresses: role `home` after a word that says that somebody lives there (`demeurant`, `wohnhaft`, `residente in`),
    `stated` after one that says no more than that an address follows (`Adresse :`), unless the form gives a date of birth too."""

    kinds = ("address",)

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        return tuple(word for word, given in cues().items() if any(_counts(cue) for cue in given))

    @cached_property
    def _labels(self) -> frozenset[int]:
        """The triggers that say that an address follows, not whose."""
        return self._all("home")

    @cached_property
    def _titles(self) -> frozenset[int]:
        """The triggers that are titles, of persons who are no lawyers, and given names."""
        return self._all("title", "given")

    @cached_property
    def _given(self) -> frozenset[int]:
        return self._all("given")

    def _all(self, *uses: str) -> frozenset[int]:
        given = [[cue for cue in cues()[word] if _counts(cue)] for word in self.triggers]
        return frozenset(k for k, found in enumerate(given) if all(cue.use in uses for cue in found))

    def serves(self, context: Context) -> tuple[bool, ...]:
        """For each trigger, whether it is of use: given names in decisions, titles where nobody says the kind too."""
        titled, given = context.kind in (None, "decision"), context.kind == "decision"
        return tuple(given if k in self._given else titled or k not in self._titles for k in range(len(self.triggers)))

    def _role(self, text: str, hit: Hit) -> str:
        return "stated" if hit.trigger in self._labels and not _in_form(text, hit) else "home"

    def find(self, text: str, hits: Sequence[Hit], context: Context) -> Iterator[Span]:
        done = 0
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if hit.end < done:
                continue
            if hit.trigger in self._given and context.kind != "decision":
                continue
            window = text[hit.end : hit.end + _WINDOW]
            if hit.trigger in self._titles:
                match = _after_name(window) if context.kind in (None, "decision") and text[hit.start].isupper() else None
            else:
                match = _street(window)
            if match is None or not _near(window[: match.start()]) or _FIRM.search(text[max(0, hit.start - 60) : hit.start]):
                continue
            if context.kind in ("law", "guidance") and is_seat(text, hit.start):
                continue
            if hit.trigger in self._titles and _LAWYER.search(text[max(0, hit.start - 30) : hit.start]):
                continue
            next_line = _NEXT_LINE.match(window, match.end())
            end = next_line.end() if next_line else match.end()
            rest = _REST.match(window, end)
            done = hit.end + (rest.end() if rest else end)
            town = _TOWN_BEFORE.search(window, 0, match.start())  # `wohnhaft in 8042 Graz, Hauptstraße 3`
            start = hit.end + (town.start() if town else match.start())
            written = text[start:done].rstrip(" ,.")
            yield Span(start, start + len(written), "address", self._role(text, hit), _normal(written))
        yield from self._columns(text, hits)

    def _columns(self, text: str, hits: Sequence[Hit]) -> Iterator[Span]:
        """The streets below `Adresse`, where the table has a column of births too."""
        for hit in hits if "|" in text or "\t" in text else ():
            if hit.trigger in self._labels and _births().search(text, *row(text, hit.start)):
                for start, end in below(text, hit.start):
                    if match := _street(text[start:end]):
                        rest = _REST.match(text, start + match.end(), end)
                        written = text[start + match.start() : rest.end() if rest else start + match.end()].rstrip(" ,.")
                        yield Span(
                            start + match.start(), start + match.start() + len(written), "address", "home", _normal(written)
                        )


@lru_cache(maxsize=1)
def _births() -> re.Pattern[str]:
    """A word for a birth."""
    born = sorted({word for language in languages().values() for word in language.table["born"] if len(word) > 2})
    return re.compile(rf"(?<!\w)(?:{any_of(born)})(?!\w)", re.IGNORECASE)


def _in_form(text: str, hit: Hit) -> bool:
    """Whether a label stands in a form that gives a date of birth too, a few lines before or after."""
    for first, last in ((hit.start - _FORM, hit.start), (hit.end, hit.end + _FORM)):
        lines = text[max(0, first) : last].rpartition("\n\n")[2] if last == hit.start else text[first:last].partition("\n\n")[0]
        if any(_DATE.match(lines, match.end()) for match in _births().finditer(lines)):
            return True
    return False


def _counts(cue: Cue) -> bool:
    return cue.use in ("lives", "home", "given") or (cue.use == "title" and cue.role == "person")


def _street(window: str) -> re.Match[str] | None:
    """The first street near the beginning of a text."""
    if not _DIGIT.search(window, 0, _FAR):
        return None
    plain = window[:_FAR].casefold().replace("ı", "i")
    return (_STREET if any(stem in plain for stem in _STEMS) else _WITHOUT_TYPE).search(window, 0, _FAR)


def _after_name(window: str) -> re.Match[str] | None:
    """A street with a postcode after a name, and after a birth or a trade at most."""
    part = _NAMED.match(window)
    if _CARE_OF.search(window):
        return None  # `Anna Keller, Kriminalrichterin, c/o Kriminalgericht, Landenbergstrasse 36`
    for _ in range(3):
        off = _OFF.match(window, part.end()) if part else None
        if off is None:
            return None
        if street := _STREET.match(window, off.end()):
            return street if _POSTED.match(window, street.end()) else None
        part = _ITEM.match(window, off.end())
    return None


def _near(between: str) -> bool:
    """Whether a street may begin here: after a city, a postcode and a few words at most, in the same sentence."""
    return len(between.split()) <= 7 and between.count("\n") < 2 and not re.search(r"[;.!?](?:\s|$)(?<!\bn\.\s)", between)


def _normal(address: str) -> str:
    return re.sub(r"[\W_]+", " ", address.casefold()).strip()
