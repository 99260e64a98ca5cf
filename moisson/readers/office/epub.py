"""EPUB 2 and 3: the parts of the book in the order of its spine, without navigation, cover and marks of pages.

What DRM encrypts is not read; encrypted fonts do not matter. Title, language, date and identifiers are those of the package.
"""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.facts.stated import iso_date, language_code
from moisson.readers.html.fragment import html_to_text
from moisson.readers.office.docx_styles import child, local, tree, value
from moisson.readers.office.epub_notes import Chapter, drop, kinds, led_to, place_notes
from moisson.readers.office.paragraphs import names
from moisson.readers.office.plausible import plausible
from moisson.readers.office.zipped import Package, character_data
from moisson.readers.read_options import How
from moisson.readers.set_aside import shows
from moisson.readers.xml.xmlsource import xml_source

PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
FURNITURE = names("toc landmarks page-list loi lot lov loa cover pagebreak doc-toc doc-pagelist doc-pagebreak doc-cover")
COUNTS = names("pagenum pagenumber page-number page_number pageno linenum linenumber line-number lineno lnum")
COUNTED = re.compile(r"\W*(?:(?:pg|page|p|seite|s)\b\W*)?(?:\d{1,4}|[ivxlc]{1,7})\W*", re.I)
URN = re.compile(r"(?:urn:)?(isbn|issn|doi|eli|celex|ecli):\s*(.+)", re.I)
UNTITLED = re.compile(r"unknown(?: title)?|untitled(?: document)?|\[?no title\]?", re.I)  # what programs write for want of one
HEADING = re.compile(r"^# (.+)$", re.M)
DOI = re.compile(r"https?://(?:dx\.)?doi\.org/(10\..+)", re.I)
ISBN = re.compile(r"97[89][\d-]{10,14}")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FEWEST_LINKS = 3  # of a page of contents
SENTENCES = 80  # signs of prose beside contents that are the book's own words
LINKED = 0.8  # share of its words that are links to other pages
MIDNIGHT = re.compile(r"\d{4}(?:-\d\d){0,2}(?:T00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:\d\d)?)?")


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document per book."""
    package = Package(content)
    name = _package_name(package)
    root = tree(package.read(name), "the package document")
    spine, contents = _spine(root, posixpath.dirname(name))
    _check_encryption(package, spine)
    pages = {part: package.read(part) for part in spine if part in package}
    for page in pages.values():
        shows(character_data(page))
    chapters = [chapter for part, page in pages.items() if (chapter := _chapter(part, page)) is not None]
    chapters = [chapter for chapter in chapters if not _is_contents(chapter, spine, chapter.name in contents)]
    place_notes(chapters)
    text = "\n\n".join(words for chapter in chapters if (words := _words(chapter)))
    metadata = child(root, "metadata")
    language = language_code(_first(metadata, "language") or "")
    title = _title(metadata)
    if title is None or UNTITLED.fullmatch(title):
        title = found[1] if (found := HEADING.search(text)) else None
    yield Text(
        text,
        "epub",
        title=title,
        language=language if language and plausible(language, text) else None,
        created=_date(metadata),
        identifiers=tuple(_identifiers(metadata)),
    )


def _package_name(package: Package) -> str:
    """Where the package document is: as the container says, else the one that is there."""
    if (container := package.find("META-INF/container.xml")) is not None:
        for element in tree(container, "container.xml").iter():
            if local(element) == "rootfile" and (name := value(element, "full-path")) and name in package:
                return name
    found = next((name for name in package.names() if name.lower().endswith(".opf")), None)
    if found is None:
        raise DocumentError("epub-without-package", "the book has no package document")
    return found


def _spine(root: etree._Element, folder: str) -> tuple[list[str], set[str]]:
    """The names of the book's pages in reading order, without the navigation and the cover; those said to be its contents."""
    manifest = {value(item, "id"): item for item in _parts(root, "manifest")}
    guide = [(value(part, "type"), (value(part, "href") or "").partition("#")[0]) for part in _parts(root, "guide")]
    covers = {href for kind, href in guide if kind == "cover"}
    found: list[str] = []
    for reference in _parts(root, "spine"):
        item = manifest.get(value(reference, "idref"))
        if item is None or value(item, "media-type") not in PAGES:
            continue
        href = value(item, "href") or ""
        if href not in covers and "nav" not in (value(item, "properties") or "").split():
            found.append(_member(folder, href))
    return found, {_member(folder, href) for kind, href in guide if kind == "toc"}


def _member(folder: str, href: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(href)))


def _parts(root: etree._Element, name: str) -> list[etree._Element]:
    found = child(root, name)
    return [] if found is None else list(found)


