"""A program of the user's own that repairs texts: JSON lines go in, JSON lines come out."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from moisson.contracts.errors import WorkerError
from moisson.corpus.repair.tools import Passage


@dataclass(frozen=True)
class Program:
    """Run once for each document: for a line `{"text": …, "language": …}` it writes a line `{"text": …}`."""

    command: tuple[str, ...]
    name: str
    timeout_s: float

    def repair(self, document: Sequence[Passage]) -> list[str]:
        """See `Tool`."""
        lines = b"\n".join(orjson.dumps(passage._asdict()) for passage in document) + b"\n"
        try:
            ran = subprocess.run(self.command, input=lines, capture_output=True, timeout=self.timeout_s, check=False)
        except OSError as error:
            raise WorkerError(f"repair_text: {self.command[0]} does not start: {error.strerror}.") from None
        except subprocess.TimeoutExpired:
            raise WorkerError(f"repair_text: {self.command[0]} took over {self.timeout_s:g} s for a document.") from None
        if ran.returncode:
            said = ran.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            raise WorkerError(f"repair_text: {self.command[0]} ended with {ran.returncode}: {said or 'it says nothing'}.")
        return self._read(ran.stdout, len(document))

    def _read(self, output: bytes, wanted: int) -> list[str]:
        try:
            found = [orjson.loads(line)["text"] for line in output.splitlines()]
        except (orjson.JSONDecodeError, KeyError, TypeError):
            found = []
        if len(found) != wanted or not all(isinstance(text, str) for text in found):
            raise WorkerError(
                f'repair_text: {self.command[0]} was given {wanted} lines of JSON and must write as many, each {{"text": "…"}}.'
            )
        return found
