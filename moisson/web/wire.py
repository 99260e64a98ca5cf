"""One request on the wire: sent, redirected, read within bounds. No manners here, no memory, and no way around `safety`."""

import logging
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpcore2
import httpx2

from moisson.errors import SourceError
from moisson.web.bodies import ACCEPTED, decoded, read_body
from moisson.web.failure import Failure
from moisson.web.manners import Manners
from moisson.web.parts import Part
from moisson.web.safety import HEAD_END, Bounds, GuardedBackend, Resolve, TooMuch, TooSlow, resolve_by_system, shown

HEAD_BYTES = 1 << 20  # off the wire, beside the body: heads, chunk sizes, trailers
IDLE_S = 15.0
SLOWEST = 16 * 1024.0  # bytes a second, of a file that goes to disk
SECRET = frozenset({b"set-cookie", b"www-authenticate", b"proxy-authenticate"})  # headers that are nobody's to keep
ERROR_BYTES = 16 * 1024  # of an error's body, where it is made for programs
CUT = ("without sending complete", "disconnected")  # how the library words an answer that ends early
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said, head and body; of an error in JSON or XML, the body's beginning; else empty where it is not 200."""

    status: int
    headers: Mapping[str, str]  # lower-case names; several of one name joined by `, `
    body: bytes = b""


class Wire:
    """The connections of one client. Certificates are verified; environment proxies are not used, for they hide addresses."""

    def __init__(self, manners: Manners, resolve: Resolve = resolve_by_system) -> None:
        logging.getLogger("httpcore2").setLevel(logging.WARNING)  # below, it writes headers: cookies, and what else is secret
        self.manners = manners
        self.backend = GuardedBackend(manners.allow_hosts, resolve)
        self.pool = httpcore2.ConnectionPool(
            ssl_context=_trust(manners.ca_file),
            max_connections=None,
            max_keepalive_connections=64,
            keepalive_expiry=IDLE_S,
            network_backend=self.backend,
        )
        wait = manners.timeout_s
        self.extensions = {"timeout": {"connect": wait, "read": wait, "write": wait, "pool": wait}}
        self.identity = manners.identity.encode("ascii", "replace")

    def close(self) -> None:
        self.pool.close()

    def ask(self, method: str, url: httpx2.URL, headers: Headers, content: bytes | None, most: int) -> Reply:
        """One request, its whole answer in memory; redirects are answers. Raises Failure."""
        name = shown(str(url))
        bounds = Bounds(time.monotonic() + self.manners.total_timeout_s, most + HEAD_BYTES)
        with self._open(method, url, {"Accept-Encoding": ACCEPTED, **headers}, content, bounds) as (response, head):
            if response.status != 200 or method == "HEAD":
                return Reply(response.status, head, b"" if method == "HEAD" else _error(response, head, name))
            _announced(head, most, name)
            body = read_body(response.iter_stream(), head.get("content-encoding", ""), most, name)
            _no_more(response, head, bounds, name)
            return Reply(200, head, body)

    def save(self, url: httpx2.URL, headers: Headers, part: Part) -> Reply:
        """Fetch what is missing of a file on disk, as it lies on the server; the reply's body is empty. Raises Failure."""
        name, most = shown(str(url)), self.manners.max_download_bytes
        bounds = Bounds(time.monotonic() + self.manners.total_timeout_s, most + HEAD_BYTES, SLOWEST)
        asked = {"Accept-Encoding": "identity", **headers, **part.missing(name)}
        with self._open("GET", url, asked, None, bounds) as (response, head):
            if response.status in (200, 206):
                _announced(head, most, name)
                part.receive(response.status, head, response.iter_stream(), name, most)
                _no_more(response, head, bounds, name)
            return Reply(response.status, head, _error(response, head, name))

    @contextmanager
    def _open(
        self, method: str, url: httpx2.URL, headers: Headers, content: bytes | None, bounds: Bounds
    ) -> Iterator[tuple[httpcore2.Response, dict[str, str]]]:
        """One request, its answer's head, and its body still on the wire; whatever goes wrong is a Failure."""
        name = shown(str(url))
        sent = [
            (b"Host", url.netloc),
            (b"User-Agent", self.identity),
            *((key.encode(), value.encode("latin-1", "replace")) for key, value in headers.items()),
        ]
        target = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        if content is not None:
            sent.append((b"Content-Length", str(len(content)).encode()))
        self.backend.current.bounds = bounds
        try:
            with self.pool.stream(method, target, headers=sent, content=content, extensions=self.extensions) as response:
                if not bounds.came:
                    response.extensions["network_stream"].close()
                    raise Failure(name, "protocol", "the server answered before it was asked.")
                yield response, joined(response.headers)
        except Failure as failure:
            raise Failure(name, failure.reason, failure.detail) from None
        except TooMuch:
            raise Failure(name, "too-large", "more bytes came than it may hold.") from None
        except TooSlow:
            raise Failure(name, "too-slow", f"it did not come whole in {self.manners.total_timeout_s:g} s.") from None
        except httpcore2.TimeoutException:
            raise Failure(name, "timeout", f"the server was silent for {self.manners.timeout_s:g} s.") from None
        except (httpcore2.ConnectError, httpcore2.ReadError, httpcore2.WriteError, httpcore2.ProtocolError) as error:
            raise _failure(name, error) from None
        finally:
            self.backend.current.bounds = None


