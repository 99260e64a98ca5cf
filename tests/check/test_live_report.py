"""`check --live --all`: one report, whatever becomes of each source."""

import json
import os
import time
from pathlib import Path

import pytest
from command import call
from loopback import Asked, Given, loopback
from small_source import World

from moisson.check.live_report import report
from moisson.source.description import built_in_sources
from moisson.workspace.progress import Silent

SOURCE = """
title = "Essai"
about = "Essai."
language = "fr"

[publisher]
name = "Essai"

[connector]
use = "web"
pages = ["{address}"]
include = ["*/avis/*"]
manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}
"""
PAGE = b"<html lang=fr><title>Avis</title><h1>Avis</h1><p>Un avis de la commission.</p></html>"
CRASHES = "import os\nos.write(2, b'so')\nos._exit(7)\n"
LINKS = b'<a href="/avis/1">x</a>'


def source(base: Path, name: str, address: str, reader: str | None = None) -> str:
    folder = base / f"fr_essai_{name}"
    folder.mkdir()
    (folder / "source.toml").write_text(SOURCE.format(address=address), encoding="utf-8")
    if reader is not None:
        (folder / "read.py").write_text(reader, encoding="utf-8")
    return str(folder)


def site(asked: Asked) -> Given:
    body = {"/": LINKS, "/avis/1": PAGE, "/empty/": b"", "/closed/": b""}.get(asked.path)
    if asked.path == "/damaged/":
        body = b'<a href="/avis/1.pdf">x</a>'
    if asked.path == "/avis/1.pdf":
        return Given(b"%PDF-1.7 damaged", headers={"Content-Type": "application/pdf"})
    return Given(status=404) if body is None else Given(body, headers={"Content-Type": "text/html"})


def test_each_source_has_one_entry_that_says_what_became_of_it(tmp_path: Path) -> None:
    with loopback(site) as far:
        names = [
            source(tmp_path, "read", f"{far.address}/"),
            source(tmp_path, "unread", f"{far.address}/damaged/"),
            source(tmp_path, "gone", f"{far.address}/none?token=geheim7&a=1"),
            source(tmp_path, "away", "https://agent:geheim7@archive.invalid/liste?api_key=geheim7"),
            source(
                tmp_path,
                "crashed",
                f"{far.address}/",
                CRASHES,
            ),
            source(tmp_path, "wrong", "ftp://archive.example/"),
        ]
        found = report(names, Silent())
    said = {entry["source"].removeprefix("fr_essai_"): entry for entry in found["sources"]}
    assert [(name, entry["status"], entry["answers"]) for name, entry in said.items()] == [
        ("read", "read", True),
        ("unread", "unread", True),
        ("gone", "http-404", True),
        ("away", "address-unknown", False),
        ("crashed", "crashed", None),
        ("wrong", "address-invalid", False),
    ]
    read = said["read"]
    assert (read["title"], read["language"], read["format"]) == ("Avis", "fr", "html")
    assert read["words"] >= 5
    assert "archive.invalid cannot be resolved" in said["away"]["live"]
    assert "the check ended with status 7: so" in said["crashed"]["live"]
    assert all("\n" not in entry["live"] and entry["seconds"] > 0 for entry in said.values())
    assert (found["read"], found["answer"]) == (1, 3)
    assert {"moisson", "python", "system", "httpx2", "h11"} <= found["versions"].keys()
    assert "geheim" not in json.dumps(found)


@pytest.mark.long
def test_a_source_that_hangs_is_given_up_with_all_that_it_started(tmp_path: Path) -> None:
    reader = "import subprocess, time\nsubprocess.Popen(['sleep', '600.0417'])\nopen({!r}, 'w').close()\ntime.sleep(600)\n"
    begun = tmp_path / "begun"
    with loopback(site) as far:
        name = source(tmp_path, "hangs", f"{far.address}/", reader.format(str(begun)))
        began = time.monotonic()
        found = report([name], Silent(), limit_s=12.0)
        took = time.monotonic() - began
    (entry,) = found["sources"]
    assert (entry["status"], entry["answers"]) == ("too-slow", None)
    assert entry["live"] == "it gave no document in 12 s, and was given up"
    assert took < 60
    if begun.exists():
        sleeping = [each for each in Path("/proc").glob("[0-9]*/cmdline") if each.read_bytes() == b"sleep\0600.0417\0"]
        assert not [each for each in sleeping if each.parent.stat().st_uid == os.getuid()]


@pytest.mark.long
def test_without_a_way_out_every_ready_made_source_says_so_in_a_sentence(tmp_path: Path) -> None:
    quick = {"npm_config_fetch_retries": "0", "npm_config_cache": str(tmp_path / "npm")}
    done = call(World(tmp_path), "check", "--live", "--all", "--proxy", "http://agent:geheim7@127.0.0.1:1", **quick)
    assert (done.returncode, done.stderr) == (0, "")
    (data,) = tmp_path.glob("moisson-live-*.json")
    (page,) = tmp_path.glob("moisson-live-*.md")
    found = json.loads(data.read_text(encoding="utf-8"))
    assert [entry["source"] for entry in found["sources"]] == built_in_sources()
    assert (found["read"], found["answer"], found["through_a_proxy"]) == (0, 0, True)
    for entry in found["sources"]:
        assert entry["status"] in ("connect", "robots-unreachable", "failed", "not-asked"), entry
        assert "\n" not in entry["live"] and "Traceback" not in entry["live"]
    assert sum("no connection to the proxy 127.0.0.1:1" in entry["live"] for entry in found["sources"]) > 15
    assert page.read_text(encoding="utf-8") in done.stdout
    assert "geheim" not in data.read_text() + page.read_text() + done.stdout


def test_all_is_for_a_look_at_every_source(tmp_path: Path) -> None:
    for asked in (["--all"], ["--live"], [], ["fr_ccsd_hal", "--live", "--all"]):
        done = call(World(tmp_path), "check", *asked)
        assert done.returncode == 2
        assert done.stderr.startswith("moisson: name a recipe, a source or a path to check; or `--live --all` alone")
