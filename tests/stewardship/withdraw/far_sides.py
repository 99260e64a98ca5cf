"""What withdrawals are tried against: a publisher for each connector, on servers of this machine, all told the same few words."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import Any

import pytest
from dila_server import FOOT, FULL, HEAD, ROW, article, full, fund
from dila_server import path as dila_path
from loopback import Asked, Given, Loopback, loopback
from paged_interface import interface
from portal_server import Portal, portal

State = Mapping[str, str]  # what is published: words by name
DAY = datetime(2026, 1, 1, tzinfo=UTC)
OLDER = "<p>{}</p>"


@dataclass(frozen=True)
class Side:
    """A publisher. `publish` makes a state the one there is; `asked` gives what was asked for since it was last called."""

    connector: str  # TOML
    publish: Callable[[State], None]
    asked: Callable[[], list[str]]  # the names of documents, or of archives that hold them
    names_alone: bool = True  # whether a document's name stands in the list alone, and not in its content
    begins_anew: bool = False  # whether all is asked for once more, after a withdrawal
    remote: bool = True
    readable: bool = True  # whether a text can be made of its documents


class Changes:
    """What of a state is new, changed or gone since the last one, and when each document last changed."""

    def __init__(self) -> None:
        self.before: dict[str, str] = {}
        self.days: dict[str, datetime] = {}
        self.count = 0

    def to(self, state: State) -> tuple[dict[str, str], set[str]]:
        self.count += 1
        changed = {name: words for name, words in state.items() if self.before.get(name) != words}
        gone = self.before.keys() - state.keys()
        self.days |= dict.fromkeys(changed, DAY + timedelta(days=self.count))
        self.before = dict(state)
        return changed, gone


def names_in(paths: list[str], known: Mapping[str, Any]) -> list[str]:
    """The documents whose name is the last part of a path, without its ending."""
    said = [re.split("[/?]", path)[-1].partition(".")[0] for path in paths]
    return [name for name in said if name in known]


def asked_of(far: Loopback, known: Mapping[str, Any]) -> Callable[[], list[str]]:
    """What gives the documents that were asked for since it was last called."""

    def asked() -> list[str]:
        found = names_in([each.path for each in far.asked], known)
        far.count()
        return found

    return asked


def files_of(far: Portal, folder: str, known: Mapping[str, Any]) -> Callable[[], list[str]]:
    """The same, of a portal's files in one folder."""

    def asked() -> list[str]:
        found = names_in([path for path in far.asked if folder in path], known)
        far.forget()
        return found

    return asked


def apaches(files: Mapping[str, bytes], days: Mapping[str, datetime]) -> bytes:
    rows = (
        ROW.format(name=name, shown=name, when=f"{days[name]:%Y-%m-%d %H:%M}", size=len(data)) for name, data in files.items()
    )
    return "".join([HEAD, *rows, FOOT]).encode()


@contextmanager
def git(folder: Path, **options: str) -> Iterator[Side]:
    from git_server import git_server, repository

    made = repository(folder / "far.git")
    for name, value in options.items():
        made.git("config", f"uploadpack.{name}", value)
    changes, names = Changes(), dict[str, str]()
    with git_server(folder) as far:

        def publish(state: State) -> None:
            changed, gone = changes.to(state)
            files = {f"textes/{name}.txt": words.encode() for name, words in changed.items()}
            made.commit({**files, **{f"textes/{name}.txt": None for name in gone}}, f"2026-01-{changes.count:02}")
            names.update({made.blob(words.encode()): name for name, words in changed.items()})

        def asked() -> list[str]:
            return [names[object] for object in far.wanted() if object in names]

        yield Side(
            f'use = "git"\nrepository = "{far.address}/far.git"\ninclude = ["textes/**"]', publish, asked, begins_anew=True
        )


@contextmanager
def warc(folder: Path) -> Iterator[Side]:
    from made_warcs import http, packed, page, record

    changes, files, days, asked = Changes(), dict[str, bytes](), dict[str, datetime](), list[str]()

    def answer(request: Asked) -> Given:
        name = request.path.removeprefix("/crawls/")
        if not name:
            return Given(apaches(files, days), headers={"Content-Type": "text/html"})
        asked.append(name)
        return Given(files[name], headers={"Content-Type": "application/warc"}) if name in files else Given(status=404)

    def publish(state: State) -> None:
        changed, gone = changes.to(state)
        day = (DAY + timedelta(days=changes.count)).strftime("%Y-%m-%dT%H:%M:%SZ")
        site = "https://council.example.org"
        made = [page(f"{site}/{name}.html", words, day) for name, words in changed.items()]
        made += [record(f"{site}/{name}.html", http(b"gone", 404), day=day) for name in gone]
        if made:
            files[name := f"crawl-{changes.count}.warc.gz"] = packed(made, "gz")
            days[name] = DAY + timedelta(days=changes.count)

    def since() -> list[str]:
        found = list(asked)
        asked.clear()
        return found

    with loopback(answer) as far:
        yield Side(f'use = "warc"\nlisting = "{far.address}/crawls/"', publish, since)


