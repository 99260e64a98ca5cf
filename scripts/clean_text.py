"""Clean text of 34 languages, in the sets of real documents beside the checkout: what most tables of noise are built from."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pyarrow as pa

from moisson.corpus.stages.languages import CANDIDATES
from moisson.harvest.preview import read_files
from moisson.kernels.langid import identify, load_model
from moisson.kernels.strings import strings

# Sets of clean text, and the languages that they are in; which paragraph is in which is found by py3langid's model.
RUNNING = {
    "de-bundestag-txt": "de",
    "eu-akn-tulit": "de el en fi fr it",
    "eu-formex-lex": "en fr",
    "fr-judilibre": "fr",
    "fr-parlement-zam": "fr",
    "law-cz-legalize": "cs",
    "law-de-gesetze": "de",
    "law-ee-legalize": "et",
    "law-fi-legalize": "fi",
    "law-fr-legalize": "fr",
    "law-no-legalize": "nb nn",
    "lu-legilux": "de fr",
    "nl-rechtspraak": "nl",
    "parl-ct-docx": "ca es",
    "parlamint-a": "bg bs cs hr sl sr",
    "parlamint-sk": "sk",
    "pdf-se-ferenda": "sv",
    "raw-gazettes-a": "cs da de en es et fi fr it lt lv nb nl sv",
    "tei-roman18": "fr",
}
UNCLEAN = ("repo/propriksdagen/parsed/1987-88/155.xhtml",)  # files that turned out to be bad OCR
RECOGNISED = ("pdf", "pdf2xml", "hocr", "alto", "page")  # may be noisy, and tables are no running text
TABLES = ("csv", "spreadsheet")
SENTENCES = "gold-langid-lingua"  # one file per language
WORDS = "gold-langid-lingua, words"  # the same, pairs of words
LABELS = "eu-eforms"  # code lists with labels in the 24 official languages of the Union
SAME = {"bs": "hr", "sr-Latn": "hr"}  # one table for what no run of three letters tells apart
_OFFICIAL = (
    "bul:bg ces:cs dan:da deu:de ell:el eng:en est:et fin:fi fra:fr gle:ga hrv:hr hun:hu"
    " ita:it lav:lv lit:lt mlt:mt nld:nl pol:pl por:pt ron:ro slk:sk slv:sl spa:es swe:sv"
)
OFFICIAL = dict(pair.split(":") for pair in _OFFICIAL.split())
MOST = 1_500_000  # characters of one language from one set


class Line(NamedTuple):
    """A paragraph, sentence or label of one language, and the file that it is from."""

    language: str
    origin: str
    path: str
    text: str
    running: bool = True  # in a list the common words, which surprise least, come once each and count too little

    @property
    def fold(self) -> int:
        """One of five, the same for all of a file: 0 is held out, 1 sets the limits."""
        return hashlib.sha256(self.path.encode()).digest()[0] % 5


def lines(root: Path) -> Iterator[Line]:
    """All the clean text there is under the folder of sets."""
    for origin, languages in RUNNING.items():
        found: list[tuple[str, str]] = []
        for document in read_files(root / origin / "data", workers=2):
            if (
                document.text is not None
                and document.format not in (*RECOGNISED, *TABLES)
                and not document.path.endswith(UNCLEAN)
            ):
                found += [(f"{origin}/{document.path}", line) for line in document.text.text.split("\n")]
        long = [(path, line) for path, line in found if len(line) >= 80 and not line.startswith("|")]
        spoken = languages.split()
        for (path, line), language in zip(long, identified([line for _, line in long]), strict=True):
            if language in spoken:
                yield Line(SAME.get(language, language), origin, path, line)
    for file in sorted((root / SENTENCES / "data").rglob("*.txt")):
        origin = SENTENCES if file.parent.name == "sentences" else WORDS
        for number, line in enumerate(file.read_text("utf-8").split("\n")):
            yield Line(SAME.get(file.stem, file.stem), origin, f"{file.name}/{number // 20}", line, origin == SENTENCES)
    for file in sorted((root / LABELS / "data").rglob("*.gc")):
        for row in ElementTree.parse(file).getroot().iter("Row"):
            labels = {v.get("ColumnRef", ""): "".join(v.itertext()).strip() for v in row.iter("Value")}
            times = Counter(labels.values())  # what is the same in two languages is a name
            for column, label in labels.items():
                if column.endswith("_label") and times[label] == 1:
                    yield Line(OFFICIAL[column[:3]], LABELS, file.name, label, running=False)


def identified(texts: list[str]) -> Iterator[str | None]:
    """The language of each text where py3langid's model is nearly sure."""
    model = load_model(CANDIDATES)
    found = identify(strings(pa.array(texts, pa.large_string())), model, 1000)
    for best, score in zip(found.best, found.score, strict=True):
        yield {"no": "nb"}.get(model.labels[best], model.labels[best]) if best >= 0 and score >= 0.9 else None


def capped(found: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines of each language, so many from each set."""
    by_language: dict[str, list[Line]] = defaultdict(list)
    taken: Counter[tuple[str, str]] = Counter()
    for line in found:
        if line.fold == 0 or not line.running or taken[line.language, line.origin] < MOST:
            by_language[line.language].append(line)
            taken[line.language, line.origin] += len(line.text) * (line.fold != 0)
    return dict(sorted(by_language.items()))
