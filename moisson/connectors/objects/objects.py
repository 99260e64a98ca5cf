"""Listed objects with size and version: fetched to disk, checked, and opened if they are archives.

An object is remembered with its token once it is whole, so an interrupted harvest requests only the rest, and resumes large
objects. Their hosts' opt-outs are renewed without fetching them again.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any

from moisson.connectors import Offered
from moisson.connectors.fetching import FailureLog, Outage, Target, refused
from moisson.connectors.files.archive import DEFAULT_LIMITS, members, printable, unsafe_name
from moisson.connectors.files.glob import Selection
from moisson.connectors.memory.store import Store
from moisson.connectors.stored_optouts import HostOptouts, renew, renewable
from moisson.connectors.web.cache import rights_headers
from moisson.connectors.web.client import Client, Download
from moisson.connectors.web.failure import GONE, Failure
from moisson.connectors.web.optouts import HEAD_BYTES, HttpMessage, Rules, TdmFile, reservations
from moisson.connectors.web.threads import in_order
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError
from moisson.readers.contract import About, File, Refused

ARCHIVE = re.compile(r"\.(?:zip|tar|t[gbx]z|tbz2|txz|gz|gzip|bz2|xz|zst|zstd)$", re.IGNORECASE)
PIECE = 1 << 20
CLOSED = Rules(tdm=TdmFile.parse('[{"location": "/", "tdm-reservation": 1}]', ""))  # a host that reserves everything


@dataclass(frozen=True, slots=True)
class Object:
    """An object in a listing. It is unchanged while its `token` stays the same."""

    path: str  # the file's name
    url: str
    size: int  # bytes
    key: str  # identifies it in the store
    token: str
    digest: str | None  # `sha256:…`, `git:…` (a git blob's id) or `md5:…`, in hex
    about: About
    etag: str | None = None  # the version to request, if the server supports it


Explain = Callable[[Failure], tuple[str, str] | None]
OwnRights = Callable[[Object, Mapping[str, str]], dict[str, str] | None]


class Choice:
    """Objects chosen by `include` and `exclude`; a glob with `!` names members of an archive."""

    def __init__(self, include: Iterable[str], exclude: Iterable[str]) -> None:
        include, exclude = list(include), list(exclude)
        self.objects = Selection([glob.partition("!")[0] for glob in include], exclude)
        self.members = Selection(include, exclude)


def safe(name: str) -> str:
    """An object's name as a path: `!` only separates an archive from its member."""
    return name.replace("!", "%21")


def obstacle(path: str, size: int, prefix: str) -> Refused | None:
    """Why not to request an object: its name is unsafe, or it exceeds the size of one file."""
    most = DEFAULT_LIMITS.max_member_bytes
    dotted = any(part in (".", "..") for part in path.split("/"))
    if unsafe := unsafe_name(path) or ("has a name that could lead elsewhere" if dotted else None):
        return Refused(printable(path), f"{prefix}:unsafe-name", f"{printable(path)} {unsafe}.")
    if size > most and not ARCHIVE.search(path):
        return Refused(path, "file:too-large", f"{path} holds {size} bytes, more than {most}, and is no archive by its name.")
    return None


def digest_matches(path: Path, digest: str | None) -> bool:
    """Whether a file has this digest; True if there is none."""
    if digest is None:
        return True
    kind, _, stated = digest.partition(":")
    with disk(path), path.open("rb") as file:
        if kind == "git":
            size = path.stat().st_size
            found = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        else:
            found = hashlib.new(kind, usedforsecurity=False)
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest() == stated


def stating(page: HttpMessage) -> bytes:
    """A file's beginning if it states opt-outs that override its host's; else empty."""
    same = reservations([(CLOSED, page.url)], page, "") == reservations([(CLOSED, page.url)], replace(page, body=b""), "")
    return b"" if same else page.body


