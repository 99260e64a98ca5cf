"""What is added to py3langid's model: a letter that a language does not write speaks against it."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from moisson.corpus.stages.languages import CANDIDATES
from moisson.kernels.langid import identify_beginnings, load_model
from moisson.kernels.mending import FILE, MENDED, MENDED_STEPS, STRANGE, STRANGER, mend
from moisson.kernels.strings import strings

SENTENCES = Path(__file__).parents[1] / "corpus" / "stages" / "sentences.tsv"


@pytest.mark.parametrize("language", ["bg", "mk", "sr", "uk"])
def test_no_language_is_strange_to_itself(language: str) -> None:
    own = dict(row.split("\t") for row in SENTENCES.read_text("utf-8").splitlines())[language]
    assert not set(own.lower()) & set(STRANGE[language])


def test_every_run_of_letters_that_ends_in_a_strange_one_weighs_less() -> None:
    library = LanguageIdentifier.from_model_file(MODEL_FILE)
    weights = mend(library)
    last = []
    for text in ("мисля", "мисла"):
        state = 0
        for byte in text.encode():
            state = library.tk_nextmove[(library.tk_row[state] << 8) + byte]
        last.append(int(library.tk_output[state]))
    strange, common = last
    assert min(last) >= 0
    its = weights.codes.index("mk")
    with np.load(FILE) as file:
        moved = file["mended"].astype(np.float32)[:, MENDED.index("mk")] / MENDED_STEPS
    plain = np.asarray(library.nb_ptc)[:, its] + moved
    assert weights.grams[strange, its] == pytest.approx(plain[strange] - STRANGER, abs=1e-3)
    assert weights.grams[common, its] == pytest.approx(plain[common], abs=1e-3)


def test_a_short_sentence_is_told_by_its_one_letter() -> None:
    texts = ["Не се срамувам да кажа онова, за което не се срамувам да мисля.", "Право приоритета в выборе вида образования."]
    model = load_model(CANDIDATES)
    found = identify_beginnings(strings(pa.array(texts, pa.large_string())), model, np.full(2, -1))
    assert [model.labels[label] for label in found.best_of_all] == ["bg", "ru"]