@contextmanager
def s3(folder: Path) -> Iterator[Side]:
    from s3_server import BUCKET, s3_store, with_credentials

    changes = Changes()
    with s3_store() as far, pytest.MonkeyPatch.context() as patch:
        with_credentials(patch, folder)

        def publish(state: State) -> None:
            changed, gone = changes.to(state)
            for name, words in changed.items():
                far.put(f"avis/{name}.txt", words.encode())
            for name in gone:
                far.client.delete_object(Bucket=BUCKET, Key=f"avis/{name}.txt")

        def asked() -> list[str]:
            paths = far.paths()
            far.served.count()
            return names_in(paths, changes.days)

        yield Side(f'use = "s3"\nbucket = "{BUCKET}"\nendpoint = "{far.address}"\nregion = "eu-west-3"', publish, asked)


@contextmanager
def hub(folder: Path) -> Iterator[Side]:
    from hub_mirror import CARD, NAME
    from hub_mirror import hub as served

    changes = Changes()
    with served(folder / "hub") as far:
        far.sets[NAME].commit({"README.md": CARD})

        def publish(state: State) -> None:
            changed, gone = changes.to(state)
            files = {f"avis/{name}.txt": words.encode() for name, words in changed.items()}
            far.sets[NAME].commit({**files, **{f"avis/{name}.txt": None for name in gone}})

        def asked() -> list[str]:
            paths = [each.path for each in far.served.asked]
            far.count()
            return names_in(paths, changes.days)

        yield Side(f'use = "hub"\ndataset = "{NAME}"\nendpoint = "{far.address}"', publish, asked)


