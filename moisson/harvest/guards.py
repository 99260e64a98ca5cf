"""Several guards, among which the files of a harvest are divided. What comes out is the same for any number of them.

Documents are taken in the order of the files. While those of one are taken, all guards work on files after it; answers whose turn
has not come are held, up to a bound, so a long file keeps nobody waiting.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import TracebackType

from moisson.contracts.errors import DocumentError
from moisson.harvest.guard import MOST_AHEAD, MOST_HELD, Guard
from moisson.harvest.guard_process import MESSAGE_BYTES
from moisson.readers.contract import File, Raw, Refused
from moisson.source.description import Source

WORTH_ANOTHER = 1 << 17  # bytes of files that wait for a guard: to start another takes as long as to split some of them
Pieces = Iterator[Raw | Refused]


class Guards:
    """Processes that split files. Use it as a context manager."""

    def __init__(self, count: int = 1) -> None:
        self._guards = [Guard() for _ in range(count)]
        for guard in self._guards:
            guard.beside = [other for other in self._guards if other is not guard]
            guard.most_held = max(2 * MESSAGE_BYTES, MOST_HELD // count)

    def split_each(self, source: Source, files: Iterable[File | Refused]) -> Iterator[tuple[File | Refused, Pieces]]:
        """Yield each file with its documents, as `Guard.split` does, while the files after it are worked on.

        Take the documents of a file before the next file; the ones not taken are skipped.
        """
        ahead = _Ahead(source, iter(files), self._guards)
        for file, guard in ahead.each():
            if guard is None:
                yield file, iter(())
                continue
            pieces = _pieces(guard, ahead)
            yield file, pieces
            with suppress(DocumentError):
                deque(pieces, maxlen=0)
            guard.done()

    def __enter__(self) -> "Guards":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, where: TracebackType | None) -> None:
        for guard in self._guards:
            guard.close()


class _Ahead:
    """The files that have been given to guards, in order, with the guard that has each; None for what is no file."""

    def __init__(self, source: Source, files: Iterator[File | Refused], guards: list[Guard]) -> None:
        self.source = source
        self._files: Iterator[File | Refused] | None = files
        self._guards = guards
        self._given: deque[tuple[File | Refused, Guard | None]] = deque()
        self._bytes = 0

    def each(self) -> Iterator[tuple[File | Refused, Guard | None]]:
        while self._given or self._files:
            self.give()
            if self._given:
                file, guard = self._given.popleft()
                self._bytes -= _size(file)
                yield file, guard

    def give(self) -> None:
        """Give files to guards until none has room."""
        count = len(self._guards)
        while self._files and len(self._given) < (MOST_AHEAD if self._bytes < MOST_HELD else 1) * count:
            if (guard := self._free()) is None:
                return
            if (file := next(self._files, None)) is None:
                self._files = None
                return
            if isinstance(file, File):
                guard.ask(self.source, file)
            self._given.append((file, guard if isinstance(file, File) else None))
            self._bytes += _size(file)

    def _free(self) -> Guard | None:
        """The guard with the least to do that has room; another is started where all have much to do and none waits for us."""
        working = [guard for guard in self._guards if guard.process is not None]
        if all(guard.load >= WORTH_ANOTHER and not guard.is_full for guard in working):
            for guard in self._guards:
                if guard.process is None and guard.has_room:
                    return guard
        return min((guard for guard in working if guard.has_room), key=lambda guard: guard.load, default=None)


def _pieces(guard: Guard, ahead: _Ahead) -> Pieces:
    for pieces in guard.answers_to_first(ahead.source):
        for other in guard.beside:
            other.take_in_all()
        ahead.give()
        yield from pieces


def _size(file: File | Refused) -> int:
    return len(file.data) if isinstance(file, File) else 0
