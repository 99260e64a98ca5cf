"""How a line that repeats across a source is judged: a notice around the documents, or the documents' own words.

Repetition alone does not tell: every Italian law ends with the same order to observe it, and half of all decrees enter into
force in one formula. A line is a notice only where it says what no act says of itself (where to find the publisher, under
which licence, that the text is for information, who printed it, which page it is), in the languages of Europe's public bodies.
A notice speaks of `this document`, law of `this Act`: a line that does, or that speaks of its entry into force, never is one. The
words are in `notices.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

_ADDRESS = re.compile(r"https?://|\bwww\.|\w@\w", re.IGNORECASE)
_DOMAIN = re.compile(  # a bare one, in a short line
    r"(?<!\w)[A-Za-z][\w-]{3,}\.(?:at|b[eg]|c[hyz]|d[ek]|e[esu]|f[ir]|gr|h[ru]|i[est]|l[ituv]|mt|n[lo]|p[lt]|ro|s[eik]|uk|org|com|net|info)(?!\w)"
)
_POSTAL = re.compile(  # `69419 Lyon`, `L-2450 Luxembourg`, `103 33 Stockholm`, `00-902 Warszawa`
    r"(?<!\w)(?:[A-Z]{1,2}[-–])?(?:[0-9]{4,5}|[0-9]{3} [0-9]{2}|[0-9]{2}-[0-9]{3}) (?:[A-Z]{2} )?[A-Z\u00c0-\u024f]\w+"
)
_PHONE = re.compile(
    r"(?<!\w)(?:\+[0-9]{2}|0[0-9]{1,4})(?=[0-9-]* )[ ()-]{0,2}[0-9](?:[ ()-]{0,2}[0-9]){4,}(?!\w)"
)  # `08-405 10 00`
_FIELD = re.compile(r"[^:.]{1,40}: ?(?!//)\S")  # `Name: X`
_NUMBER = re.compile(r"[0-9]+")
_NAMED = 3  # words of a letterhead, at least: with fewer, it may be the title of all these documents
_PAGE = r"[0-9]{1,4}"
_TITLE = r"[^0-9,;:(]*?(?<!\w)"  # what may stand before `page 3 of 12`: a title without figures
_APART = r"[^0-9,;:(]*?(?:\s[-–—|•·/]\s|\s\s)\W{0,3}"  # a title, and what parts it from `page 3`: `voir page 3` is a reference
_OPEN = (":", ";", ",")  # what such a line says goes on in the next one
_QUOTED = ("(", "[", "«", "„", "“", '"')
_OPENING = 40  # characters in which a notice says of what it speaks
_SHORT = 80  # characters of a line that names a site or a contact


class Line(NamedTuple):
    """A line that repeats, and how."""

    text: str
    varies: bool  # its figures are not the same in all documents
    most: bool  # more than half of the documents have it, and not just a few
    copied: bool  # so do lines near it: it repeats because whole texts do


class Words(NamedTuple):
    """The phrases of `notices.toml`, compiled."""

    notice: re.Pattern[str]
    site: re.Pattern[str]
    contact: re.Pattern[str]
    page: re.Pattern[str]
    made: re.Pattern[str]
    document: re.Pattern[str]
    of_itself: re.Pattern[str]
    own: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> Words:
    found = tomllib.loads(files("moisson.corpus.stages").joinpath("notices.toml").read_text(encoding="utf-8"))
    any_of = {name: _any(phrase for phrases in languages.values() for phrase in phrases) for name, languages in found.items()}
    patterns = {
        "notice": any_of["notice"],
        "site": any_of["site"],
        "contact": any_of["contact"],
        "page": _page(**{name: any_of[name] for name in ("page", "page_short", "page_after", "of")}),
        "made": any_of["made"],
        "document": rf"{any_of['this']}\s{any_of['document']}",
        "of_itself": rf"{any_of['this']}\s(?:\w+\s)?{any_of['act']}|{any_of['force']}",
        "own": rf"{any_of['force']}|{any_of['act']}|{any_of['own']}",
    }
    return Words(**{name: re.compile(rf"(?<!\w)(?:{one})(?!\w)", re.IGNORECASE) for name, one in patterns.items()})


def _any(phrases: Iterable[str]) -> str:
    """A pattern for any of the phrases, the longest first."""
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    escaped = (re.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s") for phrase in ordered)
    return f"(?:{'|'.join(escaped)})"


def _page(page: str, page_short: str, page_after: str, of: str) -> str:
    """A pattern for lines that say which page this is: `Page 3`, `Title - Page 3`, `Title, page 3 of 12`, `p. 3`, `3. oldal`."""
    total = rf"\W{{0,3}}{of}\W{{0,3}}{_PAGE}|\s?\([^0-9]{{0,12}}{_PAGE}"  # `(av 3)`, `(celkem 9)`
    return "|".join(
        [
            rf"(?:{_APART})?{page}\W{{0,3}}{_PAGE}(?:{total})?\W*$",
            rf"{_TITLE}{page}\W{{0,3}}{_PAGE}(?:{total})\W*$",
            rf"{page_short}(?:\.\s?|\s){_PAGE}(?:{total})?[\s.–—-]*$",
            rf"(?:{_PAGE}/)?{_PAGE}\W{{0,2}}{page_after}\W*$",
        ]
    )


def is_notice(line: Line) -> bool:
    """Whether a line is a notice around documents."""
    words = _words()
    if words.of_itself.search(line.text):
        return False
    if len(line.text) <= 2 * _SHORT and words.made.search(line.text):
        return True
    if not line.text.endswith(_OPEN) and words.page.match(line.text.lstrip("-–— ")):
        return True
    if line.varies:  # figures that differ are the document's own: its number, its date, its address
        return False
    if words.notice.search(line.text) or (words.document.search(line.text[:_OPENING]) and not line.text.startswith(_QUOTED)):
        return True
    if line.copied or (_FIELD.match(line.text) and not line.most):  # a field of a record may name the same body in some
        return False
    short = len(line.text) <= _SHORT and (words.site.search(line.text) or _DOMAIN.search(line.text))
    return bool(short or _ADDRESS.search(line.text)) or _names_a_contact(line.text)


def _names_a_contact(text: str) -> bool:
    """Whether a line names a telephone, a mailbox or a postal address, with its number or alone in the line."""
    bare = text.strip(" .:-–—")
    named = _words().contact.match(bare)
    if named and len(bare) <= _SHORT and (named.end() == len(bare) or _NUMBER.search(bare)):
        return True
    if len(text) > 2 * _SHORT or text.endswith(_OPEN):
        return False
    return bool(_PHONE.search(text) or (_POSTAL.search(text) and len(_NUMBER.findall(text)) > 1 and not text.endswith(".")))


def may_go_beside(line: Line) -> bool:
    """Whether a line between a notice and the edge of a document may belong to the notice: nothing speaks against it."""
    text = line.text
    against = (
        line.copied
        or line.varies
        or text.endswith(_OPEN)
        or text.startswith(_QUOTED)
        or _FIELD.match(text)
        or _words().own.search(text)
    )
    return not against


def is_letterhead(line: Line) -> bool:
    """Whether a line that nearly every document begins with can be a letterhead: a name of several words, not a sentence."""
    return may_go_beside(line) and len(line.text.split()) >= _NAMED and not line.text.endswith((".", "!", "?"))


def is_foot(line: Line) -> bool:
    """Whether a line that nearly every document ends with can be its foot: a name with a number, as of a street.

    Without one, it may be the signature.
    """
    return is_letterhead(line) and any(map(str.isdigit, line.text))
