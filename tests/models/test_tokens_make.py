"""Tokens of a release: each document's own, by its name; the same bytes however they are made; and what is refused."""

import json
from pathlib import Path
from shutil import rmtree
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_source import BREAK, NAME, SENTENCES, Entry, World, digests, entries, make_world
from token_world import END, GROUP_ROWS, MIX, asked, documents, made, released, write_tokenizer
from tokenizers import Tokenizer

from moisson.contracts.errors import Unverified, UserError
from moisson.contracts.token_files import IDS, TokenFiles
from moisson.models.tokens.make import make_tokens
from moisson.models.tokens.mixture import Repeat, named, repeats_of
from moisson.models.tokens.tokenizer_file import Encoder, read_tokenizer
from moisson.stewardship.opened import open_release
from moisson.workspace.options import Options, Where

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A world and its release, in eight row groups; not to be changed."""
    world = make_world(tmp_path_factory.mktemp("small"))
    with pytest.MonkeyPatch.context() as patch:
        return world, released(world, patch, documents())


@pytest.fixture(scope="module")
def alone(small: tuple[World, Path]) -> TokenFiles:
    """What one worker makes of it."""
    return TokenFiles.open(made(*small, to="alone").folder)


def texts_of(release: Path) -> dict[str, str]:
    return {row["id"]: row["text"] for path in open_release(release).data for row in pq.read_table(path).to_pylist()}


def test_each_document_s_tokens_are_its_text_and_an_end(small: tuple[World, Path], alone: TokenFiles) -> None:
    world, release = small
    model, texts = Tokenizer.from_file(str(world.root / "petit.json")), texts_of(release)
    (dataset,) = alone.datasets
    seen = list[str]()
    for row in pa.Table.from_batches(dataset.ids()).to_pylist():
        tokens = dataset.tokens[row["first_token"] : row["first_token"] + row["tokens"]].tolist()
        assert tokens[-1] == 0
        assert 0 not in tokens[:-1], "a text that spells the end is text"
        assert model.decode(tokens[:-1]) == texts[row["id"]]
        assert row["text_bytes"] == len(texts[row["id"]].encode())
        seen.append(row["id"])
    assert seen == sorted(texts)
    assert any(END in text for text in texts.values())


def test_rows_say_what_the_release_says(small: tuple[World, Path], alone: TokenFiles) -> None:
    columns = ["id", "version", "text_sha256", "source", "license", "language"]
    (path,) = open_release(small[1]).data
    assert pa.Table.from_batches(alone.datasets[0].ids(columns)).to_pylist() == pq.read_table(path, columns=columns).to_pylist()
    assert pq.read_schema(alone.datasets[0].ids_path).equals(IDS)


def test_the_manifest_names_release_tokenizer_and_every_file(small: tuple[World, Path], alone: TokenFiles) -> None:
    opened, manifest = open_release(small[1]), alone.manifest
    assert manifest.release.name == opened.name
    assert manifest.release.root == opened.manifest["documents_merkle_root"]
    assert manifest.release.private is False
    assert manifest.documents == opened.manifest["documents"]
    (about,) = manifest.datasets
    said = {**about.files, **manifest.files}
    assert said == {name: each for name, each in digests(alone.folder).items() if name != "manifest.json"}
    assert about.by == {"source": NAME}
    assert about.text_bytes == sum(len(text.encode()) for text in texts_of(small[1]).values())
    assert (alone.folder / "tokenizer.json").read_bytes() == (small[0].root / "petit.json").read_bytes()
    assert str(small[0].root) not in (alone.folder / "manifest.json").read_text()


@pytest.mark.parametrize("groups", [1, 3])
def test_another_cut_gives_the_same_bytes(
    small: tuple[World, Path], alone: TokenFiles, groups: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moisson.models.tokens.make.FEW_PIECES", 1)
    monkeypatch.setattr("moisson.models.tokens.make.MOST_GROUPS", groups)
    assert digests(made(*small, to=f"cut-{groups}").folder) == digests(alone.folder)


@pytest.mark.long
@settings(max_examples=12)
@given(
    groups=st.integers(1, 9),
    by=st.permutations(["source", "license", "language"]).flatmap(lambda names: st.sampled_from([names[:n] for n in (1, 2, 3)])),
)
def test_every_cut_gives_the_same_bytes(small: tuple[World, Path], groups: int, by: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moisson.models.tokens.make.FEW_PIECES", 1)
        patch.setattr("moisson.models.tokens.make.MOST_GROUPS", 1)
        one = digests(made(*small, to="one", by=by).folder)
        patch.setattr("moisson.models.tokens.make.MOST_GROUPS", groups)
        other = digests(made(*small, to="other", by=by).folder)
    for name in ("one", "other"):
        rmtree(small[0].root / name)  # else the next would copy
    assert one == other


@pytest.mark.long
@pytest.mark.parametrize("on", ["local", "folder", "slurm", "ray"])
def test_every_runner_gives_the_same_bytes(
    small: tuple[World, Path], alone: TokenFiles, on: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    world, release = small
    if on == "slurm":
        request.getfixturevalue("slurm_cluster")
    site = tmp_path / "site.toml"
    site.write_text(f"cpus = 1\ntasks_per_job = 4\nsetup = ['export PYTHONPATH={REPOSITORY}']\n")
    options = Options(world.options(f"work-{on}").workspace, workers=2, where=Where(on, site))
    make_tokens(release, asked(world), options, tmp_path / "tokens")
    assert digests(tmp_path / "tokens") == digests(alone.folder)


def test_a_run_that_was_killed_goes_on(small: tuple[World, Path], alone: TokenFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = list[int]()

    def dies(*arguments: object) -> None:
        raise KeyboardInterrupt

    world, release = small
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("moisson.models.tokens.make.write_about", dies)
        made(world, release, "killed")
    assert not (world.root / "killed").exists()
    monkeypatch.setattr(Encoder, "encode", lambda *_: calls.append(1))
    again = made(world, release, "killed")
    assert not calls, "nothing was tokenised again"
    assert digests(again.folder) == digests(alone.folder)
    assert not list((world.root / "work" / "rounds").iterdir())


def test_a_new_release_copies_what_did_not_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    before = made(world, released(world, monkeypatch, documents()), "old")
    assert before.copied == 0
    changed = [Entry("A05", SENTENCES[25], {"created": "2024-06-01"}), Entry("B01", SENTENCES[26])]
    newer = released(world, monkeypatch, [*(each for each in documents() if each.id not in ("A05", "A09")), *changed])
    fresh = made(world, newer, "fresh")
    encoded, real = list[str](), Encoder.encode

    def watched(self: Encoder, texts: list[str]) -> list[NDArray[Any]]:
        encoded.extend(texts)
        return real(self, texts)

    with monkeypatch.context() as patch:
        patch.setattr(Encoder, "encode", watched)
        there = made(world, newer, "since", since=before.folder)
    assert there.copied == fresh.manifest.documents - 2
    assert sorted(encoded) == sorted([SENTENCES[25], SENTENCES[26]])
    assert digests(there.folder) == digests(fresh.folder)
    in_place = made(world, newer, "old")
    assert in_place.copied == fresh.manifest.documents - 2
    assert digests(in_place.folder) == digests(fresh.folder)
    assert not list(world.root.glob(".*"))


def test_tokens_of_a_withdrawn_document_do_not_come_back(small: tuple[World, Path], tmp_path: Path) -> None:
    world, release = small
    folder = made(world, release, "withdrawn").folder
    said = orjson.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_bytes(orjson.dumps({**said, "withdrawn": [{"feed": 1, "documents": 1, "tokens": 9}]}))
    with pytest.raises(UserError, match="apply the feed to it first"):
        made(world, release, "withdrawn")


def test_datasets_are_cut_named_and_repeated_by_what_documents_share(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, documents())
    repeats = [Repeat.parse("license=etalab-2.0:3"), Repeat.parse(f"source={NAME}:0.5")]
    done = made(world, release, by=["source", "license"], repeats=repeats)
    (about,) = done.manifest.datasets
    assert (about.name, about.by, about.repeats) == (f"{NAME}_etalab-2.0", {"source": NAME, "license": "etalab-2.0"}, 1.5)
    mix = json.loads((done.folder / "datamix.json").read_text())
    weight = int(about.tokens * 1.5 // MIX.seq_length)
    assert mix == {
        "data_path": ".",
        "total_tokens": weight // MIX.batch_size * MIX.batch_size * MIX.seq_length,
        "train": [{"name": f"{NAME}_etalab-2.0_text_document", "weight": weight}],
    }
    assert (done.folder / "tokenizer_name.txt").read_text() == "petit"
    for each in mix["train"]:  # as Luciole's training makes a path for Megatron, in the folder
        assert (done.folder / mix["data_path"] / f"{each['name']}.idx").is_file()


def test_names_are_safe_and_no_two_alike() -> None:
    values: dict[str, list[str | None]] = {
        "1": ["a_b", "c"], "2": ["a", "b_c"], "3": ["../x", None], "4": ["Ü", "fr"], "5": ["ü", "fr"], "6": ["é" * 300, "fr"]
    }  # fmt: skip
    names = named(values)
    assert len({name.casefold() for name in names.values()}) == len(values)
    for name in names.values():
        assert Path(f"x/{name}").name == name
        assert len(name.encode()) < 160
    assert names["3"] == "x_und"


@pytest.mark.parametrize(
    "said", ["language", "language=br", "language=br:", "=br:2", "language=br:x", "language=br:-1", "language=br:inf"]
)
def test_a_repeat_that_cannot_be_read_is_one_sentence(said: str) -> None:
    with pytest.raises(UserError, match=r"give NAME=VALUE:TIMES, such as language=br:4"):
        Repeat.parse(said)


def test_a_repeat_of_nothing_is_refused() -> None:
    with pytest.raises(UserError, match=r"datasets are cut by source; add language to --by"):
        repeats_of([Repeat.parse("language=br:4")], ["source"], [])
    with pytest.raises(UserError, match=r"no document has this language; there are fr, und"):
        repeats_of([Repeat.parse("language=br:4")], ["language"], [["fr"], [None]])


def test_a_private_release_wants_the_user_s_word_and_the_tokens_bear_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, documents(), recipe=world.recipe(head='unlicensed = "private"'))
    with pytest.raises(UserError, match="add --private"):
        made(world, release)
    assert made(world, release, private=True).manifest.release.private is True


def test_a_release_that_does_not_hold_is_not_tokenised(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, documents())
    (release / "MANIFEST.sig").unlink()
    with pytest.raises(Unverified, match="does not hold"):
        made(world, release)
    assert not (world.root / "tokens").exists()


def test_a_folder_that_holds_something_else_is_left_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, documents())
    (world.root / "tokens").mkdir()
    (world.root / "tokens" / "notes.txt").write_text("les miennes")
    with pytest.raises(UserError, match="exists and holds no tokens"):
        made(world, release)
    assert (world.root / "tokens" / "notes.txt").read_text() == "les miennes"


def test_nothing_is_written_into_a_release(small: tuple[World, Path]) -> None:
    with pytest.raises(UserError, match="lies within the release"):
        make_tokens(small[1], asked(small[0]), small[0].options("work"), small[1] / "tokens")


def test_tokens_of_another_tokenizer_are_not_copied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, documents())
    folder = made(world, release).folder
    before = digests(folder)
    other = write_tokenizer(world.root / "autre.json", 300)
    with pytest.raises(UserError, match=r"holds tokens of another tokenizer \(petit, .*\); autre is"):
        made(world, release, tokenizer=other)
    with pytest.raises(UserError, match="another tokenizer"):
        made(world, release, "new", since=folder, tokenizer=other)
    assert digests(folder) == before


def test_tokens_that_are_not_as_written_are_not_copied(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, documents())
    folder = made(world, release).folder
    path = folder / f"{NAME}_text_document.bin"
    data = bytearray(path.read_bytes())
    data[4] ^= 1
    path.write_bytes(data)
    with pytest.raises(UserError, match="is not as it was written"):
        made(world, release)


def test_held_out_documents_are_not_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from moisson.models.holdout import held_out

    release = released(world, monkeypatch, documents())
    out = set(held_out(open_release(release), 0.3).to_pylist())
    done = made(world, release, held_out=0.3)
    there = {id for batch in TokenFiles.open(done.folder).datasets[0].ids(["id"]) for id in batch["id"].to_pylist()}
    assert out
    assert there == set(texts_of(release)) - out
    assert done.manifest.held_out == 0.3


def test_olmo_s_files_are_the_same_tokens(small: tuple[World, Path], alone: TokenFiles) -> None:
    folder = made(*small, to="olmo", olmo=True).folder
    tokens = np.fromfile(folder / f"olmo/{NAME}.npy", np.uint16)
    assert tokens.tolist() == alone.datasets[0].tokens.tolist()
    assert digests(folder).items() >= {name: of for name, of in digests(alone.folder).items() if name != "manifest.json"}.items()


def test_what_ends_a_text_is_named_or_known(tmp_path: Path) -> None:
    path = write_tokenizer(tmp_path / "tokenizer.json")
    assert read_tokenizer(path).about.end_of_text == 0
    assert read_tokenizer(tmp_path).about.name == tmp_path.name
    assert read_tokenizer(path, end_of_text="399").about.end_of_text == 399
    model = Tokenizer.from_file(str(path))
    assert read_tokenizer(path, end_of_text="e").about.end_of_text == model.token_to_id("e")
    (tmp_path / "tokenizer_config.json").write_text('{"eos_token": {"content": "e"}}')
    assert read_tokenizer(path).about.end_of_text == model.token_to_id("e")
    with pytest.raises(UserError, match=r"--end-of-text zzz: .* has no such token"):
        read_tokenizer(path, end_of_text="zzz")
    plain = orjson.loads(path.read_bytes())
    plain["added_tokens"] = []
    plain["model"]["vocab"]["ordinaire"] = plain["model"]["vocab"].pop(END)
    (tmp_path / "tokenizer_config.json").unlink()
    path.write_bytes(orjson.dumps(plain))
    with pytest.raises(UserError, match=r"does not say which token ends a text .*; name it with --end-of-text"):
        read_tokenizer(path)


def test_what_the_file_says_of_cutting_and_filling_is_not_heard(tmp_path: Path) -> None:
    path = write_tokenizer(tmp_path / "tokenizer.json")
    model = Tokenizer.from_file(str(path))
    model.enable_truncation(3)
    model.enable_padding(length=64)
    model.save(str(tmp_path / "cut.json"))
    one, other = (Encoder(read.data, read.about) for read in map(read_tokenizer, (path, tmp_path / "cut.json")))
    assert [each.tolist() for each in one.encode(list(SENTENCES))] == [each.tolist() for each in other.encode(list(SENTENCES))]


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"model": {}}', b'{"model": {"type": "BPE", "vocab": 3}}', None])
def test_what_is_no_tokenizer_is_one_sentence(tmp_path: Path, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / "x.json").write_bytes(data)
    with pytest.raises(UserError, match=r"x\.json") as raised:
        read_tokenizer(tmp_path / "x.json")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("by", [(), ("title",), ("source", "source")])
def test_datasets_are_cut_by_three_things_alone(small: tuple[World, Path], by: tuple[str, ...]) -> None:
    with pytest.raises(UserError, match="datasets are cut by source, language, license"):
        made(*small, by=by)


def test_several_documents_of_one_entry_keep_their_own_ids(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = released(world, monkeypatch, [*entries(2), Entry("two", BREAK.join([SENTENCES[13], SENTENCES[14]]))])
    (dataset,) = TokenFiles.open(made(world, release).folder).datasets
    assert [id for batch in dataset.ids(["id"]) for id in batch["id"].to_pylist()][-2:] == [f"{NAME}/two#1", f"{NAME}/two#2"]


def test_one_row_group_is_in_hand_at_a_time(small: tuple[World, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of them a task has: memory does not grow with the release."""
    monkeypatch.setattr("moisson.models.tokens.make.FEW_PIECES", 1)
    sizes, real = list[int](), Encoder.encode

    def watched(self: Encoder, texts: list[str]) -> list[NDArray[Any]]:
        sizes.append(len(texts))
        return real(self, texts)

    monkeypatch.setattr(Encoder, "encode", watched)
    done = made(*small, to="in-hand")
    assert sum(sizes) == done.manifest.documents
    assert max(sizes) <= GROUP_ROWS < done.manifest.documents


def test_few_texts_are_encodings_at_a_time(small: tuple[World, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    about = read_tokenizer(small[0].root / "petit.json")
    model = Encoder(about.data, about.about)
    whole = model.encode(list(SENTENCES))
    monkeypatch.setattr("moisson.models.tokens.tokenizer_file.AT_ONCE", 200)
    sizes, real = list[int](), Encoder._encode

    def watched(self: Encoder, texts: list[str]) -> list[NDArray[Any]]:
        sizes.append(sum(map(len, texts)))
        return real(self, texts)

    monkeypatch.setattr(Encoder, "_encode", watched)
    assert [each.tolist() for each in model.encode(list(SENTENCES))] == [each.tolist() for each in whole]
    assert max(sizes) < 200 + max(map(len, SENTENCES))
