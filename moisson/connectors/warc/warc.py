"""WARC files (ISO 28500): the captures of a crawl, local or on a server, as if each address were fetched again.

Two passes, with flat memory: the first indexes captures in the store, once per file; the second reads the files in order and
gives the chosen captures. The newest capture of an address counts. Captured addresses are not requested: opt-outs come from
captured headers, bodies and robots.txt, each dated by its capture.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import file_digest
from itertools import chain, groupby
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.fetching import closing_after, store_or_temporary
from moisson.connectors.files.archive import printable
from moisson.connectors.files.folder import Folder
from moisson.connectors.files.glob import Selection, pattern
from moisson.connectors.memory.store import Store
from moisson.connectors.pages import normal_glob
from moisson.connectors.sites.directory import directory_entries, size_of
from moisson.connectors.sites.dump import on_disk
from moisson.connectors.stored_optouts import renewable, renewed
from moisson.connectors.warc.captures import BROKEN, GONE, REVISIT, dated
from moisson.connectors.warc.files import FileMaker
from moisson.connectors.warc.index import Capture, Chosen, Index
from moisson.connectors.warc.records import Damage, records
from moisson.connectors.web.client import Client
from moisson.connectors.web.optouts import Row
from moisson.connectors.web.remote import Remote
from moisson.contracts.addresses import bare, known_as, shown
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import digest, fingerprint
from moisson.readers.contract import About, File, Refused

OTHERS_SHOWN = 20  # dates of an address's other captures


@dataclass(frozen=True, slots=True)
class WarcFile:
    """A WARC file: name, change token, location, and its own server's opt-outs."""

    name: str
    token: str
    path: Path
    reservation: tuple[Row, ...] = ()


