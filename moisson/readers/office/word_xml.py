"""Word's documents that are one file of XML: packages written flat, main parts out of their package, and the XML of Word 2003.

Each becomes the parts that a DOCX has, and is read as one. Word 2003 has other names for some of what ISO 29500 names: lists,
insertions and deletions, notes where they are called. Many programs write it for want of a ZIP library.
"""

from binascii import a2b_base64
from collections.abc import Iterator

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.office.docx import MAIN, read_parts
from moisson.readers.office.docx_styles import local, tree, value
from moisson.readers.office.numbering import CODED
from moisson.readers.read_options import How

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RENAMED = {
    "listPr": "numPr",
    "ilfo": "numId",
    "listDef": "abstractNum",
    "list": "num",
    "ilst": "abstractNumId",
    "vmerge": "vMerge",
    "hlink": "hyperlink",
}
ATTRIBUTES = {"listDefId": "abstractNumId", "ilfo": "numId"}
MOST = 100  # attributes; those that Word writes have some ten
CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del"}  # other annotations: comments and bookmarks


class Parts(dict[str, bytes]):
    """The parts of a document by their names, as `zipped.Package` has them."""

    def find(self, name: str) -> bytes | None:
        """What stands in a part, or None where there is no such part."""
        return self.get(name)

    def read(self, name: str) -> bytes:
        """What stands in a part; raises DocumentError where there is no such part."""
        if name not in self:
            raise DocumentError("member-missing", f"the file has no part {name}")
        return self[name]


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document."""
    root = tree(content, "the file", huge=True)
    parts = {"package": _flat, "wordDocument": _old}.get(local(root), _alone)(root)
    for text in read_parts(parts):
        yield text._replace(format="word-xml")


def _flat(package: etree._Element) -> Parts:
    """A package as Word saves it in one file (Flat OPC): a `part` for each member."""
    parts = Parts()
    for part in package:
        for data in part:
            name = (value(part, "name") or "").lstrip("/")
            if local(data) == "xmlData" and len(data):
                parts[name] = etree.tostring(data[0])
            elif local(data) == "binaryData":
                try:
                    parts[name] = a2b_base64(data.text or "")
                except ValueError:
                    continue  # a picture, most likely
    return parts


def _alone(document: etree._Element) -> Parts:
    """A main part without the styles, lists and notes that it refers to."""
    return Parts({MAIN: etree.tostring(document)})


def _old(document: etree._Element) -> Parts:
    """A document of Word 2003, its names made those of ISO 29500."""
    parts = Parts()
    notes = {kind: etree.Element(f"{{{WORD}}}{kind}s") for kind in ("footnote", "endnote")}
    for element in list(document.iter(etree.Element)):
        _rename(element)
        run = element.getparent()
        if local(element) in notes and run is not None and local(run) == "r":
            _put_apart(run, element, notes[local(element)])
    for part in list(document):
        if local(part) == "DocumentProperties":
            parts["docProps/core.xml"] = _properties(part)
        elif local(part) in ("styles", "lists"):
            parts[f"word/{'numbering' if local(part) == 'lists' else 'styles'}.xml"] = etree.tostring(part)
        if local(part) != "body":  # some hold pictures, and no words
            document.remove(part)
    for kind, found in notes.items():
        if len(found):
            parts[f"word/{kind}s.xml"] = etree.tostring(found)
    parts[MAIN] = etree.tostring(document)
    return parts


def _rename(element: etree._Element) -> None:
    """Give an element, and its attributes, the names that ISO 29500 has for them."""
    name = local(element)
    if len(element.attrib) > MOST:  # each is sought among all others when it is set
        element.tag = f"{{{WORD}}}{RENAMED.get(name, name)}"
        return
    said = value(element) or ""
    if name == "annotation":
        name = CHANGES.get(value(element, "type") or "", name)
    elif name == "nfc":  # the style of a list's numbers
        name = "numFmt"
        said = CODED.get(int(said), "decimal") if said.isascii() and said.isdigit() and len(said) < 4 else "decimal"
    elif name == "name":
        said = said.replace("_20_", " ")  # as other programs write a space
    elif name == "binData":  # a picture
        element.text = None
    stated = [(_name(key), words) for key, words in element.attrib.items()]
    element.attrib.clear()
    for key, words in stated:
        element.set(f"{{{WORD}}}{ATTRIBUTES.get(key, key)}", said if key == "val" else words)
    element.tag = f"{{{WORD}}}{RENAMED.get(name, name)}"


def _name(key: str | bytes) -> str:
    return str(key).rpartition("}")[2]


def _put_apart(run: etree._Element, note: etree._Element, notes: etree._Element) -> None:
    """A note that stands in the run that calls it becomes a call, and one of the notes."""
    call = etree.Element(f"{{{WORD}}}{local(note)}Reference")
    run.replace(note, call)
    for element in (note, call):
        element.set(f"{{{WORD}}}id", str(len(notes) + 1))
    notes.append(note)


def _properties(stated: etree._Element) -> bytes:
    """The title, under the name that DOCX has for it."""
    found = etree.Element("core")
    for part in stated:
        etree.SubElement(found, local(part).lower()).text = part.text
    return etree.tostring(found)
