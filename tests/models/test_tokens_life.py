"""Tokens after they are made: proved from their release, found by their documents' names, and taken back."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from command import call, sentence
from small_source import BREAK, NAME, SENTENCES, STAGES, Entry, World, digests, make_world
from token_world import documents, made, released, write_tokenizer

from moisson.contracts.errors import NotFound, Unverified, UserError
from moisson.contracts.sign import signer
from moisson.contracts.token_files import TokenFiles
from moisson.models.tokens.check import check_tokens
from moisson.models.tokens.look_up import trace_in_tokens
from moisson.models.tokens.take_back import find_withdrawn, rewrite, write_masks
from moisson.models.tokens.tokenizer_file import Encoder
from moisson.stewardship.feed import feed_path
from moisson.stewardship.opened import open_release
from moisson.stewardship.withdraw.act import Request, withdraw
from moisson.stewardship.withdraw.apply import apply_withdrawals

SPLIT = Entry("two", BREAK.join([SENTENCES[23], SENTENCES[24]]))
TWIN = Entry("twin", SENTENCES[3])  # the same words as A03
DUPLICATES = [stage for stage in STAGES if stage["use"] != "drop_exact_duplicates"]  # with which both stay

ONE = {"feed": 1, "documents": 1, "tokens": 9}  # what a manifest says was withdrawn


@dataclass(frozen=True)
class Case:
    """A release and its tokens, and the feed in which A03 (with its twin) and an entry of two documents are withdrawn."""

    world: World
    release: Path
    tokens: Path
    feed: Path

    def texts(self) -> dict[str, str]:
        return {row["id"]: row["text"] for path in open_release(self.release).data for row in pq.read_table(path).to_pylist()}


def taken_back(world: World, *ids: str, key: Path | None = None) -> Path:
    """Withdraw documents and those of the same text; gives the feed."""
    workspace = world.options().workspace
    asked = Request([f"{NAME}/{id}" for id in ids], "à la demande", "essai", "2024-05-02", same_text=True)
    with workspace.locked():
        withdraw(workspace, asked, signer(key))
    return feed_path(workspace)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Case:
    world = make_world(tmp_path_factory.mktemp("life"))
    with pytest.MonkeyPatch.context() as patch:
        release = released(world, patch, [*documents(), SPLIT, TWIN], recipe=world.recipe(DUPLICATES))
        release = Path(copytree(release, world.root / "release"))
        tokens = made(world, release, olmo=True).folder
    return Case(world, release, tokens, taken_back(world, "A03", "two"))


@pytest.fixture
def case(kept: Case, tmp_path: Path) -> Case:
    """One that may be changed."""
    return Case(kept.world, kept.release, Path(copytree(kept.tokens, tmp_path / "tokens")), kept.feed)


GONE = {f"{NAME}/A03", f"{NAME}/twin", f"{NAME}/two#1", f"{NAME}/two#2"}


def ids_of(folder: Path) -> list[str]:
    return [id for each in TokenFiles.open(folder).datasets for batch in each.ids(["id"]) for id in batch["id"].to_pylist()]


def test_tokens_and_their_release_prove_each_other(kept: Case) -> None:
    every = check_tokens(kept.tokens, kept.release, every=True)
    assert every.faults == []
    assert every.again == every.manifest.documents == len(kept.texts())


def test_a_sample_is_tokenised_again(kept: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("moisson.models.tokens.check.SAMPLE", 5)
    checked = check_tokens(kept.tokens, kept.release)
    assert checked.holds
    assert 0 < checked.again < checked.manifest.documents


def other_bytes(name: str) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        data = bytearray((case.tokens / name).read_bytes())
        data[-1] ^= 1
        (case.tokens / name).write_bytes(data)

    return change


def said(case: Case, change: Callable[[Any], object]) -> None:
    manifest = orjson.loads((case.tokens / "manifest.json").read_bytes())
    change(manifest)
    (case.tokens / "manifest.json").write_bytes(orjson.dumps(manifest))


def sums(case: Case) -> None:
    """Name the files' own digests in the manifest, as whoever forges them would."""
    now = digests(case.tokens)

    def name(manifest: Any) -> None:
        for each in (manifest, *manifest["datasets"]):
            each["files"] = {path: now[path] for path in each["files"]}

    said(case, name)


def forged_tokens(case: Case) -> None:
    (dataset,) = TokenFiles.open(case.tokens).datasets
    tokens = np.array(dataset.tokens)
    tokens[2], tokens[3] = tokens[3], tokens[2]
    tokens.tofile(f"{dataset.prefix}.bin")
    tokens.tofile(case.tokens / f"olmo/{NAME}.npy")
    sums(case)


def forged_end(case: Case) -> None:
    (dataset,) = TokenFiles.open(case.tokens).datasets
    tokens = np.array(dataset.tokens)
    tokens[dataset.lengths[0] - 1] = 5
    tokens.tofile(f"{dataset.prefix}.bin")
    tokens.tofile(case.tokens / f"olmo/{NAME}.npy")
    sums(case)


