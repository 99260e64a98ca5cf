"""Runs readers in a separate process, where a hostile file does no harm.

A document that exceeds its CPU time or memory, or crashes its library, loses only itself: the process is replaced, the ledger
says why, and the run continues. CPU time counts rather than the clock, so a busy machine drops nothing. A document exceeds its
memory only if it does so in a fresh process; memory kept for earlier documents does not count against it.
"""

import fcntl
import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from time import monotonic
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
MOST_HELD = 32 * MESSAGE_BYTES  # of answers whose turn has not come


@dataclass
class Guard:
    """A process that reads for any source. Use it as a context manager, or `close` it."""

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    requests: Connection = field(init=False)
    answers: Connection = field(init=False)
    known: set[tuple[str, str]] = field(default_factory=set, init=False)  # sources that the process has
    answered: int = field(default=0, init=False)  # answers of this process, or of the one that has just ended
    how: How = field(default=DEFAULT, init=False)  # of the current source
    beside: Sequence["Guard"] = field(default=(), init=False)  # whose answers are taken in while this one's are awaited
    most_held: int = field(default=MOST_HELD, init=False)  # bytes of answers that may wait for their turn
    _ahead: deque[File] = field(default_factory=deque, init=False)  # asked for and not done, the first of them being taken
    _open: deque[int] = field(default_factory=deque, init=False)  # bytes of each file that is sent and not answered for
    _received: deque[tuple[Any, int]] = field(default_factory=deque, init=False)  # answers to come, with their size
    _held: int = field(default=0, init=False)  # bytes of those

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
        self.ask(source, file)
        whole = False
        try:
            for pieces in self.answers_to_first(source):
                yield from pieces
            whole = True
        except DocumentError:
            whole = True
            raise
        finally:
            if whole:
                self.done()
            else:  # what has not been taken must not be taken for the next file's
                self.close()

    def ask(self, source: Source, file: File) -> None:
        """Let a file be split after those that were asked for before it."""
        self._ahead.append(file)
        if self.process is not None:
            self._send_file(source, file)
        elif len(self._ahead) == 1:
            self._send_all(source)

    @property
    def has_room(self) -> bool:
        """Whether it should be given another file: one that has none, or has answered for nearly all that it has."""
        if not self._ahead:
            return True
        few = len(self._open) < MOST_AHEAD and self.load < MESSAGE_BYTES
        return self.process is not None and not self.is_full and (few or not self._open)

    @property
    def is_full(self) -> bool:
        """Whether as many of its answers are held as may be."""
        return self._held >= self.most_held

    @property
    def load(self) -> int:
        """Of how many bytes the files are that it works on, or will."""
        return sum(self._open)

    def answers_to_first(self, source: Source) -> Iterator[list[Raw | Refused]]:
        """Yield the documents of the first file that was asked for, as they come; raises DocumentError where the rest is lost."""
        if self.process is None and not self._received:
            self._send_all(source)
        given = passed = messages = 0
        while pieces := self._answer():
            if self._needs_retry(pieces, messages):  # and gives the same again, up to where it ended
                self._send_all(source)
                passed = messages = 0
                continue
            if isinstance(pieces, DocumentError):
                raise pieces
            messages += 1
            new = pieces[max(0, given - passed) :]
            passed += len(pieces)
            given = max(given, passed)
            if new:
                yield new

    def done(self) -> None:
        """Go on to the next file; all of the first must have been taken."""
        self._ahead.popleft()

    def _send_all(self, source: Source) -> None:
        for file in self._ahead:
            self._send_file(source, file)

    def _send_file(self, source: Source, file: File) -> None:
        self._send("split", source, file)
        self._open.append(len(file.data))

    def _needs_retry(self, answer: Any, messages: int = 0) -> bool:
        """Whether memory may have run out because of documents before those in so many messages: a fresh process decides."""
        of_memory = isinstance(answer, DocumentError) and answer.reason == "memory-limit"
        return of_memory and self.process is None and self.answered > messages

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
        if not self._received:
            self._wait()
        answer, size = self._received.popleft()
        self._held -= size
        if isinstance(answer, MoissonError):
            self.close()
            raise answer
        if isinstance(answer, Crash):
            self._stop()
            self._received.clear()  # which says no more than that it has ended
            self._held = 0
            return DocumentError("reader-crashed", answer)
        return answer

    def _wait(self) -> None:
        """Wait for an answer, and meanwhile take in those of the guards beside."""
        until = monotonic() + CLOCK_S
        while not self._received:
            able = [self, *(guard for guard in self.beside if guard.process is not None and not guard.is_full)]
            ready = wait([guard.answers for guard in able], until - monotonic())
            for guard in able:
                if guard.answers in ready:
                    guard._take_in()
            if not ready:
                self._stop()
                self._received.append((DocumentError("time-limit", f"the reader gave no answer for {CLOCK_S:,.0f} seconds"), 0))

    def take_in_all(self) -> None:
        """Take in what has come, so that the process can go on while nobody wants its answers yet."""
        while self.process is not None and not self.is_full and self.answers.poll():
            self._take_in()

    def _take_in(self) -> None:
        try:
            data = self.answers.recv_bytes()
        except (EOFError, OSError):
            self._received.append((self._end(), 0))
            return
        answer = pickle.loads(data)
        self.answered += 1
        self._received.append((answer, len(data)))
        self._held += len(data)
        if self._open and (not answer or isinstance(answer, DocumentError)):  # which ends a file
            self._open.popleft()

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

    def _end(self) -> DocumentError | WorkerError:
        """Why the process has ended."""
        assert self.process is not None
        status = self.process.wait()
        self._stop()
        if status == -signal.SIGPROF:
            return DocumentError("time-limit", f"more than {self.how.cpu_s:g} seconds of CPU time")
        if status == NO_MEMORY:
            return DocumentError("memory-limit", f"more than {self.how.memory_mb:,} MB of memory")
        if status in FROM_OUTSIDE:
            return WorkerError(
                "the process that reads documents was killed, by hand or for lack of memory; what is finished is kept: run again."
            )
        how = f"by signal {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return DocumentError("reader-crashed", f"the process that read it ended {how}")

    def close(self) -> None:
        """End the process, and forget what it was asked."""
        self._stop()
        self._ahead.clear()
        self._received.clear()
        self._held = 0

    def _stop(self) -> None:
        self._open.clear()
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
