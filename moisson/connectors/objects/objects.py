"""Objects that a listing names with size and version: brought to disk one by one, checked, and opened where they are archives.

An object is remembered under its key, with its token, after it has come whole. So a harvest that is cut short asks again for what
it did not finish, and for nothing else; a large object goes on from the byte where it stopped. What hosts reserve since an object
came is heard without it.
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
from moisson.connectors.fetching import Outage, Target, ask_again, failures_token, refused
from moisson.connectors.files.archive import DEFAULT_LIMITS, members, printable, unsafe_name
from moisson.connectors.files.glob import Selection
from moisson.connectors.memory.store import Store
from moisson.connectors.optouts import HostOptouts, hosts_digest, renewed
from moisson.connectors.web.ahead import in_order
from moisson.connectors.web.cache import RIGHTS
from moisson.connectors.web.client import Client, Download
from moisson.connectors.web.failure import GONE, Failure
from moisson.connectors.web.optouts import HEAD_BYTES, HttpMessage, Rules, TdmFile, reservations
from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, File, Refused

ARCHIVE = re.compile(r"\.(?:zip|tar|t[gbx]z|tbz2|txz|gz|gzip|bz2|xz|zst|zstd)$", re.IGNORECASE)
PIECE = 1 << 20
CLOSED = Rules(tdm=TdmFile.parse('[{"location": "/", "tdm-reservation": 1}]', ""))  # a host that reserves all


@dataclass(frozen=True, slots=True)
class Object:
    """One object as the listing tells of it. While its `token` stays, it did not change."""

    path: str  # the name of the file that comes of it
    url: str
    size: int  # bytes
    key: str  # what it is remembered by
    token: str
    digest: str | None  # `sha256:…`, `git:…` (the id of a git blob) or `md5:…`, in hex
    about: About
    etag: str | None = None  # the version that is meant, where the server can be asked for it


Explain = Callable[[Failure], tuple[str, str] | None]
OwnRights = Callable[[Object, Mapping[str, str]], dict[str, str] | None]


class Choice:
    """Which objects are brought, by `include` and `exclude`; a glob with `!` names members of the archive before it."""

    def __init__(self, include: Iterable[str], exclude: Iterable[str]) -> None:
        include, exclude = list(include), list(exclude)
        self.objects = Selection([glob.partition("!")[0] for glob in include], exclude)
        self.members = Selection(include, exclude)


def safe(name: str) -> str:
    """An object's name as a path: `!` stands between an archive and its member, and nowhere else."""
    return name.replace("!", "%21")


def obstacle(path: str, size: int, prefix: str) -> Refused | None:
    """Why an object is not to be asked for: its name could lead elsewhere, or it is one file and larger than one may be."""
    most = DEFAULT_LIMITS.max_member_bytes
    dotted = any(part in (".", "..") for part in path.split("/"))
    if unsafe := unsafe_name(path) or ("has a name that could lead elsewhere" if dotted else None):
        return Refused(printable(path), f"{prefix}:unsafe-name", f"{printable(path)} {unsafe}.")
    if size > most and not ARCHIVE.search(path):
        return Refused(path, "file:too-large", f"{path} holds {size} bytes, more than {most}, and is no archive by its name.")
    return None


def digest_matches(path: Path, digest: str | None) -> bool:
    """Whether a file on disk is what its digest says; true where there is none to say."""
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
    """A file's beginning where it states opt-outs of its own, which stand above its host's; nothing where its headers say all."""
    same = reservations([(CLOSED, page.url)], page, "") == reservations([(CLOSED, page.url)], replace(page, body=b""), "")
    return b"" if same else page.body


