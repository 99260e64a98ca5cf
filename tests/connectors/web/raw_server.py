"""A server on loopback that says exactly the bytes it is told to say, and counts what it was asked."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Self


@dataclass(frozen=True)
class Asked:
    """One request, its headers by lower-case name, and when it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    at: float = field(default_factory=time.monotonic)


Says = Iterable[bytes] | bytes | None
Handler = Callable[[Asked], Says]


def reply(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """An honest answer; `_` in a header's name stands for `-`."""
    data = body.encode() if isinstance(body, str) else body
    said = {"Content-Length": str(len(data)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + data


NOT_FOUND = reply(status="404 Not Found")


class RawServer:
    """`handler` gives the bytes of each answer, whole or piece by piece; where it gives None, the connection ends."""

    def __init__(self, handler: Handler, wrap: Callable[[socket.socket], socket.socket] = lambda each: each) -> None:
        self.handler = handler
        self.wrap = wrap
        self.asked: list[Asked] = []
        self.under_way = self.most_under_way = self.bytes_sent = 0
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: set[socket.socket] = set()
        self._ended = False
        self.port = int(self._listening.getsockname()[1])

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """What was asked for, without the rules that every client reads first."""
        return [each.path for each in self.asked if each.path not in ("/robots.txt", "/.well-known/tdmrep.json")]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended = True
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # closing alone would not wake the thread that waits in accept()
        self._listening.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while not self._ended:
                connection, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), plain, self.wrap(plain) as connection:
            self._open.add(connection)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with connection.makefile("rb") as stream:
                while not self._ended and (asked := _read(stream)) and self._answer(connection, asked):
                    pass
        self._open.discard(plain)

    def _answer(self, connection: socket.socket, asked: Asked) -> bool:
        with self._lock:
            self.asked.append(asked)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            said = self.handler(asked)
            for piece in _pieces(said):
                connection.sendall(piece)
                self.bytes_sent += len(piece)
        finally:
            with self._lock:
                self.under_way -= 1
        return isinstance(said, bytes)


def _pieces(said: Says) -> Iterator[bytes]:
    if isinstance(said, bytes):
        yield said
    elif said is not None:
        yield from said


def _read(stream: BinaryIO) -> Asked | None:
    """The next request on a connection; None at its end."""
    line = stream.readline().decode("latin-1").split()
    if len(line) < 3:
        return None
    headers: dict[str, str] = {}
    while (said := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = said.partition(":")
        headers[name.lower()] = value.strip()
    return Asked(line[0], line[1], headers, stream.read(int(headers.get("content-length", "0"))))
