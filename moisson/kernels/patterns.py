"""Literals in whole batches: where each of thousands of patterns stands, in code points.

The literals are compiled to one Aho-Corasick automaton with a dense table (state x class of character), so that a text is read
once whatever their number (Aho and Corasick, CACM 18(6), 1975). Where no pattern may begin within a word, what begins there is
not followed: most letters of a text are then read in one state. Characters are compared folded: case in every script, any kind of
space, apostrophe and hyphen. Text is expected in NFC.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.compiled import kernel
from moisson.kernels.letters import END, MARK, SPACE, WORD, class_of, decode, letters
from moisson.kernels.strings import Strings

OPEN = "*"  # at an end of a pattern: a word may go on there
_SAME = {"'": "’‘ʼ′´`", "-": "‐‑‒–—−"}
_BEGINS, _ENDS, _NUMBERED = 1, 2, 4
_BEHIND, _AHEAD = 40, 120  # bytes around a pattern in which it may have to have digits
_FOUND = np.int32(1 << 30)  # in a move: patterns end in the state it leads to
_STATE = np.int32(_FOUND - 1)


@lru_cache(maxsize=1)
def _folded() -> NDArray[np.uint32]:
    classes, folded = letters()
    folded = folded.copy()
    folded[(classes & SPACE) != 0] = ord(" ")
    for char, others in _SAME.items():
        folded[[ord(other) for other in others]] = ord(char)
    return folded


def fold(literal: str) -> str:
    """The form in which a pattern is compared: two patterns of one form are one."""
    folded = _folded()
    return "".join(chr(folded[ord(char)]) for char in literal)


class Automaton(NamedTuple):
    """Compiled patterns. `moves[state + class]` is the next state (a row's offset), with `_FOUND` where a pattern ends in it."""

    classes: NDArray[np.uint8]  # of code points; 0: in no pattern
    moves: NDArray[np.int32]
    width: int
    ends: NDArray[np.int32]  # by state: the pattern that ends there, or -1
    shorter: NDArray[np.int32]  # by state: the next state, of a suffix, in which a pattern ends, or -1
    lengths: NDArray[np.int32]  # by pattern, in code points
    edges: NDArray[np.uint8]  # by pattern: whether it must begin and end a word, and have digits near


def compile_patterns(patterns: Sequence[str], numbered: Sequence[bool] | None = None) -> Automaton:
    """The automaton of some literals, all different once folded.

    A pattern that begins or ends in a letter or digit must begin or end a word there, unless `*` opens that end.
    Where `numbered` says so, it is found only with at least four digits in the 40 bytes before it or the 120 bytes behind it.
    """
    kinds, folded = letters().classes, _folded()
    literals = [[int(folded[ord(char)]) for char in pattern.removeprefix(OPEN).removesuffix(OPEN)] for pattern in patterns]
    edges = [
        _BEGINS * bool(kinds[literal[0]] & WORD and pattern[0] != OPEN)
        | _ENDS * bool(kinds[literal[-1]] & WORD and pattern[-1] != OPEN)
        | _NUMBERED * near
        for pattern, literal, near in zip(patterns, literals, numbered or [False] * len(patterns), strict=True)
    ]
    classes, others = _classes(sorted({code for literal in literals for code in literal}))
    width = int(classes.max()) + 1
    anywhere = any(kinds[literal[0]] & WORD and not edge & _BEGINS for literal, edge in zip(literals, edges, strict=True))
    inner = width if anywhere else others
    moves, ends, shorter = _table([[int(classes[code]) for code in literal] for literal in literals], width, inner)
    lengths = np.array([len(literal) for literal in literals], np.int32)
    return Automaton(classes, moves, width, ends, shorter, lengths, np.array(edges, np.uint8))


def _classes(alphabet: Sequence[int]) -> tuple[NDArray[np.uint8], int]:
    """The class of each code point, and the first class of letters, digits and marks; the others come before these.

    The first class of either has the characters that are in no pattern.
    """
    folded = _folded()
    within = letters().classes & (WORD | MARK) != 0
    mixed = np.zeros(END, np.bool_)  # some that fold to this one are within words, and some are not: they count as not
    mixed[folded[~within]] = True
    word = [code for code in alphabet if not mixed[code]]
    other = [code for code in alphabet if mixed[code]]
    if len(alphabet) > 254:
        raise ValueError(f"{len(alphabet)} different characters in the patterns; the automaton holds 254.")
    of_folded = np.where(mixed, 0, 1 + len(other)).astype(np.uint8)
    of_folded[other] = np.arange(1, 1 + len(other))
    of_folded[word] = np.arange(2 + len(other), 2 + len(other) + len(word))
    return of_folded[folded], 1 + len(other)


def _table(
    literals: Sequence[Sequence[int]], width: int, inner: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Moves, ends and shorter. State 0 is before a word, state 1 within one that no pattern begins with.

    Classes from `inner` on are within words: what begins there is no pattern, and need not be followed.
    """
    children: list[dict[int, int]] = [{}, {}]
    ended: dict[int, int] = {}
    for k, literal in enumerate(literals):
        state = 0
        for code in literal:
            if code not in children[state]:
                children.append({})
                children[state][code] = len(children) - 1
            state = children[state][code]
        if state in ended:
            raise ValueError(f"patterns {ended[state]} and {k} are the same.")
        ended[state] = k
    size = len(children)
    rows = np.zeros((size, width), np.int32)
    fails = [0] * size
    rows[:2, inner:] = 1
    for code, child in children[0].items():
        rows[1, code] = child if code < inner else 1
    shorter = np.full(size, -1, np.int32)
    order = [0, 1]  # breadth first, so that the states that a text is nearly always in lie together
    for state in order:
        fail = fails[state]
        if state > 1:
            rows[state] = rows[fail]
            shorter[state] = fail if fail in ended else shorter[fail]
        for code, child in children[state].items():
            fails[child] = int(rows[state, code])
            rows[state, code] = child
            order.append(child)
    ends = np.array([ended.get(state, -1) for state in range(size)], np.int32)
    place = np.full(size + 1, -1, np.int32)  # the last for the -1 of `shorter`
    place[order] = np.arange(size)
    rows, ends, shorter = place[rows[order]], ends[order], place[shorter[order]]
    found = np.where((ends >= 0) | (shorter >= 0), _FOUND, 0).astype(np.int32)
    return (rows * width | found[rows]).astype(np.int32).ravel(), ends, shorter


class Found(NamedTuple):
    """Occurrences in order of row and end: `start` and `end` in code points of the row, and the pattern's number."""

    row: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    pattern: NDArray[np.int64]


@kernel
def _fits(data: Any, at: int, start: int, end: int, length: int, edge: int, kinds: Any) -> bool:
    """Whether a pattern of `length` code points that ends before byte `at` stands where it must."""
    if edge & _ENDS and at < end:
        code, _ = decode(data, at)
        if class_of(kinds, code) & (WORD | MARK):
            return False
    begin = at
    for _ in range(length):
        begin -= 1
        while data[begin] & 0xC0 == 0x80:
            begin -= 1
    if edge & _BEGINS and begin > start:
        before = begin - 1
        while data[before] & 0xC0 == 0x80:
            before -= 1
        code, _ = decode(data, before)
        if class_of(kinds, code) & (WORD | MARK):
            return False
    if not edge & _NUMBERED:
        return True
    digits = 0
    for k in range(at, min(end, at + _AHEAD)):
        digits += 48 <= data[k] <= 57
    if digits >= 4:
        return True
    digits = 0
    for k in range(max(start, begin - _BEHIND), begin):
        digits += 48 <= data[k] <= 57
    return digits >= 4


@kernel
def _find(
    offsets: Any,
    data: Any,
    classes: Any,
    moves: Any,
    width: Any,
    ends: Any,
    shorter: Any,
    lengths: Any,
    edges: Any,
    kinds: Any,
    out: Any,
) -> int:
    count = 0
    room = out.shape[1]
    for row in range(len(offsets) - 1):
        at, end = offsets[row], offsets[row + 1]
        state = np.int32(0)
        chars = 0
        while at < end:
            code, at = decode(data, at)
            chars += 1
            move = moves[state + np.int32(class_of(classes, code))]
            state = move & _STATE
            if not move & _FOUND:
                continue
            tail = state // width
            while tail >= 0:
                k = ends[tail]
                tail = shorter[tail]
                if k >= 0 and _fits(data, at, offsets[row], end, lengths[k], edges[k], kinds):
                    if count < room:
                        out[0, count] = row
                        out[1, count] = chars - lengths[k]
                        out[2, count] = chars
                        out[3, count] = k
                    count += 1
    return count


def find_patterns(texts: Strings, automaton: Automaton) -> Found:
    """Every occurrence of every pattern, overlapping ones too; of those that end at one place, the longer first."""
    out = np.empty((4, 64 + int(texts.offsets[-1] - texts.offsets[0]) // 64), np.int64)
    kinds = letters().classes
    while (count := _find(*texts, *automaton, kinds, out)) > out.shape[1]:
        out = np.empty((4, count), np.int64)
    return Found(*out[:, :count])
