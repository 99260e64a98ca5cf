"""Connections: sockets to checked addresses that speak HTTP/1.1 through h11.

A connection serves one request at a time. It is reused only if its last answer came whole with nothing after it: stray bytes
would pass for the next answer.
"""

import select
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock

import h11

from moisson.connectors.web.failure import Failure
from moisson.connectors.web.hosts import at_port
from moisson.connectors.web.proxy import Proxies, Proxy
from moisson.connectors.web.safety import Guard
from moisson.connectors.web.threads import raise_if_cancelled

READ_BYTES = 1 << 16
LONGEST_HEAD = 100 << 10  # bytes, also of a chunk's size line
IDLE_S = 15.0
MOST_IDLE = 64  # over all hosts
Origin = tuple[bytes, bytes, int]  # scheme, host, port


@dataclass
class Bounds:
    """Limits of one request: deadline (`time.monotonic`), longest silence, bytes off the wire.

    With `slowest` (bytes a second), each byte received extends the deadline: for files of unknown size.
    """

    until: float
    silence_s: float
    bytes_left: int
    slowest: float | None = None


class TooMuch(Exception):
    """More bytes came than the request may take."""


class TooSlow(Exception):
    """The request's time is over."""


class Silent(Exception):
    """The server was silent too long."""


class Cut(Exception):
    """The connection ended early. Not an OSError, so that writers to disk do not take it for the disk's."""


class Connection:
    """One connection. `stale`: reused, and closed by the server before it sent a byte.

    With `proxy`, the socket ends at the proxy, which forwards each request.
    """

    def __init__(self, origin: Origin, connection: socket.socket, proxy: Proxy | None = None) -> None:
        self.origin, self.proxy = origin, proxy
        self.idle_since = 0.0  # 0: not used yet
        self.stale = False
        self._socket = connection
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD)
        self._timeout_s: float | None = None
        self._bounds = Bounds(0.0, 0.0, 0)

    def send(self, request: h11.Request, content: bytes | None, bounds: Bounds) -> None:
        """Send a request. Raises TooSlow, Silent and h11.ProtocolError."""
        self._bounds, self.stale = bounds, self.idle_since > 0
        if self.proxy is not None:
            request = proxied_request(request, self.proxy)
        said = [self._http.send(request), self._http.send(h11.Data(content)) if content else None]
        said.append(self._http.send(h11.EndOfMessage()))
        self._wait()
        try:
            self._socket.sendall(b"".join(filter(None, said)))
        except TimeoutError:
            self._wait()
            raise Silent from None
        except OSError:
            pass  # the server may have answered before it hung up

    def head(self, bounds: Bounds) -> h11.Response:
        """The response head. Like `body`, raises TooMuch, TooSlow, Silent, Cut and h11.ProtocolError; and Failure."""
        self._bounds = bounds
        while True:
            event = self._event()
            if isinstance(event, h11.Response):
                if self.proxy is not None and event.status_code == 407:
                    raise Failure("", "proxy-refused", self.proxy.unknown)
                return event

    def body(self) -> Iterator[bytes]:
        """The body, piece by piece."""
        while isinstance(event := self._event(), h11.Data):
            yield bytes(event.data)

    @property
    def more(self) -> bool:
        """Whether bytes followed the end of the response."""
        return bool(self._http.trailing_data[0])

    def settle(self) -> bool:
        """Finish a response that is already here; returns whether the connection can be reused."""
        try:
            while self._http.their_state is h11.SEND_BODY and self._http.next_event() is not h11.NEED_DATA:
                pass
        except h11.RemoteProtocolError:
            return False
        if self._http.states != {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE} or self.more:
            return False
        self._http.start_next_cycle()
        self.idle_since = time.monotonic()
        return True

    @property
    def usable(self) -> bool:
        """Whether an idle connection is still open: if it is readable, it has ended or sent stray bytes."""
        return time.monotonic() - self.idle_since < IDLE_S and not _readable(self._socket)

    def close(self) -> None:
        self._socket.close()

    def _event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = self._read()
            if not data and self._http.their_state is h11.SEND_RESPONSE:
                raise Cut("the server hung up before it answered")
            self._http.receive_data(data)
        return event

    def _read(self) -> bytes:
        bounds = self._bounds
        self._wait()
        try:
            data = self._socket.recv(READ_BYTES)
        except TimeoutError:
            self._wait()
            raise Silent from None
        except OSError as error:
            raise Cut(str(error)) from None
        self.stale = self.stale and not data
        bounds.bytes_left -= len(data)
        if bounds.slowest is not None:
            bounds.until += len(data) / bounds.slowest
        if bounds.bytes_left < 0:
            raise TooMuch
        return data

    def _wait(self) -> None:
        """Set the socket's timeout; raises TooSlow, or CancelledError if nobody waits for the answer."""
        raise_if_cancelled()
        left = self._bounds.until - time.monotonic()
        if left <= 0:
            raise TooSlow
        timeout_s = min(left, self._bounds.silence_s)
        if timeout_s != self._timeout_s:
            self._socket.settimeout(timeout_s)
            self._timeout_s = timeout_s


