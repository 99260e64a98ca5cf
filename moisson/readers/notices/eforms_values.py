"""The values of an eForms notice in words: codes, amounts, days, addresses, and the parts that keys refer to."""

import tomllib
from pathlib import Path

from moisson.readers.notices.notice import Node, joined
from moisson.readers.xml.names import spoken

_TABLES = tomllib.loads(Path(__file__).with_name("eforms.toml").read_text("utf-8"))
Words = dict[str, str]
_WORDS: tuple[Words, ...] = tuple(
    _TABLES[name] for name in ("labels", "parties", "periods", "addresses", "headings", "lists", "units", "any_list")
)
LABELS, PARTIES, PERIODS, ADDRESSES, HEADINGS, LISTS, MEASURES, ANY = _WORDS
CODES: dict[str, Words] = _TABLES["codes"]
CODED = "codes stand in words, where these are known"
SILENT = {
    "UBLVersionID": "the version of the schema",
    "CustomizationID": "the version of the rules",
    "ProfileID": "the version of the rules",
    "ID": "identifiers of the notice, kept as fields; keys that parts refer to one another by are replaced by what they mean",
    "ContractFolderID": "the procedure's key, kept as a field",
    "VersionID": "part of the notice's identifier, kept as a field",
    "NoticeLanguageCode": "the document's language, kept as a field",
    "AdditionalNoticeLanguage": "the languages of the other documents of this notice",
    "IssueTime": "the hour of dispatch",
    "RequestedPublicationDate": "a wish to the publisher",
    "TransmissionDate": "when an intermediary sent the notice",
    "TransmissionTime": "when an intermediary sent the notice",
    "SubTypeCode": "the number of the form, which the notice type names",
    "NoticePublicationID": "kept as a field",
    "GazetteID": "kept as a field",
    "SenderParty": "who sent the file",
    "SubsequentProcessTenderRequirement/Name": "a code that is the same in every notice",
}
LEFT_OUT = {
    **SILENT,
    "TenderResult/AwardDate": "asked for by the schema and filled with 2000-01-01 by the rules, where results stand elsewhere",
    **dict.fromkeys(("*Code", "*Indicator", "Region", "RegulatoryDomain", "NationalityID", "DocumentType"), CODED),
    "*Time": "hours stand without seconds and time zones",
    "(*Date)": "days stand without time zones",
    "(keys)": "what parts refer to one another by is replaced by the name of the organisation, the lot …",
    "(repeated)": "what an address says twice stands once",
    "(languageID)": "texts in another language, where this one has its own; languages that few texts stand in",
}
REFERENCE = ("PartyIdentification/ID", "Party/PartyIdentification/ID", "ID")
INLINE = "Party/PartyName/Name"  # of an organisation that is described where it acts
NO_DAY = "2000-01-01"  # stands for no date
SAID_OTHERWISE = ("Code", "ID", "Identifier", "Indicator", "Date", "Time")  # in words, or without seconds and time zones
NAMED_LISTS = {"Region": "region", "RegulatoryDomain": "legal-basis", "LanguageID": "language", "NationalityID": "country"}


