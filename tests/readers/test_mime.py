"""Mails and web archives are read as the page or the words they hold; what is written in letters and is no text is told."""

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff

ARCHIVE = b"""MIME-Version: 1.0\r
Content-Type: multipart/related;\r
\tboundary="cut"\r
Date: Mon, 4 May 2020 10:00:00 +0200\r
Subject: =?utf-8?Q?Arr=C3=AAt=C3=A9?=\r
\r
--cut\r
Content-Type: image/png\r
Content-Transfer-Encoding: base64\r
\r
iVBORw0KGgo=\r
--cut\r
Content-Type: text/html; charset="windows-1252"\r
Content-Transfer-Encoding: quoted-printable\r
\r
<html><body><p>Le maire arr=EAte que l=92article 1er est abrog=E9 et que le pr=\r
=E9sent arr=EAt=E9 entre en vigueur.</p></body></html>\r
--cut--\r
"""
MAIL = b"""From: a@example.org
Date: Mon, 4 May 2020 10:00:00 +0200
Subject: Avis
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=iso-8859-1

L'avis est rendu apr\xe8s d\xe9bat.
--a
Content-Type: text/html

<p>En HTML</p>
--a--
--b
Content-Type: text/plain
Content-Disposition: attachment; filename=x.txt

un autre
--b--
"""


def only(content: bytes) -> Text:
    (text,) = FileReader(How()).read(content)
    return text


def test_a_web_archive_is_the_page_that_was_saved() -> None:
    text = only(ARCHIVE)
    words = "Le maire arrête que l’article 1er est abrogé et que le présent arrêté entre en vigueur."
    assert (text.text, text.format, text.title, text.created) == (words, "mime", "Arrêté", None)


def test_a_mail_is_its_words_and_tells_what_is_attached() -> None:
    text = only(MAIL)
    assert (text.text, text.title, text.created) == ("L'avis est rendu après débat.", "Avis", "2020-05-04")
    assert text.missing == "attached files: 1"


def test_a_message_without_words_is_empty_and_one_nested_too_deep_is_refused() -> None:
    with pytest.raises(DocumentError, match="no text"):
        only(b"MIME-Version: 1.0\nContent-Type: image/png\n\nabc\n")
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(3000))
    with pytest.raises(DocumentError):
        only(b"MIME-Version: 1.0\n" + nested)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
        (b"-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n", "base64"),
        (b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nLe conseil annonce.\n", "text"),
        (b"\n".join([b"JVBERi0xLjQK" * 6] * 5) + b"\n", "base64"),
        (b"Objet: avis\nVersion: 2\n\nLe conseil annonce.\n", "text"),
    ],
)
def test_what_is_written_in_letters_and_is_no_text_is_told(content: bytes, name: str) -> None:
    assert sniff(content).name == name
