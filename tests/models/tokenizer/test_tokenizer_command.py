"""`moisson tokenizer`: a folder that bears its release's name, the same bytes each time, and refusals of one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest
from command import answer, call, sentence
from lxml import etree
from small_source import Entry, World, digests, entries, make_world
from tokenizers import Tokenizer

from moisson.models.tokenizer.fertility import names_of
from moisson.models.tokenizer.make import Wanted, make_tokenizer


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A release of sixty documents in which the word `Préavis` is frequent."""
    world = make_world(tmp_path_factory.mktemp("written"))
    more = [Entry(f"B{n:02}", f"Préavis numéro {n}. {entry.text} Préavis donné.") for n, entry in enumerate(entries(30))]
    world.publish([*entries(30), *more])
    world.build()
    return world


RELEASE = "build/releases/essai/latest"


def made(world: World, to: str, *options: str) -> Any:
    return answer(call(world, "tokenizer", RELEASE, "--to", to, "--vocabulary", "600", "--json", *options))


def test_a_release_gives_a_tokenizer_that_names_it(written: World) -> None:
    account = made(written, "one")
    manifest = json.loads((written.root / "one" / "tokenizer-manifest.json").read_bytes())
    assert {name: value for name, value in account.items() if name != "fertility"} == manifest
    release = json.loads((written.root / "build/releases/essai" / manifest["release"]["name"][6:] / "MANIFEST.json").read_bytes())
    assert manifest["release"]["root"] == release["documents_merkle_root"]
    assert (manifest["vocabulary"], manifest["end_of_text"]["id"], manifest["trainer"]["name"]) == (600, 599, "rustbpe")
    (french,) = manifest["languages"]
    assert (french["language"], french["whole"]) == ("fr", True)
    assert manifest["bytes"] == french["bytes"] <= manifest["most_bytes"] == 100_000_000
    model = Tokenizer.from_file(str(written.root / "one" / "tokenizer.json"))
    assert model.get_vocab_size() == 600
    assert len(model.encode(" Préavis").ids) == 1  # a word of this release


def test_the_same_release_gives_the_same_bytes(written: World) -> None:
    for folder in ("first", "second"):
        made(written, folder)
    assert digests(written.root / "first") == digests(written.root / "second")
    made(written, "other", "--trainer", "tokenizers")
    assert json.loads((written.root / "other" / "tokenizer-manifest.json").read_bytes())["trainer"]["name"] == "tokenizers"


def test_fertility_is_measured_beside_another_tokenizer_and_drawn(written: World) -> None:
    made(written, "small", "--vocabulary", "300")
    account = made(written, "large", "--beside", "small", "--beside", "small/tokenizer.json")
    (french,) = account["fertility"]
    own, small, again = french["tokenizers"].values()
    assert french["unseen"]
    assert french["documents"] > 0
    assert own["tokens_a_word"] == pytest.approx(own["tokens"] / french["words"], abs=1e-4)
    assert own["bytes_a_token"] == pytest.approx(french["bytes"] / own["tokens"], abs=1e-4)
    assert own["tokens_a_word"] < small["tokens_a_word"]
    assert small == again
    assert list(french["tokenizers"]) == [account["release"]["name"], "small", "small (2)"]
    drawing = list(etree.parse(str(written.root / "large" / "fertility.svg")).iter("{http://www.w3.org/2000/svg}*"))
    said = {each.text for each in drawing if each.tag.endswith("}text")}
    assert {"fr", "small", "small (2)", "Tokens a word", "Bytes a token"} <= said
    assert sum(each.tag.endswith("}circle") and len(each) > 0 for each in drawing) == 6  # three tokenizers, two figures
    assert f"| fr | {own['tokens_a_word']:.2f} |" in (written.root / "large" / "fertility.md").read_text(encoding="utf-8")


def test_a_person_reads_what_was_read_and_what_each_language_costs(written: World) -> None:
    done = call(written, "tokenizer", RELEASE, "--to", "spoken", "--vocabulary", "99999")
    assert done.returncode == 0, done.stderr
    assert "learnt by rustbpe" in done.stdout
    assert "! 99,999 were asked for: the texts have no more pairs to merge." in done.stdout
    assert "All they have, less than their share, gave: fr " in done.stdout
    assert " tokens a word" in done.stdout


def test_a_private_release_marks_its_tokenizer(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.publish(entries(10))
    world.build(recipe=world.recipe(head='unlicensed = "private"'))
    assert "add --private" in sentence(call(world, "tokenizer", RELEASE, "--to", "no"), 2)
    assert not (tmp_path / "no").exists()
    assert made(world, "yes", "--private")["private"] is True
    assert (tmp_path / "yes" / "DO-NOT-PUBLISH.md").is_file()


def test_a_release_that_was_changed_gives_no_tokenizer(tmp_path: Path) -> None:
    world = make_world(tmp_path)
    world.publish(entries(4))
    stats = world.build().path / "stats.json"
    stats.write_bytes(stats.read_bytes() + b" ")
    assert "does not hold" in sentence(call(world, "tokenizer", RELEASE, "--to", "no"), 6)
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--weight", "fr"), "--weight fr is no weight; write LANGUAGE=N"),
        (("--weight", "fr=-1"), "is no weight"),
        (("--weight", "fr=nan"), "is no weight"),
        (("--weight", "mt=2"), "has no documents in `mt`; it has fr."),
        (("--weight", "fr=0"), "every language has the weight 0"),
        (("--beside", "essai.toml"), "essai.toml is not a tokenizer.json"),
        (("--beside", "nowhere.json"), "nowhere.json: no such file or folder"),
        (("--beside", "sources/package.json"), "it has no `model`"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(written: World, options: tuple[str, ...], said: str) -> None:
    (written.root / "sources" / "package.json").write_text('{"name": "x"}', encoding="utf-8")
    done = call(written, "tokenizer", RELEASE, "--to", "refused", *options)
    assert said in sentence(done, done.returncode)
    assert done.returncode in (2, 4)
    assert not (written.root / "refused").exists()


def test_a_folder_with_something_in_it_is_not_written_over(written: World) -> None:
    (written.root / "full").mkdir()
    (written.root / "full" / "mine").touch()
    assert "is not an empty folder" in sentence(call(written, "tokenizer", RELEASE, "--to", "full"), 2)


def test_names_of_tokenizers_are_their_folders_or_their_own(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "tokenizer.json", tmp_path / "lucie.json", tmp_path / "a" / "tokenizer.json"]
    assert names_of("essai/1", paths) == ["essai/1", "a", "lucie", "a (2)"]


def test_a_program_makes_one_too(written: World) -> None:
    path = written.root / "build/releases/essai/latest"
    account, measured = make_tokenizer(path, written.root / "program", Wanted(vocabulary=400, most_bytes=2000))
    assert account["bytes"] == 2000
    assert [each.language for each in measured] == ["fr"]
