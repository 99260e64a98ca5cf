"""Who spoke in a sitting, and how much: by the names that begin a turn in the text, in the order in which the reader met them."""

import re
from collections.abc import Iterable, Sequence

from moisson.readers.contract import Speaker
from moisson.readers.spaces import count_words

REMARK = re.compile(r"\[[^\[\]]*\]")  # of the record, within what is said
NUMBER = re.compile(r"\A[\[(]?\d{1,4}[\])]?\.? ")  # of a question, before the name
ASIDE = ("#", "[", "(")  # headings and remarks, which nobody speaks

Turn = tuple[str, Speaker]  # the words before the colon, and who that is


def tallied(text: str, turns: Sequence[Turn]) -> tuple[Speaker, ...]:
    """Each speaker once in a role, in the order of their first turn, with their turns and words: by key, else by name and group.

    A turn lasts until the next name; one that has no words in the text is none.
    """
    at: dict[str, list[int]] = {}
    for number, (lead, _) in enumerate(turns):
        at.setdefault(lead, []).append(number)
    counted: dict[tuple[str | None, ...], tuple[Speaker, list[int]]] = {}
    spoken: list[int] | None = None
    now = -1
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(ASIDE):
            continue
        lead, colon, said = paragraph.partition(":")
        lead = lead if lead in at else NUMBER.sub("", lead)
        following = next((number for number in at.get(lead, ()) if number > now), None) if colon else None
        if following is not None:
            now = following
            of = turns[now][1]
            _, spoken = counted.setdefault((of.id, of.role) if of.id else (of.name, of.group, of.role), (of, [0, 0]))
            spoken[0] += 1
        if spoken is not None:
            spoken[1] += count_words(REMARK.sub(" ", said if following is not None else paragraph))
    return tuple(of._replace(turns=turns, words=words) for of, (turns, words) in counted.values())


def once(speakers: Iterable[Speaker]) -> tuple[Speaker, ...]:
    """Those who ask, answer or move, each once for a role."""
    return tuple(dict.fromkeys(speakers))
