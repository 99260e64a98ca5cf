"""Every count of a text's quality equals its plain definition, in any script, and no text changes another's."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_signals import counts

from moisson.kernels.counts import COUNTED
from moisson.kernels.function_words import hash_word, lexicon
from moisson.kernels.signals import count_signals
from moisson.kernels.strings import strings

LEXICON = {"fr": ["le", "la", "de", "et"], "de": ["der", "die", "de"], "el": ["και", "της"]}
KNOWN = lexicon(LEXICON)
LINES = [
    "Fait à Paris.",
    "  FAIT à paris.",
    "- point ;",
    "12. point",
    "12.point …",
    "| 1 | | 2 |",
    "|| a |",
    "# Titre #2 > Livre",
    "",
    "  ",
    ".....",
    "Nom : ____ . . .",
    "Name:",
    "☐ ja ☐ nein",
    "Il dit : « Non. » Puis il part. art. 5 de la loi. Et M. X y va…",
    "Lorem ipsum et de la der die le la lorem",
    "Titre premier ..... 12",
    "Loi du 3 mai 1997",
    "Articles L. 1221-1",
    "Montant 1 234",
    "Chapitre 1 : Débuts 234",
    "Lots: 3",
    "- **Acheteur :** Ville de Gand",
    "Objet: ☐ oui",
    "1.5",
    "a. b: c",
    "Accueil | Plan du site > Contact • Aide",
    "a b c d e f g h i j",
    "1 2 3 4 5 6 7 8 9",
    "Ã©tÃ© et â€™ \ufffd",
    "{ x = <b>; }",
    "και της Ελλάδος· ο νόμος;",
    "قال الرئيس: نعم. هل؟",
    "法律第一條。第二條",
    "e\u0301 x\u0301y " + "z" * 41,
    "de la et le de la et le de la et le de la",
]
TEXTS = st.lists(
    st.sampled_from(LINES) | st.text(':2abAÉ.…_·;,é1 \u0301\ufffd|#>?»"-\n', max_size=14) | st.text(max_size=6), max_size=14
).map("\n".join)


def measured(*texts: str) -> list[dict[str, int | list[int]]]:
    found = count_signals(strings(pa.array(texts, pa.large_string())), KNOWN)
    return [{**{name: int(row[name]) for name in COUNTED}, "ngrams": row["ngrams"].tolist()} for row in found]


@given(st.lists(TEXTS, min_size=1, max_size=4))
@settings(max_examples=300)
def test_counts_equal_those_of_the_plain_definition(texts: list[str]) -> None:
    for text, found in zip(texts, measured(*texts), strict=True):
        assert found == counts(text, LEXICON)


@given(st.lists(st.sampled_from("abcd"), max_size=60))
def test_repeated_ngrams_of_few_words_equal_the_plain_definition(listed: list[str]) -> None:
    text = " ".join(listed)
    assert measured(text)[0]["ngrams"] == counts(text, LEXICON)["ngrams"]


def test_no_texts_give_no_counts() -> None:
    assert len(count_signals(strings(pa.array([], pa.large_string())), KNOWN)) == 0


def test_nulls_and_slices_count_as_their_values_do() -> None:
    array = pa.array(["un", "deux mots", None, "trois petits mots"], pa.large_string())
    assert count_signals(strings(array.slice(1)), KNOWN)["words"].tolist() == [2, 0, 3]


def test_one_text_of_many_megabytes_is_counted_whole() -> None:
    sentence = "Le contrat de travail est soumis aux règles du droit commun.\n"
    found = count_signals(strings(pa.array([sentence * 200_000], pa.large_string())), KNOWN)
    assert found["words"].tolist() == [2_200_000]
    assert found["sentences"].tolist() == [200_000]
    assert found["repeated_lines"].tolist() == [199_999]
    assert found["ngrams"][0, -1] == found["word_characters"][0] // 200_000 * 199_999


def test_a_function_word_must_be_one_word() -> None:
    with pytest.raises(ValueError, match="is not one word"):
        hash_word("aujourd'hui")
