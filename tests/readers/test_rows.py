"""Rows of text in the layouts that data sets come in: one document per row, named by its key, with what it states of itself."""

import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Identifier, Raw, Refused, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import How, Rows
from moisson.readers.rows.layouts import advice

WORDS = "Le présent décret entre en vigueur le lendemain de sa publication, au Journal officiel."
OTHER = "La présente loi sera exécutée comme loi de l’État."


def split(path: str, data: bytes, rows: Rows | None = None) -> list[Raw | Refused]:
    return list(FileReader(How(rows=rows)).split(File(path, data)))


def raws(found: list[Raw | Refused]) -> list[Raw]:
    return [raw for raw in found if isinstance(raw, Raw)]


def text(raw: Raw) -> Text:
    (read,) = FileReader(How()).read(raw.body)
    return read


def parquet(columns: Mapping[str, Any], **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(dict(columns)), sink, **options)
    return sink.getvalue()


def lines(*rows: Mapping[str, Any]) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def test_common_corpus() -> None:
    table = {
        "identifier": ["bnf-1"],
        "collection": ["French-PD-Newspapers"],
        "open_type": ["Open Culture"],
        "license": ["Public Domain"],
        "date": [1902],
        "title": ["Le Petit Journal"],
        "creator": [None],
        "language": ["French"],
        "language_type": ["Written"],
        "word_count": [13],
        "token_count": [21],
        "text": [WORDS],
    }
    (raw,) = raws(split("cc/part.parquet", parquet(table)))
    assert (raw.id, raw.title, raw.created) == ("bnf-1", "Le Petit Journal", "1902")
    assert raw.rights == {
        "license": "LicenseRef-Public-Domain",
        "level": "document",
        "stated": "Public Domain",
        "where": "part.parquet, license",
    }
    assert raw.record is not None and raw.record["collection"] == "French-PD-Newspapers" and "text" not in raw.record
    assert text(raw) == Text(WORDS, "row", "Le Petit Journal", language="fr")


def test_datatrove() -> None:
    row = {
        "text": WORDS,
        "id": "<urn:uuid:1>",
        "metadata": {"url": "https://a.fr/1", "date": "2024-05-06T07:08:09Z", "language": "fra_Latn"},
    }
    (raw,) = raws(split("d.jsonl", lines(row)))
    assert (raw.id, raw.url, raw.created, raw.rights) == ("<urn:uuid:1>", "https://a.fr/1", "2024-05-06", None)
    assert text(raw).language == "fr"


def test_dolma() -> None:
    row = {
        "id": "7",
        "text": WORDS,
        "source": "legi",
        "added": "2024-01-01T00:00:00.000Z",
        "created": "1998-02-03T00:00:00.000Z",
        "version": "v0",
        "metadata": {"license": "https://creativecommons.org/licenses/by-sa/3.0/", "title": "Décret"},
    }
    (raw,) = raws(split("d.json", lines(row, {**row, "id": "8", "text": OTHER}).replace(b"\n", b"\r\n")))[:1]
    assert (raw.id, raw.created, raw.publisher_version, raw.title) == ("7", "1998-02-03", "v0", "Décret")
    assert raw.rights is not None
    assert (raw.rights["license"], raw.rights["where"]) == ("CC-BY-SA-3.0", "d.json, metadata.license")


def test_lucie_and_luciole_qualify_an_id_by_its_source() -> None:
    row = {
        "source": "LEGI",
        "id": '{"code": "LEGITEXT1"}',
        "text": WORDS,
        "language": "fr",
        "url": "",
        "date": "2024-02",
        "title": "",
        "quality_signals": "{}",
        "extra": '{"license": "Licence Ouverte 2.0", "title": "Code"}',
    }
    (raw,) = raws(split("l.parquet", parquet({name: [value] for name, value in row.items()})))
    assert (raw.id, raw.title, raw.created, raw.url) == ('LEGI/{"code": "LEGITEXT1"}', "Code", "2024-02", None)
    assert raw.rights is not None and raw.rights["license"] == "etalab-2.0"


