"""Repair by dictionaries: a word that none knows is read again, a letter at a time, as what its print may have been.

Words are looked up by the program `hunspell` (in Debian: `hunspell`, and a package a language), a document at a time. Nothing is
guessed: a word is read again only where its letters are such as its language hardly writes (`measure_noise` judges by the same),
and a reading must be a word of the dictionary, the only one by as few confusions, or the one that the document has itself.
"""

import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa

from moisson.contracts.errors import EnvironmentFault, RecipeError, WorkerError
from moisson.contracts.schemas import STRING
from moisson.corpus.repair.tools import Passage
from moisson.corpus.stages.noise import SAME, load_tables
from moisson.kernels.strings import strings
from moisson.kernels.trigram_noise import measure_surprise

LEAST = 3  # letters of a word that is read again: of shorter ones, nearly every reading is a word
TWICE = 6  # letters of a word in which two confusions are looked for
OFTEN = 3  # times that a document has a word: what is there oftener is a name or an old spelling, not an accident
READINGS = 400  # of one word, at most: two confusions in a long word have thousands
PROGRAM = "hunspell"

_WORD = re.compile(r"[^\W_]+(?:[»«^~|¬*\\][^\W_]+)*")  # stray signs that recognition leaves inside words belong to them
_STRAYS = re.compile(r"[»«^~|¬*\\]")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Dictionaries:
    """A folder of hunspell's dictionaries, `fr.dic` or `fr_FR.dic` with `.aff` beside."""

    folder: str

    @cached_property
    def by_language(self) -> dict[str, Path]:
        """Of each language the dictionary whose name is the shortest. Raises RecipeError where the folder has none."""
        paths = sorted(Path(self.folder).glob("*.dic"), key=lambda path: (len(path.name), path.name))
        found: dict[str, Path] = {}
        for path in paths:
            if path.with_suffix(".aff").exists():
                found.setdefault(re.split(r"[_-]", path.stem)[0].lower(), path.with_suffix(""))
        if not found:
            raise RecipeError(
                f"repair_text: dictionaries = {self.folder} holds no pair of hunspell's files, such as fr.dic and fr.aff."
            )
        return found

    def check(self) -> None:
        """Raise RecipeError or EnvironmentFault where words cannot be looked up."""
        _ = self.by_language, _version()

    @property
    def name(self) -> str:
        """The program's version; which dictionaries, the folder's digest says in the recipe's identity."""
        return f"dictionaries by {_version()}"

    def repair(self, document: Sequence[Passage]) -> list[str]:
        """See `Tool`. A language without a dictionary is left alone."""
        texts = [passage.text for passage in document]
        if not document or (dictionary := self.by_language.get(document[0].language.partition("-")[0])) is None:
            return texts
        own = Counter(chain.from_iterable(_WORD.findall(text) for text in texts))
        language = document[0].language
        words = _surprising(
            sorted(word for word in own if len(word) >= LEAST and own[word] <= OFTEN and not word.isdigit()), language
        )
        unknown = _unknown(dictionary, {_plain(word) for word in words})
        readings = {word: list(_readings(word)) for word in words if _plain(word) in unknown}
        asked = {_plain(reading) for some in readings.values() for reading, _ in some}
        known = asked - _unknown(dictionary, asked)
        known -= {*_surprising(sorted(known), language)}
        better = {
            word: best
            for word, some in readings.items()
            if (best := _best([(reading, cost) for reading, cost in some if _plain(reading) in known], own))
        }
        return [_WORD.sub(lambda match: better.get(match[0], match[0]), text) for text in texts]


def _surprising(words: Sequence[str], language: str) -> list[str]:
    """The words that a language would hardly write; none where nothing is known of it."""
    tables, name = load_tables(), SAME.get(language, language)
    if name not in tables.languages:
        return []
    tables = tables._replace(explains=np.zeros_like(tables.explains))  # a word by itself is in some language or other
    own = np.full(len(words), tables.languages.index(name))
    found = measure_surprise(strings(pa.array(words, STRING)), own, tables, np.zeros(len(words)))
    return [word for word, odd in zip(words, found.surprising.tolist(), strict=True) if odd]


