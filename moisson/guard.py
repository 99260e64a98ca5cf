"""A reader at work in a process of its own, where a hostile file can do no harm.

A document that takes too much CPU time or memory, or crashes the library that reads it, costs itself: the process is replaced,
the ledger says why, and the run goes on. CPU time counts, not the clock, so that a busy machine drops nothing.
"""

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, NoReturn

from moisson.errors import DocumentError, MoissonError, StorageError, WorkerError
from moisson.extract.how import DEFAULT, How
from moisson.reader import READER_FAULTS, File, Raw, Refused, Text
from moisson.source import Source

CLOCK_S = 7200.0  # after which a reader is given up that uses no CPU time itself, as when Tesseract works for it
MESSAGE_BYTES = 1 << 20  # of content in one message, about
MESSAGE_ITEMS = 256

Answer = list[Text] | DocumentError


@dataclass
class Guard:
    """A process that reads for any source. Use it as a context, or `close` it."""

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    requests: Connection = field(init=False)
    answers: Connection = field(init=False)
    known: set[tuple[str, str]] = field(default_factory=set, init=False)  # sources that the process has been told of
    how: How = field(default=DEFAULT, init=False)  # of the source now at work

    def read(self, source: Source, contents: Sequence[bytes]) -> Iterator[Answer]:
        """For each content its documents, or why there are none."""
        for batch in _batches(contents):
            while batch:
                yield self._ask("read", source, batch)
                batch = batch[1:]
                while batch and self.process is not None:  # else the last one ended the process: the rest is asked for again
                    yield self._answer()
                    batch = batch[1:]

    def split(self, source: Source, file: File) -> Iterator[Raw | Refused]:
        """The documents of a file, one after another; raises DocumentError where the rest is lost.

        Where the process itself ends, what it had found and not yet sent, a megabyte at most, is lost as well.
        """
        pieces = self._ask("split", source, file)
        while not isinstance(pieces, DocumentError):
            if not pieces:
                return
            yield from pieces
            pieces = self._answer()
        raise pieces

    def _ask(self, what: str, source: Source, of: Any) -> Any:
        if self.process is None:
            self._start()
        key = (str(source.folder), source.reader_sha256)
        self.how = source.description.read
        try:
            if key not in self.known:
                self.requests.send(("source", key, Source(source.folder, source.description)))
                self.known.add(key)
            self.requests.send((what, key, of))
        except OSError:
            return self._end()
        return self._answer()

    def _answer(self) -> Any:
        """What the process says; a DocumentError where it ended instead."""
        try:
            if self.answers.poll(CLOCK_S):
                answer = self.answers.recv()
                if isinstance(answer, MoissonError):
                    self.close()
                    raise answer
                if isinstance(answer, _Crash):
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
        # Modules are found where this process finds them, and never in the folder it happens to stand in.
        start = "import sys; sys.path[:] = sys.argv[3:]; from moisson.guard import main; main()"
        command = [sys.executable, "-P", "-c", start, str(theirs_in), str(theirs_out), *sys.path]
        try:
            self.process = subprocess.Popen(
                command,
                pass_fds=(theirs_in, theirs_out),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # libraries warn there of every oddity of a file
            )
        finally:
            os.close(theirs_in)
            os.close(theirs_out)
        self.requests, self.answers = Connection(ours_out, readable=False), Connection(ours_in, writable=False)
        self.known.clear()

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
                "the process that reads documents was killed, by hand or for want of memory; what is finished is kept: run again."
            )
        said = f"by signal {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return DocumentError("reader-crashed", f"the process that read it ended {said}")

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


# The other side.

NO_MEMORY = 86  # the exit status that says so
MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE)  # faults that are no document's
FROM_OUTSIDE = (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP)


def serve(requests: Connection, answers: Connection) -> NoReturn:
    """Read and split for as long as somebody may ask."""
    sources: dict[tuple[str, str], Source] = {}
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, whatever library is at work
    asked: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_receive, args=(requests, asked), daemon=True).start()
    while True:
        what, key, of = asked.get()
        if what == "source":
            sources[key] = of
            continue
        source = sources[key]
        how = source.description.read
        _limit_memory(how.memory_mb * 2**20)
        if what == "read":
            for content in of:
                answers.send(_read(source.reader.read, content, how.cpu_s))
        else:
            _split(source.reader.split, of, answers, how.cpu_s)


def _receive(requests: Connection, asked: "SimpleQueue[Any]") -> NoReturn:
    """Take requests in, and end the process, whatever it is doing, when the one that asks has ended."""
    while True:
        try:
            asked.put(requests.recv())
        except (EOFError, OSError):
            os._exit(0)


def _limit_memory(wanted: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _read(read: Any, content: bytes, cpu_s: float) -> Answer:
    try:
        with _cpu_limit(cpu_s):
            return list(read(content))
    except DocumentError as error:
        return error
    except READER_FAULTS as error:
        return _fault(error)


def _split(split: Callable[[File], Iterable[Raw | Refused]], file: File, answers: Connection, cpu_s: float) -> None:
    """Send pieces as they come; then nothing, or the error that ended them."""
    message: list[Raw | Refused] = []
    size = 0
    found: Iterator[Raw | Refused] | None = None  # a `split` that gives a list does its work when it is called
    end: DocumentError | list[Raw | Refused] = []
    while True:
        try:
            with _cpu_limit(cpu_s):
                found = found if found is not None else iter(split(file))
                piece = _named(next(found))
        except StopIteration:
            break
        except DocumentError as error:
            end = error
            break
        except READER_FAULTS as error:
            end = _fault(error)
            break
        message.append(piece)
        size += len(piece.content) if isinstance(piece, Raw) else 100
        if size >= MESSAGE_BYTES or len(message) >= MESSAGE_ITEMS:
            answers.send(message)
            message, size = [], 0
    if message:
        answers.send(message)
    answers.send(end)


def _named(piece: Raw | Refused) -> Raw | Refused:
    """The piece with its canonical content and version, worked out on this side; as it is where it breaks the contract."""
    if not isinstance(piece, Raw):
        return piece
    try:
        named, version = replace(piece, content=piece.body), piece.version
    except READER_FAULTS:
        return piece
    named.__dict__["version"] = version  # what the cached property would hold
    return named


def _fault(error: Exception) -> DocumentError:
    return DocumentError("unexpected-structure", f"the reader did not expect this: {type(error).__name__}: {error}"[:1000])


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


class _Crash(str):
    """The last words of the process that reads."""


def main() -> None:
    """Serve on the two file descriptors that the command line names."""
    requests, answers = Connection(int(sys.argv[1]), writable=False), Connection(int(sys.argv[2]), readable=False)

    def last_words(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if isinstance(error, MemoryError):
            os._exit(NO_MEMORY)
        if isinstance(error, OSError) and error.errno in MACHINE:
            error = StorageError(f"while a document was read: {error}; what is finished is kept: run again.")
        answers.send(error if isinstance(error, MoissonError) else _Crash(f"{kind.__name__}: {error}"[:1000]))

    sys.excepthook = last_words
    with suppress(BrokenPipeError):
        serve(requests, answers)
