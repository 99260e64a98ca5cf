"""Names follow from content, and from nothing else."""

from hashlib import sha256
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.contracts.identity import canonical_json, digest, environment, fingerprint, merkle_root, reading

PAIRS = st.lists(
    st.tuples(st.text(st.characters(exclude_characters="\0", codec="utf-8")), st.text("0123456789abcdef", min_size=4))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def rfc_6962(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as section 2.1 of RFC 6962 defines it, word for word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01" + rfc_6962(leaves[:k]) + rfc_6962(leaves[k:])).digest()


def test_equal_values_give_equal_bytes_whatever_the_order_of_keys() -> None:
    assert canonical_json({"b": 1, "a": [{"d": "é", "c": None}]}) == '{"a":[{"c":null,"d":"é"}],"b":1}'.encode()
    assert fingerprint({"b": 1, "a": 2}) == fingerprint({"a": 2, "b": 1}) == digest(b'{"a":2,"b":1}')


@given(st.dictionaries(st.text(), JSON))
def test_a_fingerprint_does_not_depend_on_how_a_mapping_was_filled(value: dict[str, object]) -> None:
    assert fingerprint(dict(reversed(value.items()))) == fingerprint(value)


def test_a_digest_is_sha_256_in_hexadecimal() -> None:
    assert digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1


@given(PAIRS)
def test_the_merkle_root_is_that_of_rfc_6962(pairs: list[tuple[str, str]]) -> None:
    leaves = [id.encode() + b"\x00" + version.encode() for id, version in sorted(pairs)]
    assert merkle_root(pairs) == rfc_6962(leaves).hex()


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_merkle_root_does_not_depend_on_order(pairs: list[tuple[str, str]], random: Random) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)
    assert merkle_root(shuffled) == merkle_root(pairs)


@given(st.lists(st.tuples(st.text("ab/", min_size=1), st.text("01", min_size=1)), unique=True, min_size=1))
def test_a_set_of_documents_and_the_set_with_one_more_have_different_roots(pairs: list[tuple[str, str]]) -> None:
    assert merkle_root(pairs) != merkle_root(pairs[1:])


def test_the_environment_names_every_library_that_can_change_a_text_or_a_file() -> None:
    assert {"unicode", "pyarrow", "numpy", "lxml", "py3langid", "phonenumbers"} <= set(environment())


def test_what_is_not_installed_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan that could not be read for want of Tesseract is read once it is there: the reader has another name then."""
    assert {"chardet", "pyyaml", "pypdfium2", "python-calamine", "expat", "tesseract"} == set(reading())
    reading.cache_clear()
    monkeypatch.setenv("PATH", "")
    assert reading()["tesseract"] is None
    reading.cache_clear()
