"""Files on a web server, through the connectors' client: polite, and guarded against private networks."""

from dataclasses import dataclass, replace
from pathlib import Path
from shutil import move
from urllib.parse import quote, urlsplit

from moisson.connectors.web.client import Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.safety import checked
from moisson.stewardship.far import SMALL_BYTES

ABSENT = frozenset({"http-404", "http-410"})


@dataclass(frozen=True)
class Web:
    """A folder at a web address. Its query goes with every request."""

    where: str
    query: str
    client: Client

    @classmethod
    def of(cls, where: str, manners: Manners) -> "Web":
        """Open an address; raises Failure where it is invalid."""
        parts = urlsplit(str(checked(where)))
        bounded = manners.model_copy(update={"max_bytes": min(manners.max_bytes, SMALL_BYTES)})
        return cls(parts._replace(query="").geturl().rstrip("/"), parts.query, Client(bounded))

    def at(self, where: str) -> "Web":
        return replace(self, where=where)

    def close(self) -> None:
        self.client.__exit__(None, None, None)

    def names(self) -> None:
        return None

    def whole(self, name: str) -> bytes | None:
        try:
            return self.client.get(self._url(name), conditional=False).body
        except Failure as failure:
            if failure.reason in ABSENT:
                return None
            raise

    def piece(self, name: str, start: int, stop: int, size: int) -> bytes:
        return self.client.piece(self._url(name), start, stop, size)

    def save(self, name: str, path: Path) -> bool:
        try:
            move(self.client.download(self._url(name), conditional=False).path, path)
        except Failure as failure:
            if failure.reason in ABSENT:
                return False
            raise
        return True

    def _url(self, name: str) -> str:
        return f"{self.where}/{quote(name)}" + (f"?{self.query}" if self.query else "")
