"""Annotated tokens, one a line (CoNLL, BIO, CoNLL-U), as running text; labels are no words and stay out."""

import re
from collections.abc import Iterator

from moisson.readers.contract import Text
from moisson.readers.decode import decode
from moisson.readers.read_options import How

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
    """Whether nearly every line is a token and a label, given a text's first characters."""
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
    lines = decode(content).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    yield Text("\n".join(_sentences(lines)).strip("\n"), "conll")


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
