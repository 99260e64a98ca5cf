"""A proxy for tests, on this machine: it tunnels (CONNECT) and hands requests on, looks names up itself, may ask who is there."""

import socket
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

MADE = ("connection", "keep-alive", "proxy-connection", "proxy-authorization")  # headers that go no further than a proxy


@dataclass
class ProxyServer:
    """`names` are the hosts that it knows, with their addresses; `closed` those that it lets nobody through to."""

    names: dict[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    known: str | None = None  # `user:password`
    port: int = 0
    asked: list[str] = field(default_factory=list)  # method and target, of who was let in

    @property
    def address(self) -> str:
        known = "" if self.known is None else f"{self.known}@"
        return f"http://{known}127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    proxy: ProxyServer

    def admitted(self, host: str) -> bool:
        said = self.headers.get("Proxy-Authorization", "").removeprefix("Basic ")
        if self.proxy.known is not None and b64decode(said).decode() != self.proxy.known:
            self.refuse(407)
            return False
        self.proxy.asked.append(f"{self.command} {self.path}")
        if host in self.proxy.closed:
            self.refuse(403)
            return False
        if host not in self.proxy.names:
            self.refuse(502)
            return False
        return True

    def refuse(self, status: int) -> None:
        self.send_response(status)
        if status == 407:
            self.send_header("Proxy-Authenticate", 'Basic realm="ministère"'.encode().decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.flush()

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        if not self.admitted(host):
            return
        try:
            far = socket.create_connection((self.proxy.names[host], int(port)), 10)
        except OSError:
            self.refuse(502)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.flush()
        with far:
            back = Thread(target=_carry, args=(far, self.connection), daemon=True)
            back.start()
            _carry(self.connection, far)
            back.join()
        self.close_connection = True

    def hand_on(self) -> None:
        parts = urlsplit(self.path)
        if not self.admitted(parts.hostname or ""):
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        far = HTTPConnection(self.proxy.names[parts.hostname or ""], parts.port or 80, timeout=10)
        far.putrequest(self.command, "/" + self.path.split("/", 3)[3], skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in MADE:
                far.putheader(name, value)
        far.endheaders(body)
        answer = far.getresponse()
        said = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in (*MADE, "content-length", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)
        self.wfile.flush()
        far.close()

    def do_GET(self) -> None:
        self.hand_on()

    def do_HEAD(self) -> None:
        self.hand_on()

    def do_POST(self) -> None:
        self.hand_on()

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing."""


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while piece := one.recv(1 << 16):
            other.sendall(piece)
        other.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_server(**behaviour: Any) -> Iterator[ProxyServer]:
    """A running proxy."""
    made = ProxyServer(**behaviour)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": made}))
    server.daemon_threads = True
    made.port = server.server_port
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
