"""Sheets of Service-Public.fr: five kinds of sheets read as written by hand, and what does or does not make a version."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw
from moisson.source.description import load_source

HERE = Path(__file__).parent / "fr_dila_service_public"
SOURCE = load_source("fr_dila_service_public", HERE)


def published(sheet: str) -> Any:
    return orjson.loads((HERE / "data" / f"{sheet}.json").read_bytes())


def split(sheet: str, data: Any) -> Raw:
    (raw,) = SOURCE.reader.split(File(f"data/{sheet}.json", orjson.dumps(data)))
    assert isinstance(raw, Raw)
    return raw


def text(raw: Raw) -> str:
    (document,) = SOURCE.reader.read(raw.body)
    return document.text


def element(name: str, *children: Any, **attributes: str) -> dict[str, Any]:
    nodes = [{"type": "text", "text": child} if isinstance(child, str) else child for child in children]
    return {"type": "element", "name": name, "attributes": attributes, "children": nodes}


def page(*body: dict[str, Any], kind: str = "Fiche d'information", description: str = "") -> Raw:
    head = (element("dc:title", "Titre"), element("dc:description", description), element("Introduction", element("Texte")))
    return split("particuliers/F1", {"id": "F1", "children": [element("Publication", *head, *body, ID="F1", type=kind)]})


@pytest.mark.parametrize("golden", sorted((HERE / "expected").glob("*/*.md")), ids=lambda path: path.stem)
def test_a_sheet_reads_as_written_by_hand(golden: Path) -> None:
    sheet = f"{golden.parent.name}/{golden.stem}"
    assert text(split(sheet, published(sheet))) + "\n" == golden.read_text(encoding="utf-8")


def test_the_audience_is_part_of_the_id_and_the_envelope_stands_beside_the_content() -> None:
    raw = split("particuliers/F14039", published("particuliers/F14039"))
    assert raw.id == "particuliers/F14039"
    assert raw.title == "Un salarié peut-il réclamer une formation à son employeur ?"
    assert raw.created == "2019-05-03"
    assert raw.url == "https://www.service-public.fr/particuliers/vosdroits/F14039"
    assert raw.legal_state is None
    assert raw.part_of == (
        ("particuliers/N19806", "Travail"),
        ("particuliers/N20176", "Formation"),
        ("particuliers/N177", "Formation des salariés du secteur privé"),
    )
    assert raw.rights == {
        "stated": "https://www.service-public.fr/a-propos/mentions-legales",
        "where": "dc:rights of the sheet",
    }


def test_a_guided_search_is_navigation() -> None:
    with pytest.raises(DocumentError) as error:
        text(page(kind="Recherche guidée"))
    assert error.value.reason == "navigation"


def test_a_file_without_an_introduction_is_navigation() -> None:
    with pytest.raises(DocumentError) as error:
        text(split("particuliers/N19681", published("particuliers/N19681")))
    assert error.value.reason == "navigation"


def test_another_date_address_theme_or_link_is_the_same_version() -> None:
    before = split("particuliers/F18679", published("particuliers/F18679"))
    data = published("particuliers/F18679")
    (root,) = data["children"]
    root["attributes"] |= {"spUrl": "https://example.org", "dateDerniereModificationImportante": "2030-01-01T00:00:00"}
    root["children"] = [
        element("dc:date", "modified 2030-01-01") if child["name"] == "dc:date" else child
        for child in root["children"]
        if child["name"] not in ("Theme", "VoirAussi", "QuestionReponse", "FilDAriane")
    ]
    after = split("particuliers/F18679", data)
    assert after.version == before.version
    assert (after.created, after.url) == ("2030-01-01", "https://example.org")


def test_another_word_is_another_version() -> None:
    data = orjson.dumps(published("particuliers/F18679"))
    changed = orjson.loads(data.replace("très rapidement".encode(), b"rapidement"))
    assert split("particuliers/F18679", changed).version != split("particuliers/F18679", orjson.loads(data)).version


def test_another_indentation_is_the_same_version() -> None:
    one, other = (page(element("Texte", element("Paragraphe", words))) for words in ("Un mot.", "Un\n\t\t\tmot."))
    assert one.version == other.version


def test_inline_elements_touch_their_neighbours() -> None:
    raw = page(
        element(
            "Texte",
            element("Paragraphe", "Le 1", element("Exposant", "er"), " du mois, ", element("LienInterne", "la mairie"), "."),
            element(
                "Paragraphe", "Voir ", element("LienExterne", "le site"), "\n\n, puis ", element("LienExterne", "l'autre"), "\n."
            ),
        )
    )
    assert text(raw) == "# Titre\n\nLe 1er du mois, la mairie.\n\nVoir le site, puis l'autre."


def test_a_box_is_read_only_where_the_words_before_it_need_it() -> None:
    box = element("OuSAdresser", element("Titre", "Mairie"), element("Texte", element("Paragraphe", "Par téléphone")), ID="R1")
    needed = page(element("Texte", element("Paragraphe", "S'adresser à :"), box))
    spare = page(element("Texte", element("Paragraphe", "La demande est gratuite."), box))
    assert text(needed) == "# Titre\n\nS'adresser à :\n\n- Mairie"
    assert text(spare) == "# Titre\n\nLa demande est gratuite."


def test_of_a_link_with_a_comment_the_comment_is_read() -> None:
    comment = element("Commentaire", element("Paragraphe", "L'Office soutient des échanges."))
    raw = page(element("LienExterneCommente", comment, element("LienExterne", "Programmes", URL="https://example.org")))
    assert text(raw) == "# Titre\n\nL'Office soutient des échanges."


def row(kind: str, *cells: dict[str, Any]) -> dict[str, Any]:
    return element("Rangée", *cells, type=kind)


def cell(words: str, **spans: str) -> dict[str, Any]:
    return element("Cellule", element("Paragraphe", words), **spans)


def test_the_cells_of_a_table_stay_in_their_columns() -> None:
    header = row("header", cell("Revenus", fusionVerticale="2"), cell("Aide", fusionHorizontale="2"))  # a header of one row
    first = row("normal", cell("Moins de 10 €", fusionVerticale="2"), cell("seul"), cell("1 €"))
    table = element("Tableau", element("Titre", "Montants"), header, first, row("normal", cell("en couple"), cell("2 €")))
    assert text(page(element("Texte", table))).split("\n")[4:] == [
        "| Revenus | Aide |  |",
        "| --- | --- | --- |",
        "| Moins de 10 € | seul | 1 € |",
        "|  | en couple | 2 € |",
    ]


def test_unknown_elements_keep_their_words() -> None:
    raw = page(
        element("Nouveau", element("Paragraphe", "Bloc.")),
        element("Texte", element("Paragraphe", "Dans ", element("Inconnu", "la phrase"), " même.")),
    )
    body = text(raw).split("\n\n", 1)[1]
    assert body.split() == ["Bloc.", "Dans", "la", "phrase", "même."]


def test_a_file_that_holds_no_sheet_is_a_reason() -> None:
    with pytest.raises(DocumentError) as error:
        split("particuliers/F1", {"id": "F1", "children": []})
    assert error.value.reason == "not-a-sheet"
