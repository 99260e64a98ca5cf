"""Joins lines: words divided at a line's end come together, and a word's own hyphens stay."""

import re
from collections.abc import Container, Sequence
from itertools import pairwise

WORDS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
HYPHENS = "-\u00ad\u2010¬"
HYPHEN = tuple(HYPHENS)
MINUS = "\u2212"  # some fonts of Greek gazettes write it for a hyphen
DIVISION = "\u00ad¬"  # never part of a word
DASH = "–"  # within a number, as in `2018–23`, a line may end with it
ENDS = HYPHENS + DASH + "/"  # behind which the next line may go on without a space
PATH = re.compile(r"\S*[./_=?&]\w")  # more of an address
ADDRESS = re.compile(r"(?:://|\bwww\.)\S*$")  # of the web, cut anywhere

# After a hyphen at a line's end, what says that it belongs there: `Ein- und Ausfuhr`, `sous- ou surévaluation`.
AND = frozenset(
    re.findall(
        r"\w+", "und oder bzw sowie bis beziehungsweise als noch u o ou et y e en of and or och eller og a i lub oraz ja tai"
    )
)
# What stands before a hyphen that is always written, and what stands after one; French and its neighbours.
BEFORE = frozenset(
    re.findall(
        r"\w+",
        "vis vice ex non quasi demi mi semi sous arrière avant après contre au par ci là celui celle ceux celles lui elle eux "
        "moi toi nous vous soi peut est dit grand haut bas chef grands hauts dix vingt trente quarante cinquante soixante quatre "
        "procès",
    )
)
AFTER = frozenset(
    re.findall(r"\w+", "même mêmes ci là il elle ils elles on je tu nous vous ce moi toi lui leur leurs vis être dire t y en")
)
INNER = ("à", "y", "en", "de", "du", "la", "le", "les", "sur", "sous", "of", "the")  # in compounds of three
FRENCH = ("fr", "lb")
NOT = frozenset(["ikke", "icke"])  # Nordic: `ikke-militære`
# Pronouns behind a verb, by language: how the verb ends, and what is never its last syllable there.
BEHIND = {
    "ca": (
        re.compile(r"(?:r|nt|[aei]u|[aei]m|re|in|i)$"),
        frozenset(re.findall(r"\w+", "ho hi la lo los les li nos vos se me te ne")),
    ),
    "pt": (re.compile(r"(?:r|ndo|[aeo]m|ou|á|ê)$"), frozenset(re.findall(r"\w+", "se lhe lhes lo la los las nos"))),
}
# Who sets a text either lets words be divided or not: where they are, one line in ten or twenty ends with a hyphen, and some half
# of them stand elsewhere undivided.
WHOLE = "-"  # in a vocabulary: all hyphens at the ends of lines are words' own
RARE = 1 / 50  # of the lines: as many end with a hyphen where only words that have one do
KNOWN = 1 / 4  # of the words across lines' ends: so many are known without a hyphen by chance (`t-elle`, `up-to-date`)
HABIT = 2  # hyphens at lines' ends: one tells no habit
ORDER = re.compile(r"ez$")  # French: `mettez-les`
ORDERED = frozenset(re.findall(r"\w+", "le la les lui leur moi nous vous y en"))


def join_lines(lines: Sequence[str], language: str | None = None, words: Container[str] = ()) -> str:
    """Lines as one. `words`, those of the whole document, tell where a divided word has a hyphen of its own."""
    stripped: list[str] = []
    hyphen = False
    for line in lines:
        if line and (line[0].isspace() or line[-1].isspace()):
            line = line.strip()
        if line:
            if line[-1] == MINUS and line[-2:-1].isalpha():
                line = line[:-1] + "-"
            stripped.append(line)
            hyphen = hyphen or line[-1] in "-\u00ad\u2010¬–/"
    if not hyphen:
        return " ".join(stripped)
    parts: list[str] = []
    cut = False
    for line in stripped:
        if cut:
            parts[-1] = join(parts[-1], line, language, words)
        else:
            parts.append(line)
        cut = line[-1] in ENDS
    return " ".join(parts)