def forged_rows(column: str, value: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        path = case.tokens / f"{NAME}.ids.parquet"
        table = pq.read_table(path)
        values = table[column].to_pylist()
        values[1] = value
        of = table.schema.field(column)
        pq.write_table(table.set_column(table.column_names.index(column), of, pa.array(values, of.type)), path)
        sums(case)

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (other_bytes(f"{NAME}_text_document.bin"), r"files: .*\.bin has the SHA-256"),
        (other_bytes(f"{NAME}.ids.parquet"), None),
        (lambda case: (case.tokens / "notes.txt").write_text("?"), r"files: notes\.txt is not in the manifest"),
        (lambda case: (case.tokens / "datamix.json").unlink(), r"files: datamix\.json is missing"),
        (forged_tokens, r"tokens: .* has other tokens than its text gives"),
        (forged_end, r"bounds: .* do not end with the end of text"),
        (forged_rows("version", "0" * 64), r"rows: .* has another version"),
        (forged_rows("license", "CC-BY-4.0"), r"rows: .* has another version, text, source, licence"),
        (forged_rows("id", f"{NAME}/AAA"), r"rows: .*A01 is in the release, and not among|rows: .*/AAA is not in the release"),
        (forged_rows("first_token", 1), r"bounds: .* does not say of documents what the index says"),
        (lambda case: said(case, lambda it: it["release"].update(root="0" * 64)), r"release: manifest\.json names the root 0000"),
        (lambda case: said(case, lambda it: it["release"].update(private=True)), r"whether it is private"),
        (lambda case: said(case, lambda it: it["datasets"][0].update(weight=1)), r"mixture: .* has another weight"),
        (lambda case: said(case, lambda it: it.update(held_out=0.3)), r"says that 0\.3 of the documents are held out"),
        (lambda case: said(case, lambda it: it["tokenizer"].update(vocabulary=3)), r"tokenizer: .* is not the one that the man"),
        (lambda case: said(case, lambda it: it.update(withdrawn=[ONE])), r"the tokens lack another number"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(case: Case, change: Callable[[Case], object], fault: str | None) -> None:
    change(case)
    if fault is None:
        with pytest.raises(UserError):
            check_tokens(case.tokens, case.release, every=True)
        return
    found = [str(each) for each in check_tokens(case.tokens, case.release, every=True).faults]
    assert any(re.search(fault, each) for each in found), found


def test_another_release_is_named(case: Case, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    other = released(world, monkeypatch, documents()[:-1])
    found = check_tokens(case.tokens, other).faults
    assert any(fault.check == "release" and "this one is" in fault.what for fault in found)


def test_a_document_is_found_by_its_id_and_an_entry_by_its_parts(kept: Case) -> None:
    (place,) = trace_in_tokens([kept.tokens], f"{NAME}/A04")
    data = (kept.tokens / place["file"]).read_bytes()[place["first_byte"] : place["first_byte"] + place["bytes"]]
    model = Encoder((kept.tokens / "tokenizer.json").read_bytes(), TokenFiles.open(kept.tokens).manifest.tokenizer)
    (tokens,) = model.encode([kept.texts()[f"{NAME}/A04"]])
    assert data == tokens.tobytes()
    assert (place["first_byte"], place["tokens"]) == (2 * place["first_token"], len(tokens))
    assert [each["id"] for each in trace_in_tokens([kept.tokens], f"{NAME}/two")] == [f"{NAME}/two#1", f"{NAME}/two#2"]
    with pytest.raises(NotFound, match="is in no dataset of"):
        trace_in_tokens([kept.tokens], f"{NAME}/A99")


def test_a_feed_names_the_indices_of_all_that_it_withdraws(kept: Case) -> None:
    """A document of the same words under another id, and every part of an entry, are among them."""
    gone = find_withdrawn(kept.feed, kept.tokens)
    ids = ids_of(kept.tokens)
    assert {ids[index] for index in gone.indices[NAME]} == GONE
    found = gone.as_dict()
    assert found["datasets"][f"{NAME}_text_document"]["documents"] == sorted(ids.index(id) for id in GONE)
    assert NAME + "/" not in json.dumps(found)


def test_a_mask_has_a_byte_a_token(kept: Case, tmp_path: Path) -> None:
    gone = find_withdrawn(kept.feed, kept.tokens)
    write_masks(gone, tmp_path / "masks")
    mask = np.fromfile(tmp_path / f"masks/{NAME}_text_document.mask", np.bool_)
    (dataset,) = TokenFiles.open(kept.tokens).datasets
    assert len(mask) == len(dataset.tokens)
    for index, (start, length) in enumerate(zip(dataset.starts, dataset.lengths, strict=True)):
        assert mask[start : start + length].any() == mask[start : start + length].all() == (index not in gone.indices[NAME])
    assert orjson.loads((tmp_path / "masks/withdrawn.json").read_bytes()) == gone.as_dict()


def test_rewritten_tokens_are_without_them_and_still_prove_themselves(case: Case) -> None:
    before = TokenFiles.open(case.tokens).manifest
    gone = find_withdrawn(case.feed, case.tokens)
    rewrite(gone)
    left = TokenFiles.open(case.tokens)
    assert set(ids_of(case.tokens)) == set(case.texts()) - GONE
    assert left.manifest.documents == before.documents - 4
    (count,) = left.manifest.withdrawn
    assert (count.feed, count.documents, count.tokens) == (gone.last, 4, before.tokens - left.manifest.tokens)
    assert check_tokens(case.tokens, case.release, every=True).faults == []
    (dataset,) = left.datasets
    for row in pa.Table.from_batches(dataset.ids()).to_pylist():
        assert dataset.starts[row["index"]] == row["first_token"]
    assert f"olmo/{NAME}.npy" in dataset.about.files
    assert not list(case.tokens.parent.glob(".*"))
    again = find_withdrawn(case.feed, case.tokens)
    assert again.documents == 0
    assert rewrite(again) == left.manifest


def test_rewritten_tokens_are_those_of_the_cleaned_release(case: Case, tmp_path: Path) -> None:
    """Cleaning tokens, and making them of the cleaned release, come to the same datasets, to the byte."""
    rewrite(find_withdrawn(case.feed, case.tokens))
    cleaned = Path(copytree(case.release, tmp_path / "releases" / "cleaned"))
    apply_withdrawals(case.feed, cleaned, signer())
    fresh = made(case.world, cleaned, f"fresh-{tmp_path.name}", olmo=True).folder
    one, other = digests(case.tokens), digests(fresh)
    del one["manifest.json"], other["manifest.json"]
    assert one == other
    assert check_tokens(case.tokens, cleaned, every=True).faults == []


def test_a_feed_of_another_or_an_old_one_is_refused(case: Case, tmp_path: Path) -> None:
    other = make_world(tmp_path / "other")
    other.publish(documents()[:3])
    other.build(key=tmp_path / "their_key")
    with pytest.raises(Unverified, match="is not signed by"):
        find_withdrawn(taken_back(other, "A01", key=tmp_path / "their_key"), case.tokens)
    said(case, lambda it: it.update(withdrawn=[{**ONE, "feed": 9}]))
    with pytest.raises(Unverified, match="and 9 have been applied here"):
        find_withdrawn(case.feed, case.tokens)


def test_the_commands_say_it_in_a_sentence(case: Case) -> None:
    tokens, release = str(case.tokens), str(case.release)
    done = call(case.world, "verify", tokens, release, "--all")
    assert done.returncode == 0, done.stderr
    assert "✓ essai-petit holds: 26 documents and " in done.stdout
    assert "all of them tokenised again" in done.stdout
    assert "moisson verify TOKENS RELEASE" in sentence(call(case.world, "verify", tokens), 2)
    done = call(case.world, "trace", f"{NAME}/A04", "--tokens", tokens)
    assert f"{NAME}_text_document.bin: document 4" in done.stdout, done.stderr
    assert "--as rewrite, which is in place" in sentence(call(case.world, "apply-withdrawals", str(case.feed), tokens), 2)
    done = call(case.world, "apply-withdrawals", str(case.feed), tokens, "--as", "rewrite")
    assert "4 documents were taken out" in done.stdout, done.stderr
    assert "must be trained again" in done.stdout
    other = write_tokenizer(case.world.root / "autre" / "autre.json", 300)
    said_of = sentence(call(case.world, "tokens", release, "--tokenizer", str(other), "--to", tokens), 2)
    assert "holds tokens of another tokenizer" in said_of
    data = (case.tokens / f"{NAME}_text_document.bin").read_bytes()
    (case.tokens / f"{NAME}_text_document.bin").write_bytes(data[:-2])
    assert "it was cut" in sentence(call(case.world, "verify", tokens, release), 2)


def test_a_workspace_knows_its_own_tokens(world: World) -> None:
    """`trace` says where they lie, and `withdraw` that they hold what it takes back."""
    world.publish(documents())
    world.build()
    tokenizer = write_tokenizer(world.root / "petit.json")
    done = call(world, "tokens", "build/releases/essai/latest", "--tokenizer", str(tokenizer), "--workers", "1")
    assert done.returncode == 0, done.stderr
    (folder,) = (world.root / "build/tokens/essai").iterdir()
    (place,) = json.loads(call(world, "trace", f"{NAME}/A04", "--json").stdout)["tokens"]
    assert (world.root / place["folder"]).resolve() == folder
    assert place["file"] == f"{NAME}_text_document.bin"
    assert "tokenised of essai/" in call(world, "trace", f"{NAME}/A04").stdout
    said = call(world, "withdraw", f"{NAME}/A04", "--reason", "à la demande", "--authority", "essai").stdout
    assert f"build/tokens/essai/{folder.name} holds 1 withdrawn documents as tokens." in said
    again = call(world, "apply-withdrawals", "build/releases/withdrawals.jsonl", str(folder), "--as", "rewrite", "--json")
    assert json.loads(again.stdout)["datasets"][f"{NAME}_text_document"]["documents"] == [4]
    assert json.loads(call(world, "trace", f"{NAME}/A04", "--json").stdout)["tokens"] == []
