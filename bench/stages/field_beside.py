"""How the field's rules decide by their own definitions, beside the same limits on our signals, over the same French documents.

    python -m bench.stages.field_beside release.parquet
    python -m bench.stages.field_beside release.parquet --datatrove OTHER/bin/python

FineWeb-2's rules are run by datatrove's own code (`field_side.py`) where a Python has it. Lucie's rules look at RedPajama's
signals, which are computed here in plain Python as its code defines them: words are what stands between spaces, without
punctuation; for the share of words with letters a run of punctuation is a word as well; a sentence is what stands between stops;
of what occurs twice, both count.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bench.stages.beside import stop_words
from bench.stages.field import FIELD, judged, release
from moisson.corpus.stages.thresholds import load_rules

SIDE, DOCUMENTS = Path(__file__).with_name("field_side.py"), 2000
REPETITION = (*(f"frequent-{n}-gram" for n in (2, 3, 4)), *(f"repeated-{n}-grams" for n in range(5, 11)))
LENGTHS = ("too-few-words", "too-many-words", "short-words", "long-words")
# The rules of `recipes/field/fineweb2-quality.toml` by the filter of datatrove that has them.
FILTERS = {
    "gopher repetition": ("repeated-lines", *REPETITION),
    "fineweb quality": ("few-ended-lines", "repeated-line-characters", "newlines"),
    "gopher quality": (*LENGTHS, "hashes", "ellipses", "bullets", "ellipsis-lines", "few-words-with-letters", "few-stop-words"),
}
# The rules of `lucie-quality.toml` that depend on what a word, a sentence or a repetition is.
LUCIE = {
    "too-few-sentences": ("too-few-sentences",),
    "lengths": LENGTHS,
    "few-words-with-letters": ("few-words-with-letters",),
    "repetition": REPETITION,
}

SENTENCE = re.compile(r"\b[^.!?]+[.!?]*")
SIGNS = re.compile(r"[^\w\s]|_")
TOKEN = re.compile(r"\w+|[^\w\s]+")
LETTER = re.compile(r"[a-zA-Z]")

Found = dict[str, NDArray[np.bool_]]


def redpajama(text: str) -> set[str]:
    """Which of Lucie's rules a text breaks, by RedPajama's definitions."""
    words = SIGNS.sub("", text.lower()).split()
    sizes = np.array([len(word) for word in words])
    whole = max(int(sizes.sum()), 1)
    tokens = TOKEN.findall(text)
    lettered = sum(LETTER.search(token) is not None for token in tokens) / max(len(tokens), 1)
    mean = whole / max(len(words), 1)
    broken = {
        "too-few-sentences": len(SENTENCE.findall(text)) < 3,
        "too-few-words": len(words) < 50,
        "too-many-words": len(words) > 100_000,
        "short-words": mean < 3,
        "long-words": mean > 10,
        "few-words-with-letters": lettered < 0.7,
    }
    for n, most in zip((2, 3, 4), (0.2, 0.18, 0.16), strict=True):
        top = Counter(zip(*(words[k:] for k in range(n)), strict=False)).most_common(1)
        broken[f"frequent-{n}-gram"] = any(count > 1 and sum(map(len, gram)) * count / whole > most for gram, count in top)
    for n in range(5, 11):
        broken[f"repeated-{n}-grams"] = twice(words, sizes, n) / whole > (20 - n) / 100
    return {name for name, is_broken in broken.items() if is_broken}


def twice(words: Sequence[str], sizes: NDArray[np.int64], n: int) -> int:
    """The characters of words in n-grams that occur more than once, each word counted once."""
    grams = list(zip(*(words[k:] for k in range(n)), strict=False))
    counts = Counter(grams)
    marked = np.zeros(len(words), np.bool_)
    for place, gram in enumerate(grams):
        if counts[gram] > 1:
            marked[place : place + n] = True
    return int(sizes[marked].sum())


def datatrove(documents: pa.Table, python: Path) -> list[list[str]]:
    """For each document, the filters of datatrove that reject it under FineWeb-2's limits for French."""
    limits = {
        rule.name: condition.limit(None, "fr")
        for rule in load_rules(str(FIELD / "fineweb2-quality.toml"))
        for condition in rule.conditions
    }
    numbers = {name: limit[1] for name, limit in limits.items() if limit}
    with tempfile.TemporaryDirectory() as scratch:
        texts, given = Path(scratch) / "texts.parquet", Path(scratch) / "limits.json"
        pq.write_table(documents.select(["id", "text"]), texts)
        given.write_text(json.dumps({"language": "fr", "stop_words": stop_words("fr"), "limits": numbers}))
        done = subprocess.run([python, SIDE, texts, given], capture_output=True, check=True)
    said: list[list[str]] = json.loads(done.stdout)
    return said


def compared(title: str, ours: Found, theirs: Found, families: Mapping[str, Sequence[str]]) -> list[str]:
    """How many documents go by a family of rules: by their definitions, on our signals, and by both."""
    size = len(next(iter(ours.values())))
    lines = [f"| {title}, {size:,} documents | their definitions | our signals | both |", "|---|---:|---:|---:|"]
    whole = [np.zeros(size, np.bool_), np.zeros(size, np.bool_)]
    for family, names in families.items():
        pair = [theirs[family], np.logical_or.reduce([ours[name] for name in names])]
        whole = [done | now for done, now in zip(whole, pair, strict=True)]
        lines.append(_line(family, *pair))
    return [*lines, _line("**any of these**", *whole), ""]


def _line(name: str, his: NDArray[np.bool_], mine: NDArray[np.bool_]) -> str:
    return f"| {name} | {his.sum():,} | {mine.sum():,} | {(his & mine).sum():,} |"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, help="a Parquet of documents with `text` and `language`")
    parser.add_argument("--datatrove", type=Path, metavar="PYTHON", help="a Python that has datatrove and spaCy")
    asked = parser.parse_args()
    documents = release(asked.data)
    french = documents.filter(pc.equal(documents["language"], "fr"))
    some = french.take(pa.array(range(0, french.num_rows, max(french.num_rows // DOCUMENTS, 1)))).combine_chunks()
    if not some.num_rows:
        print(f"{asked.data} holds no document whose language is fr.")
        return 0
    ours, _ = judged(some, None)
    broken = [redpajama(text) for text in some["text"].to_pylist()]
    theirs = {family: np.array([not said.isdisjoint(names) for said in broken]) for family, names in LUCIE.items()}
    print("\n".join(compared("Lucie", ours["lucie"], theirs, LUCIE)))
    if asked.datatrove:
        found = datatrove(some, asked.datatrove)
        theirs = {family: np.array([family in said for said in found]) for family in FILTERS}
        print("\n".join(compared("FineWeb-2", ours["fineweb2"], theirs, FILTERS)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
