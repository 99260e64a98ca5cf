"""A bucket that several publishers may write to: a small file is replaced only if nobody has changed it since it was read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, PreconditionError, UnauthenticatedError

from moisson.contracts.disk import disk
from moisson.contracts.errors import FetchError, UserError
from moisson.stewardship.far_bucket import Bucket, first_line

CHANGED = (AlreadyExistsError, PreconditionError)
REFUSED = (PermissionDeniedError, UnauthenticatedError)


@dataclass(frozen=True)
class Held:
    """A small file of the bucket, and the tag of this state of it."""

    data: bytes
    tag: str | None


class Writable(Bucket):
    """A bucket's files under a prefix, to be written. Every method raises FetchError; UserError where there is no such bucket."""

    @classmethod
    def of(cls, where: str, options: Mapping[str, str | bool]) -> Self:
        """Open a bucket, and see that its conditions hold; raises UserError where they do not, or without credentials."""
        opened = super().of(where, options)
        if opened.store.config.get("skip_signature"):
            raise UserError(f"no credentials to write to {where}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.")
        opened.read("latest.json")  # some stores make a bucket on the first write: without this, one of a mistyped name
        opened._probe()
        return opened

    def _probe(self) -> None:
        """Raise UserError where the store takes a write whose condition does not hold."""
        name = f"probe-{uuid4().hex}"
        with self._asking(name):
            first = _as_it_is(obstore.put(self.store, name, b"1", mode="create")["e_tag"])
            try:
                obstore.put(self.store, name, b"2", mode=first)
                fakes = [] if self._refuses(name, first) else ["a stale If-Match"]
                fakes += [] if self._refuses(name, "create") else ["If-None-Match: *"]
            finally:
                obstore.delete(self.store, name)
        if fakes:
            why = "so two publishers would overwrite each other unseen; publish to another store"
            raise UserError(f"the store of {self.where} writes in spite of {' and '.join(fakes)}, {why}.")

    def _refuses(self, name: str, mode: Any) -> bool:
        try:
            obstore.put(self.store, name, b"3", mode=mode)
        except CHANGED:
            return True
        return False

    def read(self, name: str) -> Held | None:
        """A small file; None where it does not exist."""
        with self._asking(name):
            try:
                came = obstore.get(self.store, name)
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                return None
            return Held(bytes(came.bytes()), came.meta["e_tag"])

    def swap(self, name: str, data: bytes, before: Held | None) -> bool:
        """Write a small file where it still is as it was read; returns whether it now holds `data`."""
        if before is not None and before.data == data:
            return True
        mode: Any = "create" if before is None else _as_it_is(before.tag)
        with self._asking(name):
            try:
                obstore.put(self.store, name, data, mode=mode)
            except CHANGED:  # also by this very write, where its answer was lost and it was sent again
                now = self.read(name)
                return now is not None and now.data == data
        return True

    def holds(self, name: str, said: Mapping[str, Any]) -> bool:
        """Whether a file has the size and SHA-256 that a manifest says; it is read back, since no store's digest is believed."""
        found = sha256()
        with self._asking(name):
            try:
                came = obstore.get(self.store, name)
            except FileNotFoundError:
                return False
            if came.meta["size"] != said["bytes"]:
                return False
            for chunk in came:
                found.update(chunk)
        return bool(found.hexdigest() == said["sha256"])

    def upload(self, name: str, path: Path) -> None:
        """Upload a file, in parts where it has over 5 MiB."""
        with disk(path), self._asking(name):
            obstore.put(self.store, name, path)

    def remove(self, names: Sequence[str]) -> None:
        with self._asking(""):
            obstore.delete(self.store, names)

    @contextmanager
    def _asking(self, name: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, FileNotFoundError) as error:
            where, why = f"{self.where}/{name}", _said(error)
            if "NoSuchBucket" in str(error):
                raise UserError(f"{self.where}: there is no such bucket; create it, or correct its name.") from None
            if isinstance(error, REFUSED):
                remedy = "check the credentials, and that they may list, read, write and delete there"
                raise FetchError(f"{where} is refused by the store ({why}); {remedy}.") from None
            raise FetchError(f"{where} cannot be written or read back ({why}); run again: what has arrived is kept.") from None


def _as_it_is(tag: str | None) -> Any:
    """The condition that a file has this tag; a store that gives none holds no condition."""
    return {"e_tag": tag or '""'}


def _said(error: Exception) -> str:
    """S3's code and message of an error, else the first line of obstore's."""
    found = re.search(r"<Code>([^<]*)</Code>(?:.*?<Message>([^<]*)</Message>)?", str(error), re.DOTALL)
    return ": ".join(filter(None, found.groups())).rstrip(".") if found else first_line(error)
