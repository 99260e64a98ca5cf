"""Language identification: beside py3langid in the same run, on labelled sentences, and on sittings made of two languages.

    python -m bench.stages.language                          # the laws and sentences that lie beside the checkout
    python -m bench.stages.language --data release.parquet --json

The library gets the same candidates and the same bytes. `speed_ratio` is its processor time over the kernel's, `agreement` the
share of equal labels, `difference` the largest between two (the kernel sharpens its own);
`megabytes_a_second` of whole text on one core.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pyarrow as pa
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bench.stages.texts import GERMAN_LAWS, SHARED, french, laws
from moisson.contracts.schemas import STRING
from moisson.corpus.stages.language import identify_language
from moisson.corpus.stages.languages import CANDIDATES, code_of
from moisson.kernels.langid import identify, load_model
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words

GOLD = SHARED / "gold-langid-lingua" / "data" / "language-testdata"
WINDOW, COMPARED, LONG_TEXT, ROUNDS = 1000, 3000, 50_000_000, 3
SITTINGS, RUNS = 20, 40
PAIRS = (("nl", "de"), ("en", "ga"), ("ca", "pt"), ("fi", "et"), ("cy", "en"), ("mk", "sr"), ("nb", "nn"))


def seconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The least processor time of a few rounds."""
    spent = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


def beside_library(texts: pa.Array) -> dict[str, Any]:
    """The kernel and py3langid on the same windows of the same texts, among the same languages."""
    windows = [text.encode()[:WINDOW].decode(errors="ignore") for text in texts.slice(0, COMPARED).to_pylist()]
    model, column = load_model(CANDIDATES), strings(pa.array(windows, STRING))
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages([code for code in CANDIDATES if code in library.labels])  # it lacks those that we added
    identify(column, model, WINDOW)
    mine = seconds(lambda: identify(column, model, WINDOW))
    its = seconds(lambda: [library.classify(window) for window in windows], 1)
    found, said = identify(column, model, WINDOW), [library.classify(window) for window in windows]
    known = found.best >= 0
    labels = np.array([model.labels.index(label) for label, _ in said])
    return {
        "texts": len(windows),
        "speed_ratio": round(its / mine, 1),
        "agreement": float((found.best == labels)[known].mean()),
        "difference": float(np.abs(found.score - [probability for _, probability in said])[known].max()),
    }


def speed(texts: pa.Array) -> dict[str, float]:
    """Megabytes of whole text a second: the text's beginning alone, the stage with its paragraphs, and counting words beside."""
    batch = pa.record_batch({"text": texts, "language": pa.nulls(len(texts), STRING)})
    column, model, step = strings(texts), load_model(CANDIDATES), identify_language()
    step(batch.slice(0, 1))
    size = float(np.diff(column.offsets).sum()) / 1e6
    works: dict[str, Callable[[], Any]] = {
        "beginning": lambda: identify(column, model, WINDOW),
        "stage": lambda: step(batch),
        "count_words": lambda: count_words(column),
    }
    return {name: round(size / seconds(work), 1) for name, work in works.items()}


def accuracy(kind: str) -> dict[str, float]:
    """The share of labelled lines that are given their language, by language: `sentences` or `word-pairs`."""
    model = load_model(CANDIDATES)
    right = {}
    for file in sorted((GOLD / kind).glob("*.txt")):
        lines = [normalize("NFC", line) for line in file.read_text("utf-8").split("\n") if line.strip()]
        best = identify(strings(pa.array(lines, STRING)), model).best
        right[file.stem] = float(np.mean([code_of(model.labels[k]) == file.stem for k in best]))
    return right


def sitting(speeches: dict[str, list[str]], seed: int) -> tuple[str, list[str]]:
    """A made sitting: one to six sentences of one language, then of the other; with the language of each line."""
    chosen = random.Random(seed)
    lines = []
    for run in range(RUNS):
        language = sorted(speeches)[run % 2]
        lines += [(language, chosen.choice(speeches[language])) for _ in range(chosen.randint(1, 6))]
    return "\n".join(line for _, line in lines), [language for language, _ in lines]


def sittings(one: str, other: str) -> float:
    """The share of words that are given their language in sittings of two."""
    speeches = {code: (GOLD / "sentences" / f"{code}.txt").read_text("utf-8").split("\n")[:-1] for code in (one, other)}
    made = [sitting(speeches, seed) for seed in range(SITTINGS)]
    texts = pa.array([normalize("NFC", text) for text, _ in made], STRING)
    found = identify_language()(pa.record_batch({"text": texts, "language": pa.nulls(len(made), STRING)}))
    right = words = 0
    for (text, truth), runs in zip(made, found["language_runs"].to_pylist(), strict=True):
        given = [run["language"] for run in runs for _ in range(run["lines"])]
        for line, language, its in zip(text.split("\n"), truth, given, strict=True):
            words += len(line.split())
            right += len(line.split()) * (language == its)
    return right / words


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="a Parquet of documents with `id` and `text`, such as a release's")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    said: dict[str, Any] = {}
    for texts in (french(asked.data), laws(GERMAN_LAWS, "de")):
        if texts is not None:
            column = texts.table["text"].combine_chunks()
            size = int(np.searchsorted(np.cumsum(np.diff(strings(column).offsets)), LONG_TEXT)) + 1
            said[texts.name] = {"library": beside_library(column), "megabytes_a_second": speed(column.slice(0, size))}
    if GOLD.exists():
        said["accuracy"] = {kind: accuracy(kind) for kind in ("sentences", "word-pairs")}
        said["sittings"] = {f"{one}/{other}": sittings(one, other) for one, other in PAIRS}
    if asked.as_json:
        print(json.dumps(said, indent=2))
    else:
        for name, values in said.items():
            print(name)
            for key, value in values.items():
                print(f"  {key}: {value if not isinstance(value, float) else round(value, 4)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
