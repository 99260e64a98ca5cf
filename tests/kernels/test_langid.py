"""The kernel finds the language that py3langid finds, with the same probability."""

from pathlib import Path
from unicodedata import normalize

import pyarrow as pa
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.kernels.langid import Model, identify, load_model
from moisson.kernels.strings import strings
from moisson.stages.language import CANDIDATES

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
]


def samples() -> list[str]:
    files = sorted(SENTENCES.glob("*.txt"))
    return OWN + [normalize("NFC", line) for file in files for line in file.read_text(encoding="utf-8").splitlines()[:25]]


@pytest.mark.parametrize("languages", [None, CANDIDATES])
def test_labels_and_probabilities_equal_the_librarys(languages: tuple[str, ...] | None) -> None:
    library = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    library.set_languages(languages)
    model, texts = load_model(languages), samples()
    found = identify(strings(pa.array(texts, pa.large_string())), model)
    for text, best, score in zip(texts, found.best.tolist(), found.score.tolist(), strict=True):
        label, probability = library.classify(cut(text))
        if best < 0:
            assert probability < 2.01 / len(model.labels)  # the library's even odds, twice those where a label has two classes
        else:
            assert model.labels[best] == label, text
            assert score == pytest.approx(probability, abs=1e-4)


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
