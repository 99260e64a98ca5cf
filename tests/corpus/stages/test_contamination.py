"""Documents in which an evaluation's question stands go; those that share its passages say so and stay."""

import json
import sys
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shared_data import shared

from moisson.contracts.errors import RecipeError
from moisson.contracts.schemas import CONTAMINATION
from moisson.corpus.evaluation_sets import Entry, Fields, entries_of, files_of, hash_evaluation
from moisson.corpus.stages.contamination import HEADER, drop_contaminated, read_hashed

LONG = "Quel est le délai dont dispose un locataire pour contester une hausse de loyer devant la commission ?"
SHORT = "Combien de temps dure la période d'essai d'un cadre ?"
PASSAGE = (
    "La commission départementale de conciliation rend un avis dans un délai de deux mois à compter de sa saisine par le bailleur"
    " ou par le locataire, et transmet au juge le document qui constate la situation des parties."
)
OTHER = "Le présent décret entre en vigueur le premier jour du mois qui suit celui de sa publication au Journal officiel."


def hashed(folder: Path, *rows: dict[str, Any], name: str = "essai", **more: Any) -> str:
    path = folder / f"{name}.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    hash_evaluation(path, folder / f"{name}.parquet", name, **more)
    return str(folder / f"{name}.parquet")


def run(sets: list[str], *texts: str | None, **parameters: Any) -> tuple[list[Any], list[Any], list[Any]]:
    batch = pa.record_batch({"text": pa.array(texts, pa.large_string())})
    found = drop_contaminated(sets, **parameters)(batch)
    assert found["contamination"].type == CONTAMINATION
    return found["drop_reason"].to_pylist(), found["drop_detail"].to_pylist(), found["contamination"].to_pylist()


def test_a_document_with_a_long_question_in_it_goes_whatever_its_case_and_punctuation(tmp_path: Path) -> None:
    sets = [hashed(tmp_path, {"question": SHORT}, {"question": LONG})]
    reasons, details, _ = run(sets, OTHER, f"{OTHER}\n\n- {LONG.upper().replace(' ', ' – ')}\n", None, "")
    assert reasons == [None, "contaminated:question", None, None]
    assert details[1] == "question 2 of essai"


def test_half_of_a_long_question_is_enough_and_less_is_not(tmp_path: Path) -> None:
    sets = [hashed(tmp_path, {"question": LONG})]
    words = LONG.split()
    texts = [" ".join(words[:count]) for count in range(12, 18)]  # of 17 words and five 13-grams; 15 words have three
    assert [reason is not None for reason in run(sets, *texts)[0]] == [False, False, False, True, True, True]
    assert not any(run(sets, *texts[:-1], question_share=1.0)[0])
    assert any(run(sets, f"{texts[0]} {words[12]} ", question_share=0.0)[0])


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"{SHORT} Quatre mois.", True),
        (f"Réponse : quatre mois. Question : {SHORT}", True),
        (f"{SHORT}\n{OTHER}\nElle dure quatre mois.", True),
        (SHORT, False),
        (f"{SHORT} Trois mois.", False),
        (f"Elle dure quatre mois. {OTHER}", False),
        (f"{SHORT} {OTHER} {OTHER} {OTHER} Quatre mois.", False),
        (f"{SHORT[:-10]} ? Quatre mois.", False),
    ],
)
def test_a_short_question_counts_with_an_answer_near_it(tmp_path: Path, text: str, gone: bool) -> None:
    sets = [hashed(tmp_path, {"question": SHORT, "answers": {"text": ["quatre mois", "4 mois"], "answer_start": [3, 3]}})]
    assert (run(sets, text)[0] == ["contaminated:question"]) is gone


def test_what_anyone_asks_is_no_evidence(tmp_path: Path) -> None:
    rows = [
        {"question": "Quel est le montant ?", "answer": "100 euros"},
        {"question": "Quel est le montant de l'aide ?", "answer": "100"},
    ]
    sets = [hashed(tmp_path, *rows, {"question": LONG})]
    assert run(sets, "Quel est le montant ? 100 euros. Quel est le montant de l'aide ? 100")[0] == [None]
    assert read_hashed(sets[0])[0]["questions_left_out"] == 2


