"""A folder held by one process of one machine, where others see the folder and not this machine's file locks.

The lease is a file that is made only where none is. It says who holds it, a thread renews it, and who finds one that has not been
renewed for `STALE_S` seconds takes it: its machine is down. Times are those of the file system, so clocks may differ.
"""

import math
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import orjson

from moisson.contracts.disk import disk
from moisson.contracts.errors import StorageError

RENEW_S, STALE_S = 30.0, 600.0
CLAIM_RENEW_S, CLAIM_STALE_S = 15.0, 120.0  # of a task: who takes it too early only does it twice


@dataclass(frozen=True)
class Holder:
    """Who holds a folder."""

    host: str
    system: str  # this start of its operating system, where that has a name
    process: int
    since: str

    def on_this_machine(self) -> bool:
        """Containers of one machine have names of their own, and a machine that was started again has a new system."""
        return self.host == socket.gethostname() or self.system == _system() != ""

    def has_ended(self) -> bool:
        """Whether this is a process of this host that is no more; of others nothing is known."""
        if self.host != socket.gethostname():
            return False
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return True
        except PermissionError:  # another user's
            return False
        return False


@contextmanager
def leased(folder: Path, clock: Path) -> Iterator[None]:
    """Hold a folder against other machines. The caller holds it on this one; what is left of a killed process here is taken over.

    `clock` is a file of the folder that may be touched, to learn what time it is there. Raises StorageError when another machine
    has the folder.
    """
    path = folder / ".lease"
    own = _here()
    with disk(path):
        _take(path, own, clock)
    with _renewed(path, own, RENEW_S):
        yield


def held(folder: Path) -> bool:
    """Whether a living process holds a folder, here or elsewhere."""
    path = folder / ".lease"
    return _age(path) < STALE_S and not _ended(path)


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Claim a task that others may claim, too; gives whether it is this process's to do.

    A claim that was not renewed for `CLAIM_STALE_S` seconds, or whose process has ended on this host, is void.
    """
    own = _here()
    with disk(path):
        path.parent.mkdir(exist_ok=True)
        if free(path):
            path.unlink(missing_ok=True)
        mine = _create(path, own)
    if mine:
        with _renewed(path, own, CLAIM_RENEW_S):
            yield True
    else:
        yield False


def free(path: Path) -> bool:
    """Whether nobody who lives claims this."""
    return _age(path) >= CLAIM_STALE_S or _ended(path)


@contextmanager
def _renewed(path: Path, own: Holder, every_s: float) -> Iterator[None]:
    """Renew what this process holds until the context ends, and give it back."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(every_s):
            with suppress(OSError):  # the next one may succeed, and the work itself says what is wrong with the disk
                if _holder(path) == own:
                    os.utime(path)

    threading.Thread(target=renew, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        with suppress(OSError):
            if _holder(path) == own:
                path.unlink()


def _here() -> Holder:
    now = datetime.now(UTC)
    return Holder(socket.gethostname(), _system(), os.getpid(), f"{now:%Y-%m-%d %H:%M:%S} UTC")


def _create(path: Path, own: Holder) -> bool:
    """Make a lease where there is none."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "wb") as file:
            file.write(orjson.dumps(asdict(own)))
    except FileExistsError:
        return False
    return True


def _age(path: Path) -> float:
    """Seconds since a lease was renewed; infinite where there is none."""
    try:
        return time.time() - path.lstat().st_mtime
    except FileNotFoundError:
        return math.inf


def _ended(path: Path) -> bool:
    holder = _holder(path)
    return holder is not None and holder.has_ended()


def _take(path: Path, own: Holder, clock: Path) -> None:
    while not _create(path, own):
        holder = _holder(path)
        os.utime(clock)
        with suppress(FileNotFoundError):  # given back just now
            age = clock.stat().st_mtime - path.lstat().st_mtime
            if age < STALE_S and not path.is_symlink() and not (holder and holder.on_this_machine()):
                who = f"process {holder.process} on {holder.host}, since {holder.since}" if holder else "on another machine"
                raise StorageError(
                    f"{path.parent} is in use by another moisson ({who}); wait until it ends, or name another folder with --out."
                    f" If that machine is down, the folder is free in {max(1, round((STALE_S - age) / 60))} minutes."
                )
            path.unlink()


def _holder(path: Path) -> Holder | None:
    """Who a lease names; None where it says nothing yet, or nothing that was written here."""
    if path.is_symlink():
        return None
    try:
        return Holder(**orjson.loads(path.read_bytes()))
    except (FileNotFoundError, orjson.JSONDecodeError, TypeError):
        return None


@cache
def _system() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""
