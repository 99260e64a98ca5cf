"""The answers of the Code du travail numérique: what is an answer, what names it, and what it reads like."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw
from moisson.source.description import load_source

HERE = Path(__file__).parent / "fr_travail_contributions"
SOURCE = load_source("fr_travail_contributions", HERE)
RELEASED = "4a6f1103-e955-45ff-a327-1bfa08f86fff"


def questions() -> Any:
    return orjson.loads((HERE / "contributions.json").read_bytes())


def answers(data: Any) -> dict[str, Raw]:
    raws = list(SOURCE.reader.split(File("data/contributions.json", orjson.dumps(data))))
    assert all(isinstance(raw, Raw) for raw in raws)
    return {raw.id: raw for raw in raws if isinstance(raw, Raw)}


def text(raw: Raw) -> str:
    (document,) = SOURCE.reader.read(raw.body)
    return document.text


@pytest.mark.parametrize("golden", sorted((HERE / "expected").glob("*.md")), ids=lambda path: path.stem)
def test_an_answer_reads_as_written_by_hand(golden: Path) -> None:
    question, _, answer = golden.stem.partition("-")
    (raw,) = (raw for id, raw in answers(questions()).items() if id.startswith(question) and id.endswith(f"/{answer}"))
    assert text(raw) + "\n" == golden.read_text(encoding="utf-8")


def test_an_answer_is_named_by_its_question_and_its_agreement() -> None:
    raws = answers(questions())
    assert len(raws) == 9
    raw = raws[f"{RELEASED}/0029"]
    assert raw.part_of[0].id == "IDCC29"
    assert raw.part_of[0].title.startswith("Hospitalisation privée")
    assert raws[f"{RELEASED}/generique"].part_of == ()
    assert raw.url is None and raw.created is None


def test_no_answer_is_a_reason_and_not_a_text() -> None:
    raws = answers(questions())
    for id in ("196fdf45-770d-405a-996d-a86323e7e24f/1315", "40e95f14-89c5-4c6f-91d2-815a1952a42a/generique"):
        with pytest.raises(DocumentError) as error:
            text(raws[id])
        assert error.value.reason == "empty"


def test_the_register_of_agreements_changes_no_version() -> None:
    before = answers(questions())
    data = questions()
    for question in data:
        question["index"] += 1
        for answer in question["answers"]["conventions"]:
            for reference in answer["references"]:
                reference["agreement"] |= {"mtime": 1, "effectif": 2, "url": "https://example.org", "etat": "ABROGE"}
    assert {id: raw.version for id, raw in answers(data).items()} == {id: raw.version for id, raw in before.items()}


def test_another_word_is_another_version_of_that_answer_only() -> None:
    before = answers(questions())
    data = questions()
    data[0]["answers"]["conventions"][0]["markdown"] = "La convention collective prévoit ceci."
    after = answers(data)
    assert [id for id in before if before[id].version != after[id].version] == [f"{RELEASED}/0016"]


def test_tags_that_nobody_knows_cost_no_words() -> None:
    data = questions()
    data[0]["answers"]["generic"]["markdown"] = (
        "Un<br/>deux [trois](https://example.org/a?b=c), <Nouveau>quatre</Nouveau> et 5 * 6 * 7."
    )
    words = text(answers(data)[f"{RELEASED}/generique"]).split("\n\n", 2)[2].split()
    assert [word for word in ("Un", "deux", "trois,", "et", "5", "*", "6", "7.") if word not in words] == []
    assert "quatre" in " ".join(words)
