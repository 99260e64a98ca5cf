"""The wire between a harvest and a real server: it counts requests, and cuts the connection, or the harvest, at one of them.

A proxy at two addresses of this machine (two origins, as a portal and the host of its files are). What is asked goes to the
server that the path belongs to, and what the server answers comes back byte for byte, unless a `Cut` says otherwise.
"""

import http.client
import os
import signal
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread, get_ident
from time import monotonic, sleep
from typing import Any, Literal

Place = Literal["before", "middle", "after"]
How = Literal["once", "away", "kill"]
HOP_BY_HOP = frozenset({"connection", "transfer-encoding", "content-length", "server", "date", "keep-alive"})


@dataclass(frozen=True, slots=True)
class Cut:
    """At which request, where in its answer, and what happens.

    `once`: this connection breaks. `away`: so do all that follow, as when the server is gone. `kill`: the harvesting process is
    killed; `after`, that is up to 30 ms after the answer, while it is being stored.
    """

    at: int  # from 1
    place: Place
    how: How
    share: float = 0.5  # of the body that comes before a cut in the `middle`; of 30 ms, `after`


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and what came of it."""

    method: str
    path: str
    status: int
    whole: bool  # its answer came to its end
    at: float = field(default_factory=monotonic)


@dataclass
class Wire:
    """Where requests go (the longest fitting prefix of the path counts), what was exchanged, and what is to happen."""

    here: str = ""  # the catalogue's address
    there: str = ""  # the documents' address: another origin, the same servers
    routes: Mapping[str, int] = field(default_factory=dict)  # path prefix → port
    exchanges: list[Exchange] = field(default_factory=list)
    cut: Cut | None = None
    struck: bool = False
    count: int = 0
    victim: int = 0  # the process that dies of a `kill`
    faults: list[str] = field(default_factory=list)  # of the servers themselves
    known: Event = field(default_factory=Event)  # set once the victim is known
    lock: Lock = field(default_factory=Lock)

    def watch(self, cut: Cut | None) -> None:
        """Begin to count anew, and be ready to cut."""
        with self.lock:
            self.exchanges.clear()
            self.cut, self.struck, self.count, self.victim = cut, False, 0, 0
            self.known.clear()

    def next_cut(self) -> Cut | None:
        """What is to happen to the request that comes now."""
        with self.lock:
            self.count += 1
            cut = self.cut
            if cut is None or self.count < cut.at or (self.struck and cut.how != "away"):
                return None
            first, self.struck = not self.struck, True
        return cut if first else Cut(cut.at, "before", "away")

    def note(self, exchange: Exchange) -> None:
        with self.lock:
            self.exchanges.append(exchange)

    def kill(self) -> None:
        """Kill the harvest, if it is still at work."""
        self.known.wait(10)
        with suppress(ProcessLookupError):
            os.kill(self.victim, signal.SIGKILL)

    def port(self, path: str) -> int | None:
        fitting = [prefix for prefix in self.routes if path.startswith(prefix)]
        return self.routes[max(fitting, key=len)] if fitting else None


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:
    upstreams: dict[tuple[int, int], http.client.HTTPConnection] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def respond(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            cut = wire.next_cut()
            if cut is not None and cut.place == "before":
                return self._break(cut)
            status, headers, body = self._passed(sent)
            if cut is not None and cut.place == "middle" and not body:
                return self._break(cut)
            self._give(status, headers, body, None if cut is None or cut.place == "after" else cut)
            if cut is not None and cut.place == "after":
                if cut.how == "kill":
                    sleep(0.03 * cut.share)
                    wire.kill()
                self._end()
            return None

        def _passed(self, sent: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            """What the server answers; 404 for paths that belong to none."""
            port = wire.port(self.path)
            if port is None:
                return 404, [], b""
            key = (get_ident(), port)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "host")}
            for attempt in (1, 2):
                upstream = upstreams.setdefault(key, http.client.HTTPConnection("127.0.0.1", port, timeout=30))
                try:
                    upstream.request(self.command, self.path, sent or None, headers)
                    answer = upstream.getresponse()
                    body = answer.read()
                    return answer.status, [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP_BY_HOP], body
                except (http.client.HTTPException, OSError) as error:
                    upstreams.pop(key).close()  # an idle connection that the server has closed is opened anew
                    if attempt == 2:
                        wire.faults.append(f"the server at {self.path} fails by itself: {error!r}")
            return 502, [], b""

        def _give(self, status: int, headers: list[tuple[str, str]], body: bytes, cut: Cut | None) -> None:
            """The answer, whole, or with a `cut` a share of its body."""
            wire.note(Exchange(self.command, self.path, status, cut is None))
            self.send_response_only(status)
            for name, value in headers:
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body if cut is None else body[: int(len(body) * cut.share)])
            self.wfile.flush()
            if cut is not None:
                if cut.how == "kill":
                    sleep(0.002)  # so that what came may be written
                    wire.kill()
                self._end()

        def _break(self, cut: Cut) -> None:
            wire.note(Exchange(self.command, self.path, 0, False))
            if cut.how == "kill":
                wire.kill()
            self._end()

        def _end(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

        def do_GET(self) -> None:
            self.respond()

        def do_POST(self) -> None:
            self.respond()

        def do_HEAD(self) -> None:
            self.respond()

        def log_message(self, format: str, *arguments: Any) -> None:
            """Say nothing."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A harvest that was killed leaves broken connections behind: nothing to tell."""


@contextmanager
def wire() -> Iterator[Wire]:
    """A wire at two ports that the system chooses."""
    made = Wire()
    servers = [_Server(("127.0.0.1", 0), _handler(made)) for _ in range(2)]
    made.here, made.there = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    threads = [Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield made
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
