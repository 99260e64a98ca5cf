"""The signals are defined in one place, for people and for the stage."""

import pyarrow as pa
import pytest

from moisson.contracts.schemas import STRING
from moisson.corpus.stages.signals import SIGNALS, function_words, measure_signals
from moisson.kernels.counts import COUNTED


def signals_of(text: str | None) -> dict[str, float]:
    found = measure_signals()(pa.record_batch({"text": pa.array([text], STRING)}))
    return {name: column[0].as_py() for name, column in found.items()}


def test_each_signal_is_named_once_and_says_what_it_means_and_whose_it_is() -> None:
    names = [signal.name for signal in SIGNALS]
    assert len(set(names)) == len(names)
    assert all(signal.meaning and signal.source for signal in SIGNALS)
    parts = {part for signal in SIGNALS for part in signal.made_of.split(" / ")}
    assert parts <= {*COUNTED, *(f"ngrams_{n}" for n in range(2, 11))}


def test_the_shares_of_a_text_that_stands_there_twice() -> None:
    line = "Le contrat de travail est exécuté de bonne foi par les parties."
    found = signals_of(f"{line}\n\n{line}")
    assert found["gopher_dup_lines"] == found["gopher_dup_paragraph_chars"] == found["gopher_dup_10grams"] == 0.5
    assert found["sentences"] == 2
    assert found["c4_ended_lines"] == found["fineweb_ended_lines"] == 1


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("La loi est l'expression de la volonté générale, et tous les citoyens ont le droit d'y concourir.", "fr"),
        ("Alle Menschen sind vor dem Gesetz gleich, und niemand darf wegen seines Geschlechtes benachteiligt werden.", "de"),
        ("Όλοι οι Έλληνες είναι ίσοι ενώπιον του νόμου και έχουν ίσα δικαιώματα και υποχρεώσεις.", "el"),
        ("Всички граждани са равни пред закона и не се допускат никакви ограничения на правата им.", "bg"),
        ("Tá an Ghaeilge ar an teanga náisiúnta agus is í an phríomhtheanga oifigiúil í.", "ga"),
    ],
)
def test_running_text_has_function_words_in_its_language(sentence: str, language: str) -> None:
    found = signals_of(sentence)
    assert found["function_words"] > 0.2
    assert found["gopher_stop_words"] >= 2
    assert found["loose_text"] == 0


def test_every_function_word_is_one_word_and_folded() -> None:
    assert len(function_words().languages) > 500
