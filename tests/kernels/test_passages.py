"""Paragraphs as a plain reading of the text has them; the languages of lines as trying out every sequence finds them."""

import itertools
import math

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.corpus.stages.languages import CANDIDATES
from moisson.kernels.langid import load_model
from moisson.kernels.passages import PREFIX, SWITCH, Hints, Named, choose, establish, paragraphs
from moisson.kernels.strings import strings

PIECES = ["a", "É", "1", "# ", "| ", ": ", " ", "\n", "\n\n", "Le président: ", "un texte plus long", "§ 12.", "中文"]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=14).map("".join), max_size=4)


def letter(byte: int) -> bool:
    return byte > 127 or chr(byte).isalpha()


def body(line: bytes) -> bytes:
    start = next((at for at, byte in enumerate(line) if letter(byte)), len(line))
    colon = line.find(b": ", start, start + PREFIX + 1)
    return line[colon + 2 :] if colon >= 0 else line[start:]


def plain_paragraphs(text: str, least: int) -> list[bytes]:
    found, lines = [], text.encode().split(b"\n")
    while lines:
        block = lines.pop(0)
        while lines and len(block) < least and len(lines[0]) < least:
            block += b"\n" + lines.pop(0)
        if len(body(block)) >= least and not block.startswith(b"|"):
            found.append(body(block))
    return found


@given(TEXTS, st.integers(1, 20))
def test_a_paragraph_is_a_line_of_enough_bytes_or_short_ones_together(texts: list[str], least: int) -> None:
    column = strings(pa.array(texts, pa.large_string()))
    found = paragraphs(column, least)
    assert found.lines.tolist() == [text.count("\n") + 1 for text in texts]
    for row, text in enumerate(texts):
        here = range(found.firsts[row], found.firsts[row + 1])
        assert [bytes(column.data[found.starts[k] : found.ends[k]]) for k in here] == plain_paragraphs(text, least)


def test_the_languages_of_a_text_are_those_of_sure_paragraphs_and_the_declared_one_where_half_is_in_none() -> None:
    model = load_model(CANDIDATES)
    fr, nl, de = (model.labels.index(code) for code in ("fr", "nl", "de"))
    texts = ["x" * 100 + "\n" + "y" * 300, "x" * 100 + "\n" + "y" * 300, "z" * 100, ""]
    found = paragraphs(strings(pa.array(texts, pa.large_string())), 50)
    hints = Hints(np.array([fr, -1, -1, -1]), np.array([de, de, -1, de]), np.zeros(4, np.bool_))
    named = establish(found, found.ends - found.starts, np.array([fr, nl, fr, -1, -1]), hints)
    assert named.several.tolist() == [2, 2, 0, 0]
    assert named.languages[0, :2].tolist() == sorted([fr, nl])
    assert named.languages[1, :2].tolist() == sorted([fr, de])
    assert dict(zip(named.languages[1].tolist(), named.costs[1].tolist(), strict=False))[fr] == SWITCH + math.log(4)


LINES = [
    "De minister heeft vandaag geantwoord.",
    "Le ministre a répondu aujourd'hui.",
    "Der Minister hat heute geantwortet.",
    "Ja.",
    "12",
    "",
    "# Titre",
    "Meyrem Almaci: Dank u wel.",
]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=6), min_size=1, max_size=3))
def test_lines_are_in_the_sequence_of_languages_that_explains_them_best(texts: list[list[str]]) -> None:
    codes, costs = ("de", "fr", "nl"), (2.0, 2.5, 4.0)
    model = load_model(CANDIDATES)
    library = LanguageIdentifier.from_model_file(MODEL_FILE)
    library.set_languages(codes)

    def scores(line: str) -> list[float]:
        words = body(line.encode())
        if 2 * sum(map(letter, words)) <= len(words):
            return [0.0] * len(codes)
        raw = dict(library.rank(words.decode()))
        priors = dict(zip(library.nb_classes, library.nb_pc.tolist(), strict=True))
        return [(raw[code] - priors[code]) / math.sqrt(len(words)) for code in codes]

    def worth(sequence: tuple[int, ...], lines: list[list[float]]) -> float:
        moved = sum(costs[b] for a, b in itertools.pairwise(sequence) if a != b)
        # The first line is come to from none: each language at no cost, or from another.
        return sum(line[k] for line, k in zip(lines, sequence, strict=True)) - moved

    languages = np.zeros((len(texts), 16), np.int64)
    languages[:, :3] = [model.labels.index(code) for code in codes]
    named = Named(languages, np.tile([*costs, *[0.0] * 13], (len(texts), 1)), np.full(len(texts), 3))
    column = strings(pa.array(["\n".join(lines) for lines in texts], pa.large_string()))
    found = choose(column, np.array([len(lines) for lines in texts]), named, 300, model).language.tolist()
    for lines in texts:
        its = tuple(codes.index(model.labels[found.pop(0)]) for _ in lines)
        each = [scores(line) for line in lines]
        best = max(worth(sequence, each) for sequence in itertools.product(range(3), repeat=len(lines)))
        assert worth(its, each) > best - 1e-3
