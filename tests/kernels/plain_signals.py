"""What `kernels/signals.py` counts, in plain Python: slow, and from the definitions."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from plain import HEADING, kind, words

ITEM = re.compile(r"[-*+] |[0-9]+[.)] ")
ENDS, CLOSES, FILLS, PLAIN = ".!?…‽։؟۔।॥。！？｡", "\"'”’»›“‘)]", "._·…", ".?!\"'"
BULLETS, GOES_ON, ASKS, PARTS, MARKUP = "-*+•‣▪◦●○■□–—·⁃", ";,；，、؛،·", ":：☐□❑❏", "|>›•·", "{}<>\\="
PROSE = "€£¥$§°+=±%&/|×÷µ™®©←→☐□❑❏•"
MISREAD_LEADS = {*range(0xC2, 0xC6), *range(0xCE, 0xD2), 0xE2}
MISREAD = {*range(0x80, 0xC0), 0x20AC, 0x2122, *range(0x201A, 0x203B)}


def bare(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


def is_odd(char: str) -> bool:
    if char in "{}\\^~`_<>@":
        return True
    if kind(char) or char.isspace() or char in PROSE:
        return False
    return ord(char) >= 0x40000 or unicodedata.category(char)[0] in "SC" or unicodedata.category(char)[0] in "LNM"


def spans(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text and the characters between them, each with what it is: word, space or mark."""
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and (kind(text[end]) in ("L", "N") or (kind(text[end]) == "M" and end > at)):
            end += 1
        if end > at:
            yield "word", text[at:end]
            at = end
        else:
            yield "space" if text[at].isspace() else "mark", text[at]
            at += 1


def form(line: str) -> str:
    line = line.lstrip(" ")
    if line.startswith("|"):
        return "row"
    if HEADING.match(line):
        return "heading"
    return "item" if ITEM.match(line) else "prose"


def same(line: str) -> str:
    """What lines are compared by: their words without case, and what stands between them."""
    return "\0".join("".join(words(text)) if what == "word" else text for what, text in spans(line) if what != "space")


def again(items: Sequence[object]) -> list[bool]:
    return [item in items[:k] for k, item in enumerate(items)]


def filler_runs(line: str) -> list[str]:
    runs = re.findall(r"[._·…]+", bare(line))
    return [run for run in runs if len(run.replace("…", "...")) >= 3]


def is_lettered(word: str) -> bool:
    return any(kind(char) == "L" for char in word)


def sentences(text: str) -> int:
    """Ends of sentences within one line."""
    total, ended, pending, before = 0, False, False, 0
    stops = 0
    for what, part in spans(text):
        if what == "word":
            if pending and kind(part[0]) == "L":
                total += not part[0].islower()
            ended = pending = False
            before, stops = len(part), 0
        elif what == "space":
            pending, ended, before = pending or ended, False, 0
        else:
            stops = stops + (3 if part == "…" else 1) if part in FILLS else 0
            if part in ENDS:
                ended = stops <= 3 and (ended or part != "." or before >= 3)
            elif part not in CLOSES:
                ended = False
            before = 0
    return total + (ended or pending)


def ends_sentence(line: str) -> bool:
    line = bare(line)
    while line and line[-1] in CLOSES:
        line = line[:-1]
    tail = re.search(r"[._·…]*$", line)
    weight = len(tail[0].replace("…", "...")) if tail else 0
    return bool(line) and line[-1] in ENDS and weight <= 3


def stretch(line: str) -> int:
    """Most words with a letter in a row between the marks that part a menu's entries."""
    best = run = 0
    before = ""
    for what, part in spans(line):
        if what == "word":
            run += is_lettered(part)
            best = max(best, run)
        elif what == "mark" and part in PARTS and before == " ":
            run = 0
        before = part[-1]
    return best


def ends_in_number(line: str) -> bool:
    inside = [(what, part) for what, part in spans(line) if what != "space" and kind(part[0]) != "M"]
    return bool(inside) and inside[-1][0] == "word" and not is_lettered(inside[-1][1])


def ends_in_page(line: str) -> bool:
    """Whether the number that a line ends in can be a page's."""
    last = [match.end() for match in re.finditer(r"\S", line) if kind(match[0]) in ("L", "N", "M")]
    said = line[: last[-1]]
    before = said.rstrip("0123456789")
    number = said[len(before) :]
    if len(number) > 4 or (len(number) == 4 and 1800 <= int(number) <= 2099) or before.endswith(tuple("-/,:'")):
        return False
    if before.endswith("."):
        return not re.search(r"[0-9]\.$", before)
    return not re.search(r": *$", before) and not (len(number) == 3 and re.search(r"[0-9] +$", before))


def gives_value(line: str) -> bool:
    """Whether a line is a label and its value."""
    found = re.search(r"[A-Za-z\x80-\U0010FFFF].*", line)
    if not found or ":" not in found[0]:
        return False
    label, _, value = found[0].partition(":")
    short = len(label.encode()) < 80 and not re.search(r"[;!?|{}<=>\"]|\. ", label)
    return short and re.match(r"[*_]* ", value) is not None and bool(words(value))


def top(listed: Sequence[str], n: int) -> int:
    """Characters in the most frequent n-gram that occurs twice; of several, in the one with most."""
    grams = Counter(tuple(listed[k : k + n]) for k in range(len(listed) - n + 1))
    most = max(grams.values(), default=0)
    if most < 2:
        return 0
    return min(max(len("".join(gram)) for gram, times in grams.items() if times == most) * most, len("".join(listed)))


