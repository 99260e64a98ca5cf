"""The hub's API: the commit of a revision, and its files.

`/api/datasets/{id}/revision/{revision}` names the commit; `/api/datasets/{id}/tree/{commit}?recursive=true` lists files with
sizes and digests, in pages (`Link: rel="next"`); `/datasets/{id}/resolve/{commit}/{path}` gives a file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.headers import linked
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.json_text import NotJson, parse_json

COMMIT = re.compile(r"[0-9a-f]{40}")
SHA256 = re.compile(r"(?:sha256:)?([0-9a-f]{64})")
MOST_FILES = 2_000_000


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a commit: path, size in bytes, digest (`sha256:…` for a large file, else `git:…`)."""

    path: str
    size: int
    digest: str


@dataclass(frozen=True)
class Api:
    """One data set at one endpoint."""

    client: Client
    endpoint: str
    dataset: str

    def address(self, commit: str, path: str) -> str:
        """The address of a commit's file."""
        return f"{self.endpoint}/datasets/{self.dataset}/resolve/{commit}/{quote(path)}"

    def commit(self, revision: str) -> str:
        """A revision's commit. Raises SourceError if the data set was renamed, FetchError."""
        url = f"{self.endpoint}/api/datasets/{self.dataset}/revision/{quote(revision, safe='')}"
        try:
            answer = self.client.get(url, accept="application/json", conditional=False)
        except Failure as failure:
            raise self.explained(failure, revision) from None
        said = _json(answer)
        commit, id = (said.get("sha"), said.get("id")) if isinstance(said, dict) else (None, None)
        if isinstance(id, str) and id != self.dataset:
            raise SourceError(f"the data set {self.dataset} is now called {id}; set dataset = {id[:200]!r}.")
        if not isinstance(commit, str) or not COMMIT.fullmatch(commit):
            raise FetchError(f"{answer.url} names no commit; is {self.endpoint} a hub, or a mirror that speaks its API?")
        if COMMIT.fullmatch(revision) and commit != revision:
            raise FetchError(f"{answer.url} answers with another commit: {commit}.")
        return commit

    def files(self, commit: str, memory: Store, scope: str) -> list[HubFile]:
        """A commit's files, from memory if it was listed last: commits never change. Raises FetchError."""
        known = memory.known(f"{scope}tree")
        if known is not None and known["commit"] == commit:
            return [HubFile(**each) for each in known["files"]]
        try:
            found = {each.path: each for each in self._tree(commit)}
        except Failure as failure:
            raise self.explained(failure, commit) from None
        files = [found[path] for path in sorted(found)]
        memory.remember(f"{scope}tree", {"commit": commit, "files": [asdict(each) for each in files]})
        return files

    def _tree(self, commit: str) -> Iterator[HubFile]:
        start = f"{self.endpoint}/api/datasets/{self.dataset}/tree/{commit}"
        query, asked, count = "recursive=true&expand=false", set[str](), 0
        while query not in asked:
            asked.add(query)
            answer = self.client.get(f"{start}?{query}", accept="application/json", conditional=False)
            page = _json(answer)
            if not isinstance(page, list):
                raise FetchError(f"{answer.url} lists no files, as the hub's API does.")
            for entry in page:
                count += 1
                if (file := _listed(entry, answer.url)) is not None:
                    yield file
            if count > MOST_FILES:
                raise FetchError(f"{answer.url} lists more than {MOST_FILES:,} entries; name a smaller data set.")
            onward = linked(answer.headers, "next", answer.url)
            if not onward:
                return
            query = urlsplit(onward[0]).query  # a mirror may link to the hub itself
        raise FetchError(f"{start} repeats a page of its listing.")

    def explained(self, failure: Failure, revision: str) -> FetchError:
        """What a failure means for the whole data set."""
        code = failure.headers.get("x-error-code", "")
        host = urlsplit(self.endpoint).netloc
        token = f'a token: manners.credentials = {{ {host!r} = "VARIABLE" }}, with `Bearer hf_…` in that environment variable'
        if code == "GatedRepo":
            return FetchError(
                f"{self.dataset} is gated: accept its terms at {self.endpoint}/datasets/{self.dataset}; give {token}."
            )
        if code == "RevisionNotFound":
            return FetchError(f"{self.dataset} has no revision {revision} (any more); correct `revision`.")
        if failure.reason in ("http-401", "http-403") or code == "RepoNotFound":
            return FetchError(
                f"{self.endpoint} has no data set {self.dataset}, or keeps it private ({failure.reason}); correct `dataset`, or"
                f" give {token}."
            )
        if failure.reason == "http-404":
            return FetchError(f"{self.endpoint} has no data set {self.dataset} at {revision}; correct `dataset` or `revision`.")
        return failure


def _json(answer: Answer) -> Any:
    try:
        return parse_json(answer.body)
    except NotJson:
        raise FetchError(f"{answer.url} does not answer with JSON, as the hub's API does.") from None


def _listed(entry: object, url: str) -> HubFile | None:
    """One entry of a tree; None if it is no file. Raises FetchError if invalid."""
    if isinstance(entry, Mapping) and isinstance(entry.get("path"), str):
        if entry.get("type") != "file":
            return None
        large = entry.get("lfs")
        size, oid = (large.get("size"), large.get("oid")) if isinstance(large, Mapping) else (entry.get("size"), entry.get("oid"))
        named = SHA256.fullmatch(str(oid)) if large else COMMIT.fullmatch(str(oid))
        if isinstance(size, int) and not isinstance(size, bool) and size >= 0 and named:
            return HubFile(entry["path"], size, f"sha256:{named[1]}" if large else f"git:{named[0]}")
    raise FetchError(f"{url} lists an invalid entry: {str(entry)[:200]}.")