def _check_encryption(package: Package, spine: list[str]) -> None:
    content = package.find("META-INF/encryption.xml")
    if content is None:
        return
    for data in tree(content, "encryption.xml"):
        method = value(child(data, "EncryptionMethod"), "Algorithm")
        target = value(child(data, "CipherData", "CipherReference"), "URI") or ""
        if method not in FONTS and posixpath.normpath(unquote(target)).lstrip("/") in spine:
            raise DocumentError("encrypted", "the book is under digital rights management")


def _chapter(name: str, content: bytes) -> Chapter | None:
    """A page as a tree without name spaces; None where all of it is furniture."""
    source = xml_source(content)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        loose = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(source, loose)
        except etree.XMLSyntaxError as error:
            raise DocumentError("page-malformed", f"{name}: {error.msg}") from None
    if root is None:
        return None
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag.startswith("{"):
            element.tag = local(element)
        if kinds(element) & FURNITURE or element.tag == "nav":
            if element.tag in ("html", "body"):
                return None
            drop(element)
        elif COUNTS & {kind.lower() for kind in kinds(element)} and COUNTED.fullmatch("".join(map(str, element.itertext()))):
            drop(element)  # the number of a printed page or line
        elif element.tag == "default" and (above := element.getparent()) is not None and child(above, "case") is not None:
            drop(element)  # the same again, for programs that cannot show the case
    body = root if root.tag == "body" else child(root, "body")
    return None if body is None else Chapter(name, body)


def _is_contents(chapter: Chapter, spine: list[str], said: bool) -> bool:
    """Whether a page is a table of contents: hardly more than links to other pages. Prose beside the links stays as a page."""
    pages = {link: led_to(chapter.name, link.get("href") or "").partition("#")[0] for link in chapter.body.iter("a")}
    links = [link for link, page in pages.items() if page in spine and page != chapter.name]
    if not said and len({pages[link] for link in links}) < FEWEST_LINKS:
        return False
    heading = next((part for part in chapter.body.iter(*HEADINGS) if next(part.iter("a"), None) is None), None)
    words = _signs(chapter.body) - (_signs(heading) if heading is not None else 0)
    if not said and sum(map(_signs, links)) < LINKED * words:
        return False
    for part in list(chapter.body.iter("ul", "ol", "dl", "table", "p")):  # prose may stand above them
        if 0 < sum(map(_signs, part.iter("a"))) >= LINKED * _signs(part):
            drop(part)
    left = [part for part in chapter.body.iter("p") if next(part.iter("a"), None) is None]
    return sum(map(_signs, left)) < SENTENCES


def _signs(element: etree._Element) -> int:
    """The characters in an element but for white space."""
    return len("".join("".join(map(str, element.itertext())).split()))


def _words(chapter: Chapter) -> str:
    etree.cleanup_namespaces(chapter.body)
    return html_to_text(etree.tostring(chapter.body, encoding="unicode", method="html", with_tail=False))


def _title(metadata: etree._Element | None) -> str | None:
    """The title that the package calls the main one, else the first."""
    kinds_of = {
        (value(part, "refines") or "")[1:]: (part.text or "").strip()
        for part in _all(metadata, "meta")
        if value(part, "property") == "title-type"
    }
    titles = {value(part, "id"): " ".join((part.text or "").split()) for part in reversed(_all(metadata, "title"))}
    return next((words for id, words in titles.items() if words and kinds_of.get(id or "") == "main"), None) or _first(
        metadata, "title"
    )


def _first(metadata: etree._Element | None, name: str) -> str | None:
    """The first value of a property."""
    values = (" ".join((part.text or "").split()) for part in _all(metadata, name))
    return next((found for found in values if found), None)


def _all(metadata: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if metadata is None else [part for part in metadata.iter() if isinstance(part.tag, str) and local(part) == name]


def _date(metadata: etree._Element | None) -> str | None:
    """When the book was published. One to the second is that of a program which made the file."""
    for part in _all(metadata, "date"):
        words = (part.text or "").strip()
        if value(part, "event") in (None, "publication", "original-publication", "creation") and MIDNIGHT.fullmatch(words):
            found = iso_date(words)
            if found and found > "1000":
                return found
    return None


def _identifiers(metadata: etree._Element | None) -> Iterator[Identifier]:
    """What the book calls itself; random numbers that programs give are none."""
    for part in _all(metadata, "identifier"):
        words = " ".join((part.text or "").split())
        scheme = (value(part, "scheme") or "").lower()
        if words.lower().startswith("urn:uuid:"):
            continue
        if found := URN.fullmatch(words):
            yield Identifier(found[1].lower(), found[2])
        elif found := DOI.fullmatch(words):
            yield Identifier("doi", found[1])
        elif ISBN.fullmatch(words) or scheme == "isbn":
            yield Identifier("isbn", words)
        elif scheme not in ("", "uuid", "calibre", "uri", "url") and words:
            yield Identifier(scheme, words)
