"""Interfaces, stores, repositories and crawls that harvests are cut off from: what each serves of an edition, its description."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cut_papers import EDITIONS, Far, Kind, Paper, port, site
from cut_wire import Wire

PUT_AT = re.compile(rb"<LastModified>[^<T]+T[^<.]+")  # of all editions it is today, and would tell of changes that are none
KEYS = {"aws_access_key_id": "essai", "aws_secret_access_key": "essai", "region_name": "eu-west-3"}
LISTED = {"records": "items", "id": "id", "token": "changed", "title": "title", "document": "/documents/{id}"}


def serve_api(far: Far) -> Mapping[str, int]:
    from paged_interface import interface

    served = far.stack.enter_context(interface(size=20))
    for paper in far.edition.papers:
        served.publish(f"n{paper.name}", changed=paper.day)
        served.documents[f"/documents/n{paper.name}"] = paper.text.encode()
    return {"/": port(served.far.address)}


def serve_s3(far: Far) -> Mapping[str, int]:
    """A bucket for each edition behind one name: what moto holds, all servers of one process hold."""
    from loopback import Asked, Given, loopback
    from s3_server import BUCKET, Store, boto3, moto_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # moto's server tells of every request
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    far.stack.callback(server.stop)
    number = server.get_host_and_port()[1]
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{number}", **KEYS)
    bucket = f"{BUCKET}-{far.edition.name}-{number}"
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": KEYS["region_name"]})
    for paper in far.edition.papers:
        client.put_object(Bucket=bucket, Key=f"papiers/{paper.name}.txt", Body=paper.text.encode(), ACL="public-read")
    store = Store(number, client)

    def answer(asked: Asked) -> Given:
        given = store.answer(replace(asked, path=asked.path.replace(f"/{BUCKET}", f"/{bucket}", 1)))
        body = given.body.replace(bucket.encode(), BUCKET.encode())
        return replace(given, body=PUT_AT.sub(b"<LastModified>2025-03-01T08:00:00", body))

    return {"/": port(far.stack.enter_context(loopback(answer)).address)}


def serve_hub(far: Far) -> Mapping[str, int]:
    """A data set of which every tenth file is a large one, on a host of its own."""
    import hub_mirror
    from loopback import loopback

    @dataclass
    class Listed(hub_mirror.Repository):
        """A repository that is not written any more: git is asked once for each thing."""

        trees: dict[str, list[dict[str, object]]] = field(default_factory=dict)
        commits: dict[str, str | None] = field(default_factory=dict)

        def tree(self, commit: str) -> list[dict[str, object]]:
            if commit not in self.trees:
                self.trees[commit] = super().tree(commit)
            return self.trees[commit]

        def resolve(self, revision: str) -> str | None:
            if revision not in self.commits:
                self.commits[revision] = super().resolve(revision)
            return self.commits[revision]

    repository = Listed(far.folder / "repository")
    files: dict[str, bytes | None] = {f"papiers/{paper.name}.txt": paper.text.encode() for paper in far.edition.papers}
    repository.commit({"README.md": hub_mirror.CARD, **files}, tuple(sorted(files)[::10]))
    hub = hub_mirror.Hub({hub_mirror.NAME: repository}, rows=20)
    hub.served = far.stack.enter_context(loopback(hub.answer))
    hub.store = far.stack.enter_context(loopback(hub.give))
    routes = {"/": port(hub.served.address), "/repos/": port(hub.store.address)}
    hub.served.address, hub.store.address = far.wire.here, far.wire.there
    return routes


def serve_git(far: Far) -> Mapping[str, int]:
    """git's own smart http; a later edition is one more commit."""
    from git_server import git_server, repository

    made = repository(far.folder / "far.git")
    made.commit({f"papiers/{paper.name}.txt": paper.text.encode() for paper in EDITIONS["first"].papers})
    newer: dict[str, bytes | None] = {
        f"papiers/{paper.name}.txt": paper.text.encode() for paper in far.edition.papers if paper.newer
    }
    newer |= {f"papiers/{Paper(number).name}.txt": None for number in far.edition.gone}
    if newer:
        made.commit(newer, "2020-06-01")
    return {"/far.git": port(far.stack.enter_context(git_server(far.folder)).address)}


def serve_warc(far: Far) -> Mapping[str, int]:
    """Ten crawls in a folder that a web server lists; what is gone lay in crawls of its own, which are taken away."""
    from made_warcs import packed, page

    def crawl(papers: list[Paper]) -> bytes:
        day = "2025-06-01T10:00:00Z" if papers[0].newer else "2025-03-01T10:00:00Z"
        return packed((page(f"https://x.example/{paper.name}", paper.text, day) for paper in papers), "gz")

    gone = EDITIONS["later"].gone
    first = [paper for paper in EDITIONS["first"].papers if paper.number not in gone]
    crawls = {f"{start:03}": crawl(first[start : start + 14]) for start in range(0, len(first), 14)}
    crawls |= {f"alone-{number}": crawl([Paper(number)]) for number in gone if number not in far.edition.gone}
    if newer := [paper for paper in far.edition.papers if paper.newer]:
        crawls["newer"] = crawl(newer)
    return {"/": site(far, {f"crawls/{name}.warc.gz": (data, False) for name, data in crawls.items()})}


def s3_fields(wire: Wire) -> Mapping[str, Any]:
    return {"bucket": "avis", "endpoint": wire.here, "region": KEYS["region_name"], "rows": 20, "unsigned": True}


def hub_fields(wire: Wire) -> Mapping[str, Any]:
    return {"dataset": "ville/avis", "endpoint": wire.here, "include": ["papiers/**"]}


def warc_fields(wire: Wire) -> Mapping[str, Any]:
    return {"listing": f"{wire.here}/crawls/"}


def api_fields(wire: Wire) -> Mapping[str, Any]:
    return {"url": f"{wire.here}/list", "next": "next", **LISTED}


STORES = [
    Kind("api", "the tests' server, cursors", serve_api, api_fields, "/documents/"),
    Kind("s3", "moto", serve_s3, s3_fields, "/avis/papiers/"),
    Kind("hub", "the hub's API over git", serve_hub, hub_fields, "/datasets/"),
    Kind("git", "git http-backend", serve_git, lambda wire: {"repository": f"{wire.here}/far.git"}, "/far.git/git-upload-pack"),
    Kind("warc", "crawls in a folder", serve_warc, warc_fields, "/crawls/", lambda paper: f"<p>{paper.text}</p>".encode()),
]