def covered(listed: Sequence[str], n: int) -> int:
    """Characters in n-grams that stood before."""
    grams = [tuple(listed[k : k + n]) for k in range(len(listed) - n + 1)]
    inside = {j for k, before in enumerate(again(grams)) if before for j in range(k, k + n)}
    return sum(len(listed[j]) for j in inside)


def function_words(listed: Sequence[str], lexicon: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    folded = [set(words(" ".join(known))) for known in lexicon.values()]
    totals = [(sum(word in known for word in listed), len(set(listed) & known)) for known in folded]
    return max(totals, key=lambda pair: pair[0], default=(0, 0))


def counts(text: str, lexicon: Mapping[str, Sequence[str]]) -> dict[str, int | list[int]]:
    raw = text.split("\n")
    lines = [line for line in raw if bare(line)]
    body = [line for line in lines if form(line) in ("item", "prose")]
    rows = [line for line in lines if form(line) == "row"]
    paragraphs = [part for part in re.split(r"\n(?:[^\S\n]*\n)+", "\n" + text + "\n") if bare(part)]
    alike = [[same(line) for line in part.split("\n") if bare(line)] for part in paragraphs]
    listed = words(text)
    pieces = [(line, what, part) for line in raw for what, part in spans(line)]
    marks = [(form(line), part) for line, what, part in pieces if what == "mark"]
    own = [part for _, what, part in pieces if what == "word"]
    repeated = again([same(line) for line in lines])
    loose = [
        line
        for line in body
        if is_numbered(line)
        or (
            stretch(line) < 8
            and (trails(line) or not ends_sentence(line))
            and bare(line)[-1] not in GOES_ON
            and not (gives_value(line) and not gaps(line))
        )
    ]
    many, distinct = function_words(listed, lexicon)
    cells = [cell for line in rows for cell in bare(line)[1:].split("|")[:-1]]
    return {
        "characters": len(bare(text)),
        "letters": sum(kind(char) in ("L", "M") for char in text),
        "unlettered": sum(kind(char) not in ("L", "M") for line in body for char in bare(line)),
        "odd": sum(is_odd(part) for _, part in marks),
        "fillers": sum(len(run) for line in lines for run in filler_runs(line)),
        "damaged": text.count("\ufffd") + 2 * misread(raw),
        "hashes": sum(part == "#" for _, part in marks) - sum(len(opening(line)) for line in lines if form(line) == "heading"),
        "ellipses": text.count("…") + len(re.findall(r"(?<!\.)\.\.\.", text)),
        "braces": text.count("{") + text.count("}"),
        "markup": sum(shape in ("item", "prose") and part in MARKUP for shape, part in marks),
        "words": len(listed),
        "word_characters": len("".join(own)),
        "lettered_words": sum(map(is_lettered, own)),
        "single_words": sum(is_lettered(word) and len(word) == 1 for word in own),
        "long_word_characters": sum(len(word) for word in own if len(word) > 40),
        "function_words": many,
        "distinct_function_words": distinct,
        "lorem": min(listed.count("lorem"), listed.count("ipsum")),
        "sentences": sum(map(sentences, lines)),
        "newlines": text.count("\n"),
        "lines": len(lines),
        "paragraphs": len(paragraphs),
        "plain_end_lines": sum(bare(line)[-1] in PLAIN and not line.rstrip().endswith("...") for line in lines),
        "ending_lines": sum(map(ends_sentence, lines)),
        "ellipsis_lines": sum(map(trails, lines)),
        "bullet_lines": sum(bare(line)[0] in BULLETS and line.lstrip()[1:2] == " " for line in lines),
        "short_lines": sum(len(line) <= 30 for line in lines),
        "few_word_lines": sum(len(words(line)) < 3 for line in lines),
        "repeated_lines": sum(repeated),
        "repeated_line_characters": sum(len(bare(line)) for line, twice in zip(lines, repeated, strict=True) if twice),
        "repeated_paragraphs": sum(again(alike)),
        "repeated_paragraph_characters": sum(
            len(bare(part)) for part, twice in zip(paragraphs, again(alike), strict=True) if twice
        ),
        "repeated_prose_characters": sum(
            len(bare(line)) for line, twice in zip(lines, repeated, strict=True) if twice and form(line) == "prose"
        ),
        "body_lines": len(body),
        "body_words": sum(len(words(line)) for line in body),
        "loose_words": sum(len(words(line)) for line in loose),
        "numbered_words": sum(len(words(line)) for line in body if is_numbered(line)),
        "cells": len(cells),
        "empty_cells": cells.count(""),
        "asking_lines": sum(map(asks, body)),
        "ngrams": [top(listed, n) for n in (2, 3, 4)] + [covered(listed, n) for n in range(5, 11)],
    }


def trails(line: str) -> bool:
    return line.rstrip().endswith(("...", "…"))


def opening(line: str) -> str:
    """The # before a heading."""
    return line.lstrip(" ").partition(" ")[0]


def is_numbered(line: str) -> bool:
    lettered = any(kind(char) in ("L", "M") for char in line)
    return ends_in_number(line) and lettered and len(words(line)) <= 16 and ends_in_page(line)


def asks(line: str) -> bool:
    return gaps(line) or (bare(line)[-1] in ASKS and len(words(line)) <= 6)


def gaps(line: str) -> bool:
    """Whether there is a box, or room to fill in."""
    return any(char in "☐❑❏" for char in line) or bool(filler_runs(line))


def misread(lines: Sequence[str]) -> int:
    return sum(
        ord(one) in MISREAD_LEADS and ord(other) in MISREAD and not kind(other) and not other.isspace()
        for line in lines
        for one, other in pairwise(line)
    )
