"""The versions of one notice in its languages: a publisher gives 24 of it, whoever translated it, and most texts stand in one."""

import re
from collections import Counter

from moisson.readers.notices.notice import Node

SPELT = re.compile(r"[^\W\d_]{2,}")  # a word that a translation would change, as it would no number
# Share of its words that a version has in common with one of another language, from which on it is that text again. Of 21 acts of
# the Union, passages of 40 words share at most 0.14 with their translation (French, English), whole acts 0.31, one that lists
# names 0.64; copies share all but a title.
SAME = 0.5


class Versions:
    """Tells the versions of a notice that are texts of their own."""

    def __init__(self) -> None:
        self._given: list[tuple[str, Counter[str]]] = []

    def is_new(self, language: str, words: str) -> bool:
        """Whether the free text of a version is another than those of other languages that were asked for before."""
        found = Counter(SPELT.findall(words.casefold()))
        least = SAME * found.total()
        if any(other != language and (found & counted).total() >= least for other, counted in self._given):
            return False
        self._given.append((language, found))
        return True


def own_texts(forms: list[Node], original: str) -> set[int]:
    """The places of the forms that are texts of their own, originals first; free text stands in `P`."""
    given = Versions()
    languages = [form.attributes.get("LG") or original for form in forms]
    translated = [form.attributes.get("CATEGORY") == "TRANSLATION" for form in forms]
    order = sorted(range(len(forms)), key=lambda at: (translated[at], languages[at] not in original.split()))
    free_text = [" ".join(node.told() for node in form.find("P")) or form.told() for form in forms]
    return {at for at in order if given.is_new(languages[at], free_text[at])}