def test_an_identifier_that_is_an_address_is_one_and_another_is_not() -> None:
    table = {"identifier": ["https://a.eu/1", "bnf-1"], "collection": ["c"] * 2, "license": ["MIT"] * 2, "text": [WORDS, OTHER]}
    assert [raw.url for raw in raws(split("cc.parquet", parquet(table)))] == ["https://a.eu/1", None]


def test_what_the_crawl_recorded_is_found_in_oscar_and_hplt() -> None:
    headers = {"warc-record-id": "<urn:uuid:5>", "warc-target-uri": "https://o.fr/"}
    oscar = {"id": 0, "text": WORDS, "meta": {"warc_headers": headers, "identification": {"label": "fr", "prob": 0.9}}}
    hplt = {"id": "abc", "u": "https://h.fr/1", "lang": ["fra_Latn", "eng_Latn"], "prob": [0.9, 0.1], "text": WORDS}
    for row, name, url in ((oscar, "<urn:uuid:5>", "https://o.fr/"), (hplt, "abc", "https://h.fr/1")):
        (raw,) = raws(split("a.jsonl", lines(row)))
        assert (raw.id, raw.url, text(raw).language) == (name, url, "fr")


def test_hugging_face_rows_without_an_id_are_named_by_their_content() -> None:
    first = raws(split("a.parquet", parquet({"text": [WORDS, OTHER, WORDS], "label": [1, 0, 1]})))
    second = raws(split("b.parquet", parquet({"label": [0, 5], "text": [OTHER, WORDS]})))
    assert [raw.id for raw in first] == [first[0].id, first[1].id, first[0].id]
    assert {raw.id for raw in second} == {raw.id for raw in first}
    assert len(first[0].id) == 64


def test_markup_in_the_text_stays_and_line_ends_are_unix() -> None:
    (raw,) = raws(split("a.jsonl", lines({"id": 1, "text": "<p>un</p>\r\n**deux**\rtrois &amp;"})))
    assert text(raw).text == "<p>un</p>\n**deux**\ntrois &amp;"


def test_texts_that_are_pieces_of_pages_are_read_as_such_where_nothing_is_declared() -> None:
    page = "<h2>Tenor</h2>\r\n<div><p>Die Klage wird abgewiesen &#8211; mit Kosten.</p>\n</div>"
    rows = lines({"id": 1, "content": page}, {"id": 2, "content": "<p>Ja.</p>"})
    found = [text(raw).text for raw in raws(split("a.jsonl", rows))]
    assert found == ["## Tenor\n\nDie Klage wird abgewiesen – mit Kosten.", "Ja."]
    (mixed, _) = raws(split("a.jsonl", lines({"id": 1, "content": "<p>Ja.</p>"}, {"id": 2, "content": "2 < 3"})))
    assert text(mixed).text == "<p>Ja.</p>"


def test_what_one_row_lacks_in_its_metadata_is_found_in_the_next() -> None:
    metadata: list[Any] = [{"n": 1}, {"title": "Décret"}, '{"title": "Arrêté"}', None]
    rows = [{"id": name, "text": WORDS, "meta": meta} for name, meta in zip("abcd", metadata, strict=True)]
    found = split("a.jsonl", lines(*rows))
    assert [(raw.id, raw.title) for raw in raws(found)] == [("a", None), ("b", "Décret"), ("c", "Arrêté"), ("d", None)]


