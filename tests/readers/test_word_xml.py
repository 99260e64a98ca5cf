"""The main part of a DOCX that stands by itself, as one file of XML."""

import re

import pytest
from test_docx import p

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


def test_a_main_part_alone_is_read_without_what_it_refers_to() -> None:
    body = (
        p("<w:r><w:t>Den 3 ma</w:t></w:r><w:r><w:t>j 2013</w:t></w:r>")
        + "<w:tbl><w:tr><w:tc>"
        + p("a")
        + "</w:tc></w:tr></w:tbl>"
    )
    assert read(f"<w:document {W}><w:body>{body}</w:body></w:document>".encode()).text == "Den 3 maj 2013\n\na"


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


def test_nothing_outside_is_loaded() -> None:
    entity = '<!DOCTYPE x [<!ENTITY out SYSTEM "file:///etc/passwd">]>'
    found = read(f"{entity}<w:document {W}><w:body>{p('Wer &out; was')}</w:body></w:document>".encode())
    assert "root:" not in found.text and "Wer" in found.text
