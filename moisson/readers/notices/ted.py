"""Notices of public procurement in TED XML (`TED_EXPORT`, R2.0.7 to R2.0.9), as published until 2024.

A form becomes a page of sections under English labels (`ted.toml`), since the file holds none. The original is a document, and
so is each translation that is one: many repeat the original under a translated title. Written after the published schema; a real
notice of form F06 reads as it should (decision 44).
"""

from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.notices import ted_prose
from moisson.readers.notices.eforms_values import CODES
from moisson.readers.notices.notice import Node, NoticePage, joined, tree
from moisson.readers.notices.ted_values import (
    ADDRESSES,
    FORM,
    LABELS,
    SECTIONS,
    SILENT,
    contact,
    first_value,
    free,
    implied,
    is_address,
    is_date,
    written_date,
)
from moisson.readers.notices.translations import own_texts
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside
from moisson.readers.xml.names import spoken

LEFT_OUT = {
    "TECHNICAL_SECTION": "how the file was made",
    "LINKS_SECTION": "links to schemas",
    "CODED_DATA_SECTION": "the form's own values again, as codes; numbers, dates and names of codes are taken from it",
    "TRANSLATION_SECTION": "the title in other languages; the one of the document's language stands under its own title",
    "@CATEGORY=TRANSLATION": "versions that have most of their free text in common with the original, or with another language's",
    "NOTICE_UUID": "kept as a field",
    "ORIGINAL_TED_ESENDER": "by which way the notice was sent",
    "ORIGINAL_ENOTICES": "by which way the notice was sent",
    "NO_DOC_EXT": "the sender's own number of the file",
    "@PUBLICATION=NO": "values that the buyer does not wish published",
    "@ITEM": "numbers of repeated parts",
    "ORDER": "numbers of criteria and of members of a jury",
}
NAMED = ("TITLE", "LOT_TITLE", "CONTRACT_TITLE", "TITLE_CONTRACT")
TAXED = {"EXCLUDING_VAT": "without VAT", "INCLUDING_VAT": "with VAT"}
UNITS = {"MONTH": "months", "MONTHS": "months", "DAY": "days", "DAYS": "days", "WEEK": "weeks", "YEAR": "years"}
CALLED = (("CONTACT_POINT", ""), ("ATTENTION", ""), ("PHONE", "telephone "), ("FAX", "fax "), ("E_MAIL", ""))
LISTS = {"LEGAL_BASIS": "legal-basis"}
TITLES = (
    "OBJECT_CONTRACT/TITLE",
    "TITLE",
    "TITLE_CONTRACT",
    "TITLE_DESIGN_CONTACT_NOTICE",
    "TITLE_RESULT_DESIGN_CONTEST",
    "TITLE_QUALIFICATION_SYSTEM",
    ted_prose.TITLE,
)
TECHNICAL = ("LG", "CATEGORY", "FORM", "VERSION", "ITEM", "PUBLICATION", "CURRENCY", "TYPE", "FMTVAL", "QUOTE")  # attributes


def read(content: bytes, how: How) -> Iterator[Text]:
    """One notice, in each language that it has a text of its own in."""
    root = tree(content)
    section = root.first("FORM_SECTION")
    forms = [node for node in section or () if node.children and not node.name.startswith("NOTICE_")]
    if not forms:
        raise DocumentError("empty", "the TED notice holds no form")
    for node in root:
        if node is not section:
            set_aside("repeated" if node.name == "TRANSLATION_SECTION" else "metadata", node.told())
    original = root.value("CODED_DATA_SECTION/NOTICE_DATA/LG_ORIG")
    kept = own_texts(forms, original)
    seen: dict[str, int] = {}
    for at, form in enumerate(forms):
        language = form.attributes.get("LG") or original
        code = iso639(language) or ""
        seen[code] = seen.get(code, 0) + 1
        part = joined(code, str(seen[code]) if seen[code] > 1 else "", by="-") if len(forms) > 1 else ""
        if at in kept:
            yield _Form(root, form, language).document(code or None, part)
        else:
            set_aside("repeated", form.told())


