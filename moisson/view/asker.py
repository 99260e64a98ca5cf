"""Who asks for a page of a release: what is open, in which language, and what the address says."""

from collections.abc import Mapping
from dataclasses import dataclass

from moisson.release.report.phrases import Words
from moisson.view.index import Hits
from moisson.view.naming import Named
from moisson.view.shelf import Open, Shelf


@dataclass(frozen=True)
class Asker:
    """A request for a page of a release."""

    shelf: Shelf
    opened: Open
    words: Words
    query: Mapping[str, str]
    only: Hits | None = None  # the documents that are shown at all, where pages are written as files
    who: str = ""  # the reader's name, as the browser remembers it

    @property
    def named(self) -> Named:
        return Named(self.opened.look, self.words)
