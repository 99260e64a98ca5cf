"""A withdrawn text that comes back with a word changed waits for a person; what is nearly the same is named."""

import json
import re
from random import Random

import pytest
from command import FEW_WORKERS, answer, call, sentence
from decoded import holding
from shared_data import shared
from small_source import BREAK, NAME, SENTENCES, SOURCE_TOML, Entry, World, entries, mixed
from test_withdraw import ledger, released, take_back

from moisson.contracts.errors import NotFound
from moisson.contracts.sign import signer
from moisson.corpus.likeness import LEAST_WORDS, Likeness, sketch
from moisson.stewardship.verify.verdict import verify
from moisson.stewardship.withdraw.waiting import let_in
from moisson.workspace.storage import read_json
from moisson.workspace.withdrawn_ids import Sketch, allowed_path, register_path, suppression

SALT = "00112233445566778899aabbccddeeff"
SECRET = "La colombe zinzinule au-dessus du beffroi de Moncontour depuis le mois de mars dernier."
CHANGED = SECRET.replace("mars", "juin")


@pytest.fixture
def withdrawn(world: World) -> World:
    """A world whose one document of its kind was withdrawn and purged."""
    world.publish([*mixed(), Entry("one-of-a-kind", SECRET)])
    world.build()
    take_back(world, "one-of-a-kind", purge=True)
    return world


def test_a_changed_copy_waits_and_the_others_do_not(withdrawn: World) -> None:
    withdrawn.publish([*mixed(), Entry("again", CHANGED), Entry("new", SENTENCES[17])])
    built = withdrawn.build()
    assert built.held == (f"{NAME}/again",)
    assert "again" not in released(built) and "new" in released(built)
    (row,) = [row for row in ledger(built) if row["reason"] == "withdrawn-lookalike"]
    assert row["id"].startswith(f"{NAME}/withdrawn:") and row["version"] is None  # no stranger learns what it is like
    assert verify(built.path).holds
    assert withdrawn.build() == type(built)(built.path, made=False, held=built.held)
    assert holding(withdrawn.root / "build" / "withdrawals", "zinzinule", "Moncontour") == set()


@pytest.mark.long
def test_the_command_says_how_to_decide_and_ends_with_the_code_of_a_safety_catch(withdrawn: World) -> None:
    withdrawn.publish([*mixed(), Entry("again", CHANGED)])
    done = call(withdrawn, "build", "essai.toml", "--accept-loss", *FEW_WORKERS)
    assert done.returncode == 3, done.stderr
    for said in (f"like one that was withdrawn: {NAME}/again", "`moisson allow ID`", "`moisson withdraw ID`"):
        assert said in done.stdout
    shown = call(withdrawn, "show", "--reason", "withdrawn-lookalike")
    assert "Moncontour depuis le mois de juin" in shown.stdout.replace("\n", " ")
    assert call(withdrawn, "allow", f"{NAME}/again").returncode == 0
    done = call(withdrawn, "build", "essai.toml", *FEW_WORKERS)
    assert done.returncode == 0, done.stderr
    assert "does not wait for a yes" in sentence(call(withdrawn, "allow", f"{NAME}/A01"), 2)


def test_a_yes_lets_one_version_in_and_holds_for_what_was_withdrawn_until_then(withdrawn: World) -> None:
    withdrawn.publish([*mixed(), Entry("again", CHANGED)])
    withdrawn.build()
    workspace = withdrawn.options().workspace
    let_in(workspace, [f"{NAME}/again"], signer())
    assert allowed_path(workspace).stat().st_mode & 0o777 == 0o600
    assert "again" in released(withdrawn.build())
    withdrawn.publish([*mixed(), Entry("again", SECRET.replace("mars", "mai"))])
    assert withdrawn.build().held == (f"{NAME}/again",)
    with pytest.raises(NotFound, match="does not wait"):
        let_in(workspace, [f"{NAME}/one-of-a-kind"], signer())


def test_a_no_is_a_withdrawal(withdrawn: World) -> None:
    withdrawn.publish([*mixed(), Entry("again", CHANGED)])
    withdrawn.build()
    take_back(withdrawn, "again", purge=True)
    built = withdrawn.build()
    assert built.held == ()
    assert "again" not in released(built)
    private = {"withdrawals/register.jsonl", "withdrawals/allowed.jsonl"}
    assert holding(withdrawn.root / "build", "zinzinule", f"{NAME}/again") <= private
    withdrawn.publish([*mixed(), Entry("third", CHANGED.replace("beffroi", "clocher"))])
    assert withdrawn.build().held == (f"{NAME}/third",)


def test_a_row_of_several_documents_waits_as_a_whole_and_is_shown(world: World) -> None:
    world.publish([*mixed(), Entry("pair", BREAK.join([SECRET, SENTENCES[18]]))])
    world.build()
    take_back(world, "pair#1", purge=True)
    world.publish([*mixed(), Entry("pair-2", BREAK.join([CHANGED, SENTENCES[18]])), Entry("other", SENTENCES[18])])
    built = world.build()
    assert built.held == (f"{NAME}/pair-2",)  # and not `other`, which is a part of it
    assert "other" in released(built)
    shown = answer(call(world, "show", "--reason", "withdrawn-lookalike", "--json"))
    assert [row["text"] for row in shown] == [CHANGED, SENTENCES[18]]
    traced = call(world, "trace", f"{NAME}/pair-2#1")
    assert "withdrawn-lookalike" in traced.stdout, traced.stderr
    let_in(world.options().workspace, [f"{NAME}/pair-2"], signer())
    assert "pair-2#1" in released(world.build())


