"""Where requests may go.

A name is resolved and its addresses are checked here, and the connection goes to a checked address, so DNS rebinding has no
second lookup. Redirects take the same way.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

import httpx2

from moisson.connectors.web.failure import Failure
from moisson.connectors.web.hosts import host_name
from moisson.contracts.addresses import shown
from moisson.contracts.redacted import LONGEST_ADDRESS

__all__ = ["Guard", "Resolve", "checked", "refusal", "resolve_by_system", "shown"]

Resolve = Callable[[str, int], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

METADATA = frozenset({"168.63.129.16"})  # Azure's host agent: the one metadata service on a public address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")
# Networks that some versions of Python call global: IETF assignments, and old site-local IPv6.
RESERVED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10")))
HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # after IDNA


# Names that are local to a network: RFC 6761, 6762 (appendix G), 8375, and ICANN's `internal`.
INSIDE = frozenset({"localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa"})


class WebAddress(httpx2.URL):
    """An address that caches its text."""

    def __init__(self, url: httpx2.URL) -> None:
        super().__init__(url)
        self._text = super().__str__()

    def __str__(self) -> str:
        return self._text


@lru_cache(maxsize=1_024)
def checked(url: str) -> WebAddress:
    """An http(s) address without credentials or fragment; raises Failure `address-invalid`."""
    # An invalid address does not show where a password begins.
    name = f"…@{shown(url.rpartition('@')[2])[:200]}" if "@" in url else shown(url)[:200]
    try:
        if len(url) > LONGEST_ADDRESS:
            raise httpx2.InvalidURL(f"it is longer than {LONGEST_ADDRESS} characters")
        parsed = httpx2.URL(url)
    except (httpx2.InvalidURL, ValueError) as error:
        raise Failure(
            name, "address-invalid", "it is not a valid address." if "@" in url else f"it is not a valid address: {error}."
        ) from None
    if parsed.scheme not in ("http", "https"):
        raise Failure(
            name, "address-invalid", f"only http and https are fetched, not {parsed.scheme or 'an address without a scheme'}."
        )
    if not HOST.fullmatch(parsed.raw_host.strip(b"[]")) or not 0 < (parsed.port or 80) < 65_536:
        raise Failure(name, "address-invalid", "it has no valid host.")
    return WebAddress(parsed.copy_with(userinfo=b"", fragment=None) if parsed.userinfo or parsed.fragment else parsed)


def refusal(address: Address) -> str | None:
    """Why names may not lead to this address; None if it is public."""
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
    """A host's addresses from the system's resolver, in order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Connects only to addresses it has checked.

    `allowed` are hosts that the source names: they may be anywhere.
    """

    def __init__(self, allowed: Collection[str], resolve: Resolve = resolve_by_system) -> None:
        self.allowed = frozenset(map(host_name, allowed)) - {""}
        self.resolve = resolve
        self._elsewhere: set[str] = set()  # names that do not resolve here

    def addresses(self, host: str, port: int) -> list[str]:
        """A host's checked addresses; raises Failure."""
        name = host.lower().strip("[]").rstrip(".")
        try:
            found = self.resolve(name, port)
        except (OSError, UnicodeError) as error:
            raise Failure(name, "address-unknown", f"the name {name} cannot be resolved: {error}.") from None
        if host_name(name) not in self.allowed:
            for each in found:
                if why := refusal(ipaddress.ip_address(each.partition("%")[0])):
                    detail = f"{name} resolves to {each}, which is {why}; to allow it, set allow_hosts = [{name!r}]."
                    raise Failure(name, "address-refused", detail)
        if not found:
            raise Failure(name, "address-unknown", f"the name {name} has no address.")
        return list(found)

    def judge(self, host: str, port: int) -> None:
        """Check a host that a proxy will resolve, as far as possible here; raises Failure.

        Behind many proxies no name resolves here: then only its spelling can be checked.
        """
        name = host_name(host)
        if name in self.allowed or name in self._elsewhere:
            return
        if ("." not in name and ":" not in name and not name.isdigit()) or any(name.endswith(f".{end}") for end in INSIDE):
            detail = f"{name} is a local name; to allow it, set allow_hosts = [{name!r}]."
            raise Failure(name, "address-refused", detail)
        try:
            self.addresses(name, port)
        except Failure as failure:
            if failure.reason != "address-unknown":
                raise
            self._elsewhere.add(name)

    def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """A connection to the first address that answers; raises Failure, OSError (TimeoutError)."""
        failed: OSError | None = None
        for address in self.addresses(host, port):
            try:
                connection = socket.create_connection((address, port), timeout_s)
            except OSError as error:
                failed = error
            else:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return connection
        assert failed is not None
        raise failed
