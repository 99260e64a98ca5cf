"""An interface for tests that lists records page by page, in each of the ways that the connector `api` knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors.sites.api import Api


@dataclass
class Interface:
    """`records` in the order in which they are listed; `documents` by path; `says_total` lies where it is set."""

    size: int = 4
    repeats: bool = False  # whether the last cursor is given again, as DIP does
    says_total: int | None = None
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)
    broken: dict[str, Given] = field(default_factory=dict)  # by path and query
    served: Loopback | None = None

    @property
    def far(self) -> Loopback:
        assert self.served is not None
        return self.served

    def publish(self, *ids: str, changed: str = "2026-01-01", **more: Any) -> None:
        """Records, each with its document."""
        for id in ids:
            self.records[id] = {"id": id, "changed": changed, "title": f"Title of {id}", "day": "2025-12-31", **more}
            self.documents[f"/documents/{id}"] = f"<p>{id} as of {changed}</p>".encode()

    def answer(self, asked: Asked) -> Given:
        parts = urlsplit(asked.path)
        if asked.path in self.broken:
            return self.broken[asked.path]
        if parts.path in self.documents:
            return Given(self.documents[parts.path])
        if parts.path != "/list":
            return Given(b"{}", 404)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        found = [one for one in self.records.values() if one["changed"] >= query.get("from", "")]
        start = int(query.get("offset", query.get("cursor", "0")))
        if "page" in query:
            start = (int(query["page"]) - 1) * self.size
        page = found[start : start + self.size]
        after = min(start + self.size, len(found))
        said: dict[str, Any] = {"total": len(found) if self.says_total is None else self.says_total, "items": page}
        headers: dict[str, str] = {}
        if after < len(found) or self.repeats:
            onward = f"/list?cursor={after}" + (f"&from={query['from']}" if "from" in query else "")
            said |= {"cursor": str(after), "next": onward}
            headers["Link"] = f'<{onward}>; rel="next"'
        return Given(orjson.dumps(said), headers=headers)

    def connector(self, **fields: Any) -> Api:
        """The connector that asks this interface."""
        asked: dict[str, Any] = {
            "url": f"{self.far.address}/list",
            "records": "items",
            "id": "id",
            "token": "changed",
            "title": "title",
            "created": "day",
            "document": "/documents/{id}",
            "manners": MANNERS,
        }
        return Api(**{name: value for name, value in (asked | fields).items() if value is not None})


@contextmanager
def interface(**fields: Any) -> Iterator[Interface]:
    """A running interface that has nothing yet."""
    made = Interface(**fields)
    with loopback(made.answer) as made.served:
        yield made
