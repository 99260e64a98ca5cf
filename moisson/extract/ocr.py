"""Tesseract, run as a program of its own on the image of a page: words with their places and how sure it is of them.

It is optional: where it is not installed, or a language is missing, `Unavailable` says so.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

SECONDS = 120  # for one page
# ISO 639-1 to Tesseract's names, for the languages of Europe's public bodies.
NAMES = {
    "bg": "bul", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "es": "spa",
    "et": "est", "eu": "eus", "fi": "fin", "fr": "fra", "ga": "gle", "gl": "glg", "hr": "hrv", "hu": "hun", "is": "isl",
    "it": "ita", "lb": "ltz", "lt": "lit", "lv": "lav", "mk": "mkd", "mt": "mlt", "nb": "nor", "nl": "nld", "nn": "nor",
    "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe",
    "tr": "tur", "uk": "ukr",
}  # fmt: skip
NAME = re.compile(r"[A-Za-z][\w/-]{1,40}")


class Unavailable(Exception):
    """Nothing can be recognised; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; its box in pixels from the top left, and how sure Tesseract is, 0 to 1."""

    text: str
    line: tuple[int, int, int]  # block, paragraph, line
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The languages that Tesseract has here; raises Unavailable where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        raise Unavailable("Tesseract is not installed (Debian: tesseract-ocr)")
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"Tesseract does not run: {type(error).__name__}") from None
    return frozenset(done.stdout.decode("utf-8", "replace").split("\n")[1:]) - {"", "osd"}


def languages(wished: list[str], stated: str | None) -> str:
    """What to give Tesseract: the languages wished, else the one the document states; raises Unavailable where one is missing."""
    names = [NAMES.get(name, name) for name in wished] or ([NAMES.get(stated, stated)] if stated else [])
    if not names:
        raise Unavailable("neither the source nor the document names a language for Tesseract (ocr_languages)")
    here = installed()
    missing = [name for name in names if name not in here or not NAME.fullmatch(name)]
    if missing:
        raise Unavailable(f"Tesseract lacks {', '.join(missing)} (Debian: {', '.join(f'tesseract-ocr-{m}' for m in missing)})")
    return "+".join(names)


def recognise(grey: bytes, width: int, height: int, language: str, dpi: int = 300) -> list[Word]:
    """The words of an image of one byte a pixel; raises Unavailable where Tesseract fails or takes too long."""
    program = shutil.which("tesseract")
    if program is None:
        raise Unavailable("Tesseract is not installed (Debian: tesseract-ocr)")
    image = b"P5 %d %d 255\n" % (width, height) + grey
    try:
        done = subprocess.run(
            [program, "stdin", "stdout", "-l", language, "--dpi", str(dpi), "--psm", "3", "tsv"],
            input=image,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"Tesseract took more than {SECONDS} s for one page") from None
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"Tesseract failed: {type(error).__name__}") from None
    return words(done.stdout.decode("utf-8", "replace"))


def words(table: str) -> list[Word]:
    """The words of Tesseract's table of tab-separated values."""
    found = []
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        block, paragraph, line = int(cells[2]), int(cells[3]), int(cells[4])
        left, top, width, height = map(int, cells[6:10])
        confidence = max(0.0, min(1.0, float(cells[10]) / 100))
        found.append(Word(cells[11].strip(), (block, paragraph, line), left, top, left + width, top + height, confidence))
    return found


def confidence(found: list[Word]) -> float:
    """How sure Tesseract is of its words, on average, 0 to 1."""
    return sum(word.confidence for word in found) / len(found) if found else 0.0
