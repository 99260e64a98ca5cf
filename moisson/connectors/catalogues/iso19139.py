"""Records of ISO 19139, and of 19139-2 with its other root."""

from lxml import etree

from moisson.connectors.catalogues.entry import WEB, Entry, closes_access
from moisson.connectors.xml_answer import local_name, text_of

ROOTS = ("MD_Metadata", "MI_Metadata")
STATES = ("useLimitation", "otherConstraints")  # may name a licence in ISO 19115
RESTRICTS = ("accessConstraints", "classification")  # codes that may restrict access
INSPIRE = "LimitationsOnPublicAccess/"  # INSPIRE's list of limitations; one of them is none
NO_LIMITS = "noLimitations"


def iso_entry(root: etree._Element) -> Entry:
    """What a record says of its data, without the use of the record itself (metadataConstraints)."""
    fields: dict[str, list[str]] = {}
    addresses: dict[str, None] = {}
    statements: dict[tuple[str, str], None] = {}
    for element in root.iter(etree.Element):
        name, inner = local_name(element), text_of(element)
        above = {local_name(parent) for parent in element.iterancestors()}
        if name == "fileIdentifier":
            fields.setdefault("identifier", []).append(inner)
        elif name == "title" and "identificationInfo" in above and "CI_Citation" in above and "title" not in fields:
            fields["title"] = [inner]
        elif name == "abstract" and "identificationInfo" in above:
            fields.setdefault("description", []).append(inner)
        elif name in ("Date", "DateTime") and "citation" in above and "identificationInfo" in above:
            fields.setdefault("date", []).append(inner)
        elif name == "dateStamp":
            fields.setdefault("modified", []).append(inner)
        elif name == "URL" and WEB.fullmatch(inner):
            addresses[inner] = None
        elif "resourceConstraints" in above:
            statements.update(dict.fromkeys((name, said) for said in _said(element, name, inner)))
    return Entry(fields, tuple(addresses), tuple(statements))


def _said(element: etree._Element, name: str, inner: str) -> list[str]:
    """A constraint's texts and addresses, or its restricting codes."""
    if name in RESTRICTS:
        codes = (str(child.get("codeListValue") or text_of(child)) for child in element.iterchildren(etree.Element))
        return [code for code in codes if closes_access(code)]  # others, such as `copyright`, tell nothing usable
    if name not in STATES:
        return []
    pointed = [str(value) for child in element for key, value in child.attrib.items() if str(key).endswith("}href")]
    if any(INSPIRE in one and one.rstrip("/").endswith(NO_LIMITS) for one in pointed):
        return []
    return [said for said in (inner, *pointed) if said]
