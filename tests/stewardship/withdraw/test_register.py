"""The register and its feed: for whom they are, that they only grow, and that no line of them can be changed."""

import json
from datetime import date
from pathlib import Path

import pytest
from command import FEW_WORKERS, answer, call
from small_source import NAME, World, mixed
from test_withdraw import take_back

from moisson.contracts.errors import Unverified
from moisson.contracts.identity import canonical_json
from moisson.contracts.sign import signer
from moisson.stewardship.feed import feed_path, read_feed
from moisson.workspace.withdrawn_ids import register_path


def test_the_register_is_for_its_owner_alone_and_only_grows(world: World) -> None:
    world.publish(mixed())
    world.build()
    path = register_path(world.options().workspace)
    take_back(world, "A05")
    assert path.stat().st_mode & 0o777 == 0o600
    first = path.read_bytes()
    take_back(world, "A06")
    assert path.read_bytes().startswith(first)
    acts = read_feed(feed_path(world.options().workspace), signer().public).acts
    assert [act["number"] for act in acts] == [1, 2]
    assert acts[0]["releases"] == [f"essai/{next((world.root / 'build/releases/essai').glob('1-*')).name}"]


def test_a_feed_that_was_tampered_with_is_refused(world: World, tmp_path: Path) -> None:
    world.publish(mixed())
    world.build()
    for id in ("A05", "A06", "A07"):
        take_back(world, id)
    lines = feed_path(world.options().workspace).read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[1])
    entry["entry"]["documents"] = []
    wrong = {
        "an entry edited": [lines[0], canonical_json(entry) + b"\n", lines[2]],
        "an entry taken out": [lines[0], lines[2]],
        "the newest entries taken out under a seal": [lines[0], lines[3]],
        "an entry after the seal": [lines[3], *lines[:3]],
        "the first entry taken out": lines[1:],
        "two exchanged": [lines[1], lines[0], lines[2]],
        "no JSON": [b"{\n"],
        "no signature": [canonical_json({**json.loads(lines[0]), "signature": 3}) + b"\n"],
        "no marks": [b'{"entry": {"documents": [{"name": "x", "marks": [[]]}]}, "signature": ""}\n'],
    }
    for what, data in wrong.items():
        (tmp_path / "feed").write_bytes(b"".join(data))
        with pytest.raises(Unverified):
            read_feed(tmp_path / "feed", signer().public)
            pytest.fail(what)
    with pytest.raises(Unverified):
        read_feed(feed_path(world.options().workspace), signer(tmp_path / "other").public)


def test_the_feed_is_healed_where_a_kill_fell_before_it(world: World) -> None:
    world.publish(mixed())
    world.build()
    take_back(world, "A05")
    take_back(world, "A06")
    path = feed_path(world.options().workspace)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - 40])
    take_back(world, "A06")
    assert path.read_bytes() == whole


def test_a_damaged_register_stops_harvests_and_runs(world: World) -> None:
    world.publish(mixed())
    world.build()
    take_back(world, "A05")
    register_path(world.options().workspace).write_text("{}\n")
    done = call(world, "build", "essai.toml", *FEW_WORKERS)
    assert done.returncode == 4
    assert "register.jsonl is damaged" in done.stderr


def test_a_feed_says_how_fresh_it_is_and_builds_renew_that(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.publish(mixed())
    release = world.build().path
    monkeypatch.setattr("moisson.stewardship.feed.today", lambda: date(2026, 11, 26))
    take_back(world, "A05")
    path = feed_path(world.options().workspace)
    feed = read_feed(path, signer().public)
    assert (len(feed.acts), feed.newest, feed.sealed) == (1, "2026-11-25", "2026-11-26")
    assert feed.said(date(2026, 12, 6)) == "Feed of 1 withdrawals, the newest of 2026-11-25; sealed 2026-11-26, 10 days old."
    done = call(world, "verify", str(release), "--feed", str(path))
    assert done.returncode == 0, done.stderr
    assert "sealed 2026-11-26, " in done.stdout and " days old" in done.stdout
    assert f"1 documents were withdrawn since, {NAME}/A05; `moisson apply-withdrawals" in done.stdout
    monkeypatch.setattr("moisson.stewardship.feed.today", lambda: date(2026, 11, 28))
    first = world.build()
    assert read_feed(path, None).sealed == "2026-11-28"
    monkeypatch.setattr("moisson.stewardship.feed.today", lambda: date(2026, 11, 29))
    assert not world.build().made
    assert read_feed(path, None).sealed == "2026-11-29"
    said = answer(call(world, "verify", str(first.path), "--feed", str(path), "--json"))
    assert said["feed"] == {"withdrawals": 1, "newest": "2026-11-25", "sealed": "2026-11-29"}
    assert said["withdrawn_since"] == []
    assert "withdrawals" not in [one["what"] for one in said["not_checked"]]
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert "bears no seal" in call(world, "verify", str(release), "--feed", str(path)).stdout
    files = [path for path in first.path.rglob("*") if path.is_file()]
    assert not any(day in path.read_bytes() for day in (b"2026-11-26", b"2026-11-28") for path in files)  # only the feed tells
