"""Segments out of what kernels give for them."""

from typing import Any

from moisson.readers.pdf.mend import meaning
from moisson.readers.pdf.pieces import Segment

SEPARATOR = 3  # behind the characters of each segment
SEGMENTS = 20_000  # of one page; one that has more is a drawing


def placed(signs: Any, boxes: Any, odd: bool) -> list[Segment]:
    """The segments that have words: `signs` are their characters, a separator behind each segment's; `boxes` are their rows.

    A row is start, end, baseline and size in points, the share of bold characters, and whether the first words are bold. `odd`:
    there are characters that stand for others.
    """
    text = signs.tobytes().decode("utf-32-le")
    if odd:
        for code in set(signs[(signs >= 0xE000) | (signs == 0xAD) | (signs == 0x2010) | (signs == 0x2011)].tolist()):
            text = text.replace(chr(code), meaning(code))
    texts = text.split(chr(SEPARATOR))[:SEGMENTS]
    found = map(Segment, texts, *boxes[:, :4].T.tolist(), (boxes[:, 4] > 0.6).tolist(), (boxes[:, 5] > 0).tolist())
    return [segment for segment in found if segment.text and not segment.text.isspace()]
