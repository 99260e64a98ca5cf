"""Folders with everything in them that a real disk may hold."""

import gzip
import io
import os
import socket
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from moisson.connectors import make_connector
from moisson.connectors.files.folder import Folder
from moisson.connectors.files.glob import Selection, pattern
from moisson.contracts.errors import SourceError
from moisson.readers.contract import File, Refused

PAGE = b"<html></html>"


def zip_of(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A source's folder with data beside it."""
    for path, data in {
        "data/b.html": PAGE,
        "data/a/z.html": b"z",
        "data/a-b.txt": b"text",
        "data/c.zip": zip_of({"dir/x.html": b"x", "dir/x.png": b"png"}),
        "data/d.html.gz": gzip.compress(b"d", mtime=0),
        "data/.hidden/e.html": b"e",
        "data/.DS_Store": b"f",
        "outside/secret.html": b"secret",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    return tmp_path


def fetched(folder: Folder, base: Path) -> list[File | Refused]:
    return list(folder.fetch(base).files)


def paths(folder: Folder, base: Path) -> list[str]:
    return [item.path for item in fetched(folder, base) if isinstance(item, File)]


def reasons(folder: Folder, base: Path) -> list[tuple[str, str]]:
    return [(item.id, item.reason) for item in fetched(folder, base) if isinstance(item, Refused)]


def test_files_come_sorted_with_the_members_of_archives_and_without_hidden_ones(base: Path) -> None:
    assert fetched(Folder(path="data"), base) == [
        File("a-b.txt", b"text"),
        File("a/z.html", b"z"),
        File("b.html", PAGE),
        File("c.zip!dir/x.html", b"x"),
        File("c.zip!dir/x.png", b"png"),
        File("d.html.gz!d.html", b"d"),
    ]


def test_a_path_may_be_one_file_or_a_glob(base: Path) -> None:
    assert paths(Folder(path="data/b.html"), base) == ["b.html"]
    assert paths(Folder(path="data/.DS_Store"), base) == [".DS_Store"]
    assert paths(Folder(path="data/*.html"), base) == ["b.html"]
    assert paths(Folder(path="dat?/**/*.html"), base) == ["data/a/z.html", "data/b.html"]
    assert paths(Folder(path=f"{base}/data/**/z.*"), Path("/nowhere")) == ["a/z.html"]
    assert paths(Folder(path="../data"), base / "outside") == paths(Folder(path="data"), base)


@pytest.mark.parametrize("path", ["dta", "data/missing.html", "data/*.pdf", "dta/*.html"])
def test_a_path_that_is_not_there_is_named(base: Path, path: str) -> None:
    for ask in (Folder(path=path).pinned, Folder(path=path).fetch):
        with pytest.raises(SourceError) as raised:
            ask(base)
        assert path.partition("*")[0] in str(raised.value)


def test_an_include_that_names_nothing_is_told(base: Path) -> None:
    with pytest.raises(SourceError, match=r"data holds no file that `\*\*/\*.pdf` names; correct `include` or `path`"):
        fetched(Folder(path="data", include=["**/*.html", "**/*.pdf"]), base)


def test_unknown_parameters_are_refused() -> None:
    with pytest.raises(SourceError, match=r"`depth`.*path, include, exclude"):
        make_connector({"use": "folder", "path": "data", "depth": 3}, "source.toml")


def test_links_lead_nowhere_but_to_files_in_the_folder(base: Path) -> None:
    for name, target in {
        "1-inside": "a/z.html",
        "2-outside": "../outside/secret.html",
        "3-absolute": str(base / "outside" / "secret.html"),
        "4-folder-outside": "../outside",
        "5-folder-inside": "a",
        "6-broken": "nothing",
        "7-circle": "7-circle",
        "8-up": "..",
    }.items():
        (base / "data" / name).symlink_to(target)

    assert [path for path in paths(Folder(path="data"), base) if path[0].isdigit()] == ["1-inside"]
    assert reasons(Folder(path="data"), base) == [
        ("2-outside", "file:link-outside"),
        ("3-absolute", "file:link-outside"),
        ("4-folder-outside", "file:link-outside"),
        ("5-folder-inside", "file:link-folder"),
        ("6-broken", "file:link-broken"),
        ("7-circle", "file:link-broken"),
        ("8-up", "file:link-outside"),
    ]


def test_a_folder_reached_through_a_link_is_the_folder(base: Path) -> None:
    (base / "link").symlink_to("data")

    assert paths(Folder(path="link"), base) == paths(Folder(path="data"), base)


def test_pipes_and_sockets_are_not_opened(base: Path) -> None:
    os.mkfifo(base / "data" / "pipe")
    with tempfile.TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{short}/socket")
        assert reasons(Folder(path=short), base)[0] == ("socket", "file:not-a-file")

    assert reasons(Folder(path="data"), base) == [("pipe", "file:not-a-file")]


@pytest.mark.skipif(os.sep != "/", reason="this system has no such names")
def test_a_name_that_is_not_utf_8_is_refused(base: Path) -> None:
    (base / "data" / os.fsdecode(b"arr\xeat.html")).write_bytes(PAGE)

    assert reasons(Folder(path="data"), base) == [("arr\\xeat.html", "file:unsafe-name")]


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder, and a user who owns none of it: the superuser may read everything."""
    was_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "open.html").write_bytes(PAGE)
        (folder / "shut.html").write_bytes(PAGE)
        (folder / "sub").mkdir()
        (folder / "shut.html").chmod(0)
        (folder / "sub").chmod(0)
        if was_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if was_root:
                os.seteuid(0)
            (folder / "sub").chmod(0o700)


def test_what_may_not_be_read_is_refused_and_the_rest_is_read(as_nobody: Path) -> None:
    connector = Folder(path=str(as_nobody), include=["*.html"])

    assert paths(connector, Path()) == ["open.html"]
    assert reasons(connector, Path()) == [("shut.html", "file:permission"), ("sub", "file:permission")]


def test_a_file_that_vanishes_while_others_are_read_is_refused(base: Path) -> None:
    files = Folder(path="data").fetch(base).files
    next(files)
    (base / "data" / "b.html").unlink()

    assert ("b.html", "file:unreadable") in [(item.id, item.reason) for item in files if isinstance(item, Refused)]


def test_the_token_changes_with_the_files_and_with_nothing_else(base: Path) -> None:
    folder = Folder(path="data")
    token = folder.pinned(base)
    assert folder.pinned(base) == token == folder.fetch(base).version
    assert Folder(path=str(base / "data")).pinned(Path("/")) == token

    (base / "data" / ".hidden" / "e.html").write_bytes(b"changed")
    assert folder.pinned(base) == token

    tokens = {token, Folder(path="data", exclude=["a/**"]).pinned(base)}
    page = base / "data" / "b.html"
    page.write_bytes(PAGE + b"more")
    tokens.add(folder.pinned(base))
    os.utime(page, ns=(0, 0))
    tokens.add(folder.pinned(base))
    page.rename(base / "data" / "renamed.html")
    tokens.add(folder.pinned(base))
    (base / "data" / "renamed.html").unlink()
    tokens.add(folder.pinned(base))
    assert len(tokens) == 6


@pytest.mark.parametrize(
    ("glob", "fits", "fits_not"),
    [
        ("**", ["a", "a/b"], []),
        ("**/*", ["a", "a/b/c", ".x"], []),
        ("*", ["a", ".x"], ["a/b"]),
        ("*.json", ["a.json"], ["a/b.json", "ajson", "a.json5"]),
        ("data/**", ["data/a", "data/a/b"], ["data", "database/a"]),
        ("**/x/*.html", ["x/a.html", "a/b/x/c.html"], ["yx/a.html", "x/b/a.html"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]),
        ("a?c", ["abc"], ["a/c", "ac"]),
        ("[ab]-[!0-9]", ["a-x", "b-y"], ["c-x", "a-1", "a-/"]),
        ("a[", ["a["], ["a"]),
        ("[]]x[a-c^]", ["]xa", "]x^"], ["x", "]xd"]),
        ("a**b", ["ab", "axb"], ["a/b"]),
        ("a+(b).html", ["a+(b).html"], ["aab.html"]),
        ("é*\n", ["été\n"], ["ete\n"]),
        ("**/a/**/b/**/c", ["a/b/c", "x/a/a/b/y/b/c", "a/c/b/c"], ["a/c", "b/a/c", "a/b/c/d"]),
        ("**/**/a*a/**", ["aa/b", "x/aba/a/b"], ["aa", "a/b", "ab/b"]),
        ("*ab*ba*", ["abba", "xabxbax"], ["aba", "bxab"]),
        ("**/b", ["b", "a//b", "/b"], ["ab"]),
    ],
)
def test_globs(glob: str, fits: list[str], fits_not: list[str]) -> None:
    assert [path for path in [*fits, *fits_not] if pattern(glob).fullmatch(path)] == fits


def test_a_selection_knows_which_globs_named_nothing() -> None:
    selection = Selection(["*.html", "*.pdf", "*.zip"], ["no.*"])

    assert [selection(path) for path in ("a.html", "no.pdf", "b.zip!x/c.txt", "d.txt")] == [True, False, True, False]
    assert selection.unmatched == ["*.pdf"]
