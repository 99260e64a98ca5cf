"""Surprise: the kernel counts as the plain definition does, in every script, whatever stands in the text."""

import random
from itertools import groupby
from math import ceil

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain import fold, kind

from moisson.corpus.stages.noise import load_tables
from moisson.kernels.strings import strings
from moisson.kernels.trigram_noise import ANY, END, GLUES, NONE, PASSED, SIZE, STRAYS, Tables, measure_surprise, numbers_of

TABLES = load_tables()
NUMBER = {chr(code): number for code, number in zip(TABLES.letters.tolist(), numbers_of(TABLES).tolist(), strict=True)}
SCRIPT = {chr(code): script for code, script in zip(TABLES.letters.tolist(), TABLES.scripts.tolist(), strict=True)}
SCRIPTS = 8
ODD = np.unpackbits(TABLES.odd, axis=1, bitorder="little").astype(bool)

Word = tuple[tuple[int, ...], frozenset[int], bool]  # the numbers of its letters, their scripts, whether its shape surprises


def sort_of(char: str) -> str:
    """l, u: a letter with a number, small or capital; d digit, m mark, s stray, g what makes a word no word; `.` and blank."""
    found = kind(char)
    if ord(char) >= END:
        return "g" if found == "L" else " "
    if char in PASSED:
        return "m"
    if (fold(char) if found == "L" else char) in NUMBER:  # vowels of Devanagari are marks
        return "u" if char.isupper() else "l"
    if found == "L":
        return "g"
    if char in GLUES or char in STRAYS or char == ".":
        return "g" if char in GLUES else "." if char == "." else "s"
    return {"N": "d", "M": "m"}.get(found, " ")


def word_of(token: str, before: str, after: str) -> Word | None:
    sorts = "".join(map(sort_of, token))
    letters = [fold(char) for char, sort in zip(token, sorts, strict=True) if sort in "lu"]
    numbers, scripts = tuple(NUMBER[char] for char in letters), frozenset(SCRIPT[char] for char in letters)
    enclosed = "ldl" in sorts
    glued = "g" in sorts or "lu" in sorts or (sorts[0] in "lu" and before[1:] == "." and sort_of(before[0]) in "lu")
    if glued or not 0 < len(numbers) <= 60 or ("d" in sorts and not (enclosed and sorts.count("d") == 1)):
        return None
    if after in (".", ")") if len(numbers) == 1 else len(numbers) <= 5 and "l" not in sorts:
        return None
    stray = any(sorts[k] == "s" and sorts[k + 1] in "lu" and set(sorts[:k]) & {"l", "u"} for k in range(len(sorts) - 1))
    return numbers, scripts, stray or enclosed or len(scripts) > 1


def windows(text: str) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    text = "".join(char for char in text if sort_of(char) != "m") + "\n"
    token, begin = "", 0
    for at, char in enumerate(text):
        if sort_of(char) not in " .":
            token += char
            continue
        if token:
            word = word_of(token, text[begin : at - len(token)][-2:], char)
            found[-1] += [word] if word else []
            token = ""
        size = sum(len(numbers) for numbers, *_ in found[-1])
        if size >= (200 if char == "\n" else 1000):
            found.append([])
            begin = at + 1
    return found


def surprising(words: list[Word], language: int) -> int:
    met: set[tuple[int, ...]] = set()
    for numbers, _, shape in words:
        row = [0, 0, *(int(TABLES.symbols[language, number]) for number in numbers), 0]
        runs = zip(row, row[1:], row[2:], strict=False)
        if shape or any(ODD[language, (a * SIZE + b) * SIZE + c] for a, b, c in runs):
            met.add(numbers)
    return sum(map(len, met))


