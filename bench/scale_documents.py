"""Documents made from real sentences, as many as are asked for: what `bench/scale.py` builds.

The sentences are those of laws and debates beside the checkout (../shared/data), in seven languages. A document takes its own
language, a number of sentences and their order from hashes of its number alone, so that any size begins with the documents of
the smaller ones; its id is another hash, so that ids do not come in order. Every twenty-fifth is an exact copy of an earlier
document under an id of its own, as many again are copies with one word changed, and some documents have many copies. One in ten
ends with its publisher's notice, one in fifty states no licence. Title, dates, address and state are those of its first
sentence's file, or follow from its number.
"""

import re
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from moisson.harvest.preview import read_files

DATA = Path(__file__).parents[1].parent / "shared" / "data"
FILE_DOCUMENTS = 20_000
SENTENCE = re.compile(r"(?<=[.;:!?])\s+(?=\S)")
SHORTEST, LONGEST = 40, 300  # characters of a sentence
FEWEST = 2000  # sentences of a language: of fewer, documents would be alike
SEED = 23

Hashes = NDArray[np.uint64]


@dataclass(frozen=True)
class Set:
    """A set of real documents: the source its sentences go to, what is stated of them, their language where files say none."""

    folder: str
    source: str
    share: float  # of that source's documents
    license: str
    url: str
    notice: str
    language: str | None = None


SETS = (
    Set("law-fr-legalize", "laws", 0.3, "etalab-2.0", "https://www.legifrance.gouv.fr/", "Sans valeur juridique.", "fr"),
    Set("law-de-gesetze", "laws", 0.25, "dl-de/by-2-0", "https://www.gesetze-im-internet.de/", "Nichtamtliche Fassung.", "de"),
    Set("law-cz-legalize", "laws", 0.1, "CC-BY-4.0", "https://www.e-sbirka.cz/", "Neoficiální znění, bez záruky.", "cs"),
    Set("law-ee-legalize", "laws", 0.1, "CC0-1.0", "https://www.riigiteataja.ee/", "Tekst on mitteametlik.", "et"),
    Set("law-fi-legalize", "laws", 0.13, "CC-BY-4.0", "https://www.finlex.fi/", "Epävirallinen laitos.", "fi"),
    Set("law-no-legalize", "laws", 0.12, "NLOD-2.0", "https://lovdata.no/", "Uoffisiell tekst.", "nb"),
    Set("de-bundestag-txt", "debates", 0.5, "CC0-1.0", "https://dserver.bundestag.de/", "Vorabfassung, ohne Gewähr."),
    Set("parlamint-a", "debates", 0.3, "CC-BY-4.0", "https://www.clarin.eu/parlamint/", "Neoficiální přepis, bez záruky."),
    Set("parlamint-sk", "debates", 0.2, "CC-BY-4.0", "https://www.nrsr.sk/", "Neoficiálny prepis.", "sk"),
)
SOURCES = {"laws": 7, "debates": 1}  # of eight documents


@dataclass
class Sentences:
    """The sentences of a set in one language, and the title of the file that each comes from."""

    of: Set
    language: str
    words: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)


def sentences() -> dict[str, list[tuple[float, Sentences]]]:
    """Of each source its sentences by set and language, each once, with the shares of documents that take theirs from them."""
    found: dict[str, list[tuple[float, Sentences]]] = {}
    for of in SETS:
        by_language: dict[str, Sentences] = {}
        known: set[str] = set()
        for document in sorted(read_files(DATA / of.folder / "data", 1), key=lambda document: document.id):
            if document.text is None or not (language := document.text.language or of.language):
                continue
            here = by_language.setdefault(language, Sentences(of, language))
            for paragraph in document.text.text.split("\n"):
                for words in SENTENCE.split(paragraph.strip("#>-*| ")):
                    if SHORTEST <= len(words) <= LONGEST and words not in known:
                        known.add(words)
                        here.words.append(words)
                        here.titles.append((document.text.title or document.id)[:200])
        enough = [one for _, one in sorted(by_language.items()) if len(one.words) >= FEWEST]
        size = sum(len(one.words) for one in enough)
        found.setdefault(of.source, []).extend((of.share * len(one.words) / size, one) for one in enough)
    return found


