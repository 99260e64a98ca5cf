"""Finds a passage in texts regardless of spaces, line breaks, capitals, quotes, Markdown marks and masked values.

Both are compared as words: letters and digits, in lower case, in one Unicode form, without soft hyphens. A placeholder
(`[EMAIL_1]`) matches up to `MASKED_WORDS` words of the other side that look like what it hides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NamedTuple
from unicodedata import normalize

import pyarrow as pa
import pyarrow.compute as pc

from moisson.contracts.errors import UserError

FEWEST_WORDS = 3
MASKED_WORDS = 10
MOST_MASKED = 0.4  # of the words and runs that select likely texts
RARE = 5
EXCERPT = 90  # characters shown before and after
ADDRESS = re.compile(r"(?<!\S)\S*@\S*")
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
PLACEHOLDER = re.compile(r"\[([A-Z][A-Z_]*)_\d+\]")
TOKEN = re.compile(rf"{PLACEHOLDER.pattern}|(?:[^\W_]|[\u0300-\u036f]|{SOFT_HYPHEN})+")
BETWEEN = r"[^\pL\pN]+"  # separates words, in Arrow's RE2


class Word(NamedTuple):
    """A word, or a placeholder with what it hides, and its place in the text."""

    word: str
    start: int
    end: int
    hides: str = ""  # of a placeholder: EMAIL, PHONE …
    of_address: bool = False
    written: str = ""

    def may_be(self, kind: str) -> bool:
        """Whether a placeholder of this kind may hide it."""
        if self.hides:
            return self.hides == kind
        match kind:
            case "EMAIL":
                return self.of_address
            case "PERSON":
                return self.written[0].isupper() or len(self.written) <= FEWEST_WORDS
            case "ADDRESS" | "BIRTH_DATE":
                return True
        return self.written.isupper() or any(map(str.isdigit, self.written))


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text."""
    addresses = ADDRESS.finditer(text) if "@" in text else iter(())
    begin, stop = 0, 0  # of the address that ends behind the words so far
    for match in TOKEN.finditer(text):
        start, end = match.span()
        if match[1]:
            yield Word("", start, end, match[1])
            continue
        written = match[0].replace(SOFT_HYPHEN, "")
        while stop < end and (address := next(addresses, None)):
            begin, stop = address.span()
        of_address = begin <= start and end <= stop
        for word in re.findall(r"[^\W_]+", normalize("NFKC", written).lower()):
            yield Word(word, start, end, "", of_address, written)