def test_a_declared_mapping_is_taken_as_it_stands() -> None:
    rows = Rows(
        items="reponse.lois",
        id="meta.num",
        qualify=["meta.serie"],
        text=["absent", "corps"],
        also=["annexe"],
        markup="html",
        title="meta.titres.0",
        identifiers={"ecli": "meta.ecli"},
        created="meta.jour",
        legal_state="meta.etat",
        valid_from="meta.debut",
        constants={"language": "fr", "license": "etalab-2.0"},
    )
    loi = {
        "corps": "<p>Un <b>mot</b>.</p>",
        "annexe": "<p>Suite.</p>",
        "meta": {
            "num": 12,
            "serie": "A",
            "titres": ["Loi", "L."],
            "ecli": "ECLI:FR:X:1",
            "jour": "3.4.2001",
            "etat": "VIGUEUR",
            "debut": 2002,
        },
    }
    (raw,) = raws(split("x.json", json.dumps({"reponse": {"lois": [loi]}}).encode(), rows))
    assert (raw.id, raw.title, raw.created, raw.legal_state, raw.valid_from) == ("A/12", "Loi", "2001-04-03", "VIGUEUR", "2002")
    assert raw.rights == {"license": "etalab-2.0", "level": "asserted", "stated": "etalab-2.0", "where": "[read.rows] constants"}
    read = text(raw)
    assert (read.text, read.language) == ("Un mot.\n\n## annexe\n\nSuite.", "fr")
    assert read.identifiers == (Identifier("ecli", "ECLI:FR:X:1"),)


def test_a_bad_line_costs_itself_alone() -> None:
    data = (
        lines({"id": "a", "text": WORDS})
        + b'{"id": "b", "te\n[1]\n\n'
        + b'{"id": "c", "text": "un nombre", "x": NaN}\n'
        + b'{"id": "d"}\n'
    )
    found = split("a.jsonl", data)
    assert [raw.id for raw in raws(found)] == ["a", "c"]
    refused = [(row.id, row.reason) for row in found if isinstance(row, Refused)]
    assert refused == [("a.jsonl#2", "json-malformed"), ("a.jsonl#3", "json-malformed"), ("a.jsonl#6", "empty")]


def test_half_an_emoji_costs_itself_alone() -> None:
    half = json.dumps({"id": "a", "text": f"{WORDS} \ud83d fin"}).encode()
    for name, data in (("a.jsonl", half + b"\n" + lines({"id": "b", "text": WORDS})), ("a.json", b"[" + half + b"]")):
        read = {raw.id: text(raw).text for raw in raws(split(name, data))}
        assert read["a"] == f"{WORDS} \ufffd fin"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_lines_are_read_whatever_they_are_written_in(encoding: str) -> None:
    data = "".join(json.dumps({"id": n, "text": WORDS}, ensure_ascii=False) + "\n" for n in (1, 2)).encode(encoding)
    assert [text(raw).text for raw in raws(split("a.jsonl", data))] == [WORDS, WORDS]


def test_every_kind_of_parquet_column_is_read() -> None:
    columns = {
        "id": pa.array([3], pa.int64()),
        "text": pa.array([WORDS]).dictionary_encode(),
        "title": pa.array(["T"], pa.large_string()),
        "created": pa.array([datetime(2020, 1, 2, 3, tzinfo=UTC)], pa.timestamp("ns", "UTC")),
        "day": pa.array([date(2020, 1, 2)]),
        "raw": pa.array([b"\x00\xff"]),
        "vector": pa.array([[0.5] * 4]),
        "meta": pa.array([{"a": {"b": [1, 2]}}]),
        "pairs": pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        "score": pa.array([0.25]),
    }
    (raw,) = raws(split("a.parquet", parquet(columns)))
    assert (raw.id, raw.title, raw.created) == ("3", "T", "2020-01-02")
    assert raw.record is not None
    assert raw.record["meta"] == {"a": {"b": [1, 2]}}
    assert raw.record["pairs"] == {"k": 1}
    assert "vector" not in raw.record
    assert raw.version


def test_strings_that_are_stored_as_bytes_are_strings_and_files_are_none() -> None:
    stored = parquet(
        {
            "id": pa.array([b"a", b"b"], pa.binary()),
            "text": pa.array(["Été.".encode(), "Où ?".encode()], pa.large_binary()),
            "image": pa.array([b"\x89PNG", b"\xff\xd8"], pa.binary()),
        }
    )
    assert [(raw.id, text(raw).text) for raw in raws(split("a.parquet", stored))] == [("a", "Été."), ("b", "Où ?")]


