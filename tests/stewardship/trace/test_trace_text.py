"""Documents found again by their words, whatever was done to their typography, kept or dropped."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_source import NAME, SENTENCES, Entry, World, entries

from moisson import open_release
from moisson.commands.messages.trace import print_passages
from moisson.commands.trace import trace
from moisson.contracts.errors import UserError
from moisson.stewardship.trace.passage import Passage
from moisson.stewardship.trace.text import trace_text

LAW = "L'employeur qui envisage de licencier un salarié le convoque, avant toute décision, à un entretien préalable."
SAME = [
    "l’employeur  qui\nenvisage de LICENCIER un salarié",
    "employeur\N{NO-BREAK SPACE}qui envisage de licen\N{SOFT HYPHEN}cier un salarié",
    "« L'employeur » qui **envisage** de _licencier_ un salarié",
    "> L'employeur qui\n> envisage de licencier\n> un salarié",
    "| L'employeur qui | envisage de | licencier un salarié |",
    "L'employeur qui envisage de licencier un salarie\N{COMBINING ACUTE ACCENT}",
]


def held(text: str, passage: str) -> bool:
    column = pa.chunked_array([[text]], pa.large_string())
    looked_for = Passage(passage)
    found = looked_for.likely(column).to_pylist() == [True] and looked_for.held(column) == [0]
    assert (looked_for.span(text) is not None) == found  # the excerpt finds what the search does
    return found


@pytest.mark.parametrize("passage", SAME)
def test_typography_does_not_hide_a_passage(passage: str) -> None:
    assert held(LAW, passage)
    assert held(passage, "employeur qui envisage de licencier un salarié")


@pytest.mark.parametrize(
    "passage", ["L'employeur qui envisage de licencier une salariée", "mployeur qui envisage", "licencier de envisage un salarié"]
)
def test_other_words_are_another_passage(passage: str) -> None:
    assert not held(LAW, passage)


def test_a_masked_value_does_not_hide_what_stands_around_it() -> None:
    masked = "Toute demande est adressée à [EMAIL_1] ou au [PHONE_1], avant le dernier jour du mois."
    open_text = "Toute demande est adressée à direction@example.org ou au 01 53 45 67 89, avant le dernier jour du mois."
    assert held(masked, open_text)
    assert held(open_text, masked)
    assert held(masked, masked)
    assert not held(masked, open_text.replace("dernier jour", "premier jour"))
    assert not held("Voir [PERSON_1].", "Voir la décision que le tribunal a prise hier")  # a placeholder hides no sentence


def test_a_passage_of_two_words_is_refused() -> None:
    with pytest.raises(UserError, match="the passage has 2 words; give 3 or more"):
        Passage("du travail")


words = st.sampled_from(
    ["le", "contrat", "de", "l’employeur", "à", "durée", "**indéterminée**", "«", "est", "»", "[EMAIL_1]", "2024"]
)


@given(st.lists(words, min_size=3, max_size=40), st.data())
def test_every_piece_of_a_text_is_found_in_it(pieces: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(pieces) - 3))
    passage = " ".join(pieces[start : start + data.draw(st.integers(3, len(pieces)))])
    try:
        looked_for = Passage(passage)
    except UserError:
        return  # too few words that are not masked
    column = pa.chunked_array([["\n".join(pieces)]], pa.large_string())
    assert looked_for.likely(column).to_pylist() == [True]
    assert looked_for.held(column) == [0]


@pytest.fixture
def built(world: World) -> World:
    world.publish(
        [
            *entries(4),
            Entry("short", "Le préavis est dû."),
            Entry("twin", SENTENCES[1].upper(), {"created": "2019"}),
            Entry("contact", f"{SENTENCES[15]} Écrire à direction@example.org ou au 01 53 45 67 89 avant la fin."),
        ]
    )
    world.build()
    return world


def test_kept_and_dropped_documents_are_found_with_their_reasons(built: World) -> None:
    found = trace_text(Passage("la réintégration est de droit"), built.options().workspace, 20)
    assert [row["id"] for row in found["found"]] == [f"{NAME}/A01", f"{NAME}/twin"]
    kept, dropped = found["found"]
    assert kept["decisions"]["essai"] == {"kept": True}
    assert [name.partition("/")[0] for name in kept["releases"]] == ["essai"]
    assert dropped["decisions"]["essai"]["reason"] == "duplicate:exact"
    assert (dropped["releases"], "RÉINTÉGRATION" in dropped["excerpt"]) == ([], True)
    (short,) = trace_text(Passage("le préavis est dû"), built.options().workspace, 20)["found"]
    assert short["decisions"]["essai"] == {
        "kept": False,
        "stage": "drop_short",
        "reason": "too-short",
        "detail": "4 words, at least 8",
    }


def test_what_was_masked_is_found_by_the_words_as_they_were(built: World) -> None:
    passage = "Écrire à direction@example.org ou au 01 53 45 67 89 avant la fin"
    (row,) = trace_text(Passage(passage), built.options().workspace, 20)["found"]
    assert (row["id"], "example.org" in row["excerpt"]) == (f"{NAME}/contact", False)


def test_a_release_alone_is_searched_and_shows_no_more_than_asked(built: World) -> None:
    release = built.root / "build/releases/essai/latest"
    found = open_release(release).find("la réintégration est de droit")
    assert [(row["id"], row["decisions"]) for row in found["found"]] == [(f"{NAME}/A01", {})]
    some = trace_text(Passage("la réintégration est de droit"), built.options().workspace, 1)
    assert (some["documents"], len(some["found"])) == (2, 1)


def test_near_matches_are_called_so_and_come_only_where_nothing_is_held(built: World, capsys: pytest.CaptureFixture[str]) -> None:
    passage = "dans ce cas la réintégration est de droit et la personne n'est pas regardée"
    found = trace_text(Passage(passage), built.options().workspace, 20)
    assert found["documents"] == 0
    assert [(row["id"], row["share"]) for row in found["near"]] == [(f"{NAME}/twin", 0.4545), (f"{NAME}/A01", 0.4545)]
    print_passages(found)
    said = capsys.readouterr().out
    assert "No document holds the passage." in said
    assert "Near matches" in said
    assert trace_text(Passage("la réintégration est de droit"), built.options().workspace, 20)["near"] == []
    assert trace_text(Passage("rien de tel ne se trouve ici"), built.options().workspace, 20)["near"] == []


def test_a_passage_is_read_from_a_file(built: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "passage.txt").write_text("la réintégration\nest de droit", encoding="utf-8")
    trace(text_file=tmp_path / "passage.txt", out=built.root / "build", as_json=True)
    assert json.loads(capsys.readouterr().out)["documents"] == 2
    (tmp_path / "latin").write_bytes("réintégration".encode("latin-1"))
    with pytest.raises(UserError, match="is not UTF-8; save it so"):
        trace(text_file=tmp_path / "latin", out=built.root / "build")
    with pytest.raises(UserError, match="No such file"):
        trace(text_file=tmp_path / "none", out=built.root / "build")


WRITTEN = (
    f"Bien sûr. Voici ce que dit le code : « {SENTENCES[1]} » Puis il ajoute que {SENTENCES[0].upper()} Et, pour finir, dans le"
    f" même livre du code : {SENTENCES[3]} J'espère que cela vous aide !"
)


def test_what_a_model_wrote_is_cut_into_passages_with_their_documents(built: World, capsys: pytest.CaptureFixture[str]) -> None:
    found = trace_text(Passage(WRITTEN), built.options().workspace, 20)
    assert (found["documents"], found["near"]) == (0, [])
    assert [[row["id"] for row in passage["found"]] for passage in found["passages"]] == [
        [f"{NAME}/A01", f"{NAME}/twin"],
        [f"{NAME}/A00"],
        [f"{NAME}/A03"],
    ]
    for passage, sentence in zip(found["passages"], (SENTENCES[1], SENTENCES[0], SENTENCES[3]), strict=True):
        assert passage["text"].lower() == sentence.rstrip(".").lower()
        assert WRITTEN[passage["start"] : passage["end"]] == passage["text"]
    assert found["passages"][0]["found"][1]["decisions"]["essai"]["reason"] == "duplicate:exact"
    some = trace_text(Passage(WRITTEN), built.options().workspace, 1)["passages"][0]
    assert (some["documents"], len(some["found"])) == (2, 1)
    print_passages(found)
    said = capsys.readouterr().out
    assert "No document holds the whole of it." in said
    assert f"{NAME}/A03" in said
    alone = open_release(built.root / "build/releases/essai/latest").find(WRITTEN)
    assert [[row["id"] for row in passage["found"]] for passage in alone["passages"]] == [
        [f"{NAME}/A01"],
        [f"{NAME}/A00"],
        [f"{NAME}/A03"],
    ]


def test_a_passage_within_a_longer_one_and_one_too_short_are_not_told(world: World) -> None:
    whole, part = f"{SENTENCES[0]} {SENTENCES[1]}", f"Autre chose. {SENTENCES[1]} Autre chose encore."
    world.publish([Entry("whole", whole), Entry("part", part), Entry("few", "le salarié est regardé comme n'ayant rien fait")])
    world.build()
    found = trace_text(Passage(f"Il est dit : {whole} Et rien d'autre, voyez-vous."), world.options().workspace, 20)
    [passage] = found["passages"]
    assert [row["id"] for row in passage["found"]] == [f"{NAME}/whole"]
    assert passage["text"] == whole.rstrip(".")
    # A passage that comes twice is told twice.
    twice = trace_text(Passage(f"{part} Puis : {part}"), world.options().workspace, 20)["passages"]
    assert [row["id"] for row in twice[0]["found"]] == [f"{NAME}/part"]
    assert len(twice) == 2
