"""The desk on the command line, as an official works with it: from an empty table to an answer, the GDPR file and a copy."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import small_commons
from command import answer, call, sentence
from small_desk import BODY, form, mail
from small_source import NAME, World

from moisson.contracts.sign import signer


@pytest.fixture
def at_hand(copy: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A workspace with a release, and a commons one of whose members has the key in `$MOISSON_KEY`."""
    monkeypatch.setenv("MOISSON_KEY", str(copy.root / "member"))
    founder = small_commons.found(copy.root / "commons")
    keys = [{"key": str(signer().public), "until": "2030-01-01"}]
    founder.append("key-changed", {"keys": keys, "witness": None}, by="public-1")
    for name, value in (("COMMONS", "commons"), ("DESK", "desk.db")):
        monkeypatch.setenv(f"MOISSON_{name}", value)
    return copy


@pytest.mark.long
def test_a_request_goes_through_the_desk_on_the_command_line(at_hand: World) -> None:
    def ran(*arguments: str) -> str:
        done = call(at_hand, "commons", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def read(*arguments: str) -> Any:
        return answer(call(at_hand, "commons", *arguments, "--json"))

    def file(name: str) -> Path:
        return at_hand.root / name

    file("bad.eml").write_bytes(b"nothing")
    file("a.eml").write_bytes(mail(form("fr", kind="erasure", id=f"{NAME}/A01", why="Je suis nommée.")))
    assert "makes it" in sentence(call(at_hand, "commons", "desk", "list"), 2)
    read("desk", "set", *(f"--{name}={value}" for name, value in BODY.items()))
    assert "no sender" in sentence(call(at_hand, "commons", "desk", "take", "bad.eml"), 2)
    (taken,) = read("desk", "take", "a.eml", "--received", datetime.now(UTC).date().isoformat())
    number = taken["number"]
    assert [row["number"] for row in read("desk", "due")] == [number]
    assert read("desk", "search", number)["documents"][0]["id"] == f"{NAME}/A01"
    assert "purposes" in read("gdpr", "build/releases/essai/latest", "--to", "gdpr")["open"]
    ran("desk", "decide", number, "granted", "--ground", "17(1)(c)", "--id", f"{NAME}/A01")
    assert read("desk", "carry-out", number)["would_withdraw"] == [f"{NAME}/A01"]
    assert "comes before the answer" in sentence(call(at_hand, "commons", "desk", "letter", number, "answer", "--to", "l.txt"), 2)
    assert read("desk", "carry-out", number, "--yes")["withdrawal"] == 1
    ran("desk", "letter", number, "answer", "--to", "l.txt")
    assert f"{NAME}/A01" in file("l.txt").read_text("utf-8") and file("l.txt").stat().st_mode & 0o777 == 0o600
    assert "which is published" in sentence(call(at_hand, "commons", "desk", "letter", number, "answer", "--to", "commons/l"), 2)
    again = sentence(call(at_hand, "commons", "gdpr", "build/releases/essai/latest", "--to", "gdpr"), 2)
    assert "was taken back" in again
    ran("desk", "answered", number)
    assert read("desk", "show", number)["state"] == "answered"
    assert read("desk", "purge") == {"proofs": 0, "persons": 0}
    ran("desk", "backup", "--to", "copy")
    assert "1 to answer" not in ran("desk", "due")
    ran("verify", "commons")
