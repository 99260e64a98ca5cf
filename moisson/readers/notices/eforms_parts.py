"""The parts of an eForms notice on a page: one method for each shape that needs more than a label and a value."""

from collections.abc import Callable
from typing import ClassVar

from moisson.readers.notices.eforms_values import ADDRESSES, ANY, HEADINGS, PARTIES, PERIODS, Values
from moisson.readers.notices.notice import Node, NoticePage, joined, lines_of
from moisson.readers.set_aside import set_aside


class Parts(Values):
    """Writes parts of one notice on a page."""

    def __init__(self, page: NoticePage, notice: Node) -> None:
        super().__init__(notice)
        self.page = page

    # Parts.

    def show(self, node: Node, parent: Node, level: int) -> None:
        """Write one part, by its shape."""
        if self.silent(node, parent):
            set_aside("metadata", node.told())
            return
        if shape := self.shapes.get(node.name):
            shape(self, node, level)
        elif node.name in PARTIES:
            self._party(node, level)
        elif node.name in PERIODS:
            self._period(node, parent)
        elif node.name in ADDRESSES:
            self.page.line(ADDRESSES[node.name], self.address(node))
        elif not node.children:
            self.page.line(self.label(node, parent), self.value(node))
        elif _is_pair(node):
            self._pair(node)
        else:
            self.within(node, level)

    def within(self, node: Node, level: int, *without: str) -> None:
        """Write what a part holds; values of one name, one after the other, share a line."""
        alike: dict[str, list[Node]] = {}
        for child in node:
            if not child.children and child.name not in self.shapes and not self.silent(child, node):
                alike.setdefault(child.name, []).append(child)
        joined_up = {name for name, found in alike.items() if len({self.label(child, node) for child in found}) == 1}
        for child in node:
            if child.name in without:
                continue
            if child.name in joined_up:
                if child is alike[child.name][0]:
                    self.page.line(self.label(child, node), *(self.value(other) for other in alike[child.name]))
            else:
                self.show(child, node, level)

    def section(self, node: Node, level: int, *without: str) -> None:
        """A part under a heading of its own, with its key where others refer to it."""
        key = node.value("ID") if (scheme := node.first("ID")) and scheme.attributes.get("schemeName") else ""
        self.page.heading(level, joined(HEADINGS[node.name], key, by=" "))
        self.within(node, level + 1, *without)

    def _party(self, node: Node, level: int) -> None:
        self.page.line(PARTIES[node.name], *self.named(node))
        self.within(node, level, "PartyIdentification", "Party", "ID")
        self._inline(node, level)

    def _inline(self, node: Node, level: int) -> None:
        """What is said of an organisation where it acts, beside its name."""
        for party in node.all("Party"):
            self.within(party, level, "PartyIdentification", "PartyName")

    def _period(self, node: Node, parent: Node) -> None:
        label = PERIODS[node.name]
        if duration := node.first("DurationMeasure"):
            self.page.line(label, self.value(duration))
        if node.name == "PlannedPeriod":
            self.within(node, 6, "DurationMeasure")
            return
        for day, hour in (("StartDate", "StartTime"), ("EndDate", "EndTime")):
            self.page.line(label, joined(node.value(day)[:10], node.value(hour)[:5], by=" "))
        self.page.line(f"{label}, described", *(found.words() for found in node.all("Description")))

    def _pair(self, node: Node) -> None:
        """A code, and the words that say more."""
        codes = [child for child in node if child.name.endswith("Code")]
        said = [lines for child in node if child not in codes for lines in lines_of(self.value(child))]
        words = joined(self.value(codes[0]), "\n".join(said), by=" – ")
        self.page.line(self.label(codes[0], node), words, apart=bool(said))

    def _statistics(self, node: Node, level: int) -> None:
        kind = node.first("StatisticsCode")
        label = self.value(kind) if kind is not None else "Number"
        self.page.line(label, *(self.value(found) for found in node.all("StatisticsNumeric")))
        self.within(node, level, "StatisticsCode", "StatisticsNumeric")

    def _withheld(self, node: Node, level: int) -> None:
        field = node.first("FieldIdentifierCode")
        until = node.value("PublicationDate")[:10]
        codes = [self.value(code) for code in node.all("ReasonCode")]
        reason = joined(*codes, node.value("ReasonDescription"), by=": ")
        day = f"until {until}" if until else ""
        self.page.line("Not yet published", joined(self.value(field) if field else "", day, reason), apart=True)

    def _criterion(self, node: Node, level: int) -> None:
        """A criterion of award or of selection: one item of a list."""
        if node.name == "AwardingCriterion":
            self.page.heading(level, "Award criteria")
            if not any(child.name.endswith("TypeCode") for child in node):
                self.within(node, level)
                return
        elif node.name == "SelectionCriteria":
            self.page.heading(level, "Selection criteria")
        kind = next((self.value(child) for child in node if child.name.endswith("TypeCode")), "")
        name = node.value("Name")
        parameters = [self._parameter(child) for child in node if child.name.endswith("Parameter")]
        second = node.value("SecondStageIndicator")
        stage = f"used to invite to the second stage: {ANY.get(second, second)}" if second else ""
        said = joined(kind, name, node.value("Description"), by=" – ")
        more = joined(*parameters, stage, by="; ")
        self.page.item(f"{said} ({more})" if more else said)
        known = ("Name", "Description", "SecondStageIndicator")
        others = [child.name for child in node if child.name.endswith(("TypeCode", "Parameter"))]
        self.within(node, level, *known, *others)
        for child in node:
            if child.name.endswith("Parameter"):
                self.within(child, level, "ParameterCode", "ParameterNumeric")

    def _parameter(self, node: Node) -> str:
        kind = node.first("ParameterCode")
        label = self.value(kind) if kind is not None else ""
        return joined(label, node.value("ParameterNumeric"), by=": ")

    def _classification(self, node: Node, level: int) -> None:
        kind = "Main" if node.name.startswith("Main") else "Additional"
        self.page.line(f"{kind} classification (CPV)", *(code.value() for code in node))

    def _place(self, node: Node, level: int) -> None:
        places = [self.address(address) for address in node.all("Address")]
        self.page.line("Place of performance", *places)
        self.within(node, level, "Address")

    def _lot(self, node: Node, level: int) -> None:
        key, name = node.value("ID"), node.value("ProcurementProject/Name")
        self.headings.add(name)
        kind = {"LotsGroup": "Group of lots", "Part": "Part"}.get(_scheme(node.first("ID")), "Lot")
        self.page.heading(2, joined(f"{kind} {key}", name if name != key else "", by=" – "), kept=bool(name))
        for child in node.all("ProcurementProject"):
            self.show(child, node, 3)
        for child in node.all("TenderingTerms"):
            self.within(child, 3, *LATE)
        self.within(node, 3, "ProcurementProject", "TenderingTerms")
        for path in LATE:
            for child in node.all(f"TenderingTerms/{path}"):
                self.show(child, node, 3)

    def _languages(self, node: Node, level: int) -> None:
        codes = [found.value() for found in ([node] if node.name == "Language" else node.all("Language"))]
        label = {"Language": "Language of tenders", "OfficialLanguages": "Documents in"}.get(node.name, "Documents also in")
        self.page.line(label, *(self.code("language", code) for code in codes))

    def _document(self, node: Node, level: int) -> None:
        access = self.code("document-type", node.value("DocumentType"))
        self.page.line("Procurement documents", joined(access, *(uri.value() for uri in node.find("URI"))))
        self.within(node, level, "DocumentType", "Attachment")

    def _legislation(self, node: Node, level: int) -> None:
        about = {"F": "taxes", "En": "the environment", "Em": "employment"}
        subject = next(words for start, words in about.items() if node.name.startswith(start))
        issuer = node.first("IssuerParty")
        addresses = [uri.value() for uri in node.find("URI")]
        self.page.line(f"Rules on {subject}", joined(*self.named(issuer), *addresses))

    def _legal_basis(self, node: Node, level: int) -> None:
        said = [lines_of(found.words()) for found in node.all("DocumentDescription")]
        self.page.line("Legal basis", joined(self.code("legal-basis", node.value("ID")), *(" ".join(lines) for lines in said)))
        self.within(node, level, "ID", "DocumentDescription")

    def _provider(self, node: Node, level: int) -> None:
        role = node.first("ServiceTypeCode")
        self.page.line(self.code("organisation-role", role.value()) if role else "Service provider", *self.named(node))
        self._inline(node, level)

    def _contact(self, node: Node, level: int) -> None:
        self.page.line("Contact", node.value("Name"))
        self.within(node, level, "Name")

    def _organization(self, node: Node, level: int) -> None:
        for party in node:
            if party.name in ("Company", "TouchPoint"):
                name = party.value("PartyName/Name")
                self.page.heading(3, name or "Organisation", kept=bool(name))
                self.within(party, 4, "PartyIdentification", "PartyName")
                if party.name == "Company":
                    self.within(node, 4, "Company", "TouchPoint")

    def _owner(self, node: Node, level: int) -> None:
        if name := joined(node.value("FirstName"), node.value("FamilyName"), by=" "):
            self.page.heading(3, name, kept=True)
            self.within(node, 4, "FirstName", "FamilyName", "ID")
        elif node.first("Nationality"):
            self.within(node, 4, "ID")
        else:
            self.page.line(PARTIES[node.name], *self.named(node))

    def _result(self, node: Node, level: int) -> None:
        """The result of a lot, a tender, a contract or a group of tenderers; a mere reference to one is a line."""
        keys = [found.value() for found in node.all("ID")]
        if len(node.children) == len(keys):
            self.page.line(REFERENCES[node.name], *self.called(*keys))
        elif node.name == "LotResult":
            lots = self.called(*(found.value("ID") for found in node.all("TenderLot")))
            self.page.heading(3, joined("Result", joined(*lots), by=" – "))
            self.within(node, 4, "ID", "TenderLot")
        else:
            self.section(node, 3, "ID")

    def _opening(self, node: Node, level: int) -> None:
        hour = joined(node.value("OccurrenceDate")[:10], node.value("OccurrenceTime")[:5], by=" ")
        self.page.line("Opening of tenders", hour)
        self.page.line("Place of the opening", *(found.words() for found in node.all("OccurenceLocation/Description")))
        self.within(node, level, "OccurrenceDate", "OccurrenceTime", "OccurenceLocation")

    def _chapter(self, node: Node, level: int) -> None:
        self.page.heading(2, {"NoticeResult": "Results", "Organizations": "Organisations"}.get(node.name) or HEADINGS[node.name])
        self.within(node, 3)

    def _group(self, node: Node, level: int) -> None:
        lots = [found.value("ID") for found in node.all("ProcurementProjectLotReference")]
        self.page.line(joined("Group of lots", node.value("LotsGroupID"), by=" "), *self.called(*lots))

    def _part(self, node: Node, level: int) -> None:
        self.section(node, level)

    shapes: ClassVar[dict[str, Callable[["Parts", Node, int], None]]] = {
        "FieldsPrivacy": _withheld,
        **dict.fromkeys(("AwardingCriterion", "SubordinateAwardingCriterion", "SelectionCriteria"), _criterion),
        **dict.fromkeys(("MainCommodityClassification", "AdditionalCommodityClassification"), _classification),
        "RealizedLocation": _place,
        "ProcurementProjectLot": _lot,
        **dict.fromkeys(("Language", "OfficialLanguages", "NonOfficialLanguages"), _languages),
        "CallForTendersDocumentReference": _document,
        **dict.fromkeys(
            (
                "FiscalLegislationDocumentReference",
                "EnvironmentalLegislationDocumentReference",
                "EmploymentLegislationDocumentReference",
            ),
            _legislation,
        ),
        "ProcurementLegislationDocumentReference": _legal_basis,
        "ServiceProviderParty": _provider,
        "Contact": _contact,
        "Organization": _organization,
        "UltimateBeneficialOwner": _owner,
        **dict.fromkeys(("LotResult", "LotTender", "SettledContract", "TenderingParty", "TenderLot", "AppealedItem"), _result),
        "OpenTenderEvent": _opening,
        **dict.fromkeys(
            ("NoticeResult", "TenderResult", "Organizations", "Appeals", "Changes", "ContractModification"), _chapter
        ),
        "LotsGroup": _group,
        **dict.fromkeys(("AppealInformation", "AppealTerms", "Change"), _part),
        **dict.fromkeys(
            ("ReceivedSubmissionsStatistics", "AppealRequestsStatistics", "StrategicProcurementStatistics"), _statistics
        ),
    }


REFERENCES = {
    "LotTender": "Tender",
    "SettledContract": "Contract",
    "TenderingParty": "Tenderer",
    "TenderLot": "Lot",
    "AppealedItem": "Concerns",
    "LotResult": "Result",
}
LATE = ("SelectionCriteria", "AwardingTerms", "AppealTerms")  # the parts of a lot that have a heading of their own
WORDED = ("Description", "ProcurementType", "ProcessReason", "ReasonDescription", "CompanyLegalForm", "TermDescription", "Note")


def _is_pair(node: Node) -> bool:
    codes = [child for child in node if child.name.endswith("Code") and not child.children]
    others = [child for child in node if child not in codes]
    return len(codes) == 1 and len(others) == 1 and others[0].name in WORDED and not others[0].children


def _scheme(node: Node | None) -> str:
    return node.attributes.get("schemeName", "") if node is not None else ""
