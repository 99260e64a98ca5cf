"""A portal on this machine: a real HTTP server that serves what a test gives it, counts requests, and can kill who asks."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

NOTHING_THERE = ("/robots.txt", "/.well-known/tdmrep.json")


@dataclass(frozen=True)
class Reply:
    """What an address answers. With `etag`, an answer can be asked for again by its ETag."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    etag: bool = True


Query = Mapping[str, str]
Page = Reply | Callable[[Query], Reply]


@dataclass
class Portal:
    """The server's pages by path; what it was asked, in order; and whom to kill at which request."""

    base: str = ""
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    kill_at: int | None = None
    victim: int = 0
    _known: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, body: bytes | str | Callable[[Query], Reply], **more: str) -> None:
        """Serve a body (its `http://portal` made this server's address), or what a function answers to a query."""
        if callable(body):
            self.pages[path] = body
        else:
            data = body.encode() if isinstance(body, str) else body
            headers = {name.replace("_", "-"): value.replace("http://portal", self.base) for name, value in more.items()}
            self.pages[path] = Reply(data.replace(b"http://portal", self.base.encode()), headers=headers)

    @property
    def counts(self) -> Counter[str]:
        """How often each address was asked for, without what a polite client asks of every host."""
        return Counter(path for path in self.asked if path not in NOTHING_THERE)

    def forget(self) -> None:
        """Begin to count anew."""
        self.asked.clear()

    def answer(self, target: str) -> Reply:
        with self._lock:
            self.asked.append(target)
            if self.kill_at is not None and len(self.asked) >= self.kill_at:
                self._known.wait(5)
                os.kill(self.victim, signal.SIGKILL)
        parts = urlsplit(target)
        page = self.pages.get(target) or self.pages.get(parts.path)
        if page is None:
            return Reply(b"not here", 404)
        return page if isinstance(page, Reply) else page({key: values[-1] for key, values in parse_qs(parts.query).items()})

    def killed_at(self, request: int, work: Callable[[], object]) -> bool:
        """Do work in a process of its own that dies when it makes its nth request; whether it died."""
        self.forget()
        self._known.clear()
        self.kill_at = request
        self.victim = os.fork()
        if not self.victim:
            try:
                work()
            finally:
                os._exit(0)
        self._known.set()
        _, status = os.waitpid(self.victim, 0)
        self.kill_at = None
        self.forget()
        return os.WIFSIGNALED(status)


@contextmanager
def portal() -> Iterator[Portal]:
    """A portal that serves until the block ends."""
    held = Portal()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = held.answer(self.path)
            tag = f'"{sha256(reply.body).hexdigest()[:16]}"'
            same = reply.status == 200 and reply.etag and self.headers.get("If-None-Match") == tag
            self.send_response(304 if same else reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status == 200 and reply.etag:
                self.send_header("ETag", tag)
            body = b"" if same else reply.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        held.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield held
        finally:
            server.shutdown()
