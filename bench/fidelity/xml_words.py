"""XML families: how many of the publisher's words are kept, and in order, against an independent count of text nodes.

The count is lxml's own: every text node of the file but those inside elements that the family leaves out on purpose, which it
names with its reasons (`LEFT_OUT`). Files whose family makes no document of them (a manifest, a list of codes) are counted apart.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from lxml import etree, html
from words import in_order, kept, tokens

from moisson.contracts.errors import DocumentError
from moisson.readers.formats import Format
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff
from moisson.readers.xml.xmlsource import xml_source

DIVIDED = re.compile(r"[¬⸗]\s*\n\s*")  # a word goes on in the next line: no other use is made of these signs there
XML = "{http://www.w3.org/XML/1998/namespace}"
SHARED = Path(__file__).parents[3] / "shared" / "data"
MARKUP = re.compile(r"</?(?:p|br|div|b|i|sup|table|span|a|h[1-6])\b[^<>]*>", re.I)  # HTML that stands in XML as plain characters
ZONE = re.compile(r"(?<=\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)\b")  # of a day
GLUE = "\x00"  # where a letter that is an element joins its word


@dataclass
class Family:
    """The measures of one family, over its files."""

    format: Format
    files: int = 0
    words: int = 0
    kept: float = 0.0  # words
    in_order: float = 0.0  # words
    size: int = 0  # bytes
    seconds: float = 0.0
    bare_seconds: float = 0.0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    worst: list[tuple[float, str]] = field(default_factory=list)

    def row(self) -> str:
        """A line of the table."""
        words = max(self.words, 1)
        return (
            f"{self.format.name:16} {self.files:5} {self.words:9,} {self.kept / words:7.4f} {self.in_order / words:8.4f}"
            f" {self.size / 1e6 / max(self.seconds, 1e-9):7.1f} {self.seconds / max(self.bare_seconds, 1e-9):7.2f}"
        )


def left_out(format: Format) -> dict[str, str]:
    """The elements that a family leaves out on purpose, and why."""
    names: dict[str, str] = getattr(format.reader(), "LEFT_OUT", {})
    return names


class Skips:
    """`LEFT_OUT` as lxml's walk can apply it.

    A key is a local name, with a parent (`choice/sic`), an attribute (`gap[@reason=editorial]`, `@status=removed`) or a star
    (`BIB.*`) where it needs one. What cannot be said so stands there in plain words, and counts as words that should be kept.
    """

    KEY = re.compile(r"(?:([\w.-]+)/)?([\w.*-]+)?(?:\[?@([\w:]+)=([\w-]+)\]?)?")

    def __init__(self, keys: Iterable[str], root: etree._Element) -> None:
        self.plain: set[str] = set()
        self.tests: list[tuple[str | None, str, str | None, str | None]] = []
        self.home = etree.QName(root).namespace if "(other namespaces)" in keys else None
        self.deletes = "CLG.MDFO ACTION=DELETED" in keys
        for key in keys:
            if not (found := self.KEY.fullmatch(key)):
                continue
            parent, name, attribute, value = found.groups()
            if name and not (parent or attribute or "*" in name):
                self.plain.add(name)
            else:
                self.tests.append((parent, name or "*", attribute, value))

    def __call__(self, element: etree._Element) -> bool:
        name = etree.QName(element)
        if name.localname in self.plain or (self.home and name.namespace != self.home):
            return True
        above = element.getparent()
        parent_name = etree.QName(above).localname if above is not None else None
        return any(
            fnmatchcase(name.localname, pattern)
            and parent in (None, parent_name)
            and (attribute is None or element.get(attribute.replace("xml:", XML)) == value)
            for parent, pattern, attribute, value in self.tests
        )


def source_words(data: bytes, out: Iterable[str], letters: Mapping[str, str]) -> list[str]:
    """The words of all text nodes outside the elements that are left out; of ALTO, those that stand in attributes."""
    root = etree.fromstring(xml_source(data), etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    skips = Skips(set(out), root)
    pieces: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    deleted = False  # between two instructions of Formex, where its family leaves that out
    for event, element in walk:
        if event == "pi":
            deleted = skips.deletes and (element.target == "CLG.MDFO" and 'ACTION="DELETED"' in (element.text or ""))
        if event != "start":
            words = element.tail
        elif skips(element):
            walk.skip_subtree()
            words = None
        else:
            words = element.get("CONTENT") if etree.QName(element).localname == "String" else element.text
            if sign := letters.get(etree.QName(element).localname):
                words = f"{GLUE}{sign}{GLUE}"
        if words and MARKUP.search(words):
            words = "\n".join(map(str, html.fromstring(f"<div>{words}</div>").itertext()))
        if words and not deleted:
            pieces.append(words)
    joined = "\n".join(pieces).replace(f"\n{GLUE}", "").replace(f"{GLUE}\n", "").replace(GLUE, "")
    return tokens(DIVIDED.sub("", ZONE.sub("", joined)))


def bare(data: bytes) -> float:
    """Seconds that lxml's iterparse takes to give the same file's text nodes."""
    from io import BytesIO

    began = time.perf_counter()
    pieces = []
    for event, element in etree.iterparse(BytesIO(data), events=("start", "end"), resolve_entities=False, huge_tree=True):
        if event == "end":
            pieces.append(element.text or "")
            pieces.append(element.tail or "")
            element.clear()
    "".join(pieces)
    return time.perf_counter() - began


def xml_files(folder: Path) -> Iterator[tuple[Path, bytes, Format]]:
    """The files that a family of XML reads."""
    for path in sorted(folder.glob("*/data/**/*")):
        if path.is_file():
            data = path.read_bytes()
            found = sniff(data)
            if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" and found.module and hasattr(found.reader(), "LEFT_OUT"):
                yield path, data, found


def measure(folder: Path = SHARED, every: int = 1) -> list[Family]:
    """Every family over the files of a folder, or over each n-th of its files."""
    families: dict[str, Family] = {}
    met: defaultdict[str, int] = defaultdict(int)
    for path, data, format in xml_files(folder):
        met[format.name] += 1
        if (met[format.name] - 1) % every:
            continue
        family = families.setdefault(format.name, Family(format))
        try:
            began = time.perf_counter()
            text = "\n\n".join(document.text for document in format.reader().read(data, How()))
            seconds = time.perf_counter() - began
        except DocumentError as error:
            family.refused[error.reason] += 1
            continue
        words, found = source_words(data, left_out(format), getattr(format.reader(), "CHARACTERS", {})), tokens(text)
        family.files += 1
        family.words += len(words)
        family.kept += kept(words, found) * len(words)
        family.in_order += in_order(words, found) * len(words)
        family.size += len(data)
        family.seconds += seconds
        family.bare_seconds += bare(xml_source(data))
        family.worst = sorted([*family.worst, (in_order(words, found), "/".join(path.parts[-4:]))])[:3]
    return sorted(families.values(), key=lambda family: family.format.name)


def print_table(families: list[Family], verbose: bool = False) -> None:
    """The table, and below it what is left out and why."""
    print(f"{'family':16} {'files':>5} {'words':>9} {'kept':>7} {'in order':>8} {'MB/s':>7} {'x bare':>7}")
    for family in families:
        print(family.row())
        for reason, files in sorted(family.refused.items()):
            print(f"{'':16} {files:5} refused: {reason}")
        if verbose:
            for share, name in family.worst:
                print(f"{'':16} {share:.4f} {name}")
    print("\nLeft out on purpose:")
    for family in families:
        for name, why in left_out(family.format).items():
            print(f"  {family.format.name}: {name}: {why}")


if __name__ == "__main__":
    print_table(measure(), verbose=True)
