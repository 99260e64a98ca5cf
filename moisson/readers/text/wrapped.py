"""Lines broken at a width, put together again where it is sure that they were: not verse, tables or lists."""

import re
from collections import Counter

from moisson.readers.hyphens import DIVISION, HYPHENS, MINUS

ITEM = re.compile(
    r"[-*•–—▪]\s|\(?(?:\d{1,3}|[a-z]{1,2}|[IVXLivxl]{1,6})[.)°]\s|\(\d{1,3}[a-z]?\)|§"
    r"|(?:Art(?:icle|ikel|\.)?|Artículo|Articolo) \d"
)
# An item wherever it begins a line that need not; not the beginning of an abbreviation (`d. h.`).
BRACKETED = re.compile(r"\(?(?:\d{1,3}[a-z]?|[a-z]{1,2}|[ivxl]{1,6})\)\s|(?:[a-z]|[ivx]{2,5})\.\s+(?!\w{1,2}\.)")
COLUMNS = re.compile(r"\S(?: {3,}|\t+ *)\S")
NARROWEST, WIDEST = 36, 140  # characters that a page's lines may hold
FREE = 0.12  # of the width that may stay empty though the next word would have fitted
MOST_FREE = 24  # characters that the longest next word may leave empty
LONGEST_WORD = 60
CUT = re.compile(rf"([^\W\d_]+)[{HYPHENS}{MINUS}]$")
KEPT_APART = {"und", "oder", "bzw", "sowie", "bis", "et", "ou", "en", "of", "och", "eller", "og", "ja", "i", "a", "and", "or"}


class Joiner:
    """Joins the lines of one document; it learns the width of the page and the hyphened words from all of them."""

    def __init__(self, lines: list[str], *, markdown: bool = False) -> None:
        self.markdown = markdown  # where a list has marks of its own, a number that begins a line is none
        lengths = sorted(len(line.rstrip()) for line in lines if line.strip())
        self.width = lengths[int(len(lengths) * 0.98)] if lengths else 0
        full = sum(length > self.width * 0.75 for length in lengths)
        self.wrapped = NARROWEST <= self.width <= WIDEST and full >= max(3, 0.25 * len(lengths))
        self._words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(lines))) if self.wrapped else Counter()

    def paragraph(self, lines: list[str]) -> list[str]:
        """The lines of one paragraph, joined where each but the last was full; otherwise as they are."""
        if not (self.wrapped or self.markdown) or len(lines) < 2 or any(COLUMNS.search(line.strip()) for line in lines):
            return lines
        joined = [[lines[0].rstrip()]]
        length = len(lines[0].rstrip())
        for line in lines[1:]:
            words = line.strip()
            if self._goes_on(joined[-1][-1], words) or (self._full(length, words) and (self.markdown or not ITEM.match(words))):
                self._join(joined[-1], words)
            else:
                joined.append([line.rstrip()])
            length = len(line.rstrip())
        whole = ["".join(pieces) for pieces in joined]
        return [whole[0].strip()] if len(whole) == 1 else whole

    def _goes_on(self, before: str, after: str) -> bool:
        """Whether a line of Markdown, where a line break is a space, plainly goes on with the sentence."""
        if not self.markdown or before[-1:] in ".:;!?|" or (BRACKETED.match(after) and before.strip(" *+-")):
            return False
        return after[:1].islower() or after[:1] in "(["

    def _full(self, length: int, following: str) -> bool:
        """Whether a line is so long that the next word had no place in it."""
        if not self.wrapped:
            return False
        word = following.partition(" ")[0]
        return length + 1 + len(word) > self.width * (1 - FREE) and self.width - length <= max(MOST_FREE, self.width * FREE)

    def _join(self, pieces: list[str], after: str) -> None:
        """Add a line; a word cut in two by a hyphen is whole again, a hyphen of its own stays."""
        before = pieces[-1]
        start = CUT.search(before[-LONGEST_WORD:])
        rest = re.match(r"[^\W\d_]+", after)
        if not start or not rest or rest[0].lower() in KEPT_APART:
            pieces.append(f" {after}")
            return
        whole, hyphened = start[1] + rest[0], f"{start[1]}-{rest[0]}"
        own = rest[0][0].isupper() or self._words[hyphened] > self._words[whole]
        if before[-1] in DIVISION or not own:
            pieces[-1] = before[:-1]
        pieces.append(after)


def join_lines(text: str) -> str:
    """A text with its wrapped paragraphs on one line each; what is not surely wrapped stays."""
    lines = text.split("\n")
    joiner = Joiner(lines)
    if not joiner.wrapped:
        return text
    done: list[str] = []
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            paragraph.append(line)
            continue
        done += [*joiner.paragraph(paragraph), ""]
        paragraph = []
    return "\n".join(done[:-1])
