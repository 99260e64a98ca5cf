"""A hub for tests: the API that the Hugging Face hub documents, over real git repositories, large files on a host of their own.

What it says is checked by the hub's own client (`huggingface_hub`), which downloads from it in test_hub.py.
"""

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

from huggingface_hub import snapshot_download
from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors.objects.hub import Hub as Connector

NAME = "ville/avis"
CARD = b"---\nlanguage: fr\nlicense: etalab-2.0\n---\n# Avis\n"
LARGE = b"".join(b'{"id": "%d", "text": "Avis n. %d du conseil."}\n' % (n, n) for n in range(3000))
FILES = {
    "README.md": CARD,
    ".gitattributes": b"*.jsonl filter=lfs\n",
    "avis/1.txt": b"Premier avis.",
    "avis/2.txt": b"Second avis.",
}
WANTED = {"avis/1.txt": b"Premier avis.", "avis/2.txt": b"Second avis.", "data/train.jsonl": LARGE}
WHO = {f"GIT_{who}_{what}": "essai" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"
READ = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (\d+)\n")


@dataclass
class Repository:
    """A data set: a git repository, and the large files that its pointers name, by SHA-256."""

    folder: Path
    large: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words: str) -> bytes:
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        return subprocess.run(
            ["git", *words], cwd=self.folder, env={**os.environ, **WHO, **alone}, check=True, capture_output=True
        ).stdout

    def commit(self, files: dict[str, bytes | None], large: tuple[str, ...] = ()) -> str:
        """Write or remove files (those of `large` become pointers) and commit; gives the commit."""
        for path, data in files.items():
            place = self.folder / path
            if data is None:
                place.unlink()
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            if path in large:
                oid = hashlib.sha256(data).hexdigest()
                self.large[oid] = data
                data = POINTER.format(oid, len(data)).encode()
            place.write_bytes(data)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "essai")
        return self.head()

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").decode().strip()

    def resolve(self, revision: str) -> str | None:
        try:
            return self.git("rev-parse", "--verify", "-q", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
        except subprocess.CalledProcessError:
            return None

    def tree(self, commit: str) -> list[dict[str, object]]:
        """The entries of a commit as the API lists them, folders among them."""
        entries: list[dict[str, object]] = []
        for row in self.git("ls-tree", "-r", "-t", "-z", "-l", commit).decode().split("\0")[:-1]:
            head, _, path = row.partition("\t")
            _, kind, oid, size = head.split()
            if kind == "tree":
                entries.append({"type": "directory", "oid": oid, "size": 0, "path": path})
                continue
            entry: dict[str, object] = {"type": "file", "oid": oid, "size": int(size), "path": path}
            if pointer := READ.fullmatch(self.git("cat-file", "blob", oid)):
                entry["size"] = int(pointer[2])
                entry["lfs"] = {"oid": pointer[1].decode(), "size": int(pointer[2]), "pointerSize": int(size)}
            entries.append(entry)
        return entries


@dataclass
class Hub:
    """The server: data sets by name. `rows` are the entries of a page; `token` is asked for what is gated or private."""

    sets: dict[str, Repository]
    served: Loopback = field(init=False)
    store: Loopback = field(init=False)  # the host of large files
    rows: int = 1000
    token: str | None = None
    private: bool = False  # else gated: it is listed, and its files are not given
    renamed: dict[str, str] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)  # paths that are listed and not held
    spoiled: dict[str, Given] = field(default_factory=dict)  # other answers, by path with query

    @property
    def address(self) -> str:
        return self.served.address

    def count(self) -> int:
        """Requests since the last time this was asked, at both hosts."""
        return self.served.count() + self.store.count()

    def answer(self, asked: Asked) -> Given:
        if (given := self.spoiled.get(asked.path)) is not None:
            return given
        parts = urlsplit(asked.path)
        if found := re.fullmatch(r"/api/datasets/([^/]+/[^/]+)/(revision|tree)/([^/]+)", parts.path):
            return self._api(found[1], found[2], unquote(found[3]), parts.query, asked)
        if found := re.fullmatch(r"/datasets/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", parts.path):
            return self._file(found[1], unquote(found[2]), unquote(found[3]), asked)
        return refusal(404, "")

    def _knows(self, asked: Asked) -> bool:
        return self.token is None or asked.headers.get("authorization") == f"Bearer {self.token}"

    def _api(self, name: str, kind: str, revision: str, query: str, asked: Asked) -> Given:
        if name in self.renamed:
            return Given(status=307, headers={"Location": asked.path.replace(name, self.renamed[name], 1)})
        repository = self.sets.get(name)
        if repository is None or (self.private and not self._knows(asked)):
            return refusal(401, "RepoNotFound")
        commit = repository.resolve(revision)
        if commit is None:
            return refusal(404, "RevisionNotFound")
        entries = repository.tree(commit)
        if kind == "revision":
            names = [{"rfilename": entry["path"]} for entry in entries if entry["type"] == "file"]
            gated = "auto" if self.token and not self.private else False
            said = {"_id": "6", "id": name, "sha": commit, "private": self.private, "gated": gated, "siblings": names, "tags": []}
            return json_answer({**said, "lastModified": "2025-01-01T00:00:00.000Z", "downloads": 0, "likes": 0})
        start = int(parse_qs(query).get("cursor", ["0"])[0])
        headers = {}
        if start + self.rows < len(entries):
            rest = "&".join(part for part in query.split("&") if not part.startswith("cursor="))
            onward = f"{self.address}{urlsplit(asked.path).path}?{rest}&cursor={start + self.rows}"
            headers["Link"] = f'<{onward}>; rel="next"'
        return json_answer(entries[start : start + self.rows], headers)

    def _file(self, name: str, revision: str, path: str, asked: Asked) -> Given:
        repository = self.sets.get(name)
        if repository is None:
            return refusal(401, "RepoNotFound")
        if not self._knows(asked):
            return refusal(401 if self.private else 403, "RepoNotFound" if self.private else "GatedRepo")
        commit = repository.resolve(revision)
        if commit is None:
            return refusal(404, "RevisionNotFound")
        entry = next((each for each in repository.tree(commit) if each["path"] == path and each["type"] == "file"), None)
        if entry is None or path in self.without:
            return refusal(404, "EntryNotFound")
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if isinstance(large := entry.get("lfs"), dict):
            linked = {"X-Linked-Etag": f'"{large["oid"]}"', "X-Linked-Size": str(large["size"])}
            location = f"{self.store.address}/repos/{quote(name)}/{large['oid']}?X-Amz-Signature=abc"
            return Given(b"Found", 302, {**headers, **linked, "Location": location})
        return ranged(repository.git("cat-file", "blob", str(entry["oid"])), f'"{entry["oid"]}"', asked, headers)

    def give(self, asked: Asked) -> Given:
        """A large file, from its own host."""
        oid = urlsplit(asked.path).path.rpartition("/")[2]
        data = next((each.large[oid] for each in self.sets.values() if oid in each.large), None)
        return refusal(404, "") if data is None else ranged(data, f'"{oid}"', asked, {})