def test_passages_are_declared_by_set_and_stay(tmp_path: Path) -> None:
    one = hashed(
        tmp_path, *({"question": "Qui ?", "context": PASSAGE} for _ in range(3)), {"question": "Quand ?", "context": OTHER}
    )
    other = hashed(tmp_path, {"question": LONG, "passage": OTHER}, name="autre")
    reasons, _, declared = run([one, other], PASSAGE, f"{PASSAGE} {OTHER}", "Rien.", None)
    assert reasons == [None] * 4
    essai, autre = ({"set": name, "part": "passage"} for name in ("essai", "autre"))
    assert declared == [[{**essai, "items": 3}], [{**essai, "items": 4}, {**autre, "items": 1}], [], []]


def test_a_few_words_of_a_passage_are_not_the_passage(tmp_path: Path) -> None:
    sets = [hashed(tmp_path, {"context": PASSAGE})]
    quoted = " ".join(PASSAGE.split()[:16])
    assert run(sets, quoted)[2] == [[]]
    assert run(sets, quoted, passage_share=0.0)[2] == [[{"set": "essai", "part": "passage", "items": 1}]]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> str:
    rows = [{"question": LONG}, {"question": SHORT, "answer": "quatre mois"}, {"context": PASSAGE}]
    return hashed(tmp_path_factory.mktemp("sets"), *rows)


PIECES = st.lists(st.sampled_from([LONG, SHORT, "Quatre mois.", PASSAGE, OTHER, "\n\n"]), max_size=4).map(" ".join)


@given(st.lists(st.none() | PIECES, max_size=10), st.lists(st.integers(0, 10), max_size=3))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_batch_cut_changes_nothing(three: str, texts: list[str | None], cuts: list[int]) -> None:
    step = drop_contaminated([three])
    batch = pa.record_batch({"text": pa.array(texts, pa.large_string())})
    whole = step(batch)
    bounds = [0, *sorted(min(cut, len(texts)) for cut in cuts), len(texts)]
    parts = [step(batch.slice(a, b - a)) for a, b in pairwise(bounds)]
    for name, values in whole.items():
        assert pa.concat_arrays([part[name] for part in parts]).equals(values)


def test_no_python_is_run_for_each_document_that_stays(three: str) -> None:
    step = drop_contaminated([three])
    counts = []
    for rows in (100, 3000):
        batch = pa.record_batch({"text": pa.array([f"{OTHER} {PASSAGE}"] * rows, pa.large_string())})
        step(batch)
        counts.append(0)

        def trace(frame: FrameType, event: str, arg: Any) -> Any:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            counts[-1] += event == "opcode"
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        step(batch)
        sys.settrace(before)
    assert counts[0] == counts[1] > 0


def test_a_file_that_is_no_hashed_set_of_these_ngrams_is_refused_with_the_remedy(tmp_path: Path) -> None:
    eight = hashed(tmp_path, {"question": LONG}, ngram=8)
    with pytest.raises(RecipeError, match="holds 8-grams; ask for ngram = 8"):
        drop_contaminated([eight])
    assert run([eight], LONG, ngram=8)[0] == ["contaminated:question"]
    plain = tmp_path / "plain.parquet"
    pq.write_table(pa.table({"text": ["x"]}), plain)
    with pytest.raises(RecipeError, match="is not a hashed evaluation set; make it with `moisson hash-evaluation`"):
        drop_contaminated([str(plain)])
    with pytest.raises(RecipeError, match="cannot be read as a hashed evaluation set"):
        drop_contaminated([str(tmp_path / "essai.jsonl")])
    later = pq.read_table(eight)
    pq.write_table(later.replace_schema_metadata({HEADER: b'{"format": 99, "name": "essai", "ngram": 8}'}), eight)
    with pytest.raises(RecipeError, match="of format 99"):
        drop_contaminated([eight], ngram=8)


@pytest.mark.shared
def test_every_long_question_and_passage_of_a_real_set_is_found_in_itself_and_nowhere_else(tmp_path: Path) -> None:
    data = shared("gold-fr-qa-dila/data")
    header = hash_evaluation(data, tmp_path / "gold.parquet", "gold")
    entries: list[Entry] = [entry for file in files_of(data) for entry in entries_of(file, Fields())]
    passages = [entry.passage for entry in entries if len(entry.passage.split()) > 13]
    questions = [entry.question for entry in entries if len(entry.question.replace("'", " ").split()) > 14]
    assert (header["passages"], len(passages) > 140, len(questions) > 4) == (167, True, True)
    sets = [str(tmp_path / "gold.parquet")]
    assert all(run(sets, *passages)[2])
    assert all(run(sets, *questions)[0])
    laws = [path.read_text(encoding="utf-8") for path in sorted(shared("law-de-gesetze/data").rglob("*.md"))[:40]]
    reasons, _, declared = run(sets, *laws)
    assert (any(reasons), any(declared)) == (False, False)
