"""Dumps: full archives and dated deltas in a directory that a server lists, as DILA publishes LEGI, JORF, CASS and others.

The state of today is the newest full archive, overlaid by each later delta in the order of their stamps; a delta holds whole
files and lists of paths that are no more, which count after its files. Archives are read from the newest to the oldest:
a file is the first one met of its path, unless a list that is as new or newer names it. So nothing is unpacked to disk, and
each archive is fetched once.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.fetching import closing_after, store_or_temporary
from moisson.connectors.files.archive import HEAD_BYTES, SUFFIXES, Wanted, members, sniff
from moisson.connectors.files.bounds import Unreadable
from moisson.connectors.files.glob import Selection, pattern
from moisson.connectors.memory.store import Store
from moisson.connectors.optouts import hosts_digest, renewed
from moisson.connectors.sites.directory import DirectoryEntry, directory_entries, size_of
from moisson.connectors.sites.overlay import Overlay, last, plain, several_files
from moisson.connectors.web.cache import RIGHTS
from moisson.connectors.web.client import Client
from moisson.connectors.web.remote import Remote
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, File, Refused

STAMP = r"(?P<stamp>\d{4}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:-\d{6})?)"
DAMAGE = ("archive:corrupt", "archive:too-large", "archive:too-many", "archive:ratio", "archive:encrypted")
MANY = 20  # paths to delete of which none was met: the lists do not fit the files


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive that belongs to today's state: what it is called, when it was made, and where it lies."""

    name: str
    stamp: str
    url: str
    token: str  # what the listing says of its size and date
    full: bool


