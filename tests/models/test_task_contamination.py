"""Items of tasks that stand in a release are found there, and no others."""

import pytest
from small_source import SENTENCES, Entry, World

from moisson.models.evaluation.contamination import contamination
from moisson.models.evaluation.harness import Item
from moisson.stewardship.opened import Released

PLAIN = ({"use": "normalize_text"}, {"use": "require_rights"})
LONG_QUESTION = "Dans quel délai l'employeur qui envisage de licencier un salarié doit-il le convoquer à un entretien préalable ?"
SHORT = "Qui doit porter le casque de protection ?"


def item(question: str, gold: str = "", passage: str = "") -> Item:
    return Item({"acc": 1.0}, 4, question, gold, passage)


@pytest.fixture
def release(world: World) -> Released:
    texts = [
        f"{SENTENCES[0]} {LONG_QUESTION} Cinq jours.",
        f"{SENTENCES[1]} {SHORT} Tous les salariés du chantier, sans exception.",
        " ".join(SENTENCES[2:6]),
    ]
    world.publish([Entry(f"A{n}", text) for n, text in enumerate(texts)])
    return Released(world.build(recipe=world.recipe(PLAIN)).path)


def test_questions_and_passages_that_stand_in_the_release_are_found(release: Released) -> None:
    tasks = {
        "one": [
            item(LONG_QUESTION.upper(), "Cinq jours"),
            item("Quelle est la durée du mandat du directeur général, et combien de fois peut-il être reconduit ensuite ?"),
            item(SHORT, "Tous les salariés du chantier"),
            item(SHORT, "Personne ne le doit plus"),  # asked there, and answered otherwise: another item
            item("Quoi ?", "", " ".join(SENTENCES[2:6])),
            item("Quoi ?", "", " ".join(SENTENCES[20:24])),
            item("Quoi ?", "Rien"),
        ],
        "two": [item("Comment ?", "", " ".join(SENTENCES[2:6])), item("Comment donc ?", "", " ".join(SENTENCES[2:6]))],
        "none": [item("Ah ?")],
    }
    found = contamination(tasks, [release])
    assert found["one"].question.tolist() == [True, False, True, False, False, False, False]
    assert found["one"].passage.tolist() == [False, False, False, False, True, False, False]
    assert found["one"].looked_for.tolist() == [True, True, True, True, True, True, False]
    assert found["two"].found.tolist() == [True, True]
    assert (found["none"].found.tolist(), found["none"].looked_for.tolist()) == ([False], [False])


def test_nothing_is_found_where_there_is_nothing_to_look_for_or_in(release: Released) -> None:
    assert contamination({}, [release]) == {}
    assert contamination({"one": [item(LONG_QUESTION)]}, [])["one"].found.tolist() == [False]
    assert contamination({"none": [item("Ah ?")]}, [release])["none"].found.tolist() == [False]
