"""The numbers and signs of points: what they look like, and how lists count."""

import re

# What numbers a point or a note, marks an item, or opens a quotation: (1), 1., a), iv), 2.1.3, § 4, 1°, —, ►B, *, [3], „.
MARKER = re.compile(
    r"[«»\"“”„‘’‚']?[(\[]?(?:\d{1,4}(?:\.\d{1,3}){0,4}[a-z]?|[a-z]{1,2}|[ivxlcdm]{1,7}|[а-яα-ω]{1,2})[.)\]°º:]{1,2}|\d{1,3}[a-z]?|§+\s?\d{1,4}\s?[a-z]?\.?"
    r"|\d{1,4}\s?[a-z]?\s?§|(?:art(?:icle|ikel|icolo|[íi]culo|\.)|art\.?)\s?\d{1,4}\w?\.?-?|[-–—―•·▪◦‣*†►▼◄▲→o]+[A-Z]?\d{0,3}[◄]?|\(\*+\d{0,2}\)|\[\w{1,3}\]|[„‚‟«]",
    re.I,
)
POINT = re.compile(
    r"[«»\"“”„‘’‚']?(?:\((?:\d{1,3}|[a-z]{1,4})\)|\d{1,3}[a-z]?[.)°]|[a-z]{1,2}\)|[ivx]{1,5}[.)]|[-–—•])|[„‚‟«]", re.I
)
NUMBERED = re.compile(
    r"[„“«»\"']?\((?:\d{1,3}|[a-z]{1,4})\)|(?:\d{1,3}\.)+\d{0,3}|\d{1,3}[a-z]?[)°]|[a-z]{1,2}\)|[A-Z]\d{1,4}|\d{1,4}\s?[a-z]?\s?§|§\s?\d{1,4}\s?[a-z]?\.?",
    re.I,
)
OWN_MARK = re.compile(r"\s*[„“«»\"']?(?:\(?\d{1,4}[a-z]?[.)°]|\(?[a-z]{1,2}\)|\([ivxlc]{1,6}\)|§\s?\d|[-–—•▪‣·*](?:\s|$))", re.I)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def counted(count: int, kind: str) -> str:
    """A number as the letters or the Roman numerals that a list asks for."""
    if kind in "aA":
        text = ""
        while count > 0:
            count, rest = divmod(count - 1, 26)
            text = LETTERS[rest] + text
    else:
        text, left = "", min(max(count, 0), 3999)
        for value, letters in ROMAN:
            text += letters * (left // value)
            left %= value
    return text.upper() if kind.isupper() else text
