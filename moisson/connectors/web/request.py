"""One request on the wire, sent and read within bounds; no manners, no cache, no way around `safety`."""

import ssl
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import h11
import httpx2

from moisson.connectors.web.bodies import ACCEPTED, decoded, read_body
from moisson.connectors.web.connections import Bounds, Connection, ConnectionPool, Cut, Origin, Silent, TooMuch, TooSlow
from moisson.connectors.web.downloads import Part
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.proxy import Proxies
from moisson.connectors.web.safety import Guard, Resolve, resolve_by_system, shown
from moisson.contracts.errors import SourceError

HEAD_BYTES = 1 << 20  # off the wire besides the body: heads, chunk sizes, trailers
SLOWEST = 16 * 1024.0  # bytes a second, for a file on disk
WHOLE = (200, 203)  # read to the end; 203: changed on the way
ADDRESSES = frozenset({b"location", b"link"})  # headers that hold addresses
SECRET = frozenset({b"set-cookie", b"www-authenticate", b"proxy-authenticate"})  # headers never kept
ERROR_BYTES = 16 * 1024  # of an error in JSON or XML
CUT = "without sending complete"  # h11's words for an answer that ends early
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """A server's reply; the body is empty but for 200, 203, and the beginning of errors in JSON or XML."""

    status: int
    headers: Mapping[str, str]  # lower-case names; repeated ones joined by `, `
    body: bytes = b""


class Transport:
    """The connections of one client. Certificates are verified; the environment's proxy is used."""

    def __init__(self, manners: Manners, resolve: Resolve = resolve_by_system) -> None:
        self.manners = manners
        self.lines = ConnectionPool(Guard(manners.allow_hosts, resolve), _trust(manners.ca_file), Proxies.of_environment())
        self.identity = manners.identity.encode("ascii", "replace")

    def close(self) -> None:
        self.lines.close()

    def ask(self, method: str, url: httpx2.URL, headers: Headers, content: bytes | None, most: int) -> Reply:
        """One request with its whole answer in memory; redirects are answers. Raises Failure."""
        name, asked = shown(str(url)), {"Accept-Encoding": ACCEPTED, **headers}
        with self._open(method, url, asked, content, self._bounds(most)) as (line, status, head):
            if status not in WHOLE or method == "HEAD":
                return Reply(status, head, b"" if method == "HEAD" else _error(line, status, head, name))
            _announced(head, most, name)
            body = read_body(line.body(), head.get("content-encoding", ""), most, name)
            _no_more(line, head, name)
            return Reply(status, head, body)

    def save(self, url: httpx2.URL, headers: Headers, part: Part) -> Reply:
        """Fetch what is missing of a file on disk, byte for byte; the reply has no body. Raises Failure."""
        name, most = shown(str(url)), self.manners.max_download_bytes
        missing = part.missing(name)
        asked = {"Accept-Encoding": "identity", **headers, **missing}
        with self._open("GET", url, asked, None, self._bounds(most, SLOWEST)) as (line, status, head):
            if status == 206 and not missing:
                raise Failure(name, "http-206", "the server sent a piece of the file, and was asked for the whole.")
            if status in (200, 206):
                _announced(head, most, name)
                part.receive(status, head, line.body(), name, most)
                _no_more(line, head, name)
            return Reply(status, head, _error(line, status, head, name))

    def piece(self, url: httpx2.URL, headers: Headers, size: int) -> Reply:
        """A part of a file, of `size` bytes, as it lies on the server; of another answer than 206 no body. Raises Failure."""
        name, asked = shown(str(url)), {"Accept-Encoding": "identity", **headers}
        with self._open("GET", url, asked, None, self._bounds(size)) as (line, status, head):
            if status != 206:
                return Reply(status, head, _error(line, status, head, name))
            body = read_body(line.body(), head.get("content-encoding", ""), size, name)
            _no_more(line, head, name)
            return Reply(status, head, body)

    def _bounds(self, most: int, slowest: float | None = None) -> Bounds:
        manners = self.manners
        return Bounds(time.monotonic() + manners.total_timeout_s, manners.timeout_s, most + HEAD_BYTES, slowest)

    @contextmanager
    def _open(
        self, method: str, url: httpx2.URL, headers: Headers, content: bytes | None, bounds: Bounds
    ) -> Iterator[tuple[Connection, int, dict[str, str]]]:
        """One request: its connection, status and head; the body is still to read. All errors become Failure."""
        name = shown(str(url))
        origin = (url.raw_scheme, url.raw_host, url.port or (443 if url.scheme == "https" else 80))
        sent = [
            (b"Host", url.netloc),
            (b"User-Agent", self.identity),
            *((key.encode(), value.encode("latin-1", "replace")) for key, value in headers.items()),
        ]
        line, whole = self._line(origin, name), False
        if content is not None:
            sent.append((b"Content-Length", str(len(content)).encode()))
        try:
            request = h11.Request(method=method, target=url.raw_path, headers=sent)
            try:
                line.send(request, content, bounds)
                answer = line.head(bounds)
            except Cut:
                line.close()
                if not line.stale or method == "HEAD":  # a HEAD only spares a GET
                    raise
                line = self._line(origin, name, new=True)
                line.send(request, content, bounds)
                answer = line.head(bounds)
            yield line, answer.status_code, joined(answer.headers)
            whole = True
        except Failure as failure:
            raise Failure(name, failure.reason, failure.detail) from None
        except TooMuch:
            raise Failure(name, "too-large", "more bytes came than it may hold.") from None
        except TooSlow:
            raise Failure(name, "too-slow", f"it did not come whole in {self.manners.total_timeout_s:g} s.") from None
        except Silent:
            raise Failure(name, "timeout", f"the server was silent for {self.manners.timeout_s:g} s.") from None
        except (Cut, h11.ProtocolError) as error:
            raise _failure(name, error) from None
        finally:
            if whole:
                self.lines.give(line)
            else:
                line.close()

    def _line(self, origin: Origin, name: str, *, new: bool = False) -> Connection:
        try:
            return self.lines.take(origin, self.manners.timeout_s, new=new)
        except Failure as failure:
            raise Failure(name, failure.reason, failure.detail) from None
        except TimeoutError:
            raise Failure(name, "timeout", f"the server was silent for {self.manners.timeout_s:g} s.") from None
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
            raise Failure(name, "cut", "the server hung up while the encryption was agreed on.") from None
        except ssl.SSLError as error:
            said = shown(str(error))[:200]
            raise Failure(name, "tls", f"its certificate or encryption is not to be trusted ({said}).") from None
        except OSError as error:
            raise Failure(name, "connect", f"no connection ({shown(str(error))[:200]}).") from None