def joined(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name; what has been sent twice is joined (RFC 9110, 5.3)."""
    headers: dict[str, str] = {}
    for key, value in raw:
        if key.lower() in SECRET:
            continue
        name, said = key.decode("latin-1").lower(), value.decode("latin-1")
        headers[name] = f"{headers[name]}, {said}" if name in headers else said
    return headers


def _error(response: httpcore2.Response, head: Headers, name: str) -> bytes:
    """The beginning of an error that is made for programs, as far as it comes: it explains a refusal, and decides nothing."""
    kind = head.get("content-type", "").partition(";")[0].strip().lower()
    if response.status < 400 or not kind.endswith(("json", "xml")):
        return b""
    said = b""
    try:
        for piece in decoded(response.iter_stream(), head.get("content-encoding", ""), name):
            said += piece
            if len(said) >= ERROR_BYTES:
                break
    except (Failure, TooMuch, TooSlow, httpcore2.TimeoutException, httpcore2.ReadError, httpcore2.ProtocolError):
        pass  # what came is all there is
    return said[:ERROR_BYTES]


def _announced(head: Headers, most: int, name: str) -> None:
    """Raise Failure where a server announces more than may come."""
    said = head.get("content-length", "")
    if said.isdigit() and int(said[:20]) > most:
        raise Failure(name, "too-large", f"it announces {said[:20]} bytes, more than {most}.")


def _no_more(response: httpcore2.Response, head: Headers, bounds: Bounds, name: str) -> None:
    """Raise Failure where an answer is longer than it announces: it is cut short, and the rest would pass for the next answer.

    The connection goes with it. An answer in chunks says itself where it ends, and one that follows others (1xx) is not measured.
    """
    said = head.get("content-length", "")
    start = bounds.opening.find(HEAD_END) + len(HEAD_END)
    if "transfer-encoding" in head or not said.isdigit() or bounds.opening[:10].split(b" ")[-1][:1] == b"1":
        return
    if bounds.came > start + int(said):
        response.extensions["network_stream"].close()
        raise Failure(name, "length", f"it announces {said} bytes and more came.")


def _failure(name: str, error: Exception) -> Failure:
    """What went wrong on the wire, in a word and a sentence."""
    said = shown(str(error))[:200]
    if isinstance(error, httpcore2.ConnectError):
        if isinstance(error.__cause__ or error.__context__, ssl.SSLError):
            return Failure(name, "tls", f"its certificate or encryption is not to be trusted ({said}).")
        return Failure(name, "connect", f"no connection ({said}).")
    if isinstance(error, httpcore2.ProtocolError) and not any(words in said for words in CUT):
        return Failure(name, "protocol", f"its answer is not HTTP ({said}).")
    return Failure(name, "cut", f"the connection ended early ({said}).")


def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = httpcore2.default_ssl_context()
    if ca_file is not None:
        if not Path(ca_file).is_file():
            raise SourceError(f"manners.ca_file names {ca_file}, which does not exist.")
        context.load_verify_locations(ca_file)
    return context
