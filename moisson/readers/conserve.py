"""The third conservation: words that a file shows = words that its text gives + words left out, by kind.

What the file shows is known without its reader (`visible`), or told by the library that opens it; why words are left out is told
by the reader where it passes over them (`set_aside`). What nobody tells of is `unknown`: loss in silence.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeGuard

import numpy as np
from numpy.typing import NDArray

from moisson.kernels.conserved import GIVEN, Settled, settle
from moisson.readers.contract import LeftOut, Text
from moisson.readers.set_aside import KINDS
from moisson.readers.visible import composed, shown_by

FATES = ("unknown", *KINDS)  # of words that no text gives
AMONG = 4  # words after one that is given, of which one is left out again
APART = 60  # bytes between words left out that are shown as one passage


class Passage(NamedTuple):
    """Words of a file that stand in no text of it, as they follow each other there."""

    kind: str
    text: str
    words: int


def conserve(read: Sequence[tuple[bytes, str | None, Sequence[Text]]]) -> list[list[Text]]:
    """The texts read from each content of a format, the first with the account of its words; none where they cannot be counted.

    A file of several texts is one account, or its words would count several times.
    """
    shown = [_shown(*each) for each in read]
    counted = [(at, words) for at, words in enumerate(shown) if words is not None]
    texts = [read[at][2] for at, _ in counted]
    settled = settle([words for _, words in counted], [_given(each) for each in texts], [_aside(each) for each in texts])
    given = [_plain(each) for _, _, each in read]
    for (at, _), counts in zip(counted, settled.counts.tolist(), strict=True):
        left_out = tuple(LeftOut(kind, count) for kind, count in zip(FATES, counts[1:], strict=True) if count)
        given[at][0] = given[at][0]._replace(words_held=sum(counts), words_given=counts[0], left_out=left_out)
    return given


def passages(content: bytes, format: str | None, texts: Sequence[Text]) -> Iterator[Passage] | None:
    """What of a content stands in none of its texts; None where that cannot be told."""
    shown = _shown(content, format, texts)
    return None if shown is None else _passages(shown, settle([shown], [_given(texts)], [_aside(texts)]))


def _shown(content: bytes, format: str | None, texts: Sequence[Text]) -> bytes | None:
    if not texts:
        return None
    return shown_by(content, format) if texts[0].shown is None else composed(texts[0].shown)


def is_sound(answer: object) -> TypeGuard[list[Text]]:
    """Whether it is what a reader should give: a source's own may give anything."""
    return isinstance(answer, list) and all(isinstance(text, Text) and isinstance(text.text, str) for text in answer)


def _plain(texts: Sequence[Text]) -> list[Text]:
    """The texts without what they are counted by."""
    return [text._replace(shown=None, aside=()) if text.aside or text.shown is not None else text for text in texts]


def _given(texts: Sequence[Text]) -> bytes:
    return composed(texts[0].text if len(texts) == 1 else "\n\n".join([text.text for text in texts]))


def _aside(texts: Sequence[Text]) -> list[bytes]:
    """What was set aside, by kind; what became a field is metadata."""
    said = dict(texts[0].aside)
    fields = [value for text in texts for value in (text.title, text.created, text.valid_from, text.valid_to)]
    fields += [identifier.value for text in texts for identifier in text.identifiers]
    told = [value for value in fields if isinstance(value, str)]  # what a reader gives in a wrong type is refused later
    said["metadata"] = "\n".join([*told, said.get("metadata", "")])
    return [composed(said.get(kind, "")) for kind in KINDS]


def _gathered(shown: bytes, settled: Settled) -> NDArray[np.uint8]:
    """The fates, so that words left out stand together: a word that stands among them goes with them, and one of the same
    elsewhere, alone among words given, does not."""
    fates = settled.fates.copy()
    words = [shown[begin:end].lower() for begin, end in zip(settled.starts.tolist(), settled.ends.tolist(), strict=True)]
    alone: dict[tuple[bytes, int], list[int]] = {}
    for at in np.flatnonzero(fates).tolist():
        if not fates[max(at - 1, 0) : at].any() and not fates[at + 1 : at + 2].any():
            alone.setdefault((words[at], int(fates[at])), []).append(at)
    for at in np.flatnonzero(fates == GIVEN).tolist():
        kind = int(fates[at - 1]) if at else GIVEN
        others = alone.get((words[at], kind))
        if kind != GIVEN and others and kind in fates[at + 1 : at + AMONG]:
            fates[others.pop()], fates[at] = GIVEN, kind
    return fates


def _passages(shown: bytes, settled: Settled) -> Iterator[Passage]:
    starts, ends, fates = settled.starts, settled.ends, _gathered(shown, settled)
    begin = end = count = kind = 0
    for at in np.flatnonzero(fates):
        if count and (fates[at] != kind or starts[at] - end > APART):
            yield _passage(shown[begin:end], kind, count)
            count = 0
        if not count:
            begin, kind = int(starts[at]), int(fates[at])
        end, count = int(ends[at]), count + 1
    if count:
        yield _passage(shown[begin:end], kind, count)


def _passage(words: bytes, kind: int, count: int) -> Passage:
    return Passage(FATES[kind - 1], " ".join(words.decode("utf-8", "replace").replace("\x1f", " ").split()), count)