def write_source(folder: Path, name: str, documents: int, pool: list[tuple[float, Sentences]]) -> int:
    """Write a source's files, compressed JSON Lines, and its description; gives the bytes of text in them."""
    folder.mkdir(parents=True)
    (folder / "source.toml").write_text(_description(name))
    files = folder / "files"
    files.mkdir()
    maker, text_bytes = Maker(name, pool), 0
    for begin in range(0, documents, FILE_DOCUMENTS):
        lines = []
        for row in maker.rows(begin, min(begin + FILE_DOCUMENTS, documents)):
            text_bytes += len(row["text"].encode())
            lines.append(orjson.dumps(row))
        with pa.CompressedOutputStream(str(files / f"{begin // FILE_DOCUMENTS:05}.jsonl.zst"), "zstd") as file:
            file.write(b"\n".join(lines) + b"\n")
    return text_bytes


def _description(name: str) -> str:
    return f"""title = "Documents made from real sentences: {name}"
about = "As many as are asked for, to measure by what a build grows with the number of documents. Not to be published."
language = "und"
kind = "{name.removesuffix("s")}"
jurisdiction = "eu"

[publisher]
name = "Many bodies"

[connector]
use = "folder"
path = "files"

[read.rows]
id = "id"
text = "text"
title = "title"
language = "language"
created = "created"
url = "url"
legal_state = "state"
valid_from = "from"
license = "license"
identifiers = {{ number = "number" }}
"""


class Maker:
    """Makes the documents of a source, whichever are asked for."""

    def __init__(self, source: str, pool: list[tuple[float, Sentences]]) -> None:
        self._pool = [one for _, one in pool]
        self._shares = np.cumsum([share for share, _ in pool])
        self._key = int.from_bytes(blake2b(f"{source} {SEED}".encode(), digest_size=8).digest(), "little")

    def rows(self, begin: int, end: int) -> list[dict[str, Any]]:
        """The documents numbered from `begin` to before `end`, as the JSON of their publisher."""
        numbers = np.arange(begin, end, dtype=np.uint64)
        return [
            self._row(number, model, kind)
            for number, model, kind in zip(numbers.tolist(), self._models(numbers), self._draws(numbers, 1).tolist(), strict=True)
        ]

    def _models(self, numbers: Hashes) -> list[int]:
        """The document that each has its words from: itself or, for eight of a hundred, an earlier one, the first most often."""
        place = (numbers * _unit(self._draws(numbers, 2)) ** 2).astype(np.uint64)
        models: list[int] = np.where(self._draws(numbers, 1) % 100 < 8, place, numbers).tolist()
        return models

    def _row(self, number: int, model: int, kind: int) -> dict[str, Any]:
        draws = self._draws(np.full(24, model, np.uint64), np.arange(8, 32, dtype=np.uint64)).tolist()
        pool = self._pool[min(int(np.searchsorted(self._shares, draws[0] / 2**64 * self._shares[-1])), len(self._pool) - 1)]
        size = len(pool.words)
        chosen = [draw % size for draw in draws[4 : 4 + 2 + draws[1] % 9]]
        text = "\n\n".join(" ".join(pool.words[at] for at in chosen[first : first + 3]) for first in range(0, len(chosen), 3))
        if model != number and kind % 2:
            middle = text.index(" ", len(text) // 2) if " " in text[len(text) // 2 :] else len(text)
            text = f"{text[:middle]} {number}{text[middle:]}"
        if draws[2] % 10 == 0:
            text += f"\n\n{pool.of.notice}"
        year, day = 1990 + draws[3] % 36, f"{1 + draws[3] % 12:02}-{1 + draws[3] % 28:02}"
        id = blake2b(number.to_bytes(8, "little"), digest_size=8, key=self._key.to_bytes(8, "little")).hexdigest()
        return {
            "id": f"{pool.language}-{id}",
            "number": f"{number % 997}/{year}",
            "title": f"{pool.titles[chosen[0]]} ({number % 997}/{year})",
            "language": pool.language,
            "created": f"{year}-{day}",
            "from": f"{year + 1}-01-01",
            "state": "in force" if number % 7 else "repealed",
            "url": f"{pool.of.url}{year}/{id}",
            "license": None if number % 50 == 0 else pool.of.license,
            "department": pool.titles[chosen[-1]],
            "text": text,
        }

    def _draws(self, numbers: Hashes, slot: int | Hashes) -> Hashes:
        """A hash of each number, another in each slot (SplitMix64)."""
        with np.errstate(over="ignore"):
            mixed = (numbers * np.uint64(64) + np.asarray(slot, np.uint64) + np.uint64(self._key)) * np.uint64(0x9E3779B97F4A7C15)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            return mixed ^ (mixed >> np.uint64(31))


def _unit(hashes: Hashes) -> NDArray[np.float64]:
    return hashes.astype(np.float64) / 2**64


def shares(documents: int) -> dict[str, int]:
    """How many of the documents each source has."""
    small = documents * SOURCES["debates"] // sum(SOURCES.values())
    return {"laws": documents - small, "debates": small}
