"""What near-duplicate detection finds and what it drops, against all pairs compared in plain Python.

    python -m bench.stages.duplicates           # two tables and the speed of signing; a minute or two
    python -m bench.stages.duplicates --json

- Articles: successive versions of French codes, cut into articles, so that the same article stands there up to four times, the
  same or amended. Every pair of articles whose word 5-grams overlap by half is known.
- Made: passages of real laws, French and German, each with copies in which words are replaced until the similarity is what it
  should be; and as many that are nobody's copies.

Recall by band of similarity: of the pairs in it, how many are candidates (share a key; are in one component), and in how many of
those at or above the threshold one of the two is gone in the end. Precision: of the documents that went, how many are as
similar as the threshold to the one that stays in their place, by the plain definition.
"""

import argparse
import json
import os
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pyarrow as pa

from bench.stages.texts import FRENCH_LAWS, GERMAN_LAWS, SHARED, laws
from moisson.contracts.schemas import RELEASE, STRING
from moisson.contracts.stage import stages
from moisson.corpus.in_memory import InMemory
from moisson.corpus.stages.candidates import Band, link, stars_of
from moisson.kernels.minhash import band_keys
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words

VERSIONS = SHARED / "neardup-fr-law-versions" / "data"
THRESHOLD = 0.85
BANDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)  # the last: equal sets
HEADING = re.compile(r"^(?:#+ .*|Article .{1,60})$", re.MULTILINE)
WORD = re.compile(r"[^\W_]+")
TARGETS = (0.55, 0.65, 0.75, 0.82, 0.86, 0.88, 0.92, 0.96, 0.99)
BASES, PASSAGE = 400, 200

Pairs = dict[tuple[int, int], float]


def documents(texts: Sequence[str]) -> InMemory:
    """Texts as a corpus stage sees them: each an article without a date, the longest preferred."""
    strings_ = pa.array(texts, STRING)
    known = {
        "id": pa.array([f"d/{n:06}" for n in range(len(texts))], STRING),
        "text": strings_,
        "word_count": pa.array(count_words(strings(strings_))),
    }
    columns = {field.name: known.get(field.name, pa.nulls(len(texts), field.type)) for field in RELEASE}
    return InMemory(pa.table(columns), threads=os.cpu_count() or 1)


def articles() -> list[str]:
    """The articles of all versions of all codes, without what stands around them."""
    found = []
    for path in sorted(VERSIONS.glob("*/*.md")):
        text = path.read_text(encoding="utf-8").split("---", 2)[-1]
        found += [piece.strip() for piece in HEADING.split(text)[1:] if len(WORD.findall(piece)) >= 5]
    return found


