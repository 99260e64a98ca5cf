"""The known formats: how to tell each, and the module that reads it.

A new format is one module in this package and one line in a table below, or in `roots` where it is XML. The module has

    read(content: bytes, how: How) -> Iterator[Text]         the documents of one file (or of one Raw of `split`)
    split(file: File, how: How) -> Iterator[Raw | Refused]   only where one file holds many documents with names of their own

A line without a module names a format that is not read; its note says what to do instead.
"""

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, its media type, and the module of this package that reads it."""

    name: str
    media_type: str
    module: str | None = None
    note: str = ""
    reason: str = "format-unsupported"  # why a file without a module is not read

    def reader(self) -> ModuleType:
        """The module that reads it; imported when the first such file is met."""
        return _module(f"moisson.readers.{self.module}")


_module = cache(import_module)  # which takes longer to say what it knows than many a row to read


def data(name: str, media_type: str, note: str) -> Format:
    """A format that holds data about documents, and none of their words."""
    return Format(name, media_type, reason="data-only", note=note)


# First bytes.
SIGNATURES = {
    b'{"moisson-row":': Format("row", "application/json", "rows.reader"),  # what `rows.split` makes of a row
    b"%PDF-": Format("pdf", "application/pdf", "pdf.reader"),
    b"{\\rtf": Format("rtf", "application/rtf", "office.rtf"),
    b"PAR1": Format("parquet", "application/vnd.apache.parquet", "rows.reader"),
    b"PARE": Format("parquet-encrypted", "application/vnd.apache.parquet", note="its publisher holds the key"),
    b"\x1f\x8b": Format("gzip", "application/gzip", note="the connector `folder` opens archives"),
    b"BZh": Format("bzip2", "application/x-bzip2", note="the connector `folder` opens archives"),
    b"\xfd7zXZ\x00": Format("xz", "application/x-xz", note="the connector `folder` opens archives"),
    b"(\xb5/\xfd": Format("zstd", "application/zstd", note="the connector `folder` opens archives"),
    b"\x1f\x9d": Format("compress", "application/x-compress", note="repack it as gz"),
    b"7z\xbc\xaf'\x1c": Format("7z", "application/x-7z-compressed", note="repack it as zip or tar"),
    b"Rar!\x1a\x07": Format("rar", "application/vnd.rar", note="repack it as zip or tar"),
    b"\x89PNG\r\n": Format("png", "image/png", note="an image"),
    b"\xff\xd8\xff": Format("jpeg", "image/jpeg", note="an image"),
    b"\x00\x00\x00\x0cjP": Format("jp2", "image/jp2", note="an image"),
    b"GIF8": Format("gif", "image/gif", note="an image"),
    b"II*\x00": Format("tiff", "image/tiff", note="an image"),
    b"MM\x00*": Format("tiff", "image/tiff", note="an image"),
    b"RIFF": Format("riff", "application/octet-stream", note="an image, sound or video"),
    b"\xdb\xa5-\x00": Format("word-2", "application/msword", note="older than Word 6; save it as DOCX or ODT"),
    b"\x9b\xa5!\x00": Format("word-1", "application/msword", note="older than Word 6; save it as DOCX or ODT"),
    b"1\xbe\x00\x00": Format("write", "application/x-mswrite", note="a text of Windows Write or Word for DOS; save it as RTF"),
    **dict.fromkeys(  # of a workbook by itself, without an OLE file around it
        (b"\x09\x02\x06\x00\x00", b"\x09\x04\x06\x00\x00", b"\x09\x00\x04\x00\x00"),
        Format("excel-4", "application/vnd.ms-excel", note="older than Excel 5; save it as XLSX or ODS"),
    ),
    b"LZIP\x01": Format("lzip", "application/lzip", note="repack it as xz or gz"),
    b"MSCF\0\0\0\0": Format("cab", "application/vnd.ms-cab-compressed", note="repack it as zip or tar"),
    b"SQLite format 3\x00": Format("sqlite", "application/vnd.sqlite3", note="a database; export its tables to Parquet"),
}

# In a ZIP file: what stands in the member `mimetype`, else a member that only this format has.
ZIPPED = {
    "application/epub+zip": Format("epub", "application/epub+zip", "office.epub"),
    "META-INF/container.xml": Format("epub", "application/epub+zip", "office.epub"),
    "application/vnd.oasis.opendocument.text": Format("odt", "application/vnd.oasis.opendocument.text", "office.odt"),
    "application/vnd.oasis.opendocument.text-master": Format("odt", "application/vnd.oasis.opendocument.text", "office.odt"),
    "application/vnd.oasis.opendocument.text-web": Format("odt", "application/vnd.oasis.opendocument.text", "office.odt"),
    "application/vnd.oasis.opendocument.presentation": Format(
        "odp", "application/vnd.oasis.opendocument.presentation", note="save it as PDF or ODT"
    ),
    "application/vnd.oasis.opendocument.graphics": Format(
        "odg", "application/vnd.oasis.opendocument.graphics", note="a drawing; save it as PDF"
    ),
    "application/vnd.sun.xml.writer": Format("sxw", "application/vnd.sun.xml.writer", note="save it as ODT"),
    "application/vnd.sun.xml.calc": Format("sxc", "application/vnd.sun.xml.calc", note="save it as ODS"),
    "application/vnd.oasis.opendocument.spreadsheet": Format(
        "ods", "application/vnd.oasis.opendocument.spreadsheet", "rows.spreadsheet"
    ),
    "word/document.xml": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "office.docx"),
    "word/styles.xml": Format("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "office.docx"),
    "xl/workbook.xml": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "rows.spreadsheet"),
    "xl/workbook.bin": Format("xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12", "rows.spreadsheet"),
    "ppt/presentation.xml": Format(
        "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", note="save it as PDF or ODT"
    ),
}
ZIP = Format("zip", "application/zip", note="the connector `folder` opens archives")

# In an OLE file: the name of the stream that holds the content, in UTF-16.
OLE = {
    "EncryptedPackage": Format("office-encrypted", "application/x-ole-storage", note="an Office file under a password"),
    "Workbook": Format("xls", "application/vnd.ms-excel", "rows.spreadsheet"),
    "Book": Format("xls", "application/vnd.ms-excel", "rows.spreadsheet"),
    "WordDocument": Format("doc", "application/msword", "office.doc"),
}
OLE_OTHER = Format("ole", "application/x-ole-storage", note="an old Office file of no kind we know")

# HTML whose mark-up says that it is more than a page: searched in its first bytes.
PAGES: list[tuple[str, Format]] = [
    (r"ocr(?:_page(?<=class=[\"']ocr_page)|-system(?<=name=[\"']ocr-system))", Format("hocr", "text/vnd.hocr+html", "ocr.hocr"))
]
HTML = Format("html", "text/html", "html.page")

# JSON whose keys say what it is: searched in its first bytes, which is fast where a pattern begins with a word, or with the file.
JUDILIBRE = Format("judilibre", "application/vnd.judilibre+json", "courts.judilibre")
TAR = Format("tar", "application/vnd.tar+json", "law.tar_lt")
OBJECTS: list[tuple[str, Format]] = [
    (r'^\{"@dila":', Format("dila", "application/vnd.dila+json", "law.dila")),
    (r'^\{"@judilibre":', JUDILIBRE),
    (r'^\s*\{\s*"id"\s*:\s*"[0-9a-f]{20,32}",\s*"source"\s*:\s*"[\w-]+",\s*"text"\s*:', JUDILIBRE),
    (r'^(?>[\s\S]*?"jurisdiction"\s*:)[\s\S]*?"decision_date"\s*:', JUDILIBRE),
    (r'^\s*\{\s*"dokumentstatus"\s*:', Format("riksdag", "application/vnd.riksdag+json", "parliament.riksdag")),
    (
        r'^\s*\{\s*"seznam"\s*:[\s\S]{0,9000}"kodTypuFragmentu"\s*:',
        Format("esbirka", "application/vnd.esbirka+json", "law.esbirka"),
    ),
    (r'^\{"@tar":', TAR),
    (r'"tekstas_lt"\s*:', TAR),
    (r'^\s*\{\s*"_data"\s*:[\s\S]{0,600}"pavadinimas"', TAR),
    (r'"VORGANG"\s*:\s*\{\s*"WAHLPERIODE"', Format("dip", "application/vnd.dip+json", "parliament.dip")),
    (
        r'^\s*\{\s*"head"\s*:\s*\{[^{}]{0,900}"vars"\s*:',
        data("sparql-json", "application/sparql-results+json", "a query's results; harvest the documents that they point to"),
    ),
    (
        r'^\s*\{\s*"OgdSearchResult"\s*:',
        data("ris-search", "application/json", "what a search in RIS shows; harvest the documents under ContentUrl"),
    ),
    (
        r'"kodDokumentuSbirky"\s*:',
        data("esbirka-metadata", "application/json", "facts about an act; its words are in the answer `fragmenty`"),
    ),
    (r'^\{"moisson_work":', Format("mets", "application/vnd.moisson.work+json", "ocr.mets")),  # `works` makes these
]
# Plain text whose first words say what it is.
WORDS: list[tuple[str, Format]] = [
    (
        r"\A\s*(?:<\?xml\b[^>]*\?>\s*)?<TEXTE\s*>\s*<ID>\s*JORFTEXT\d",  # a name that others may use
        Format("dila", "application/vnd.dila+xml", "law.dila"),
    ),
    (r"\A\s*Plenarprotokoll\s+\d+/\d+\s+Deutscher Bundestag\b", Format("protocol", "text/plain", "parliament.plain_debates")),
    (
        r"\A(?:From [^\n]*\n)?(?>[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*+){0,60}?(?i:MIME-Version):\s*1\.0",
        Format("mime", "message/rfc822", note="a mail or a saved page; save it as HTML or PDF"),
    ),
    (
        r"\A\s*(?:WEBVTT(?:[ \t][^\n]*)?\r?\n|(?:\d+[ \t]*\r?\n)?(?:\d+:)?\d\d:\d\d[,.]\d{1,3}[ \t]+-->"
        r"|\d+:\d\d:\d\d\.\d{3},\d+:\d\d:\d\d\.\d{3}\r?\n|\[Script Info\]\s*\n)",
        Format("subtitles", "text/vtt", note="subtitles; harvest what was said as a text"),
    ),
    (r"\A\s*BEGIN:V(?:CALENDAR|CARD)\b", data("calendar", "text/calendar", "dates or addresses, not a document")),
    (
        r"\A\s*-----BEGIN (?!PGP SIGNED)[A-Z0-9 ]{1,40}-----|\A\s*(?>[A-Za-z0-9+/]{60,}={0,2}\r?\n){4}",
        Format("base64", "application/octet-stream", note="a key, a signature or a file, written in letters; decode it"),
    ),
]
JSON_LINES = Format("jsonl", "application/jsonl", "rows.reader")
JSON = Format("json", "application/json", "rows.reader")
MARKDOWN = Format("markdown", "text/markdown", "text.plain")
TEXT = Format("text", "text/plain", "text.plain")
TABLE = Format("csv", "text/csv", "rows.tabular")
TRIPLES = data("turtle", "text/turtle", "linked data, which describes data sets or terms; harvest what it points to")
TOKENS = Format("conll", "text/tab-separated-values", "rows.conll")
BINARY = Format("binary", "application/octet-stream", note="neither text nor any format we know")
EMPTY = Format("empty", "application/x-empty", note="the file is empty")
