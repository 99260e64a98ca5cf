"""Words tell Bosnian, Croatian, Montenegrin and Serbian apart; a model for other n-grams is refused."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.kernels.alike import alike, tell
from moisson.kernels.mending import mend


def told(text: str) -> str | None:
    data = np.frombuffer(text.encode(), np.uint8)
    (place,) = tell(data, np.array([0]), np.array([len(data)])).tolist()
    return alike().languages[place] if place >= 0 else None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("tko", "hr"),
        ("TKO", "hr"),
        ("„Tko”?", "hr"),
        ("TOČKA", "hr"),
        ("Željezo", None),  # ijekavian: three of the four
        ("općina i tačka", "bs"),
        ("vreme", "sr"),
        ("nijesu", "cnr"),
        ("vrijeme", None),
        ("tkokoš", None),
        ("", None),
        ("точка", None),
    ],
)
def test_a_word_speaks_against_those_who_do_not_write_it(text: str, language: str | None) -> None:
    assert told(text) == language


def test_the_longest_beginning_counts_and_each_once() -> None:
    assert told("tko tko tko") == told("tko") == "hr"
    assert told("tko i ko") is None


def test_weights_for_other_ngrams_are_refused() -> None:
    library: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    other = SimpleNamespace(nb_ptc=library.nb_ptc, tk_row=library.tk_row[1:])
    with pytest.raises(RuntimeError, match=r"install py3langid==0\.4\.0"):
        mend(other)
