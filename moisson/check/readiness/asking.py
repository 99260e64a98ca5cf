"""Asks a guarded process for the pages of a PDF or the catalogue records of a file."""

from pathlib import Path
from typing import Any

import orjson

from moisson.contracts.errors import DocumentError
from moisson.harvest.guard import Guard
from moisson.source.description import Body, Description, Source


def inside() -> Source:
    """The source whose reader is `inside/read.py`."""
    description = Description(
        title="readiness",
        about="what a readiness report asks of a file",
        publisher=Body(name="unknown"),
        language="und",
        connector={"use": "folder", "path": "."},
    )
    return Source(Path(__file__).with_name("inside"), description)


class Asking:
    """One guarded process, started when it is first asked."""

    def __init__(self) -> None:
        self._guard, self._source = Guard(), inside()

    def ask(self, content: bytes) -> list[Any] | DocumentError:
        """The list from `inside/read.py`, or the error."""
        (answer,) = self._guard.read(self._source, [content])
        if isinstance(answer, DocumentError):
            return answer
        found: list[Any] = orjson.loads(answer[0].text)
        return found

    def close(self) -> None:
        self._guard.close()
