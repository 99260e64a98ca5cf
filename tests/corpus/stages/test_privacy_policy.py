"""`mask_personal_data` over whole batches and whole builds: what the policy says, no more and nowhere else."""

import json
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import SENTENCES, Entry, World

from moisson.contracts.schemas import MASKED, STRING
from moisson.contracts.stage import stages

PLANTED = {
    "email": "zoe.zwingli@planted-example.fr",
    "phone": "06 39 98 12 34",
    "iban": "FR14 2004 1010 0505 0001 3M02 606",
    "card": "4111 1111 1111 1111",
    "ip": "203.0.113.97",
    "national_id": "2 95 10 99 126 111 93",
}
SENTENCE = (
    "Contact : {email}, tél. {phone}, IBAN {iban}, carte {card}, adresse IP {ip}, numéro de sécurité sociale {national_id}."
)


def step(**parameters: object) -> Any:
    stage = stages()["mask_personal_data"]
    return stage.build(**stage.bind(parameters))


def batch(*texts: str | None, title: str | None = None, kind: str | None = None) -> pa.RecordBatch:
    known = {"title": title, "language": "fr", "kind": kind, "jurisdiction": "fr"}
    columns = {"text": texts, **{name: [value] * len(texts) for name, value in known.items()}}
    return pa.record_batch({name: pa.array(values, STRING) for name, values in columns.items()})


def test_every_kind_of_identifier_goes_under_its_own_placeholder() -> None:
    found = step()(batch(SENTENCE.format(**PLANTED)))
    assert found["text"][0].as_py() == SENTENCE.format(**{kind: f"[{kind.upper()}_1]" for kind in PLANTED})
    assert found["masked"].to_pylist() == [[{"kind": kind, "count": 1} for kind in sorted(PLANTED)]]
    assert found["masked"].type == MASKED


def test_the_title_is_masked_with_the_same_numbers() -> None:
    found = step()(batch("Écrire à a@x.fr ou zoe@y.fr", title="zoe@y.fr contre Ministère"))
    assert found["title"].to_pylist() == ["[EMAIL_1] contre Ministère"]
    assert found["text"].to_pylist() == ["Écrire à [EMAIL_2] ou [EMAIL_1]"]


def test_a_policy_of_ones_own_decides(tmp_path: Path) -> None:
    rules = (
        '[[rule]]\ndata = ["email"]\naction = "keep"\nreason = "They agreed."\n[[rule]]\naction = "mask"\nreason = "All else."\n'
    )
    path = tmp_path / "policy.toml"
    path.write_text(rules)
    found = step(policy=str(path))(batch("zoe@y.fr, tél. 06 39 98 12 34"))
    assert found["text"].to_pylist() == ["zoe@y.fr, tél. [PHONE_1]"]


def test_only_the_kinds_asked_for() -> None:
    assert step(kinds=["phone"])(batch("zoe@y.fr, tél. 06 39 98 12 34"))["text"].to_pylist() == ["zoe@y.fr, tél. [PHONE_1]"]
    assert step(kinds=[])(batch("zoe@y.fr"))["text"].to_pylist() == ["zoe@y.fr"]


PIECES = (
    "M. Paul Durand ",
    "zoe@y.fr ",
    "tél. 01 42 77 06 56 ",
    "né le 12 mars 1975 ",
    "[A] ",
    "[EMAIL_2] ",
    "demeurant 5 rue de la Paix à Lyon, ",
    "IBAN FR14 2004 1010 0505 0001 3M02 606 ",
    "L. 1221-1 ",
    "contre ",
    "\n",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(TEXTS, st.sampled_from([None, "decision", "law"]))
@settings(max_examples=60, deadline=None)
def test_masking_twice_changes_nothing(text: str, kind: str | None) -> None:
    mask = step()
    once = mask(batch(text, title="M. Paul Durand c. État", kind=kind))
    again = mask(batch(once["text"][0].as_py(), title=once["title"][0].as_py(), kind=kind))
    assert (again["text"].to_pylist(), again["title"].to_pylist()) == (once["text"].to_pylist(), once["title"].to_pylist())
    assert again["masked"].to_pylist() == [[]]


def instructions(call: Any) -> int:
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def test_documents_without_a_place_worth_a_look_cost_no_python() -> None:
    mask = step()
    small, large = (batch(*["Toute clause attributive de juridiction est nulle."] * size) for size in (100, 10_000))
    mask(small)
    assert instructions(lambda: mask(small)) == instructions(lambda: mask(large))


def test_nothing_that_was_masked_stands_anywhere_after_the_stage_nor_in_reports_and_output(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    text = f"{SENTENCES[0]} {SENTENCE.format(**PLANTED)}"
    world.publish([Entry("a", text), Entry("b", f"{text} {SENTENCES[1]}"), Entry("c", text), Entry("d", PLANTED["email"])])
    mask = {"use": "mask_personal_data", "checkpoint": True}
    near = {"use": "drop_near_duplicates"}
    built = world.build(recipe=world.recipe([{"use": "normalize_text"}, mask, {"use": "drop_short", "min_words": 8}, near]))
    assert "[IBAN_1]" in str(pq.read_table(next(built.path.glob("data/*/*.parquet")))["text"].to_pylist())
    spoken = capfd.readouterr()
    said = {"stdout": spoken.out, "stderr": spoken.err}
    for path in (world.root / "build").rglob("*"):
        name = path.relative_to(world.root).as_posix()
        if path.suffix == ".parquet":
            table = pq.read_table(path)
            original = "content" in table.column_names or ("text" in table.column_names and "masked" not in table.column_names)
            if not original:
                said[name] = json.dumps(table.to_pylist(), default=str, ensure_ascii=False)
        elif path.is_file():
            said[name] = path.read_bytes().decode("utf-8", "replace")
    assert len(said) > 8
    for value in PLANTED.values():
        assert [name for name, words in said.items() if value in words or value.replace(" ", "") in words] == []
