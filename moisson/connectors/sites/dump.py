"""Dumps: full archives and dated deltas in a directory listing, as DILA publishes LEGI, JORF, CASS and others.

Today's state is the newest full archive plus later deltas by stamp. A delta has whole files, and lists of deleted paths, which
apply after its files. Archives are read newest first: the first file of a path counts, unless a list at least as new deletes it.
So nothing is unpacked to disk, and each archive is fetched once.
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
from moisson.connectors.sites.directory import DirectoryEntry, directory_entries, size_of
from moisson.connectors.sites.overlay import Overlay, last, plain, several_files
from moisson.connectors.stored_optouts import renew, renewable
from moisson.connectors.web.client import Client
from moisson.connectors.web.remote import Remote
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, File, Refused

STAMP = r"(?P<stamp>\d{4}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?:-\d{6})?)"
DAMAGE = ("archive:corrupt", "archive:too-large", "archive:too-many", "archive:ratio", "archive:encrypted")
MANY = 20  # deleted paths without a match: the lists do not fit the files


@dataclass(frozen=True, slots=True)
class DumpArchive:
    """An archive of today's state."""

    name: str
    stamp: str
    url: str
    token: str  # the listing's size and date
    full: bool


class Dump(Remote):
    """Files published as full archives and deltas."""

    url: str = Field(pattern=r"^https?://\S+/$")  # a directory listing of a web server, ending in `/`
    full: str  # names of full archives; `{stamp}` is `20250713` or `20250713-140000`
    delta: str | None = None  # names of deltas
    deletions: str = "liste_suppression_*.dat"  # glob of the files in a delta that list deleted files and folders
    include: list[str] = Field(default=["**"])  # globs over paths in the archives, without the dated folder of a delta
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    same_below: list[str] = Field(default=[])  # folders: files with the same path from the last of these on are one document
    longest_gap_days: int | None = Field(default=None, ge=1)  # days between two archives after which a delta may be missing

    @field_validator("full", "delta")
    @classmethod
    def _has_stamp(cls, name: str | None) -> str | None:
        if name is not None and name.count("{stamp}") != 1:
            raise ValueError(f"{name!r} must hold {{stamp}} once, as in LEGI_{{stamp}}.tar.gz")
        return name

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Fetch missing archives of today's state; files are read as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            with Client(self.manners, memory) as client:
                page = client.get(self.url, accept="text/html", conditional=False).body
                chain = self._chain(directory_entries(page, self.url), memory)
                homes = [self._home(client, memory, archive) for archive in chain]
            reserved = [[[row["protocol"], row["value"], row["where"]] for row in rows] for _, rows in homes]
            version = fingerprint([[archive.name, archive.token, *rows] for archive, rows in zip(chain, reserved, strict=True)])
            origin = {"connector": "dump", "full": chain[0].name, "newest": chain[-1].name, "archives": str(len(chain))}
            files = self._files(memory, list(zip(chain, homes, strict=True)))
            return Fetched(version, origin, closing_after(stack.pop_all(), files))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The archives of today's state, with the listing's sizes."""
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            page = client.get(self.url, accept="text/html", conditional=False).body
            for archive in self._chain(directory_entries(page, self.url), memory):
                known = memory.known(f"{self._scope}archive:{archive.name}")
                here = known is not None and known["token"] == archive.token and on_disk(memory, known) is not None
                yield Offered(archive.name, archive.url, size_of(archive.token), here=here)

    @property
    def _scope(self) -> str:
        return f"dump:{fingerprint(self.url)[:16]}:"

    def _chain(self, names: list[DirectoryEntry], memory: Store) -> list[DumpArchive]:
        """The full archive and its deltas, oldest first, including stored ones that rotated away.

        Raises FetchError if one is lost.
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
        # A delta missing among listed ones was withdrawn; one older than all of them rotated away.
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
                f"{self.url} and the store no longer have {', '.join(lost[:5])}: without them, older files would return."
                f" Wait for a full archive newer than {full.name}{otherwise}."
            )
        for archive in chain:
            if archive not in here:
                memory.forget(f"{self._scope}archive:{archive.name}")
        return here

    def _uncounted(self, memory: Store, chain: list[DumpArchive]) -> list[str]:
        """How many archives of the last snapshot are missing, if the store with their names is gone."""
        said = memory.before
        newest = self._archives([(said.get("newest", ""), "", "")])
        if not (newest and self.delta and said["full"] == chain[0].name):
            return []
        if memory.known(f"{self._scope}archive:{said['newest']}"):
            return []
        left = sum(archive.stamp <= newest[0].stamp for archive in chain)
        count = int(said["archives"])
        return [f"{count - left} of the {count} archives up to {said['newest']}"] if left < count else []

    def _archives(self, entries: Iterable[tuple[str, str, str]]) -> list[DumpArchive]:
        full, delta = _names(self.full), _names(self.delta) if self.delta else None
        found = []
        for name, url, token in entries:
            if hit := full.fullmatch(name):
                found.append(DumpArchive(name, hit["stamp"], url, token, True))
            elif delta and (hit := delta.fullmatch(name)):
                found.append(DumpArchive(name, hit["stamp"], url, token, False))
        return found

    def _before(self, memory: Store) -> dict[str, dict[str, Any]]:
        start = f"{self._scope}archive:"
        return {key.removeprefix(start): known for key, known in memory.items(start)}

    def _home(self, client: Client, memory: Store, archive: DumpArchive) -> tuple[Path, tuple[Any, ...]]:
        """An archive's local path and opt-outs; fetched unless it is here as listed."""
        key = f"{self._scope}archive:{archive.name}"
        known = memory.known(key)
        if known and known["token"] == archive.token and "hosts" in known and (path := on_disk(memory, known)):
            renew(client, memory, key, archive.url, known)
            if known["reservation"]:
                memory.is_reserved_file(path)
            return path, tuple(known["reservation"])
        got = client.download(archive.url)
        with disk(got.path), got.path.open("rb") as stream:
            if sniff(stream.read(HEAD_BYTES)) is None:
                raise FetchError(f"{archive.url} is not an archive; run again when the server has it.")
        place = got.path.relative_to(memory.folder).as_posix()
        about = {"url": archive.url, "token": archive.token, "path": place, "size": got.path.stat().st_size, "sha256": ""}
        memory.remember(key, {**about, **renewable(client, archive.url, got)})
        memory.forget(f"{self._scope}read:{archive.name}")
        return got.path, got.reservation

    def _files(self, memory: Store, chain: list[tuple[DumpArchive, tuple[Path, tuple[Any, ...]]]]) -> Iterator[File | Refused]:
        yield from self._gaps([archive for archive, _ in chain])
        overlay = Overlay(Selection(self.include, self.exclude), pattern(self.deletions), tuple(self.same_below))
        for archive, (path, reservation) in reversed(chain):
            read = self._read(memory, archive, path)
            overlay.take_away(read["deleted"])
            overlay.open(read["several"])
            about = About(record={"archive": archive.name}, reservation=reservation)
            # The archive itself is wanted too: damaged at its start, it would look like a day without changes.
            own = f"{archive.name}!{SUFFIXES.sub('', archive.name)}"
            for found in members(archive.name, path, wanted=_either({own, archive.name}, overlay.wanted)):
                if isinstance(found, File) and found.path == archive.name:
                    raise self._damaged(archive, path, "it is no archive any more.")
                if isinstance(found, File) and found.path != own:
                    yield File(plain(found.path), b"" if reservation else found.data, about)  # else an older version would return
                elif isinstance(found, Refused) and found.id == archive.name and found.reason in DAMAGE:
                    raise self._damaged(archive, path, found.detail)
                elif isinstance(found, Refused):
                    yield Refused(plain(found.id), found.reason, found.detail)
            overlay.close()
        if overlay.named >= MANY and not overlay.hit:
            why = f"none of the {overlay.named} deleted paths is in the archives; check `deletions`"
            yield Refused(chain[-1][0].name, "dump:deletions-unmatched", why)
        if overlay.selection.unmatched:
            raise FetchError(f"the archives hold no file that `{overlay.selection.unmatched[0]}` names; correct `include`.")

    def _read(self, memory: Store, archive: DumpArchive, path: Path) -> dict[str, Any]:
        """What to know of an archive before reading its files; stored.

        `deleted` are the paths a delta deletes, `several` the paths of documents with several files in it. Raises FetchError if
        it is damaged: old files would return.
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

    def _deleted(self, memory: Store, archive: DumpArchive, path: Path) -> Iterator[str]:
        glob = pattern(self.deletions)
        for found in members(archive.name, path, wanted=lambda name: bool(glob.fullmatch(last(name)))):
            if isinstance(found, File):
                lines = found.data.decode("utf-8", "replace").splitlines()
                yield from (line.strip() for line in lines if line.strip())
            elif found.reason in DAMAGE:
                raise self._damaged(archive, path, found.detail)

    def _damaged(self, archive: DumpArchive, path: Path, detail: str) -> FetchError:
        """Delete a damaged archive, so that the next harvest fetches it again or reports it lost."""
        with disk(path):
            path.unlink(missing_ok=True)
        return FetchError(f"{archive.name} is damaged: {detail} Run again to fetch it once more.")

    def _gaps(self, chain: list[DumpArchive]) -> Iterator[Refused]:
        """Longer gaps between archives than the publisher's: a delta may be missing."""
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


def _stamp(archive: DumpArchive) -> str:
    return archive.stamp


def _day(stamp: str) -> date:
    return date(int(stamp[:4]), int(stamp[4:6]), 1) + timedelta(int(stamp[6:8]) - 1)


def on_disk(memory: Store, known: Mapping[str, Any]) -> Path | None:
    """The file's path, if it is still whole."""
    path = memory.folder / known["path"]
    sizes = (known["size"], known.get("size_before"))  # of a rewritten one
    with disk(path):
        return path if path.exists() and path.stat().st_size in sizes else None
