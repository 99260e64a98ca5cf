"""What a debate's record says of groups and votes, in sentences of real records and of the formulas that others use."""

from typing import Any

import pyarrow as pa
import pytest

from moisson.contracts.schemas import SPEAKERS, STRING, VOTES
from moisson.contracts.stage import find_stage
from moisson.corpus.stages.debates import stated


def speaker(name: str, group: str | None, turns: int | None = None, words: int | None = None, **more: Any) -> dict[str, Any]:
    return {"id": None, "name": name, "group": group, "role": None, "turns": turns, "words": words, **more}


def test_groups_are_counted_by_speaker_and_words_and_those_of_none_are_one() -> None:
    said = [
        speaker("Ana", "A", 2, 30),
        speaker("Ana", "A", 1, 5, role="chair"),
        speaker("Bo", "B", 1, 90),
        speaker("Cy", None, 1, 1),
    ]
    stage = find_stage("count_groups")
    assert stage is not None
    made = stage.build()(pa.record_batch({"speakers": pa.array([said, [], None], SPEAKERS)}))["groups"].to_pylist()
    assert made == [
        [
            {"group": "B", "speakers": 1, "turns": 1, "words": 90},
            {"group": "A", "speakers": 1, "turns": 3, "words": 35},
            {"group": None, "speakers": 1, "turns": 1, "words": 1},
        ],
        [],
        None,
    ]


@pytest.mark.parametrize(
    ("language", "said", "counts"),
    [
        # As they stand in records of /shared/data.
        ("sl", "Glasujemo. Navzočih je 86 poslank in poslancev, za je glasovalo 39, proti 46.", (39, 46, None)),
        ("sl", "Navzočih je 66 poslank in poslancev, za je 66, proti ni glasoval nihče.", (66, 0, None)),
        ("sk", "Prítomných 128 poslancov, za hlasovalo 80, proti boli 2 poslanci, zdržalo sa 45 poslancov.", (80, 2, 45)),
        ("sk", "za kandidáta Viliama Sopka hlasovalo 95 poslancov, proti 47 poslancov, zdržali sa 2 poslanci.", (95, 47, 2)),
        ("cs", "Je to hlasování číslo 2, přítomných poslanců je 120, pro 116, nikdo nebyl proti.", (116, 0, None)),
        ("cs", "z přítomných 69 senátorů 47 bylo pro a 5 proti. Důvodem přijetí", (47, 5, None)),
        ("bg", "Гласували 212 народни представители: за 211, против няма, въздържал се 1.", (211, 0, 1)),
        ("ca", "ha estat validat per 89 vots a favor, cap en contra, 40 abstencions i un diputat", (89, 0, 40)),
        ("de", "Abgegebene Stimmen: 596; davon ja: 140 nein: 320 enthalten: 136", (140, 320, 136)),
        # As other parliaments write them.
        ("de", "Mit Ja haben gestimmt 312 Kolleginnen und Kollegen, mit Nein haben gestimmt 266, Enthaltungen 2.", (312, 266, 2)),
        ("fr", "Nombre de suffrages exprimés 540, pour l’adoption 302, contre 238", (302, 238, None)),
        ("en", "The House divided: Ayes 315, Noes 267.", (315, 267, None)),
        ("es", "el resultado ha sido: votos a favor, 180; en contra, 150; abstenciones, 5.", (180, 150, 5)),
        ("it", "Favorevoli 180, contrari 120, astenuti 4", (180, 120, 4)),
        ("pl", "Za głosowało 230, przeciw 190, wstrzymało się 5.", (230, 190, 5)),
        ("hr", "Glasovalo je 120 zastupnika, 77 za, 40 protiv i 3 suzdržana.", (77, 40, 3)),
    ],
)
def test_the_result_of_a_vote_is_found_in_the_words(language: str, said: str, counts: tuple[int, int, int | None]) -> None:
    (found,) = stated(f"# O sklepu\n\nPredsednik: {said}", language)
    assert tuple(found[name] for name in ("ayes", "noes", "abstained")) == counts
    assert found["subject"] == "O sklepu"
    assert found["outcome"] is None
    assert found["stated"] in " ".join(f"Predsednik: {said}".split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Die Antwort: 83 Prozent der Befragten haben Ja gesagt, und 17 Prozent haben Nein gesagt."),
        ("sk", "My za 100-percentný zisk navyše sľubuje veľké nič."),
        ("sk", "tak to nakupuje za 340 eur za MWh."),
        ("cs", "ale pro 15 ministrů, nebo 14, já nevím."),
        ("bg", "загуби за 500 млн. лв. – загуби, които никой не покри."),
        ("ca", "Y vamos a votar en contra por varias razones."),
        ("fr", "Les crédits sont de 45 millions d’euros pour 2024, contre la vie chère."),
    ],
)
def test_what_is_no_vote_is_none(language: str, said: str) -> None:
    assert list(stated(said, language)) == []


def test_votes_are_looked_for_in_debates_and_added_to_what_the_record_states() -> None:
    said = "Glasujemo. Za je glasovalo 39, proti 46."
    known = {"subject": "x", "outcome": "Annahme", "ayes": None, "noes": None, "abstained": None, "stated": None}
    rows = [
        (said, "sl", "debate", [known]),
        (said, "sl", "law", None),
        (said, "ka", "debate", None),
        (None, "sl", "debate", None),
    ]
    types = {"text": STRING, "language": STRING, "kind": STRING, "votes": VOTES}
    batch = pa.record_batch({name: pa.array([row[at] for row in rows], of) for at, (name, of) in enumerate(types.items())})
    stage = find_stage("find_votes")
    assert stage is not None
    first, *others = stage.build()(batch)["votes"].to_pylist()
    assert [(each["outcome"], each["ayes"]) for each in first] == [("Annahme", None), (None, 39)]
    assert others == [None, None, None]