def judged(words: list[Word], own: int, helper: int) -> tuple[int, int, int]:
    """Letters judged, letters surprising, and the language that helped last."""
    sizes = [0] * SCRIPTS
    for numbers, scripts, _ in words:
        for script in scripts:
            sizes[script] += len(numbers)
    main = sizes.index(max(sizes))
    words = [word for word in words if main in word[1]]
    enough, value = int(0.08 * sizes[main]), sizes[main] + 1
    scale = TABLES.per_error[own] if own >= 0 else np.median(TABLES.per_error)
    asked = own >= 0 and TABLES.script[own] == main
    if asked:
        value = surprising(words, own)
    if value <= enough:
        return sizes[main], value, helper
    best = float(value // 3 + 1 if asked else value)
    for turn in range(-1, len(TABLES.languages)):
        language = helper if turn < 0 else turn
        if language >= 0 and TABLES.script[language] == main and (TABLES.explains[language] or own < 0):
            found = surprising(words, language)
            sees = TABLES.per_error[language] / scale
            blunt = min(sees * sees, 1.0) if asked else sees
            if found < ceil(best * blunt):
                best = found / blunt
                value = found if asked else min(int(best), sizes[main])
                helper = language
                if turn < 0 and found <= enough:
                    break
    return (sizes[main], value, helper) if value <= sizes[main] else (0, 0, helper)


def plain(text: str, own: int, crowd: float) -> list[int]:
    out, helper = [0, 0, 0], -1
    for words in windows(text) if own != NONE else []:
        size, odd, helper = judged(words, own, helper)
        out = [out[0] + size, out[1] + odd, out[2] + (size if odd > crowd * size else 0)]
    return out


def measured(texts: list[str], own: list[int], crowd: float = 0.15, tables: Tables = TABLES) -> list[list[int]]:
    array = strings(pa.array(texts, pa.large_string()))
    found = measure_surprise(array, np.array(own, np.int64), tables, np.full(len(texts), crowd))
    return [[int(column[row]) for column in found] for row in range(len(texts))]


WORDS = {
    "fr": "Le contrat de travail est soumis aux règles du droit commun et peut être établi selon les formes des parties",
    "de": "Die Würde des Menschen ist unantastbar und alle staatliche Gewalt ist verpflichtet sie zu achten und zu schützen",
    "el": "όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα",
    "bg": "Всички хора се раждат свободни и равни по достойнство и права",
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق وعليهم أن يعامل بعضهم بعضا",
    "hy": "Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու իրավունքներով",
    "ka": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है",
    "": "mon¬de pr0vince GmbH SNCF www.example.org a) M. ſoit Ærøskøbing x²y 3e שלום العربية 日本語 xx~y z a.b",
    "signs": "ինչո՞ւ ա՛յս كتـــاب كِتَابٌ שָׁלוֹם aב бa",
    "marks": "e\u0301t\u0301e \u20d0a µικρό",
}
PIECES = st.sampled_from([word for words in WORDS.values() for word in words.split()]) | st.text(
    "abfqxzßéſαω\u0345жщהםىکھՔևყह्िक़.)1^/|\u0301\u064b\u055e\u0640İǅᲐ", max_size=9
)
TEXT = st.lists(st.tuples(PIECES, st.sampled_from([" ", " ", ", ", "\n", ".", "\u00a0"])), max_size=60).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
OWN = st.sampled_from(
    [
        ANY,
        NONE,
        *(TABLES.languages.index(name) for name in ("fr", "de", "el", "bg", "mt", "br", "he", "ar", "hy", "ka", "hi")),
    ]
)


@given(st.lists(st.tuples(TEXT, OWN), max_size=4))
def test_counts_equal_those_of_the_plain_definition(rows: list[tuple[str, int]]) -> None:
    texts, own = [text for text, _ in rows], [language for _, language in rows]
    assert measured(texts, own) == [plain(text, language, 0.15) for text, language in rows]


@pytest.mark.parametrize("end", ["\n", " "])
def test_long_texts_are_judged_by_windows(end: str) -> None:
    chance = random.Random(1)
    words = " ".join(WORDS.values()).split()
    text = "".join(chance.choice(words) + chance.choice([" "] * 9 + [end]) for _ in range(1500)) + "x" * 500 + " fin"
    own = TABLES.languages.index("fr")
    assert len(windows(text)) > 5
    assert measured([text], [own]) == [plain(text, own, 0.15)]


def test_a_passage_in_another_language_counts_as_that() -> None:
    french, german = WORDS["fr"] + ". ", WORDS["de"] + ". "
    own = TABLES.languages.index("fr")
    (mixed, alone) = measured([french * 3 + "\n" + german * 3, german * 3], [own, own])
    assert mixed[1] == alone[1] == 0
    (german_by_french,) = measured([german * 3], [own], tables=TABLES._replace(explains=np.zeros_like(TABLES.explains)))
    assert german_by_french[1] > 40


def test_a_word_that_comes_again_counts_once() -> None:
    own = TABLES.languages.index("fr")
    once, often = measured([f"{WORDS['fr']} Wszczvk", f"{WORDS['fr']} Wszczvk Wszczvk wszczvk"], [own, own])
    assert once[1] == often[1] == len("Wszczvk")


def test_no_texts_give_no_counts() -> None:
    assert measured([], []) == []


def test_letters_of_one_script_have_numbers_side_by_side() -> None:
    assert [script for script, _ in groupby(TABLES.scripts.tolist())] == list(range(SCRIPTS))
    assert max(NUMBER.values()) < 256