def made(rng: random.Random) -> list[str]:
    """Distinct passages of real laws; the first half of them with copies at every target similarity."""
    found = [of for of in (laws(FRENCH_LAWS, "fr"), laws(GERMAN_LAWS, "de")) if of is not None]
    words = [WORD.findall(text) for of in found for text in of.table["text"].to_pylist()]
    passages = [" ".join(of[at : at + PASSAGE]) for of in words for at in range(0, len(of) - PASSAGE, 5 * PASSAGE)]
    bases = rng.sample(passages, min(2 * BASES, len(passages)))
    copies = [_changed(text, target, rng) for text in bases[: len(bases) // 2] for target in TARGETS]
    return [*bases, *copies]


def _changed(text: str, target: float, rng: random.Random) -> str:
    """The text with words replaced, one by one, until it is no more than `target` similar."""
    words = [word.group() for word in WORD.finditer(text)]
    before = set(_ngrams(words))
    for at in rng.sample(range(len(words)), len(words)):
        changed = [*words[:at], f"mot{rng.randrange(10**6)}", *words[at + 1 :]]
        after = set(_ngrams(changed))
        if len(before & after) / len(before | after) < target - 0.005:
            continue
        words = changed
    return " ".join(words)


def _ngrams(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    folded = [word.casefold() for word in words]
    return (tuple(folded[k : k + 5]) for k in range(len(folded) - 4))


def all_pairs(sets: Sequence[set[tuple[str, ...]]]) -> Pairs:
    """The similarity of each pair that is at least as similar as the lowest band."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    pairs: Pairs = {}
    for row, mine in enumerate(sets):
        shared = Counter(other for ngram in mine for other in holders.get(ngram, ()))
        for other, both in shared.items():
            if (similarity := both / (len(mine) + len(sets[other]) - both)) >= BANDS[0]:
                pairs[other, row] = similarity
        for ngram in mine:
            holders[ngram].append(row)
    return pairs


def measure(texts: Sequence[str]) -> dict[str, Any]:
    """Precision, and recall by band, of the stage with its default parameters."""
    sets = [set(_ngrams(WORD.findall(text))) for text in texts]
    pairs = all_pairs(sets)
    keys, counts = band_keys(strings(pa.array(texts, STRING)))
    whole = counts >= 5
    candidates = link(len(texts), [stars_of(Band("band", band, whole)) for band in keys])
    component = np.arange(len(texts))
    component[candidates.rows] = candidates.component
    kept = decide(texts)
    right = sum(
        len(sets[row] & sets[into]) >= THRESHOLD * len(sets[row] | sets[into]) for row, into in enumerate(kept) if row != into
    )
    dropped = sum(row != into for row, into in enumerate(kept))
    return {
        "documents": len(texts),
        "dropped": dropped,
        "precision": right / dropped if dropped else None,
        "bands": list(_by_band(pairs, keys, component, kept)),
    }


def _by_band(pairs: Pairs, keys: Any, component: Any, kept: Sequence[int]) -> Iterator[dict[str, Any]]:
    bounds = [*BANDS, 2.0]
    for low, high in pairwise(bounds):
        inside = {pair: similarity for pair, similarity in pairs.items() if low <= similarity < high}
        if not inside:
            continue
        sharing = [bool((keys[:, a] == keys[:, b]).any()) for a, b in inside]
        linked = [bool(component[a] == component[b]) for a, b in inside]
        gone = [kept[a] != a or kept[b] != b for a, b in inside]
        yield {
            "from": low,
            "to": min(high, 1.0),
            "pairs": len(inside),
            "expected": float(np.mean([1 - (1 - similarity**8) ** 14 for similarity in inside.values()])),
            "share a key": float(np.mean(sharing)),
            "in one component": float(np.mean(linked)),
            "one is gone": float(np.mean(gone)) if low >= THRESHOLD else None,
        }


def decide(texts: Sequence[str]) -> list[int]:
    """For each text, the row of the one that stays for it."""
    stage = stages()["drop_near_duplicates"]
    made = documents(texts).made(stage.build(**stage.bind({"threshold": THRESHOLD})))
    return [int(id.removeprefix("d/")) for id in made["cluster_id"].to_pylist()]


def speed(texts: Sequence[str], megabytes: float = 40.0) -> dict[str, float]:
    """MB/s of signing on one core, and how many times as fast all cores are; the best of seven, for the machine may be shared."""
    size = sum(len(text.encode()) for text in texts)
    pieces = [strings(pa.array(list(texts), STRING))] * max(2, round(megabytes * 1e6 / size))
    megabytes = size * len(pieces) / 1e6
    band_keys(pieces[0])
    rounds = []
    for _ in range(7):
        cpu = process_time()
        for piece in pieces:
            count_words(piece)
        counted = process_time() - cpu
        wall, cpu = perf_counter(), process_time()
        for piece in pieces:
            band_keys(piece)
        alone, signed = perf_counter() - wall, process_time() - cpu
        wall = perf_counter()
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(band_keys, pieces))
        rounds.append((signed, counted, alone, perf_counter() - wall))
    signed, counted, alone, together = (min(values) for values in zip(*rounds, strict=True))
    return {
        "MB/s": megabytes / signed,
        "count_words MB/s": megabytes / counted,
        "cores": float(os.cpu_count() or 1),
        "times one core": alone / together,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not VERSIONS.exists():
        print("The versions of French codes are not beside the checkout: nothing is measured.")
        return 0
    texts = articles()
    found: dict[str, Any] = {
        "threshold": THRESHOLD,
        "articles": measure(texts),
        "made": measure(made(random.Random(5))),
        "signing": speed(texts),
    }
    if options.json:
        print(json.dumps(found, indent=2))
    else:
        for name in ("articles", "made"):
            _print(name, found[name])
        rates = found["signing"]
        print(f"signing: {rates['MB/s']:.0f} MB/s on one core (count_words: {rates['count_words MB/s']:.0f}); ", end="")
        print(f"{rates['cores']:.0f} cores: {rates['times one core']:.2f} times")
    return int(any(found[name]["precision"] not in (None, 1.0) for name in ("articles", "made")))


def _print(name: str, of: dict[str, Any]) -> None:
    precision = "none" if of["precision"] is None else f"{of['precision']:.4f}"
    print(f"{name}: {of['documents']:,} documents, {of['dropped']:,} dropped at {THRESHOLD}, precision {precision}")
    print(f"{'similarity':>13} {'pairs':>8} {'expected':>9} {'share a key':>12} {'in one component':>17} {'one is gone':>12}")
    for band in of["bands"]:
        gone = "" if band["one is gone"] is None else f"{band['one is gone']:.4f}"
        label = "1" if band["from"] == 1 else f"{band['from']:.2f} to {band['to']:.2f}"
        shown = (f"{band[key]:.4f}" for key in ("expected", "share a key", "in one component"))
        print("{:>13} {:>8,} {:>9} {:>12} {:>17} {:>12}".format(label, band["pairs"], *shown, gone))


if __name__ == "__main__":
    sys.exit(main())
