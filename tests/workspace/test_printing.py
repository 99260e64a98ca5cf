"""Escape sequences of documents, files and servers: printed as what they are, and never obeyed by the terminal."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import FEW_WORKERS, answer, call, environment
from small_source import NAME, SENTENCES, Entry, World, make_world

from moisson.workspace.printing import visible

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b1mverdict\x7f"
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def evil_world(root: Path) -> World:
    """A source whose documents bring sequences in titles, texts, addresses, states and containers."""
    world = make_world(root)
    world.recipe_file([{"use": "require_rights"}])  # no stage that would mend the text
    facts = {"url": f"https://a.example/{EVIL}", "legal_state": f"VIGUEUR{EVIL}", "part_of": [[f"c{EVIL}", f"Code {EVIL}"]]}
    world.publish([Entry("A1", f"{SENTENCES[0]} {EVIL} {SENTENCES[1]}", facts), Entry("A2", f"Néant {EVIL}.", facts)])
    done = call(world, "build", "essai.toml", *FEW_WORKERS)
    assert done.returncode == 0, done.stderr
    assert not RAW.search(done.stdout + done.stderr)
    return world


@pytest.mark.long
def test_no_command_prints_what_steers_a_terminal(tmp_path: Path) -> None:
    world = evil_world(tmp_path)
    evil_file = tmp_path / f"note{EVIL}.txt"
    evil_file.write_text(f"{SENTENCES[3]} {EVIL} {SENTENCES[4]}")
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(SENTENCES[5])
    releases = sorted((tmp_path / "build" / "releases" / "essai").glob("1-*"))
    world.publish([Entry("A1", f"{SENTENCES[0]} {EVIL} {SENTENCES[6]}"), Entry(f"A{EVIL}", SENTENCES[7])])
    asked = (
        ("show", "--limit", "9"),
        ("trace", f"{NAME}/A1"),
        ("trace", "--text", SENTENCES[1]),
        ("read", str(tmp_path), *FEW_WORKERS),
        ("check", str(tmp_path), *FEW_WORKERS),
        ("check", "essai.toml"),
        ("check", f"no{EVIL}.such"),
        ("harvest", "essai.toml", "--accept-loss"),
        ("build", "essai.toml", "--accept-loss", *FEW_WORKERS),
        ("diff", str(releases[0]), "build/releases/essai/latest"),
        ("verify", "build/releases/essai/latest"),
        ("show", f"{NAME}/{EVIL}"),
        ("read", f"{tmp_path}/none{EVIL}"),
    )
    said = ""
    for command in asked:
        done = call(world, *command)
        assert not RAW.search(done.stdout + done.stderr), command
        assert "Traceback" not in done.stderr
        said += done.stdout + done.stderr
    assert r"\x1b]0;owned\x07\x1b[2J\x9b1mverdict\x7f" in said
    shown = answer(call(world, "show", f"{NAME}/A1", "--json"))
    assert EVIL in shown[0]["text"]  # for a program the words are whole
    assert not RAW.search(call(world, "show", "--json").stdout)


@pytest.mark.parametrize("command", [("show", "--limit", "9"), ("read", "data", "--workers", "1")])
def test_a_terminal_gets_our_colours_and_no_sequence_of_a_document(tmp_path: Path, command: tuple[str, ...]) -> None:
    world = evil_world(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / f"n{EVIL}.txt").write_text(f"{SENTENCES[3]} {EVIL} {SENTENCES[4]}")
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "moisson", *command], cwd=world.root, stdout=theirs, stderr=theirs, env=environment(TERM="xterm")
    )
    os.close(theirs)
    said = b""
    while True:
        try:
            piece = os.read(ours, 1 << 16)
        except OSError:
            break
        said += piece
    os.close(ours)
    assert child.wait(timeout=60) == 0
    left = re.sub(r"\x1b\[[0-9;]*m|\r\n", "", said.decode())
    assert "\x1b[" in said.decode()
    assert not RAW.search(left)
    assert "owned" in left


def test_text_stays_text() -> None:
    assert visible("Déjà\tvu\nЗакон § 1 — ≥ 5 %\r\n") == "Déjà\tvu\nЗакон § 1 — ≥ 5 %\n"
    assert visible("a\rb\x1bc") == r"a\rb\x1bc"
    assert json.loads(json.dumps(visible("\ud800"))) == r"\ud800"
