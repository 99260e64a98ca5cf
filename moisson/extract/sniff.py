"""What a file is, by its content: names do not count, for portals serve HTML as `.txt` and PDF as `.html`.

A new family of formats is one module in this package and one line in one of the tables below. The module has

    read(content: bytes, how: How) -> Iterator[Text]         the documents of one file (or of one Raw of `split`)
    split(file: File, how: How) -> Iterator[Raw | Refused]   only where one file holds many documents with names of their own

A line without a module is a format that is known and not read; its note says what to do instead.
"""

import re
import zipfile
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from types import ModuleType

from moisson.extract.conll import is_conll
from moisson.extract.decode import beginning
from moisson.extract.dialect import delimiter_of, is_markdown

HEAD = 65536  # bytes looked at to tell what a text file is


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, its media type, and the module of this package that reads it."""

    name: str
    media_type: str
    module: str | None = None
    note: str = ""

    def reader(self) -> ModuleType:
        """The module that reads it; imported when the first such file is met."""
        return import_module(f"moisson.extract.{self.module}")


# First bytes.
SIGNATURES = {
    b'{"moisson-row":': Format("row", "application/json", "rows"),  # what `rows.split` makes of a row
    b"%PDF-": Format("pdf", "application/pdf", "pdf"),
    b"{\\rtf": Format("rtf", "application/rtf", "rtf"),
    b"PAR1": Format("parquet", "application/vnd.apache.parquet", "rows"),
    b"PARE": Format("parquet-encrypted", "application/vnd.apache.parquet", note="its publisher holds the key"),
    b"\x1f\x8b": Format("gzip", "application/gzip", note="the connector `folder` opens archives"),
    b"BZh": Format("bzip2", "application/x-bzip2", note="the connector `folder` opens archives"),
    b"\xfd7zXZ\x00": Format("xz", "application/x-xz", note="the connector `folder` opens archives"),
    b"(\xb5/\xfd": Format("zstd", "application/zstd", note="the connector `folder` opens archives"),
    b"7z\xbc\xaf'\x1c": Format("7z", "application/x-7z-compressed", note="repack it as zip or tar"),
    b"Rar!\x1a\x07": Format("rar", "application/vnd.rar", note="repack it as zip or tar"),
    b"\x89PNG\r\n": Format("png", "image/png", note="an image"),
    b"\xff\xd8\xff": Format("jpeg", "image/jpeg", note="an image"),
    b"\x00\x00\x00\x0cjP": Format("jp2", "image/jp2", note="an image"),
    b"GIF8": Format("gif", "image/gif", note="an image"),
    b"II*\x00": Format("tiff", "image/tiff", note="an image"),
    b"MM\x00*": Format("tiff", "image/tiff", note="an image"),
    b"RIFF": Format("riff", "application/octet-stream", note="an image, sound or video"),
    b"SQLite format 3\x00": Format("sqlite", "application/vnd.sqlite3", note="a database; export its tables to Parquet"),
}

# In a ZIP file: what stands in the member `mimetype`, else a member that only this format has.
ZIPPED = {
    "application/epub+zip": Format("epub", "application/epub+zip", "epub"),
    "application/vnd.oasis.opendocument.text": Format("odt", "application/vnd.oasis.opendocument.text", "odt"),
    "application/vnd.oasis.opendocument.spreadsheet": Format(
        "ods", "application/vnd.oasis.opendocument.spreadsheet", "spreadsheet"
    ),
    "word/document.xml": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "word/styles.xml": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    "xl/workbook.xml": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "spreadsheet"),
    "xl/workbook.bin": Format("xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12", "spreadsheet"),
    "ppt/presentation.xml": Format(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", note="save it as PDF or ODT"
    ),
}
ZIP = Format("zip", "application/zip", note="the connector `folder` opens archives")

# In an OLE file: the name of the stream that holds the content, in UTF-16.
OLE = {
    "Workbook": Format("xls", "application/vnd.ms-excel", "spreadsheet"),
    "Book": Format("xls", "application/vnd.ms-excel", "spreadsheet"),
    "WordDocument": Format("doc", "application/msword", "doc"),
    "EncryptedPackage": Format("office-encrypted", "application/x-ole-storage", note="an Office file under a password"),
}
OLE_OTHER = Format("ole", "application/x-ole-storage", note="an old Office file of no kind we know")

# The root element of an XML file: its whole start tag with the default namespace, searched for a pattern.
ROOTS: list[tuple[str, Format]] = [
    (r"^<(?:[\w.-]+:)?(?i:akomaNtoso)\b", Format("akn", "application/akn+xml", "akn")),
    (r"^<[A-Z][A-Z.]+\b[^>]*\bformex\b", Format("formex", "application/x-formex+xml", "formex")),
    (
        r"^<(?:CONS\.(?:ACT|ANNEX|DOC)|ACT|ANNEX|AGR|CJT|CORR|GENERAL|JUDGMENT|CONCLUSION|DOC|PUBLICATION)(?:\s+(?:xmlns(?::\w+)?|NNC)=\S+)*\s*>",
        Format("formex", "application/x-formex+xml", "formex"),
    ),
    (r"^<(?:\w+:)?alto\b", Format("alto", "application/alto+xml", "alto")),
    (r"^<(?:\w+:)?PcGts\b", Format("page", "application/vnd.prima.page+xml", "page_xml")),
    (r"^<(?:\w+:)?mets\b[^>]*loc\.gov/METS", Format("mets", "application/mets+xml", "mets")),
    (r"^<(?:\w+:)?document\b[^>]*opendocument\.text\b", Format("odt", "application/vnd.oasis.opendocument.text-flat-xml", "odt")),
    (
        r"^<(?:\w+:)?document\b[^>]*opendocument\.spreadsheet\b",
        Format("fods", "application/vnd.oasis.opendocument.spreadsheet-flat-xml", note="a flat spreadsheet; save it as ODS"),
    ),
    (r"^<(?:dbtplenarprotokoll|DOKUMENT)\b", Format("bundestag-xml", "application/xml", "bundestag")),
    (r"^<compteRendu\b[^>]*assemblee-nationale", Format("compte-rendu-an", "application/xml", "syceron")),
    (
        r"^<(?:Publication(?:DSenat|DAN|AN)|cri:cri)\b",
        Format("debats-dila", "application/xml", "dila_debates"),
    ),
    (r"^<DEBATS\b", Format("cre", "application/xml", "verbatim")),
    (r"^<(?:handeling|handelingen)\b", Format("handelingen", "application/xml", "handelingen")),
    (r"^<anforande(?:lista)?\b", Format("anforande", "application/xml", "anforande")),
    (r"^<pdf2xml\b", Format("pdf2xml", "application/xml", "pdf2xml")),
    (r"^<open-rechtspraak\b", Format("rechtspraak", "application/vnd.rechtspraak+xml", "rechtspraak")),
    (r"^<(?:toestand|officiele-publicatie|kamerwrk)\b|^<(?:\w+:)?cvdr\b", Format("bwb", "application/vnd.bwb+xml", "bwb")),
    (r"^<Dokument(?=[\s>])", Format("lexdania", "application/vnd.lexdania+xml", "lexdania")),
    (r"^<(?:\w+:)?oigusakt\b", Format("riigi-teataja", "application/vnd.riigi-teataja+xml", "riigi_teataja")),
    (r"^<(?:act|si)\s*>", Format("eisb", "application/vnd.eisb+xml", "eisb")),
    (r"^<dokument\s*>", Format("rii", "application/vnd.rii+xml", "rii")),
    (r"^<Publication\b[^>]*\bID=", Format("service-public", "application/vnd.service-public+xml", "service_public")),
    (
        r"^<Document(?:\s+xmlns:xs[id]=\"[^\"<>]*\"|\s+xsi:\w+=\"[^\"<>]*\")*+\s*>",
        Format("justice-administrative", "application/vnd.justice-administrative+xml", "justice_administrative"),
    ),
    (r"^<(?:\w+:)?Legislation\b[^>]*legislation\.gov\.uk", Format("clml", "application/vnd.clml+xml", "clml")),
    (r"^<dokumente\b", Format("gii", "application/vnd.gii-norm+xml", "gii")),
    (r"^<(?:\w+:)?risdok\b", Format("ris", "application/vnd.ris+xml", "ris")),
    (r"^<(?:response|documento)(?=[\s>])", Format("boe", "application/vnd.boe+xml", "boe")),
    (r"^<Norma\b[^>]*leychile", Format("ley-chile", "application/vnd.leychile+xml", "ley_chile")),
    (r"^<dokumentstatus\b", Format("riksdag", "application/vnd.riksdag+xml", "riksdag")),
    (r"^<(?:amendements?|amdtsParOrdreDeDiscussion)\b", Format("amendement", "application/vnd.an-amendement+xml", "amendements")),
    (r"^<(?:mediawiki|page)\b[^>]*mediawiki\.org", Format("mediawiki", "application/vnd.mediawiki+xml", "mediawiki")),
    (
        r"^<(?:ARTICLE|SECTION_TA|TEXTELR|TEXTEKALI|TEXTE_VERSION|TEXTE_JURI_\w+|TEXTE_CNIL|IDCC|JO)\s*>",
        Format("dila", "application/vnd.dila+xml", "dila"),
    ),
    (r"^<(?:\w+:)?(?:TEI|TEI\.2|teiCorpus(?:\.2)?)(?=[\s>])", Format("tei", "application/tei+xml", "tei")),
    (
        r"^<(?:[\w.-]+:)?(?:ContractNotice|ContractAwardNotice|PriorInformationNotice|BusinessRegistrationInformationNotice)\b",
        Format("eforms", "application/vnd.oasis.ubl+xml", "eforms"),
    ),
    (r"^<(?:[\w.-]+:)?TED_EXPORT\b", Format("ted", "application/vnd.ted+xml", "ted")),
    (r"^<(?:\w+:)?(?:listPerson|listOrg|taxonomy|teiHeader)\b[^>]*tei-c\.org", Format("tei", "application/tei+xml", "tei")),
    (
        r"^<(?:\w+:)?(?:urlset|sitemapindex)\b",
        Format("sitemap", "application/xml", note="a list of addresses; harvest the pages that it names"),
    ),
    (
        r"^<(?:\w+:)?RDF\b[^>]*22-rdf-syntax-ns",
        Format("rdf", "application/rdf+xml", note="linked data, which describes data sets or terms; harvest what it points to"),
    ),
    (
        r"^<(?:\w+:)?(?:feed\b[^>]*/Atom|rss(?=[\s>]))",
        Format("feed", "application/atom+xml", note="a feed of links; harvest the pages that it names"),
    ),
    (
        r"^<(?:\w+:)?CodeList\b[^>]*genericode",
        Format("genericode", "application/vnd.genericode+xml", note="a list of codes, not a document"),
    ),
    (
        r"^<(?:\w+:)?OAI-PMH\b",
        Format(
            "oai-pmh", "application/xml", note="an answer of OAI-PMH: records that describe documents; harvest what they point to"
        ),
    ),
    (
        r"^<(?:\w+:)?(?:GetRecords(?:ById)?|GetRecordById|Capabilities)(?:Response)?\b[^>]*/csw",
        Format("csw", "application/xml", note="an answer of CSW: records that describe data sets; harvest what they point to"),
    ),
    (
        r"^<(?:\w+:)?(?:sparql\b[^>]*sparql-results|schema\b[^>]*XMLSchema|(?:stylesheet|transform)\b[^>]*XSL/Transform)",
        Format("xml-technical", "application/xml", note="a query's results, a schema or a program, not a document"),
    ),
]
XML_OTHER = Format("xml", "application/xml", "xml_generic")

# HTML whose mark-up says that it is more than a page: searched in its first bytes.
PAGES: list[tuple[str, Format]] = [
    (r"<DEBATS\b", Format("cre", "application/xml", "verbatim")),
    (r"class=[\"']ocr_page|name=[\"']ocr-system", Format("hocr", "text/vnd.hocr+html", "hocr")),
]
HTML = Format("html", "text/html", "html")

# JSON whose keys say what it is: searched in its first bytes.
OBJECTS: list[tuple[str, Format]] = [
    (r'^\{"@dila":', Format("dila", "application/vnd.dila+json", "dila")),
    (
        r'^\{"@judilibre":|^\s*\{\s*"id"\s*:\s*"[0-9a-f]{20,32}",\s*"source"\s*:\s*"[\w-]+",\s*"text"\s*:'
        r'|"jurisdiction"\s*:[\s\S]{0,60000}"decision_date"\s*:',
        Format("judilibre", "application/vnd.judilibre+json", "judilibre"),
    ),
    (r'^\s*\{\s*"dokumentstatus"\s*:', Format("riksdag", "application/vnd.riksdag+json", "riksdag")),
    (r'^\s*\{\s*"seznam"\s*:[\s\S]{0,9000}"kodTypuFragmentu"\s*:', Format("esbirka", "application/vnd.esbirka+json", "esbirka")),
    (
        r'^\{"@tar":|"tekstas_lt"\s*:|^\s*\{\s*"_data"\s*:[\s\S]{0,600}"pavadinimas"',
        Format("tar", "application/vnd.tar+json", "tar_lt"),
    ),
    (r'"VORGANG"\s*:\s*\{\s*"WAHLPERIODE"', Format("dip", "application/vnd.dip+json", "dip")),
    (
        r'^\s*\{\s*"head"\s*:\s*\{[^{}]{0,900}"vars"\s*:',
        Format(
            "sparql-json", "application/sparql-results+json", note="a query's results; harvest the documents that they point to"
        ),
    ),
    (
        r'^\s*\{\s*"OgdSearchResult"\s*:',
        Format("ris-search", "application/json", note="what a search in RIS shows; harvest the documents under ContentUrl"),
    ),
    (
        r'"kodDokumentuSbirky"\s*:',
        Format("esbirka-metadata", "application/json", note="facts about an act; its words are in the answer `fragmenty`"),
    ),
    (r'^\{"moisson_work":', Format("mets", "application/vnd.moisson.work+json", "mets")),  # `works` makes these
]
# Plain text whose first words say what it is.
WORDS: list[tuple[str, Format]] = [
    (r"\A\s*Plenarprotokoll\s+\d+/\d+\s+Deutscher Bundestag\b", Format("protocol", "text/plain", "plain_debates")),
]
JSON_LINES = Format("jsonl", "application/jsonl", "rows")
JSON = Format("json", "application/json", "rows")
MARKDOWN = Format("markdown", "text/markdown", "plain")
TEXT = Format("text", "text/plain", "plain")
TABLE = Format("csv", "text/csv", "tabular")
TRIPLES = Format("turtle", "text/turtle", note="linked data, which describes data sets or terms; harvest what it points to")
TOKENS = Format("conll", "text/tab-separated-values", "conll")
BINARY = Format("binary", "application/octet-stream", note="neither text nor any format we know")
EMPTY = Format("empty", "application/x-empty", note="the file is empty")

PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body|article|main|div|p|h1)\b", re.I | re.S
)
PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!doctype[^\[>]*(?:\[.*?\]\s*)?>)*", re.I | re.S)
ROOT = re.compile(r"<[a-z_][\w.:-]*(?:\s[^<>]*)?/?>", re.I)
JSON_START = re.compile(r'\s*(?:\{\s*(?:"|\})|\[\s*(?:["{\[\]\d]|-\d|true|false|null))')
FRAGMENT = re.compile(  # what Markdown and bits of pages begin with
    r"<(?:p|div|h[1-6]|center|img|a|br|hr|span|b|i|em|strong|table|ul|ol|dl|details|section|article|main|font|sup|blockquote)\b",
    re.I,
)
TURTLE = re.compile(r"(?:\s|#[^\n]*\n)*(?:@prefix\s|@base\s|(?i:prefix)\s+[\w-]*:\s*<|<\w+:[^\s<>]*>\s+<\w+:[^\s<>]*>\s)")
FRONT_MATTER = re.compile(r"\s*(?:---|\+\+\+)[ \t]*\n(?:[ \t]*(?:#.*)?\n)*[\"'\w][^\n:=]{0,80}[:=]")
COMPILED = {pattern: re.compile(pattern) for pattern, _ in [*ROOTS, *PAGES, *OBJECTS, *WORDS]}


def sniff(data: bytes) -> Format:
    """The format of a file; never raises."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return EMPTY
    for signature, found in SIGNATURES.items():
        if data.startswith(signature):
            return found
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return next((found for stream, found in OLE.items() if _has_stream(data, stream)), OLE_OTHER)
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:  # readers of PDF allow for what stands before
        return SIGNATURES[b"%PDF-"]
    if (start := beginning(head)) is None:
        return BINARY
    return _text(start, len(data) <= HEAD)


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE file has a stream of this name: the names of its directory stand at every 128th byte."""
    wanted = f"{name}\0".encode("utf-16-le")
    at = data.find(wanted)
    while at >= 0 and at % 128:
        at = data.find(wanted, at + 1)
    return at >= 0


def _zipped(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype").decode("ascii", "replace").strip().removesuffix("-template")
                if kind in ZIPPED:
                    return ZIPPED[kind]
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError, EOFError):
        return ZIP
    return next((found for member, found in ZIPPED.items() if member in names), ZIP)


def _text(start: str, whole: bool) -> Format:
    begin = PROLOGUE.match(start)
    rest = start[begin.end() if begin else 0 :]
    if known := _first(WORDS, start):
        return known
    lines = start.replace("\r\n", "\n").replace("\r", "\n")
    root = ROOT.match(rest)
    if not (root and _first(ROOTS, root[0])) and (PAGE.match(start) or re.match(r"<html\b", rest, re.I)):
        fragment = FRAGMENT.match(rest) and is_markdown(lines)
        return MARKDOWN if fragment else _first(PAGES, start) or HTML
    if root and not ("<?xml" not in start[: -len(rest)] and _stray(root[0], rest, whole)):
        if (found := _first(ROOTS, root[0])) is None and FRAGMENT.match(rest):
            return MARKDOWN if is_markdown(lines) else HTML
        return found or XML_OTHER
    if JSON_START.match(start):
        return _first(OBJECTS, start) or (JSON_LINES if re.match(r"\s*\{.*\}\s*\n\s*\{", start) else JSON)
    if FRONT_MATTER.match(lines) or (root and root[0].endswith("/>")):
        return MARKDOWN
    if TURTLE.match(lines):
        return TRIPLES
    if is_conll(lines, whole):
        return TOKENS
    if delimiter_of(lines, whole):
        return TABLE
    return MARKDOWN if is_markdown(lines) else TEXT


def _stray(root: str, text: str, whole: bool) -> bool:
    """Whether a tag begins a text that is no XML: it is empty, or never closed, and words follow."""
    if root.endswith("/>"):
        return re.fullmatch(r"(?>\s|<!--.*?-->|<\?.*?\?>)*", text[len(root) :], re.S) is None
    name = re.split(r"[\s>]", root[1:], maxsplit=1)[0]
    return whole and f"</{name}" not in text


def _first(table: list[tuple[str, Format]], words: str) -> Format | None:
    return next((found for pattern, found in table if COMPILED[pattern].search(words)), None)
