"""Markdown of note-taking programs, site generators and converters gives its words without their marks."""

import pytest

from moisson.readers.contract import Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How


def only(content: str) -> Text:
    (text,) = FileReader(How()).read(content.encode())
    return text


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Siehe [[Gesetz 1|Paragraf 2]] und [[Gesetz 1]].", "Siehe Paragraf 2 und Gesetz 1."),
        ("Voir [[#Titre II]] puis [[Code#Art. 2]], note [[1]].", "Voir Titre II puis Code > Art. 2, note [[1]]."),
        ("Plan ci-joint. ![[plan.png]]", "Plan ci-joint."),
        ("Texte %%à relire%%==important== ici. ^bloc-1", "Texte important ici."),
        ("Soit a == b, c==d et 5 %% 3, y ^2 fin.", "Soit a == b, c==d et 5 %% 3, y ^2 fin."),
        ("**Artículo Uno.- **Aprobar. **Artículo Dos.- **Publicar.****", "Artículo Uno.- Aprobar. Artículo Dos.- Publicar."),
        ("Il vaut 2 **3** 4 ** 5 et `[[x]]`.", "Il vaut 2 3 4 ** 5 et [[x]]."),
    ],
)
def test_marks_of_notes_go_and_what_they_show_stays(words: str, read: str) -> None:
    assert only(f"# Titre\n\n{words}\n").text == f"# Titre\n\n{read}"


def test_the_place_of_a_list_of_contents_is_no_list() -> None:
    assert only("# T\n\n* Contents\n{:toc}\n\n* un\n* deux\n").text == "# T\n\n- un\n- deux"


FRONT = """---
id: intro
tituloOficial: x
titulo: Directiva
fechaPublicacion: "2020-10-15"
law:
  eli: /eli/xx/2020/1
  legal_status: vigente
  validFrom: 2020-11-01
  date: 1999-01-01
---
Texto de la directiva.
"""


def test_keys_in_capitals_and_in_maps_are_known_and_the_name_of_a_page_is_no_number() -> None:
    text = only(FRONT)
    assert (text.title, text.created, text.valid_from, text.legal_state) == ("Directiva", "2020-10-15", "2020-11-01", "vigente")
    assert [*map(tuple, text.identifiers)] == [("eli", "/eli/xx/2020/1")]
