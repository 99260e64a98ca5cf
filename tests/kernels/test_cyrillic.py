"""Runs of three letters tell Cyrillic languages that n-grams of four bytes do not."""

import numpy as np
import pyarrow as pa
import pytest

from moisson.corpus.stages.languages import CANDIDATES
from moisson.kernels import cyrillic
from moisson.kernels.langid import identify_beginnings, load_model
from moisson.kernels.strings import strings


def said(text: str) -> dict[str, float]:
    data = np.frombuffer(text.encode(), np.uint8)
    (row,) = cyrillic.speak(data, np.array([0]), np.array([len(data)]))
    return dict(zip(cyrillic.LANGUAGES, row.tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Проверка на размерите на папките и свободното пространство на диска", "bg"),
        ("Употреба: [ОПЦИЯ]… ЦЕЛ ИМЕ_НА_ВРЪЗКА или: [ОПЦИЯ]… ЦЕЛ или: [ОПЦИЯ]… ЦЕЛ… ДИРЕКТОРИЯ", "bg"),
        ("Правилникот ги уредува условите за одобрување на градби.", "mk"),
        ("Дозвољено је све што законом није изричито забрањено.", "sr"),
        ("Право приоритета в выборе вида образования принадлежит родителям.", "ru"),
        ("Порядок призначення пенсій визначає окремий закон.", "uk"),
    ],
)
def test_the_language_that_writes_so_is_the_likeliest(text: str, language: str) -> None:
    model = load_model(CANDIDATES)
    found = identify_beginnings(strings(pa.array([text], pa.large_string())), model, np.array([-1]))
    assert model.labels[found.best_of_all[0]] == language
    assert found.score_of_all[0] > 0.9
    assert (found.outside[0] > 0.9) == (language == "ru")
    if language != "ru":
        assert model.labels[found.best[0]] == language
        assert found.score[0] > 0.9


def test_capitals_speak_as_small_letters_do() -> None:
    assert said("ИМЕ НА ВРЪЗКАТА") == said("име на връзката") != said("")


def test_nothing_else_speaks() -> None:
    assert set(said("ime na vrŭzkata, 42 — ὄνομα").values()) == set(said("").values()) == {0.0}


def test_a_run_has_two_letters_or_is_a_letter_by_itself() -> None:
    place = {letter: k for k, letter in enumerate(cyrillic.ALPHABETS, 1)}
    a, b = place["а"], place["б"]
    found = cyrillic.count_runs("— Аб,а")
    runs = [(0, a, b), (a, b, 0), (b, 0, a), (0, a, 0)]
    assert np.flatnonzero(found).tolist() == sorted(first << 12 | second << 6 | third for first, second, third in runs)
    assert found.sum() == len(runs)
