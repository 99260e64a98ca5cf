"""Whether a text is a table of delimited fields, and by what they are delimited, or Markdown: prose has their signs too."""

import csv
import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise

from moisson.readers.set_aside import set_aside

DELIMITERS = "\t;,|"
LONGEST = 1 << 27  # characters of a field
DECLARED = re.compile(r"sep=(.)\r?\n")
LETTER = r"[^\W\d_]"
PROSE = {mark: re.compile(rf"{LETTER}{LETTER}{mark} +{LETTER}") for mark in ",;"}
SURELY = {mark: re.compile(rf"{mark}(?<={LETTER}{LETTER}{LETTER}{mark}) +{LETTER}") for mark in ",;"}  # some, sooner
QUOTED = re.compile(r'"[^"]*"')  # where a quotation mark is doubled, two that follow one another
QUOTED_FIELD = re.compile(r'(?:^|,)"(?!")', re.M)
FEWEST = 2  # records, the header among them
SAME = 0.9  # share of records that have as many fields as most
CLEAR = 5  # fields from which one more or less makes no doubt
MOST_ABOVE = 10  # lines of a title
FEWEST_BELOW = 4  # lines of a table under one
NAME = 80  # characters that a column's name may have


@lru_cache(maxsize=2)  # who asks what a file is asks again when it is read
def delimiter_of(start: str, whole: bool) -> str | None:
    """The delimiter, given the text's first characters; None where it is no table. `whole`: the text does not go on."""
    if declared := DECLARED.match(start):
        return declared[1]
    if "\n" not in start.strip():
        return None
    found = next((mark for mark in DELIMITERS if mark in start and _tabular(start, mark, whole)), None)
    return found or next((mark for mark in DELIMITERS if mark in start and _below_a_title(start, mark, whole)), None)


def _below_a_title(start: str, mark: str, whole: bool) -> bool:
    """Whether a table follows a few lines of title, date or source. Without delimiters there, a comma or bar says too little."""
    lines = start.split("\n")
    head = [QUOTED.sub("x", line) for line in lines[: MOST_ABOVE + 2]]
    counts = [line.count(mark) for line in head]
    filled = [sum(map(bool, map(str.strip, line.split(mark)))) for line in head]
    named = [cells > max(1, count / 2) for cells, count in zip(filled, counts, strict=True)]  # no title, nor head over columns
    first = next((at for at, (here, below) in enumerate(pairwise(counts)) if here == below >= 2 and named[at]), 0)
    if not 0 < first <= MOST_ABOVE or len(lines) - first < FEWEST_BELOW:
        return False
    padded = not any(named[:first]) and set(counts[: first + 1]) == {counts[first]}
    return (mark in "\t;" or padded) and _tabular("\n".join(lines[first:]), mark, whole)


def records(text: str, mark: str) -> list[list[str]]:
    """The records of a table, without what declares its delimiter; raises ValueError where a field is too long."""
    if declared := DECLARED.match(text):
        set_aside("metadata", declared[0])
        text = text[declared.end() :]
    return _delimited(text, mark)


def _delimited(text: str, mark: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST)
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=mark))
    except csv.Error as error:
        raise ValueError(str(error)) from None


def _tabular(start: str, mark: str, whole: bool) -> bool:
    if _in_prose(start, mark):
        return False
    rows = [row for row in _delimited(start, mark) if "".join(row).strip()]
    rows = rows[: max(len(rows) - (not whole), 1)]
    counts = Counter(map(len, rows))
    width = counts.most_common(1)[0][0]
    times = sum(counts[near] for near in ((width - 1, width, width + 1) if width >= CLEAR else (width,)))
    if len(rows) < FEWEST or width < 2 or len(rows[0]) < 2 or (width == 2 and mark == "," and not _paired(start, rows)):
        return False
    if _one_column(rows):  # lines that end with the sign
        return False
    odd = 1 if width > 2 and len(rows) > 3 and mark != "," else 0  # one record of another width is an accident
    if len(rows) - times > max(odd, (1 - SAME) * len(rows)):
        return False
    header = [cell.strip() for cell in rows[0]]
    named = sum(bool(cell) for cell in header)
    if any(len(cell) > NAME for cell in header) or named < len(header) / 2 or len(set(header)) < named / 2:
        return False
    if len(rows) >= 4 or (mark != "|" and width >= 4):
        return True
    if len(counts) > 1 or not all(header) or not _close(start, mark):
        return False
    if len(rows) < 3:
        return mark in "\t;" and width > 2
    return mark == ";" or (mark == "\t" and width > 2) or _quoted(start, len(rows))


def _one_column(rows: list[list[str]]) -> bool:
    """Whether all that is filled stands in one column; nearly always the first record tells."""
    filled: set[int] = set()
    for row in rows:
        filled.update([at for at, cell in enumerate(row) if cell.strip()])
        if len(filled) > 1:
            return False
    return True


def _paired(start: str, rows: list[list[str]]) -> bool:
    """Whether two fields between which a comma stands are fields, and no parts of sentences."""
    return _quoted(start, len(rows)) or (len(rows) >= 4 and all(len(row) == 2 and row[0] for row in rows) and _close(start, ","))


def _quoted(start: str, rows: int) -> bool:
    """Whether nearly each record, but for its header, has a field in quotation marks."""
    return len(QUOTED_FIELD.findall(start)) >= SAME * (rows - 1) > 1


def _close(start: str, mark: str) -> bool:
    """Whether nothing stands between the marks and what they part."""
    outside = QUOTED.sub("", start)
    return f"{mark} " not in outside and f" {mark}" not in outside


def _in_prose(start: str, mark: str) -> bool:
    """Whether many of the marks stand between words, as in sentences; what is between quotation marks does not tell."""
    if mark not in PROSE:
        return False
    outside = QUOTED.sub("", start) if '"' in start else start
    many = 0.3 * (outside.count(mark) + 1)
    return outside.count(f"{mark} ") >= many and any(len(form.findall(outside)) >= many for form in (SURELY[mark], PROSE[mark]))


MARKS = [  # what is hardly met but in Markdown, and what it has in it, which is sought first since that is faster
    ("## ", re.compile(r"^#{2,6} \S", re.M)),
    ("```", re.compile(r"^```", re.M)),
    ("~~~", re.compile(r"^~~~", re.M)),
    ("](", re.compile(r"\]\((?:https?:/|mailto:|\.{0,2}/|#)")),
    ("|", re.compile(r"^ {0,3}\|(?: *:?-+:? *\|)+ *$|^ {0,3}:?-{3,}:? *\|(?: *:?-{3,}+:? *\|?)++ *$", re.M)),
    ("\n===", re.compile(r"^.{3,}\n={3,}$", re.M)),
    ("**", re.compile(r"\*\*[^*\s][^*\n]*\*\*")),
    ("]: http", re.compile(r"^\[[^\]\n]+\]: https?:", re.M)),
    ("# ", re.compile(r"(?:\A|\n\n)# \S[^\n]*\n(?:\n|\Z)")),
]
TITLE = re.compile(r"\s*# \S[^\n]*\n(?!#)")


def is_markdown(lines: str) -> bool:
    """Whether a text has the marks of Markdown. A line after `#` may be a comment: a heading stands apart, or first."""
    return any(sign in lines and mark.search(lines) for sign, mark in MARKS) or TITLE.match(lines) is not None
