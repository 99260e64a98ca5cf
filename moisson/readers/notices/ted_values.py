"""What one element of a TED form says: dates, addresses, free text."""

import re
import tomllib
from pathlib import Path

from moisson.readers.facts.stated import iso_date
from moisson.readers.markdown import raised
from moisson.readers.notices.notice import Node, joined
from moisson.readers.xml.names import spoken

_TABLES = tomllib.loads(Path(__file__).with_name("ted.toml").read_text("utf-8"))
_WORDS: tuple[dict[str, str], ...] = tuple(_TABLES[name] for name in ("labels", "sections", "addresses"))
LABELS, SECTIONS, ADDRESSES = _WORDS
SILENT: list[str] = _TABLES["silent"]
SAID: dict[str, tuple[str, str]] = {name: (label, said) for name, (label, said) in _TABLES["said"].items()}
FORM = re.compile(r"^F\d\d_|_F\d\d?$")  # forms before 2014 name some elements after themselves


def first_value(node: Node, *names: str) -> str:
    """The first of these elements that says something."""
    return next((words for name in names if (words := node.value(name))), "")


def contact(node: Node) -> Node | None:
    """The part of an address that holds it, where it is a part of its own."""
    return next((child for child in node if child.name.startswith("CONTACT_DATA")), None)


def is_address(node: Node) -> bool:
    holder = (contact(node) if len(node.children) == 1 else None) or node
    return any(child.name in ("OFFICIALNAME", "ORGANISATION") for child in holder) and not node.name.startswith("ORGANISATION")


def is_date(node: Node) -> bool:
    return {"DAY", "MONTH", "YEAR"} <= {child.name for child in node}


def written_date(node: Node) -> str:
    day = f"{node.value('YEAR')}-{node.value('MONTH'):0>2}-{node.value('DAY'):0>2}"
    return joined(iso_date(day) or "", node.value("TIME"), by=" ")


def free(node: Node) -> str:
    """Free text: each paragraph a line, superscripts as plain text."""
    if any(child.name == "P" for child in node):
        return "\n".join(" ".join(free(child).split()) for child in node.all("P"))
    written: list[str] = []
    for piece in node.pieces:
        if isinstance(piece, str):
            written.append(piece)
        elif piece.attributes.get("TYPE") == "SUP":
            before = written.pop() if written else ""
            written.append(raised(before, piece.words()))
        else:
            written.append(piece.words())
    return "".join(written).strip()


def implied(name: str) -> tuple[str, str] | None:
    """What an element says by being there; any name of a procedure is its type."""
    name = FORM.sub("", name)
    if name.startswith("PT_") and name not in SAID:
        return "Type of procedure", spoken(name.removeprefix("PT_")).lower()
    return SAID.get(name)
