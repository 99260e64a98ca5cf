"""The licence in a data set's card: `license`, `license_name` and `license_link` in README.md's front matter.

`license: other` means that the hub's list lacks it; the name and link beside it tell which one it is.
"""

from moisson.connectors.rights import Statement, rights_of, said
from moisson.contracts.errors import DocumentError
from moisson.readers.decode import decode
from moisson.readers.text.front_matter import MAX_FRONT, front_matter

OTHER = "other"


def statements(card: bytes, where: str, copy: str | None = None) -> list[Statement]:
    """The card's statements, verbatim; `where` names the card, `copy` is the stored card's digest."""
    try:
        text = decode(card[:MAX_FRONT])
    except DocumentError:
        return []
    fields, _ = front_matter(text.replace("\r\n", "\n"))
    listed = fields.get("license", [])
    names = fields.get("license_name", [])
    links = [link for link in fields.get("license_link", []) if link.startswith(("http://", "https://"))]
    told = {
        "license": [word for word in listed if word.lower() != OTHER or not (names or links)],
        "license_name": names,
        "license_link": links,
    }
    found = [one for field, words in told.items() for one in said("data-set", words, f"{where}, {field}")]
    return [Statement(one.place, one.stated, one.where, copy) for one in found]


def card_rights(card: bytes, where: str, seen_at: str | None = None, copy: str | None = None) -> dict[str, str] | None:
    """The card's statements as fields of `schemas.RIGHTS`; None if there are none."""
    return rights_of(statements(card, where, copy), seen_at)
