"""Words that glyph spacing or a narrow cell breaks (`C atalogue`, `Requiremen t`), joined by the document's own words."""

import re
from collections import Counter
from collections.abc import Sequence

from moisson.readers.pdf.paragraphs.writing import Block

WORD = re.compile(r"[^\W\d_]+")
PAIR = re.compile(r"\b([^\W\d_]+) (?=([^\W\d_]+)\b)")  # two words beside each other
SHORT = 3  # letters of the shorter piece
MOST = 0.8  # of the places of a shorter piece: so many are in broken words
LEAST = 5  # letters of a word that is broken


def join_broken(blocks: Sequence[Block]) -> None:
    """Join two pieces that make a word of the document, where the longer one stands nowhere else.

    The shorter one is no word of its own: most often it stands in such pairs. `on line` and `a cabo` stay as they are.
    """
    words: Counter[str] = Counter()
    for block in blocks:
        words.update(WORD.findall(block.text))
    pairs: Counter[tuple[str, str]] = Counter()
    for block in blocks:
        pairs.update([pair for pair in PAIR.findall(block.text) if pair[1].islower() and "".join(pair) in words])
    pieces: Counter[str] = Counter()
    likely: dict[tuple[str, str], str] = {}  # with their shorter pieces
    for pair, times in pairs.items():
        short, long = sorted(pair, key=len)
        if len(short) <= SHORT and len(short) + len(long) >= LEAST and words[long] == times:
            likely[pair] = short
            pieces[short] += times
    broken = {pair for pair, short in likely.items() if pieces[short] >= MOST * words[short]}
    for block in blocks if broken else ():
        block.text = PAIR.sub(lambda found: found[1] if found.groups() in broken else found[0], block.text)