@dataclass
class Objects:
    """The objects of one source. `explain` gives a failure's reason and sentence, or None."""

    client: Client
    memory: Store
    scope: str
    wanted: Selection  # selects members of archives
    explain: Explain
    own: OwnRights | None = None
    whole: bool = False  # all are required; else an unavailable object stays as it was
    locks: dict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))

    def offered(self, object: Object) -> Offered:
        here = self._here(object) is not None
        return Offered(object.path, object.about.url, object.size, object.about.rights, here, object.url)

    def files(self, items: Iterable[Object | Refused]) -> Iterator[File | Refused]:
        """The files of each object, or refusals, in order. Raises FetchError if the server is down.

        With `whole`, one unavailable object suffices, after the others have been fetched; otherwise many in a row.
        """
        failures, away, outage = FailureLog(self.memory, self.scope), list[Failure](), Outage()
        hosts = HostOptouts(self.client, self.memory, self.scope)
        for item, came in in_order(self._come, items, self.client.manners.concurrency):
            if isinstance(item, Refused):
                yield item
                continue
            if not isinstance(came, Failure):
                outage.row = 0
                yield from self._opened(item, came, hosts)
                continue
            outage.count(came)
            if self.whole and came.reason not in (*GONE, "not-as-listed") and self.explain(came) is None:
                away.append(came)
                continue
            older = self._older(item, came)
            failures.add(f"{item.path} {item.token}", came, kept=older is not None)
            yield from self._failed(item, came, older, hosts)
        if away:
            others = f" The same holds for {len(away) - 1} others." if len(away) > 1 else ""
            raise FetchError(f"{away[0]}{others} Fetched objects are kept; run again, or leave it out with `exclude`.")
        hosts.remember()
        failures.remember()

    def body(self, object: Object) -> Path:
        """One object that everything depends on; raises Failure."""
        came = self._come(object)[1]
        if isinstance(came, Failure):
            raise came
        return self._place(came)

    def _come(self, item: Object | Refused) -> tuple[Object | Refused, dict[str, Any] | Failure]:
        """The state of an object, fetched if it is not here."""
        if isinstance(item, Refused):
            return item, {}
        with self.locks[item.key]:
            known = self._here(item)
            if known is not None and self._sound(known):
                return item, known
            try:
                return item, self._keep(item, self.client.download(item.url, conditional=False, etag=item.etag))
            except Failure as failure:
                return item, failure

    def _keep(self, object: Object, got: Download) -> dict[str, Any]:
        """Check a download and remember it; raises Failure if it differs from the listing."""
        # With server-side encryption an ETag is not the content's MD5.
        encrypted = any(name.startswith("x-amz-server-side-encryption") for name in got.headers)
        digest = None if encrypted and (object.digest or "").startswith("md5:") else object.digest
        with disk(got.path), got.path.open("rb") as file:
            head, size = file.read(HEAD_BYTES), got.path.stat().st_size
        if size != object.size or not digest_matches(got.path, digest):
            with disk(got.path):
                got.path.unlink()
            detail = f"{size} bytes came that differ from the listing ({object.size} bytes, {object.digest})."
            raise Failure(got.url, "not-as-listed", detail)
        place = got.path.with_name(f"{got.path.name}.whole")  # where the next download, perhaps a wrong one, does not go
        with disk(place):
            got.path.replace(place)
        own = stating(HttpMessage(got.url, rights_headers(got.headers), head))
        known = {
            "token": object.token,
            "path": place.relative_to(self.memory.folder).as_posix(),
            "size": size,
            "digest": digest,
            "sha256": self.memory.keep(own) if own else "",
            **renewable(self.client, object.url, got),
            "rights": self.own(object, got.headers) if self.own else None,
        }
        self.memory.remember(self._key(object), known)
        return known

    def _opened(self, object: Object, known: dict[str, Any], hosts: HostOptouts) -> Iterator[File | Refused]:
        hosts.note(object.url, known["answered"])
        renew(self.client, self.memory, self._key(object), object.url, known)
        rights = known["rights"] or object.about.rights
        about = replace(object.about, reservation=tuple(known["reservation"]), rights=rights)
        if about.reservation:
            self.memory.is_reserved_file(self._place(known))
            yield File(object.path, b"", about)
            return
        for found in members(object.path, self._place(known), wanted=self.wanted):
            yield replace(found, about=about) if isinstance(found, File) else found

    def _older(self, object: Object, failure: Failure) -> dict[str, Any] | None:
        """The stored object, unless this or an earlier failure says it is gone."""
        known = None if self.whole else self._known(object)
        if known and failure.reason in GONE:
            self.memory.remember(self._key(object), {**known, "gone": failure.reason})
            return None
        return known if known and self._lies(known) and self._sound(known) else None

    def _failed(
        self, object: Object, failure: Failure, older: dict[str, Any] | None, hosts: HostOptouts
    ) -> Iterator[File | Refused]:
        """Why an object is missing or not renewed; then its old version, if any."""
        said = self.explain(failure)
        if said is not None and older is None:
            yield Refused(object.path, *said)
        else:
            target = Target(object.path, object.url, object.token, object.about)
            yield refused(target, failure, kept=older is not None)
        if older is not None:
            yield from self._opened(object, older, hosts)

    def _here(self, object: Object) -> dict[str, Any] | None:
        """The state of an object that is here in this version."""
        known = self._known(object)
        return known if known and known["token"] == object.token and self._lies(known) else None

    def _known(self, object: Object) -> dict[str, Any] | None:
        """The state of an object; None if it is gone, or its opt-outs cannot be renewed."""
        known = self.memory.known(self._key(object))
        return known if known and "hosts" in known and "gone" not in known else None

    def _lies(self, known: Mapping[str, Any]) -> bool:
        path = self._place(known)
        with disk(path):
            return path.exists() and path.stat().st_size == known["size"]

    def _sound(self, known: Mapping[str, Any]) -> bool:
        return digest_matches(self._place(known), known["digest"])

    def _place(self, known: Mapping[str, Any]) -> Path:
        return self.memory.folder / str(known["path"])

    def _key(self, object: Object) -> str:
        return f"{self.scope}object:{object.key}"
