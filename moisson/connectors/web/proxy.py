"""The network's proxy, set by `--proxy` or the environment.

A proxy resolves names itself, so targets are checked first (`safety.Guard.judge`). Its password is never shown.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import quote, unquote, urlsplit

from moisson.connectors.web.hosts import at_port, host_name
from moisson.contracts.errors import UserError

SCHEMES = ("http", "https")
# Also read by the programs we start; npm prefers its own configuration.
NAMES = ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "npm_config_proxy", "npm_config_https_proxy")
USUAL = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Proxy:
    """A proxy's address and credentials; messages use `name`."""

    host: str
    port: int
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        return at_port(self.host, self.port)

    @property
    def address(self) -> str:
        """The address for other programs, with the password."""
        known = "" if self.user is None else f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@"
        return f"http://{known}{self.name}"

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers sent with each request."""
        if self.user is None:
            return []
        return [(b"Proxy-Authorization", b"Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()))]

    @property
    def unknown(self) -> str:
        """Why it refuses us: no credentials, or wrong ones."""
        if self.user is None:
            return f"the proxy {self.name} asks for a user and a password; write both into its address, http://user:password@host:port."
        return f"the proxy {self.name} does not accept the user and the password of its address."


def proxy_of(said: str, where: str) -> Proxy:
    """Parse a proxy address; `where` names its origin. Raises UserError, which omits the address: it may hold a password."""
    wrong = f"{where} names no proxy that can be used: write http://host:port, or http://user:password@host:port."
    try:
        parts = urlsplit(said if "://" in said else f"http://{said}")
        host, port = host_name(parts.hostname or ""), parts.port
    except ValueError:
        raise UserError(wrong) from None
    if parts.scheme != "http" or not host or parts.path not in ("", "/") or parts.query or parts.fragment or port == 0:
        raise UserError(wrong)
    user = None if parts.username is None else unquote(parts.username)
    return Proxy(host, port or USUAL["http"], user, unquote(parts.password or ""))


def use(said: str) -> None:
    """Use this proxy from now on, also in programs we start. Raises UserError."""
    os.environ.update(dict.fromkeys(NAMES, proxy_of(said, "--proxy").address))


@dataclass(frozen=True)
class Proxies:
    """The proxy for each host, if any."""

    by_scheme: Mapping[str, Proxy]
    direct: str = ""  # hosts, in NO_PROXY's form

    @classmethod
    def of_environment(cls) -> "Proxies":
        """From the environment, lower case before upper; raises UserError."""
        found = {}
        for scheme in SCHEMES:
            where = _set(f"{scheme}_proxy") or _set("all_proxy")
            if where and (said := os.environ[where].strip()):
                found[scheme] = proxy_of(said, where)
        named = _set("no_proxy")
        return cls(found, os.environ[named] if named else "")

    def to(self, scheme: str, host: str, port: int) -> Proxy | None:
        """The proxy for a host; None for a direct connection, as always to this machine."""
        proxy = self.by_scheme.get(scheme)
        name = host_name(host)
        if proxy is None or name == "localhost" or name.endswith(".localhost"):
            return None
        with_port = at_port(name, port)
        if any(one in ("*", name, with_port) or name.endswith(f".{one}") for one in self._direct):
            return None
        try:
            address = ip_address(name)
        except ValueError:
            return proxy
        return None if address.is_loopback or any(address in network for network in self._networks) else proxy

    @cached_property
    def _direct(self) -> frozenset[str]:
        """Names, some with port; each covers its subdomains, with or without a leading dot or `*.`."""
        said = (re.sub(r"^\*?\.", "", each.lower()) for each in re.split(r"[,\s]+", self.direct))
        return frozenset(filter(None, said))

    @cached_property
    def _networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        found = []
        for each in self._direct:
            if "/" in each:
                try:
                    found.append(ip_network(each, strict=False))
                except ValueError:
                    continue
        return tuple(found)


def _set(name: str) -> str | None:
    """The variable's name as set, lower case before upper; None if unset."""
    return next((each for each in (name, name.upper()) if each in os.environ), None)
