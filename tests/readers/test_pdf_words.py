"""The words of a document, by their hashes."""

from moisson.readers.hyphens import WORDS, vocabulary
from moisson.readers.pdf.words import Words


def test_a_documents_words_are_those_of_its_vocabulary() -> None:
    lines = ["(Haus), 12abc Nord-Süd-", "l’État d'un_seul x² a-", "Haus -vis-à-vis’ Ελλάδα", "die Agglo-", "nach 12 %"]
    words, known = Words(lines), vocabulary(lines)
    assert all(word in words for word in known)
    asked = {part for line in lines for token in line.split() for part in WORDS.findall(token)}
    assert {word for word in asked if word in words} == known
    assert not any(word in words for word in ("Agglo", "Nord", "Nord-Süd", "vis", "Etat", "Hau", "Hauss", "seul-x²"))
    assert "Haus" not in Words([])
