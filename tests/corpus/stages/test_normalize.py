"""Text in one form: what is invisible goes, what is said stays."""

import re
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.contracts.schemas import STRING
from moisson.corpus.stages.normalize import normalize_text

AWKWARD = (
    "aé e\u0301 A\u030a\u212b \u00ad\u200b\u200c\u200d\u200e\ufeff\u2060 \u00a0\u202f\u2003\t\r\n\n\x0b\x0c\x85\u2028 -*1.)•|#"
    " \ue000\U000f0000\ufdd0\x00\x1f\ufffd क\u094dष\u0628😀\ufe0f👩\u1100\u1161\u11a8\u0344\u0f73"
)
TEXTS = st.text(st.sampled_from(AWKWARD) | st.characters(codec="utf-8"), max_size=40)


def normal(*texts: str | None) -> list[str | None]:
    found: list[str | None] = normalize_text()(pa.record_batch({"text": pa.array(texts, STRING)}))["text"].to_pylist()
    return found


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=500)
def test_doing_it_twice_changes_nothing(texts: list[str]) -> None:
    once = normal(*texts)
    assert normal(*once) == once


@given(TEXTS)
@settings(max_examples=500)
def test_the_result_is_composed_and_plain(text: str) -> None:
    (found,) = normal(text)
    assert found is not None
    assert unicodedata.is_normalized("NFC", found)
    assert all(char in "\n " or not char.isspace() for char in found)
    assert not any(unicodedata.category(char) in ("Cc", "Co", "Zl", "Zp") for char in found if char != "\n")
    assert "\n\n\n" not in found
    assert not any(line.endswith(" ") for line in found.split("\n"))
    assert found == found.strip("\n")


@given(TEXTS)
def test_no_letter_or_digit_is_lost(text: str) -> None:
    (found,) = normal(text)
    kept = [char for char in unicodedata.normalize("NFC", text) if char.isalnum()]
    assert found is not None
    assert (
        [char for char in unicodedata.normalize("NFC", found) if char.isalnum()] == kept or "\u200b" in text or "\u00ad" in text
    )


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Art.\u00a01er\u202f: «\u00a0loi\u00a0»", "Art. 1er : « loi »"),
        ("e\u0301tat, A\u030a, \u212b", "état, Å, Å"),
        ("un\r\ndeux\rtrois\u2028quatre\u2029cinq\x85six", "un\ndeux\ntrois\nquatre\ncinq\nsix"),
        ("\n\n  a  b \t c  \n\n\n\nd\n\n", "a b c\n\nd"),
        ("- un\n  - deux\n    1. trois\n   suite", "- un\n  - deux\n    1. trois\nsuite"),
        ("règle\u00adment zéro\u200blargeur \ufeffBOM", "règlement zérolargeur BOM"),
        ("privé\ue000 nul\x00 non\ufdd0caractère", "privé nul noncaractère"),
        ("perdu : \ufffd", "perdu : \ufffd"),
        ("می\u200cخواهم क\u094d\u200dष a\u200db 👩\u200d⚖\ufe0f", "می\u200cخواهم क\u094d\u200dष ab 👩\u200d⚖\ufe0f"),
        ("e\u200b\u0301", "é"),
        ("| a |  | b |", "| a | | b |"),
        ("\x1b[0m", "[0m"),
        ("", ""),
        (" \u200b\n ", ""),
        ("page 1\x0cpage 2", "page 1\npage 2"),
    ],
)
def test_examples(given_text: str, expected: str) -> None:
    assert normal(given_text) == [expected]


PIECES = [
    "Art. L. 1221-1 : le contrat de travail ",
    "à durée indéterminée",
    " ",
    "  ",
    "\n",
    "- un",
    "3) deux ",
    "•",
    "×",
    "\t",
    "\u00a0",
    "…",
]


def plainly(text: str) -> str:
    """What comes of a text of `PIECES`, by line."""
    lines = []
    for line in text.replace("\t", " ").replace("\u00a0", " ").split("\n"):
        body = re.sub(" +", " ", line.strip(" "))
        item = re.match(r"([-*+•]|[0-9]+[.)])( |$)", body)
        lines.append(" " * (len(line) - len(line.lstrip(" "))) * bool(item) + body)
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), max_size=3))
@settings(max_examples=500)
def test_what_is_copied_in_one_piece_is_what_character_by_character_would_be(texts: list[str]) -> None:
    assert normal(*texts) == [plainly(text) for text in texts]


def test_null_stays_null_beside_rows_that_change() -> None:
    assert normal(None, "a\u00a0b", None, "e\u0301", "c") == [None, "a b", None, "é", "c"]
