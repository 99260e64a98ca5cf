"""Listed addresses on hosts that are not asked, reported once per host."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from moisson.connectors.files.glob import Selection
from moisson.contracts.addresses import bare, shown
from moisson.readers.contract import Refused

MOST_HOSTS = 20  # hosts with their own ledger row


@dataclass
class OtherHosts:
    """The number of listed addresses and the first one, per host."""

    selection: Selection
    hosts: dict[str, tuple[int, str]] = field(default_factory=dict)

    def count(self, addresses: list[str]) -> None:
        """Count a document under its first address that matches a glob."""
        if url := next((url for url in addresses if self.selection(bare(url))), None):
            host = urlsplit(url).hostname or ""
            count, first = self.hosts.get(host, (0, url))
            self.hosts[host] = count + 1, first

    def instead(self, glob: str) -> str:
        """Why a glob matches no address on the hosts that are asked."""
        if glob in self.selection.unmatched:
            return f"no listed address matches `{glob}`; correct `include`."
        some = ", ".join(sorted(self.hosts)[:5])
        return f"`{glob}` matches only addresses on other hosts; add the intended ones to `hosts`: {some}."

    def rows(self) -> Iterator[Refused]:
        """A ledger row per host, most frequent first; the rest share one."""
        ranked = sorted(self.hosts, key=lambda host: (-self.hosts[host][0], host))
        for host in ranked[:MOST_HOSTS]:
            count, first = self.hosts[host]
            why = f"the lists name {count} of its addresses, such as {shown(first)}; add it to `hosts` to fetch them."
            yield Refused(host, "web:other-host", why)
        if rest := ranked[MOST_HOSTS:]:
            count = sum(self.hosts[host][0] for host in rest)
            why = f"the lists name {count} addresses of {len(rest)} more hosts, such as {', '.join(rest[:5])}."
            yield Refused("other hosts", "web:other-host", why)
