"""`repair_text` takes what a tool made only where it is better and near; it says from what, or why it took nothing."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

import orjson
import pyarrow as pa
import pytest
from rapidfuzz.distance import Levenshtein
from shared_data import shared
from small_source import SENTENCES

from moisson.contracts.errors import RecipeError, WorkerError
from moisson.contracts.schemas import STRING
from moisson.contracts.stage import stages
from moisson.harvest.preview import read_files

GOOD = "\n".join([*SENTENCES[:6], "Décret n° 2016-1908 du 27 décembre 2016, article 12."])
WRONG = {
    "contrat": "conirqt",
    "travail": "trqvqil",
    "salarié": "sqlqrié",
    "est": "esl",
    "dans": "dqns",
    "les": "lcs",
    "droit": "drojt",
    "une": "unc",
}


def damaged(text: str) -> str:
    for right, wrong in WRONG.items():
        text = text.replace(right, wrong)
    return text


NOISY = damaged(GOOD)
# A program as a user writes it: it knows which words are wrong.
PROGRAM = """
import json, sys
wrong = json.loads(sys.argv[1])
for line in sys.stdin:
    text = json.loads(line)["text"]
    for right, was in wrong.items():
        text = text.replace(was, right)
    print(json.dumps({"text": CHANGE}))
