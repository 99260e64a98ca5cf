"""Word's documents as one file of XML: packages written flat, main parts alone, and the XML of Word 2003."""

import re
import zipfile
from base64 import encodebytes
from io import BytesIO

import pytest
from office_files import docx
from shared_data import shared
from test_docx import p
from word_parts import FOOTNOTES, NUMBERING, STYLES

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DECLARATION = re.compile(r"^\s*<\?xml.*?\?>")
OLD = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'


def read(content: bytes) -> Text:
    found = sniff(content)
    [text] = found.reader().read(content, DEFAULT)
    assert isinstance(text, Text) and text.format == found.name
    return text


def flat(package: bytes) -> bytes:
    """A DOCX as Word writes it into one file."""
    members = zipfile.ZipFile(BytesIO(package))
    parts = []
    for name in members.namelist():
        data = members.read(name)
        if name.endswith((".xml", ".rels")) and name != "[Content_Types].xml":
            written = f"<pkg:xmlData>{DECLARATION.sub('', data.decode('utf-8-sig'))}</pkg:xmlData>"
        else:
            written = f"<pkg:binaryData>{encodebytes(data).decode()}</pkg:binaryData>"
        parts.append(f'<pkg:part pkg:name="/{name}">{written}</pkg:part>')
    start = '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    return f'{start}<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{"".join(parts)}</pkg:package>'.encode()


def test_a_package_written_flat_reads_as_the_package() -> None:
    note = '<w:r><w:t>Wort</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
    whole = docx(
        p("Zweck", "berschrift1") + p(note) + p("eins", list_id=2), styles=STYLES, numbering=NUMBERING, footnotes=FOOTNOTES
    )
    assert read(flat(whole)) == read(whole)._replace(format="word-xml")
    assert "§ 1 Zweck" in read(whole).text and "BGBl. I S. 1." in read(whole).text


def test_a_picture_that_is_none_costs_no_words() -> None:
    broken = flat(docx(p("Wort"))).replace(
        b"</pkg:package>",
        b'<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>QU\xc3\xa9=A</pkg:binaryData></pkg:part></pkg:package>',
    )
    assert read(broken).text == "Wort"


@pytest.mark.shared
def test_real_packages_written_flat_read_the_same() -> None:
    files = sorted(shared("parl-ct-docx").rglob("*.docx"), key=lambda path: path.stat().st_size)[:3]
    assert files
    for path in files:
        assert read(flat(path.read_bytes())) == read(path.read_bytes())._replace(format="word-xml")


def test_a_main_part_alone_is_read_without_what_it_refers_to() -> None:
    body = (
        p("<w:r><w:t>Den 3 ma</w:t></w:r><w:r><w:t>j 2013</w:t></w:r>")
        + "<w:tbl><w:tr><w:tc>"
        + p("a")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert read(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()).text == "Den 3 maj 2013\n\na"


def test_word_2003_has_lists_changes_and_notes_of_its_own() -> None:
    def item(words: str) -> str:
        return (
            f'<w:p><w:pPr><w:listPr><w:ilvl w:val="0"/><w:ilfo w:val="1"/></w:listPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        )

    def change(kind: str, words: str) -> str:
        return f'<aml:annotation w:type="Word.{kind}"><aml:content>{words}</aml:content></aml:annotation>'

    note = "<w:footnote><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>Dz.U. poz. 7.</w:t></w:r></w:p></w:footnote>"
    content = f"""<?xml version="1.0"?><?mso-application progid="Word.Document"?>
<w:wordDocument {OLD} xmlns:o="urn:schemas-microsoft-com:office:office">
<o:DocumentProperties><o:Title>Uchwała w sprawie opłat</o:Title></o:DocumentProperties>
<w:lists><w:listDef w:listDefId="4"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:nfc w:val="4"/><w:lvlText w:val="%1)"/></w:lvl>
</w:listDef>
<w:list w:ilfo="1"><w:ilst w:val="4"/></w:list></w:lists>
<w:styles><w:style w:type="paragraph" w:styleId="N1"><w:name w:val="Heading_20_1"/></w:style></w:styles>
<w:docOleData><w:binData w:name="oledata.mso">QUJD</w:binData></w:docOleData>
<w:body><w:p><w:pPr><w:pStyle w:val="N1"/></w:pPr><w:r><w:t>Uchwała w sprawie opłat</w:t></w:r></w:p>
<w:p><w:r><w:t>Opłatę{note}</w:t></w:r>{change("Insertion", "<w:r><w:t> roczną</w:t></w:r>")}
{change("Deletion", "<w:r><w:delText> dawną</w:delText></w:r>")}{change("Comment", "<w:p><w:r><w:t>Dlaczego?</w:t></w:r></w:p>")}
<w:r><w:t> wnoszą:</w:t></w:r><w:r><w:pict><w:binData w:name="p.png">QUJD</w:binData></w:pict></w:r></w:p>
{item("właściciele,")}{item("najemcy.")}
<w:sectPr><w:hdr w:type="odd"><w:p><w:r><w:t>Nagłówek</w:t></w:r></w:p></w:hdr></w:sectPr></w:body></w:wordDocument>"""
    content = content.replace(f"<w:t>Opłatę{note}</w:t>", f"<w:t>Opłatę</w:t></w:r><w:r>{note}")
    found = read(content.encode())
    assert found.title == "Uchwała w sprawie opłat"
    assert found.text == (
        "# Uchwała w sprawie opłat\n\nOpłatę (1) roczną wnoszą:\n\n(1) Dz.U. poz. 7.\n\na) właściciele,\nb) najemcy."
    )


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<w:body>" + "<w:p>" * 100_000, "xml-malformed"),
        ("<w:body>" + "<w:p>" * 1_500 + "</w:p>" * 1_500 + "</w:body></w:document>", "xml-too-deep"),
        ("<w:body></w:document>", "xml-malformed"),
    ],
)
def test_what_cannot_be_read_is_told_why(inside: str, reason: str) -> None:
    with pytest.raises(DocumentError) as error:
        read(f"<w:document {W}>{inside}".encode())
    assert error.value.reason == reason


def test_a_package_without_a_main_part_is_told_so() -> None:
    with pytest.raises(DocumentError) as error:
        read(b'<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part/></pkg:package>')
    assert error.value.reason == "member-missing"


def test_very_many_attributes_take_no_square_of_their_number() -> None:
    many = " ".join(f'a{number}="1"' for number in range(200_000))
    body = f"<w:body><w:p {many}><w:r><w:t>Wort</w:t></w:r></w:p></w:body>"
    assert read(f"<?xml version='1.0'?><w:wordDocument {OLD}>{body}</w:wordDocument>".encode()).text == "Wort"


def test_nothing_outside_is_loaded() -> None:
    entity = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    found = read(f"{entity}<w:document {W}><w:body>{p('Wer &out; was')}</w:body></w:document>".encode())
    assert "root:" not in found.text and "Wer" in found.text
