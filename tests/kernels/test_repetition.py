"""Counts of what repeats and of what a text is made of equal their plain definitions."""

import re

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from plain import HEADING, kind

from moisson.kernels.repetition import Repetition, measure_repetition
from moisson.kernels.strings import strings

LINES = [
    "Fait à Paris.",
    "  Fait à Paris.",
    "- point",
    "12. point",
    "12.point",
    "| 1 | 2 |",
    "# Titre",
    "",
    "  ",
    ".....",
    "Nom : ____ . . .",
    "… é",
    "\ufffd",
    "x..y",
]
TEXTS = st.lists(st.sampled_from(LINES) | st.text("ab.…_·é1 \u0301\ufffd", max_size=12), max_size=12).map("\n".join)
ITEM = re.compile(r"[-*+] |[0-9]+[.)] ")


def bare(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


def is_table(line: str) -> bool:
    line = line.lstrip(" ")
    return bool(HEADING.match(line)) or line.startswith("|")


def is_prose(line: str) -> bool:
    return bool(bare(line)) and not is_table(line) and not ITEM.match(line.lstrip(" "))


def fillers(line: str) -> int:
    runs = re.findall(r"[._·…]+", bare(line))
    return sum(len(run) for run in runs if len(run.replace("…", "...")) >= 3)


def again(items: list[str]) -> list[str]:
    return [item for k, item in enumerate(items) if item in items[:k]]


def plain(text: str) -> list[int]:
    prose = [bare(line) for line in text.split("\n") if is_prose(line)]
    return [
        len(bare(text)),
        sum(map(fillers, text.split("\n"))),
        text.count("\ufffd"),
        sum(kind(char) not in ("L", "M") for line in text.split("\n") if not is_table(line) for char in bare(line)),
        len("".join(again(prose))),
    ]


def measured(found: Repetition, row: int) -> list[int]:
    return [int(column[row]) for column in found]


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_counts_equal_those_of_the_plain_definition(texts: list[str]) -> None:
    found = measure_repetition(strings(pa.array(texts, pa.large_string())))
    for row, text in enumerate(texts):
        assert measured(found, row) == plain(text)


def test_what_was_seen_in_one_text_is_new_in_the_next() -> None:
    found = measure_repetition(strings(pa.array(["Fait à Paris.\nFait à Paris.", "Fait à Paris."], pa.large_string())))
    assert found.repeated_line_characters.tolist() == [len("FaitàParis."), 0]


def test_no_texts_give_no_counts() -> None:
    assert measure_repetition(strings(pa.array([], pa.large_string()))).characters.tolist() == []
