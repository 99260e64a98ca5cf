"""The first and last lines of texts, and texts without some of their lines, equal their plain definitions."""

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moisson.kernels.cutting import Cut, cut_lines
from moisson.kernels.lines import Lines, edge_lines, following, preceding
from moisson.kernels.strings import string_array, strings

PIECES = [
    "",
    " ",
    "\t ",
    "# T",
    "- item",
    "- 3 -",
    "1. one",
    "12) two",
    "| a |",
    "12",
    "…",
    "Seite 1",
    " Seite 12 ",
    "Ж é",
    "a\u0301",
    "שלום",
    "x 1 2",
]
LINE = st.sampled_from(PIECES) | st.text("ab1 \té\u0301", max_size=6)
TEXTS = st.lists(st.lists(LINE, max_size=9).map("\n".join), max_size=5)


def trimmed(line: str) -> str:
    return line.strip(" \t")


def plain_edges(text: str, window: int) -> tuple[list[str], int]:
    """The lines, and how many of them count as the first."""
    found = [trimmed(line) for line in text.split("\n") if trimmed(line)]
    if len(found) <= 2 * window:
        return found, len(found) // 2
    return found[:window] + found[-window:], window


def is_structure(line: str) -> bool:
    if line[0] in "#|" or re.match(r"[0-9]+[.)] ", line) or not re.search(r"[A-Za-z\u00c0-\U0010ffff]", line):
        return True
    return bool(re.match(r"[-*+] ", line)) and line[-1] != line[0]


def scanned(texts: list[str], window: int, seeds: list[int] | None = None) -> Lines:
    given = np.array(seeds or [7] * len(texts), np.uint64)
    return edge_lines(strings(pa.array(texts, pa.large_string())), given, window)


@given(TEXTS, st.integers(1, 4))
def test_the_lines_found_are_the_first_and_the_last(texts: list[str], window: int) -> None:
    found = scanned(texts, window)
    data = "".join(texts).encode()
    for row, text in enumerate(texts):
        lines, first = plain_edges(text, window)
        of = slice(found.bounds[row], found.bounds[row + 1])
        assert [data[a:b].decode() for a, b in zip(found.starts[of], found.ends[of], strict=True)] == lines
        assert found.top[of].tolist() == [k < first for k in range(len(lines))]
        assert found.structure[of].tolist() == [is_structure(line) for line in lines]
        assert set(found.rows[of].tolist()) <= {row}


@given(st.lists(LINE.map(trimmed).filter(bool), min_size=2, max_size=8))
def test_lines_have_one_key_if_they_are_equal_but_for_their_figures(lines: list[str]) -> None:
    found = scanned(lines, 1)
    for a, one in enumerate(lines):
        for b, other in enumerate(lines):
            assert (found.exact[a] == found.exact[b]) == (one == other)
            assert (found.keys[a] == found.keys[b]) == (re.sub("[0-9]+", "0", one) == re.sub("[0-9]+", "0", other))


def test_two_sources_share_no_key() -> None:
    found = scanned(["Impressum", "Impressum"], 3, [1, 2])
    assert found.keys[0] != found.keys[1]


@given(TEXTS, st.lists(st.booleans(), min_size=60, max_size=60))
def test_the_nearest_line_with_a_mark_is_found_within_the_text(texts: list[str], marks: list[bool]) -> None:
    found = scanned(texts, 3)
    mask = np.array(marks[: len(found.rows)], np.bool_)
    for k, row in enumerate(found.rows.tolist()):
        before = [j for j in range(found.bounds[row], k + 1) if mask[j]]
        after = [j for j in range(k, found.bounds[row + 1]) if mask[j]]
        assert preceding(found, mask)[k] == (before[-1] if before else -1)
        assert following(found, mask)[k] == (after[0] if after else -1)


def plain_cut(lines: list[str], goes: list[bool]) -> tuple[list[str], list[int]]:
    """The lines that stay, and the numbers of those that go, blank lines included."""
    blank = [not trimmed(line) for line in lines]
    stays = [k for k in range(len(lines)) if not goes[k] and not blank[k]]
    if not any(goes):
        return lines, []
    if not stays:
        return [], list(range(1, len(lines) + 1))
    out = []
    spaced, after = True, False
    for k in range(len(lines)):
        if goes[k]:
            out.append(k)
            after = True
        elif not blank[k]:
            spaced = after = False
        elif (k > stays[-1] and any(goes[stays[-1] :])) or (after and spaced):
            out.append(k)
        else:
            spaced = True
    return [line for k, line in enumerate(lines) if k not in out], [k + 1 for k in out]


def cut(texts: list[str], goes: list[list[bool]]) -> Cut:
    """Cut the lines that are marked, of those that are not blank."""
    starts: list[int] = []
    bounds = [0]
    at = 0
    for text, marks in zip(texts, goes, strict=True):
        for line, mark in zip(text.split("\n"), marks, strict=True):
            if mark:
                starts.append(at + len((line[: len(line) - len(line.lstrip(" \t"))]).encode()))
            at += len(line.encode()) + 1
        at -= 1
        bounds.append(len(starts))
    return cut_lines(strings(pa.array(texts, pa.large_string())), np.array(bounds), np.array(starts, np.int64))


@given(TEXTS, st.data())
@settings(max_examples=300)
def test_cutting_equals_its_plain_definition_and_can_be_undone(texts: list[str], data: st.DataObject) -> None:
    lines = [text.split("\n") for text in texts]
    goes = [[bool(trimmed(line)) and data.draw(st.booleans()) for line in of] for of in lines]
    found = cut(texts, goes)
    kept = string_array(found.texts).to_pylist()
    removed = string_array(found.lines).to_pylist()
    for row, of in enumerate(lines):
        stays, numbers = plain_cut(of, goes[row])
        span = slice(found.bounds[row], found.bounds[row + 1])
        assert kept[row] == "\n".join(stays)
        assert found.numbers[span].tolist() == numbers
        assert removed[span] == [of[number - 1] for number in numbers]
        back = kept[row].split("\n") if kept[row] or not numbers else []
        for number, line in zip(numbers, removed[span], strict=True):
            back.insert(number - 1, line)
        assert "\n".join(back) == texts[row]


@pytest.mark.parametrize(
    ("text", "out", "left"),
    [
        ("a\n\nNOTICE\n\nb", "NOTICE", "a\n\nb"),
        ("a\nNOTICE\n\nb", "NOTICE", "a\n\nb"),
        ("a\n\nNOTICE\nb", "NOTICE", "a\n\nb"),
        ("a\n\nNOTICE\n\n", "NOTICE", "a"),
        ("NOTICE\n\n\na\n", "NOTICE", "a\n"),
        ("\n NOTICE \n\t\n", "NOTICE", ""),
        ("a\n\n", "b", "a\n\n"),
    ],
)
def test_paragraphs_stay_apart_and_no_blank_lines_are_left_at_the_ends(text: str, out: str, left: str) -> None:
    found = cut([text], [[trimmed(line) == out for line in text.split("\n")]])
    assert string_array(found.texts).to_pylist() == [left]


def test_a_slice_of_an_array_is_read_where_it_lies() -> None:
    texts: Any = pa.array(["first\nline", "a\nNOTICE", "last"], pa.large_string()).slice(1, 1)
    found = edge_lines(strings(texts), np.zeros(1, np.uint64), 3)
    made = cut_lines(strings(texts), np.array([0, 1]), found.starts[1:])
    assert string_array(made.texts).to_pylist() == ["a"]
    assert string_array(made.lines).to_pylist() == ["NOTICE"]