class Values:
    """Puts the values of one notice into words."""

    def __init__(self, notice: Node) -> None:
        self.names = dict(_named_in(notice))
        self.headings: set[str] = set()  # names that stand in a heading already
        self._labels: dict[tuple[str, str, str, str], str] = {}

    def code(self, listed: str, code: str) -> str:
        """A code in words, where there are some."""
        return CODES.get(listed, {}).get(code) or ANY.get(code, code)

    def value(self, node: Node) -> str:
        """What an element says, with its currency or unit; free text keeps its lines."""
        words = node.words().strip()
        attributes = node.attributes
        if not words:
            return ""
        if currency := attributes.get("currencyID"):
            return f"{words} {currency}"
        if unit := attributes.get("unitCode"):
            return f"{words} {MEASURES.get(unit, unit)}".rstrip()
        if node.name.endswith("Date"):
            return words[:10]
        if node.name.endswith("Time"):
            return words[:5]
        if node.name.endswith("Indicator") or node.name == "LimitationDescription":
            return ANY.get(words, words)
        if node.name in NAMED_LISTS:
            return self.code(NAMED_LISTS[node.name], words)
        if node.name.endswith(("ID", "Identifier")) and words in self.names:
            return self.names[words]
        if "languageID" not in attributes and (node.name.endswith("Code") or "listName" in attributes):
            return self.code(attributes.get("listName", ""), words)
        return words

    def label(self, node: Node, parent: Node) -> str:
        """What an element is about: by the list of its code, by its place, by its name."""
        key = node.name, parent.name, node.attributes.get("listName", ""), node.attributes.get("schemeName", "")
        return self._labels.get(key) or self._labels.setdefault(key, _label(*key))

    def named(self, node: Node | None) -> list[str]:
        """The organisations that a part refers to."""
        if node is None:
            return []
        keys = (found.value() for path in REFERENCE for found in node.all(path))
        return [*self.called(*keys), *(found.value() for found in node.all(INLINE))]

    def called(self, *keys: str) -> list[str]:
        """What these keys stand for."""
        return [self.names.get(key, key) for key in keys if key]

    def silent(self, node: Node, parent: Node) -> bool:
        """Whether an element is a key or technical, and not written."""
        if node.name == "ID":
            return f"{parent.name}/ID" not in LABELS and node.attributes.get("schemeName") != "InternalID"
        if node.name == "Name" and parent.name == "ProcurementProject":
            return node.value() in self.headings
        if node.name == "TenderResult":
            known = parent.first("NoticeResult") is not None
            return all(child.name == "AwardDate" and (known or self.silent(child, node)) for child in node)
        if node.name == "AwardDate":
            return node.value().startswith(NO_DAY)
        return node.name in SILENT or (node.name == "Name" and parent.name == "SubsequentProcessTenderRequirement")

    def address(self, node: Node) -> str:
        """An address on one line."""
        lines = [found.value() for found in node.all("AddressLine/Line")]
        town = joined(node.value("PostalZone"), node.value("CityName"), by=" ")
        country = node.value("Country/IdentificationCode")
        region = node.value("CountrySubentityCode")
        somewhere = self.code("region", node.value("Region"))
        place = joined(
            node.value("Department"),
            node.value("StreetName"),
            node.value("AdditionalStreetName"),
            *lines,
            town,
            somewhere,
            node.value("CountrySubentity"),
            self.code("country", country),
        )
        return joined(place, f"({region})" if region else "", by=" ")


def is_said_otherwise(node: Node) -> bool:
    """Whether a value is a code, a key or a time, whose meaning the page says in other words."""
    return node.name in NAMED_LISTS or "listName" in node.attributes or node.name.endswith(SAID_OTHERWISE)


def _label(name: str, parent: str, listed: str, scheme: str) -> str:
    return (
        LABELS.get(f"{parent}/{listed}")
        or LISTS.get(listed)
        or LISTS.get(scheme)
        or LABELS.get(f"{parent}/{name}")
        or LABELS.get(name)
        or PERIODS.get(name)
        or spoken(name.removesuffix("Code").removesuffix("Indicator"))
    )


def _named_in(notice: Node) -> list[tuple[str, str]]:
    """What each key that parts refer to one another by stands for."""
    found: list[tuple[str, str]] = []
    for organization in notice.all("Organizations/Organization"):
        for party in organization:
            if (key := party.value("PartyIdentification/ID")) and (name := party.value("PartyName/Name")):
                found.append((key, name))
    for owner in notice.all("Organizations/UltimateBeneficialOwner"):
        found.append((owner.value("ID"), joined(owner.value("FirstName"), owner.value("FamilyName"), by=" ")))
    names = dict(found)
    for lot in notice.all("ProcurementProjectLot"):
        if (key := lot.value("ID")) and (name := lot.value("ProcurementProject/Name")):
            found.append((key, f"{key} – {name}"))
    for group in notice.all("NoticeResult/TenderingParty"):
        members = [names.get(member.value("ID"), member.value("ID")) for member in group.all("Tenderer")]
        if key := group.value("ID"):
            found.append((key, joined(group.value("Name"), joined(*members, by="; "), by=": ") or key))
    return found
