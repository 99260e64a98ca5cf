"""What the git connector is told wrongly, what the far side does not have, and what a hostile one may try."""

import time
from pathlib import Path
from random import Random

import pytest
from brought import bodies, reasons
from git_server import Repository, amended, certificate, git, git_server, repository, tls_before
from loopback import MANNERS, Asked, Given, loopback
from taken import take

from moisson.connectors.files.bounds import Limits
from moisson.connectors.git import client, clone, location
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File


@pytest.fixture
def far(tmp_path: Path) -> Repository:
    return amended(tmp_path / "far.git")


def test_what_is_no_file_is_refused_with_its_reason(store: Store, tmp_path: Path) -> None:
    far = repository(tmp_path / "far.git")
    text = far.blob(b"text")
    pointer = far.blob(b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n")
    far.commit_tree(
        far.tree(
            {
                "..": ("100644", text),
                "a\\b": ("100644", text),
                "b\nc": ("100644", text),
                "good.md": ("100644", text),
                "lang" * 1200: ("100644", text),
                "lfs.pdf": ("100644", pointer),
                "link": ("120000", far.blob(b"/etc/passwd")),
                "module": ("160000", "1" * 40),
                "un\udcffcoded": ("100644", text),
            }
        )
    )
    _, found = take(git(far), store, tmp_path)
    assert bodies(found) == {"good.md": b"text"}
    assert reasons(found) == {
        "..": "file:unsafe-name",
        "a\\b": "file:unsafe-name",
        "b\\x0ac": "file:unsafe-name",
        ("lang" * 1200)[:500]: "file:unsafe-name",
        "lfs.pdf": "git:lfs-pointer",
        "link": "git:link",
        "module": "git:submodule",
        "un\\xffcoded": "file:unsafe-name",
    }


@pytest.mark.long
def test_a_name_of_64_mib_costs_linear_time_and_no_memory(store: Store, tmp_path: Path) -> None:
    """As a tree can hold it; joined anew with every piece that comes, it would take minutes."""
    far = repository(tmp_path / "far.git")
    text = far.blob(b"text")
    far.commit_tree(far.tree({"a.md": ("100644", text), "b" * (64 << 20): ("100644", text), "c.md": ("100644", text)}))
    began = time.process_time()
    _, found = take(git(far, include=["*.md", "b*"]), store, tmp_path)
    assert time.process_time() - began < 5
    assert bodies(found) == {"a.md": b"text", "c.md": b"text"}
    assert reasons(found) == {"b" * 500: "file:unsafe-name"}


def test_a_content_beyond_the_limit_is_refused_and_the_others_come(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clone, "DEFAULT_LIMITS", Limits(max_member_bytes=2 << 20))  # not 512 MiB: that takes a while to make
    far = repository(tmp_path / "far.git")
    far.commit({"a.txt": b"a", "huge.bin": bytes((2 << 20) + 1), "large.bin": bytes(2 << 20), "z.txt": b"z"})
    _, found = take(git(far), store, tmp_path)
    assert bodies(found) == {"a.txt": b"a", "large.bin": bytes(2 << 20), "z.txt": b"z"}
    assert reasons(found) == {"huge.bin": "file:too-large"}


def test_mistakes_in_the_description_are_told(far: Repository, store: Store, tmp_path: Path) -> None:
    for repository_, words in (
        ("nowhere.git", "does not exist"),
        ("http://example.org/r.git", "must be an https address"),
        ("ssh://example.org/r.git", "only http and https"),
        ("https://example.org/r.git?x=1", "without a query"),
    ):
        with pytest.raises(SourceError, match=words):
            git(repository_).fetch(tmp_path, store)
    with pytest.raises(SourceError) as told:
        git("https://me:hunter22@example.org/r.git").fetch(tmp_path, store)
    assert "hunter22" not in str(told.value)
    for ref in ("--upload-pack=x", "a..b", "x^{tree}", "main:path", ""):
        with pytest.raises(ValueError, match="is not a branch"):
            git(far, ref=ref)
    with pytest.raises(FetchError, match=r"no file at HEAD that `nothing/\*\*` names"):
        take(git(far, include=["nothing/**"]), store, tmp_path)


def test_what_the_far_side_does_not_have_is_told(far: Repository, store: Store, tmp_path: Path) -> None:
    repository(tmp_path / "empty.git")
    (tmp_path / "none.git").mkdir()
    with git_server(tmp_path) as server:
        for name, fields, words in (
            ("empty.git", {}, "is empty"),
            ("far.git", {"ref": "nope"}, "no branch and no tag nope; it has, among others, heads/main"),
            ("far.git", {"ref": "1" * 40}, f"no commit {'1' * 40}"),
            ("none.git", {}, "has no repository at this address"),
        ):
            with pytest.raises(FetchError, match=words):
                take(git(f"{server.address}/{name}", **fields), store, tmp_path)


def test_a_shallow_repository_gives_its_files_without_dates_and_no_history(far: Repository, store: Store, tmp_path: Path) -> None:
    shallow = Repository(tmp_path / "shallow.git")
    far.git("clone", "-q", "--bare", "--depth=1", f"file://{far.path}", str(shallow.path))
    _, found = take(git(shallow, include=["gesetze/**"]), store, tmp_path)
    assert len(bodies(found)) == 40
    assert all(isinstance(each, File) and each.about and each.about.created is None for each in found.values())
    with pytest.raises(FetchError, match="shallow"):
        take(git(shallow, history="all"), store, tmp_path)
    shallow.git("fetch", "-q", "--unshallow", str(far.path))
    assert len(bodies(take(git(shallow, history="all", include=["gesetze/**"]), store, tmp_path)[1])) == 41


def test_the_opt_outs_of_the_host_hold_for_the_repository(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with git_server(tmp_path) as server:

        def rules(asked: Asked) -> Given | None:
            if asked.path == "/robots.txt":
                return Given(b"User-agent: GPTBot\nDisallow: /far.git\n\nUser-agent: moisson\nDisallow: /secret\n")
            return Given(status=404) if asked.path.startswith("/.well-known") else server.answer(asked)

        before, _ = take(git(f"{server.address}/far.git", include=["README.md"]), store, tmp_path)
        monkeypatch.setattr(server.loopback, "take", rules)
        version, found = take(git(f"{server.address}/far.git", include=["README.md"]), store, tmp_path)
        assert version != before, "one that begins later is another version of the same commit"
        (file,) = found.values()
        assert isinstance(file, File) and file.about and not file.data, "and no content of it is asked for"
        assert [row["protocol"] for row in file.about.reservation] == ["robots.txt"]
        with pytest.raises(FetchError, match="robots-disallowed"):
            take(git(f"{server.address}/secret.git"), store, tmp_path)


def test_git_asks_as_we_do_and_tells_its_secret_to_its_host_only(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAR_LOGIN", "Basic aGVsbG8=")
    with git_server(tmp_path) as server:
        host = server.address.partition("//")[2]
        manners = MANNERS.model_copy(update={"credentials": {host: "FAR_LOGIN"}, "contact": "mailto:x@example.org"})
        take(git(f"{server.address}/far.git", manners=manners), store, tmp_path)
        for asked in server.loopback.asked:
            assert asked.headers["authorization"] == "Basic aGVsbG8="
            assert asked.headers["user-agent"] == manners.identity
    kept = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert b"aGVsbG8=" not in kept


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given(status=401, headers={"WWW-Authenticate": "Basic"}), "refuses access.*manners.credentials"),
        (Given(status=302, headers={"Location": "http://127.0.0.1:1/x"}), "has moved"),
        (Given(status=503), "answers with an error; run again later"),
        (Given(b"<html>hello", headers={"Content-Type": "text/html"}), "is empty, or no git repository"),
        (
            Given(
                b"001e# service=git-upload-pack\n00000", headers={"Content-Type": "application/x-git-upload-pack-advertisement"}
            ),
            "git:",
        ),
    ],
)
def test_a_server_that_is_no_git_server_is_told(given: Given, words: str, store: Store, tmp_path: Path) -> None:
    with loopback(lambda _asked: given) as served, pytest.raises(FetchError, match=words):
        take(git(f"{served.address}/r.git"), store, tmp_path)


