"""Paths from where the command stands and from the source's folder, where programs that stand elsewhere do the work."""

import os
import shutil
from pathlib import Path

import httpx2
import pytest
from command import call
from git_server import amended, certificate, git_server, tls_before
from small_source import World

from moisson.connectors import npm_client
from moisson.connectors.web.remote import Remote
from moisson.connectors.web.request import Transport
from moisson.connectors.web.safety import resolve_by_system
from moisson.source.description import load_source

SOURCE = """
title = "Gesetze"
about = "Gesetze."
language = "de"

[publisher]
name = "Beispiel"

[connector]
use = "{use}"
{fields}

[rights]
license = "CC0-1.0"
basis = "licence"
level = "asserted"
"""


def written(base: Path, fields: str, use: str = "git") -> str:
    folder = base / "de_gesetze"
    folder.mkdir(exist_ok=True)
    (folder / "source.toml").write_text(SOURCE.format(use=use, fields=fields), encoding="utf-8")
    return f"./{folder.name}"


@pytest.mark.long
@pytest.mark.parametrize("way", ["path", "http"])
@pytest.mark.parametrize("out", [(), ("--out", "other/place")], ids=["default", "named"])
def test_git_fills_a_workspace_that_is_named_from_here(way: str, out: tuple[str, ...], tmp_path: Path) -> None:
    amended(tmp_path / "far.git")
    with git_server(tmp_path) as server:
        place = "../far.git" if way == "path" else f"{server.address}/far.git"
        manners = 'manners = { allow_hosts = ["127.0.0.1"] }'
        source = written(tmp_path, f'repository = "{place}"\ninclude = ["gesetze/**"]\n{manners}')
        looked = call(World(tmp_path), "harvest", source, "--dry-run", *out)
        done = call(World(tmp_path), "harvest", source, *out)
    assert (looked.returncode, looked.stderr) == (0, "")
    assert (done.returncode, done.stderr) == (0, "")
    assert "40 added" in done.stdout
    assert list((tmp_path / (out[1] if out else "build") / "harvest/de_gesetze/store/git").glob("*.git/objects"))


@pytest.mark.long
def test_git_is_found_in_a_folder_of_path_that_is_named_from_here(tmp_path: Path) -> None:
    amended(tmp_path / "far.git")
    found = shutil.which("git")
    assert found
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(found)
    source = written(tmp_path, 'repository = "../far.git"\ninclude = ["gesetze/**"]')
    done = call(World(tmp_path), "harvest", source, PATH=f"bin{os.pathsep}/nowhere")
    assert (done.returncode, done.stderr) == (0, "")


def test_npm_is_found_in_a_folder_of_path_that_is_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/npm").write_text("#!/bin/sh\necho 10.0.0\n")
    (tmp_path / "bin/npm").chmod(0o755)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"bin{os.pathsep}{os.environ['PATH']}")
    assert npm_client.run(["--version"], tmp_path / "elsewhere", 10) == "10.0.0\n"


def test_certificates_are_named_from_the_source_and_are_none_of_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, private = certificate(tmp_path, "localhost")
    fields = 'pages = ["https://localhost/"]\nmanners = {{ allow_hosts = ["localhost"], ca_file = "{}" }}'
    folder = tmp_path / "de_gesetze"
    folder.mkdir()
    shutil.copy(public, folder / "own.pem")
    written(tmp_path, fields.format("own.pem"), "web")
    monkeypatch.chdir("/")
    source = load_source(str(folder), Path())
    connector = source.connector
    assert isinstance(connector, Remote)
    with git_server(tmp_path) as server, tls_before(int(server.address.rpartition(":")[2]), public, private) as port:
        wire = Transport(connector.manners, resolve_by_system)
        assert wire.ask("GET", httpx2.URL(f"https://localhost:{port}/none"), {}, None, 1_000).status == 404
        wire.close()
    written(tmp_path, fields.format("../localhost.pem"), "web")
    assert load_source(str(folder), Path()).definition == source.definition
