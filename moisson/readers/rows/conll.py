"""Annotated tokens, one a line (CoNLL, BIO, CoNLL-U, any table of tokens), as running text; labels are no words and stay out."""

import re
from collections.abc import Iterator

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.decode import decode
from moisson.readers.read_options import How
from moisson.readers.rows.token_table import Tokens, begins, cells, is_row, may_hold_tokens, tokens_of

LABEL = r"(?:O|_|[BIELSMU]-[\w/.:-]+|I|B)"
TOKEN = re.compile(rf"(\S+)(?:[ \t]+\S+)*?[ \t]+{LABEL}\s*")
ONE_COLUMN = re.compile(rf"[ \t]*{LABEL}\s*")
UNIVERSAL = re.compile(r"\d+(?:[-.]\d+)?\t[^\t\n]+(?:\t[^\t\n]*){8}\s*")
COLUMNS = 9  # tabs in such a line
OUTSIDE = re.compile(r"O(?<=[ \t]O)\s*$")  # begins with a letter, which is found faster
RAW_TEXT = re.compile(r"#[ \t]*text[ \t]*=[ \t]*(.+)")
NEW = re.compile(r"-DOCSTART-.*|#[ \t]*(?:newdoc|newpar|file).*", re.I)
FEWEST = 20
CLOSE = set(",.;:!?)]}%…’'") | {"...", ".)", ").", "),", "»,", "».", "n't"}
OPEN = set("([{¿¡")
FRENCH = {"le", "la", "les", "des", "du", "et", "une", "dans"}
ELIDED = re.compile(r"[cdjlmnst]|\w*qu|aujourd", re.I)
HALF = {"und", "oder", "bzw", "bzw.", "sowie", "bis", "en", "of"}


def is_conll(start: str, whole: bool) -> bool:
    """Whether nearly every line is a token and what is said of it, given a text's first characters."""
    if is_labelled(start, whole):
        return True
    lines = start.split("\n")
    return may_hold_tokens(start) and tokens_of(lines if whole else lines[:-1]) is not None


def is_labelled(start: str, whole: bool) -> bool:
    """Whether nearly every line is a token and a label, or ten columns as in CoNLL-U."""
    outside = " O" in start or "\tO" in start
    if not outside and start.count("\t") <= COLUMNS * 0.95 * FEWEST:
        return False
    lines = start.split("\n")
    lines = [line for line in (lines if whole else lines[:-1]) if line.strip() and not line.startswith(("#", "-DOCSTART-"))]
    if len(lines) < FEWEST:
        return False
    sample = lines[:2000]
    enough = 0.95 * len(sample)
    if start.count("\t") > COLUMNS * enough and sum(UNIVERSAL.fullmatch(line) is not None for line in sample) > enough:
        return True
    if not outside or not any(map(OUTSIDE.search, sample)):
        return False
    fitting = sum(TOKEN.fullmatch(line) is not None or ONE_COLUMN.fullmatch(line) is not None for line in sample)
    return fitting > enough


def read(content: bytes, how: How) -> Iterator[Text]:
    """One document: a line per sentence, a paragraph per page, newspaper article or document of the file."""
    text = decode(content).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    told = tokens_of(lines)
    labelled = is_labelled(text, True)
    if told is None and not labelled and may_hold_tokens(text):
        raise DocumentError("table-unreadable", "its first rows are tokens of a text, and many of those below are not")
    if told is None or (labelled and (not told.column or any(map(UNIVERSAL.fullmatch, lines[:FEWEST])))):
        sentences = _sentences(lines)
    else:
        sentences = _table_sentences(lines, told)
    yield Text("\n".join(sentences).strip("\n"), "conll")


def _table_sentences(lines: list[str], told: Tokens) -> Iterator[str]:
    """The sentences of a table of tokens."""
    rows = [cells(line) if is_row(line) else [] for line in lines]
    first = next((at for at, row in enumerate(rows) if row), 0) + told.header
    words = [row[told.column] for row in rows[first:] if len(row) > told.column]
    french = _french(words)
    tokens: list[str] = []
    before = ""
    for row in rows[first:]:
        part = row[told.by] if told.by is not None and len(row) > told.by else ""
        if tokens and (not row if told.by is None else row and part != before and begins(before, part, told.counts)):
            yield running(tokens, french=french)
            tokens = []
        before = part or before
        if len(row) > told.column and row[told.column]:
            tokens.append(row[told.column])
    if tokens:
        yield running(tokens, french=french)


def _sentences(lines: list[str]) -> Iterator[str]:
    tokens: list[str] = []
    stated = ""
    french = _french(lines)
    for line in [*lines, ""]:
        if not line.strip() or NEW.match(line):
            if tokens:
                yield stated or running(tokens, french=french)
            tokens, stated = [], ""
            if line.strip():
                yield ""
        elif raw := RAW_TEXT.match(line):
            stated = raw[1].strip()
        elif line.startswith("#") and "\t" in line and not TOKEN.fullmatch(line):
            continue
        elif UNIVERSAL.fullmatch(line):
            if "." not in line.partition("\t")[0]:
                tokens.append(line.split("\t")[1])
        elif not line.startswith("# ") and (found := TOKEN.match(line)):
            tokens.append(found[1])


def _french(lines: list[str]) -> bool:
    """Whether the tokens are French, whose quotation marks and colons stand apart."""
    words = [line.split()[0].lower() for line in lines[:3000] if line.strip()]
    return sum(word in FRENCH for word in words) > 0.05 * len(words)


def running(tokens: list[str], *, french: bool = False) -> str:
    """Tokens as a sentence, spaced as in print."""
    text = ""
    glued = True  # whether the next token follows without a space
    quoted = low = False
    for at, token in enumerate(tokens):
        before, after = tokens[at - 1] if at else "", tokens[at + 1] if at + 1 < len(tokens) else ""
        close = token in CLOSE and not (french and token in ";:!?") and not (token in "’'" and not before[-1:].isalpha())
        if token in "„“”" and low:  # German quotation marks: low ones open, high ones close
            close, low = token != "„", token == "„"
        elif token == "„":
            low = True
        if token == '"':
            glued, quoted = glued or quoted, not quoted
            text += token if glued else f" {token}"
            glued = quoted
            continue
        if token in ("-", "‑", "/") and before and after and _tight(token, before, after, french=french):
            text += token
            glued = not (before[-1:].isalpha() and after.lower() in HALF)
            continue
        text += token if glued or close else f" {token}"
        glued = (
            token in OPEN
            or (token in "„“‚" and not french and not close)
            or (french and token[-1] in "’'" and len(token) > 1)
            or token == "’"
            or (french and token == "'" and ELIDED.fullmatch(before) is not None)
        )
    return text


def _tight(token: str, before: str, after: str, *, french: bool) -> bool:
    """Whether a hyphen or stroke stands between its neighbours without spaces."""
    if before[-1].isdigit() and after[0].isdigit():
        return True
    if not (before[-1].isalpha() and after[0].isalpha()):
        return False
    return french or token == "/" or after.lower() in HALF
