"""The kernel finds the language that py3langid's own method finds with the mended weights, with the same probability."""

import itertools
import math
from collections import defaultdict
from functools import cache
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.corpus.stages.languages import CANDIDATES
from moisson.kernels import cyrillic
from moisson.kernels.bayes import FOUR, SHARPER
from moisson.kernels.langid import CLEAR, Model, identify, identify_beginnings, load_model
from moisson.kernels.mending import mend
from moisson.kernels.scoring import ask
from moisson.kernels.strings import strings
from moisson.kernels.windows import cut_all

NEARLY = 2e-3  # weights are whole parts of 1/512, and what they make is sharpened
SENTENCES = Path(__file__).parents[3] / "shared/data/gold-langid-lingua/data/language-testdata/sentences"
OWN = [
    "Le contrat de travail à durée indéterminée est la forme normale et générale de la relation de travail.",
    "Alle Menschen sind vor dem Gesetz gleich.",
    "Wszyscy są wobec prawa równi. Wszyscy mają prawo do równego traktowania przez władze publiczne.",
    "Όλοι οι Έλληνες είναι ίσοι ενώπιον του νόμου.",
    "Всички граждани са равни пред закона.",
    "Az emberi méltóság sérthetetlen.",
    "Tá gach saoránach comhionann i láthair an dlí.",
    "Il-pajjiż huwa repubblika demokratika.",
    "Herritar guztiak berdinak dira legearen aurrean.",
    "D'Lëtzebuerger si virum Gesetz gläich.",
    "CODE DU TRAVAIL – ÉDITION 2025",
    "ΟΛΟΙ ΟΙ ΕΛΛΗΝΕΣ ΕΙΝΑΙ ΙΣΟΙ ΕΝΩΠΙΟΝ ΤΟΥ ΝΟΜΟΥ",
    "| 1 234,56 | 2 345,67 |",
    "§",
    "",
    "中华人民共和国公民在法律面前一律平等。",
    "Un n° d'ordre : º et ª ; ß.",
    "İSTANBUL BÜYÜKŞEHİR BELEDİYESİ",
    "ЗАКОН О ИЗМЕЊЕНИМА И ДОПУНАМА ЗАКОНА",
    "Все граждане равны перед законом и судом независимо от пола, расы и национальности.",
    "Semua warga negara bersamaan kedudukannya di dalam hukum dan pemerintahan.",
]


class Library:
    """py3langid's classifier with the mended weights, its probabilities sharpened: what the kernel must find."""

    def __init__(self, languages: tuple[str, ...] | None) -> None:
        given = LanguageIdentifier.from_model_file(MODEL_FILE)
        weights = mend(given)
        latin = max(k for k, code in enumerate(weights.codes) if code == "sr")
        codes = [*weights.codes[:latin], "sr-Latn", *weights.codes[latin + 1 :]]
        automaton = given.tk_nextmove, given.tk_output
        self.made = LanguageIdentifier(weights.grams, weights.classes, codes, *automaton, tk_row=given.tk_row)
        self.made.set_languages((*languages, "sr-Latn") if languages else None)

    def rank(self, text: str) -> list[tuple[str, float]]:
        text = text.lower() if mixed(text) else text
        raw = self.made.rank(text)
        size = len(normalize("NFC", text.lower() if text.isupper() else text).encode()) or 1
        odds = [math.exp(SHARPER * (score - raw[0][1]) / math.sqrt(size)) for _, score in raw]
        found: dict[str, float] = defaultdict(float)
        for (code, _), each in zip(raw, odds, strict=True):
            found[code.removesuffix("-Latn")] += each / sum(odds)
        return sorted(found.items(), key=lambda pair: -pair[1])

    def classify(self, text: str) -> tuple[str, float]:
        return self.rank(text)[0]


def mixed(text: str) -> bool:
    """Whether most letters a to z are capitals, if not all: these are read as small letters too."""
    small, large = (sum(first <= letter <= last for letter in text) for first, last in ("az", "AZ"))
    return 0 < small < large


@cache
def library(languages: tuple[str, ...] | None) -> Library:
    return Library(languages)


def samples() -> list[str]:
    files = sorted(SENTENCES.glob("*.txt"))
    return OWN + [normalize("NFC", line) for file in files for line in file.read_text(encoding="utf-8").splitlines()[:25]]


@pytest.mark.parametrize("languages", [None, CANDIDATES])
def test_labels_and_probabilities_equal_the_librarys(languages: tuple[str, ...] | None) -> None:
    model, texts = load_model(languages), samples()
    found = identify(strings(pa.array(texts, pa.large_string())), model)
    for text, best, score in zip(texts, found.best.tolist(), found.score.tolist(), strict=True):
        label, probability = library(languages).classify(cut(text))
        if best < 0:
            assert probability < 2.1 / model.inside  # the library's even odds, twice those where a label has two classes
        else:
            assert model.labels[best] == label, text
            assert score == pytest.approx(probability, abs=NEARLY)