def join(text: str, line: str, language: str | None = None, words: Container[str] = ()) -> str:
    """`text`, joined with the next line."""
    if text[-1] not in HYPHENS:
        return text + line if text[-1] in ENDS and _goes_on(text, line) else f"{text} {line}"
    before, after = _last_word(text), _first_word(line)
    if not before or not after:
        digits = after and text[-2:-1].isalnum() and text[-1] not in DIVISION
        return text + line if digits else f"{text} {line}"
    if text[-1] in DIVISION:
        return text[:-1] + line
    if after.lower() in AND:
        return f"{text} {line}"
    if line[len(after) :] == text[-1] and after.lower() in INNER:
        return text + line  # `on-` `the-` `run`
    if not _divided(before, after, text[text.rfind(" ") + 1 :], language, words):
        return text + line
    return text[:-1] + line


def _goes_on(text: str, line: str) -> bool:
    """Whether a number goes on behind a dash, or behind a slash an address of the web, which has signs that words have not."""
    if text[-1] == DASH:
        return text[-2:-1].isalnum() and line[:1].isdecimal()
    word = text[text.rfind(" ") + 1 :]
    if "://" not in word and "www." not in word:
        return False
    return word.endswith("://") or PATH.match(line) is not None


def _last_word(text: str) -> str:
    """The letters before the last sign."""
    end = len(text) - 1
    k = end
    while k > 0 and text[k - 1].isalnum() and not text[k - 1].isdecimal():
        k -= 1
    return text[k:end]


def _first_word(line: str) -> str:
    """The letters and figures with which a line begins."""
    k = 0
    while k < len(line) and line[k].isalnum():
        k += 1
    return line[:k]


def _divided(before: str, after: str, text: str, language: str | None, words: Container[str]) -> bool:
    """Whether a hyphen at a line's end, behind the `text` from the last space on, only cuts a word."""
    if ("://" in text or "www." in text) and ADDRESS.search(text):
        return False
    if before == "t" and text[-3:-2] == "-" and after in AFTER:
        return False  # `a-t-` `elle`
    if before + after in words:  # `Trace-` `Monkey`, too
        return True
    if after[0].isupper() and not (before.isupper() and len(before) > 1 and after.isupper()):
        return False
    if after[0].isdigit():
        return False
    if (before + after).lower() in words:
        return True
    if WHOLE in words:
        return False
    if before.isupper() and _abbreviation(before, after, words):
        return False  # `ILO-konvensjon`
    if (len(before) == 1 and text[-3:-2] in ("", " ", "(")) or before.lower() in NOT:
        return False  # `e-helse`
    if f"{before}-{after}" in words:
        return False
    if text[-len(before) - 2 : -len(before) - 1] == "-" and before.lower() in INNER:
        return False  # `vis-à-` `vis`, `Châlons-sur-` `marne`
    if language is None or language in FRENCH:
        if ORDER.search(before) and after in ORDERED:
            return False
        return not (before.lower() in BEFORE or (after.lower() in AFTER and len(before) > 1))
    if language in BEHIND:
        return not (len(before) > 3 and BEHIND[language][0].search(before) and after in BEHIND[language][1])
    if language in ("fi", "et"):
        return before[-1].lower() != after[0].lower() or before[-1] not in "aeiouyäö"  # `vakio-olosuhteet`
    return True


def _abbreviation(before: str, after: str, words: Container[str]) -> bool:
    """Whether capitals before a hyphen are an abbreviation: small letters follow, or both parts stand elsewhere by themselves."""
    return len(before) > 1 and (after.islower() or (before in words and after in words))


def vocabulary(texts: Sequence[str]) -> frozenset[str]:
    """The whole words in lines, without those that a line's end divides, and `WHOLE` where no line's end does."""
    whole = set(uncut(texts).split())
    words = frozenset(filter(str.isalpha, whole))
    words = words.union(WORDS.findall(" ".join(whole - words)))
    cut = [(_last_word(a) + _first_word(b)).lower() for a, b in pairwise(texts) if a.endswith(HYPHEN) and b[:1].islower()]
    divides = len(cut) > RARE * len(texts) or sum(word in words for word in cut) >= KNOWN * len(cut)
    return words if divides or len(cut) < HABIT else words | {WHOLE}


def uncut(texts: Sequence[str]) -> str:
    """Lines as one text, without divided words."""
    return " ".join([t[: t.rfind(" ") + 1] if t.endswith(HYPHEN) else t for t in texts])
