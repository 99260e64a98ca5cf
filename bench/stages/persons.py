"""Names of persons against hand labels: judgments of the European Court of Human Rights in French, precision and recall by kind.

    python -m bench.stages.persons                    # the held-out documents
    python -m bench.stages.persons --part develop --show
    python -m bench.stages.persons --spaced           # tokens with a space between any two, as the files have them

The rules were written with the part `develop` in sight (`FR-*-dev.tsv`, and of `FR-*-train.tsv` the first half; its third quarter
was read after a first measure). The others (`FR-*-test.tsv`, the rest of `train`) were read once the figures of unseen texts in
docs/stages/privacy-persons.md had been taken, so that what this prints now is no figure of unseen texts.
Two sets of labels over the same documents: `rev` (PER: every person) and `manual` (PER, and LEGAL_PROFESSIONAL: judges,
clerks, lawyers, agents). Titles (`M.`, `juge`) belong to the labels and not to our spans; they are left out on both sides.
Persons whom the Court itself names by initials (`M. T.`) are pseudonyms that stay; they are counted apart. Precision counts what
is not labelled as wrong; read with `--show`, most of that is persons whom the labels left out.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from moisson.kernels.patterns import Automaton, compile_patterns, find_patterns
from moisson.kernels.strings import strings
from moisson.privacy.persons import Persons
from moisson.privacy.policy import load_policy
from moisson.privacy.spans import Context, Finder, Hit, Span
from moisson.readers.rows.conll import running

DATA = Path("../shared/data/pii-echr-fr/data")
PERSONS = ("PER", "LEGAL_PROFESSIONAL")
TITLES = frozenset(
    (
        "m",
        "mm",
        "mme",
        "mmes",
        "mlle",
        "me",
        "mr",
        "mrs",
        "dr",
        "sir",
        "lord",
        "lady",
        "juge",
        "et",
        "justice",
        "docteur",
        "professeur",
        "qc",
    )
)
_GLUED = re.compile(r"(?:Mmes?|MM|Mlle)(?=[A-Z]$)")
CONTEXT = Context("fr", "decision", "int")


class Token(NamedTuple):
    word: str
    label: str  # without B- and I-
    begins: bool


class Entity(NamedTuple):
    kind: str
    words: tuple[tuple[int, int], ...]  # without titles and punctuation
    initials: bool


def documents(path: Path) -> list[list[list[Token]]]:
    """The documents of a file, each a list of sentences: a document begins with the heading PROCÉDURE."""
    found: list[list[list[Token]]] = []
    sentence: list[Token] = []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        word, _, label = line.strip().rpartition(" ")
        if word:
            sentence.append(Token(word, label.partition("-")[2] if label != "O" else "", label.startswith("B-")))
        elif sentence:
            if not found or re.fullmatch("PROC[EÉ]DURE", " ".join(token.word for token in sentence)):
                found.append([])
            found[-1].append(sentence)
            sentence = []
    return found


def part_of(name: str, path: Path) -> list[list[list[Token]]]:
    """The documents of a file that belong to a part."""
    found = documents(path)
    seen = -(-len(found) * 3 // 4)
    develop = {"dev": found, "test": [], "train": found[:seen]}[path.stem.rpartition("-")[2]]
    return {"develop": develop, "held-out": found[len(develop) :], "all": found}[name]


def laid_out(sentences: Sequence[Sequence[Token]], spaced: bool) -> tuple[str, list[tuple[int, int, Token]]]:
    """The running text, and where each token stands in it."""
    lines = [" ".join(t.word for t in line) if spaced else running([t.word for t in line], french=True) for line in sentences]
    text = "\n".join(lines)
    places, at = [], 0
    for token in (token for line in sentences for token in line):
        at = text.index(token.word, at)
        places.append((at, at + len(token.word), token))
        at += len(token.word)
    return text, places


def entities(places: Sequence[tuple[int, int, Token]]) -> Iterator[Entity]:
    """The labelled persons."""
    group: list[tuple[int, int, str]] = []
    kind = ""
    for start, end, token in [*places, (0, 0, Token("", "", False))]:
        if group and (token.begins or token.label != kind):
            words = tuple((a, b) for a, b, word in group if word[0].isalpha() and word.lower() not in TITLES)
            if words:
                yield Entity(kind, words, all(b - a == 1 for a, b in words))
            group = []
        if token.label in PERSONS:
            kind = token.label
            glued = _GLUED.match(token.word)  # `MmeE` `.` `Palm`: the source lost the superscript
            group.append((start + (glued.end() if glued else 0), end, token.word))
    return


@lru_cache(maxsize=1)
def _automaton(triggers: tuple[str, ...]) -> Automaton:
    return compile_patterns(triggers)


def spans(finder: Finder, text: str, context: Context) -> list[Span]:
    """What a finder yields for one text."""
    found = find_patterns(strings(pa.array([text], pa.large_string())), _automaton(finder.triggers))
    hits = [Hit(*hit) for hit in zip(found.start.tolist(), found.end.tolist(), found.pattern.tolist(), strict=True)]
    return sorted(finder.find(text, hits, context))


def measure(paths: Sequence[Path], part: str, spaced: bool, show: bool) -> dict[str, object]:
    """Counts over the documents of one set of labels."""
    finder, policy = Persons(), load_policy(None)
    count: Counter[str] = Counter()
    for document in (document for path in paths for document in part_of(part, path)):
        text, places = laid_out(document, spaced)
        found = spans(finder, text, CONTEXT)
        count["documents"] += 1
        for entity in entities(places):
            kind = "initials" if entity.initials else entity.kind
            covered = [any(s.start <= a and b <= s.end for s in found) for a, b in entity.words]
            masked = [
                any(s.start <= a and b <= s.end and policy.masks("person", s.role, CONTEXT) for s in found)
                for a, b in entity.words
            ]
            count[f"{kind} words"] += len(covered)
            count[f"{kind} words found"] += sum(covered)
            count[f"{kind} names"] += 1
            count[f"{kind} names found"] += all(covered)
            count[f"{kind} names masked"] += all(masked)
            if show and not all(covered) and kind != "initials":
                print("missed", kind, repr(text[max(0, entity.words[0][0] - 60) : entity.words[-1][1] + 40]))
        for span in found:
            right = [
                token.label in PERSONS for a, b, token in places if span.start < b and a < span.end and token.word[0].isalpha()
            ]
            count["words of spans"] += len(right)
            count["words of spans that are labelled"] += sum(right)
            count["spans"] += 1
            count["spans that are labelled"] += all(right)
            if show and not all(right):
                print(
                    "extra",
                    span.role,
                    repr(text[max(0, span.start - 50) : span.start]),
                    "<<",
                    text[span.start : span.end],
                    ">>",
                    repr(text[span.end : span.end + 30]),
                )
    return report(count)


def report(count: Counter[str]) -> dict[str, object]:
    """Rates, from counts."""
    kinds = [kind for kind in (*PERSONS, "initials") if count[f"{kind} names"]]
    named = [kind for kind in kinds if kind != "initials"]

    def rate(part: str, whole: str) -> float:
        return round(sum(count[f"{kind} {part}"] for kind in named) / max(1, sum(count[f"{kind} {whole}"] for kind in named)), 4)

    return {
        "documents": count["documents"],
        "names": {kind: {key: count[f"{kind} names{key and ' ' + key}"] for key in ("", "found", "masked")} for kind in kinds},
        "recall, words": rate("words found", "words"),
        "recall, names": rate("names found", "names"),
        "precision, words": round(count["words of spans that are labelled"] / max(1, count["words of spans"]), 4),
        "precision, names": round(count["spans that are labelled"] / max(1, count["spans"]), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--part", choices=("develop", "held-out", "all"), default="held-out")
    parser.add_argument("--spaced", action="store_true", help="leave the tokens apart")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was too much")
    given = parser.parse_args()
    for labels in ("rev", "manual"):
        paths = sorted(given.data.rglob(f"FR-{labels}-*.tsv"))
        if not paths:
            parser.error(f"no FR-{labels}-*.tsv under {given.data}; --data says where the labelled files are.")
        print(labels, json.dumps(measure(paths, given.part, given.spaced, given.show), indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
