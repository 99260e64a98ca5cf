"""What Moisson adds to py3langid's model of languages: Sorbian and Corsican, and better weights for languages that it confuses.

    python -m scripts.language_text packages          # fetches the text
    python -m scripts.build_languages packages        # a minute of one core, 3 GB; writes two files of moisson/kernels/data

The library's n-grams stay. A new language gets naive Bayes weights for them, counted in its messages as the library counts (the
longest known n-gram that ends at a byte; Laplace). The weights of `MENDED` are moved by as little as explains windows of 100 to
450 bytes in all the languages best: the likelihood of the tempered softmax that the kernel uses, less a square penalty (L-BFGS).
Runs of three Cyrillic letters are counted apart, for five languages that two letters do not tell.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from scipy.optimize import fmin_l_bfgs_b
from scipy.sparse import csr_matrix, diags

from moisson.kernels import cyrillic
from moisson.kernels.bayes import SHARPER
from moisson.kernels.mending import ADDED, ADDED_FLOOR, ADDED_STEPS, FILE, MENDED, MENDED_STEPS, PRIOR, check_sum
from scripts.language_text import messages

SIZES = (100, 140, 200, 300, 450)  # bytes of a window
OFTEN, SELDOM = 1500, 400  # windows of a language that is close to another, and of any other
_CLOSE = "hr bs sr-Latn sr nn nb da mk bg ru uk hsb dsb co gl pt es cs sk sl en"
CLOSE = frozenset(_CLOSE.split())
PENALTY = 1e-5
ROUNDS = 25
MOST_CYRILLIC = 5_000_000  # bytes of a language
SEEN = 10  # times that a run of letters stands in all of them


class Scanner:
    """The library's automaton: counts of the n-grams in bytes."""

    def __init__(self, library: Any) -> None:
        self.moves: list[int] = np.asarray(library.tk_nextmove).tolist()
        self.rows = [int(row) << 8 for row in library.tk_row]
        self.grams: list[int] = np.asarray(library.tk_output).tolist()

    def counts(self, data: bytes) -> dict[int, int]:
        state, found = 0, dict[int, int]()
        for byte in data:
            state = self.moves[self.rows[state] + byte]
            if (gram := self.grams[state]) >= 0:
                found[gram] = found.get(gram, 0) + 1
        return found

    def matrix(self, windows: list[bytes], size: int) -> csr_matrix:
        counted = [self.counts(window) for window in windows]
        ends = np.cumsum([0, *map(len, counted)])
        grams = np.fromiter((gram for each in counted for gram in each), np.int32, ends[-1])
        times = np.fromiter((count for each in counted for count in each.values()), np.float32, ends[-1])
        return csr_matrix((np.log1p(times), grams, ends), (len(windows), size), dtype=np.float32)


def windows(texts: list[str], most: int) -> list[bytes]:
    """Messages joined to windows of several sizes."""
    found: list[bytes] = []
    held = ""
    for text in texts:
        size = SIZES[len(found) % len(SIZES)]
        held = f"{held} {text}".strip()
        if len(held.encode()) >= size:
            found.append(held.encode()[: size + 60].decode(errors="ignore").encode())
            held = ""
            if len(found) == most:
                break
    return found


def added(scanner: Scanner, texts: list[str], size: int) -> NDArray[np.float32]:
    """The logarithm of each n-gram's share of a language."""
    counts = np.zeros(size)
    for text in texts:
        for gram, count in scanner.counts(text.encode()).items():
            counts[gram] += count
    return np.log((counts + 1) / (counts.sum() + size)).astype(np.float32)


def mended(x: csr_matrix, y: NDArray[np.int64], base: NDArray[np.float32], cool: NDArray[np.float32], columns: list[int]) -> Any:
    """What to add to the weights of `columns`: base has the scores of each window as they are, tempered by `cool`."""
    cooled = csr_matrix(diags(cool[:, 0]) @ x, dtype=np.float32)
    turned = cooled.T.tocsr()
    top = base.max(1, keepdims=True)
    rest = np.exp(np.delete(base, columns, 1) - top).sum(1, keepdims=True)
    truth = (y[:, None] == np.array(columns)).astype(np.float32)
    own = base[np.arange(len(y)), y]

    def cost(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moved = cooled @ flat.reshape(x.shape[1], -1).astype(np.float32)
        scores = base[:, columns] + moved
        high = np.maximum(scores.max(1, keepdims=True), top)
        odds = np.exp(scores - high)
        whole = odds.sum(1, keepdims=True) + rest * np.exp(top - high)
        loss = (np.log(whole) + high)[:, 0] - own - (moved * truth).sum(1)
        slope = turned @ (odds / whole - truth) / len(y)
        return float(loss.mean()) + PENALTY / 2 * float(flat @ flat), slope.astype(np.float64).ravel() + PENALTY * flat

    flat, *_ = fmin_l_bfgs_b(cost, np.zeros(x.shape[1] * len(columns)), maxiter=ROUNDS, m=6)
    return flat.reshape(x.shape[1], -1)


def cyrillic_runs(texts: dict[str, list[str]]) -> NDArray[np.int8]:
    """What each run of three letters says for each language, in parts of an e-fold; of what stands in few places, nothing."""
    counts = np.stack([cyrillic.count_runs("\n".join(texts[code])) for code in cyrillic.LANGUAGES], 1)
    said: NDArray[np.float64] = np.log((counts + 0.5) / counts.sum(0))
    said -= said.mean(1, keepdims=True)
    said[counts.sum(1) < SEEN] = 0
    return np.rint(said * cyrillic.STEPS).clip(-127, 127).astype(np.int8)


def main() -> None:
    np.savez_compressed(cyrillic.FILE, runs=cyrillic_runs(messages(Path(sys.argv[1]), cyrillic.LANGUAGES, MOST_CYRILLIC)))
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    weights = np.asarray(library.nb_ptc, np.float32)
    classes = [*library.nb_classes, *ADDED]
    place = {{"no": "nb"}.get(code, code): k for k, code in reversed(list(enumerate(classes)))}
    place["sr-Latn"] = max(k for k, code in enumerate(classes) if code == "sr")
    scanner, texts = Scanner(library), messages(Path(sys.argv[1]))
    new = np.stack([added(scanner, texts[code], len(weights)) for code in ADDED], 1)
    cut = [
        (code, window) for code in texts if code in place for window in windows(texts[code], OFTEN if code in CLOSE else SELDOM)
    ]
    x = scanner.matrix([window for _, window in cut], len(weights))
    cool = (SHARPER / np.sqrt([len(window) for _, window in cut])).astype(np.float32)[:, None]
    prior = np.append(np.asarray(library.nb_pc, np.float32), [np.float32(PRIOR)] * len(ADDED))
    base = (x @ np.hstack([weights, new]) + prior) * cool
    moved = mended(x, np.array([place[code] for code, _ in cut]), base, cool, [classes.index(code) for code in MENDED])
    FILE.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        FILE,
        made_for=check_sum(library),
        added=np.rint((new - ADDED_FLOOR) * ADDED_STEPS).clip(0, 255).astype(np.uint8),
        mended=np.rint(moved * MENDED_STEPS).clip(-128, 127).astype(np.int8),
    )


if __name__ == "__main__":
    main()
