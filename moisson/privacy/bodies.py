"""Whose a mailbox, a number or a seat is, where words say that it is a body's or a function's and no person's (`bodies.toml`)."""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from moisson.privacy.persons.given import given_names, plain
from moisson.privacy.persons.words import languages

_PART = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"[^\W_]+")
_LOCAL = re.compile(r"(?<![\w.+-])([\w.+-]+)@")
_CONTACT = re.compile(r"(?<!\w)(?:[Cc]ontact\w*|[Kk]ontakt\w*|[Aa]nsprechp\w+|[Cc]ontatt\w+|[Rr]eferente|[Oo]soba)(?!\w)")
_LEAST = 3  # letters of an abbreviation that a text may explain
_ARTICLE = (
    r"(?:\(|(?<!\w)(?:[Ll][ae]s?|[Ll]['’]|[Dd]u|[Dd]es|[Aa]ux?|[Dd]er|[Dd]ie|[Dd]as|[Dd]em|[Tt]he|[Ee]l|[Ii]l|[Ll]o|[Hh]et) ?)"
)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files("moisson.privacy").joinpath("bodies.toml").read_text("utf-8"))


def _any_of(words: Iterable[str]) -> str:
    """An expression for one of these words; `*` stands for any letters."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\*", r"[^\W\d_]*").replace(r"\ ", r"\s") for word in ordered)


@lru_cache(maxsize=1)
def _functions() -> re.Pattern[str]:
    """A part of a local part that words for functions make up, one after another."""
    groups = _table()["mailbox"]
    words = _any_of(word for name, group in groups.items() if name != "joins" for word in group)
    return re.compile(rf"(?:{words})(?:(?:{_any_of(groups['joins'])})?(?:{words}))*")


@lru_cache(maxsize=1)
def _public() -> re.Pattern[str]:
    return re.compile(rf"(?:.*\.)?(?:{_any_of(_table()['domain']['public'])})")


@lru_cache(maxsize=1)
def body() -> re.Pattern[str]:
    """A word for a body, in any of the languages and any case."""
    words = _any_of(word for group in _table()["body"].values() for word in group)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def person() -> re.Pattern[str]:
    """A title before a capital letter."""
    titles = "|".join(sorted((language.titles for language in languages().values()), key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?:{titles})\s?(?=[^\W\d_a-zß-ÿ])")


def names_person(text: str) -> bool:
    """Whether a text has a title before a capital letter, a known given name, or a mail address that two words name."""
    mailed = [_PART.findall(local) for local in _LOCAL.findall(text)]
    if any(len(parts) == 2 and not any(map(_is_function, parts)) for parts in mailed):
        return True
    words = (*_PART.findall(text), *(part.capitalize() for parts in mailed for part in parts))
    return person().search(text) is not None or any(word in given_names() for word in words)


@lru_cache(maxsize=1)
def _functions_of_persons() -> frozenset[str]:
    return frozenset(word for language in languages().values() for word in language.functions)


_NEAR, _FAR, _AFTER = 45, 120, 60  # code points between a body's word and its number, and in which a person is looked for
_PUBLISHED = ("law", "guidance", "notice")  # kinds of documents in which offices give their numbers


def is_bodys(text: str, start: int, end: int, mobile: bool, kind: str | None) -> bool:
    """Whether a number is a body's: no person is named near it, and a body is, or the document is of a public body's own and does
    not name a contact.

    In decisions, questions and documents of no known kind the body's word stands right before, and no litigant near it.
    """
    before = text[max(0, start - _FAR) : start].rpartition("\n\n")[2]
    after = text[end : end + _AFTER].partition("\n\n")[0]
    if names_person(before) or names_person(after):
        return False
    if kind in _PUBLISHED:
        contact = kind == "notice" and _CONTACT.search(before)
        return not (mobile or contact) or body().search(before) is not None
    litigant = any(word.casefold() in _functions_of_persons() for word in _PART.findall(before))
    return not litigant and body().search(before, max(0, len(before) - _NEAR)) is not None


def is_seat(text: str, at: int) -> bool:
    """Whether what is domiciled from `at` on is a body: its word stands before, and no person after that."""
    before = text[max(0, at - _FAR) : at].rpartition("\n")[2]
    last = max((match.end() for match in body().finditer(before)), default=-1)
    between = before[last:]
    functions = _functions_of_persons()
    return last >= 0 and not names_person(between) and not any(word.casefold() in functions for word in _PART.findall(between))


def is_office(local: str, domain: str, text: str) -> bool:
    """Whether a mailbox is a function's or a body's: `local` and `domain` in lower case, `text` the document.

    It is one where every part of it is a word for a function (`depot.accord`), a number, or an abbreviation that the text has in
    capitals; at a public body's domain also where nothing in it has the look of a name.
    """
    parts = _CAMEL.findall(plain(local).replace("_", " "))
    letters = [part for part in parts if not part.isdigit()]
    joins = _table()["mailbox"]["joins"]
    known = [part in joins or _is_function(part) or _is_abbreviation(part, text) for part in letters]
    if any(part.capitalize() in given_names() for part in letters):
        return False
    if letters and all(known) and not all(part in joins for part in letters):
        return True
    return _public().fullmatch(domain) is not None and not _like_a_name(local, letters, known, text)


def _is_function(part: str) -> bool:
    return _functions().fullmatch(part.rstrip("0123456789")) is not None


def _is_abbreviation(part: str, text: str) -> bool:
    """Whether the text has a part in capitals after an article or a bracket (`la CPPNI`), and never as a name is written."""
    if len(part) < _LEAST or part.capitalize() in given_names() or not part.isalnum() or part.capitalize() in text:
        return False
    return re.search(rf"{_ARTICLE}{re.escape(part.upper())}(?!\w)", text) is not None


def _like_a_name(local: str, letters: list[str], known: list[bool], text: str) -> bool:
    """`jean.dupont`, `j.dupont`; `jdupont` where the text has the name."""
    if len(letters) == 1:
        return any(len(name) > 3 and name.capitalize() in text for name in (letters[0], letters[0][1:]))
    return "." in local and len(letters) == 2 and not any(known)
