"""Ligatures, which stand for their letters."""

import pytest
from small_pdf import pdf, show

from moisson.readers.pdf.reader import read
from moisson.readers.read_options import How

pytest.importorskip("pypdfium2")
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def file(mapping: str, *lines: str) -> bytes:
    """A page of Helvetica whose codes 26 and 27 are the ligatures `fi` and `fl`; `mapping` says what the file says they mean."""
    cmap = f"/CIDInit /ProcSet findresource begin begincmap {mapping} endcmap end"
    names = "<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [26 /fi /fl] >>"
    font = f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {names} /ToUnicode 99 0 R >>"
    extra = f"99 0 obj\n<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream\nendobj\nxref\n"
    made = pdf([show(40, 640 - 14 * k, text) for k, text in enumerate(lines)])
    return made.replace(HELVETICA.encode(), font.encode()).replace(b"xref\n", extra.encode(), 1)


def test_a_ligature_whose_letters_the_file_says_has_them_once() -> None:
    said = "2 beginbfchar <1a> <00660069> <1b> <0066006C> endbfchar"
    found = next(iter(read(file(said, "de\x1anition of limits in lists, to re\x1bect all lists"), How(ocr=False)))).text
    assert "definition of limits in lists, to reflect all lists" in found
