"""Withdraw: gone from what comes next, and with --purge from what is there; and everyone can see that it was done."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from command import call
from decoded import holding
from hypothesis import given, settings
from hypothesis import strategies as st
from small_source import NAME, SENTENCES, STAGES, Entry, World, digests, entries, make_world, mixed, touched

from moisson.build import Built
from moisson.connectors.memory.store import SMALL_BYTES, Store
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.identity import digest
from moisson.contracts.sign import signer
from moisson.stewardship.feed import feed_path
from moisson.stewardship.verify.verdict import verify
from moisson.stewardship.withdraw.act import Outcome, Request, withdraw
from moisson.workspace.storage import Workspace, read_json, read_table
from moisson.workspace.withdrawn_ids import register_path, suppression

URL = "https://example.org/articles/A05"


def take_back(world: World, *ids: str, **how: Any) -> Outcome:
    options = world.options()
    asked = Request([f"{NAME}/{id}" for id in ids], "a request under the law", "the publisher", "2026-11-25", **how)
    with options.workspace.locked():
        return withdraw(options.workspace, asked, signer())


def released(built: Built) -> dict[str, dict[str, Any]]:
    paths = sorted(built.path.glob("data/**/*.parquet"))
    return {row["id"].removeprefix(f"{NAME}/"): row for path in paths for row in read_table(path).to_pylist()}


def ledger(built: Built) -> list[dict[str, Any]]:
    return [row for path in sorted(built.path.glob("ledger/*.parquet")) for row in read_table(path).to_pylist()]


def failing_after(most: int, write: Callable[..., Any]) -> Callable[..., Any]:
    """A way to write tables that fails after so many of them."""
    calls = iter(range(most))
    return lambda *given: write(*given) if next(calls, None) is not None else 1 // 0


def traces(world: World, *words: str) -> set[str]:
    return holding(world.root / "build", *words)


@pytest.fixture
def secret(world: World) -> World:
    """A world with a document whose text, title, address and id stand nowhere else."""
    more = [
        Entry("one-of-a-kind", "La colombe zinzinule au-dessus du beffroi de Moncontour.", {"url": URL, "title": "Zinzinulement"})
    ]
    world.publish([*mixed(), *more])
    return world


def test_the_next_release_lacks_it_and_has_another_name(world: World) -> None:
    world.publish(mixed())
    first = world.build()
    take_back(world, "A05")
    second = world.build()
    assert second.path.name != first.path.name
    assert set(released(first)) - set(released(second)) == {"A05"}
    assert verify(second.path).holds


def test_what_it_stood_for_is_decided_again(world: World) -> None:
    world.publish(mixed())
    assert "twin" not in released(world.build())
    take_back(world, "A03")
    found = released(world.build())
    assert "twin" in found
    assert "A03" not in found


def test_the_ledger_names_it_by_a_hash_that_only_the_requester_can_make(world: World) -> None:
    world.publish(mixed())
    world.build()
    outcome = take_back(world, "A05")
    (row,) = [row for row in ledger(world.build()) if row["reason"] == "withdrawn"]
    salt = outcome.withdrawn[0].salt
    assert row["id"] == f"{NAME}/withdrawn:{sha256(bytes.fromhex(salt) + f'{NAME}/A05'.encode()).hexdigest()}"
    assert row["version"] is None
    assert row["detail"] == "2026-11-25, the publisher: a request under the law"
    assert salt not in feed_path(world.options().workspace).read_text()


@pytest.mark.long
@settings(max_examples=12)
@given(st.sets(st.integers(0, len(mixed()) - 1), min_size=1, max_size=6), st.booleans())
def test_a_release_is_as_if_they_had_never_been_published(
    tmp_path_factory: pytest.TempPathFactory, chosen: set[int], purge: bool
) -> None:
    lived, fresh = (make_world(tmp_path_factory.mktemp(name)) for name in ("lived", "fresh"))
    lived.publish(mixed())
    lived.build()
    take_back(lived, *(mixed()[place].id for place in chosen), purge=purge)
    fresh.publish([entry for place, entry in enumerate(mixed()) if place not in chosen])
    left, right = lived.build(), fresh.build()
    assert {name: value for name, value in digests(left.path).items() if name.startswith("data/")} == {
        name: value for name, value in digests(right.path).items() if name.startswith("data/")
    }
    assert verify(left.path).holds
    own = [row for row in ledger(left) if row["reason"] != "withdrawn"]
    assert own == ledger(right)


def test_the_same_text_under_other_ids_is_listed_and_goes_too_where_that_is_asked(world: World) -> None:
    world.publish([*entries(5), Entry("copy", SENTENCES[2], {"created": "2020"})])
    world.build()
    assert [row.id for row in take_back(world, "A02").same_text] == [f"{NAME}/copy"]
    assert "copy" in released(world.build())
    outcome = take_back(world, "A02", same_text=True)
    assert [(one.id, one.same_text_as) for one in outcome.withdrawn] == [(f"{NAME}/copy", f"{NAME}/A02")]
    assert not {"A02", "copy"} & set(released(world.build()))
    world.publish([*entries(5), Entry("third", SENTENCES[2], {"created": "2021"})])
    again = world.build()
    assert not {"A02", "copy", "third"} & set(released(again))
    assert sum(row["reason"] == "withdrawn" for row in ledger(again)) == 3
    assert verify(again.path).holds


def test_after_a_purge_nothing_is_left_but_in_the_private_register(secret: World) -> None:
    first = secret.build()
    words = ("zinzinule", "Zinzinulement", URL, f"{NAME}/one-of-a-kind")
    store = Store(secret.options().workspace.harvest(NAME) / "store")
    large = b"Zinzinulement " * (SMALL_BYTES // 10)
    store.remember(URL, {"sha256": store.keep(b"La colombe zinzinule"), "whole": store.keep(large)})
    store.close()
    for left in (secret.options().workspace.rounds("essai"), replace(secret.options().workspace, beside=True).temporary):
        left.mkdir(parents=True)  # of a build and of a slice that were killed
        (left / "lines").write_text("La colombe zinzinule")
    assert len(traces(secret, *words)) > 8
    assert {Path(path).name for path in traces(secret, *words)} >= {"store.sqlite", digest(large)}
    outcome = take_back(secret, "one-of-a-kind", purge=True)
    assert outcome.holders[0].held == (f"{NAME}/one-of-a-kind",)
    assert traces(secret, *words) == {"withdrawals/register.jsonl"}
    again = secret.build()
    assert "one-of-a-kind" not in released(again)
    assert traces(secret, *words) == {"withdrawals/register.jsonl"}
    assert verify(again.path).holds
    assert [path.name for path in sorted(first.path.iterdir())] == ["SUPERSEDED.json", "SUPERSEDED.json.sig"]


def test_a_new_harvest_does_not_bring_it_back(secret: World) -> None:
    secret.build()
    take_back(secret, "one-of-a-kind", purge=True)
    words = ("zinzinule", f"{NAME}/one-of-a-kind")
    changed = Entry("one-of-a-kind", "La colombe zinzinule encore au-dessus du beffroi de Moncontour.", {"url": URL})
    secret.publish([*mixed(), changed, Entry("new", SENTENCES[17])])
    again = secret.build(accept_loss=False)
    assert "new" in released(again)
    assert traces(secret, *words) == {"withdrawals/register.jsonl"}
    assert secret.harvest().about["withdrawn"] == 1


def test_a_stub_says_what_it_was_and_what_replaces_it(secret: World) -> None:
    first = secret.build()
    was = sha256((first.path / "MANIFEST.json").read_bytes()).hexdigest()
    take_back(secret, "one-of-a-kind", purge=True)
    stub = verify(first.path, signer().public)
    assert stub.stub and stub.holds and stub.superseded is not None
    assert stub.superseded["replaced_by"] is None
    again = secret.build()
    stub = verify(first.path, signer().public)
    assert stub.holds and stub.superseded is not None
    assert stub.superseded["replaced_by"] == again.path.name
    assert stub.superseded["was"]["manifest_sha256"] == was
    edited = (first.path / "SUPERSEDED.json").read_bytes().replace(b"the publisher", b"nobody at all")
    (first.path / "SUPERSEDED.json").write_bytes(edited)
    assert [fault.check for fault in verify(first.path).faults] == ["signature"]


def test_without_a_purge_the_release_stays_and_is_marked(world: World) -> None:
    world.publish(mixed())
    first = world.build()
    take_back(world, "A05")
    again = world.build()
    marked = verify(first.path)
    assert marked.holds and not marked.stub and marked.superseded is not None
    assert marked.superseded["replaced_by"] == again.path.name


def test_a_purge_works_only_on_what_it_must(world: World) -> None:
    world.publish(mixed()[:6], mixed()[6:])
    world.build(part_bytes=300)
    before = touched(world.root / "build" / "harvest" / NAME / "parts")
    take_back(world, "A01", purge=True)
    after = touched(world.root / "build" / "harvest" / NAME / "parts")
    assert sum(before[path] != after[path] for path in before) == 1
    again = world.build(part_bytes=300)
    assert not world.build(part_bytes=300).made
    assert "A01" not in released(again)


def test_a_withdrawal_can_be_purged_later(secret: World) -> None:
    secret.build()
    take_back(secret, "one-of-a-kind")
    secret.build()
    outcome = take_back(secret, "one-of-a-kind", purge=True)
    assert outcome.already == (f"{NAME}/one-of-a-kind",)
    assert traces(secret, "zinzinule", "one-of-a-kind") == {"withdrawals/register.jsonl"}
    assert len(suppression(secret.options().workspace).withdrawals) == 1


def test_a_purge_that_was_cut_short_is_finished_by_the_same_command(secret: World, monkeypatch: pytest.MonkeyPatch) -> None:
    secret.build()
    write = Workspace.replacing
    for most in range(30):
        with monkeypatch.context() as patched:
            patched.setattr(Workspace, "replacing", failing_after(most, write))
            with suppress(ZeroDivisionError):
                take_back(secret, "one-of-a-kind", purge=True)
                break
    assert most > 2
    take_back(secret, "one-of-a-kind", purge=True)
    assert traces(secret, "zinzinule", "one-of-a-kind") == {"withdrawals/register.jsonl"}
    again = secret.build()
    assert verify(again.path).holds
    assert len(suppression(secret.options().workspace).withdrawals) == 1


def test_trace_says_that_it_was_withdrawn_by_whom_and_why(secret: World) -> None:
    secret.build()
    outcome = take_back(secret, "one-of-a-kind", purge=True)
    done = call(secret, "trace", f"{NAME}/one-of-a-kind")
    assert done.returncode == 0, done.stderr
    assert "withdrawn 2026-11-25, the publisher: a request under the law" in done.stdout
    assert outcome.withdrawn[0].name in done.stdout.replace("\n", "")


def test_a_part_of_a_document_takes_the_whole_row(world: World) -> None:
    world.publish(mixed())
    world.build()
    outcome = take_back(world, "several#1")
    assert [one.id for one in outcome.withdrawn] == [f"{NAME}/several"]
    assert not any(id.startswith("several") for id in released(world.build()))


def test_what_cannot_be_done_is_refused_before_anything_is_written(world: World) -> None:
    world.publish(mixed())
    world.build()
    with pytest.raises(NotFound, match="is in no harvest"):
        take_back(world, "A05", "nowhere")
    options = world.options()
    with options.workspace.locked(), pytest.raises(UserError, match="must not name"):
        withdraw(options.workspace, Request([f"{NAME}/A05"], f"{NAME}/A05 is wrong", "us", "2026-11-25"), signer())
    assert not register_path(options.workspace).exists()
    assert not feed_path(options.workspace).exists()


def test_a_stub_that_was_cut_short_is_finished(secret: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = secret.build()
    other = secret.build(recipe=secret.recipe(STAGES[:2], name="autre"))
    for most in range(8):
        with monkeypatch.context() as patched:
            patched.setattr(Path, "unlink", failing_after(most, Path.unlink))
            with suppress(ZeroDivisionError):
                take_back(secret, "one-of-a-kind", purge=True)
    take_back(secret, "one-of-a-kind", purge=True)
    for folder in (first.path, other.path):
        assert sorted(path.name for path in folder.iterdir()) == ["SUPERSEDED.json", "SUPERSEDED.json.sig"]
        stub = verify(folder, signer().public)
        assert stub.stub and stub.holds
    assert traces(secret, "zinzinule", "one-of-a-kind") == {"withdrawals/register.jsonl"}


def test_an_id_can_be_kept_out_before_it_is_ever_harvested(world: World) -> None:
    world.publish(entries(3))
    world.build()
    take_back(world, "A04", unseen=True)
    world.publish(entries(6))
    assert set(released(world.build())) == {"A00", "A01", "A02", "A03", "A05"}


def test_the_command_says_who_held_it_and_that_models_must_be_trained_again(world: World) -> None:
    world.publish(mixed())
    world.build()
    (world.root / "ids.txt").write_text(f"{NAME}/A05\n\n{NAME}/A06\n")
    done = call(world, "withdraw", "ids.txt", "--reason", "a request", "--authority", "the publisher", "--date", "2026-11-20")
    assert done.returncode == 0, done.stderr
    release = next((world.root / "build/releases/essai").glob("1-*")).name
    for said in (f"Release essai/{release} held", "must be trained again", "salt ", f"Withdrawn: {NAME}/A06"):
        assert said in done.stdout
    assert read_json(world.root / "build" / "releases" / "essai" / release / "SUPERSEDED.json")["date"] == "2026-11-20"
    assert call(world, "withdraw", f"{NAME}/A07", "--reason", "x", "--authority", "y", "--date", "soon").returncode == 2


def test_a_release_that_was_taken_back_is_not_for_passing_on(secret: World) -> None:
    first = secret.build()
    take_back(secret, "one-of-a-kind")
    second = secret.build()
    for how in (("--for", "hub"), ("--as", "dolma")):
        done = call(secret, "export", str(first.path), *how, "--to", "out")
        assert done.returncode == 2
        assert f"taken back on 2026-11-25 (a request under the law); use {second.path.name}" in done.stderr
        assert not (secret.root / "out").exists()
    take_back(secret, "one-of-a-kind", purge=True)
    assert "no release any more" in call(secret, "diff", str(first.path), str(second.path)).stderr


def test_a_replacement_is_named_by_the_next_build_where_a_kill_fell_before(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish(mixed())
    first = world.build()
    take_back(world, "A05")
    with monkeypatch.context() as patched, suppress(ZeroDivisionError):
        patched.setattr(import_module("moisson.build"), "name_replacement", lambda *_given: 1 // 0)
        world.build()
    assert read_json(first.path / "SUPERSEDED.json")["replaced_by"] is None
    again = world.build()
    assert not again.made
    assert read_json(first.path / "SUPERSEDED.json")["replaced_by"] == again.path.name
    assert verify(first.path).holds


def test_text_that_was_withdrawn_alone_can_be_kept_out_under_every_id_later(world: World) -> None:
    world.publish(entries(5))
    world.build()
    take_back(world, "A02")
    assert [one.id for one in take_back(world, "A02", same_text=True).withdrawn] == []
    take_back(world, "A02", same_text=True)
    assert len(suppression(world.options().workspace).withdrawals) == 2
    world.publish([*entries(5), Entry("copy", SENTENCES[2], {"created": "2021"})])
    again = world.build()
    assert not {"A02", "copy"} & set(released(again))
    assert sum(row["reason"] == "withdrawn" for row in ledger(again)) == 2
    assert verify(again.path).holds


def replacement(built: Built) -> Any:
    return read_json(built.path / "SUPERSEDED.json")["replaced_by"]


def test_a_purge_later_gives_the_same_content_no_second_name_and_keeps_its_successor(world: World) -> None:
    newest = Entry("newest", SENTENCES[20], {"created": "2025-06-01"})
    world.publish([*mixed(), newest, newest])  # met twice: the harvest's ledger speaks of it too
    first = world.build()
    take_back(world, "newest", "A05")
    second = world.build()
    assert read_json(second.path / "stats.json")["recipe"]["as_of"] < "2025"
    before = digests(second.path)
    take_back(world, "newest", "A05", purge=True)
    assert replacement(first) == second.path.name
    again = world.build()
    assert (again.path, again.made) == (second.path, False)
    assert digests(again.path) == before
    assert [path.name for path in sorted(first.path.parent.glob("1-*"))] == sorted({first.path.name, second.path.name})
    done = call(world, "verify", str(first.path))
    assert f"Use {second.path.name} instead" in done.stdout


def test_a_release_that_never_held_it_is_named_when_another_is_purged(world: World) -> None:
    world.publish(mixed())
    first = world.build()
    world.publish([entry for entry in mixed() if entry.id != "A05"])
    second = world.build()
    take_back(world, "A05", purge=True)
    assert replacement(first) == second.path.name
    assert not (second.path / "SUPERSEDED.json").exists()


def test_a_successor_that_is_taken_back_too_is_named_no_longer(world: World) -> None:
    world.publish(mixed())
    first = world.build()
    take_back(world, "A05")
    second = world.build()
    take_back(world, "A06", purge=True)
    assert (replacement(first), replacement(second)) == (None, None)
    third = world.build()
    assert (replacement(first), replacement(second)) == (third.path.name, third.path.name)
    assert verify(first.path).holds and verify(second.path).holds
