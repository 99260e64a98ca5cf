"""What Akoma Ntoso states around a document's words: the FRBR levels, the lifecycle, names of speakers, notes' places."""

import re
from dataclasses import dataclass, field

from moisson.readers.contract import Identifier
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.speakers import Turn
from moisson.readers.facts.stated import iso_date
from moisson.readers.xml.structure import Attributes

SCHEMES = (
    ("ecli", re.compile(r"ECLI:[A-Z]{2}:\S+", re.I)),
    ("celex", re.compile(r"(?:.*/celex[/:])?(?P<value>[0-9CE]\d{4}[A-Z]{1,2}\d{4}(?:[-(]\S+)?)", re.I)),
    ("eli", re.compile(r"(?:https?://\S+/|/)?eli/\S+", re.I)),
    ("urn", re.compile(r"urn:\S+", re.I)),
    ("akn", re.compile(r"(?:https?://[^/]+)?/akn/\S+|/[a-z]{2}(?:-[a-z]+)?/\S+", re.I)),
)
LONGEST_NAME = 1000  # characters of an identifier; an address has no more
ALIASES = {
    "eli": "eli",
    "ecli": "ecli",
    "celex": "celex",
    "urn:nir": "urn",
    "urn": "urn",
    "doi": "doi",
    "ncn": "neutral-citation",
    "dokumentnummer": "juris",
}
STATED = {  # elements of publishers' own, and the fields that their words are for
    "entryIntoEffectDate": "dateEntryInForce",
    "expiryDate": "dateEndApplicability",
    "dateToQuoteEntry": "dateDocument",
    "referenceNumber": "docNumber",
    "veroeffentlichungsJahr": "dateDocument",
}
MADE = re.compile(
    r"doc|issu|sign|adopt|generat|enact|present|promulg|judg|decision|entscheid|deliver|handed|pronounc|act date|ausfertig"
    r"|sitting|session|emanat",
    re.I,
)
RECORDED = re.compile(
    r"erfass|generier|migra|mark-?up|transform|conver|digiti|captur|encod|\bxml", re.I
)  # of the record, not the document
ADOPTED = re.compile(r"adopt|sign|enact|promulg|ausfertig|emanat", re.I)
IN_FORCE = re.compile(r"inforce|in-force|entryinto|applicab|valid|consolidat|viewdate|inkraft|geltung|vigenza|commence", re.I)
SHARED = re.compile(r"distr(?:\.|ib)", re.I)  # who may read a document of the United Nations: `Distr.: General`
SIGNED = re.compile(r"ausfertig|signature|signing|promulgat|assent", re.I)
HOLDS = re.compile(r"applicab|consolid|valid|vigenza", re.I)
TITLED = re.compile(r"title|titre|intitule|titel|titolo", re.I)
GAZETTE_CODE = re.compile(r"(?<!\s)\s*\(\d\d[A-Z]\d{5}\)\.?\Z")  # Italy's: (24G00083)
SPOKEN = re.compile(r"/([a-z]{3})@")  # the language in the address of an expression, by the naming convention
AT_DATE = re.compile(r"@(\d{4}-\d\d-\d\d)")
REPEALED = re.compile(r"repeal|abrog|ausserkraft", re.I)
JOLUX = ("language", "uriThis", "dateApplicability", "dateEndApplicability", "dateEntryInForce", "dateDocument")
TEXTS = ("date_document", "title", "cite")  # of the ELI ontology and Dublin Core; a judgment's neutral citation
HEADER_LIMIT = 150  # characters; a longer header of a judgment names those who sat, too
TITLE_LIMIT = 600  # characters; a longer preface holds more than a title
VARIABLE = re.compile(r"#(\w+)")
VARIABLES = 3  # a variable's value may name others
LEVELS = ("FRBRWork", "FRBRExpression", "FRBRManifestation")


