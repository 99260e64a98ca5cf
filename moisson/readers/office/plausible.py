"""Checks a stated language against the words: word processors often state only where they were installed."""

import re
import tomllib
from collections import Counter
from pathlib import Path

from moisson.readers.contract import Share
from moisson.readers.facts.stated import language_code

MOST = 20_000  # characters looked at
ENOUGH = 15  # function words of another language, before a claim is doubted
TIMES = 4  # as many as of the language that is claimed

COMMON = tomllib.loads(Path(__file__).with_name("common_words.toml").read_text("utf-8"))
SETS = {code: frozenset(words.split()) for code, words in COMMON.items()}
WORD = re.compile(r"[^\W\d_]+")


def plausible(code: str, text: str) -> bool:
    """Whether a text may be in a language; false only where another one is evident."""
    if code not in SETS:
        return True
    counts = Counter(WORD.findall(text[:MOST].lower()))
    own = sum(counts[word] for word in SETS[code])
    other = max(sum(counts[word] for word in words) for words in SETS.values())
    return other < ENOUGH or other < TIMES * own


def stated_languages(words: Counter[str], text: str) -> tuple[Share, ...]:
    """The languages of a file's words, most first, from words counted by language tag; none where the first is not the text's."""
    totals: Counter[str] = Counter()
    for tag, count in words.items():
        if code := language_code(tag):
            totals[code] += count
    shares = tuple(Share(*item) for item in sorted(totals.items(), key=lambda item: (-item[1], item[0])))
    return shares if not shares or plausible(shares[0].language, text) else ()
