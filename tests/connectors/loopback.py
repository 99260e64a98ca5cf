"""A server on this machine for tests: it answers as a function says, counts what it is asked, and can fall silent."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from moisson.connectors.web.manners import Manners

MANNERS = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0.0, retries=0)


@dataclass(frozen=True)
class Asked:
    method: str
    path: str  # with the query
    headers: Mapping[str, str]  # lower-case names
    body: bytes


@dataclass(frozen=True)
class Given:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Loopback:
    """The server: `asked` holds what came, without looks for opt-outs; from request number `cut_at` on, none gets an answer."""

    answer: Callable[[Asked], Given]
    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    cut_at: int | None = None
    rules: dict[str, Given] = field(default_factory=dict)  # /robots.txt, /.well-known/tdmrep.json; others are not there
    lock: Lock = field(default_factory=Lock)

    def take(self, asked: Asked) -> Given | None:
        """An answer, or None where the connection is to break."""
        if asked.path == "/robots.txt" or asked.path.startswith("/.well-known/"):
            return self.rules.get(asked.path, Given(status=404))
        with self.lock:
            self.asked.append(asked)
            if self.cut_at is not None and len(self.asked) >= self.cut_at:
                return None
        return self.answer(asked)

    def count(self) -> int:
        """How many requests came since the last time this was asked."""
        with self.lock:
            number = len(self.asked)
            self.asked.clear()
        return number


@contextmanager
def loopback(answer: Callable[[Asked], Given]) -> Iterator[Loopback]:
    """A running server on a port that the system chooses."""
    served = Loopback(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body leave together: apart, the second waits 40 ms for the first to be acknowledged

        def respond(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            given = served.take(Asked(self.command, self.path, headers, body))
            if given is None:
                self.close_connection = True
                return
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(given.body)

        def do_GET(self) -> None:
            self.respond()

        def do_POST(self) -> None:
            self.respond()

        def do_PUT(self) -> None:
            self.respond()

        def do_HEAD(self) -> None:
            self.respond()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
