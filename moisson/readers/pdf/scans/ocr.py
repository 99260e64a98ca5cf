"""Tesseract, run as a program of its own on the image of a page: words with their places and how sure it is of them.

It is optional: where it is not installed, or has no data for a language, `Unavailable` says so. Given one version of Tesseract
and of its data, the same image gives the same words: it runs in one thread, and what takes too long is left out whole.
"""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SECONDS = 90  # for one page; most take five
USUAL = ("eng", "fra", "deu")  # tried together where nothing says what a document is written in
SURE = 0.8  # of a language that its words are taken for
WORDS = 25  # that tell a language
READ = 0.5  # how sure Tesseract has to be of these
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
    try:
        done = subprocess.run(["tesseract", "--list-langs"], capture_output=True, timeout=SECONDS, check=True)
    except FileNotFoundError:
        raise Unavailable("Tesseract is not installed (Debian: tesseract-ocr)") from None
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"Tesseract does not run: {type(error).__name__}") from None
    return frozenset(done.stdout.decode("utf-8", "replace").split("\n")[1:]) - {"", "osd"}


def languages(wished: Sequence[str], *stated: str | None) -> str | None:
    """What to give Tesseract: the languages wished, else the first that is stated, by the document and by its source.

    None where nobody names any: then `guessed` tells. Raises Unavailable where Tesseract is not installed, or lacks one.
    """
    first = next((name for name in stated if name), None)
    names = [NAMES.get(name, name) for name in (wished or ([first] if first else []))]
    here = installed()
    missing = [name for name in names if name not in here or not NAME.fullmatch(name)]
    if missing:
        packages = [f"tesseract-ocr-{name.lower().replace('_', '-')}" for name in missing]
        raise Unavailable(f"Tesseract has no data for {', '.join(missing)} (Debian: {', '.join(packages)})")
    return "+".join(names) or None


def usual() -> str:
    """The languages to begin with where nothing names one; raises Unavailable where Tesseract has none of them."""
    names = [name for name in USUAL if name in installed()]
    if not names:
        raise Unavailable(f"nothing names the document's language, and Tesseract has no data for any of {', '.join(USUAL)}")
    return "+".join(names)


def guessed(found: Sequence[Word]) -> str | None:
    """The language that words, read with `usual` ones, are in, in Tesseract's name; None where they do not tell.

    Raises Unavailable where Tesseract lacks it: another language's data would read it wrongly.
    """
    import pyarrow as pa

    from moisson.kernels.langid import identify, load_model
    from moisson.kernels.strings import strings

    letters = [word.text for word in found if word.confidence > READ and word.text.isalpha()]
    if len(letters) < WORDS:
        return None
    model = load_model(tuple(sorted({*NAMES} - {"nb"})))  # the model's `no` is Bokmål
    best, score = identify(strings(pa.array([" ".join(letters)])), model)
    if score[0] < SURE:
        return None
    return languages((), model.labels[best[0]])


def recognise(grey: bytes, width: int, height: int, language: str, dpi: int = 300) -> list[Word]:
    """The words of an image of one byte a pixel; raises Unavailable where Tesseract fails or takes too long."""
    image = b"P5 %d %d 255\n" % (width, height) + grey
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", language, "--dpi", str(dpi), "--psm", "3", "tsv"],
            input=image,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
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


def confidence(found: Sequence[Word]) -> float:
    """How sure Tesseract is of its words, on average, 0 to 1."""
    return sum(word.confidence for word in found) / len(found) if found else 0.0
