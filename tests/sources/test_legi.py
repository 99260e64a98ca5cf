"""LEGI: one document per article of a code, with the words and the note, and with what may change around them beside it."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Container, File, Raw, Refused
from moisson.source.description import load_source

HERE = Path(__file__).parent / "legi"
LABOUR = "LEGITEXT000006072050.json"
SECURITY = "LEGITEXT000006073189.json"
SOURCE = load_source("fr_dila_legi", HERE)


def tree(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads((HERE / name).read_bytes())
    return loaded


def raws(code: dict[str, Any]) -> list[Raw]:
    found = list(SOURCE.reader.split(File("data/code.json", orjson.dumps(code))))
    assert all(isinstance(raw, Raw) for raw in found)
    return [raw for raw in found if isinstance(raw, Raw)]


def articles(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if node["type"] == "article":
        yield node["data"]
    for child in node.get("children", ()):
        yield from articles(child)


@pytest.mark.parametrize(
    ("code", "id"), [(LABOUR, "LEGIARTI000006902614"), (LABOUR, "LEGIARTI000018486668"), (SECURITY, "LEGIARTI000006735891")]
)
def test_an_article_reads_as_its_golden_text(code: str, id: str) -> None:
    (raw,) = [raw for raw in raws(tree(code)) if raw.id == id]
    (text,) = SOURCE.reader.read(raw.body)
    assert text.text + "\n" == (HERE / f"{id}.md").read_text(encoding="utf-8")
    assert text.format == "legi-json"
    assert text.title == raw.title


def test_an_article_carries_the_publishers_facts_beside_its_words() -> None:
    (raw,) = [raw for raw in raws(tree(LABOUR)) if raw.id == "LEGIARTI000006902614"]
    assert raw.title == "Code du travail, article L3133-4"
    assert raw.url == "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000033020884"
    assert (raw.legal_state, raw.valid_from, raw.valid_to) == ("VIGUEUR", "2016-08-10", "2999-01-01")
    assert raw.created == "2016-08-10"
    assert raw.publisher_version == "LEGIARTI000033020884"
    assert raw.part_of == (Container("LEGITEXT000006072050", "Code du travail"),)
    assert raw.record is not None
    assert raw.record["etat"] == "VIGUEUR"


def changed(field: str, value: Any) -> tuple[list[str], list[str]]:
    """The versions of the labour code's articles before and after one field of its first article changes."""
    code = tree(LABOUR)
    before = [raw.version for raw in raws(code)]
    next(articles(code))[field] = value
    return before, [raw.version for raw in raws(code)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("etat", "ABROGE_DIFF"),
        ("dateFin", 1798761600000),
        ("dateDebut", 0),
        ("id", "LEGIARTI000099999999"),
        ("lienModifications", []),
        ("articleVersions", []),
        ("intOrdre", 1),
        ("notaHtml", "<p><br/></p>"),
    ],
)
def test_what_changes_around_the_words_leaves_the_version(field: str, value: Any) -> None:
    before, after = changed(field, value)
    assert before == after


@pytest.mark.parametrize(
    ("field", "value"),
    [("texteHtml", "<p>Le 1er mai est jour férié et payé. </p>"), ("notaHtml", "<p>Une note.</p>"), ("num", "L3133-5")],
)
def test_a_changed_word_number_or_note_changes_the_version_of_that_article_only(field: str, value: str) -> None:
    before, after = changed(field, value)
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True]


def test_a_link_that_points_elsewhere_leaves_the_version() -> None:
    code = tree(SECURITY)
    (before,) = raws(code)
    (article,) = articles(code)
    article["texteHtml"] = article["texteHtml"].replace("idArticle=LEGIARTI000006741680", "idArticle=LEGIARTI000012345678")
    (after,) = raws(code)
    assert before.version == after.version


def test_a_section_under_another_title_changes_the_version() -> None:
    code = tree(SECURITY)
    (before,) = raws(code)
    code["children"][0]["data"]["title"] = "Partie réglementaire - Décrets en Conseil d'Etat"
    (after,) = raws(code)
    assert before.version != after.version


def test_an_article_without_words_is_refused_as_empty() -> None:
    code = tree(SECURITY)
    next(articles(code)).update(texteHtml="<p></p><p><br/></p>", texte="")
    (raw,) = raws(code)
    with pytest.raises(DocumentError) as refused:
        list(SOURCE.reader.read(raw.body))
    assert refused.value.reason == "empty"


def test_an_article_without_html_or_number_or_state_is_read_from_its_plain_text() -> None:
    code = tree(SECURITY)
    next(articles(code)).update(texteHtml="", texte="Le taux est de 3 < 4.", num=None, etat=None, dateDebut=None)
    (raw,) = raws(code)
    (text,) = SOURCE.reader.read(raw.body)
    assert text.text.endswith("### Article sans numéro\n\nLe taux est de 3 < 4.")
    assert (raw.legal_state, raw.created) == (None, None)


def test_a_node_of_an_unknown_kind_is_refused_and_the_rest_is_read() -> None:
    code = deepcopy(tree(LABOUR))
    code["children"].append({"type": "annexe", "data": {"id": "LEGIANNE1"}})
    found = list(SOURCE.reader.split(File("data/code.json", orjson.dumps(code))))
    assert [type(entry) for entry in found].count(Raw) == 2
    assert [entry.reason for entry in found if isinstance(entry, Refused)] == ["node-unknown"]


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"type": "code"}', b'{"type": "code", "data": null}'])
def test_a_file_that_is_no_code_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(DocumentError) as refused:
        list(SOURCE.reader.split(File("data/code.json", data)))
    assert refused.value.reason in ("json-malformed", "json-unexpected")
