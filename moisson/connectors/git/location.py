"""Where a repository is, and git's settings for going there: checked addresses, trusted certificates, a credential."""

import os
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import httpx2

from moisson.connectors.web.credentials import with_secret
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.manners import Manners
from moisson.connectors.web.optouts import HttpMessage, Row, reservations
from moisson.connectors.web.proxy import Proxies
from moisson.connectors.web.retries import Fetcher
from moisson.connectors.web.safety import Guard, checked, resolve_by_system, shown
from moisson.contracts.errors import SourceError


@dataclass(frozen=True)
class Location:
    """A web address, or a path on this machine."""

    url: httpx2.URL | None
    path: str = ""

    @property
    def address(self) -> str:
        return str(self.url) if self.url else self.path


def location_of(repository: str, base: Path, manners: Manners) -> Location:
    """The location a description names; raises SourceError if invalid."""
    if "://" not in repository:
        path = base / repository
        if not path.exists():
            raise SourceError(
                f"{path} does not exist; `repository` of the connector git is an https address or a path from {base}."
            )
        return Location(None, str(path.resolve()))
    if re.match(r"[a-z]+://[^/]*@", repository, re.IGNORECASE):
        raise SourceError(
            "`repository` of the connector git holds a user or a password; name the environment variable with the header"
            " Authorization in manners.credentials instead."
        )
    try:
        url = checked(repository)
    except Failure as failure:
        raise SourceError(f"`repository` of the connector git: {failure.detail}") from None
    if url.query or manners.secrets_to(url) or (url.scheme != "https" and not manners.allows(url.host)):
        raise SourceError(f"`repository` must be an https address without a query, not {shown(repository)[:200]}.")
    return Location(url)


def ask_host(url: httpx2.URL, manners: Manners) -> tuple[dict[str, str], tuple[Row, ...]]:
    """The host's credential and opt-outs; raises Failure if its robots.txt forbids access."""
    courier = Fetcher(manners, resolve_by_system)
    try:
        site = courier.site(url)
        site.admit(url)
        name = shown(str(url))
        rows = reservations([(site.rules, str(url))], HttpMessage(name), datetime.now(UTC).date().isoformat())
        asked, headers = with_secret(manners, url)
        if asked != url:
            raise SourceError(f"git takes a credential in a header; change manners.credential_in for {url.host}.")
        return headers, rows
    finally:
        courier.wire.close()


def pinned_settings(url: httpx2.URL, manners: Manners) -> list[tuple[str, str]]:
    """Settings that bind git to the checked addresses or a proxy; raises Failure if it may not go there."""
    port = url.port or (443 if url.scheme == "https" else 80)
    guard = Guard(manners.allow_hosts, resolve_by_system)
    if proxy := Proxies.of_environment().to(url.scheme, url.host, port):
        guard.judge(url.host, port)
        return [("http.proxy", proxy.address), ("http.proxyAuthMethod", "basic")]
    found = guard.addresses(url.host, port)
    try:
        ip_address(url.host.strip("[]"))
    except ValueError:
        literal = [f"[{each}]" if ":" in each else each for each in found]
        # In ASCII, as in the address: for a Unicode name curl would ask the resolver again.
        return [("http.curloptResolve", f"{url.raw_host.decode('ascii')}:{port}:{','.join(literal)}")]
    return []


def trust_settings(manners: Manners, home: Path) -> list[tuple[str, str]]:
    """The setting for certificates trusted besides the system's, or instead of them (SSL_CERT_FILE)."""
    if manners.ca_file is None and not os.environ.get("SSL_CERT_FILE"):
        return []
    system = ssl.get_default_verify_paths().cafile
    bundle = home / "trusted.pem"
    parts = [Path(each).read_bytes() for each in (system, manners.ca_file) if each and Path(each).is_file()]
    bundle.write_bytes(b"\n".join(parts))
    return [("http.sslCAInfo", os.fspath(bundle))]