@dataclass
class Meta:
    """The metadata of one document, gathered element by element."""

    kind: str  # act, bill, judgment …
    dates: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # level → (name, date)
    names: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # level → (element or kind of alias, value)
    shown: dict[str, str] = field(default_factory=dict)  # id of a person, role or organisation → the name to show
    events: dict[str, tuple[str, str]] = field(default_factory=dict)  # id → (date, type)
    periods: dict[str, list[tuple[str, str]]] = field(default_factory=dict)  # id of a group → (start event, end event)
    language: str | None = None
    spoken: str | None = None  # the language, where only a reference states it
    state: str | None = None
    entry: str | None = None  # the day of entry into force
    made: str | None = None
    covered: str | None = None  # the first date on its cover
    written: str | None = None  # the date that the text gives before its body
    contains: str = ""
    day: str | None = None  # at which the versions of its parts must hold
    depth: int = 0  # 0 for the document of the file, 1 for those of a collection
    place: int = 0  # among the documents of the file
    front: bool = True  # before the body
    titles: dict[str, str] = field(default_factory=dict)  # by language
    found: dict[str, list[str]] = field(default_factory=dict)  # words that stand in elements
    turns: list[Turn] = field(default_factory=list)  # of those who speak
    own: list[str] = field(default_factory=list)  # the document's text, cut where other documents stand in it

    def take(self, name: str, level: str, attributes: Attributes) -> str | None:
        """Take in one element of `meta`, in `level`; gives the field that its words are for, where it has any."""
        value = attributes.get("value") or ""
        if name == "FRBRdate":
            if date := real_date(attributes.get("date") or ""):
                self.dates.setdefault(level, []).append((attributes.get("name") or "", date))
        elif name == "FRBRlanguage":
            self.language = self.language or iso639(attributes.get("language") or "")
        elif name == "FRBRname" and value:
            self.titles.setdefault(attributes.get("xml:lang") or "", value)
        elif name in ("FRBRthis", "FRBRuri", "FRBRalias", "FRBRnumber") and value:
            self.names.setdefault(level, []).append((attributes.get("name") or name, value))
        elif name == "eventRef":
            date = real_date(attributes.get("date") or "")
            if date:
                key = attributes.get("eId") or attributes.get("id") or attributes.get("xml:id") or str(len(self.events))
                kind = f"{attributes.get('type') or ''} {attributes.get('refersTo') or ''}"
                self.events[key] = (date, kind)
                if not self.entry and IN_FORCE.search(kind):
                    self.entry = date
                elif not self.made and SIGNED.search(kind):
                    self.made = date
        elif name == "temporalGroup":
            self.periods[attributes.get("eId") or attributes.get("id") or ""] = []
        elif name == "timeInterval" and self.periods:
            last = next(reversed(self.periods))
            self.periods[last].append(((attributes.get("start") or "")[1:], (attributes.get("end") or "")[1:]))
        elif name.startswith("TLC"):
            self._show(attributes)
            if attributes.get("name") == "language":
                self.spoken = self.spoken or iso639(attributes.get("href") or "")
        elif name == "span" and attributes.get("property") == "eli:date_document":
            self.made = self.made or real_date(attributes.get("content") or "")
        elif "dateEntryIntoForce" in name and "date" in attributes:
            self.entry = self.entry or real_date(attributes["date"])
        elif name == "isInForce" and value:
            self.state = self.state or f"isInForce={value}"
        elif name == "jolux":
            kind = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "name"), "")
            return kind if kind in JOLUX else None
        elif name in TEXTS:
            return name
        return STATED.get(name)

    def _show(self, attributes: Attributes) -> None:
        key = attributes.get("eId") or attributes.get("id") or attributes.get("xml:id")
        if key and "showAs" in attributes:
            self.shown[key] = attributes["showAs"]

    def named(self, reference: str) -> str:
        """The name of the person, role or organisation that a reference such as `#pm` points to."""
        return self.shown.get(reference.lstrip("#~"), "")

    def resolved(self, value: str) -> tuple[str, bool]:
        """A value with what the references show for variables such as `#varBillTitle`, and whether all of them have a value."""
        whole = True
        for _ in range(VARIABLES):
            found = [key for key in VARIABLE.findall(value) if key in self.shown]
            whole = whole and all(self.shown[key] for key in found)
            value = VARIABLE.sub(lambda match: self.shown.get(match[1], match[0]), value) if found else value
        return value, whole

    def resolve(self) -> None:
        """Put values in the place of variables: references come after what refers to them."""
        for level, names in self.names.items():
            values = ((name, *self.resolved(value)) for name, value in names)
            self.names[level] = [(name, value) for name, value, whole in values if whole and value]
        titles = ((language, *self.resolved(value)) for language, value in self.titles.items())
        self.titles = {language: value for language, value, whole in titles if whole and value}

    def created(self) -> str | None:
        """The day the document was made: by what the metadata call it, else by the text, else the first of the dates."""
        if made := self.made or self._date("dateDocument", "date_document"):
            return made
        stated = [item for level in LEVELS[:2] for item in self.dates.get(level, [])]
        stated = [item for item in stated if not RECORDED.search(item[0])] or stated
        work = [item for item in stated if not IN_FORCE.search(item[0])]
        named = next((date for kind in (ADOPTED, MADE) for name, date in work if kind.search(name)), None)
        return named or self.written or next((date for _, date in [*work, *stated]), self.covered)

    def legal_state(self) -> str | None:
        """What the metadata state, else what an act or bill says of its status, which may be no more than who may read it."""
        said = self._first("docStatus") if self.kind in ("act", "bill") else None
        return self.state or (said if said and not SHARED.match(said) else None)

    def validity(self) -> tuple[str | None, str | None]:
        """From when and until when this version holds."""
        expression = self.dates.get("FRBRExpression", [])
        begin = self._date("dateApplicability")
        begin = begin or next((date for name, date in expression if HOLDS.search(name)), None)
        begin = begin or next((date for name, date in expression if IN_FORCE.search(name)), None)
        if begin is None and self.kind == "act":
            stated = (AT_DATE.search(value) for _, value in self.names.get("FRBRExpression", []))
            begin = next((found[1] for found in stated if found), None)
            work = {date for _, date in self.dates.get("FRBRWork", [])}
            begin = begin if begin not in work else None
        ended = next((date for date, kind in self.events.values() if REPEALED.search(kind)), None)
        if begin and self.entry:
            begin = max(begin, self.entry)  # no version holds before the act does
        return begin or self._date("dateEntryInForce") or self.entry, ended or self._date("dateEndApplicability")

    def _date(self, *fields: str) -> str | None:
        return next((date for name in fields for value in self.found.get(name, ()) if (date := real_date(value))), None)

    def dated(self, name: str, attributes: Attributes, *, cover: bool) -> None:
        """Take in a date that stands before the body: the document's own, the day of its signature, that of its cover."""
        if name == "docDate" or SIGNED.search(attributes.get("refersTo") or ""):
            self.written = self.written or real_date(attributes.get("date") or "")
        elif cover:
            self.covered = self.covered or real_date(attributes.get("date") or "")

    def holds(self, period: str) -> bool:
        """Whether what is marked with a period holds at the date of this version, else at the last date stated."""
        intervals = self.periods.get(period)
        if not intervals:
            return True
        if self.day is None:
            begin = self.validity()[0] if self.contains != "multipleVersions" else None
            self.day = begin or max((date for date, _ in self.events.values()), default="")
        first, last = ("", ""), ("9999", "")
        return any(
            self.events.get(start, first)[0] <= self.day and (not end or self.day < self.events.get(end, last)[0])
            for start, end in intervals
        )

    def stated_language(self) -> str | None:
        """The language of the expression, else the one that the publisher's own metadata or the expression's address give."""
        stated = self.language or self.spoken or next((iso639(value) for value in self.found.get("language", ())), None)
        named = (SPOKEN.search(value) for _, value in self.names.get("FRBRExpression", ()))
        return stated or next((iso639(found[1]) for found in named if found), None)

    def identifiers(self) -> tuple[Identifier, ...]:
        """What the document calls itself, the work before its versions."""
        found: dict[Identifier, None] = {}
        for level in LEVELS[:2]:
            for name, value in self.names.get(level, []):
                if name == "FRBRnumber":
                    found[Identifier("number", value)] = None
                elif scheme := ALIASES.get(name.lower()):
                    found[Identifier(scheme, value)] = None
                elif identifier := _identifier(value):
                    found[identifier] = None
        numbers = [identifier.value for identifier in found if identifier.scheme == "number"]
        for value in self.found.get("docNumber", ())[:1]:
            if not any(number in value for number in numbers):  # the metadata may give that of a draft, or none
                found[Identifier("number", value)] = None
        if not any(identifier.scheme == "eli" for identifier in found):
            stated = map(_identifier, self.found.get("uriThis", ())[:3])
            found.update((identifier, None) for identifier in stated if identifier and identifier.scheme == "eli")
        for value in (*self.found.get("cite", ())[:1], *self.found.get("neutralCitation", ())[:1]):
            found[_identifier(value) or Identifier("neutral-citation", value)] = None
        return tuple(found)

    def url(self) -> str | None:
        """The address of this version, else of the work."""
        for level in ("FRBRExpression", "FRBRWork"):
            values = self.names.get(level, [])
            for wanted in ("FRBRuri", "FRBRthis"):
                if found := next((value for name, value in values if name == wanted and value.startswith("http")), None):
                    return found
        return None

    def title(self) -> str | None:
        """The title in the text, else in the metadata, else the words that stand before the body; of a debate, its day too."""
        title = self._title()
        day = self.created() if self.kind.startswith("debate") else None
        return title if title is None or day is None or day[:4] in title else f"{title}, {day}"

    def _title(self) -> str | None:
        if found := self._first("docTitle"):
            return GAZETTE_CODE.sub("", found)
        for level in LEVELS[:2]:
            for name, value in self.names.get(level, []):
                if TITLED.search(name) or (name == "FRBRalias" and " " in value):
                    return value
        if found := self._first("shortTitle") or self._first("longTitle"):
            return found
        stated = self.titles.get(self.language or "") or next(iter(self.titles.values()), None)
        named = stated if stated and " " in stated else None  # one word is the kind of document: `Emendamento`
        named = named or self._first("title") or self._front("preface") or self._front("coverPage")
        return named or self._first("neutralCitation") or self._first("docketNumber") or self._headed() or stated

    def _headed(self) -> str | None:
        """What the header of a judgment says, or, where that is long, whose decision of which number it is."""
        header, number = self._front("header"), self._first("docNumber")
        court = self._first("docProponent") or self._first("courtType")
        if header and len(header) > HEADER_LIMIT and number and court:
            return f"{court}, {' '.join(filter(None, (self._first('docType'), number)))}"
        return header

    def _front(self, name: str) -> str | None:
        return next((words for words in self.found.get(name, ()) if len(words) <= TITLE_LIMIT), None)

    def _first(self, name: str) -> str | None:
        return next(iter(self.found.get(name, ())), None)

    def own_name(self) -> str:
        """The address of the work."""
        values = [value for level in LEVELS[:2] for name, value in self.names.get(level, []) if name in ("FRBRthis", "FRBRuri")]
        return next(iter(values), "")


def _identifier(value: str) -> Identifier | None:
    if len(value) > LONGEST_NAME:
        return None
    for scheme, pattern in SCHEMES:
        if found := pattern.fullmatch(value.strip()):
            return Identifier(scheme, found.groupdict().get("value") or found[0])
    return None


def real_date(value: str) -> str | None:
    """A date, unless it only stands in for one, as 2999-01-01 and 0001-01-01 do."""
    date = iso_date(value)
    return date if date and "1100" < date < "2900" else None
