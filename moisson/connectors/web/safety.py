"""Where a request may lead, and how much it may bring.

A name is resolved here, the addresses are judged, and the connection goes to the very address that was judged: a name that
answers differently the second time (DNS rebinding) has no second time. Since a connection is the only way out, what a redirect
names is judged in the same place.
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

METADATA = frozenset({"168.63.129.16"})  # Azure's host agent: the one metadata service with a public address
NAT64 = ipaddress.ip_network("64:ff9b::/96")
COMPATIBLE = ipaddress.ip_network("::/96")
# Networks that some versions of Python take for global: the IETF's own assignments, and IPv6 site-local ones of old.
RESERVED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10")))
HOST = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")  # after IDNA


# Names that mean something inside a network only: RFC 6761, 6762 (with its appendix G), 8375, and ICANN's `internal`.
INSIDE = frozenset({"localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa"})


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


class Guard:
    """Connects to the address it has judged, and to no other.

    `allowed` are hosts that the source names: they may lie anywhere.
    """

    def __init__(self, allowed: Collection[str], resolve: Resolve = resolve_by_system) -> None:
        self.allowed = frozenset(map(host_name, allowed)) - {""}
        self.resolve = resolve
        self._elsewhere: set[str] = set()  # names that cannot be looked up here

    def addresses(self, host: str, port: int) -> list[str]:
        """Where a host lies, judged; raises Failure."""
        name = host.lower().strip("[]").rstrip(".")
        try:
            found = self.resolve(name, port)
        except (OSError, UnicodeError) as error:
            raise Failure(name, "address-unknown", f"the name {name} cannot be resolved: {error}.") from None
        if host_name(name) not in self.allowed:
            for each in found:
                if why := refusal(ipaddress.ip_address(each.partition("%")[0])):
                    detail = f"{name} leads to {each}, which is {why}; a source that means it says allow_hosts = [{name!r}]."
                    raise Failure(name, "address-refused", detail)
        if not found:
            raise Failure(name, "address-unknown", f"the name {name} has no address.")
        return list(found)

    def judge(self, host: str, port: int) -> None:
        """Judge a host that a proxy is asked for, as far as that can be done here; raises Failure where it must not be.

        The name goes to the proxy, which looks it up anew. Where no name can be looked up here, as behind many proxies, what is
        left to judge is how it is written.
        """
        name = host_name(host)
        if name in self.allowed or name in self._elsewhere:
            return
        if ("." not in name and ":" not in name and not name.isdigit()) or any(name.endswith(f".{end}") for end in INSIDE):
            detail = f"{name} is a name inside a network; a source that means it says allow_hosts = [{name!r}]."
            raise Failure(name, "address-refused", detail)
        try:
            self.addresses(name, port)
        except Failure as failure:
            if failure.reason != "address-unknown":
                raise
            self._elsewhere.add(name)

    def connect(self, host: str, port: int, timeout_s: float) -> socket.socket:
        """A connection to the first of a host's addresses that answers; raises Failure, OSError (TimeoutError)."""
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
