"""Real catalogues in RDF, read from ../shared/data, as a portal on this machine would publish them."""

import re
from typing import Any

from portal_harvest import MANNERS
from portal_server import Portal, Reply
from shared_data import shared

from moisson.connectors.portals.dcat import Dcat

UDATA = "cat-udata/data/opendatateam+udata/udata/harvest/tests/dcat"
CKANEXT = "cat-ckanext-dcat/data/examples/dcat"
SEMIC = "cat-dcatap-semic/data/releases"
UNIBO = "cat-dcat-it/data/italia+ckanext-dcatapit/examples/catalog_dati_unibo.rdf"
FILE_ADDRESS = re.compile(rb"https?://[^\"'<>\s/]+(/[^\"'<>\s]*\.(?:json|csv|xlsx|pdf|zip|ttl))(?=[\"'<>\s])")


def real(path: str) -> bytes:
    """A real catalogue."""
    data: bytes = shared(path).read_bytes()
    return data


def publish(server: Portal, body: bytes, at: str = "/catalog", **headers: str) -> None:
    """Serve a real catalogue; the files that it names stand on this server, each with its own address as its content."""

    def here(found: re.Match[bytes]) -> bytes:
        server.put(found[1].decode(), b"The file at " + found[1])
        return b"http://portal" + found[1]

    server.put(at, FILE_ADDRESS.sub(here, body), **headers)


def served(server: Portal, at: str) -> bytes:
    """What an address answers now."""
    reply = server.pages[at]
    assert isinstance(reply, Reply)
    return reply.body


def dcat(server: Portal, at: str = "/catalog", **more: Any) -> Dcat:
    """The connector of what is published there."""
    return Dcat.model_validate({"url": server.base + at, "manners": MANNERS, **more})