@contextmanager
def pages(changes: Changes) -> Iterator[Any]:
    """A host of the documents themselves; they have names with an ending."""

    def answer(request: Asked) -> Given:
        name = request.path.strip("/").partition(".")[0]
        if name not in changes.before:
            return Given(status=404)
        return Given(OLDER.format(escape(changes.before[name])).encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    with loopback(answer) as far:
        yield far


@contextmanager
def oai(folder: Path) -> Iterator[Side]:
    from oai_repository import Deposit, now, repository

    changes = Changes()
    with repository() as far, pages(changes) as host:

        def publish(state: State) -> None:
            changed, gone = changes.to(state)
            for name in changed:
                said = {"title": [f"Acte {name}"], "identifier": [f"{host.address}/{name}.html"]}
                far.deposits[f"oai:a:{name}"] = Deposit(said, changed=now())
            for name in gone:
                far.deposits[f"oai:a:{name}"] = Deposit({}, changed=now(), deleted=True)

        links = 'links = ["**/*.html"]'
        yield Side(f'use = "oai"\nurl = "{far.url}"\n{links}', publish, asked_of(host, changes.days), names_alone=True)


@contextmanager
def csw(folder: Path, linked: bool = False) -> Iterator[Side]:
    from csw_service import service

    changes = Changes()
    with service(folder / "csw", cap=4) as far, pages(changes) as host:

        def publish(state: State) -> None:
            changed, gone = changes.to(state)
            for name, words in changed.items():
                link = f"<dct:references>{host.address}/{name}.html</dct:references>" if linked else ""
                said = f"édition {changes.count}" if linked else words
                far.write(name, f"Acte {name}", more=f"{link}<dct:abstract>{said}</dct:abstract>")
            for name in gone:
                (far.folder / "records" / f"{name}.xml").unlink()
            far.load()

        more = '\nlinks = ["**/*.html"]' if linked else ""
        yield Side(
            f'use = "csw"\nurl = "{far.url}"{more}', publish, asked_of(host, changes.days), names_alone=linked, readable=linked
        )


@contextmanager
def udata(folder: Path) -> Iterator[Side]:
    from test_udata import data_set, resource, serve

    changes = Changes()
    with portal() as far:

        def publish(state: State) -> None:
            changes.to(state)
            listed = []
            for name, words in state.items():
                checksum = {"type": "sha1", "value": f"{name}-{changes.days[name]:%d}"}
                listed.append(data_set(f"s-{name}", f"Acte {name}", resource(far, name, words, checksum=checksum)))
            serve(far, listed)

        asked = files_of(far, "/resources/", changes.days)
        yield Side(f'use = "udata"\nurl = "{far.base}"\norganizations = ["premiere-ministre"]', publish, asked)


@contextmanager
def ckan(folder: Path) -> Iterator[Side]:
    from ckan_portal import made, resource, serve

    changes = Changes()
    with portal() as far:

        def publish(state: State) -> None:
            changes.to(state)
            day = "%Y-%m-%dT%H:%M:%S"
            serve(
                far,
                [
                    made(f"p-{name}", resource(far, name, words, last_modified=changes.days[name].strftime(day)))
                    for name, words in state.items()
                ],
            )

        yield Side(f'use = "ckan"\nurl = "{far.base}"', publish, files_of(far, "/files/", changes.days))


@contextmanager
def web(folder: Path) -> Iterator[Side]:
    changes = Changes()

    def answer(request: Asked) -> Given:
        if request.path == "/map":
            lines = "".join(
                f"<url><loc>{far.address}/{name}.html</loc><lastmod>{changes.days[name]:%Y-%m-%d}</lastmod></url>"
                for name in changes.before
            )
            return Given(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{lines}</urlset>'.encode())
        name = request.path.strip("/").partition(".")[0]
        if name not in changes.before:
            return Given(status=404)
        return Given(OLDER.format(escape(changes.before[name])).encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    with loopback(answer) as far:
        asked = asked_of(far, changes.days)
        yield Side(f'use = "web"\nsitemaps = ["{far.address}/map"]', lambda state: void(changes.to(state)), asked)


@contextmanager
def api(folder: Path, linked: bool = True) -> Iterator[Side]:
    changes = Changes()
    with interface() as made:

        def publish(state: State) -> None:
            changes.to(state)
            made.records.clear()
            made.documents.clear()
            for name, words in state.items():
                body = {} if linked else {"text": words}
                made.publish(name, changed=f"{changes.days[name]:%Y-%m-%d}", **body)
                made.documents[f"/documents/{name}"] = OLDER.format(escape(words)).encode()

        more = '\ndocument = "/documents/{id}"' if linked else ""
        said = f'use = "api"\nurl = "{made.far.address}/list"\nrecords = "items"\nid = "id"\ntoken = "changed"\noffset = "offset"'
        yield Side(f"{said}{more}", publish, asked_of(made.far, changes.days), names_alone=linked)


@contextmanager
def dump(folder: Path) -> Iterator[Side]:
    changes, numbers = Changes(), dict[str, int]()
    with fund() as far:
        assert far.served is not None
        served = far.served

        def publish(state: State) -> None:
            changed, gone = changes.to(state)
            for name in changed:
                numbers.setdefault(name, len(numbers) + 1)
            files = {dila_path(numbers[name]): article(numbers[name], words) for name, words in changed.items()}
            if changes.count == 1:
                far.archives[FULL] = full(files)
            else:
                far.add(f"202507{13 + changes.count}-210000", files, [dila_path(numbers[name]) for name in sorted(gone)])

        def asked() -> list[str]:
            found = [path for each in served.asked if (path := each.path.rpartition("/")[2])]
            served.count()
            return found

        said = f'use = "dump"\nurl = "{far.url}"\nfull = "Freemium_legi_global_{{stamp}}.tar.gz"\ndelta = "LEGI_{{stamp}}.tar.gz"'
        yield Side(said, publish, asked, names_alone=False)


@contextmanager
def local(folder: Path) -> Iterator[Side]:
    """Files on this machine."""
    (data := folder / "data").mkdir()
    changes = Changes()

    def publish(state: State) -> None:
        changed, gone = changes.to(state)
        for name, words in changed.items():
            (data / f"{name}.txt").write_text(words, encoding="utf-8")
        for name in gone:
            (data / f"{name}.txt").unlink()

    yield Side(f'use = "folder"\npath = "{data}"', publish, list, remote=False)


def void(_: object) -> None:
    """Nothing comes of it."""


SIDES: dict[str, Callable[[Path], Any]] = {
    "git": git,
    "git without filters": lambda folder: git(folder, allowFilter="false"),
    "warc": warc,
    "s3": s3,
    "hub": hub,
    "oai": oai,
    "csw": csw,
    "csw with links": lambda folder: csw(folder, linked=True),
    "udata": udata,
    "ckan": ckan,
    "web": web,
    "api": api,
    "api of records": lambda folder: api(folder, linked=False),
    "dump": dump,
    "folder": local,
}
