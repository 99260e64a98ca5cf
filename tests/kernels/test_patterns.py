import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import fold, kind

from moisson.kernels.numbers import IPV4, IPV6, NUMBER, scan_numbers
from moisson.kernels.patterns import compile_patterns, find_patterns
from moisson.kernels.strings import Strings, strings

PATTERNS = ("né le", "e", "@", "ab*", "*ba", "*b*", "l'été", "ΝΌΜΟΣ", "a-b", "(at", "1*", "né", "bab")
AT_WORDS = tuple(pattern for pattern in PATTERNS if pattern[0] != "*")  # none may begin within a word
SAME = {"’": "'", "‘": "'", "–": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\n": " ", "\t": " "}
TEXTS = st.text(st.sampled_from("abABéÉnNlLeE 'tT’(@1²-–\u00a0\n\u0301νόμοςΝΌΜΟΣю中") | st.characters(codec="utf-8"), max_size=50)


def of(*texts: str | None) -> Strings:
    return strings(pa.array(texts, pa.large_string()))


def plain(char: str) -> str:
    if char.isspace():
        return " "
    return SAME.get(char, fold(char))


def occurrences(text: str, patterns: tuple[str, ...]) -> list[tuple[int, int, int]]:
    folded = "".join(plain(char) for char in text)
    found = []
    for k, pattern in enumerate(patterns):
        literal = "".join(plain(char) for char in pattern.removeprefix("*").removesuffix("*"))
        for start in range(len(folded) - len(literal) + 1):
            end = start + len(literal)
            if folded[start:end] != literal:
                continue
            opens = pattern[0] == "*" or kind(literal[0]) not in ("L", "N") or start == 0 or not kind(text[start - 1])
            closes = pattern[-1] == "*" or kind(literal[-1]) not in ("L", "N") or end == len(text) or not kind(text[end])
            if opens and closes:
                found.append((start, end, k))
    return sorted(found, key=lambda place: (place[1], place[0]))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_occurrences_equal_those_of_the_plain_definition(texts: list[str]) -> None:
    for patterns in (PATTERNS, AT_WORDS):
        found = find_patterns(of(*texts), compile_patterns(patterns))
        places = list(zip(*(column.tolist() for column in found), strict=True))
        assert places == [(row, *place) for row, text in enumerate(texts) for place in occurrences(text, patterns)]


def test_a_pattern_is_found_whatever_its_case_script_spaces_apostrophes_and_hyphens() -> None:
    automaton = compile_patterns(("n° de sécurité sociale", "l'assuré", "Α.Φ.Μ", "steuer-id", "егн"))
    text = "N°\u00a0DE SÉCURITÉ\u202fSOCIALE, L’ASSURÉ, α.φ.μ., Steuer‑ID, ЕГН"
    assert [text[a:b] for a, b in zip(*find_patterns(of(text), automaton)[1:3], strict=True)] == [
        "N°\u00a0DE SÉCURITÉ\u202fSOCIALE",
        "L’ASSURÉ",
        "α.φ.μ",
        "Steuer‑ID",
        "ЕГН",
    ]


def test_a_pattern_may_ask_for_digits_near_it() -> None:
    automaton = compile_patterns(("tél", "fax"), (True, False))
    texts = of("tél 0142", "tél", "0142 tél", "tél" + "é" * 60 + "0142", "0142" + "é" * 20 + " tél", "tél 014", "fax")
    assert find_patterns(texts, automaton).row.tolist() == [0, 2, 6]


def test_patterns_that_are_one_once_folded_are_refused() -> None:
    with pytest.raises(ValueError, match="same"):
        compile_patterns(("Tél", "tÉl"))


def test_more_places_than_foreseen_are_all_there() -> None:
    assert len(find_patterns(of("@" * 5000), compile_patterns(("@",))).row) == 5000
    assert len(scan_numbers(of("1234567, " * 900)).row) == 900


def test_no_texts_nulls_and_slices() -> None:
    automaton = compile_patterns(("b",))
    assert find_patterns(of(), automaton).row.tolist() == []
    assert scan_numbers(of()).row.tolist() == []
    sliced = strings(pa.array(["b 1234567", "", None, "a b 7654321"], pa.large_string()).slice(1))
    assert [column.tolist() for column in find_patterns(sliced, automaton)] == [[2], [2], [3], [0]]
    assert [column.tolist() for column in scan_numbers(sliced)] == [[2], [4], [11], [7], [NUMBER], [0]]


JOIN = r"[ \u00a0\u202f\u2009-\u2013()+./\-]"
GAP = re.compile(rf"(?:{JOIN}|[A-Z]){{0,6}}")


def runs(text: str, least: int) -> list[tuple[int, int, int]]:
    """Runs of digits by the definition of the docstring."""
    found: list[tuple[int, int]] = []
    for match in re.finditer(r"[0-9]+", text):
        between = text[found[-1][1] : match.start()] if found else None
        if between is not None and GAP.fullmatch(between) and len(re.findall(JOIN, between)) <= 3:
            found[-1] = (found[-1][0], match.end())
        else:
            found.append(match.span())
    counted = [(start, end, len(re.findall(r"[0-9]", text[start:end]))) for start, end in found]
    return [run for run in counted if run[2] >= least]


NUMERIC = st.text(st.sampled_from("0123456789  .-/()+ABéx,\n\u00a0\u202f–٣"), max_size=60)


@given(st.lists(NUMERIC, min_size=1, max_size=4), st.sampled_from([1, 4, 7]))
def test_runs_equal_those_of_the_plain_definition(texts: list[str], least: int) -> None:
    found = scan_numbers(of(*texts), least)
    places = [place[:4] for place in zip(*(column.tolist() for column in found), strict=True) if place[4] == NUMBER]
    assert places == [(row, *run) for row, text in enumerate(texts) for run in runs(text, least)]


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("RSSMRA85T10A562S", 4),
        ("12345678Z", 1),
        ("X1234567L", 2),
        ("1234567", 0),
        ("1234567 A", 1),
        ("X-1234567-L", 2),
        ("É1234567b", 0),
    ],
)
def test_capitals_in_a_number_and_beside_it_are_counted(text: str, letters: int) -> None:
    assert scan_numbers(of(text)).letters.tolist() == [letters]


IP = re.compile(r"(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d]|\.\d)", re.ASCII)


@given(st.lists(st.sampled_from(["192", ".", "1", "255", " ", "0", "x", "1234", "é", "-", "A"]), max_size=20).map("".join))
def test_dotted_numbers_equal_those_of_the_plain_definition(text: str) -> None:
    found = scan_numbers(of(text))
    chosen = found.shape == IPV4
    assert list(zip(found.start[chosen].tolist(), found.end[chosen].tolist(), strict=True)) == [
        m.span() for m in IP.finditer(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("é 2001:db8::1, fin", "2001:db8::1"),
        ("fe80:0:0:0:1:2:3:4", "fe80:0:0:0:1:2:3:4"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("à 12:30:45", None),
        ("std::string, Art. 5:", None),
    ],
)
def test_what_may_be_an_address_of_the_sixth_version(text: str, expected: str | None) -> None:
    found = scan_numbers(of(text))
    chosen = np.flatnonzero(found.shape == IPV6)
    assert [text[found.start[k] : found.end[k]] for k in chosen] == ([expected] if expected else [])