def joined(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by lower-case name; repeated ones joined (RFC 9110, 5.3), `content-usage` by lines."""
    headers: dict[str, str] = {}
    for key, value in raw:
        if (key := key.lower()) in SECRET:
            continue
        name, said = key.decode("latin-1"), _address(value) if key in ADDRESSES else value.decode("latin-1")
        joint = "\n" if name == "content-usage" else ", "
        headers[name] = f"{headers[name]}{joint}{said}" if name in headers else said
    return headers


def _address(value: bytes) -> str:
    """An address in a header: servers send accents raw, mostly in UTF-8; other bytes are escaped."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return "".join(chr(byte) if byte < 0x80 else f"%{byte:02X}" for byte in value)


def _error(line: Connection, status: int, head: Headers, name: str) -> bytes:
    """The beginning of an error in JSON or XML; it explains a refusal, and decides nothing."""
    kind = head.get("content-type", "").partition(";")[0].strip().lower()
    if status < 400 or not kind.endswith(("json", "xml")):
        return b""
    said = b""
    try:
        for piece in decoded(line.body(), head.get("content-encoding", ""), name):
            said += piece
            if len(said) >= ERROR_BYTES:
                break
    except (Failure, TooMuch, TooSlow, Silent, Cut, h11.ProtocolError):
        line.close()  # keep what came
    return said[:ERROR_BYTES]


def _announced(head: Headers, most: int, name: str) -> None:
    said = head.get("content-length", "")
    if said.isdigit() and int(said[:20]) > most:
        raise Failure(name, "too-large", f"it announces {said[:20]} bytes, more than {most}.")


def _no_more(line: Connection, head: Headers, name: str) -> None:
    """Raise Failure if an answer is longer than announced: the rest would pass for the next answer.

    Chunked answers mark their end.
    """
    if line.more and "transfer-encoding" not in head:
        raise Failure(name, "length", f"it announces {head.get('content-length', '0')} bytes and more came.")


def _failure(name: str, error: Exception) -> Failure:
    said = shown(str(error))[:200]
    if isinstance(error, h11.ProtocolError) and CUT not in said:
        return Failure(name, "protocol", f"its answer is not HTTP ({said}).")
    return Failure(name, "cut", f"the connection ended early ({said}).")


def _trust(ca_file: str | None) -> ssl.SSLContext:
    context = httpx2.create_ssl_context()
    context.set_alpn_protocols(["http/1.1"])
    if ca_file is not None:
        if not Path(ca_file).is_file():
            raise SourceError(f"manners.ca_file names {ca_file}, which does not exist.")
        context.load_verify_locations(ca_file)
    return context
