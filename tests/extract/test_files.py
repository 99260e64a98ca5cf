"""Sources without a reader of their own: one document per file, known by its content, refused with a reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.errors import DocumentError
from moisson.extract.files import media_type, read, split
from moisson.reader import File, Text


def only(content: bytes) -> Text:
    (text,) = read(content)
    return text


def test_one_document_per_file_named_by_its_path() -> None:
    (raw,) = split(File("2024/avis.txt", b"Un avis."))
    assert (raw.id, raw.body, raw.media_type, raw.title) == ("2024/avis.txt", b"Un avis.", "text/plain", None)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!DOCTYPE html><p>x", "text/html"),
        (b"\xef\xbb\xbf\n<HTML lang=fr>", "text/html"),
        (b'<?xml version="1.0"?>\n<!-- c --><html xmlns="x">', "text/html"),
        (b'<?xml version="1.0"?><akomaNtoso/>', "application/xml"),
        (b'{"a": 1}', "application/json"),
        (b"[note] des mots", "text/plain"),
        (b"# Titre\n\nmots", "text/markdown"),
        (b"---\ntitle: T\n---\nmots", "text/markdown"),
        (b"Des mots, 3 < 4.", "text/plain"),
        (b"%PDF-1.7", "application/pdf"),
    ],
)
def test_the_content_tells_what_a_file_is(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        "Décret n° 3\r\nÀ l’été suivant\r\n".encode(),
        b"\xef\xbb\xbf" + "Décret n° 3\nÀ l’été suivant".encode(),
        "Décret n° 3\nÀ l’été suivant".encode("utf-16"),
        "Décret n° 3\rÀ l’été suivant".encode("cp1252"),
    ],
)
def test_plain_text_is_decoded_whatever_its_usual_encoding(content: bytes) -> None:
    assert only(content) == Text("Décret n° 3\nÀ l’été suivant", "text")


def test_markdown_takes_title_and_date_from_simple_front_matter() -> None:
    content = b"---\ntitle: 'Avis n\xc2\xb0 4'\ndate: 2024-03-01T10:00:00\ntags: [a]\n---\n\n# Autre\n\nMots.\n"
    assert only(content) == Text("# Autre\n\nMots.", "markdown", "Avis n° 4", created="2024-03-01")


def test_markdown_takes_its_title_from_the_first_heading_outside_code() -> None:
    assert only(b"```\n# commentaire\n```\n\n# Le titre #\n\nMots.").title == "Le titre"
    assert only(b"---\ntitle: >\n  long\ndate: hier\n---\n## Mots").title is None


def test_html_is_read_as_a_page() -> None:
    assert only(b"<html><title>T</title><body><nav>n</nav><p>Mots.</p></body></html>") == Text("Mots.", "html", "T")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"---\ntitle: T\n---\n", "empty"),
        (b"<html><body><script>x</script></body></html>", "empty"),
        (b"%PDF-1.4 ...", "format-unsupported"),
        (b"PK\x03\x04word/document.xml", "format-unsupported"),
        (b"\x89PNG\r\n\x1a\n", "format-unsupported"),
        (b"\x00\x01\x02\x03", "format-unsupported"),
        (b'{"a": 1}', "format-unsupported"),
        (b"\x8f\x90 mots", "encoding-unknown"),
        (bytes(range(0xA1, 0xC0)) * 3, "encoding-unknown"),
        ("Привет, мир. Это обычный текст.".encode("cp1251") + b"\x98", "encoding-unknown"),
        (b"\xff\xfea\x00b", "encoding-unknown"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as refused:
        list(read(content))
    assert refused.value.reason == reason
    assert refused.value.detail


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=120), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        text = only(content)
    except DocumentError as refused:
        assert refused.reason in ("empty", "format-unsupported", "encoding-unknown")
    else:
        assert text.text.strip()
        assert "\r" not in text.text
        assert "\x00" not in text.text
