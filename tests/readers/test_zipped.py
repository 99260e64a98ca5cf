"""Files made of zipped members: bounded, and each kind of damage named."""

import struct

import pytest
from office_files import zipped

from moisson.contracts.errors import DocumentError
from moisson.readers.office import zipped as reader
from moisson.readers.office.zipped import Package


def reason_of(content: bytes, name: str) -> str:
    with pytest.raises(DocumentError) as caught:
        Package(content).read(name)
    return caught.value.reason


def test_what_inflates_beyond_the_bound_is_refused_whatever_its_directory_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 1 << 20)
    content = bytearray(zipped({"bomb.xml": " " * (3 << 20)}))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, 10)  # a lie about its size
    assert reason_of(bytes(content), "bomb.xml") in ("zip-bomb", "zip-damaged")
    assert reason_of(zipped({"bomb.xml": " " * (3 << 20)}), "bomb.xml") == "zip-bomb"


def test_the_bound_is_for_all_members_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 1 << 20)
    package = Package(zipped(dict.fromkeys("ab", "x" * (700 << 10))))
    package.read("a")
    with pytest.raises(DocumentError) as caught:
        package.read("b")
    assert caught.value.reason == "zip-bomb"


def test_a_wrong_checksum_a_password_and_a_missing_member_are_named() -> None:
    content = bytearray(zipped({"a.xml": "words " * 100}))
    damaged = bytearray(content)
    struct.pack_into("<I", damaged, damaged.index(b"PK\x01\x02") + 16, 1)
    assert reason_of(bytes(damaged), "a.xml") == "zip-damaged"
    assert reason_of(bytes(content).replace(b"a.xml", b"c.xml", 1), "a.xml") == "zip-damaged"  # it has two names
    locked = bytearray(content)
    struct.pack_into("<H", locked, locked.index(b"PK\x01\x02") + 8, 1)
    assert reason_of(bytes(locked), "a.xml") == "encrypted"
    assert reason_of(bytes(content), "b.xml") == "member-missing"
    assert reason_of(bytes(content[:40]), "a.xml") == "zip-damaged"
