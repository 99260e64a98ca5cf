"""Disk errors as sentences with a remedy, and writes that reach the disk."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from moisson.contracts.errors import StorageError

REMEDIES = {
    errno.ENOSPC: "the disk is full; make room and run again: what is finished is kept",
    errno.EDQUOT: "your quota is used up; make room and run again: what is finished is kept",
    errno.EACCES: "permission denied; let this user read and write it, or name another folder with --out",
    errno.EPERM: "operation not permitted; let this user read and write it, or name another folder with --out",
    errno.ENOENT: "no such file or folder; name another folder with --out",
    errno.ENOTDIR: "a file stands where a folder should be; name another folder with --out",
    errno.ELOOP: "a link stands where a file should be, and none is followed; delete it and run again",
    errno.EROFS: "the disk is read-only; name another folder with --out",
    errno.EMFILE: "this process may open no more files; raise its limit (`ulimit -n 4096`) and run again",
}


def flush(path: Path) -> None:
    """Sync a file, or a folder's entries, to disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a path to write to, renamed to `path` once written: two that write the same at once do not harm each other."""
    temporary = path.with_name(f".{uuid4().hex}")
    with disk(path):
        yield temporary
        temporary.replace(path)


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Raise the system's errors as StorageError, one sentence each."""
    try:
        yield
    except OSError as error:
        code = error.errno or (errno.ENOSPC if "No space left" in str(error) else 0)
        raise StorageError(f"{path}: {REMEDIES.get(code) or error.strerror or error}.") from error


def damaged(path: Path, error: Exception) -> StorageError:
    """The error for an unreadable file: the disk failed, or its bytes are wrong."""
    if isinstance(error, OSError) and error.errno:
        return StorageError(f"{path}: {REMEDIES.get(error.errno) or error.strerror}.")
    return StorageError(f"{path} cannot be read ({error}); delete it and run again: it will be made anew.")
