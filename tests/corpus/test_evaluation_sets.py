"""Evaluation sets of every form become the same hashed file, in which none of their words stand."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moisson.contracts.errors import NotFound, UserError
from moisson.corpus.evaluation_sets import Entry, Fields, entries_of, hash_evaluation
from moisson.corpus.stages.contamination import HASHED, read_hashed

QUESTION = "Combien de temps dure la période d'essai d'un cadre ?"
CONTEXT = "La durée de la période d'essai d'un cadre est de quatre mois au plus, renouvellement compris huit mois."
ANSWERS = ["quatre mois", "quatre mois au plus"]
SQUAD = {
    "version": "1.1",
    "data": [
        {
            "title": "Essai",
            "paragraphs": [
                {
                    "context": CONTEXT,
                    "qas": [
                        {"id": "q1", "question": QUESTION, "answers": [{"text": text, "answer_start": 3} for text in ANSWERS]},
                        {"id": "q2", "question": "", "answers": [], "is_impossible": True},
                    ],
                }
            ],
        }
    ],
}
ROW = {"id": "q1", "question": QUESTION, "context": CONTEXT, "answers": {"text": ANSWERS, "answer_start": [3, 3]}}


USUAL = Fields()


def write(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def rows(path: Path, fields: Fields = USUAL) -> list[list[dict[str, Any]]]:
    out = path.with_suffix(".hashed")
    hash_evaluation(path, out, "essai", "1", fields)
    return [read_hashed(str(out))[1].to_pylist()]


@pytest.fixture
def squad(tmp_path: Path) -> list[list[dict[str, Any]]]:
    return rows(write(tmp_path / "squad.json", SQUAD))


def test_squad_gives_a_question_with_its_answers_and_its_passage(squad: list[list[dict[str, Any]]]) -> None:
    kinds = [row["kind"] for row in squad[0]]
    assert {kind: kinds.count(kind) for kind in kinds} == {"answer": 2, "begin": 1, "passage": 8, "whole": 1}
    assert {row["item"] for row in squad[0]} == {1}


@pytest.mark.parametrize("wrap", [lambda row: [row], lambda row: {"data": [row]}, lambda row: row])
def test_json_in_any_wrapping_gives_the_same(tmp_path: Path, squad: Any, wrap: Any) -> None:
    assert rows(write(tmp_path / "rows.json", wrap(ROW))) == squad


def test_json_lines_parquet_and_tables_give_the_same(tmp_path: Path, squad: Any) -> None:
    assert (
        rows(write(tmp_path / "rows.jsonl", json.dumps(ROW) + "\n\n" + json.dumps({"id": "q2", "question": ""}) + "\n")) == squad
    )
    pq.write_table(pa.Table.from_pylist([ROW]), tmp_path / "rows.parquet")
    assert rows(tmp_path / "rows.parquet") == squad
    cells = [[QUESTION, CONTEXT, answer] for answer in ANSWERS]
    table = "\n".join("\t".join(row) for row in [["question", "context", "answer"], *cells]) + "\n"
    (found,) = rows(write(tmp_path / "rows.tsv", table), Fields(id="question"))
    assert [{**row, "entries": 1} for row in found] == squad[0]
    assert {row["entries"] for row in found if row["kind"] == "passage"} == {2}
    quoted = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [["question", "context", "answer"], *cells]) + "\n"
    assert rows(write(tmp_path / "rows.csv", quoted), Fields(id="context")) == [found]


def test_fields_have_the_names_that_are_given(tmp_path: Path, squad: Any) -> None:
    row = {
        "ctx": CONTEXT,
        "item": {"q": QUESTION},
        "choices": [{"label": "A", "text": ANSWERS[0]}, {"label": "B", "text": ANSWERS[1]}],
    }
    fields = Fields(("item.q",), ("choices",), ("ctx",))
    assert rows(write(tmp_path / "rows.jsonl", json.dumps(row) + "\n" + json.dumps({"ctx": ""})), fields) == squad


def test_no_word_of_the_set_stands_in_the_file_and_the_order_says_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "squad.json", SQUAD)
    header = hash_evaluation(path, tmp_path / "out" / "a.parquet", "essai", "1")
    table = pq.read_table(tmp_path / "out" / "a.parquet")
    assert table.schema.remove_metadata() == HASHED
    assert (header["name"], header["revision"], header["ngram"], header["questions"]) == ("essai", "1", 13, 1)
    text = json.dumps([table.to_pylist(), header], ensure_ascii=False)
    assert not [word for word in f"{QUESTION} {CONTEXT}".split() if len(word) > 5 and word in text]
    for kind in ("answer", "passage"):
        hashes = [row["hash"] for row in table.to_pylist() if row["kind"] == kind]
        assert hashes == sorted(hashes)


def test_the_same_set_gives_the_same_bytes(tmp_path: Path) -> None:
    path = write(tmp_path / "squad.json", SQUAD)
    for name in ("a", "b"):
        hash_evaluation(path, tmp_path / name, "essai")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_folder_is_read_file_by_file_and_items_are_numbered_through(tmp_path: Path) -> None:
    write(tmp_path / "b.json", [{"question": f"{QUESTION} Et lequel ?", "answer": "aucun"}])
    write(tmp_path / "a.json", [{"question": QUESTION, "answer": "aucun"}])
    write(tmp_path / "README.md", "Un jeu.")
    out = tmp_path / "out.parquet"
    header = hash_evaluation(tmp_path, out, "essai")
    assert (header["files"], header["questions"]) == (2, 2)
    assert {row["item"]: row["kind"] for row in read_hashed(str(out))[1].to_pylist() if row["kind"] in ("whole", "question")} == {
        1: "whole",
        2: "question",
    }


def test_answers_are_texts_and_numbers_of_any_shape(tmp_path: Path) -> None:
    shapes = [
        "oui",
        ["oui", "non"],
        {"text": ["oui"], "answer_start": [0]},
        [{"text": "oui"}, {"text": "non"}],
        12,
        None,
        {"a": "oui"},
    ]
    path = write(tmp_path / "rows.json", [{"question": "?", "answer": shape} for shape in shapes])
    assert [entry.answers for entry in entries_of(path, USUAL)] == [
        ("oui",),
        ("oui", "non"),
        ("oui",),
        ("oui", "non"),
        ("12",),
        (),
        ("oui",),
    ]


def test_unanswerable_questions_have_their_plausible_answers(tmp_path: Path) -> None:
    asked = {"question": "Qui ?", "answers": [], "plausible_answers": [{"text": "le juge"}], "id": 7}
    path = write(tmp_path / "squad.json", {"data": [{"paragraphs": [{"context": "c", "qas": [asked]}]}]})
    assert list(entries_of(path, USUAL)) == [Entry("", (), "c"), Entry("Qui ?", ("le juge",), "", "7")]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", '{"question": ', "is not JSON"),
        ("a.jsonl", '{"question": "a"}\n{"question": \n', "line 2 is not JSON"),
        ("a.jsonl", '{"question": "a"}\n[1]\n', "line 2 holds no object"),
        ("a.json", "[1, 2]", "no object, but int"),
        ("a.json", '[{"prompt": "a"}]', "no question or passage was found under question, context, passage"),
        ("a.parquet", "PAR1 no more", "cannot be read as Parquet"),
    ],
)
def test_a_set_that_cannot_be_read_whole_is_refused(tmp_path: Path, name: str, content: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        hash_evaluation(write(tmp_path / name, content), tmp_path / "out", "essai")
    assert not (tmp_path / "out").exists()


def test_what_is_not_there_and_what_is_too_short_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is no file"):
        hash_evaluation(tmp_path / "none", tmp_path / "out", "essai")
    with pytest.raises(UserError, match="ngram = 5 is too short"):
        hash_evaluation(write(tmp_path / "a.json", SQUAD), tmp_path / "out", "essai", ngram=5)
