"""Tesseract, run as a program of its own on the image of a page: words with their places and how sure it is of them.

It is optional: where it is not installed, or has no data for a language, `Unavailable` says so. Given one version of Tesseract
and of its data, the same image gives the same words: it runs in one thread, and what takes too long is left out whole.
"""

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moisson.readers.facts.languages import CODES

SECONDS = 90  # for one page; most take five
USUAL = ("eng", "fra", "deu")  # tried together where nothing says what a document is written in
SURE = 0.8  # of a language that its words are taken for
WORDS = 25  # that tell a language
READ = 0.5  # how sure Tesseract has to be of these
EUROPE = "bg ca cs cy da de el en es et eu fi fr ga gl hr hu is it lb lt lv mk mt nb nl nn no pl pt ro sk sl sq sr sv tr uk"
# ISO 639-1 to Tesseract's names, those of ISO 639-3, for the languages of Europe's public bodies.
NAMES = {short: long for short, long in zip(CODES.split()[::2], CODES.split()[1::2], strict=True) if short in EUROPE.split()}
NAMES |= {"nb": "nor", "nn": "nor"}


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


def _answer(*arguments: str, given: bytes = b"") -> str:
    """What Tesseract answers; raises Unavailable where it is not installed, fails or takes too long."""
    try:
        done = subprocess.run(
            ["tesseract", *arguments],
            input=given,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        )
    except FileNotFoundError:
        raise Unavailable("Tesseract is not installed (Debian: tesseract-ocr)") from None
    except subprocess.TimeoutExpired:
        raise Unavailable(f"Tesseract took more than {SECONDS} s for one page") from None
    except (OSError, subprocess.SubprocessError) as error:
        raise Unavailable(f"Tesseract failed: {type(error).__name__}") from None
    return done.stdout.decode("utf-8", "replace")


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """The languages that Tesseract has here; raises Unavailable where it is not installed."""
    return frozenset(_answer("--list-langs").split("\n")[1:]) - {"", "osd"}


def languages(wished: Sequence[str], *stated: str | None) -> str | None:
    """What to give Tesseract: the languages wished, else the first that is stated, by the document and by its source.

    None where nobody names any: then `guessed` tells. Raises Unavailable where Tesseract is not installed, or lacks one.
    """
    first = next((name for name in stated if name), None)
    names = [NAMES.get(name, name) for name in (wished or ([first] if first else []))]
    here = installed()
    missing = [name for name in names if name not in here]
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


def recognise(image: Any, language: str, dpi: float) -> list[Word]:
    """The words of an image, rows of one byte a pixel; raises Unavailable where Tesseract fails or takes too long."""
    height, width = image.shape
    shown = b"P5 %d %d 255\n" % (width, height) + image.tobytes()
    return words(_answer("stdin", "stdout", "-l", language, "--dpi", str(round(dpi)), "tsv", given=shown))


def words(table: str) -> list[Word]:
    """The words of Tesseract's table of tab-separated values."""
    found = []
    for row in table.split("\n"):
        cells = row.split("\t")
        if cells[0] == "5" and (text := cells[-1].strip()):
            block, paragraph, line, _, left, top, width, height = map(int, cells[2:10])
            sure = float(cells[10]) / 100
            found.append(Word(text, (block, paragraph, line), left, top, left + width, top + height, sure))
    return found


def confidence(found: Sequence[Word], least: int = 1) -> float:
    """How sure Tesseract is of its words, 0 to 1, on average over as many as there are, or should be at the least."""
    return sum(word.confidence for word in found) / max(len(found), least)
