"""Lines with Arabic or Hebrew, from the order in which they stand on a page to that in which they are read.

A page shows what Unicode's algorithm (UAX 9) makes of a text; its two usual levels are taken back here: in a line that runs to
the left everything is turned round but numbers and words of other scripts, in other lines only the phrases that run to the left.
"""

import re
from typing import Any
from unicodedata import normalize

# Hebrew, Arabic and their neighbours, less their figures, which run to the right; and their forms as drawn.
LEFTWARD = "\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
SIGN = re.compile(f"[{LEFTWARD}]")
PHRASE = re.compile(rf"[{LEFTWARD}](?:[\W\d_{LEFTWARD}]*[{LEFTWARD}])?")
OTHERS = re.compile(rf"[^\W{LEFTWARD}](?:[^{LEFTWARD}]*[^\W{LEFTWARD}])*")
FORMS = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")  # of letters as they are drawn, which stand for the letters
MIRRORED = re.compile(rf"[{LEFTWARD}][\W\d_{LEFTWARD}]*")  # pdfium gives the other bracket behind such letters, up to others
MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
TURNED = str.maketrans("\x01\x02", "\x02\x01")  # what begins and ends a raised sign in a segment's text


def leftward(codes: Any) -> bool:
    """Whether some characters run to the left."""
    return bool(((codes >= 0x590) & (codes < 0x900) | (codes >= 0xFB1D) & (codes < 0xFEFD)).any())


def read_on(line: str) -> str:
    """A line as it is read, from pdfium's characters as they stand, from left to right."""
    if not (letters := SIGN.findall(line)):
        return line
    whole = 2 * len(letters) > sum(map(str.isalpha, line))
    line = _turned(line) if whole else PHRASE.sub(lambda match: _turned(match[0]), line)
    line = MIRRORED.sub(lambda match: match[0].translate(MIRROR), line)
    return FORMS.sub(lambda match: normalize("NFKC", match[0]), line)


def _turned(text: str) -> str:
    """A text turned round, but for the words and numbers in it that run to the right."""
    return OTHERS.sub(lambda match: match[0][::-1], text[::-1].translate(TURNED))
