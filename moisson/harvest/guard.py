"""Runs readers in a separate process, where a hostile file does no harm.

A document that exceeds its CPU time or memory, or crashes its library, loses only itself: the process is replaced, the ledger
says why, and the run continues. CPU time counts rather than the clock, so a busy machine drops nothing. A document exceeds its
memory only if it does so in a fresh process; memory kept for earlier documents does not count against it.
"""

import fcntl
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from moisson.contracts.errors import DocumentError, MoissonError, WorkerError
from moisson.harvest.guard_process import MESSAGE_BYTES, MESSAGE_ITEMS, NO_MEMORY, Answer, Crash
from moisson.readers.contract import File, Raw, Refused
from moisson.readers.read_options import DEFAULT, How
from moisson.source.description import Source

CLOCK_S = 7200.0  # limit for readers that use no CPU time of their own, as while Tesseract works for them
FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP)
MOST_AHEAD = 64  # files sent ahead, and at most MESSAGE_BYTES of them


@dataclass
class Guard:
    """A process that reads for any source. Use it as a context manager, or `close` it."""

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    requests: Connection = field(init=False)
    answers: Connection = field(init=False)
    known: set[tuple[str, str]] = field(default_factory=set, init=False)  # sources that the process has
    answered: int = field(default=0, init=False)  # answers of this process, or of the one that has just ended
    how: How = field(default=DEFAULT, init=False)  # of the current source

    def read(self, source: Source, contents: Sequence[bytes]) -> Iterator[Answer]:
        """For each content its documents, or the error."""
        for batch in _batches(contents):
            self._send("read", source, batch)
            while batch:
                if self.process is None:  # the last one ended it: send the rest again
                    self._send("read", source, batch)
                answer = self._answer()
                if not self._needs_retry(answer):
                    yield answer
                    batch = batch[1:]

    def split(self, source: Source, file: File) -> Iterator[Raw | Refused]:
        """Yield the documents of a file; raises DocumentError where the rest is lost.

        If the process itself ends, what it had not sent yet is lost too, a megabyte at most.
        """
        for _, pieces in self.split_each(source, [file]):
            yield from pieces

    def split_each(
        self, source: Source, files: Iterable[File | Refused]
    ) -> Iterator[tuple[File | Refused, Iterator[Raw | Refused]]]:
        """Yield each file with its documents, as `split` does, while the process works on the files after it.

        Take the documents of a file before the next file; the ones not taken are skipped.
        """
        ahead: deque[File | Refused] = deque()
        size = 0
        for file in files:
            ahead.append(file)
            size += _size(file)
            self._send_on(source, ahead)
            while len(ahead) > MOST_AHEAD or size > MESSAGE_BYTES:
                size -= _size(ahead[0])
                yield from self._next(source, ahead)
        while ahead:
            yield from self._next(source, ahead)

    def _send_on(self, source: Source, ahead: Sequence[File | Refused]) -> None:
        """Send the last file; all of them where the process has ended."""
        for file in list(ahead) if self.process is None else [ahead[-1]]:
            if isinstance(file, File):
                self._send("split", source, file)

    def _next(self, source: Source, ahead: deque[File | Refused]) -> Iterator[tuple[File | Refused, Iterator[Raw | Refused]]]:
        file = ahead[0]
        if isinstance(file, Refused):
            yield file, iter(())
        else:
            if self.process is None:
                self._send_on(source, ahead)
            pieces = self._pieces(source, ahead)
            yield file, pieces
            with suppress(DocumentError):
                deque(pieces, maxlen=0)
        ahead.popleft()

    def _pieces(self, source: Source, ahead: Sequence[File | Refused]) -> Iterator[Raw | Refused]:
        pieces = self._answer()
        if self._needs_retry(pieces):
            self._send_on(source, ahead)
            pieces = self._answer()
        while pieces:
            if isinstance(pieces, DocumentError):
                raise pieces
            yield from pieces
            pieces = self._answer()

    def _needs_retry(self, answer: Any) -> bool:
        """Whether memory may have run out because of earlier documents: then a fresh process decides."""
        return (
            isinstance(answer, DocumentError) and answer.reason == "memory-limit" and self.process is None and self.answered > 0
        )

    def _send(self, what: str, source: Source, of: Any) -> None:
        if self.process is None:
            self._start()
        key = (str(source.folder), source.reader_key)
        self.how = source.description.read
        with suppress(OSError):  # it has ended; `_answer` finds out
            if key not in self.known:
                self.requests.send(("source", key, Source(source.folder, source.description)))
                self.known.add(key)
            self.requests.send((what, key, of))

    def _answer(self) -> Any:
        """The next answer; a DocumentError where the process ended."""
        try:
            if self.answers.poll(CLOCK_S):
                answer = self.answers.recv()
                self.answered += 1
                if isinstance(answer, MoissonError):
                    self.close()
                    raise answer
                if isinstance(answer, Crash):
                    self.close()
                    return DocumentError("reader-crashed", answer)
                return answer
        except (EOFError, OSError):
            return self._end()
        self.close()
        return DocumentError("time-limit", f"the reader gave no answer for {CLOCK_S:,.0f} seconds")

    def _start(self) -> None:
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        # Modules come from this process's path, never from the working directory.
        start = "import sys; sys.path[:] = sys.argv[3:]; from moisson.harvest.guard_process import main; main()"
        command = [sys.executable, "-P", "-c", start, str(theirs_in), str(theirs_out), *sys.path]
        try:
            self.process = subprocess.Popen(
                command,
                pass_fds=(theirs_in, theirs_out),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # libraries warn of every oddity of a file
            )
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self.requests, self.answers = Connection(ours_out, readable=False), Connection(ours_in, writable=False)
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):  # a wide pipe lets it continue while nobody takes its answers
                fcntl.fcntl(ours_in, fcntl.F_SETPIPE_SZ, MESSAGE_BYTES)
        self.known.clear()
        self.answered = 0

    def _end(self) -> DocumentError:
        """Why the process has ended."""
        assert self.process is not None
        status = self.process.wait()
        self.close()
        if status == -signal.SIGPROF:
            return DocumentError("time-limit", f"more than {self.how.cpu_s:g} seconds of CPU time")
        if status == NO_MEMORY:
            return DocumentError("memory-limit", f"more than {self.how.memory_mb:,} MB of memory")
        if status in FROM_OUTSIDE:
            raise WorkerError(
                "the process that reads documents was killed, by hand or for lack of memory; what is finished is kept: run again."
            )
        how = f"by signal {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return DocumentError("reader-crashed", f"the process that read it ended {how}")

    def close(self) -> None:
        """End the process."""
        if self.process is None:
            return
        self.requests.close()
        self.answers.close()
        self.process.kill()
        self.process.wait()
        self.process = None

    def __enter__(self) -> "Guard":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None) -> None:
        self.close()


def _size(file: File | Refused) -> int:
    return len(file.data) if isinstance(file, File) else 0


def _batches(contents: Sequence[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for content in contents:
        batch.append(content)
        size += len(content)
        if size >= MESSAGE_BYTES or len(batch) >= MESSAGE_ITEMS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