def test_one_reading_answers_among_the_candidates_among_all_languages_and_for_the_one_expected() -> None:
    model, texts = load_model(CANDIDATES), [text for text in OWN if text.strip("§")]
    for expected in ("fr", "ru"):
        wanted = np.full(len(texts), model.labels.index(expected))
        found = identify_beginnings(strings(pa.array(texts, pa.large_string())), model, wanted)
        for row, text in enumerate(texts):
            near, far = library(CANDIDATES).classify(text), library(None).classify(text)
            if far[0] in cyrillic.LANGUAGES and far[1] < CLEAR:
                continue  # where n-grams doubt, runs of letters speak too (`test_cyrillic`)
            assert (model.labels[found.best[row]], model.labels[found.best_of_all[row]]) == (near[0], far[0])
            assert found.score[row] == pytest.approx(near[1], abs=NEARLY)
            # Where nobody looked for others, since none can be meant, the probability is that among those asked for.
            among = far if found.outside[row] > 0 else near
            assert found.score_of_all[row] == pytest.approx(among[1], abs=NEARLY)
            its = dict(library(CANDIDATES if expected in CANDIDATES else None).rank(text))[expected]
            assert found.score_of_expected[row] == pytest.approx(its, abs=NEARLY)


@pytest.mark.parametrize("asked", [CANDIDATES])
@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_text_is_labelled_as_the_library_labels_it(asked: tuple[str, ...], text: str) -> None:
    text = cut(normalize("NFC", text))
    assume(not mixed(text))  # what are capitals then is a matter of our tables
    best, score = identify(strings(pa.array([text], pa.large_string())), load_model(asked), 10_000)
    if best[0] >= 0:
        ranked = library(asked).rank(text)
        assert load_model(asked).labels[best[0]] in {label for label, odds in ranked if odds > ranked[0][1] - NEARLY}
        assert score[0] == pytest.approx(ranked[0][1], abs=NEARLY)


def test_four_weights_together_fit_in_16_bits() -> None:
    assert int(np.abs(load_model(CANDIDATES).tables.weights.astype(np.int64)).max()) * FOUR < 1 << 15


def test_some_ngrams_leave_no_doubt_only_where_all_leave_none() -> None:
    """Where a few n-grams say that a window is in a language asked for, no other one is asked; all of them would say so too."""
    model = load_model(CANDIDATES)
    outside = ["ru", "zh", "id"]
    texts = [" ".join([*parts, *parts]) for parts in itertools.permutations(OWN, 2)]
    column = strings(pa.array(texts, pa.large_string()))
    unknown = np.full(len(texts), -1)
    ends = cut_all(column.data, column.offsets[:-1], column.offsets[1:], 1000)
    found, _ = ask(column.data, column.offsets[:-1], ends, unknown, model.tables, model.inside)
    best, odds = ask(column.data, column.offsets[:-1], ends, unknown, model.tables, model.classes)
    assert found[:, 2].mean() > 0.2
    assert {model.labels[k] for k in best[best[:, 0] >= model.inside, 0].tolist()} >= set(outside)
    assert odds[found[:, 2] > 0, 2].max() < 0.5


@given(st.lists(st.sampled_from(OWN), min_size=1, max_size=12))
def test_half_of_the_ngrams_are_enough_only_where_they_are_sure_of_the_language_expected(texts: list[str]) -> None:
    model = load_model(CANDIDATES)
    column = strings(pa.array(texts, pa.large_string()))
    ends = cut_all(column.data, column.offsets[:-1], column.offsets[1:], 64)
    french = np.full(len(texts), model.labels.index("fr"))
    found, odds = ask(column.data, column.offsets[:-1], ends, french, model.tables, model.inside, sure=0.9)
    for text, best, score in zip(texts, found[:, 0].tolist(), odds[:, 0].tolist(), strict=True):
        if model.labels[best] == "fr" and score >= 0.9:
            assert library(CANDIDATES).classify(cut(text, 64))[0] == "fr"


def cut(text: str, most: int = 1000) -> str:
    return text.encode()[:most].decode(errors="ignore")


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(CANDIDATES)


def test_only_the_first_bytes_count_and_no_character_is_cut(model: Model) -> None:
    text = "é" * 3 + "Alle Menschen sind vor dem Gesetz gleich. " * 40
    for most in (5, 6, 7, 100):
        short, long = (
            identify(strings(pa.array([t], pa.large_string())), model, m) for t, m in ((cut(text, most), 9999), (text, most))
        )
        assert short.score.tolist() == long.score.tolist()
        assert short.best.tolist() == long.best.tolist()


def test_a_text_does_not_depend_on_its_neighbours(model: Model) -> None:
    together = identify(strings(pa.array(OWN, pa.large_string())), model)
    for row, text in enumerate(OWN):
        alone = identify(strings(pa.array([text], pa.large_string())), model)
        assert (alone.best[0], alone.score[0]) == (together.best[row], together.score[row])
