"""Lines with Arabic or Hebrew, from visual to logical order.

A page shows what Unicode's bidirectional algorithm (UAX 9) makes of a text; its two usual levels are taken back here: a line that
runs from right to left is reversed but for numbers and words of other scripts, in other lines only such phrases are.
"""

import re
from unicodedata import normalize

# Hebrew, Arabic and their neighbours, less their figures, which run from left to right; and their forms as drawn.
RIGHT_TO_LEFT = "\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
SIGN = re.compile(f"[{RIGHT_TO_LEFT}]")
PHRASE = re.compile(rf"[{RIGHT_TO_LEFT}](?:[\W\d_{RIGHT_TO_LEFT}]*[{RIGHT_TO_LEFT}])?")
OTHERS = re.compile(rf"[^\W{RIGHT_TO_LEFT}](?:[^{RIGHT_TO_LEFT}]*[^\W{RIGHT_TO_LEFT}])*")
FORMS = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")  # of letters as they are drawn, which stand for the letters
# pdfium gives the other bracket behind such letters, up to others.
MIRRORED = re.compile(rf"[{RIGHT_TO_LEFT}][\W\d_{RIGHT_TO_LEFT}]*")
MIRROR = str.maketrans("()[]{}<>«»", ")(][}{><»«")
TURNED = str.maketrans("\x01\x03", "\x03\x01")  # what begins and ends a raised sign in a segment's text


def logical(line: str) -> str:
    """A line in logical order, from pdfium's characters in the order of their places."""
    if not (letters := SIGN.findall(line)):
        return line
    whole = 2 * len(letters) > sum(map(str.isalpha, line))
    line = _turned(line) if whole else PHRASE.sub(lambda match: _turned(match[0]), line)
    line = MIRRORED.sub(lambda match: match[0].translate(MIRROR), line)
    return FORMS.sub(lambda match: normalize("NFKC", match[0]), line)


def _turned(text: str) -> str:
    """A text reversed, but for the words and numbers in it that run from left to right."""
    return OTHERS.sub(lambda match: match[0][::-1], text[::-1].translate(TURNED))
