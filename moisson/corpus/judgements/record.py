"""Judgements as a file: a line of JSON each, only ever appended to. The last line of a reader on a document counts.

Where something stands is told by its place in the release's text; its words are in no judgement.
"""

import fcntl
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound, UserError
from moisson.contracts.identity import canonical_json

FORMAT = "moisson-judgement-1"
FILE = "judgements.jsonl"
Fate = Literal["kept", "dropped"]
Verdict = Literal["good", "bad"]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Sampled(_Row):
    """The sample in which a document was drawn."""

    of: Literal["kept", "dropped", "masked"]
    by: Literal["chance", "rule", "source"]
    size: int
    seed: int
    weight: float  # how many documents it stands for


class Mask(_Row):
    """A place: in the title or the text of the release, in code points, from `start` up to `end`."""

    field: Literal["title", "text"]
    kind: str
    stage: str | None  # that masks this kind
    start: int
    end: int


class Judgement(_Row):
    """What one reader said of one document (`about` "document") or of its masks (`about` "masks")."""

    format: Literal["moisson-judgement-1"] = "moisson-judgement-1"
    about: Literal["document", "masks"]
    id: str
    version: str | None
    release: str  # RECIPE/RELEASE
    source: str
    fate: Fate
    stage: str | None = None  # that dropped it
    rule: str | None = None  # the ledger's reason
    verdict: Verdict | None = None  # good: it belongs in the corpus; null takes back what was said before
    why: str | None = None
    right: tuple[Mask, ...] = ()  # masks that hide personal data, as the policy wants
    wrong: tuple[Mask, ...] = ()
    missed: tuple[Mask, ...] = ()  # what should be masked, and is not
    sample: Sampled | None = None
    who: str
    at: str  # ISO 8601, UTC

    @property
    def document(self) -> tuple[str, str, str | None]:
        """What is judged: a version of a document in a release."""
        return self.release, self.id, self.version


def append(path: Path, judgement: Judgement) -> None:
    """Add a line, whoever else adds at the same moment; one that a power cut left open is closed first. Raises StorageError."""
    line = canonical_json(judgement.model_dump(mode="json")) + b"\n"
    with disk(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if (size := file.seek(0, os.SEEK_END)) and os.pread(file.fileno(), 1, size - 1) != b"\n":
                line = b"\n" + line
            file.write(line)
            os.fsync(file.fileno())


def read(path: Path) -> list[Judgement]:
    """All lines, the oldest first; raises NotFound without a file, UserError for a line that is no judgement."""
    if not path.is_file():
        raise NotFound(f"{path}: there are no judgements; readers of `moisson view --state DIR` write DIR/{FILE}.")
    with disk(path):
        lines = path.read_bytes().splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found.append(Judgement.model_validate_json(line))
        except ValidationError as error:
            where = ".".join(map(str, error.errors()[0]["loc"]))
            said = f"{where}: {error.errors()[0]['msg']}" if where else error.errors()[0]["msg"]
            raise UserError(f"{path}, line {number}, is no judgement ({said}); correct the line, or take it out.") from None
    return found


def standing(judgements: Iterable[Judgement]) -> list[Judgement]:
    """The last that each reader said of each document and of its masks, without what was taken back."""
    last = {(each.about, *each.document, each.who): each for each in judgements}
    return [each for each in last.values() if each.about == "masks" or each.verdict is not None]
