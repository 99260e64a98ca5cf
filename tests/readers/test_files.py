"""Sources without a reader of their own: every file by its own format, known by its content, refused with a reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told import left_out

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT

READER = FileReader(DEFAULT)


def only(content: bytes) -> Text:
    (text,) = READER.read(content)
    return text


def test_one_document_per_file_named_by_its_path() -> None:
    (raw,) = READER.split(File("2024/avis.txt", b"Un avis."))
    assert isinstance(raw, Raw)
    assert raw.format == "text"
    assert (raw.id, raw.body, raw.media_type, raw.title) == ("2024/avis.txt", b"Un avis.", "text/plain", None)


def test_a_file_of_many_documents_is_split_as_its_format_says() -> None:
    lines = b'{"id": "a", "text": "Un premier texte."}\n{"id": "b", "text": "Un second texte."}\n'
    raws = list(READER.split(File("lot.jsonl", lines)))
    assert [raw.id for raw in raws] == ["a", "b"]
    assert [raw.format for raw in raws if isinstance(raw, Raw)] == ["row", "row"]
    assert [only(raw.body).text for raw in raws if isinstance(raw, Raw)] == ["Un premier texte.", "Un second texte."]


def test_html_is_read_as_a_page() -> None:
    page = only(b"<html><title>T</title><body><nav>n</nav><p>Mots.</p></body></html>")
    assert (page.text, page.format, page.title) == ("Mots.", "html", "T")
    html = b"<html><title>T</title><body><nav>n</nav><p>Mots.</p></body></html>"
    assert left_out(READER.read, html, "html") == {"menu": 1}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"---\ntitle: T\n---\n", "empty"),
        (b"<html><body><!-- x --></body></html>", "empty"),
        (b"\x89PNG\r\n\x1a\n", "format-unsupported"),
        (b"\x00\x01\x02\x03", "format-unsupported"),
        (b"\x1f\x9d\x90ab\xe9", "format-unsupported"),
        (b"LZIP\x01 ab\xe9", "format-unsupported"),
        (b"MSCF\0\0\0\0ab", "format-unsupported"),
        (b"PK\x03\x04 damaged", "format-unsupported"),
        (b'{"a": 1}', "json-unmapped"),
        (b"PAR1 damaged", "parquet-damaged"),
        (bytes(range(0xA1, 0xC0)) * 3, "encoding-unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        list(READER.read(content))
    assert refused.value.reason == reason
    assert refused.value.detail


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=120), st.text(max_size=120).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        texts = list(READER.read(content))
    except DocumentError as refused:
        assert refused.reason
    else:
        for text in texts:
            assert text.text.strip()
            assert "\r" not in text.text
            assert "\x00" not in text.text
