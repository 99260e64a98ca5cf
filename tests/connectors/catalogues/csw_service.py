"""A catalogue service for tests: pycsw itself on a SQLite file, behind a loopback server."""

import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Asked, Given, Loopback, loopback

if sys.version_info >= (3, 13):  # pycsw 2.6 imports `cgi`, which is gone, and does not use it
    sys.modules.setdefault("cgi", ModuleType("cgi"))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    pytest.importorskip("pycsw.server", reason="needs pycsw (with sqlalchemy below 2)", exc_type=ImportError)
    admin, config, server = (import_module(f"pycsw.{name}") for name in ("core.admin", "core.config", "server"))

RECORD = """<csw:Record xmlns:csw="http://www.opengis.net/cat/csw/2.0.2" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:dct="http://purl.org/dc/terms/"><dc:identifier>{name}</dc:identifier><dc:title>{title}</dc:title><dc:type>dataset</dc:type>
 <dct:modified>2025-01-01</dct:modified><dc:rights>{rights}</dc:rights>{more}</csw:Record>"""


@dataclass
class Service:
    """The service's records lie in a folder, and are loaded into the database anew by `load`."""

    folder: Path
    cap: int = 10  # records that it gives at most
    served: Loopback | None = None

    @property
    def url(self) -> str:
        assert self.served is not None
        return f"{self.served.address}/csw"

    @property
    def database(self) -> str:
        return f"sqlite:///{self.folder}/records.db"

    def write(self, name: str, title: str = "Acte", rights: str = "CC BY 4.0", more: str = "") -> None:
        words = RECORD.format(name=f"urn:x:{name}", title=title, rights=rights, more=more)
        (self.folder / "records" / f"{name}.xml").write_text(words, encoding="utf-8")

    def load(self) -> None:
        (self.folder / "records.db").unlink(missing_ok=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            admin.setup_db(self.database, "records", str(self.folder))
            admin.load_records(config.StaticContext(), self.database, "records", str(self.folder / "records"))

    def answer(self, asked: Asked) -> Given:
        where = urlsplit(asked.path)
        version = parse_qs(where.query).get("version", ["2.0.2"])[0]
        settings: dict[str, dict[str, Any]] = {
            "server": {
                "home": str(self.folder),
                "url": self.url,
                "mimetype": "application/xml; charset=UTF-8",
                "encoding": "UTF-8",
                "language": "en-US",
                "maxrecords": str(self.cap),
                "loglevel": "ERROR",
                "logfile": str(self.folder / "log"),
                "pretty_print": "false",
                "profiles": "apiso",
            },
            "manager": {"transactions": "false"},
            "metadata:main": {},
            "metadata:inspire": {"enabled": "false"},
            "repository": {"database": self.database, "table": "records"},
        }
        environment = {
            "REQUEST_METHOD": asked.method,
            "QUERY_STRING": where.query,
            "wsgi.input": io.BytesIO(asked.body),
            "CONTENT_LENGTH": str(len(asked.body)),
            "wsgi.url_scheme": "http",
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SCRIPT_NAME": "/csw",
        }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            status, body = server.Csw(settings, environment, version=version).dispatch_wsgi()
        return Given(body, int(status.split()[0]), {"Content-Type": "application/xml"})


@contextmanager
def service(folder: Path, **behaviour: Any) -> Iterator[Service]:
    (folder / "records").mkdir(parents=True)
    made = Service(folder, **behaviour)
    with loopback(made.answer) as served:
        made.served = served
        yield made
