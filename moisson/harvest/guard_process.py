"""The process that `guard` starts: reads and splits documents within limits of CPU time and memory."""

import errno
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from types import TracebackType
from typing import Any, NoReturn

from moisson.contracts.errors import DocumentError, MoissonError, StorageError
from moisson.readers.contract import READER_FAULTS, File, Raw, Refused, Text
from moisson.readers.facts.plain_title import plain_title
from moisson.readers.set_aside import collected
from moisson.rights.marks import stated_by
from moisson.source.description import Source

MESSAGE_BYTES = 1 << 20  # approximate content of one message
MESSAGE_ITEMS = 256
AMBIGUOUS = "another document of the file has this id and other words; the first is kept ([read.rows] qualify tells rows apart)"
NO_MEMORY = 86  # exit status
MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE)  # the machine's faults, not the document's

Answer = list[Text] | DocumentError


def serve(requests: Connection, answers: Connection) -> NoReturn:
    """Read and split until the other side closes."""
    sources: dict[tuple[str, str], Source] = {}
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process whatever library is at work
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
            _split(source.reader.split, of, answers, how.cpu_s, None if source.has_own_reader else {})


def _receive(requests: Connection, asked: "SimpleQueue[Any]") -> NoReturn:
    """Queue requests; end the process at once when the parent has ended."""
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
        with _cpu_limit(cpu_s), collected() as told:
            texts = list(read(content))
    except DocumentError as error:
        return error
    except READER_FAULTS as error:
        return _fault(error)
    if all(isinstance(text, Text) for text in texts) and texts:  # a `read.py` may give anything
        texts = told.with_texts([_titled(text) for text in texts])
    return texts


def _titled(text: Text) -> Text:
    title = plain_title(text.title) if isinstance(text.title, str) else text.title
    return text if title is text.title else text._replace(title=title)


def _split(
    split: Callable[[File], Iterable[Raw | Refused]], file: File, answers: Connection, cpu_s: float, known: dict[str, str] | None
) -> None:
    """Send pieces as they come, then an empty list or the error that ended them. `known`: see `_named`."""
    message: list[Raw | Refused] = []
    size = 0
    found: Iterator[Raw | Refused] | None = None  # made under the limit: a `split` that returns a list works when called
    end: DocumentError | list[Raw | Refused] = []
    while True:
        try:
            with _cpu_limit(cpu_s):
                found = found if found is not None else iter(split(file))
                piece = _named(next(found), known)
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


def _named(piece: Raw | Refused, known: dict[str, str] | None) -> Raw | Refused:
    """Compute the piece's canonical content, version and marked rights here; unchanged where it breaks the contract.

    `known` has the versions of the file's other pieces by id. It is given for format readers, whose users cannot fix an id that
    two texts share.
    """
    if not isinstance(piece, Raw):
        return piece
    try:
        named, version = piece._replace(content=piece.body, marked_rights=stated_by(piece.body)), piece.version
        if known is not None and known.setdefault(piece.id, version) != version:
            return Refused(piece.id, "id-ambiguous", AMBIGUOUS)
    except READER_FAULTS:
        return piece
    named.__dict__["version"] = version  # fills the cached property
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


class Crash(str):
    """The exception that ended the process, as text."""


def main() -> None:
    """Serve on the two file descriptors that the command line names."""
    requests, answers = Connection(int(sys.argv[1]), writable=False), Connection(int(sys.argv[2]), readable=False)

    def last_words(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
        if isinstance(error, MemoryError):
            os._exit(NO_MEMORY)
        if isinstance(error, OSError) and error.errno in MACHINE:
            error = StorageError(f"while a document was read: {error}; what is finished is kept: run again.")
        answers.send(error if isinstance(error, MoissonError) else Crash(f"{kind.__name__}: {error}"[:1000]))

    sys.excepthook = last_words
    with suppress(BrokenPipeError):
        serve(requests, answers)
