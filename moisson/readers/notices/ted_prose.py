"""Notices of TED that are prose (`OTH_NOT`): corrigenda and various notices of the years before 2014, under their own words."""

from collections.abc import Callable, Iterator

from moisson.readers.notices.notice import Node, NoticePage
from moisson.readers.notices.ted_values import free

FORM = "OTH_NOT"
TITLE = "TI_DOC"
HEADINGS = ("TI_GRSEQ", "TI_SECTION")
APART = ("STI_DOC", "OBJ_NOT", "FOR", "READ", "MLI_OCCUR", "GR_SEQ")  # each a block of its own
ADDRESS = "ADDRESS_NOT_STRUCT"


def write(page: NoticePage, form: Node, classified: Callable[[Node], None], country: Callable[[str], str]) -> None:
    """Write one notice; `classified` writes the codes of what is bought, `country` names a country."""
    for node in form:
        _show(page, node, classified, country)


def _show(page: NoticePage, node: Node, classified: Callable[[Node], None], country: Callable[[str], str]) -> None:
    name = node.name
    if name == TITLE:
        return
    if name in APART:
        page.end()
    if name.startswith("CPV_"):
        classified(node)
    elif name in HEADINGS:
        page.heading(2, node.value())
    elif name == "MLI_OCCUR":
        lead = " ".join(filter(None, (node.value("NO_MARK"), node.value("TI_MARK"))))
        page.line("", lead, apart=True)
        for child in node:
            if child.name not in ("NO_MARK", "TI_MARK"):
                _show(page, child, classified, country)
    elif any(child.name != "FT" for child in node) and name != "P":
        for child in node:
            _show(page, child, classified, country)
    elif node.first(ADDRESS):
        page.line("", _spaced(node, country), apart=True)
    else:
        page.line("", free(node), apart=True)
    if name in APART:
        page.end()


def _spaced(node: Node, country: Callable[[str], str]) -> str:
    """The words of an address, whose parts stand side by side without a space."""
    words = ""
    for piece in _pieces(node, country):
        words += f" {piece}" if words[-1:].isalnum() and piece[:1].isalnum() else piece
    return words


def _pieces(node: Node, country: Callable[[str], str]) -> Iterator[str]:
    for piece in node.pieces:
        if isinstance(piece, str):
            yield piece
        elif piece.name == "COUNTRY" and not piece.children:
            yield country(piece.attributes.get("VALUE", "")) or piece.words()
        else:
            yield from _pieces(piece, country)
