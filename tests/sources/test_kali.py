"""KALI: one document per text of a collective agreement, the same wherever the text is met; very long texts are cut."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw
from moisson.source.description import load_source

HERE = Path(__file__).parent / "kali"
ECLAT = "KALICONT000005635177.json"
BUILDING = "KALICONT000005635220.json"
DIY = "KALICONT000005635871.json"
SOURCE = load_source("fr_dila_kali", HERE)


def tree(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads((HERE / name).read_bytes())
    return loaded


def raws(agreement: dict[str, Any], **limits: int) -> list[Raw]:
    split: Any = SOURCE.reader.split
    return list(split(File("data/agreement.json", orjson.dumps(agreement)), **limits))


def text_of(agreement: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = agreement["children"][0]["children"][0]
    return found


@pytest.mark.parametrize(("agreement", "id"), [(ECLAT, "KALITEXT000005681325"), (BUILDING, "KALITEXT000030590492")])
def test_a_text_reads_as_its_golden_text(agreement: str, id: str) -> None:
    (raw,) = raws(tree(agreement))
    (text,) = SOURCE.reader.read(raw.body)
    assert raw.id == id
    assert text.text + "\n" == (HERE / f"{id}.md").read_text(encoding="utf-8")
    assert (text.format, text.title) == ("kali-json", raw.title)


def test_a_long_text_is_cut_at_its_sections_and_small_ones_stay_together() -> None:
    found = raws(tree(DIY), limit=100, least=50)
    assert [raw.id for raw in found] == ["KALITEXT000005687574", "KALITEXT000005687574/KALISCTA000024613293"]
    for raw in found:
        (text,) = SOURCE.reader.read(raw.body)
        assert text.text + "\n" == (HERE / f"{raw.id.replace('/', '-')}.md").read_text(encoding="utf-8")
    assert found[1].title == "Accord du 27 octobre 2006 relatif aux salaires > Grille des salaires minimaux"
    assert found[1].legal_state == "VIGUEUR_ETEN"


def test_a_text_that_is_cut_whole_leaves_no_empty_document_behind() -> None:
    found = raws(tree(DIY), limit=100, least=1)
    assert len(found) == 5
    assert all(raw.id.startswith("KALITEXT000005687574/") for raw in found)


def test_a_text_of_usual_length_stays_whole() -> None:
    (raw,) = raws(tree(DIY))
    assert raw.id == "KALITEXT000005687574"


def test_a_text_carries_the_publishers_facts_beside_its_words() -> None:
    (raw,) = raws(tree(BUILDING))
    assert raw.title == "Poitou-Charentes Accord du 9 janvier 2015 relatif aux salaires minimaux au 1er avril 2015"
    assert raw.url == "https://www.legifrance.gouv.fr/conv_coll/id/KALITEXT000030590492"
    assert raw.legal_state == "VIGUEUR_ETEN"
    assert raw.created == "2015-01-09"
    assert raw.publisher_version is None
    assert [container.id for container in raw.part_of] == ["KALICONT000005635220"]


def test_a_text_met_in_two_agreements_is_one_version_with_two_containers() -> None:
    one = tree(DIY)
    other = tree(ECLAT)
    other["children"][0]["children"] = [text_of(one)]
    (first,), (second,) = raws(one), raws(other)
    assert (first.id, first.version) == (second.id, second.version)
    assert first.part_of != second.part_of
    assert second.part_of == (Container("KALICONT000005635177", " ".join(other["data"]["title"].split())),)


@pytest.mark.parametrize(
    ("where", "field", "value"),
    [
        ("text", "etat", "VIGUEUR_NON_ETEN"),
        ("text", "id", "KALITEXT000099999999"),
        ("text", "modifDate", "2030-01-01"),
        ("article", "etat", "ABROGE"),
        ("article", "id", "KALIARTI000099999999"),
        ("article", "lstLienModification", []),
        ("article", "intOrdre", 1),
    ],
)
def test_what_changes_around_the_words_leaves_the_version(where: str, field: str, value: Any) -> None:
    agreement = tree(BUILDING)
    (before,) = raws(agreement)
    text = text_of(agreement)
    (text if where == "text" else text["children"][0])["data"][field] = value
    (after,) = raws(agreement)
    assert before.version == after.version


def test_a_link_that_points_elsewhere_leaves_the_version() -> None:
    agreement = tree(BUILDING)
    (before,) = raws(agreement)
    linked = text_of(agreement)["children"][1]["data"]
    assert "LEGIARTI000006806113" in linked["content"]
    linked["content"] = linked["content"].replace("LEGIARTI000006806113", "LEGIARTI000000000000")
    (after,) = raws(agreement)
    assert before.version == after.version


@pytest.mark.parametrize(
    ("field", "value"), [("content", "<p>Autres mots.</p>"), ("num", "1 bis"), ("surtitre", "Objet"), ("nota", "<p>Note.</p>")]
)
def test_a_changed_word_changes_the_version(field: str, value: str) -> None:
    agreement = tree(BUILDING)
    (before,) = raws(agreement)
    text_of(agreement)["children"][0]["data"][field] = value
    (after,) = raws(agreement)
    assert before.version != after.version


def test_number_heading_words_and_note_stand_in_this_order() -> None:
    agreement = tree(ECLAT)
    text = text_of(agreement)
    text["children"] = text["children"][:1]
    text["children"][0]["data"].update(num="unique", surtitre="Objet", content="<p>Le contr<CB>le.</p>", nota="<p>Étendu.</p>")
    (raw,) = raws(agreement)
    (read,) = SOURCE.reader.read(raw.body)
    assert read.text.split("\n\n")[1:] == ["## Article unique", "Objet", "Le contrôle.", "NOTA : Étendu."]


def test_a_heading_repeated_as_the_first_line_of_the_words_stands_once() -> None:
    agreement = tree(BUILDING)
    text_of(agreement)["children"][0]["data"].update(num="Annexe", content="<p>ANNEXE</p><p>Barème</p>")
    (raw,) = raws(agreement)
    (read,) = SOURCE.reader.read(raw.body)
    assert read.text.split("\n\n")[1:3] == ["## Annexe", "Barème"]


def test_a_text_without_words_is_refused_as_empty() -> None:
    agreement = tree(ECLAT)
    for article in text_of(agreement)["children"]:
        article["data"]["content"] = "<p></p><p> </p>"
    (raw,) = raws(agreement)
    with pytest.raises(DocumentError) as refused:
        list(SOURCE.reader.read(raw.body))
    assert refused.value.reason == "empty"


def test_an_agreement_that_holds_no_texts_yields_nothing() -> None:
    agreement = tree(ECLAT)
    del agreement["children"]
    assert raws(agreement) == []


@pytest.mark.parametrize(
    ("title", "date"),
    [
        ("Avenant n° 3 du 12 juin 2003 à l'accord du 5 mai 1998", "2003-06-12"),
        ("Ile-de-France Accord du 1er avril 1994relatif à l'indemnisation", "1994-04-01"),
        ("Pays de la Loire Accord 9 novembre 2020 relatif aux salaires", "2020-11-09"),
        ("Annexe I à l'accord du 17 décembre 2001 sur la CARCEPT Accord du 5 février 2002", "2002-02-05"),
        ("Lettre d'adhésion de l'UNSA à la convention collective Lettre d'adhésion du 6 décembre 2004", "2004-12-06"),
        ("Texte de base : Convention collective nationale du sport du 7 juillet 2005 étendue", "2005-07-07"),
        ("Rectificatif au Bulletin officiel n° 2012-8 du 17 mars 2012", None),
        ("Annexe V convention collective nationale du 27 mai 1992", None),
        ("Annexe II : Classification des postes d'emploi", None),
    ],
)
def test_the_date_is_the_texts_own(title: str, date: str | None) -> None:
    agreement = tree(ECLAT)
    text_of(agreement)["data"]["title"] = title
    (raw,) = raws(agreement)
    (text,) = SOURCE.reader.read(raw.body)
    assert raw.created == text.created == date


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b'{"type": "convention collective"}', b'{"data": {"id": "K", "title": "T"}, "children": [1]}']
)
def test_a_file_that_is_no_agreement_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(DocumentError) as refused:
        list(SOURCE.reader.split(File("data/agreement.json", data)))
    assert refused.value.reason in ("json-malformed", "json-unexpected")
