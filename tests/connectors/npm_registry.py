"""An npm registry on the loopback device, for tests: it serves what they publish and misbehaves as they ask."""

import hashlib
import io
import tarfile
import threading
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest

from moisson.connectors import npm_client
from moisson.contracts.errors import FetchError


def _has_npm() -> bool:
    try:
        return bool(npm_client.command())
    except FetchError:
        return False


needs_npm = pytest.mark.skipif(not _has_npm(), reason="the npm client is not installed")


def tarball(entries: dict[str, bytes], folder: str = "package") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in entries.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def sha512(data: bytes) -> str:
    return "sha512-" + b64encode(hashlib.sha512(data).digest()).decode()


def manifest(name: str, version: str) -> bytes:
    return orjson.dumps({"name": name, "version": version})


@dataclass
class Registry:
    """An npm registry: packages as `{name: {version: tarball}}`, and how it misbehaves."""

    packages: dict[str, dict[str, bytes]] = field(default_factory=dict)
    latest: dict[str, str] = field(default_factory=dict)
    damaged: set[str] = field(default_factory=set)  # served otherwise than announced
    lying: set[str] = field(default_factory=set)  # announced otherwise in the full than in the short document
    status: int = 200
    port: int = 0
    stop: Callable[[], None] = lambda: None

    def publish(self, name: str, version: str, entries: dict[str, bytes], folder: str = "package") -> None:
        data = tarball({"package.json": manifest(name, version), **entries}, folder)
        self.packages.setdefault(name, {})[version] = data
        self.latest[name] = version

    def document(self, name: str, short: bool) -> dict[str, Any]:
        versions = {
            version: {
                "name": name,
                "version": version,
                "dist": {
                    "tarball": f"http://127.0.0.1:{self.port}/-/{name.replace('/', '%2f')}/{version}.tgz",
                    "integrity": sha512(b"something else" if name in self.lying and not short else data),
                    "shasum": hashlib.sha1(data).hexdigest(),
                },
            }
            for version, data in self.packages[name].items()
        }
        return {"_id": name, "name": name, "dist-tags": {"latest": self.latest[name]}, "versions": versions}

    def answer(self, path: str, accept: str) -> tuple[int, str, bytes]:
        name = path.removeprefix("/-/").removeprefix("/").replace("%2f", "/")
        if self.status != 200:
            return self.status, "application/json", b"{}"
        if path.startswith("/-/"):
            package, _, version = name.removesuffix(".tgz").rpartition("/")
            data = self.packages[package][version]
            if package in self.damaged:
                data = data[:50] + bytes([data[50] ^ 1]) + data[51:]
            return 200, "application/octet-stream", data
        if name in self.packages:
            kind = "application/vnd.npm.install-v1+json"
            short = accept.startswith(kind)
            return 200, kind if short else "application/json", orjson.dumps(self.document(name, short))
        return 404, "application/json", b"{}"


def serve(registry: Registry) -> None:
    """Answer requests in a thread until `registry.stop()`, which may be called twice."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = registry.answer(self.path, self.headers.get("accept", ""))
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.send_header("cache-control", "public, max-age=300")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    registry.stop = stop
