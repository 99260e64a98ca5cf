"""Letters by script as Unicode names them, and words as `words.py` counts them."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.kernels.letters import LETTER, letters
from moisson.kernels.scripts import CODES, main_script, measure, scripts
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words

NAMES = """
LATIN Latn GREEK Grek CYRILLIC Cyrl ARMENIAN Armn HEBREW Hebr ARABIC Arab GEORGIAN Geor DEVANAGARI Deva HANGUL Hang HIRAGANA Jpan
KATAKANA Jpan CJK Hani THAI Thai TAMIL Taml ETHIOPIC Ethi BENGALI Beng KHMER Khmr MYANMAR Mymr
"""
SCRIPT_BY_NAME = dict(zip(NAMES.split()[::2], NAMES.split()[1::2], strict=True))


def script_of(text: str) -> str | None:
    tally = np.zeros((1, len(CODES) + 1), np.int64)
    data = strings(pa.array([text], pa.large_string())).data
    measure(data, 0, len(data), scripts(), tally[0])
    found = int(main_script(tally)[0])
    return CODES[found] if found >= 0 else None


def test_every_letter_of_the_first_plane_has_the_script_that_its_name_begins_with() -> None:
    table = scripts().scripts
    wrong = {
        chr(code)
        for code in np.flatnonzero(letters().classes[:0xFFFF] & LETTER).tolist()
        if (script := SCRIPT_BY_NAME.get(unicodedata.name(chr(code), "").split(" ")[0]))
        and (table[code] >= len(CODES) or CODES[table[code]] != script)
    }
    assert not wrong


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Alle Menschen sind gleich, Ελλάς", "Latn"),
        ("Όλοι οι Έλληνες είναι ίσοι (EU)", "Grek"),
        ("Всички граждани са равни", "Cyrl"),
        ("كل المواطنين متساوون أمام القانون", "Arab"),
        ("中华人民共和国", "Hani"),
        ("日本国民は、正当に選挙された国会", "Jpan"),
        ("모든 국민은 법 앞에 평등하다", "Hang"),
        ("12,5 % — § 3", None),
        ("", None),
    ],
)
def test_the_script_of_most_letters(text: str, script: str | None) -> None:
    assert script_of(text) == script


@given(st.text(max_size=60))
def test_words_are_those_that_every_kernel_counts(text: str) -> None:
    column = strings(pa.array([text], pa.large_string()))
    found = measure(column.data, column.offsets[0], column.offsets[1], scripts(), np.zeros(len(CODES) + 1, np.int64))
    assert found == count_words(column)[0]


PIECES = ["l'article L. 1221-1 du code", "à l'été", "À", "ÿ", "×", "÷", "€", "—", " ", "12", "Ω", "\u0301", "ö", "中"]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_words_and_letters_are_those_that_unicode_names(text: str) -> None:
    column = strings(pa.array([text], pa.large_string()))
    tally = np.zeros(len(CODES) + 1, np.int64)
    assert measure(column.data, 0, len(column.data), scripts(), tally) == count_words(column)[0]
    names = {"Latn": "LATIN", "Grek": "GREEK", "Hani": "CJK"}
    for code, name in names.items():
        assert tally[CODES.index(code)] == sum(char.isalpha() and unicodedata.name(char).startswith(name) for char in text)
