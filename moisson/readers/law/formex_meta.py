"""What a Formex file states around its words: CELEX and Official Journal, dates, language, what became of the act."""

from dataclasses import dataclass, field

from moisson.readers.contract import Identifier
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.xml.structure import Attributes

BIBLIOGRAPHIC = (
    "COLL",
    "NO.OJ",
    "YEAR",
    "PAGE.FIRST",
    "NO.CURRENT",
    "COM",
    "LG.DOC",
    "LG.OJ",
    "NO.CELEX",
    "NO.ELI",
    "NO.ECLI",
    "NO.CASE",
)
OPEN_END = "9999"


@dataclass
class Bibliography:
    """Gathered element by element; the first of a kind counts, since those of amending acts follow."""

    words: dict[str, str] = field(default_factory=dict)
    journal: str | None = None  # the day of the Official Journal, or of the version
    act: str | None = None  # the day of the act
    titled: str | None = None  # the first day that the title names
    signed: str | None = None
    headed: str | None = None  # the day that the running head names
    valid_from: str | None = None
    valid_to: str | None = None
    state: str | None = None

    def take(self, name: str, words: str) -> None:
        """Take in the words of one element of the bibliographic data."""
        if words:
            self.words.setdefault(name, words)

    def consolidated(self, attributes: Attributes) -> None:
        """Take in INFO.CONSLEG: from when the consolidated version holds, and how the act ended."""
        self.valid_from = iso_date(attributes.get("START.DATE") or "")
        until = attributes.get("END.DATE") or ""
        self.valid_to = None if until.startswith(OPEN_END) else iso_date(until)
        end = attributes.get("END") or ""
        self.state = end if end not in ("", "NONE") else None
        if reference := attributes.get("CONSLEG.REF"):
            self.words["CONSLEG"] = reference

    def language(self) -> str | None:
        """The language of the document, else of the journal."""
        return next((code for name in ("LG.DOC", "LG.OJ") if (code := iso639(self.words.get(name, "")))), None)

    def created(self) -> str | None:
        """The day of the act: by its title, bibliographic data, signature or running head, else the day it was published."""
        return self.titled or self.act or self.signed or self.headed or self.journal

    def identifiers(self) -> tuple[Identifier, ...]:
        """CELEX, ELI, ECLI, the number and the place in the Official Journal, as far as stated."""
        get = self.words.get
        parts = [part for part in (get("NO.CURRENT"), get("YEAR")) if part]
        number = "/".join(parts[::-1] if get("FORMAT") == "YN" else parts) if get("NO.CURRENT") else ""
        issue = get("NO.OJ") or (get("YEAR") and get("NO.CURRENT") and f"{get('YEAR')}/{get('NO.CURRENT')}")
        journal = f"{get('COLL')} {issue}" if get("COLL") and issue else ""
        if journal and get("NO.OJ") and get("YEAR"):
            journal = f"{journal}/{get('YEAR')}"
        if journal and get("PAGE.FIRST"):
            journal = f"{journal}, p. {get('PAGE.FIRST')}"
        stated = (
            ("celex", get("NO.CELEX")),
            ("eli", (get("NO.ELI") or "").removeprefix("ELI:").strip()),
            ("ecli", get("NO.ECLI")),
            ("case", get("NO.CASE")),
            ("consleg", get("CONSLEG")),
            ("number", number),
            ("oj", journal),
        )
        return tuple(Identifier(scheme, value) for scheme, value in stated if value)
