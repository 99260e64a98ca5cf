"""The fields of a document: what a page's metadata, its labels and its words say, weighed against each other."""

import re

from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.labelled_fields import LabelledFields
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.title_and_date import as_of, face_date, title_date
from moisson.readers.html.act_title import act_title
from moisson.readers.html.meta import Meta, iso_date

# Above a consolidated text of the European Union: `02016R0679 — EN — 04.05.2016 — 000.002`.
CONSOLIDATED = re.compile(
    r"^\W{0,4}0?(?P<celex>\d{4}[A-Z]{1,2}\d{4}(?:\(\d\d\))?) — (?P<language>[A-Z]{2}) — (?P<day>\d\d\.\d\d\.\d{4})"
    r" — \d{3}\.\d{3}",
    re.M,
)
# Below or above an act: `ELI: http://data.europa.eu/eli/reg/2024/903/oj`.
ELI = re.compile(r"^(?:ELI: ?)?(https?://[^\s|]{4,80}/eli/[^\s|]{3,160})$", re.M)
# In comments of pages made from the Commission's own documents.
SIGN = "LW_LANGUE"
COMMENT = re.compile(r"\bLW_LANGUE(?:=|;value=\")([A-Z]{2})\b")
NEAR = 1500  # characters
COMMENTS = 20_000
NAMED = ("eli", "celex", "ecli")


def fields(text: str, meta: Meta, labels: LabelledFields, markup: str) -> Text:
    """The document. Its own date goes before that of the page or of its publication."""
    head = CONSOLIDATED.search(text, 0, NEAR)
    comment = COMMENT.search(markup, 0, COMMENTS) if not head and SIGN in markup else None
    said = head["language"] if head else comment[1] if comment else ""
    language = meta.language or iso639(said)
    state = meta.legal_state or labels.one("state")
    title = act_title(meta.title, text, language, labels)
    made = meta.made or (title_date(title, language) if title else None) or labels.one("made")
    made = made or meta.created or labels.one("dated")
    return Text(
        text,
        "html",
        title,
        language=language,
        created=made or face_date(text, title, language) or labels.one("out"),
        url=meta.url,
        legal_state=state,
        valid_from=meta.valid_from or (iso_date(head["day"]) if head else None) or labels.one("begin") or as_of(text, language),
        valid_to=meta.valid_to or labels.one("end"),
        identifiers=_identifiers(text, meta, labels, head),
    )


def _identifiers(text: str, meta: Meta, labels: LabelledFields, head: re.Match[str] | None) -> tuple[Identifier, ...]:
    found = dict.fromkeys(meta.identifiers)
    found.update((Identifier(scheme, value), None) for scheme in NAMED if (value := labels.one(scheme)))
    if not found and (number := labels.one("number")):
        found[Identifier("number", number)] = None
    if head:
        day, month, year = head["day"].split(".")
        found[Identifier("celex", f"0{head['celex']}-{year}{month}{day}")] = None
    if "/eli/" in text and not any(one.scheme == "eli" for one in found):
        stated = {match[1] for match in ELI.finditer(text)}
        found.update((Identifier("eli", value), None) for value in stated if len(stated) == 1)
    return tuple(found)