class ConnectionPool:
    """The connections of one client; safe for threads."""

    def __init__(self, guard: Guard, trust: ssl.SSLContext, proxies: Proxies) -> None:
        self.guard, self.trust, self.proxies = guard, trust, proxies
        self._idle: list[Connection] = []  # longest idle first
        self._lock = Lock()

    def take(self, origin: Origin, timeout_s: float, *, new: bool = False) -> Connection:
        """An idle connection, or a new one. Raises Failure, OSError (TimeoutError, ssl.SSLError)."""
        return (None if new else self._usable(origin)) or self._new(origin, timeout_s)

    def _usable(self, origin: Origin) -> Connection | None:
        while True:
            with self._lock:
                number = next((n for n in reversed(range(len(self._idle))) if self._idle[n].origin == origin), None)
                line = None if number is None else self._idle.pop(number)
            if line is None or line.usable:
                return line
            line.close()

    def give(self, line: Connection) -> None:
        """Return a connection to the pool; close it if it cannot be reused."""
        if not line.settle():
            line.close()
            return
        with self._lock:
            self._idle.append(line)
            expired = [self._idle.pop(0)] if len(self._idle) > MOST_IDLE else []
            while self._idle and line.idle_since - self._idle[0].idle_since > IDLE_S:
                expired.append(self._idle.pop(0))
        for old in expired:
            old.close()

    def close(self) -> None:
        with self._lock:
            lines, self._idle = self._idle, []
        for line in lines:
            line.close()

    def _new(self, origin: Origin, timeout_s: float) -> Connection:
        scheme, host, port = origin
        name = host.decode("ascii")
        proxy = self.proxies.to(scheme.decode("ascii"), name, port)
        if proxy is None:
            connection = self.guard.connect(name, port, timeout_s)
        else:
            self.guard.judge(name, port)
            connection = connect_to_proxy(proxy, timeout_s)
        if scheme != b"https":
            return Connection(origin, connection, proxy)
        try:
            if proxy is not None:
                tunnel(proxy, connection, at_port(name.strip("[]"), port), timeout_s)
            return Connection(origin, self.trust.wrap_socket(connection, server_hostname=name))
        except (OSError, Failure):
            connection.close()
            raise


def _readable(connection: socket.socket) -> bool:
    if isinstance(connection, ssl.SSLSocket) and connection.pending():
        return True
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def connect_to_proxy(proxy: Proxy, timeout_s: float) -> socket.socket:
    """A connection to a proxy, wherever it is: the operator named it. Raises Failure."""
    try:
        connection = socket.create_connection((proxy.host, proxy.port), timeout_s)
    except OSError as error:
        raise Failure("", "connect", f"no connection to the proxy {proxy.name} ({error}).") from None
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def tunnel(proxy: Proxy, connection: socket.socket, place: str, timeout_s: float) -> None:
    """Have a proxy connect to a host (RFC 9110, 9.3.6). Raises Failure."""
    http, until = h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD), time.monotonic() + timeout_s
    asked = http.send(h11.Request(method="CONNECT", target=place, headers=[(b"Host", place.encode()), *proxy.headers]))
    try:
        connection.sendall((asked or b"") + (http.send(h11.EndOfMessage()) or b""))
        while not isinstance(answer := http.next_event(), h11.Response):
            if answer is h11.NEED_DATA:
                connection.settimeout(max(until - time.monotonic(), 0.001))
                http.receive_data(connection.recv(READ_BYTES))
            elif not isinstance(answer, h11.InformationalResponse):
                raise Failure("", "protocol", f"the proxy {proxy.name} ended the connection before it answered.")
    except h11.RemoteProtocolError as error:
        raise Failure("", "protocol", f"the answer of the proxy {proxy.name} is not HTTP ({error}).") from None
    except TimeoutError:
        raise Failure("", "timeout", f"the proxy {proxy.name} was silent for {timeout_s:g} s.") from None
    except OSError as error:
        raise Failure("", "cut", f"the proxy {proxy.name} hung up ({error}).") from None
    status = answer.status_code
    if 200 <= status < 300:
        if http.trailing_data[0]:
            raise Failure("", "protocol", f"the proxy {proxy.name} sent more than its answer.")
        connection.settimeout(timeout_s)
    elif status == 407:
        raise Failure("", "proxy-refused", proxy.unknown)
    elif 400 <= status < 500 and status not in (408, 429):
        raise Failure("", "proxy-refused", f"the proxy {proxy.name} does not let anybody through to {place} ({status}).")
    else:
        raise Failure("", "connect", f"the proxy {proxy.name} gives no connection to {place} ({status}).")


def proxied_request(request: h11.Request, proxy: Proxy) -> h11.Request:
    """A request in the form for proxies: absolute address and credentials (RFC 9112, 3.2.2)."""
    host = next(value for name, value in request.headers if name == b"host")
    headers = [*request.headers.raw_items(), *proxy.headers]
    return h11.Request(method=request.method, target=b"http://" + host + request.target, headers=headers)
