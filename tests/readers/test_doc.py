"""Word 97 files: the words of the text in order, with headings, tables and notes."""

from struct import pack

import pytest
from doc_files import doc, ole
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.office.ole import Streams
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

STYLES = [(0, "Standard"), (1, "Überschrift 1"), (2, "Überschrift 2"), (62, "Titel"), (19, "Verzeichnis 1")]
CELL = b"\x16\x24\x01"
SIGN, IN_STYLE = b"\x09\x6a", b"\x30\x4a"


def row_end(edges: list[int], flags: list[int]) -> bytes:
    """The properties of the mark that ends a row: where its cells end, and how they merge."""
    shape = pack("<B", len(flags)) + pack(f"<{len(edges)}h", *edges)
    shape += b"".join(pack("<H", flag) + b"\0" * 18 for flag in flags)
    return CELL + b"\x17\x24\x01" + b"\x08\xd6" + pack("<H", len(shape) + 1) + shape


def read(content: bytes) -> Text:
    """The one document of a file."""
    found = sniff(content)
    assert found.name == "doc"
    [text] = found.reader().read(content, DEFAULT)
    assert isinstance(text, Text)
    return text


def circular(content: bytes) -> bytes:
    """The same, but the second sector of its first stream leads back to the first."""
    return content[: 512 + 12] + pack("<I", 2) + content[512 + 16 :]


def plain(*paragraphs: str) -> list[tuple[str, int, bytes]]:
    return [(f"{words}\r", 0, b"") for words in paragraphs]


def test_the_streams_of_an_embedded_document_are_not_the_documents() -> None:
    def streams(content: bytes) -> dict[str, bytes]:
        opened = Streams(content)
        return {name: opened.find(name) or b"" for name in ("WordDocument", "1Table")}

    outer, inner = streams(doc(plain("Außen.", "Weiter."))), streams(doc(plain("Innen, in einem Objekt, mit anderen Worten.")))
    assert read(ole(outer, inner)).text == "Außen.\n\nWeiter."


def test_a_package_under_a_password_is_one_whatever_stands_beside_it() -> None:
    assert sniff(ole({"WordDocument": b"", "EncryptedPackage": b"x"})).name == "office-encrypted"


def test_words_in_a_style_for_contents_that_are_no_entry_stay() -> None:
    body = [("Verzeichnis\r", 0, b""), ("Zweck\t3\r", 4, b""), ("Inhalt\r", 4, b""), ("Tabelle 1 Analyse der Proben\r", 4, b"")]
    assert read(doc(body, styles=STYLES)).text == "Verzeichnis\n\nTabelle 1 Analyse der Proben"


def test_signs_of_a_font_stand_for_the_character_that_holds_their_place() -> None:
    runs = [(2, 3, SIGN + b"\1\0\xda\xf0"), (6, 7, SIGN + b"\2\0\xfc\xf0"), (9, 10, SIGN + b"\2\0\x01\xf0")]
    assert read(doc(plain("P ( Q ( R(."), runs=runs, fonts=["Arial", "Symbol", "Wingdings"])).text == "P ∨ Q ✓ R."


def test_a_large_first_letter_belongs_to_its_paragraph() -> None:
    assert read(doc([("D\r", 0, b"\x2c\x44\x19\0"), *plain("as Gesetz."), *plain("Ende.")])).text == "Das Gesetz.\n\nEnde."


def test_properties_too_long_for_their_page_are_read_where_they_stand() -> None:
    end = row_end([0, 1000, 2000], [0, 0])
    body = [*(("A\x07", 0, CELL), ("B\x07", 0, CELL)), ("\x07", 0, b"\x46\x66" + pack("<I", 16))]
    rows = [*body, ("1\x07", 0, CELL), ("2\x07", 0, CELL), ("\x07", 0, end)]
    content = doc(rows, data=b"\0" * 16 + pack("<H", len(end)) + end)
    assert read(content).text == "| A | B |\n| --- | --- |\n| 1 | 2 |"


def test_the_instructions_of_fields_and_page_numbers_are_out() -> None:
    words = 'Siehe \x13 HYPERLINK "x" \x14dort\x15, Seite \x13 PAGE \x147\x15.\x0bNeue Zeile\tund Süd\x1eTirol, Ver\x1ftrag'
    assert read(doc(plain(words))).text == "Siehe dort, Seite .\nNeue Zeile und Süd-Tirol, Vertrag"


def test_a_note_stands_after_the_paragraph_that_calls_it() -> None:
    body = plain("Ein Gesetz\x02 gilt.", "Weiter.")
    assert read(doc(body, notes=(10, "\x02 BGBl. I S. 1.\r\r"))).text == "Ein Gesetz (1) gilt.\n\n(1) BGBl. I S. 1.\n\nWeiter."


def test_a_note_with_a_mark_of_the_writers_own_is_read_and_not_counted() -> None:
    body = plain("Ein Gesetz** gilt.", "Weiter.")
    assert read(doc(body, notes=(10, "** BGBl. I.\r\r"))).text == "Ein Gesetz ** gilt.\n\n** BGBl. I.\n\nWeiter."
    assert read(doc(body, notes=(10, "BGBl. I.\r\r"))).text == "Ein Gesetz** gilt.\n\nWeiter."


def test_cells_that_span_columns_and_rows_stand_where_they_are_seen() -> None:
    def cells(*words: str) -> list[tuple[str, int, bytes]]:
        return [(f"{word}\x07", 0, CELL) for word in words]

    body = [
        *plain("Davor."),
        *cells("Land", "Einwohner"),
        ("\x07", 0, row_end([0, 1000, 3000], [0x60, 0])),
        *cells("", "2019", "2020"),
        ("\x07", 0, row_end([0, 1000, 2000, 3000], [0x20, 0, 0])),
        *cells("Malta", "493 559", "514 564"),
        ("\x07", 0, row_end([0, 1000, 2000, 3000], [0, 0, 0])),
        *plain("Danach."),
    ]
    text = read(doc(body)).text
    assert text == (
        "Davor.\n\n| Land | Einwohner |  |\n| --- | --- | --- |\n| Land | 2019 | 2020 |\n| Malta | 493 559 | 514 564 |\n\nDanach."
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (doc(plain("x"), flags=0x0300), "encrypted"),
        (ole({"WordDocument": b"\xdb\xa5" + b"\0" * 600, "1Table": b""}), "format-unsupported"),
        (ole({"WordDocument": b"\xec\xa5" + b"\0" * 600}), "ole-damaged"),
        (doc(plain("x"))[:2000], "ole-damaged"),
        (doc(plain("Kurz und oft." * 20), times=500), "ole-damaged"),
        (circular(doc(plain("x"))), "ole-damaged"),
    ],
)
def test_what_cannot_be_read_is_named(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(content)
    assert caught.value.reason == reason


@pytest.mark.shared
def test_a_real_file_reads_as_its_page() -> None:
    found = read(shared("pdf-se-ferenda/data/test/files/pdfreader/source/sample.doc").read_bytes())
    assert found.text == (
        "# Document title\n\n"
        "This is a simple document in PDF format.\n\n"
        "This is a paragraph that spans three lines. These should be treated as three textboxes in the document object model, "
        "but as a single box by the textboxes() method.\n\n"
        "This is a paragraph that is set entirely in bold. Pdftohtml will create a <b> element for the text in this "
        "paragraph.\n\n"
        "This paragraph leads with bold. But then it switches to regular. And it spans more than one line, which requires a "
        "tricky merge of TextElement objects."
    )
    assert found.title == "Document title"
    assert found.language is None  # the file says Swedish: where Word was installed