class Warc(Remote):
    """The documents in WARC files."""

    path: str | None = None  # local files: a folder, a file or a glob, as for `folder`
    urls: list[str] = Field(default=[])  # or addresses of WARC files
    # or a directory listing of a web server, ending in `/`
    listing: str | None = Field(default=None, pattern=r"^https?://\S+/$")
    names: list[str] = Field(default=["*.warc", "*.warc.gz", "*.warc.zst"])  # globs of file names in a folder or listing
    # globs over captured addresses, with or without scheme. One that matches nothing stops the harvest
    include: list[str] = Field(default=["**"])
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    media_types: list[str] = Field(default=["*/*"])  # globs, such as `text/*`; captures without a type are taken
    captures: Literal["newest", "all"] = "newest"  # of one address the newest, or all

    @model_validator(mode="after")
    def _has_one_place(self) -> "Warc":
        if [bool(self.path), bool(self.urls), bool(self.listing)].count(True) != 1:
            raise ValueError("name one of `path`, `urls` and `listing`")
        return self

    def pinned(self, base: Path) -> str | None:
        """The version, if the files are local."""
        return self._version(self._local(base)[0]) if self.path else None

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Fetch missing files; captures are read as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            archives, refused = self._archives(base, memory)
            origin = {"connector": "warc", "files": str(len(archives))}
            files = self._files(self._place(memory), archives, memory.is_reserved_file)
            version = self._version(archives)
            return Fetched(version, origin, closing_after(stack.pop_all(), chain(refused, files)))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The chosen captures of local files; for a server's files, the files themselves."""
        with store_or_temporary(store) as memory:
            if not self.path:
                yield from self._listed(memory)
                return
            archives, refused = self._local(base)
            yield from refused
            with Index(self._place(memory)) as index:
                index.bring_up_to_date((each.name, each.token, each.path) for each in archives)
                for found in self._chosen(index):
                    if isinstance(found, Refused):
                        yield found
                    else:
                        yield Offered(found.path, found.said["url"], found.said["size"], here=True)

    @property
    def _scope(self) -> str:
        return f"warc:{fingerprint([self.path, self.urls, self.listing, self.names])[:16]}:"

    def _place(self, memory: Store) -> Path:
        return memory.folder / f"{self._scope.strip(':').replace(':', '-')}.sqlite"

    def _version(self, archives: list[WarcFile]) -> str:
        what = [self.include, self.exclude, self.media_types, self.captures]
        reserved = [[[row["protocol"], row["value"], row["where"]] for row in each.reservation] for each in archives]
        return fingerprint([[[each.name, each.token, *rows] for each, rows in zip(archives, reserved, strict=True)], what])

    def _archives(self, base: Path, memory: Store) -> tuple[list[WarcFile], list[Refused]]:
        if self.path:
            return self._local(base)
        with Client(self.manners, memory) as client:
            there = self._there(client)
            return [self._home(client, memory, *each) for each in there], []

    def _local(self, base: Path) -> tuple[list[WarcFile], list[Refused]]:
        """The local files, and those that must not or cannot be read."""
        assert self.path is not None
        root, found = Folder(path=self.path).listed(base)
        if (base / self.path).is_dir():
            globs = [pattern(name) for name in self.names]
            found = [each for each in found if each.hides or any(glob.fullmatch(each.path.rpartition("/")[2]) for glob in globs)]
        fit = [each for each in found if each.obstacle is None]
        if not fit:
            raise FetchError(f"no WARC file ({', '.join(self.names)}) lies in `path` = {self.path!r}; correct `path` or `names`.")
        archives = [WarcFile(each.path, f"{each.size} {each.mtime_ns}", root / each.path) for each in fit]
        return archives, [each.obstacle for each in found if each.obstacle is not None]

    def _there(self, client: Client) -> list[tuple[str, str, str | None]]:
        """The files on servers: name, address, and the listing's size and date."""
        if self.listing is None:
            names = {url: bare(shown(url)) for url in self.urls}
            alike = Counter(names.values())  # names clash if addresses differ only in scheme or secret
            return sorted((name if alike[name] == 1 else known_as(url), url, None) for url, name in names.items())
        page = client.get(self.listing, accept="text/html", conditional=False).body
        globs = [pattern(name) for name in self.names]
        found = [each for each in directory_entries(page, self.listing) if any(glob.fullmatch(each.name) for glob in globs)]
        if not found:
            raise FetchError(f"{self.listing} lists no file named {' or '.join(self.names)}; correct `listing` or `names`.")
        return sorted((each.name, each.url, each.token) for each in found)

    def _home(self, client: Client, memory: Store, name: str, url: str, token: str | None) -> WarcFile:
        """A server's file on this machine, fetched unless it is here as listed."""
        key = f"{self._scope}file:{name}"
        known = memory.known(key)
        if known and token and known["token"] == token and "hosts" in known and (here := on_disk(memory, known)):
            if more := renewed(client, memory, url, {**known, "sha256": ""}):  # not a page: its body is not read again
                known |= more
                memory.remember(key, known)
            if known["reservation"]:
                memory.is_reserved_file(here)
            return WarcFile(name, known["sha256"], here, tuple(known["reservation"]))
        got = client.download(url)
        with disk(got.path), got.path.open("rb") as stream:
            sha256 = file_digest(stream, "sha256").hexdigest()
        place = got.path.relative_to(memory.folder).as_posix()
        about = {"token": token, "sha256": sha256, "path": place, "size": got.path.stat().st_size}
        memory.remember(key, {**about, **renewable(client, url, got)})
        return WarcFile(name, sha256, got.path, got.reservation)

    def _listed(self, memory: Store) -> Iterator[Offered]:
        with Client(self.manners, memory) as client:
            for name, url, token in self._there(client):
                known = memory.known(f"{self._scope}file:{name}")
                here = known is not None and (token is None or known["token"] == token) and on_disk(memory, known) is not None
                yield Offered(name, url, known["size"] if known and here else size_of(token or ""), here=here)

    def _chosen(self, index: Index) -> Iterator[Chosen | Refused]:
        include, exclude = ([normal_glob(bare(glob)) for glob in globs] for globs in (self.include, self.exclude))
        selection = Selection(include, exclude)
        media = [pattern(glob.lower()) for glob in self.media_types]
        named = 0
        for _, captures in index.captures():
            named += 1
            first = next(captures)
            if not selection(printable(bare(first.url))):
                continue
            found: Capture | None = None
            older: list[str] = []
            for each, name in self._named(chain([first], captures)):
                if each.kind == BROKEN:
                    where = f"the capture of {each.at or 'an unknown day'}"
                    yield Refused(name, each.more["reason"], f"{where} {each.more['detail']}.")
                elif self.captures == "all":
                    if each.kind != GONE:
                        yield from self._choice(index, each, name, [], media)
                elif found is None:
                    found = each
                elif each.kind != GONE:
                    older.append(each.at)
            if found is not None and (found.kind != GONE or older):
                yield from self._choice(index, found, found.path, older, media)
        if selection.unmatched and named:
            raise FetchError(f"no captured address matches `{selection.unmatched[0]}`; correct `include`.")

    def _choice(
        self, index: Index, capture: Capture, name: str, older: list[str], media: list[Any]
    ) -> Iterator[Chosen | Refused]:
        if capture.kind == GONE:
            status = capture.more["status"]
            yield Refused(name, "warc:gone", f"its server answered {status} on {capture.at}, after the capture of {older[0]}.")
            return
        body = index.body_of(capture) if capture.kind == REVISIT else capture
        if body is None:
            yield Refused(name, "warc:revisit", f"the capture of {capture.at} repeats an earlier one that is not in these files.")
            return
        if body.media and not any(glob.fullmatch(body.media) for glob in media):
            return
        said = {"url": capture.url, "at": capture.at, "record": capture.record, "size": body.size, "payload": body.payload}
        said |= {"older": older[:OTHERS_SHOWN], "count": len(older) + 1}
        if body is not capture:
            said |= {"headers": capture.more["headers"], "same": capture.more["same"], "body_of": body.at}
        yield Chosen(body.place, body.number, name, said)

    def _named(self, captures: Iterator[Capture]) -> Iterator[tuple[Capture, str]]:
        """Captures with their names: the address without scheme; after the time if all captures count.

        Several contents of one second, except the first, get a digest of their record's id.
        """
        for at, several in groupby(captures, key=lambda capture: capture.at):
            alike = list(several)
            for each in alike:
                name = each.path if self.captures == "newest" else dated(each.path, at)
                other = len(alike) > 1 and (each.payload is None or each.payload != alike[-1].payload) and each is not alike[-1]
                yield each, f"{name}~{digest(each.record.encode())[:8]}" if other and self.captures == "all" else name

    def _files(self, place: Path, archives: list[WarcFile], reserved: Callable[[Path], None]) -> Iterator[File | Refused]:
        """The chosen captures in the order of their bodies; `reserved` gets each file that holds reserved ones."""
        with Index(place) as index:
            index.bring_up_to_date((each.name, each.token, each.path) for each in archives)
            for number, count, detail in index.damage():
                more = f", and is damaged in {count - 1} more places" if count > 1 else ""
                yield Refused(archives[number].name, "warc:damaged", f"{archives[number].name} {detail}{more}.")
            index.choose(self._chosen(index))
            yield from index.refused()
            maker = FileMaker(self.manners, index)
            for number, archive in enumerate(archives):
                if archive.reservation:
                    reserved(archive.path)
                    yield File(archive.name, b"", About(reservation=archive.reservation))
                    continue
                for made in _made(maker, archive, index.made_in(number)):
                    if isinstance(made, File) and made.about and made.about.reservation:
                        reserved(archive.path)
                    yield made


def _made(maker: FileMaker, archive: WarcFile, wanted: Iterator[Chosen]) -> Iterator[File | Refused]:
    """What to make of one file; a file without chosen captures is not read."""
    chosen = next(wanted, None)
    if chosen is None:
        return
    with disk(archive.path):
        for record in records(archive.path):
            if chosen is None:
                return
            if isinstance(record, Damage) or record.number != chosen.number:
                continue
            block = b"".join(record.chunks)
            while chosen is not None and chosen.number == record.number:
                yield maker.make(chosen, archive.name, archive.reservation, record.headers, block)
                chosen = next(wanted, None)