def test_rows_far_apart_in_a_file_are_all_read() -> None:
    table = {"id": [str(n) for n in range(1000)], "text": [f"{WORDS} {n}" for n in range(1000)]}
    assert [raw.id for raw in raws(split("a.parquet", parquet(table, row_group_size=130)))] == table["id"]


def test_a_damaged_row_group_costs_itself_alone() -> None:
    table = {"id": [str(n) for n in range(20)], "text": [f"{WORDS} {n * 7919}" for n in range(20)]}
    data = bytearray(parquet(table, row_group_size=10, compression="gzip", use_dictionary=False))
    data[40:90] = bytes(50)
    found = split("a.parquet", bytes(data))
    assert {raw.id for raw in raws(found)} >= {str(n) for n in range(10, 20)}
    assert any(isinstance(row, Refused) and row.reason == "parquet-damaged" for row in found)


def test_strings_that_are_missing_from_a_column_are_no_words() -> None:
    column = pa.array([None, WORDS, None], pa.large_string())
    found = split("a.parquet", parquet({"id": ["a", "b", None], "text": column, "title": [None, None, "x"]}))
    assert [(raw.id, raw.title, raw.record) for raw in raws(found)] == [("b", None, {"id": "b"})]
    assert [row.reason for row in found if isinstance(row, Refused)] == ["empty", "empty"]


def test_a_string_that_is_no_utf_8_costs_its_row_alone() -> None:
    column = pa.Array.from_buffers(pa.string(), 2, pa.array([b"\xff\xfe mots", WORDS.encode()]).buffers())
    found = split("a.parquet", parquet({"id": ["a", "b"], "text": column}))
    assert [raw.id for raw in raws(found)] == ["b"]
    assert [row.reason for row in found if isinstance(row, Refused)] == ["encoding-unknown"]


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (b"PAR1 and no more", "parquet-damaged", "footer"),
        (json.dumps([{"corps": WORDS, "n": 1}]).encode(), "rows-unmapped", '[read.rows] text = "corps"'),
        (parquet({"corps": [WORDS], "n": [1]}), "rows-unmapped", "found are: corps, n"),
        (b'[{"@id": "http://x", "@type": ["http://www.w3.org/ns/dcat#Catalog"]}]', "catalogue", "JSON-LD"),
        (json.dumps({"nom": "x", "valeur": 3}).encode(), "json-unmapped", "nom, valeur"),
        (json.dumps({"lois": [{"t": "x", "c": {"d": WORDS}}]}).encode(), "json-unmapped", 'items = "lois"'),
        (json.dumps({"lois": [{"t": "x", "c": {"d": WORDS}}]}).encode(), "json-unmapped", 'without `items`, text = "lois.*.c.d"'),
        (json.dumps({"title": WORDS, "eli": "loi/1"}).encode(), "json-unmapped", "no column holds a text"),
        (json.dumps({"docs": [{"link": "https://a.example/" + 40 * "d/"}]}).encode(), "json-unmapped", "no column holds a text"),
        (b'{"@context": {}, "@graph": []}', "catalogue", "JSON-LD"),
        (b'{"name": "x", "notes": "des mots", "resources": [{"url": "u"}]}', "catalogue", "catalogue"),
        (b'{"fields": [{"name": "a", "type": "string"}], "title": "Schema"}', "catalogue", "schema"),
        (b"[1, 2, 3]", "json-unmapped", "bare values"),
        (b'{"a": [1, 2', "json-malformed", ""),
    ],
)
def test_what_holds_no_text_is_refused_with_what_to_do(data: bytes, reason: str, words: str) -> None:
    with pytest.raises(DocumentError) as refused:
        split("x", data)
    assert refused.value.reason == reason
    assert words in refused.value.detail


def test_a_list_of_paragraphs_is_a_text_and_a_list_of_short_words_is_none() -> None:
    (raw,) = raws(split("a.parquet", parquet({"id": ["a"], "text": [[WORDS, OTHER]]})))
    assert text(raw).text == f"{WORDS}\n\n{OTHER}"
    with pytest.raises(DocumentError, match="rows-unmapped"):
        split("a.json", json.dumps([{"id": "a", "text": ["loi", "décret"]}]).encode())


