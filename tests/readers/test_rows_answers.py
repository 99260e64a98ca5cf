"""A publisher's JSON answer that wraps one text, or an act in a list of its articles: the advice, and what it then reads."""

import json

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Refused
from moisson.readers.files import FileReader
from moisson.readers.read_options import How, Rows

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


LAW = f"<h2>Art. 1</h2><p>{WORDS}</p><p>{WORDS}</p><p>{WORDS}</p>"


def test_the_one_text_of_an_answer_is_read_without_a_mapping() -> None:
    act = {"id": "7", "titolo": "LEGGE n. 1", "html": LAW, "sumario": WORDS * 5, "year": 2026}
    (raw,) = split(json.dumps({"code": None, "data": {"act": act, "message": "ok"}}).encode())
    assert isinstance(raw, Raw)
    assert (raw.title, text(raw)) == ("LEGGE n. 1", f"## Art. 1\n\n{WORDS}\n\n{WORDS}\n\n{WORDS}")
    (other,) = split(json.dumps({"data": {"act": {**act, "year": 2027}}}).encode())
    assert isinstance(other, Raw)
    assert (other.id, other.version) == ("x.json", raw.version)  # what is not read changes nothing


def test_of_the_same_words_plain_and_marked_the_marked_ones_are_read() -> None:
    plain = f"Art. 1\n{WORDS}\n{WORDS}\n{WORDS}"
    (raw,) = split(json.dumps({"detail": {"Titulo": "Lei n.º 1", "Texto": plain, "TextoFormatado": LAW}}).encode())
    assert isinstance(raw, Raw)
    assert text(raw).startswith("## Art. 1\n\n")


@pytest.mark.parametrize(
    "answer",
    [
        {"body": LAW, "comment_body": WORDS.upper() * 5},  # two texts
        {"title": WORDS * 5},
        {"description": WORDS * 5, "name": "x"},
        {"preamble": LAW, "articles": [{"text_of_it": WORDS}]},  # a list of texts beside it
        {"key": "x" * 900},
    ],
)
def test_an_answer_whose_text_is_not_plain_to_see_waits_for_a_mapping(answer: dict[str, object]) -> None:
    with pytest.raises(DocumentError, match="json-unmapped"):
        split(json.dumps(answer).encode())