def test_what_would_take_its_place_is_named_and_taken_along_where_that_is_asked(world: World) -> None:
    near = Entry("near", SENTENCES[5].replace("générale", "habituelle"), {"created": "2020"})
    world.publish([*mixed(), near])
    world.build()
    done = call(world, "withdraw", f"{NAME}/A03", f"{NAME}/A05", "--reason", "a request", "--authority", "the publisher")
    assert done.returncode == 0, done.stderr
    assert f"Will take its place in the next release: {NAME}/twin (as {NAME}/A03, similarity 1.00)" in done.stdout
    assert f"Nearly the same stays: {NAME}/near (as {NAME}/A05, similarity 0." in done.stdout
    assert "--with-duplicates" in done.stdout
    built = world.build()
    assert {"twin", "near"} <= set(released(built)) and built.held == ()  # whoever withdrew was told
    outcome = take_back(world, "A03", "A05", duplicates=True)
    assert {(one.id, one.like) for one in outcome.withdrawn} == {
        (f"{NAME}/twin", f"{NAME}/A03"),
        (f"{NAME}/near", f"{NAME}/A05"),
    }
    assert not {"A03", "A05", "twin", "near"} & set(released(world.build()))


def test_a_text_like_too_many_others_is_told_to_be_unknowable(world: World) -> None:
    formula = "Le directeur du service {} est chargé de l'exécution du présent arrêté, qui sera publié au recueil des actes."
    world.publish(
        [*entries(3), *(Entry(f"F{n:02}", formula.format(f"n{n}")) for n in range(30)), Entry("few", "Trois mots seulement.")]
    )
    world.build()
    outcome = take_back(world, "F07", "few", unseen=True)
    assert set(outcome.unread) == {f"{NAME}/F07", f"{NAME}/few"}
    assert len(outcome.near) == 29
    world.publish([*entries(3), Entry("F99", formula.format("nouveau"))])
    assert world.build().held == ()


def test_a_register_without_sketches_is_read(withdrawn: World) -> None:
    path = register_path(withdrawn.options().workspace)
    line = read_json(path)
    for document in line["entry"]["documents"]:
        del document["sketches"], document["like"]
    path.write_text(json.dumps(line) + "\n")
    assert suppression(withdrawn.options().workspace).withdrawals[0].documents[0].sketches == ()


def test_a_sketch_is_the_same_in_every_version() -> None:
    """What registers hold must go on being recognised: where this fails, withdrawn texts would come back unseen."""
    runs = (5227, 8417, 12482, 25440, 30520, 32250, 33912, 36977, 40928, 42680, 51705, 58291, 61473)
    assert sketch([SECRET], SALT) == Sketch(15, 2**64 - 1, runs)


def articles(folder: str) -> list[str]:
    """The articles of real laws, each once."""
    laws = (path.read_text(encoding="utf-8") for path in sorted(shared(folder).rglob("*.md")) if path.parent.name != "_REPO")
    pieces = {piece for law in laws for piece in re.split("(?m)^#+ ", law)}
    return sorted(piece for piece in pieces if sum(map(str.isalpha, piece.split())) >= 2 * LEAST_WORDS)


@pytest.mark.shared
@pytest.mark.parametrize("folder", ["law-fr-legalize", "law-de-gesetze", "law-ee-legalize"])
def test_real_articles_are_known_with_a_word_in_a_hundred_changed_and_others_are_not(folder: str) -> None:
    draw, texts = Random(5), articles(folder)
    withdrawn = draw.sample(texts, 200)
    sketches = [made for text in withdrawn if (made := sketch([text], SALT))]
    known = Likeness(sketches, SALT)
    for place, text in enumerate(withdrawn):
        words = re.split(r"(\s+)", text)
        changeable = [at for at, word in enumerate(words) if word.isalpha()]
        for at in draw.sample(changeable, max(1, len(changeable) // 100)):
            words[at] = "autrement"
        assert place in [found for found, _ in known.matches(["".join(words)])], text
    others = [text for text in texts if text not in set(withdrawn)]
    assert sum(bool(known.matches([text])) for text in others) < 0.03 * len(others)


@pytest.mark.shared
def test_a_real_act_that_comes_back_under_another_name_with_a_word_changed_waits(world: World) -> None:
    acts = sorted(path for path in shared("law-ee-legalize/data/ee").glob("*.md") if 6_000 < path.stat().st_size < 12_000)[:8]
    assert len(acts) == 8
    world.describe(toml=SOURCE_TOML.replace('language = "fr"', 'language = "et"'))
    (world.folder / "read.py").unlink()
    data = world.folder / "data"
    for path in acts:
        (data / path.name).write_bytes(path.read_bytes())
    first = world.build()
    kept = [path for path in acts if path.name in {id.partition("#")[0] for id in released(first)}]
    gone = kept[0]
    take_back(world, gone.name, purge=True)
    (data / gone.name).unlink()
    body = gone.read_text(encoding="utf-8")
    word = next(word for word in body.split()[len(body.split()) // 2 :] if word.isalpha() and len(word) > 5)
    (data / "new.md").write_text(body.replace(f" {word} ", " teisiti ", 1), encoding="utf-8")
    assert (data / "new.md").read_text(encoding="utf-8") != body
    built = world.build()
    assert built.held == (f"{NAME}/new.md",)
    assert len(kept) - 1 == len(released(built))
    assert verify(built.path).holds