def test_a_number_is_no_text() -> None:
    found = split("a.jsonl", lines({"id": "a", "text": WORDS}, {"id": "b", "text": 5}, {"id": "c", "text": float("nan")}))
    assert [raw.id for raw in raws(found)] == ["a"]
    assert [refused.reason for refused in found if isinstance(refused, Refused)] == ["empty", "empty"]


def test_the_advice_looks_beyond_the_first_turn_of_a_conversation() -> None:
    turns = [{"from": "human", "value": "Quel délai ?"}, {"from": "gpt", "value": f"{WORDS} {OTHER}"}]
    with pytest.raises(DocumentError, match="rows-unmapped") as refused:
        split("a.parquet", parquet({"id": ["a"], "conversations": [turns]}))
    assert '[read.rows] text = "conversations.*.value"' in refused.value.detail


@pytest.mark.parametrize("columns", [{"document.text": 900, "document.title": 9, "id": 9}, {"id": 9, "pages.*.text": 900}])
def test_the_advice_names_an_id_of_the_row_where_none_stands_beside_the_text(columns: dict[str, int]) -> None:
    assert 'id = "id"' in advice(columns)


@pytest.mark.parametrize(("stated", "title"), [("None", None), ("nan", None), ("Nantes", "Nantes")])
def test_a_title_that_says_there_is_none_is_none(stated: str, title: str | None) -> None:
    (raw,) = raws(split("a.jsonl", lines({"id": "a", "text": WORDS, "title": stated})))
    assert raw.title == text(raw).title == title


def test_a_lone_object_with_a_long_text_is_a_document() -> None:
    (raw,) = raws(split("x.json", json.dumps({"id": "9", "text": WORDS, "title": "Décret"}).encode()))
    assert (raw.id, text(raw).text) == ("9", WORDS)


def test_the_other_columns_are_bounded() -> None:
    (raw,) = raws(split("a.jsonl", lines({"id": "a", "text": WORDS, "kind": "loi", "blob": "x" * 50_000})))
    assert raw.record == {"id": "a", "kind": "loi"}


@pytest.mark.shared
def test_questions_over_paragraphs_are_read_with_items_and_paths() -> None:
    data = shared("gold-fr-qa-dila/data/test/samples/squad/tiny.json").read_bytes()
    rows = Rows(items="data.*.paragraphs", text="context")
    found = raws(split("tiny.json", data, rows))
    assert text(found[0]).text.startswith(
        "Dans le droit fil du consensus de Washington, il privatise ainsi l’Uganda Commercial Bank"
    )


@pytest.mark.shared
@pytest.mark.parametrize(
    "path",
    [
        "lu-legilux/data/SFHAJJI+lex-corpus-lu-legilux/works/amin-2021-04-06-a270/meta.json",
        "cat-datagouv-schemas/data/site/.vuepress/public/schemas/etalab/schema-irve/latest/datapackage.json",
        "cat-ckanext-dcat/data/examples/ckan/ckan_dataset_multilingual.json",
    ],
)
def test_real_metadata_is_no_text(path: str) -> None:
    with pytest.raises(DocumentError) as refused:
        split("x.json", shared(path).read_bytes())
    assert refused.value.reason in ("catalogue", "json-unmapped")


def _all_rows() -> Iterator[tuple[bytes, bytes]]:
    row = {"id": "a", "text": WORDS}
    yield lines(row), json.dumps([row]).encode()
    yield lines(row), parquet({"id": ["a"], "text": [WORDS]})


@pytest.mark.parametrize(("one", "other"), list(_all_rows()))
def test_a_row_is_the_same_version_in_every_container(one: bytes, other: bytes) -> None:
    assert [raw.version for raw in raws(split("x", one))] == [raw.version for raw in raws(split("y", other))]
