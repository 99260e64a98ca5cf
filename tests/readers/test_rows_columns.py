"""Columns are known by their names in the languages of Europe, and the advice for rows that need a mapping names them, too."""

import json

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How, Rows
from moisson.readers.rows.columns import facts_of
from moisson.readers.rows.reader import split

WORDS = "Artikel 1 van deze wet geldt voor eenieder die een proef aanvraagt bij de gemeente, en voor niemand anders dan hem."


def only(row: dict[str, object]) -> tuple[Raw, Text]:
    (raw,) = split(File("a.jsonl", json.dumps(row).encode() + b"\n"), How())
    assert isinstance(raw, Raw)
    (text,) = FileReader(How()).read(raw.body)
    return raw, text


def test_columns_in_another_language_and_case_are_known() -> None:
    row = {"ID": 5, "Titel": "Wet op de proef", "Datum": "03-02-2021", "taal": "nl", "ECLI": "ECLI:NL:XX:2021:1", "Text": WORDS}
    raw, text = only({**row, "inwerkingtreding": "2021-03-01", "legalStatus": "geldend", "Status": "ok", "Bron": "register"})
    assert (raw.id, raw.title, raw.created, raw.valid_from) == ("5", "Wet op de proef", "2021-02-03", "2021-03-01")
    assert (raw.legal_state, raw.url) == ("geldend", None)
    assert (text.text, text.language, [*map(tuple, text.identifiers)]) == (WORDS, "nl", [("ecli", "ECLI:NL:XX:2021:1")])


def test_the_day_of_a_decision_counts_before_that_of_its_row() -> None:
    raw, _ = only({"id": "a", "text": WORDS, "created_at": "2024-05-06T07:08:09Z", "decisionDate": "2019-01-02", "name": "Zaak"})
    assert (raw.created, raw.title) == ("2019-01-02", None)


def test_the_advice_names_title_language_day_and_identifiers_beside_the_text_or_above_it() -> None:
    attachment = {"content": WORDS, "language": "de", "celex": "62025CJ0001"}
    title = {"de": "Urteil", "fr": "Arrêt"}
    hit = {"_id": "7", "_source": {"title": title, "date": "2025-06-17", "source": "1/2", "attachment": attachment}}
    with pytest.raises(DocumentError) as refused:
        list(split(File("a.json", json.dumps({"hits": {"hits": [hit, hit]}}).encode()), How()))
    assert 'items = "hits.hits"' in refused.value.detail
    assert (
        '[read.rows] text = "_source.attachment.content", id = "_source.attachment.celex", title = "_source.title.de", '
        'language = "_source.attachment.language", created = "_source.date", '
        'identifiers = { celex = "_source.attachment.celex" };'
    ) in refused.value.detail
    rows = Rows(items="hits.hits", text="_source.attachment.content", id="_id", title="_source.title.de", created="_source.date")
    first = next(iter(split(File("a.json", json.dumps({"hits": {"hits": [hit]}}).encode()), How(rows=rows))))
    assert isinstance(first, Raw)
    assert (first.id, first.title, first.created) == ("7", "Urteil", "2025-06-17")


def test_the_advice_takes_a_number_for_the_id_where_nothing_names_the_row_better() -> None:
    with pytest.raises(DocumentError, match='id = "Ref"'):
        list(split(File("a.json", json.dumps([{"corps": WORDS, "Ref": "A-1", "num": "3"}] * 2).encode()), How()))


def test_what_stands_in_a_list_is_of_one_part_of_the_text() -> None:
    columns = ["title", "articles.*.title", "articles.*.content", "articles.*.etat", "etat"]
    assert facts_of(columns, "articles.*.content") == {"title": ["title"], "legal_state": ["etat"]}


def test_a_lone_answer_has_the_facts_that_stand_beside_its_text_and_above_it() -> None:
    act = {"titel": "Wet op de proef", "ecli": "ECLI:NL:XX:2021:1", "inhoud": " ".join([WORDS] * 4)}
    raw, text = only({"data": {"datum": "3 februari 2021", "taal": "nl", "wet": act}})
    assert (raw.id, raw.title, raw.created) == ("a.jsonl", "Wet op de proef", "2021-02-03")
    assert (text.language, text.identifiers[0].value) == ("nl", "ECLI:NL:XX:2021:1")


def test_parts_of_a_text_keep_their_numbers_and_titles_and_the_advice_says_how() -> None:
    articles = [{"html": f"<p>{WORDS}</p>", "title": "Doel", "id": "a1", "num": 1}, {"num": "2", "html": f"<p>{WORDS}</p>"}]
    data = json.dumps({"act": {"articles": articles}}).encode()
    with pytest.raises(DocumentError, match=r'without `items`, text = "act\.articles\.\*\.num\+title\+html"'):
        list(split(File("a.json", data), How()))
    rows = Rows(text="act.articles.*.num+title+html", markup="html")
    (raw,) = split(File("a.json", data), How(rows=rows))
    assert isinstance(raw, Raw)
    (text,) = FileReader(How()).read(raw.body)
    assert text.text == f"1 Doel\n\n{WORDS}\n\n2\n\n{WORDS}"
    flat = json.dumps([{"num": "7", "words": WORDS}]).encode()
    (raw,) = split(File("a.json", flat), How(rows=Rows(text="num+words")))
    assert isinstance(raw, Raw)
    assert json.loads(raw.body)["moisson-row"]["text"] == f"7\n\n{WORDS}"


def test_rows_of_an_answer_of_odata_are_read_and_their_html_becomes_text() -> None:
    rows = [{"Id": name, "Text": f"<p>{WORDS}</p>\n<p>{name}</p>\n"} for name in "ab"]
    found = list(split(File("a.json", json.dumps({"@odata.context": "x", "value": rows}).encode()), How()))
    texts = [text.text for raw in found if isinstance(raw, Raw) for text in FileReader(How()).read(raw.body)]
    assert texts == [f"{WORDS}\n\na", f"{WORDS}\n\nb"]
    some = [{"id": "a", "text": f"<p>{WORDS}</p>"}, {"id": "b", "text": WORDS}]
    found = list(split(File("a.json", json.dumps(some).encode()), How()))
    assert [json.loads(raw.body)["moisson-row"]["text"][:3] for raw in found if isinstance(raw, Raw)] == ["<p>", "Art"]
