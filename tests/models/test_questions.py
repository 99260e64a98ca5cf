"""A set of questions becomes tasks in which the right answer is one of four, and no two answers are the same."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from shared_data import shared

from moisson.contracts.errors import NotFound, UserError
from moisson.models.evaluation.questions import CHOICES, LONGEST, write_tasks

ASKED = [
    ("Qui convoque le salarié ?", "L'employeur", "L'employeur convoque le salarié avant toute décision."),
    ("Quand ?", "Avant toute décision", "L'employeur convoque le salarié avant toute décision."),
    ("Où est affiché l'avis ?", "Sur un panneau", "L'affichage est assuré sur un panneau lisible."),
    ("Combien dure le mandat ?", "Quatre ans", "Le mandat est de quatre ans."),
    ("Que porte-t-on ?", "Le casque", "Le port du casque est obligatoire."),
    ("Et qui signe ?", "l'employeur !", "Le procès-verbal est signé de l'employeur."),
]


def squad(path: Path, asked: list[tuple[str, str, str]] = ASKED) -> Path:
    paragraphs = [{"context": passage, "qas": [{"question": q, "answers": [{"text": a}] * 2}]} for q, a, passage in asked]
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def rows(folder: Path, task: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{task}.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_question_has_its_answer_among_four(tmp_path: Path) -> None:
    assert write_tasks(squad(tmp_path / "Mes questions.json"), tmp_path) == ["mes_questions_answers", "mes_questions_passages"]
    answers = {row["question"]: row for row in rows(tmp_path, "mes_questions_answers")}
    assert set(answers) == {question for question, _, _ in ASKED}
    for question, answer, passage in ASKED:
        row = answers[question]
        assert row["choices"][row["right"]] == answer
        assert len(row["choices"]) == len(set(row["choices"])) == CHOICES
        assert row["prompt"] == f"{passage}\n\n{question}"
    # Another's answer in the same words is not offered as a wrong one.
    assert "l'employeur !" not in answers["Qui convoque le salarié ?"]["choices"]
    for row in rows(tmp_path, "mes_questions_passages"):
        assert row["choices"][row["right"]] == row["passage"]
        assert row["prompt"] == row["question"]


def test_the_same_set_gives_the_same_tasks_and_right_answers_stand_anywhere(tmp_path: Path) -> None:
    many = [(f"Question {n} ?", f"Réponse numéro {n}", f"Passage {n} du texte.") for n in range(200)]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    for folder in ("one", "two"):
        write_tasks(squad(tmp_path / "set.json", many), tmp_path / folder)
    assert rows(tmp_path / "one", "set_answers") == rows(tmp_path / "two", "set_answers")
    places = Counter(row["right"] for row in rows(tmp_path / "one", "set_answers"))
    assert min(places[place] for place in range(CHOICES)) > 30


def test_json_lines_are_a_set_too_and_long_choices_are_cut_at_a_word(tmp_path: Path) -> None:
    lines = [{"question": f"Question {n} ?", "answer": f"{n} " + "mot " * 200} for n in range(5)]
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert write_tasks(path, tmp_path / ".") == ["set_answers"]
    for row in rows(tmp_path, "set_answers"):
        assert all(LONGEST - 5 < len(choice) <= LONGEST and choice.endswith("mot") for choice in row["choices"])


def test_a_set_with_too_little_for_a_choice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="makes no task: it takes 4 questions"):
        write_tasks(squad(tmp_path / "set.json", ASKED[:3]), tmp_path)
    with pytest.raises(NotFound, match="is no file"):
        write_tasks(tmp_path / "none", tmp_path)


@pytest.mark.shared
def test_the_french_administrative_questions_become_two_tasks(tmp_path: Path) -> None:
    names = write_tasks(shared("gold-fr-qa-dila"), tmp_path)
    assert names == ["gold_fr_qa_dila_answers", "gold_fr_qa_dila_passages"]
    answers, passages = (rows(tmp_path, name) for name in names)
    assert (len(answers), len(passages)) == (69, 101)
    [asked] = [row for row in answers if row["question"].startswith("Un salarié peut-il percevoir l'allocation chômage")]
    assert "si vous démissionnez" in asked["choices"][asked["right"]]
    for name in names:
        said = yaml.safe_load((tmp_path / f"{name}.yaml").read_bytes())
        assert Path(said["dataset_kwargs"]["data_files"]["test"]).is_file()
        assert (said["task"], said["output_type"], said["dataset_path"]) == (name, "multiple_choice", "json")