def json_answer(said: object, headers: dict[str, str] | None = None) -> Given:
    return Given(json.dumps(said).encode(), 200, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def refusal(status: int, code: str) -> Given:
    return Given(b'{"error":"no"}', status, {"Content-Type": "application/json", "X-Error-Code": code, "X-Error-Message": "no"})


def ranged(data: bytes, etag: str, asked: Asked, headers: dict[str, str]) -> Given:
    """A file, or what is asked for of it."""
    wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", asked.headers.get("range", ""))
    if wanted and asked.headers.get("if-range", etag) == etag:
        start, end = int(wanted[1]), int(wanted[2] or len(data) - 1)
        return Given(data[start : end + 1], 206, {**headers, "ETag": etag, "Content-Range": f"bytes {start}-{end}/{len(data)}"})
    return Given(data, 200, {**headers, "ETag": etag, "Content-Type": "application/octet-stream"})


@contextmanager
def hub(folder: Path) -> Iterator[Hub]:
    """A running hub with one data set, still without a commit."""
    far = Hub({NAME: Repository(folder)})
    with loopback(far.answer) as far.served, loopback(far.give) as far.store:
        yield far


@contextmanager
def filled_hub(folder: Path) -> Iterator[Hub]:
    """A running hub whose data set holds `FILES` and a large file."""
    with hub(folder) as far:
        far.sets[NAME].commit({**FILES, "data/train.jsonl": LARGE}, large=("data/train.jsonl",))
        yield far


def downloaded(far: Hub, cache_dir: Path | None = None, local_dir: Path | None = None) -> Path:
    """Where the hub's own client has brought the data set."""
    place = snapshot_download(
        NAME, repo_type="dataset", endpoint=far.address, token=False, cache_dir=cache_dir, local_dir=local_dir
    )
    return Path(place)


def connector(far: Hub, **fields: object) -> Connector:
    return Connector.model_validate({"dataset": NAME, "endpoint": far.address, "manners": MANNERS, **fields})
