"""What a number means, by the code that says how it is shown (ECMA-376 part 1, 18.8.30 and 18.8.31)."""

import re

NUMBER, MOMENT, DURATION = range(3)

BUILT_IN = dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), MOMENT) | {46: DURATION}  # by number
LITERAL = re.compile(r'"[^"]*"?|[\\_*].?')  # words, and signs that stand for themselves
BRACKETS = re.compile(r"\[[^\]]*\]?")  # colours, conditions, languages
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
PARTS = re.compile(r"[ymdhs]|a/p", re.I)
GENERAL = ("general", "standard", "standaard")  # in languages where its letters are those of a date


def kind(code: str) -> int:
    """What a number shown by this code is: its first section decides."""
    code = LITERAL.sub("", code).partition(";")[0].strip()
    if ELAPSED.search(code):
        return DURATION
    rest = BRACKETS.sub("", code)
    return MOMENT if PARTS.search(rest) and rest.lower() not in GENERAL else NUMBER