def test_bounds_on_time_and_size_are_kept(far: Repository, store: Store, tmp_path: Path) -> None:
    noise = Random(1).randbytes(400_000)
    far.commit({"noise.bin": noise})
    with git_server(tmp_path) as server:
        small = MANNERS.model_copy(update={"max_download_bytes": 20_000})
        with pytest.raises(FetchError, match=r"damaged, or larger than manners\.max_download_bytes"):
            take(git(f"{server.address}/far.git", manners=small), store, tmp_path)

        def silent(asked: Asked) -> Given:
            if asked.path.startswith("/r.git"):
                time.sleep(4)
            return Given(status=404)

        with loopback(silent) as served, pytest.raises(FetchError, match="timed out after 1 s"):
            take(git(f"{served.address}/r.git", timeout_s=1), store, tmp_path)


def test_an_address_that_leads_to_this_machine_is_refused_unless_it_is_allowed(
    far: Repository, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(FetchError, match="address-refused"):
        git("https://localhost/far.git").fetch(tmp_path, store)


def test_git_goes_to_the_very_address_that_was_judged_and_trusts_no_other_certificate(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No resolver knows these names: who comes home has been led by us."""
    names = ["recht.example", "other.example"]
    monkeypatch.setattr(location, "resolve_by_system", lambda _host, _port: ["127.0.0.1"])
    public, private = certificate(tmp_path, names[0])
    manners = MANNERS.model_copy(update={"allow_hosts": names, "ca_file": str(public)})
    with git_server(tmp_path) as server, tls_before(int(server.address.rpartition(":")[2]), public, private) as port:
        address = f"https://recht.example:{port}/far.git"
        assert len(bodies(take(git(address, manners=manners), store, tmp_path)[1])) == 42
        assert server.loopback.asked[0].headers["host"] == f"recht.example:{port}"
        with pytest.raises(FetchError, match="tls"):
            take(git(address, manners=manners.model_copy(update={"ca_file": None})), store, tmp_path)
        with pytest.raises(FetchError, match="tls"):
            take(git(address.replace(names[0], names[1]), manners=manners), store, tmp_path)
        monkeypatch.setattr(clone, "trust_settings", lambda _manners, _home: [])  # git itself looks, too
        with pytest.raises(FetchError, match="certificate that is not to be trusted"):
            take(git(address, manners=manners), store, tmp_path)


def test_git_goes_to_the_address_that_was_judged_for_a_name_in_letters_too(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No resolver knows this name, in letters or in ASCII: a pin that names it otherwise than curl does leads nowhere."""
    monkeypatch.setattr(location, "resolve_by_system", lambda _host, _port: ["127.0.0.1"])
    public, private = certificate(tmp_path, "xn--exmple-cua.example")
    manners = MANNERS.model_copy(update={"allow_hosts": ["xn--exmple-cua.example"], "ca_file": str(public)})
    with git_server(tmp_path) as server, tls_before(int(server.address.rpartition(":")[2]), public, private) as port:
        assert len(bodies(take(git(f"https://exämple.example:{port}/far.git", manners=manners), store, tmp_path)[1])) == 42


def test_no_configuration_hook_or_helper_of_anyone_takes_part(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = tmp_path / "mark"
    script = tmp_path / "script"
    script.write_text(f'#!/bin/sh\ntouch {mark}\nexec "$@"\n')
    script.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f'[url "{tmp_path}/elsewhere"]\n\tinsteadOf = {far.path}\n[credential]\n\thelper = !{script}\n'
        f"[core]\n\thooksPath = {tmp_path}\n"
        f"[uploadpack]\n\tpackObjectsHook = {script}\n"
    )
    for name, value in {
        "HOME": str(home),
        "GIT_SSH_COMMAND": str(script),
        "GIT_ASKPASS": str(script),
        "GIT_DIR": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    for key in ("uploadpack.packObjectsHook", "core.fsmonitor", "core.sshCommand"):
        far.git("config", key, str(script))
    far.git("config", "core.hooksPath", str(tmp_path))
    for hook in ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc"):
        (tmp_path / hook).write_text(script.read_text())
        (tmp_path / hook).chmod(0o755)
    assert len(bodies(take(git(far, include=["gesetze/**"]), store, tmp_path)[1])) == 40
    assert not mark.exists()


def test_without_git_it_is_told_what_to_install(
    far: Repository, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.program.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchError, match=r"install git 2\.37 or newer"):
        git(far).fetch(tmp_path, store)
    client.program.cache_clear()
