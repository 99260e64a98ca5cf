"""Normalises statements for comparison: addresses without variable parts, words without markup or case."""

import re
import unicodedata

TAG = re.compile(r"<(?!https?:)[a-zA-Z/][^<>]*>")
TARGET = re.compile(r"""href\s*=\s*["']?([^"'\s<>]+)""")
DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "’": "'", "‘": "'", "´": "'"})
QUOTES = re.compile(r"[\"«»“”„`]")
EDGES = " \t.,;:!'<>"
ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?(?:/[^\s<>\"«»]*)?")
WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"«»]+")
DEED = re.compile(r"/(?:deed|legalcode|rdf)(?:[.-][a-z]{2,3}(?:[_-][a-z]{2,4})?)?(?:\.txt)?$")
FRAGMENT = re.compile(r"^(dcat-ap\.de/def/licenses/)\d{8}(?:\.html)?#")  # lists on one page, where the fragment names the licence
ENDING = re.compile(r"\.(?:x?html?|php|aspx?)$")


def plain(stated: str) -> str:
    """Words in lower case on one line, without quotation marks, and of tags only where they link to; dashes of one kind."""
    text = unicodedata.normalize("NFKC", TAG.sub(_target, stated)).translate(DASHES).casefold()
    return " ".join(QUOTES.sub(" ", text).split()).strip(EDGES)


def _target(tag: re.Match[str]) -> str:
    found = TARGET.search(tag[0])
    return f" {found[1]} " if found else " "


def is_address(words: str) -> bool:
    """Whether the whole of `plain` words is one web address."""
    return bool(ADDRESS.fullmatch(words)) and "/" in words


def address(words: str) -> str:
    """An address without scheme, www, query, fragment, closing slash, file ending, and the language of a deed."""
    bare = re.sub(r"^https?://", "", words.strip(EDGES + "()")).removeprefix("www.")
    bare = FRAGMENT.sub(r"\1", bare)
    bare = re.split(r"[?#]", bare, maxsplit=1)[0].rstrip("/")
    return DEED.sub("", ENDING.sub("", DEED.sub("", bare))).rstrip("/")


def key(stated: str) -> str:
    """The key by which aliases are compared."""
    words = plain(stated)
    return address(words) if is_address(words) else words