def canonical(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts as words with one space around each, so that a passage is a substring; placeholders are words too."""
    words = pc.replace_substring_regex(_plain(column), BETWEEN, " ")
    space, nothing = (pa.scalar(each, pa.large_string()) for each in (" ", ""))
    return pc.binary_join_element_wise(space, pc.utf8_trim(words, " "), space, nothing)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_lower(pc.utf8_normalize(pc.replace_substring(column, SOFT_HYPHEN, ""), "NFKC"))


@dataclass(frozen=True)
class Passage:
    """A passage to find; raises UserError where it has too few words."""

    text: str

    def __post_init__(self) -> None:
        if len(self._plain) < FEWEST_WORDS:
            found = f"the passage has {len(self._plain)} words"
            raise UserError(f"{found}; give {FEWEST_WORDS} or more, or nearly every document holds it.")

    @cached_property
    def words(self) -> list[Word]:
        return list(words_of(self.text))

    @cached_property
    def _plain(self) -> list[Word]:
        return [word for word in self.words if not word.hides]

    @cached_property
    def joined(self) -> str:
        """The passage in the form of `canonical`."""
        bare = PLACEHOLDER.sub(lambda match: match[0].strip("[]").replace("_", " "), self.text)
        return f" {' '.join(word.word for word in words_of(bare))} "

    @cached_property
    def rare(self) -> list[str]:
        """Its longest words, ASCII letters first; none from an address, which may be masked."""
        words = {each.word for each in self._plain if not each.of_address} or {each.word for each in self._plain}
        return sorted(words, key=lambda word: (word.isdecimal(), not word.isascii(), -len(word), word))[:RARE]

    def likely(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Whether each text has the longest words, or most of them if it has placeholders: a cheap filter."""
        plain = column if all(word.isascii() for word in self.rare) else _plain(column)
        if pc.any(pc.match_substring(plain, SOFT_HYPHEN)).as_py():
            plain = pc.replace_substring(plain, SOFT_HYPHEN, "")
        found = [pc.cast(pc.match_substring(plain, word, ignore_case=True), pa.int8()) for word in self.rare]
        count = reduce(pc.add, found)
        most = pc.greater_equal(count, int((1 - MOST_MASKED) * len(found)))
        masked = pc.match_substring_regex(column, PLACEHOLDER.pattern)
        return pc.or_(pc.equal(count, len(found)), pc.and_(most, masked))

    def held(self, column: pa.ChunkedArray) -> list[int]:
        """The rows whose text holds the passage, among likely texts."""
        bare = canonical(column)
        exact = pc.match_substring(bare, self.joined)
        masked = pc.match_substring_regex(column, PLACEHOLDER.pattern) if len(self._plain) == len(self.words) else pa.scalar(True)
        unsure = pc.and_(pc.and_(pc.invert(exact), masked), self._resembles(bare)).to_pylist()
        behind = [row for row, doubt in enumerate(unsure) if doubt and self.span(column[row].as_py()) is not None]
        return sorted([*(row for row, yes in enumerate(exact.to_pylist()) if yes), *behind])

    def _resembles(self, bare: pa.ChunkedArray) -> pa.ChunkedArray:
        """Whether canonical texts have most of the passage's runs of three words that no placeholder is likely to hide."""
        runs = {
            f" {' '.join(word.word for word in run)} "
            for run in zip(self.words, self.words[1:], self.words[2:], strict=False)
            if not any(word.hides or word.of_address or not word.written.islower() for word in run)
        }
        if not runs:
            return pa.scalar(True)
        found = [pc.cast(pc.match_substring(bare, run), pa.int16()) for run in sorted(runs)]
        return pc.greater_equal(reduce(pc.add, found), int((1 - MOST_MASKED) * len(found)))

    def span(self, text: str) -> tuple[int, int] | None:
        """The characters of the passage in a text, from its first word to its last; None where it is not there."""
        words = list(words_of(text))
        failed: set[tuple[int, int]] = set()
        for start, word in enumerate(words):
            if word.hides or self.words[0].hides or word.word == self.words[0].word:
                end = _match(words, self.words, start, failed)
                if end is not None:
                    return words[start].start, words[end - 1].end
        return None

    def excerpt(self, text: str) -> str:
        """The passage in its context, on one line; the text's beginning where it cannot be placed."""
        start, end = self.span(text) or (0, 0)
        begin, stop = max(start - EXCERPT, 0), min(end + EXCERPT, len(text))
        shown = " ".join(text[begin:stop].split())
        return f"{'… ' if begin else ''}{shown}{' …' if stop < len(text) else ''}"


def _match(text: list[Word], passage: list[Word], start: int, failed: set[tuple[int, int]]) -> int | None:
    """The end of the passage in the text from a word on; `failed` has the pairs of places known not to match."""
    open_at = [(start, 0)]
    while open_at:
        at, done = open_at.pop()
        if done == len(passage):
            return at
        if at >= len(text) or (at, done) in failed:
            continue
        failed.add((at, done))
        one, other = text[at], passage[done]
        if one.hides:
            open_at += [(at + 1, done + words) for words in range(_hidden(passage, done, one.hides), 0, -1)]
        elif other.hides:
            open_at += [(at + words, done + 1) for words in range(_hidden(text, at, other.hides), 0, -1)]
        elif one.word == other.word:
            open_at.append((at + 1, done + 1))
    return None


def _hidden(words: list[Word], at: int, kind: str) -> int:
    """The number of words from a place on that a placeholder of a kind may hide."""
    count = 0
    while count < MASKED_WORDS and at + count < len(words) and words[at + count].may_be(kind):
        count += 1
    return count