"""


def run(texts: list[str | None], kind: str | None = "notice", rows: int = 100, **given: Any) -> list[dict[str, Any]]:
    """The stage over French documents, so many at a time."""
    found = stages()["repair_text"]
    step = found.build(**found.bind(given))
    columns = {"text": texts, "language": ["fr"] * len(texts), "kind": [kind] * len(texts)}
    table = pa.table({name: pa.array(values, STRING) for name, values in columns.items()})
    made = [pa.record_batch(step(batch)) for batch in table.to_batches(max_chunksize=rows)]
    rows_made: list[dict[str, Any]] = pa.Table.from_batches(made).to_pylist()
    return rows_made


def program(change: str = "text") -> dict[str, Any]:
    return {
        "command": [sys.executable, "-c", PROGRAM.replace("CHANGE", change), orjson.dumps(WRONG).decode()],
        "model": "mender 1.0",
    }


def test_what_a_program_repaired_is_taken_and_says_what_it_was() -> None:
    (found,) = run([NOISY], **program())
    assert found["text"] == GOOD
    assert found["repaired_from"] == sha256(NOISY.encode()).hexdigest()
    assert found["repaired_by"] == "mender 1.0"
    assert found["noise_before"] > 0.03 > found["noise_after"]
    assert found["repair_refused"] is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("text.replace('2016', '2019')", "figures"),
        ("text.replace('27 ', '')", "figures"),
        ("'Voici le texte corrigé que vous avez demandé. ' * 6 + text", "words"),
        ("text[:len(text) * 2 // 3].replace('2016', '2016') + ' n° 2016-1908 27 2016 12'", "words"),
        ("'Il fait beau aujourd’hui, et la mer est calme. ' * 15 + '2016-1908 27 2016 12'", "words"),
        ("json.loads(line)['text']", "noise"),
        ("json.loads(line)['text'].replace('a', 'q')", "noise"),
    ],
)
def test_what_is_no_better_or_not_near_is_refused_with_its_reason(change: str, reason: str) -> None:
    (found,) = run([NOISY], **program(change))
    assert found["text"] == NOISY
    assert found["repair_refused"] == reason
    assert found["repaired_from"] is found["repaired_by"] is found["noise_after"] is None
    assert found["noise_before"] > 0.03


@pytest.mark.parametrize("kind", ["law", None])
def test_law_is_never_repaired_nor_what_may_be_law(kind: str | None) -> None:
    (found,) = run([NOISY], kind=kind, **program())
    assert (found["text"], found["repair_refused"]) == (NOISY, "kind")


def test_good_short_and_absent_texts_are_not_looked_at() -> None:
    """The program would fail if it were run."""
    texts = [GOOD, "Le conirqt.", "", None]
    for text, found in zip(texts, run(texts, command=["/does/not/exist"], model="none"), strict=True):
        assert found == {**dict.fromkeys(found), "text": text}


def test_passages_are_taken_one_by_one() -> None:
    """Of a long document, the passage in which a figure changed stays as it was."""
    text = "\n\n".join([damaged("\n".join(SENTENCES[6:18])), NOISY])
    (found,) = run([text], **program("text.replace('2016', '2019')"))
    assert found["repaired_from"] == sha256(text.encode()).hexdigest()
    assert found["text"].count("2016") == 2
    assert found["text"] != text
    assert "2019" not in found["text"]


def test_where_batches_are_cut_changes_nothing() -> None:
    texts = [NOISY, GOOD, None, f"{NOISY}\n{NOISY}", damaged("\n".join(SENTENCES[3:9]))]
    whole = run(texts, **program())
    assert [row["repaired_from"] is None for row in whole] == [False, True, True, False, False]
    assert run(texts, rows=1, **program()) == run(texts, rows=2, **program()) == whole


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("raise SystemExit('out of memory')", "ended with 1: out of memory"),
        ("print('no JSON')", 'was given 1 lines of JSON and must write as many, each {"text": "…"}'),
        ("print('{\"text\": 3}')", "must write as many"),
        ("import time; time.sleep(60)", "took over 0.5 s for a document"),
    ],
)
def test_a_program_that_fails_stops_the_build_in_a_sentence(code: str, words: str) -> None:
    with pytest.raises(WorkerError, match=words.replace("{", r"\{")):
        run([NOISY], command=[sys.executable, "-c", code], model="x", timeout_s=0.5)


@contextmanager
def served(answer: Callable[[dict[str, Any]], tuple[int, bytes]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server that speaks OpenAI's protocol on loopback; gives its address and the questions that came."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked.append({"path": self.path, **orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))})
            status, body = answer(asked[-1])
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def mend(question: dict[str, Any]) -> tuple[int, bytes]:
    """As a model answers that strips white space around."""
    text = question["messages"][-1]["content"]
    for right, wrong in WRONG.items():
        text = text.replace(wrong, right)
    return 200, orjson.dumps({"choices": [{"message": {"role": "assistant", "content": text.strip()}}]})


def test_an_endpoint_of_this_machine_is_asked_passage_by_passage() -> None:
    with served(mend) as (address, asked):
        (found,) = run([f"{NOISY}\n\n{NOISY}\n\n{NOISY}\n"], endpoint=address, model="mender-7b")
    assert found["text"] == f"{GOOD}\n\n{GOOD}\n\n{GOOD}\n"
    assert found["repaired_by"] == "mender-7b"
    assert len(asked) > 1
    assert {question["path"] for question in asked} == {"/v1/chat/completions"}
    assert all(question["temperature"] == 0 and question["model"] == "mender-7b" for question in asked)
    assert "language `fr`" in asked[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (503, b"", "answers 503"),
        (200, b"<html>", "something else than a chat completion"),
        (200, b'{"choices": []}', "something else"),
    ],
)
def test_an_endpoint_that_fails_stops_the_build_in_a_sentence(status: int, body: bytes, words: str) -> None:
    with served(lambda _: (status, body)) as (address, _), pytest.raises(WorkerError, match=words):
        run([NOISY], endpoint=address, model="x")


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with served(mend) as (address, _):
        pass
    with pytest.raises(WorkerError, match=f"{address} does not answer: .*refused"):
        run([NOISY], endpoint=address, model="x")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give one of `dictionaries`, `command` and `endpoint`"),
        ({"command": ["x"], "endpoint": "http://127.0.0.1/v1", "model": "x"}, "give one of"),
        ({"command": ["x"]}, "`model` must name what repairs"),
        ({"command": [], "model": "x"}, "`command` is empty"),
        ({"endpoint": "http://models.example/v1", "model": "x"}, "texts are sent to no other"),
        ({"endpoint": "https://127.0.0.1/v1", "model": "x"}, "must be of this machine"),
        ({"dictionaries": "."}, "holds no pair of hunspell's files"),
    ],
)
def test_a_mistake_in_the_recipe_stops_before_any_work(given: dict[str, Any], words: str, tmp_path: Path) -> None:
    found = stages()["repair_text"]
    with pytest.raises(RecipeError, match=words):
        found.reads_of(found.bind(given, tmp_path))


@pytest.fixture
def dictionaries(tmp_path: Path) -> str:
    """A French dictionary of the words of GOOD."""
    if which("hunspell") is None:
        pytest.skip("hunspell is not installed")
    words = sorted({word for text in SENTENCES for word in text.replace("’", " ").replace("'", " ").split() if word.isalpha()})
    (tmp_path / "fr.dic").write_text("\n".join([str(len(words)), *words]) + "\n")
    (tmp_path / "fr.aff").write_text("SET UTF-8\n")
    return str(tmp_path)


def test_dictionaries_read_words_again_and_leave_names_and_what_they_do_not_know(dictionaries: str) -> None:
    wrong = {
        "réintégration": "réintégraticn",
        "normale": "norrnale",
        "salarié ": "salar1é ",
        "prévenir": "préveiiir",
        "pendant": "pcndant",
    }
    text = GOOD.replace("contrat", "contrat Vrqkyyeux", 1)
    for right, was in wrong.items():
        text = text.replace(right, was)
    (found,) = run([text], dictionaries=dictionaries, min_noise=0.001)
    assert found["repaired_by"].startswith("dictionaries by hunspell 1.")
    assert "Vrqkyyeux" in found["text"]
    assert found["text"] == GOOD.replace("contrat", "contrat Vrqkyyeux", 1)
    assert found["noise_after"] < found["noise_before"]


@pytest.mark.shared
def test_a_recognised_page_comes_nearer_to_its_true_text() -> None:
    if which("hunspell") is None or not (folder := Path("/usr/share/hunspell")).joinpath("de_DE.dic").exists():
        pytest.skip("hunspell with its German dictionary is not installed")
    page = shared("ocr-page-ocrd") / "data/data/kant_aufklaerung_1784-complex/data"
    names = "OCR-D-OCR-OCRO-fraktur-SEG-LINE-tesseract-ocropy-DEWARP", "OCR-D-GT-PAGE"
    was, true = ("\n".join(found.text.text for found in read_files(page / name, 1) if found.text) for name in names)
    found = stages()["repair_text"]
    batch = pa.record_batch(
        {"text": pa.array([was], STRING), "language": pa.array(["de"], STRING), "kind": pa.array(["debate"], STRING)}
    )
    now = found.build(**found.bind({"dictionaries": str(folder)}))(batch)["text"][0].as_py()
    for old, new in (("ſ", "s"), ("a\u0364", "ä"), ("o\u0364", "ö"), ("u\u0364", "ü")):
        true = true.replace(old, new)
    assert Levenshtein.distance(now, true) < Levenshtein.distance(was, true)
    assert [pair for pair in zip(was.split(), now.split(), strict=True) if pair[0] != pair[1]] == [
        ("etnes", "eines"),
        ("dtch", "dich"),
    ]
