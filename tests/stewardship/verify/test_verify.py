"""Verify: a release that holds, and every way of tampering with one, named."""

import json
import os
import random
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from command import call
from small_source import BREAK, SENTENCES, STAGES, UNREADABLE, Entry, World, entries, make_world

from moisson.contracts.errors import UserError
from moisson.contracts.identity import pretty_json
from moisson.contracts.sign import public_key, signer
from moisson.release.manifest import files, write_signed
from moisson.stewardship.verify.proofs import check_proof, prove_from
from moisson.stewardship.verify.verdict import faults, verify
from moisson.workspace.storage import PARQUET, read_json


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a few dozen documents, with a ledger and signatures of its texts."""
    world = make_world(tmp_path_factory.mktemp("verified"))
    odd = [Entry("bad", UNREADABLE), Entry("twin", SENTENCES[1], {"created": "2019"}), Entry("two", BREAK.join(SENTENCES[7:9]))]
    world.publish([*entries(20), *odd])
    return world.build(recipe=world.recipe([*STAGES, {"use": "drop_near_duplicates"}])).path


@pytest.fixture
def mine(released: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(copytree(released, tmp_path / released.name))


def sign_again(folder: Path) -> None:
    """What a forger does: a manifest that fits the files, under a key of his own."""
    manifest = read_json(folder / "MANIFEST.json")
    manifest["files"] = files(folder)
    write_signed(folder / "MANIFEST.json", manifest, signer(folder.parent / "forger"), folder / "MANIFEST.sig")


def rewritten(folder: Path, change: Callable[[pa.Table], pa.Table], part: str = "data/fr") -> None:
    path = next((folder / part).glob("*.parquet"))
    pq.write_table(change(pq.read_table(path)), path, **PARQUET)


def edited(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def named(folder: Path) -> set[str]:
    """The checks that found something."""
    return {fault.check for fault in verify(folder).faults}


def said(folder: Path) -> str:
    return "\n".join(map(str, verify(folder).faults))


def test_a_release_holds_as_it_was_made(released: Path) -> None:
    verdict = verify(released, signer().public)
    assert verdict.faults == []
    assert verdict.signer == signer().public
    assert verdict.manifest["documents"] == 20


def test_no_single_byte_can_change(mine: Path) -> None:
    random.seed(7)
    paths = sorted(path for path in mine.rglob("*") if path.is_file())
    for path in paths:
        whole = path.read_bytes()
        for at in random.sample(range(len(whole)), min(12, len(whole))):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << random.randrange(8)]) + whole[at + 1 :])
            found = [next(faults(mine), None)]
            assert found[0] is not None, (path, at)
        path.write_bytes(whole)
    assert verify(mine).holds


def test_damage_everywhere_is_named_and_never_crashes(mine: Path) -> None:
    random.seed(3)
    for path in sorted(mine.rglob("*.parquet")):
        whole = path.read_bytes()
        for at in random.sample(range(len(whole)), 25):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
            assert path.relative_to(mine).as_posix() in said(mine)
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "name", ["README.md", "stats.json", "recipe.toml", "report.html", "MANIFEST.sig", "data/fr/part-00000.parquet"]
)
def test_a_missing_file_is_named(mine: Path, name: str) -> None:
    (mine / name).unlink()
    assert f"{name} is missing" in said(mine)


def test_a_file_too_many_is_named(mine: Path) -> None:
    (mine / "data" / "fr" / "part-00001.parquet").write_bytes(b"PAR1")
    (mine / "notes.txt").write_text("hello")
    assert "notes.txt is not in the manifest" in said(mine)
    assert "data/fr/part-00001.parquet is not in the manifest" in said(mine)


def test_another_key_is_told_from_the_one_asked_for(mine: Path, tmp_path: Path) -> None:
    assert verify(mine, signer(tmp_path / "other").public).faults[0].check == "signature"
    sign_again(mine)
    assert verify(mine).holds  # consistent: only the key tells
    assert [fault.check for fault in verify(mine, signer().public).faults] == ["signature"]


def test_a_removed_row_is_found_even_under_a_new_manifest(mine: Path) -> None:
    rewritten(mine, lambda table: table.filter(pc.not_equal(table["id"], "fr_essai_articles/A05")))
    sign_again(mine)
    assert {"tree", "conservation"} <= named(mine)
    assert "fr_essai_articles/A05 is in signatures/ but no longer in data/" in said(mine)
    assert "says 20 documents; data/ holds 19" in said(mine)


def test_an_edited_text_is_found_even_under_a_new_manifest(mine: Path) -> None:
    def other(table: pa.Table) -> pa.Table:
        texts = table["text"].to_pylist()
        return table.set_column(
            table.schema.get_field_index("text"), "text", pa.array([f"{texts[0]} Et plus.", *texts[1:]], pa.large_string())
        )

    rewritten(mine, other)
    sign_again(mine)
    assert "has another text than `text_sha256` says" in said(mine)


def test_a_row_without_a_right_is_named(mine: Path) -> None:
    def without(table: pa.Table) -> pa.Table:
        rights = table["rights"].to_pylist()
        rights[3] = None
        rights[4]["basis"] = None
        return table.set_column(
            table.schema.get_field_index("rights"), "rights", pa.array(rights, table.schema.field("rights").type)
        )

    rewritten(mine, without)
    sign_again(mine)
    ids = pq.read_table(next((mine / "data" / "fr").glob("*")))["id"].to_pylist()
    for id in ids[3:5]:
        assert f"rights: {id} has no basis" in said(mine)


def test_rows_out_of_order_or_twice_are_named(mine: Path) -> None:
    rewritten(mine, lambda table: pa.concat_tables([table.slice(1), table.slice(0, 2)]))
    sign_again(mine)
    assert {"order", "conservation"} <= named(mine)
    assert "holds an id twice" in said(mine)


def test_a_ledger_row_for_what_is_there_is_named(mine: Path) -> None:
    def more(table: pa.Table) -> pa.Table:
        row = table.slice(0, 1).to_pylist()[0] | {"id": "fr_essai_articles/A05", "stage": "drop_short", "reason": "too-short"}
        return pa.concat_tables([table, pa.Table.from_pylist([row], schema=table.schema)])

    rewritten(mine, more, "ledger")
    sign_again(mine)
    assert "names 1 documents that are in data/ as well" in said(mine)


def test_a_removed_ledger_row_is_named(mine: Path) -> None:
    rewritten(mine, lambda table: table.filter(pc.not_equal(table["stage"], "extract")), "ledger")
    sign_again(mine)
    assert "figures" in named(mine)
    assert "extract" in said(mine)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda stats: stats["totals"].update(documents=23), "totals.documents = 23; the rows give 20"),
        (lambda stats: stats["sources"][0]["lengths"].update(p50=9999), "sources[0].lengths.p50 = 9999"),
        (lambda stats: stats["funnel"][0].update(documents=99), "funnel[0].documents = 99"),
        (lambda stats: stats["languages"][0].update(words=1), "languages[0].words = 1"),
    ],
)
def test_an_edited_figure_is_named_with_what_the_rows_give(
    mine: Path, change: Callable[[dict[str, Any]], None], place: str
) -> None:
    stats = read_json(mine / "stats.json")
    change(stats)
    (mine / "stats.json").write_bytes(pretty_json(stats))
    sign_again(mine)
    assert f"figures: stats.json says {place}" in said(mine)


def test_an_edited_figure_in_a_document_is_named_with_its_line(mine: Path) -> None:
    edited(mine, "README.md", "20 documents", "23 documents")
    sign_again(mine)
    assert "documents: README.md line" in said(mine)
    assert "23 documents" in said(mine)


@pytest.mark.parametrize(
    ("other", "which"),
    [
        ({"environment": {"pyarrow": "1.0"}}, "environment.pyarrow: 1.0 there, "),
        ({"document_versions": {"README.md": 0}}, "document_versions.README.md: 0 there, "),
        ({"schema_version": 1}, "schema_version: 1 there, "),
    ],
)
def test_a_document_of_other_versions_is_not_made_anew_and_that_is_said(mine: Path, other: dict[str, Any], which: str) -> None:
    manifest = read_json(mine / "MANIFEST.json")
    for name, value in other.items():
        manifest[name] = {**manifest[name], **value} if isinstance(value, dict) else value
    edited(mine, "README.md", "20 documents", "23 documents")
    (mine / "MANIFEST.json").write_bytes(pretty_json(manifest))
    sign_again(mine)
    verdict = verify(mine)
    assert verdict.holds
    (skipped,) = [one.why for one in verdict.not_checked if one.what == "documents"]
    assert which in skipped


def test_edited_costs_are_named(mine: Path) -> None:
    costs = read_json(mine / "costs.json") | {"workers": 64}
    (mine / "costs.json").write_bytes(pretty_json(costs))
    assert named(mine) == {"files"}
    (mine / "costs.json").unlink()
    assert verify(mine).holds


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"files": 3}', b"\xff\xfe", b'{"files": {"README.md": 3}}'])
def test_a_manifest_that_is_none_is_named(mine: Path, data: bytes) -> None:
    (mine / "MANIFEST.json").write_bytes(data)
    assert {"signature", "files"} <= named(mine)


def without_values(at: int, table: pa.Table) -> pa.Table:
    field = table.schema.field(at)
    return table.set_column(at, field, pa.nulls(table.num_rows, field.type))


@pytest.mark.parametrize("part", ["data/fr", "ledger", "signatures"])
def test_columns_without_values_are_named_and_never_crash(mine: Path, part: str) -> None:
    path = next((mine / part).glob("*.parquet"))
    whole, table = path.read_bytes(), pq.read_table(path)
    filled = [number for number, column in enumerate(table.columns) if column.null_count < table.num_rows]
    for number in filled:
        rewritten(mine, partial(without_values, number), part)
        sign_again(mine)
        assert not verify(mine).holds, table.column_names[number]
        path.write_bytes(whole)


def test_a_link_that_leads_to_no_file_is_named_and_one_that_does_is_read_through(mine: Path, tmp_path: Path) -> None:
    (mine / "README.md").rename(tmp_path / "blob")
    (mine / "README.md").symlink_to(tmp_path / "blob")  # as download tools lay out their caches
    assert verify(mine).holds
    (mine / "loop").symlink_to(mine)
    (mine / "nowhere").symlink_to("/nowhere/at/all")
    os.mkfifo(mine / "pipe")
    assert said(mine).splitlines() == [
        "files: loop is a link to a folder",
        "files: nowhere is a link to nothing",
        "files: pipe is no file",
    ]


def test_a_name_writes_nothing_on_a_terminal_but_itself(mine: Path) -> None:
    (mine / "a\n✓ it holds\x1b[2J").write_text("x")
    assert said(mine) == "files: a\\n✓ it holds\\x1b[2J is not in the manifest"


def test_a_manifest_of_another_release_is_named(mine: Path) -> None:
    manifest = read_json(mine / "MANIFEST.json") | {"release": "1-000000000000"}
    (mine / "MANIFEST.json").write_bytes(pretty_json(manifest))
    sign_again(mine)
    assert "figures: stats.json is of release 1-" in said(mine)


def notice(folder: Path, **more: Any) -> dict[str, Any]:
    was = {"manifest_sha256": sha256((folder / "MANIFEST.json").read_bytes()).hexdigest()}
    return {"release": "1", "date": "2026-11-25", "reason": "it is bad", "replaced_by": "mine", "was": was, **more}


def test_only_its_maker_can_take_a_release_back(mine: Path) -> None:
    forger = signer(mine.parent / "forger")
    write_signed(mine / "SUPERSEDED.json", notice(mine), forger, mine / "SUPERSEDED.json.sig")
    assert "who signed the release" in said(mine)
    done = call(World(mine.parent), "verify", str(mine))
    assert done.returncode == 6
    assert "Use mine instead" not in done.stdout
    write_signed(mine / "SUPERSEDED.json", notice(mine), signer(), mine / "SUPERSEDED.json.sig")
    assert verify(mine).holds
    write_signed(mine / "SUPERSEDED.json", notice(mine, was={}), signer(), mine / "SUPERSEDED.json.sig")
    assert said(mine) == "signature: SUPERSEDED.json is about another release"


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"{}", b'{"release": "1", "date": "2026", "reason": 3, "was": {}}'])
def test_a_notice_that_is_none_is_named(mine: Path, data: bytes) -> None:
    (mine / "SUPERSEDED.json").write_bytes(data)
    (mine / "SUPERSEDED.json.sig").write_text(signer().sign(data))
    assert said(mine) == "signature: SUPERSEDED.json is no notice of a release"
    (mine / "MANIFEST.json").unlink()
    done = call(World(mine.parent), "verify", str(mine))
    assert done.returncode == 6
    assert "Traceback" not in done.stderr


def test_a_stub_holds_nothing_else(mine: Path) -> None:
    write_signed(mine / "SUPERSEDED.json", notice(mine), signer(), mine / "SUPERSEDED.json.sig")
    (mine / "MANIFEST.json").unlink()
    assert "files: README.md lies in a release that has been taken back" in said(mine)


def test_a_stats_file_that_is_none_is_named(mine: Path) -> None:
    for data in (b"{}", b"[1]", b"nothing"):
        (mine / "stats.json").write_bytes(data)
        sign_again(mine)
        assert named(mine) == {"figures"}


def test_presence_and_absence_are_proved_to_who_has_the_manifest_alone(released: Path, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()
    for name in ("MANIFEST.json", "MANIFEST.sig"):
        (tmp_path / "bare" / name).write_bytes((released / name).read_bytes())
    for id, there in (("fr_essai_articles/A05", True), ("fr_essai_articles/none", False)):
        proof = prove_from(released, id)
        assert proof.present == there
        (tmp_path / "proof.json").write_bytes(pretty_json(proof.as_dict()))
        assert ("is one" if there else "is none") in check_proof(tmp_path / "bare", tmp_path / "proof.json", signer().public)
        assert id not in (tmp_path / "proof.json").read_text()


def test_what_is_no_proof_is_refused_and_never_said_to_be_made_anew(released: Path, tmp_path: Path) -> None:
    for data in (b"hello", b"{}", b'{"leaves": 3}', b"\xff"):
        (tmp_path / "proof.json").write_bytes(data)
        with pytest.raises(UserError, match="is no proof"):
            check_proof(released, tmp_path / "proof.json", None)
    (tmp_path / "MANIFEST.json").write_bytes(b"{")
    assert "get the release again" in said(tmp_path)
    assert call(World(tmp_path), "verify", str(released), "--absent", "").returncode == 0


def test_the_command_ends_with_codes_for_machines(released: Path, mine: Path) -> None:
    here = World(mine.parent)
    good = call(here, "verify", str(released), "--key", str(signer().public))
    assert good.returncode == 0, good.stderr
    assert signer().public.fingerprint in good.stdout
    edited(mine, "README.md", "20 documents", "23 documents")
    bad = call(here, "verify", str(mine), "--json")
    assert bad.returncode == 6
    assert {fault["where"] for fault in json.loads(bad.stdout)["faults"]} == {"README.md"}
    assert call(here, "verify", str(mine / "none")).returncode == 2
    assert call(here, "verify", str(released), "--absent", "fr_essai_articles/A05").returncode == 6
    assert call(here, "verify", str(released), "--present", "fr_essai_articles/A05").returncode == 0
    assert call(here, "verify", str(released), "--key", "nonsense").returncode in (2, 4)


def test_a_key_is_read_from_its_line_or_its_file(tmp_path: Path) -> None:
    signs = signer(tmp_path / "key")
    assert public_key(str(signs.public)) == public_key(str(tmp_path / "key.pub")) == signs.public
    with pytest.raises(UserError, match="neither an OpenSSH Ed25519 public key"):
        public_key("ssh-ed25519 AAAA")