class Dump(Remote):
    """A fund of files that is published as full archives and deltas."""

    url: str = Field(pattern=r"^https?://\S+/$")  # the listing
    full: str  # names of full archives, as in Freemium_legi_global_{stamp}.tar.gz
    delta: str | None = None  # names of deltas, as in LEGI_{stamp}.tar.gz
    deletions: str = "liste_suppression_*.dat"  # glob: the lists, in a delta, of paths that are no more
    include: list[str] = Field(default=["**"])  # globs over paths in the archives, without the dated folder
    exclude: list[str] = Field(default=[])
    same_below: list[str] = Field(default=[])  # folders: paths that are the same from the last of them on are one document
    longest_gap_days: int | None = Field(default=None, ge=1)  # between one archive and the next; longer ones are said

    @field_validator("full", "delta")
    @classmethod
    def _has_stamp(cls, name: str | None) -> str | None:
        if name is not None and name.count("{stamp}") != 1:
            raise ValueError(f"{name!r} must hold {{stamp}} once, as in LEGI_{{stamp}}.tar.gz")
        return name

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Bring home the archives of today's state that are not here yet; files are read as they are asked for."""
        with ExitStack() as things:
            memory = things.enter_context(store_or_temporary(store))
            with Client(self.manners, memory) as client:
                page = client.get(self.url, accept="text/html", conditional=False).body
                chain = self._chain(directory_entries(page, self.url), memory)
                homes = [self._home(client, memory, archive) for archive in chain]
            reserved = [[[row["protocol"], row["value"], row["where"]] for row in rows] for _, rows in homes]
            version = fingerprint([[archive.name, archive.token, *rows] for archive, rows in zip(chain, reserved, strict=True)])
            origin = {"connector": "dump", "full": chain[0].name, "newest": chain[-1].name, "archives": str(len(chain))}
            files = self._files(memory, list(zip(chain, homes, strict=True)))
            return Fetched(version, origin, closing_after(things.pop_all(), files))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The archives of today's state, with the sizes that the listing shows."""
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            page = client.get(self.url, accept="text/html", conditional=False).body
            for archive in self._chain(directory_entries(page, self.url), memory):
                known = memory.known(f"{self._scope}archive:{archive.name}")
                here = known is not None and known["token"] == archive.token and on_disk(memory, known) is not None
                yield Offered(archive.name, archive.url, size_of(archive.token), here=here)

    @property
    def _scope(self) -> str:
        return f"dump:{fingerprint(self.url)[:16]}:"

    def _chain(self, names: list[DirectoryEntry], memory: Store) -> list[Archive]:
        """The full archive and its deltas, oldest first: those that are listed, and those that were before and rotated away.

        Raises FetchError where one of them cannot be had any more.
        """
        there = self._archives((each.name, each.url, each.token) for each in names)
        full = max((archive for archive in there if archive.full), key=_stamp, default=None)
        before = self._before(memory)
        known = self._archives((name, said["url"], said["token"]) for name, said in before.items())
        if full is None:
            full = max((archive for archive in known if archive.full), key=_stamp, default=None)
        if full is None:
            shown = ", ".join(each.name for each in names[:5]) or "nothing"
            raise FetchError(f"{self.url} lists no archive named {self.full}, but {shown}; correct `url` or `full`.")
        deltas = {archive.name: archive for archive in there if not archive.full and archive.stamp > full.stamp}
        first = min((archive.stamp for archive in there if not archive.full), default="9")
        # One that is missing among listed ones was taken back; one that is older than all of them has had its time.
        for archive in known:
            if not archive.full and archive.name not in deltas and archive.stamp > full.stamp:
                if archive.stamp < first:
                    deltas[archive.name] = archive
                else:
                    memory.forget(f"{self._scope}archive:{archive.name}")
        chain = [full, *sorted(deltas.values(), key=_stamp)]
        listed_now = {archive.name for archive in there}
        here = [archive for archive in chain if archive.name in listed_now or on_disk(memory, before[archive.name])]
        lost = [archive.name for archive in chain if archive not in here] or self._uncounted(memory, chain)
        if lost and (full not in here or not memory.accept_loss):
            otherwise = ", or run again with --accept-loss to go on from what is listed" if full in here else ""
            raise FetchError(
                f"{self.url} lists no longer, and the store no longer has, {', '.join(lost[:5])}: without them, older files would"
                f" come back. Wait for a full archive that is newer than {full.name}{otherwise}."
            )
        for archive in chain:
            if archive not in here:
                memory.forget(f"{self._scope}archive:{archive.name}")
        return here

    def _uncounted(self, memory: Store, chain: list[Archive]) -> list[str]:
        """How many archives are missing that the last snapshot was made from, where the store that knew their names is gone."""
        said = memory.before
        newest = self._archives([(said.get("newest", ""), "", "")])
        if not (newest and self.delta and said["full"] == chain[0].name):
            return []
        if memory.known(f"{self._scope}archive:{said['newest']}"):
            return []
        left = sum(archive.stamp <= newest[0].stamp for archive in chain)
        count = int(said["archives"])
        return [f"{count - left} of the {count} archives up to {said['newest']}"] if left < count else []

    def _archives(self, entries: Iterable[tuple[str, str, str]]) -> list[Archive]:
        full, delta = _names(self.full), _names(self.delta) if self.delta else None
        found = []
        for name, url, token in entries:
            if hit := full.fullmatch(name):
                found.append(Archive(name, hit["stamp"], url, token, True))
            elif delta and (hit := delta.fullmatch(name)):
                found.append(Archive(name, hit["stamp"], url, token, False))
        return found

    def _before(self, memory: Store) -> dict[str, dict[str, Any]]:
        """What is remembered of archives, by name, whether they are here or not."""
        start = f"{self._scope}archive:"
        return {key.removeprefix(start): known for key, known in memory.items(start)}

    def _home(self, client: Client, memory: Store, archive: Archive) -> tuple[Path, tuple[Any, ...]]:
        """Where an archive lies on this machine, and the opt-outs found with it; asked for unless it is here as it is listed."""
        key = f"{self._scope}archive:{archive.name}"
        known = memory.known(key)
        if known and known["token"] == archive.token and "hosts" in known and (path := on_disk(memory, known)):
            if more := renewed(client, memory, archive.url, known):
                known |= more
                memory.remember(key, known)
            if known["reservation"]:
                memory.is_reserved_file(path)
            return path, tuple(known["reservation"])
        got = client.download(archive.url)
        with disk(got.path), got.path.open("rb") as stream:
            if sniff(stream.read(HEAD_BYTES)) is None:
                raise FetchError(f"{archive.url} is no archive, though its name says so; run again when the server has it.")
        place = got.path.relative_to(memory.folder).as_posix()
        about = {"path": place, "size": got.path.stat().st_size, "reservation": [dict(row) for row in got.reservation]}
        headers = {name: got.headers[name] for name in RIGHTS if name in got.headers}
        again = {"answered": got.url, "headers": headers, "sha256": "", "hosts": hosts_digest(client, (archive.url, got.url))}
        memory.remember(key, {"url": archive.url, "token": archive.token, **about, **again})
        memory.forget(f"{self._scope}read:{archive.name}")
        return got.path, got.reservation

    def _files(self, memory: Store, chain: list[tuple[Archive, tuple[Path, tuple[Any, ...]]]]) -> Iterator[File | Refused]:
        """Each path once, as its newest archive has it."""
        yield from self._gaps([archive for archive, _ in chain])
        overlay = Overlay(Selection(self.include, self.exclude), pattern(self.deletions), tuple(self.same_below))
        for archive, (path, reservation) in reversed(chain):
            read = self._read(memory, archive, path)
            overlay.take_away(read["deleted"])
            overlay.open(read["several"])
            about = About(record={"archive": archive.name}, reservation=reservation)
            # The archive itself is wanted, too: else one that is damaged where it begins would be a day without a change.
            own = f"{archive.name}!{SUFFIXES.sub('', archive.name)}"
            for found in members(archive.name, path, wanted=_either({own, archive.name}, overlay.wanted)):
                if isinstance(found, File) and found.path == archive.name:
                    raise self._damaged(archive, path, "it is no archive any more.")
                if isinstance(found, File) and found.path != own:
                    yield File(plain(found.path), b"" if reservation else found.data, about)  # else older law would come back
                elif isinstance(found, Refused) and found.id == archive.name and found.reason in DAMAGE:
                    raise self._damaged(archive, path, found.detail)
                elif isinstance(found, Refused):
                    yield Refused(plain(found.id), found.reason, found.detail)
            overlay.close()
        if overlay.named >= MANY and not overlay.hit:
            why = f"the lists name {overlay.named} paths to delete, and none of them is in the archives; look at `deletions`"
            yield Refused(chain[-1][0].name, "dump:deletions-unmatched", why)
        if overlay.selection.unmatched:
            raise FetchError(f"the archives hold no file that `{overlay.selection.unmatched[0]}` names; correct `include`.")

    def _read(self, memory: Store, archive: Archive, path: Path) -> dict[str, Any]:
        """What has to be known of an archive before its files are read; it is remembered.

        `deleted` are the paths that a delta takes away, `several` those of documents of which it holds several files. Raises
        FetchError where it is damaged: old files would come back.
        """
        key = f"{self._scope}read:{archive.name}"
        how = fingerprint([self.deletions, self.same_below, self.include, self.exclude])
        known = memory.known(key)
        if known is None or known["how"] != how:
            several: list[list[str]] = []
            if self.same_below:
                try:
                    several = several_files(path, Selection(self.include, self.exclude), tuple(self.same_below))
                except Unreadable as fault:
                    raise self._damaged(archive, path, f"{archive.name} {fault.detail}.") from None
            deleted = [] if archive.full else list(self._deleted(memory, archive, path))
            known = {"how": how, "deleted": deleted, "several": several}
            memory.remember(key, known)
        return known

    def _deleted(self, memory: Store, archive: Archive, path: Path) -> Iterator[str]:
        glob = pattern(self.deletions)
        for found in members(archive.name, path, wanted=lambda name: bool(glob.fullmatch(last(name)))):
            if isinstance(found, File):
                lines = found.data.decode("utf-8", "replace").splitlines()
                yield from (line.strip() for line in lines if line.strip())
            elif found.reason in DAMAGE:
                raise self._damaged(archive, path, found.detail)

    def _damaged(self, archive: Archive, path: Path, detail: str) -> FetchError:
        """Take a damaged archive away, so that the next harvest fetches it anew, or says that it cannot be had any more."""
        with disk(path):
            path.unlink(missing_ok=True)
        return FetchError(f"{archive.name} is damaged: {detail} Run again to fetch it once more.")

    def _gaps(self, chain: list[Archive]) -> Iterator[Refused]:
        """Where more days lie between two archives than the publisher lets pass: a delta may be missing."""
        for earlier, later in pairwise(chain):
            days = (_day(later.stamp) - _day(earlier.stamp)).days
            if self.longest_gap_days is not None and days > self.longest_gap_days:
                why = f"{days} days lie between {earlier.name} and this one, more than {self.longest_gap_days}"
                yield Refused(later.name, "dump:gap", f"{why}; what changed then may be missing")


def _names(template: str) -> re.Pattern[str]:
    before, after = template.split("{stamp}")
    return re.compile(re.escape(before) + STAMP + re.escape(after))


def _either(names: set[str], wanted: Wanted) -> Wanted:
    return lambda name: name in names or wanted(name)


def _stamp(archive: Archive) -> str:
    return archive.stamp


def _day(stamp: str) -> date:
    return date(int(stamp[:4]), int(stamp[4:6]), 1) + timedelta(int(stamp[6:8]) - 1)


def on_disk(memory: Store, known: Mapping[str, Any]) -> Path | None:
    """Where an archive lies, if it is still whole."""
    path = memory.folder / known["path"]
    sizes = (known["size"], known.get("size_before"))  # of one that is written anew
    with disk(path):
        return path if path.exists() and path.stat().st_size in sizes else None