class _Form:
    """One form of a notice."""

    def __init__(self, root: Node, form: Node, language: str) -> None:
        self.root = root
        self.form = form
        self.language = language
        self.page = NoticePage()
        self.title = ""
        self.lots: list[Node] = []  # that stand within what is said of all of them
        self.notice = root.first("CODED_DATA_SECTION/NOTICE_DATA") or Node("", {})
        named = [node for node in self.notice if node.attributes.get("CODE") and node.value()]
        self.names = {node.attributes["CODE"]: node.value() for node in named}  # CPV and NUTS, as the file names them
        titles = [node for node in root.all("TRANSLATION_SECTION/ML_TITLES/ML_TI_DOC") if node.attributes.get("LG") == language]
        self.heading = titles[0] if titles else Node("", {})

    def document(self, code: str | None, part: str) -> Text:
        page = self.page
        place = joined(self.heading.value("TI_CY"), self.heading.value("TI_TOWN"), by="-")
        printed = joined(place, self.heading.value("TI_TEXT"), by=": ")
        self.title = title = self._title() or printed
        kind = self.root.value("CODED_DATA_SECTION/CODIF_DATA/TD_DOCUMENT_TYPE")
        page.heading(1, title or kind or "Notice", kept=bool(title))
        prose = self.form.name == ted_prose.FORM
        page.line("", printed if printed != title and not prose else "")
        page.line("Notice type", kind)
        oj, day = self.notice.value("NO_DOC_OJS"), iso_date(self.root.value("CODED_DATA_SECTION/REF_OJS/DATE_PUB"))
        page.line("Published", joined(oj, day or ""))
        if prose:
            page.end()
            ted_prose.write(page, self.form, self._classification, self._country)
        else:
            self._show_sections()
        dispatched = self.root.value("CODED_DATA_SECTION/CODIF_DATA/DS_DATE_DISPATCH")
        in_form = next((node.value() for node in self.form.find("DATE_DISPATCH_NOTICE")), "")
        links = [node.value() for node in self.notice.all("URI_LIST/URI_DOC") if node.attributes.get("LG") == self.language]
        uuid = next((node.value() for node in self.form.find("NOTICE_UUID")), "")
        numbers = (("ted", self.root.attributes.get("DOC_ID", "")), ("oj-s", oj), ("notice", uuid))
        return Text(
            page.text(),
            "ted",
            title or None,
            code,
            iso_date(in_form) or iso_date(dispatched) or day,
            part,
            url=links[0] if links else None,
            identifiers=tuple(Identifier(scheme, number) for scheme, number in numbers if number),
        )

    def _title(self) -> str:
        direct = (self.form.value(TITLES[0]), *(node.value() for name in TITLES[1:] for node in self.form.find(name)))
        return next((title for title in direct if title), "")

    def _show_sections(self) -> None:
        for node in self._sections():
            self._show(node, 2)
            while self.lots:
                self._numbered(self.lots.pop(0))

    def _sections(self) -> Iterator[Node]:
        for node in self.form:
            if node.name.startswith("FD_"):
                if not any(other.attributes for other in node.find("TYPE_CONTRACT")):
                    self._attributes(node)
                yield from node
            else:
                yield node

    def _label(self, name: str) -> str:
        name = FORM.sub("", name).removeprefix("NO_")
        return LABELS.get(name) or spoken(name)

    def _show(self, node: Node, level: int) -> None:
        """Write one part of the form."""
        name = node.name
        if name in LEFT_OUT or node.attributes.get("PUBLICATION") == "NO":
            set_aside("metadata" if name in LEFT_OUT else "hidden", node.told())
            return
        if "ANNEX_B" in name and level > 2:
            self.lots.append(node)
        elif node.first("AWARD_AND_CONTRACT_VALUE"):  # several contracts, each of its own
            for child in node:
                self._numbered(child)
        elif name.startswith(("OBJECT_DESCR", "AWARD_CONTRACT", "AWARD_OF_CONTRACT")) or "ANNEX_B" in name:
            self._numbered(node)
        elif name == "WHERE":
            lot = node.value("LOT_NO")
            self.page.line("Where", joined(node.value("SECTION"), f"lot {lot}" if lot else "", node.value("LABEL")), apart=True)
        elif name == "MEMBERS_NAMES":
            self.page.line("", "Jury:", apart=True)
            for member in node:
                self.page.item(member.value("NAME"))
        elif name == "CRITERIA_DEFINITION":
            self._weighed(node)
        elif name == "AC":
            self._criteria(node)
        elif name.startswith("CPV_") and name != "CPV_SUPPLEMENTARY_CODE":
            self._classification(node)
        elif name in ("OLD_VALUE", "NEW_VALUE"):
            values = (free(child) or self._named(child) for child in node)
            self.page.line(self._label(name), joined(*values, by=" "), apart=True)
        elif is_address(node):
            self._address(node, level)
        elif is_date(node):
            self.page.line(self._label(name), written_date(node))
        elif node.first("IDEM"):
            self.page.line(ADDRESSES.get(name) or self._label(name), "the buyer")
        elif all(child.name in ("P", "FT") for child in node):
            if level > 2 or node.pieces or node.attributes:
                self._leaf(node)
        else:
            if level == 2:
                heading = next((words for start, words in SECTIONS.items() if name.startswith(start)), spoken(FORM.sub("", name)))
                self.page.heading(2, heading)
            elif said := implied(name):
                self.page.line(*said)
            self._attributes(node)
            self.page.line(self._label(name), *(free(child) for child in node.all("P")))
            if node.first("CRITERIA_DEFINITION"):
                self.page.line("", "Award criteria:")
            currency, worth = node.attributes.get("CURRENCY", ""), LABELS.get(name, "Value")
            for child in node:
                if child.name == "VALUE_COST":
                    taxed = next((TAXED[other.name] for other in node if other.name in TAXED), "")
                    self.page.line(worth, joined(child.value(), currency, taxed, by=" "))
                elif child.name == "RANGE_VALUE_COST":
                    span = joined(first_value(child, "LOW_VALUE"), first_value(child, "HIGH_VALUE"), by=" – ")
                    self.page.line(worth, joined(span, currency, by=" "))
                elif child.name in TAXED and node.first("VALUE_COST"):
                    continue
                elif child.name != "P" and not (child.name in TITLES and child.value() == self.title):
                    self._show(child, level + 1)

    def _leaf(self, node: Node) -> None:
        words, name = free(node), FORM.sub("", node.name)
        if not words and name in SILENT:
            return
        if not words and (said_so := implied(name)):
            self.page.line(*said_so)
            return
        if not words and not node.attributes and name.endswith(("_YES", "_NO")):
            about, _, answer = name.rpartition("_")
            self.page.line(self._label(about), answer.lower())
            return
        said = words or self._coded(node)
        if currency := node.attributes.get("CURRENCY"):
            said = joined(said, currency, by=" ")
        if unit := node.attributes.get("TYPE"):
            said = joined(said, UNITS.get(unit, unit.lower()), by=" ") if said else said
        if not said:
            said = "no" if node.name.startswith("NO_") else "yes"
        self.page.line(self._label(node.name), said)

    def _coded(self, node: Node) -> str:
        attributes = node.attributes
        stated = (attributes.get("VALUE"), attributes.get("CODE"), attributes.get("CTYPE"))
        others = (code for name, code in attributes.items() if name not in TECHNICAL)
        code = next((code for code in (*stated, *others) if code), "")
        if node.name == "COUNTRY":
            return self._country(code)
        if code in self.names:
            return f"{self.names[code]} ({code})"
        if node.name in LISTS:
            return CODES[LISTS[node.name]].get(code, code)
        spelt = code in ("YES", "NO") or (len(code) > 3 and code.replace("_", "").isalpha()) or code.count("_") > 1
        return code.replace("_", " ").lower() if spelt else code

    def _attributes(self, node: Node) -> None:
        """What a part says by attributes, for those that hold a value of their own."""
        if node.attributes.get("CTYPE") or node.attributes.get("VALUE"):
            self.page.line(self._label("TYPE_CONTRACT" if "CTYPE" in node.attributes else node.name), self._coded(node))

    def _country(self, code: str) -> str:
        buyer = next((node.attributes.get("VALUE") for node in self.notice.all("ISO_COUNTRY")), None)
        return (self.heading.value("TI_CY") if code == buyer else "") or code

    def _numbered(self, node: Node) -> None:
        """A lot or a contract: a heading, then what it holds."""
        lot, title = first_value(node, "LOT_NO", "LOT_NUMBER"), first_value(node, *NAMED)
        award = node.name.startswith("AWARD")
        contract = first_value(node, "CONTRACT_NO", "CONTRACT_NUMBER")
        number = joined("Contract" if award else "Lot", contract if award else lot, by=" ")
        alone = not (award or lot or title)
        words = joined(f"Award – {number}" if award else number, title, by=" – ")
        self.page.heading(2, "Description" if alone else words, kept=bool(title))
        for child in node:
            if child.name not in (*NAMED, "CONTRACT_NO", "CONTRACT_NUMBER") and (
                award or child.name not in ("LOT_NO", "LOT_NUMBER")
            ):
                self._show(child, 3)

    def _weighed(self, node: Node) -> None:
        """A criterion of forms before 2014."""
        weight = node.value("WEIGHTING")
        self.page.item(f"{node.value('CRITERIA')} ({weight})" if weight else node.value("CRITERIA"))

    def _criteria(self, node: Node) -> None:
        self.page.line("", "Award criteria:" if any(child.name != "AC_PROCUREMENT_DOC" for child in node) else "")
        for child in node:
            if said_so := implied(child.name):
                self.page.line(*said_so)
                continue
            kind = child.name.removeprefix("AC_").lower()
            weight = child.value("AC_WEIGHTING")
            said = joined(kind, child.value("AC_CRITERION") or ("" if child.children else child.value()), by=" – ")
            self.page.item(f"{said} ({weight})" if weight else said)

    def _classification(self, node: Node) -> None:
        self.page.line(self._label(node.name), self._named(node))

    def _named(self, node: Node) -> str:
        codes = [code.attributes.get("CODE", "") for code in ([node] if "CODE" in node.attributes else node.children)]
        return joined(*(f"{self.names[code]} ({code})" if code in self.names else code for code in codes), by="; ")

    def _address(self, node: Node, level: int) -> None:
        """An organisation and where it is found, on one line."""
        holder = contact(node) or node
        name = holder.value("OFFICIALNAME") or holder.value("ORGANISATION/OFFICIALNAME") or holder.value("ORGANISATION")
        number = holder.value("NATIONALID") or holder.value("ORGANISATION/NATIONALID")
        country, nuts = holder.first("COUNTRY"), [code for code in holder.all("NUTS") if code.attributes.get("CODE")]
        land = self._country(country.attributes.get("VALUE", "")) if country is not None else ""
        said = [
            f"{name} ({number})" if number else name,
            holder.value("ADDRESS"),
            joined(holder.value("POSTAL_CODE"), holder.value("TOWN"), by=" "),
            joined(land, *(f"({joined(code.value(), code.attributes['CODE'])})" for code in nuts), by=" "),
            *(f"{lead}{found.value()}" for tag, lead in CALLED for found in holder.find(tag)),
            *(found.value() for found in holder if found.name.startswith(("URL", "IA_URL"))),
        ]
        name = FORM.sub("", node.name)
        self.page.line(ADDRESSES.get(name) or spoken(name.removeprefix("ADDRESS_")), joined(*said), apart=True)
