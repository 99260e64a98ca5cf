"""What readers have said so far, read anew once somebody has said more."""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock

from moisson.corpus.judgements.record import Judgement, append, read, standing


class Marks:
    """The judgements in a file that need not be there yet. Threads may ask at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._size = 0
        self._by: dict[str, list[Judgement]] = {}

    def of(self, release: str) -> list[Judgement]:
        """The last word of each reader on each document of a release; raises UserError where the file is damaged."""
        with self._lock:
            size = self.path.stat().st_size if self.path.is_file() else 0
            if size != self._size:  # it only grows
                self._by = {}
                for each in standing(read(self.path)):
                    self._by.setdefault(each.release, []).append(each)
                self._size = size
            return self._by.get(release, [])

    def by(self, release: str, who: str) -> dict[tuple[str, str], Judgement]:
        """What one reader said, by what it is about and the document's id."""
        return {(each.about, each.id): each for each in self.of(release) if each.who == who}

    def add(self, judgements: Iterable[Judgement]) -> None:
        """Write what was said; raises StorageError."""
        for each in judgements:
            append(self.path, each)
