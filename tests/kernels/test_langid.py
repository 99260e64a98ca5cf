"""The kernel finds the language that py3langid finds, with the same probability."""

from functools import cache
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.kernels.bayes import MEMORY, walk
from moisson.kernels.langid import Model, identify, identify_beginnings, load_model
from moisson.kernels.strings import strings
from moisson.stages.languages import CANDIDATES

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


@cache
def library(languages: tuple[str, ...] | None) -> LanguageIdentifier:
    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(languages)
    return made


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
            assert probability < 2.01 / model.inside  # the library's even odds, twice those where a label has two classes
        else:
            assert model.labels[best] == label, text
            assert score == pytest.approx(probability, abs=1e-4)


def test_one_reading_answers_among_the_candidates_among_all_languages_and_for_the_one_expected() -> None:
    model, texts = load_model(CANDIDATES), [text for text in OWN if text.strip("§")]
    for expected in ("fr", "ru"):
        wanted = np.full(len(texts), model.labels.index(expected))
        found = identify_beginnings(strings(pa.array(texts, pa.large_string())), model, wanted)
        for row, text in enumerate(texts):
            near, far = library(CANDIDATES).classify(text), library(None).classify(text)
            assert (model.labels[found.best[row]], model.labels[found.best_of_all[row]]) == (near[0], far[0])
            assert found.score[row] == pytest.approx(near[1], abs=1e-4)
            assert found.score_of_all[row] == pytest.approx(far[1], abs=1e-4)
            its = dict(library(CANDIDATES if expected in CANDIDATES else None).rank(text))[expected]
            assert found.score_of_expected[row] == pytest.approx(its, abs=1e-4)


@pytest.mark.parametrize("asked", [CANDIDATES])
@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_any_text_is_labelled_as_the_library_labels_it(asked: tuple[str, ...], text: str) -> None:
    text = cut(normalize("NFC", text))
    best, score = identify(strings(pa.array([text], pa.large_string())), load_model(asked), 10_000)
    if best[0] >= 0:
        ranked = library(asked).rank(text)
        assert load_model(asked).labels[best[0]] in {label for label, odds in ranked if odds > ranked[0][1] - 1e-4}
        assert score[0] == pytest.approx(ranked[0][1], abs=1e-4)


@given(st.binary(max_size=400))
def test_a_walk_begun_in_four_places_passes_the_states_of_one_from_the_start(data: bytes) -> None:
    tables = load_model(CANDIDATES).tables
    found = np.zeros(len(data), np.uint32)
    walk(np.frombuffer(data, np.uint8).copy(), len(data), tables.moves, tables.start, found)
    state = int(tables.start)
    for byte, its in zip(data, found.tolist(), strict=True):
        state = int(tables.moves[(state & ~0xFF) | byte])
        assert its == state


def test_no_ngram_is_longer_than_the_memory_of_a_walk() -> None:
    """Breadth first over all states: the last are as many bytes from the start as the longest n-gram has."""
    tables = load_model(CANDIDATES).tables
    moves = tables.moves.reshape(-1, 256)
    seen = reached = np.array([tables.start])
    depth = 0
    while len(reached):
        reached = np.setdiff1d(np.unique(moves[np.unique(reached >> np.uint32(8))]), seen)
        seen = np.union1d(seen, reached)
        depth += bool(len(reached))
    assert depth == MEMORY


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
