"""What a site's lists name on hosts that are not asked: said once for each host, so that nothing is left out in silence."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from moisson.connectors.files.glob import Selection
from moisson.contracts.addresses import bare, shown
from moisson.readers.contract import Refused

MOST_HOSTS = 20  # that the ledger names one by one


@dataclass
class OtherHosts:
    """How many addresses of each such host the lists name, and the first of them."""

    selection: Selection
    hosts: dict[str, tuple[int, str]] = field(default_factory=dict)

    def look(self, addresses: list[str]) -> None:
        """Count a document by the first of its addresses that a glob fits."""
        if url := next((url for url in addresses if self.selection(bare(url))), None):
            host = urlsplit(url).hostname or ""
            count, first = self.hosts.get(host, (0, url))
            self.hosts[host] = count + 1, first

    def instead(self, glob: str) -> str:
        """Why a glob fits no address of the hosts that are asked."""
        if glob in self.selection.unmatched:
            return f"the lists name no address that `{glob}` fits; correct `include`."
        some = ", ".join(sorted(self.hosts)[:5])
        return f"`{glob}` fits only addresses on hosts that are not asked; name in `hosts` those that are meant: {some}."

    def rows(self) -> Iterator[Refused]:
        """A row of the ledger for each host, the one that is named most first; many have one row together."""
        ranked = sorted(self.hosts, key=lambda host: (-self.hosts[host][0], host))
        for host in ranked[:MOST_HOSTS]:
            count, first = self.hosts[host]
            why = f"the lists name {count} of its addresses, such as {shown(first)}; they are taken where `hosts` names it."
            yield Refused(host, "web:other-host", why)
        if rest := ranked[MOST_HOSTS:]:
            count = sum(self.hosts[host][0] for host in rest)
            why = f"the lists name {count} addresses of {len(rest)} more hosts, such as {', '.join(rest[:5])}."
            yield Refused("other hosts", "web:other-host", why)
