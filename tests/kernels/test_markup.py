"""Bytes that need no look at their letters to be UTF-8 in NFC."""

from unicodedata import is_normalized

from hypothesis import given
from hypothesis import strategies as st

from moisson.kernels.markup import is_composed


@given(
    st.binary() | st.text().map(str.encode) | st.text(st.characters(min_codepoint=0x1FF0, max_codepoint=0x2130)).map(str.encode)
)
def test_what_is_composed_beyond_doubt_is_utf8_in_nfc(data: bytes) -> None:
    assert not is_composed(data) or is_normalized("NFC", data.decode())


def test_every_sign_by_itself() -> None:
    for code in (*range(0xD800), *range(0xE000, 0x11000)):
        data = (letter := chr(code)).encode()
        assert not is_composed(data) or is_normalized("NFC", f"e{letter}"), hex(code)
    assert is_composed("« L’été — 10 € » Łódź, ½".encode())
    assert not is_composed("e\u0301".encode())