def _plain(word: str) -> str:
    """As dictionaries spell: without the long s, and the e above a vowel as an umlaut."""
    return word.replace("ſ", "s").translate(_OLD) if "\u0364" not in word else _plain(_umlauts(word))


_OLD = str.maketrans({"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff"})


def _umlauts(word: str) -> str:
    for old, new in (("a\u0364", "ä"), ("o\u0364", "ö"), ("u\u0364", "ü")):
        word = word.replace(old, new)
    return word.replace("\u0364", "")


def _best(known: list[tuple[str, int]], own: Counter[str]) -> str | None:
    """The reading by the fewest confusions; of several, the one that the document itself has most often, if only one is."""
    if not known:
        return None
    least = min(cost for _, cost in known)
    nearest = {reading for reading, cost in known if cost == least}
    if len(nearest) == 1:
        return nearest.pop()
    (first, often), (_, next_often) = Counter({reading: own[reading] for reading in nearest}).most_common(2)
    return first if often > next_often else None


def _readings(word: str) -> Iterator[tuple[str, int]]:
    """What a word may have been, with the number of confusions. Of what begins with a capital, and may be a name, it stays."""
    bare = _STRAYS.sub("", word)
    name = bare[:1].isupper()
    found = {word, bare}
    if bare != word and len(bare) >= LEAST:
        yield bare, 0
    once = [reading for reading in _once(bare) if reading not in found and (not name or _begins(reading, bare))]
    found.update(once)
    yield from ((reading, 1) for reading in once)
    if len(bare) >= TWICE and not name:
        twice = (reading for first in once for reading in _once(first))
        for reading in dict.fromkeys(twice):
            if len(found) >= READINGS:
                return
            if reading not in found:
                found.add(reading)
                yield reading, 2


def _begins(reading: str, word: str) -> bool:
    """Whether both begin with one letter; I and J are one in Fraktur."""
    return reading[:1] == word[0] or {reading[:1], word[0]} == {"I", "J"}


def _once(word: str) -> Iterator[str]:
    """Each reading by one confusion, once."""
    seen: dict[str, None] = {}
    for read, was in _confusions():
        at = word.find(read)
        while at >= 0:
            seen[word[:at] + was + word[at + len(read) :]] = None
            at = word.find(read, at + 1)
    return iter(seen)


@lru_cache(maxsize=1)
def _confusions() -> list[tuple[str, str]]:
    tables = tomllib.loads(files("moisson.corpus.repair").joinpath("confusions.toml").read_text("utf-8"))
    pairs = [tuple(pair.split()) for pair in chain(tables["antiqua"], tables["fraktur"])]
    return [*dict.fromkeys((read, was) for one, other in pairs for read, was in ((one, other), (other, one)))]


def _unknown(dictionary: Path, words: Iterable[str]) -> set[str]:
    """The words that a dictionary does not know."""
    asked = sorted(word for word in words if _LETTERS.fullmatch(word))
    out = {word for word in words if not _LETTERS.fullmatch(word)}
    if not asked:
        return out
    command = [PROGRAM, "-i", "utf-8", "-l", "-d", str(dictionary)]
    try:
        ran = subprocess.run(
            command, input="\n".join(asked) + "\n", capture_output=True, text=True, encoding="utf-8", check=False
        )
    except FileNotFoundError:
        raise _absent() from None
    if ran.returncode:
        raise WorkerError(f"repair_text: {PROGRAM} ended with {ran.returncode}: {ran.stderr.strip() or 'it says nothing'}.")
    return out | set(ran.stdout.split())


def _version() -> str:
    try:
        said = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        raise _absent() from None
    found = re.search(r"Hunspell (\d[\w.]*)", said)
    return f"{PROGRAM} {found[1] if found else 'of unknown version'}"


def _absent() -> EnvironmentFault:
    return EnvironmentFault(
        f"repair_text: the program {PROGRAM} is not installed; on Debian: apt-get install hunspell hunspell-fr …"
    )
