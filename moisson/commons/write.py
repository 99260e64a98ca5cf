"""Writing the log: an event is judged by the same replay as all readers' before a byte of it is on disk."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moisson.contracts.commons.event import Event, make_event, written
from moisson.contracts.commons.log import Log, read_object, write_event, write_object
from moisson.contracts.commons.replay import Replay
from moisson.contracts.commons.state import State
from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError, Unverified, UserError
from moisson.contracts.sign import Signs


class Writer:
    """Appends events to a commons' folder, which it holds alone: a context manager, made by `writing`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._replay = Replay(lambda sha256: read_object(folder, sha256))
        if (folder / "events").is_dir():
            for event in Log.open(folder).events:
                self._replay.take(event)

    @property
    def state(self) -> State:
        """The commons after the newest event."""
        return self._replay.state

    def append(
        self,
        kind: str,
        body: dict[str, Any],
        about: str | int | None = None,
        *,
        signer: Signs,
        by: str,
        at: datetime | None = None,
    ) -> Event:
        """Sign an event and add it; raises UserError, with the sentence of whoever would replay it, where it would not hold.

        `at` is now, unless what is written down happened before.
        """
        now = datetime.now(UTC).replace(microsecond=0)
        last = self._replay.last
        if at is not None and at > now:
            raise UserError(f"{written(at)} lies ahead; an event is not dated in the future.")
        if at is None and last is not None and last.at > now:
            raise UserError(
                f"the newest event is dated {written(last.at)}, which lies ahead: this machine's clock is wrong, or it."
            )
        try:
            event = make_event(kind, body, about, after=last, signer=signer, by=by, at=at or now)
            self._replay.take(event)
        except Unverified as error:
            raise UserError(f"{error}") from None
        write_event(self.folder, event)
        return event

    def object(self, sha256: str) -> bytes:
        """An object's bytes."""
        return read_object(self.folder, sha256)

    def add(self, data: bytes) -> str:
        """Add an object that events are about; its digest."""
        return write_object(self.folder, data)


def founding_rules() -> bytes:
    """The rules that a commons is founded with, where it brings none of its own."""
    return (Path(__file__).parent / "rules.toml").read_bytes()


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """Hold a commons alone and write to it. Raises StorageError where another process holds it."""
    with disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.fdopen(os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666), "r+")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StorageError(f"{folder} is being written by another process; wait for it, and run again.") from None
        yield Writer(folder)


def append(
    folder: Path,
    kind: str,
    body: dict[str, Any],
    about: str | int | None = None,
    *,
    signer: Signs,
    by: str,
    at: datetime | None = None,
) -> Event:
    """Append one event; for many, `writing` replays the log once. Raises UserError where it would not hold."""
    with writing(folder) as writer:
        return writer.append(kind, body, about, signer=signer, by=by, at=at)
