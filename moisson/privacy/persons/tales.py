"""Novels and tales, where nobody says the kind of a document: their characters are no persons (GDPR recital 27, art. 85).

A tale reports speech in the past, again and again, and gives next to no figures; a decision, a letter to an office or a minute is
full of dates and numbers. A long text almost without any is a novel in letters, say, whatever its verbs.
"""

import re
from functools import cache

from moisson.privacy.persons.lead import any_of
from moisson.privacy.persons.words import Language

_LEAST, _HEAD = 3_000, 60_000  # characters that tell a tale at least, and that are looked at
_FIGURES = 1_000  # characters for each figure at least
_SPEECH = 5_000  # characters for each report of speech at most
_LONG, _HARDLY = 30_000, 5_000  # characters of a long text, and for each of its figures at least
_DIGIT = re.compile(r"\d")


def is_tale(text: str, language: Language) -> bool:
    """Whether a text of no known kind is a work of fiction, by its first pages."""
    head = text[:_HEAD]
    figures = len(_DIGIT.findall(head))
    if len(head) < _LEAST or figures * _FIGURES > len(head):
        return False
    if len(head) >= _LONG and figures * _HARDLY <= len(head):
        return True
    told = sum(1 for _ in _reports(tuple(language.table["told"])).finditer(head))
    return told > 2 and told * _SPEECH >= len(head)


@cache
def _reports(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?i:(?<!\w)(?:{any_of(words)})(?!\w))")
