"""An OAI-PMH repository for tests: pyoai's own server over records that a test changes, on the loopback device."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from loopback import Asked, Given, Loopback, loopback
from lxml import etree

# pyoai 2.5 takes `parse_qs` from a module that lost it in Python 3.8 and is gone since 3.13.
_cgi = ModuleType("cgi")
vars(_cgi)["parse_qs"] = parse_qs
sys.modules["cgi"] = _cgi
server = pytest.importorskip("oaipmh.server", reason="needs pyoai")
common, error, metadata = (import_module(f"oaipmh.{name}") for name in ("common", "error", "metadata"))

TEI = "http://www.tei-c.org/ns/1.0"
FIRST = datetime(2024, 1, 1)


@dataclass
class Deposit:
    """One record: what it says in Dublin Core, its text for TEI, its date, its sets, and whether it was deleted."""

    fields: dict[str, list[str]]
    text: str = ""
    changed: datetime = FIRST
    sets: tuple[str, ...] = ()
    deleted: bool = False


def _nothing(_asked: Asked) -> Given:
    return Given()


@dataclass
class Repository:
    """The records by identifier, in the order of a list, and how the repository behaves."""

    deposits: dict[str, Deposit] = field(default_factory=dict)
    deleted_record: str = "persistent"
    has_sets: bool = True
    page: int = 10
    epoch: int = 0  # tokens of an earlier epoch have expired
    served: Loopback = field(default_factory=lambda: Loopback(_nothing))

    @property
    def url(self) -> str:
        return f"{self.served.address}/oai"

    def verbs(self) -> list[str]:
        """The verbs asked for since the last time."""
        verbs = [dict(parse_qsl(urlsplit(asked.path).query))["verb"] for asked in self.served.asked]
        self.served.asked.clear()
        return verbs

    def answer(self, asked: Asked) -> Given:
        """What pyoai answers; its tokens carry the epoch in front, so that they can expire."""
        arguments = dict(parse_qsl(urlsplit(asked.path).query))
        registry = metadata.MetadataRegistry()
        registry.registerWriter("oai_dc", server.oai_dc_writer)
        registry.registerWriter("tei", _write_tei)
        if token := arguments.get("resumptionToken"):
            epoch, _, inner = token.partition("!")
            arguments["resumptionToken"] = inner if epoch == str(self.epoch) else "expired"
        body = server.Server(_Records(self), registry, resumption_batch_size=self.page).handleRequest(arguments)
        return Given(
            body.replace(b"<resumptionToken>", f"<resumptionToken>{self.epoch}!".encode()), headers={"Content-Type": "text/xml"}
        )


class _Records:
    """The repository as pyoai asks it, whose methods have the protocol's own names."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    def __getattr__(self, name: str) -> Callable[..., Any]:
        verbs: dict[str, Callable[..., Any]] = {
            "identify": self._identity,
            "listMetadataFormats": lambda: [("oai_dc", "", server.NS_OAIDC), ("tei", "", TEI)],
            "listSets": self._sets,
            "listRecords": lambda **asked: list(self._chosen(asked)),
            "listIdentifiers": lambda **asked: [header for header, _, _ in self._chosen(asked)],
            "getRecord": self._one,
        }
        return verbs[name]

    def _identity(self) -> Any:
        deleted, seconds = self.repository.deleted_record, "YYYY-MM-DDThh:mm:ssZ"
        return common.Identify(
            "Archive", self.repository.url, "2.0", ["x@example.org"], FIRST, deleted, seconds, ["identity"], False
        )

    def _sets(self) -> Any:
        if not self.repository.has_sets:
            raise error.NoSetHierarchyError("This repository has no sets.")
        return [("theses", "Theses", None), ("reports", "Reports", None)]

    def _chosen(self, asked: dict[str, Any]) -> Iterator[Any]:
        if asked["metadataPrefix"] not in ("oai_dc", "tei"):
            raise error.CannotDisseminateFormatError(f"no {asked['metadataPrefix']}")
        if wanted := asked.get("set"):
            self._sets()
        for identifier, deposit in self.repository.deposits.items():
            if (not wanted or wanted in deposit.sets) and deposit.changed >= asked.get("from_", FIRST):
                yield _record(identifier, deposit)

    def _one(self, identifier: str, **_asked: str) -> Any:
        if identifier not in self.repository.deposits:
            raise error.IdDoesNotExistError(identifier)
        return _record(identifier, self.repository.deposits[identifier])


def _record(identifier: str, deposit: Deposit) -> Any:
    header = common.Header(None, identifier, deposit.changed, deposit.sets, deposit.deleted)
    return header, common.Metadata(None, {**deposit.fields, "text": deposit.text}), None


def _write_tei(element: Any, of: Any) -> None:
    root = etree.fromstring(f"<TEI xmlns={TEI!r}/>")
    element.append(root)
    body = etree.SubElement(etree.SubElement(root, f"{{{TEI}}}text"), f"{{{TEI}}}body")
    for line in of.getMap()["text"].split("\n"):
        etree.SubElement(body, f"{{{TEI}}}p").text = line


@contextmanager
def repository(**behaviour: Any) -> Iterator[Repository]:
    """A running repository."""
    made = Repository(**behaviour)
    with loopback(made.answer) as served:
        made.served = served
        yield made


def now() -> datetime:
    """The server's clock, as pyoai reads it."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