@dataclass
class Objects:
    """The objects of one source. `explain` gives a failure its reason and sentence; None where it says nothing of its own."""

    client: Client
    memory: Store
    scope: str
    wanted: Selection  # members of archives
    explain: Explain
    own: OwnRights | None = None
    whole: bool = False  # whether all must be had: else what cannot be had today stays as it was
    locks: dict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))

    def offered(self, object: Object) -> Offered:
        """What the listing says of an object."""
        here = self._here(object) is not None
        return Offered(object.path, object.about.url, object.size, object.about.rights, here, object.url)

    def files(self, items: Iterable[Object | Refused]) -> Iterator[File | Refused]:
        """The files of each object, or why there are none, in their order. Raises FetchError where the server is away.

        With `whole`, that is for one object that cannot be had, once all the others have come; else for many in a row.
        """
        failed, away, outage = [], list[Failure](), Outage()
        passing = False  # whether some are to be asked for again though the listing does not change
        hosts = HostOptouts(self.client, self.memory, self.scope)
        for item, came in in_order(self._come, items, self.client.manners.concurrency):
            if isinstance(item, Refused):
                yield item
                continue
            if not isinstance(came, Failure):
                outage.row = 0
                yield from self._opened(item, came, hosts)
                continue
            outage.look(came)
            if self.whole and came.reason not in (*GONE, "not-as-listed") and self.explain(came) is None:
                away.append(came)
                continue
            failed.append(f"{item.path} {item.token}")
            older = self._older(item, came)
            passing = passing or ask_again(came, kept=older is not None)
            yield from self._failed(item, came, older, hosts)
        if away:
            others = f" So it is with {len(away) - 1} others." if len(away) > 1 else ""
            raise FetchError(f"{away[0]}{others} What came is kept; run again, or leave it out by `exclude`.")
        hosts.remember()
        # So the token is another each time, and the next harvest asks again.
        before = failures_token(self.memory, self.scope) if passing else None
        self.memory.remember(f"{self.scope}failures", {"token": fingerprint([before, *failed]) if failed else None})

    def body(self, object: Object) -> Path:
        """One object that the rest depends on; raises Failure."""
        came = self._come(object)[1]
        if isinstance(came, Failure):
            raise came
        return self._place(came)

    def _come(self, item: Object | Refused) -> tuple[Object | Refused, dict[str, Any] | Failure]:
        """What is remembered of an object that is here; it is asked for where it is not."""
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
        """Check what came and remember it; raises Failure where it is not what the listing says."""
        # An ETag is no MD5 of the content where the server encrypts.
        encrypted = any(name.startswith("x-amz-server-side-encryption") for name in got.headers)
        digest = None if encrypted and (object.digest or "").startswith("md5:") else object.digest
        with disk(got.path), got.path.open("rb") as file:
            head, size = file.read(HEAD_BYTES), got.path.stat().st_size
        if size != object.size or not digest_matches(got.path, digest):
            with disk(got.path):
                got.path.unlink()
            detail = f"{size} bytes came that are not those which the listing names ({object.size} bytes, {object.digest})."
            raise Failure(got.url, "not-as-listed", detail)
        place = got.path.with_name(f"{got.path.name}.whole")  # where the next answer, which may be a wrong one, does not come
        with disk(place):
            got.path.replace(place)
        headers = {name: got.headers[name] for name in RIGHTS if name in got.headers}
        known = {
            "token": object.token,
            "path": place.relative_to(self.memory.folder).as_posix(),
            "size": size,
            "digest": digest,
            "answered": got.url,
            "headers": headers,
            "sha256": self.memory.keep(own) if (own := stating(HttpMessage(got.url, headers, head))) else "",
            "reservation": [dict(row) for row in got.reservation],
            "hosts": hosts_digest(self.client, (object.url, got.url)),
            "rights": self.own(object, got.headers) if self.own else None,
        }
        self.memory.remember(self._key(object), known)
        return known

    def _opened(self, object: Object, known: dict[str, Any], hosts: HostOptouts) -> Iterator[File | Refused]:
        hosts.meet(object.url, known["answered"])
        if more := renewed(self.client, self.memory, object.url, known):
            known |= more
            self.memory.remember(self._key(object), known)
        rights = known["rights"] or object.about.rights
        about = replace(object.about, reservation=tuple(known["reservation"]), rights=rights)
        if about.reservation:
            self.memory.is_reserved_file(self._place(known))
            yield File(object.path, b"", about)
            return
        for found in members(object.path, self._place(known), wanted=self.wanted):
            yield replace(found, about=about) if isinstance(found, File) else found

    def _older(self, object: Object, failure: Failure) -> dict[str, Any] | None:
        """What is remembered of an object, unless it is gone: today's failure says so, or one did since it came."""
        known = None if self.whole else self._known(object)
        if known and failure.reason in GONE:
            self.memory.remember(self._key(object), {**known, "gone": failure.reason})
            return None
        return known if known and self._lies(known) and self._sound(known) else None

    def _failed(
        self, object: Object, failure: Failure, older: dict[str, Any] | None, hosts: HostOptouts
    ) -> Iterator[File | Refused]:
        """Why an object is not here, or not as it is listed now; what it was before."""
        said = self.explain(failure)
        if said is not None and older is None:
            yield Refused(object.path, *said)
        else:
            wish = Target(object.path, object.url, object.token, object.about)
            yield refused(wish, failure, kept=older is not None)
        if older is not None:
            yield from self._opened(object, older, hosts)

    def _here(self, object: Object) -> dict[str, Any] | None:
        """What is remembered of an object, where it lies here in this very version."""
        known = self._known(object)
        return known if known and known["token"] == object.token and self._lies(known) else None

    def _known(self, object: Object) -> dict[str, Any] | None:
        """What is remembered of an object; nothing where it is gone, or opt-outs could not be told again from it."""
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
