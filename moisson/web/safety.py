"""Where a request may lead, and how much it may bring.

A name is resolved here, the addresses are judged, and the connection goes to the very address that was judged: a name that
answers differently the second time (DNS rebinding) has no second time. Since a connection is the only way out, what a redirect
names is judged in the same place.
"""

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpcore2
import httpx2

from moisson.web.failure import Failure
from moisson.web.shown import LONGEST_ADDRESS, shown

__all__ = ["Bounds", "GuardedBackend", "Resolve", "TooMuch", "TooSlow", "checked", "refusal", "resolve_by_system", "shown"]

Resolve = Callable[[str, int], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

METADATA = frozenset({"168.63.129.16"})  # Azure's host agent: the one metadata service with a public address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")
# Networks that some versions of Python take for global: the IETF's own assignments, and IPv6 site-local ones of old.
RESERVED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10")))
HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # after IDNA
HEAD_END = b"\r\n\r\n"


class WebAddress(httpx2.URL):
    """An address that is written out once: it is asked for as text many times on its way."""

    def __init__(self, url: httpx2.URL) -> None:
        super().__init__(url)
        self._text = super().__str__()

    def __str__(self) -> str:
        return self._text


@lru_cache(maxsize=1_024)
def checked(url: str) -> WebAddress:
    """An address of the web, without credentials and fragment; raises Failure `address-invalid` for any other."""
    # Where a password begins and ends cannot be said of what is no address.
    name = f"…@{shown(url.rpartition('@')[2])[:200]}" if "@" in url else shown(url)[:200]
    try:
        if len(url) > LONGEST_ADDRESS:
            raise httpx2.InvalidURL(f"it is longer than {LONGEST_ADDRESS} characters")
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise Failure(name, "address-invalid", "this is no address." if "@" in url else f"this is no address: {error}.") from None
    if parsed.scheme not in ("http", "https"):
        raise Failure(name, "address-invalid", f"only http and https are fetched, not {parsed.scheme or 'what has no scheme'}.")
    if not HOST.fullmatch(parsed.raw_host.strip(b"[]")) or not 0 < (parsed.port or 80) < 65_536:
        raise Failure(name, "address-invalid", "it names no host, or none that there can be.")
    return WebAddress(parsed.copy_with(userinfo=b"", fragment=None) if parsed.userinfo or parsed.fragment else parsed)


def refusal(address: Address) -> str | None:
    """Why nobody may be led to this address by a name; None where it lies in the open internet."""
    inner: ipaddress.IPv4Address | None = None
    if isinstance(address, ipaddress.IPv6Address):
        if address in NAT64 or address in COMPATIBLE:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        else:
            inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
    if inner is not None and (why := refusal(inner)):
        return why
    if address.is_loopback:
        return "this machine itself"
    if address.is_link_local:
        return "the local link, where cloud machines find their credentials"
    if str(address) in METADATA:
        return "a cloud's metadata service"
    if address.is_multicast or address.is_unspecified:
        return "no single host"
    if inner is not None and address in NAT64:
        return None
    ours = any(address in network for network in RESERVED if network.version == address.version)
    return None if address.is_global and not address.is_reserved and not ours else "a private or reserved network"


def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """The addresses of a host as the system's resolver gives them, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass
class Bounds:
    """What one request may still take: until when (`time.monotonic`), and how many bytes off the wire.

    With `slowest` (bytes a second), each byte that comes gives more time: for files whose size nobody knows before.
    """

    until: float
    bytes_left: int
    slowest: float | None = None
    came: int = 0  # bytes so far
    opening: bytes = b""  # the first of them, to the end of the head


class _Current(threading.local):
    """The bounds of the request that this thread is making: a connection serves one request, in the thread that makes it."""

    bounds: Bounds | None = None


class GuardedStream(httpcore2.NetworkStream):
    """A connection that keeps the bounds of the request it serves, against servers that give a byte a minute for ever."""

    def __init__(self, inner: httpcore2.NetworkStream, current: _Current) -> None:
        self.inner = inner
        self.current = current

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        bounds = self.current.bounds
        if bounds is None:
            return self.inner.read(max_bytes, timeout)
        try:
            data = self.inner.read(max_bytes, self._left(bounds, timeout))
        except httpcore2.ReadTimeout:
            self._left(bounds, None)
            raise
        bounds.bytes_left -= len(data)
        bounds.came += len(data)
        if HEAD_END not in bounds.opening:
            bounds.opening += data
        if bounds.slowest is not None:
            bounds.until += len(data) / bounds.slowest
        if bounds.bytes_left < 0:
            raise TooMuch
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        bounds = self.current.bounds
        self.inner.write(buffer, timeout if bounds is None else self._left(bounds, timeout))

    def _left(self, bounds: Bounds, timeout: float | None) -> float:
        """The seconds to wait at most; raises TooSlow where none are left."""
        left = bounds.until - time.monotonic()
        if left <= 0:
            raise TooSlow
        return left if timeout is None else min(left, timeout)

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> "GuardedStream":
        return GuardedStream(self.inner.start_tls(ssl_context, server_hostname, timeout), self.current)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class TooMuch(Exception):
    """More bytes came off the wire than the request may take."""


class TooSlow(Exception):
    """The time that the request may take is over."""


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to the address it has judged, and to no other.

    `allowed` are hosts that the source names: they may lie anywhere.
    """

    def __init__(self, allowed: Collection[str], resolve: Resolve = resolve_by_system) -> None:
        self.allowed = frozenset(host.lower().strip("[]").rstrip(".") for host in allowed)
        self.resolve = resolve
        self.current = _Current()
        self.system = httpcore2.SyncBackend()

    def addresses(self, host: str, port: int) -> list[str]:
        """Where a host lies, judged; raises Failure."""
        name = host.lower().strip("[]").rstrip(".")
        try:
            found = self.resolve(name, port)
        except (OSError, UnicodeError) as error:
            raise Failure(name, "address-unknown", f"the name {name} cannot be resolved: {error}.") from None
        if name not in self.allowed:
            for each in found:
                if why := refusal(ipaddress.ip_address(each.partition("%")[0])):
                    detail = f"{name} leads to {each}, which is {why}; a source that means it says allow_hosts = [{name!r}]."
                    raise Failure(name, "address-refused", detail)
        if not found:
            raise Failure(name, "address-unknown", f"the name {name} has no address.")
        return list(found)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        failed: Exception | None = None
        for address in self.addresses(host, port):
            try:
                inner = self.system.connect_tcp(address, port, timeout, local_address, socket_options or ())
                return GuardedStream(inner, self.current)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        assert failed is not None
        raise failed
