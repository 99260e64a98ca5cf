"""A publisher's JSON answer that wraps one text, or an act in a list of its articles: the advice, and what it then reads."""

import json

import pytest

from moisson.errors import DocumentError
from moisson.extract.files import FileReader
from moisson.extract.how import How, Rows
from moisson.reader import File, Raw, Refused

WORDS = "L'arrêté du maire est affiché à la porte de la mairie pendant deux mois, puis versé aux archives."


def split(data: bytes, rows: Rows | None = None) -> list[Raw | Refused]:
    return list(FileReader(How(rows=rows)).split(File("x.json", data)))


def raws(data: bytes, rows: Rows) -> list[Raw]:
    return [raw for raw in split(data, rows) if isinstance(raw, Raw)]


def text(raw: Raw) -> str:
    (read,) = FileReader(How()).read(raw.body)
    return read.text


ANSWER = {
    "code": None,
    "data": {
        "act": {"id": "7", "head": "Loi nº 1", "from": 1593561600000, "to": 32472144000000, "html": f"<p>{WORDS}</p>"},
        "list": None,
        "message": "ok",
    },
    "success": True,
}


def test_an_answer_that_wraps_a_text_is_refused_with_a_mapping_that_reads_it() -> None:
    data = json.dumps(ANSWER).encode()
    with pytest.raises(DocumentError) as refused:
        split(data)
    assert '[read.rows] text = "data.act.html", markup = "html", id = "data.act.id"' in refused.value.detail
    (raw,) = raws(data, Rows(text="data.act.html", markup="html", id="data.act.id"))
    assert (raw.id, text(raw)) == ("7", WORDS)


def test_an_act_in_a_list_of_articles_may_be_one_document_or_one_for_each() -> None:
    articles = [{"fragment": {"number": str(i), "body": f"{i}. {WORDS}"}} for i in (1, 2)]
    data = json.dumps({"answer": {"act": {"list": articles}}}).encode()
    with pytest.raises(DocumentError) as refused:
        split(data)
    assert 'items = "answer.act.list"' in refused.value.detail
    assert 'text = "fragment.body"' in refused.value.detail
    (whole,) = raws(data, Rows(text="answer.act.list.*.fragment.body"))
    assert text(whole) == f"1. {WORDS}\n\n2. {WORDS}"
    found = raws(data, Rows(items="answer.act.list", text="fragment.body", id="fragment.number"))
    assert [raw.id for raw in found] == ["1", "2"]


def test_a_date_may_be_counted_from_1970_and_without_end_is_no_date() -> None:
    rows = Rows(text="data.act.html", valid_from="data.act.from", valid_to="data.act.to")
    (raw,) = raws(json.dumps(ANSWER).encode(), rows)
    assert (raw.valid_from, raw.valid_to) == ("2020-07-01", None)
