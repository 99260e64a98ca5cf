"""Words in lower case: a name that a text also has as a word is none, or a doubtful one."""

import re
from functools import cached_property

_SMALL = re.compile(r"\b[a-zß-öø-ÿąćęłńśźżœ][^\W\d_]*")
_OF_WORD, _LETTER = re.compile(r"\w"), re.compile(r"[^\W\d_]")
_FEW = 8  # words that are looked up before all are listed


class Small:
    """The words that a text has in lower case: the first few asked for are looked up, for more all are listed."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._asked = 0

    def __contains__(self, word: str) -> bool:
        self._asked += 1
        if self._asked > _FEW or not _SMALL.fullmatch(word):
            return word in self._all
        at = self._text.find(word)
        while at >= 0:
            end = at + len(word)
            if not (at and _OF_WORD.match(self._text, at - 1)) and not _LETTER.match(self._text, end):
                return True
            at = self._text.find(word, end)
        return False

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(_SMALL.findall(self._text))
