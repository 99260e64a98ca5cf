"""Notices of public procurement in eForms (UBL 2.3 with the extensions of the European Union), and registrations of companies.

A notice becomes a page for people: what is bought, by whom, how, in which lots, who won, and the organisations named. Labels are
English (`eforms.toml`), since the file holds none. Each language that most texts of a notice stand in is a document; a text in
one language alone stands in all.
"""

from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.languages import iso639
from moisson.readers.facts.stated import iso_date
from moisson.readers.notices.eforms_parts import Parts
from moisson.readers.notices.eforms_values import HEADINGS, LEFT_OUT, SILENT, is_said_otherwise
from moisson.readers.notices.notice import Node, NoticePage, joined, tree
from moisson.readers.notices.translations import Versions
from moisson.readers.read_options import How
from moisson.readers.set_aside import set_aside

__all__ = ["LEFT_OUT", "read"]

MAX_LANGUAGES = 40  # the European Union has 24
WRAPPERS = frozenset(("UBLExtensions", "UBLExtension", "ExtensionContent", "EformsExtension"))
PROCEDURE = ("ProcurementProject", "TenderingTerms", "TenderingProcess")
HEAD = frozenset(("RegulatoryDomain", "NoticeTypeCode", "IssueDate", "NoticePurpose", "Publication", "PlannedDate"))
DATES = ("IssueDate", "Publication/PublicationDate", "RequestedPublicationDate")  # the first that a notice has
LAST = ("NoticeResult", "ContractModification", "Appeals", "Changes", "Organizations")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One notice, in each of its languages that it has a text of its own in."""
    root = tree(content)
    counts = _languages(root)
    first = root.value("NoticeLanguageCode") or max(sorted(counts), key=counts.__getitem__, default="")
    others = (node.value("ID") for node in root.all("AdditionalNoticeLanguage"))
    languages = list(dict.fromkeys([first, *(code for code in others if code in counts)]))
    if len(languages) > MAX_LANGUAGES:
        raise DocumentError("too-many-languages", f"a notice in {len(languages):,} languages")
    set_aside("metadata", "\n".join(node.words() for node in _leaves(root) if is_said_otherwise(node)))
    versions = Versions()
    for language in languages:
        notice = _in_language(root, [language, *languages])
        if versions.is_new(language, _free_text(notice)):
            yield _document(notice, language, several=len(languages) > 1)
        else:
            set_aside("repeated", _free_text(notice))


def _free_text(notice: Node) -> str:
    """The texts that are marked as being in a language."""
    if "languageID" in notice.attributes:
        return notice.told()
    return "\n".join(filter(None, map(_free_text, notice)))


def _leaves(node: Node) -> Iterator[Node]:
    """The elements that hold words alone."""
    if not node.children:
        yield node
    for child in node.children:
        yield from _leaves(child)


def _languages(root: Node) -> dict[str, int]:
    """How many characters are marked as being in each language."""
    counts: dict[str, int] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if language := node.attributes.get("languageID"):
            counts[language] = counts.get(language, 0) + len(node.words())
        waiting.extend(node.children)
    return counts


def _in_language(node: Node, preferred: list[str]) -> Node:
    """The notice with its texts in the first of these languages that each has, and without the wrappers of extensions."""
    if not node.children:
        return node
    children: list[Node] = []
    waiting = list(reversed(node.children))
    while waiting:
        child = waiting.pop()
        if child.name in WRAPPERS:
            waiting.extend(reversed(child.children))
        else:
            children.append(child)
    offered: dict[str, list[str]] = {}
    for child in children:
        if language := child.attributes.get("languageID"):
            offered.setdefault(child.name, []).append(language)
    if offered:
        chosen = {
            name: next((language for language in preferred if language in languages), languages[0])
            for name, languages in offered.items()
        }
        children = [child for child in children if child.attributes.get("languageID", "") in ("", chosen.get(child.name))]
    return Node(node.name, node.attributes, [_in_language(child, preferred) for child in children], node.pieces)


def _document(notice: Node, language: str, several: bool) -> Text:
    page = NoticePage()
    parts = Parts(page, notice)
    kind = parts.code("notice-type", notice.value("NoticeTypeCode"))
    title = _title(notice) or kind
    page.heading(1, title, kept=bool(title))
    parts.headings.add(title)
    page.line("Notice type", kind)
    for purpose in notice.all("NoticePurpose/PurposeCode"):
        page.line("Purpose", parts.code("notice-purpose", purpose.value()))
    page.line("Legal basis", parts.code("legal-basis", notice.value("RegulatoryDomain")))
    page.line("Date of dispatch", _day(notice.value("IssueDate")))
    page.line("Date of publication", _day(notice.value("Publication/PublicationDate")))
    page.line("Estimated date of the contract notice", *(_day(node.value()) for node in notice.all("PlannedDate")))
    _buyers(parts, notice)
    page.heading(2, "Procedure")
    for name in PROCEDURE:
        for node in notice.all(name):
            parts.show(node, notice, 3)
    before = ""
    for node in notice:
        if node.name not in HEAD and node.name not in PROCEDURE and node.name not in LAST and node.name != "ContractingParty":
            if node.name not in SILENT and node.name not in parts.shapes and (node.name in HEADINGS or before in ("", *HEADINGS)):
                before = node.name
                page.heading(2, HEADINGS.get(node.name, "Further information"))
            parts.show(node, notice, 2)
    for name in LAST:
        for node in notice.all(name):
            parts.show(node, notice, 2)
    code = iso639(language) if language else None
    return Text(
        page.text(),
        "eforms",
        title or None,
        code,
        next((day for name in DATES if (day := _day(notice.value(name)))), None),
        part=(code or language) if several else "",
        identifiers=tuple(_identifiers(notice)),
    )


def _title(notice: Node) -> str:
    """What the procedure is called; else what its first lot is, or the company that is registered."""
    places = ("ProcurementProject/Name", "ProcurementProjectLot/ProcurementProject/Name", "BusinessParty/PartyLegalEntity")
    named = (notice.value(places[0]), notice.value(places[1]))
    registered = (node.value("RegistrationName") for node in notice.all(places[2]))
    return next((name for name in (*named, *registered) if name), "")


def _buyers(parts: Parts, notice: Node) -> None:
    for buyer in notice.all("ContractingParty"):
        parts.page.heading(2, "Buyer")
        parts.page.line("Name", *parts.named(buyer.first("Party")))
        for node in buyer:
            parts.show(node, buyer, 3)


def _identifiers(notice: Node) -> Iterator[Identifier]:
    if notice_id := notice.value("ID"):
        yield Identifier("notice", joined(notice_id, notice.value("VersionID"), by="-"))
    if procedure := notice.value("ContractFolderID"):
        yield Identifier("procedure", procedure)
    if number := notice.value("Publication/NoticePublicationID"):
        yield Identifier("ted", number)
    if gazette := notice.value("Publication/GazetteID"):
        yield Identifier("oj-s", gazette)


def _day(value: str) -> str:
    return iso_date(value[:10]) or ""
