"""What a harvest would fetch, from the publisher's listing alone: `moisson harvest --dry-run`.

Only the listing and each host's robots.txt are fetched. The connector remembers the listing, so the next harvest does not ask for
it again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from rich.filesize import decimal

from moisson.connectors import Connector, Offered
from moisson.connectors.web.manners import impatient
from moisson.connectors.web.remote import Remote
from moisson.contracts.redacted import redacted
from moisson.harvest.harvest import memory
from moisson.readers.contract import Refused
from moisson.rights.settle import settle
from moisson.source.description import Source
from moisson.workspace.options import Options
from moisson.workspace.progress import answers_to
from moisson.workspace.withdrawn_ids import suppression

NO_RIGHTS = "no rights stated"
SHOWN = 20  # files; all of them with --json
AT_ONCE = 500  # entries whose hosts are asked for their rules together


@dataclass
class Forecast:
    """The files of one source, with sizes and rights, and the entries that would be refused."""

    source: str
    files: list[dict[str, Any]] = field(default_factory=list)
    rights: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def bytes(self) -> int:
        """The sum of the sizes in the listing."""
        return sum(file["bytes"] or 0 for file in self.files)

    @property
    def without_size(self) -> int:
        return sum(file["bytes"] is None for file in self.files)

    @property
    def here(self) -> int:
        """The number of files that the connector's memory has."""
        return sum(file["here"] for file in self.files)

    def add(self, found: Offered | Refused, source: Source) -> None:
        """Count one entry of the listing."""
        if isinstance(found, Refused):
            self.refused[found.reason] += 1
            return
        said = source.description.rights
        rights = settle(said.row() if said else None, [found.rights]).rights or {}
        named = rights.get("license") or rights.get("basis") or NO_RIGHTS
        self.rights[named] += 1
        url = found.url and redacted(found.url)
        self.files.append({"path": redacted(found.path), "url": url, "bytes": found.size, "rights": named, "here": found.here})

    def as_dict(self) -> dict[str, Any]:
        counts = {"bytes": self.bytes, "without_size": self.without_size, "here": self.here}
        found = {"rights": dict(self.rights), "refused": dict(self.refused), "list": self.files}
        return {"source": self.source, "files": len(self.files), **counts, **found}

    def __str__(self) -> str:
        count = "1 file" if len(self.files) == 1 else f"{len(self.files):,} files"
        size = decimal(self.bytes) + (f" (without {self.without_size:,} of unknown size)" if self.without_size else "")
        if self.without_size == len(self.files) > 0:
            size = "sizes unknown"
        here = f"; {self.here:,} here as listed" if self.here else ""
        lines = [f"{self.source}: {count}, {size}{here}"]
        lines += [f"  {count:>9,}  {rights}" for rights, count in self.rights.most_common()]
        lines += [f"  {count:>9,}  refused: {reason}" for reason, count in sorted(self.refused.items())]
        for file in self.files[:SHOWN]:
            size = "" if file["bytes"] is None else decimal(file["bytes"])
            lines.append(f"  {size:>9}  {file['path']}" + ("  (here)" if file["here"] else ""))
        if (more := len(self.files) - SHOWN) > 0:
            lines.append(f"  {'':9}  and {more:,} more; --json lists all")
        return "\n".join(lines)


def forecast(source: Source, options: Options) -> Forecast:
    """List what a harvest of the source would fetch. Raises FetchError and SourceError, as a harvest does."""
    found = Forecast(source.name)
    with (
        memory(options.workspace, source, suppression(options.workspace)) as (store, _),
        options.progress.task(f"ask {source.name}", unit="answers") as step,
        answers_to(step),
    ):
        for each in _admitted(source.connector, source.connector.offered(source.folder, store)):
            found.add(each, source)
    return found


def _admitted(connector: Connector, listed: Iterator[Offered | Refused]) -> Iterator[Offered | Refused]:
    """The entries that robots.txt of their hosts allows; the others with the reason that the ledger would have."""
    if not isinstance(connector, Remote):
        yield from listed
        return
    from moisson.connectors.stored_optouts import read_rules
    from moisson.connectors.web.client import Client
    from moisson.connectors.web.failure import Failure
    from moisson.connectors.web.safety import checked

    with Client(impatient(connector.manners)) as client:
        while batch := list(islice(listed, AT_ONCE)):
            read_rules(client, filter(None, map(_asked, batch)))
            for each in batch:
                try:
                    if isinstance(each, Offered) and (address := _asked(each)):
                        url = checked(address)
                        client.fetcher.site(url).admit(url)
                    yield each
                except Failure as failure:
                    yield Refused(each.path, f"fetch:{failure.reason}", str(failure)) if isinstance(each, Offered) else each


def _asked(each: Offered | Refused) -> str | None:
    """The address that a harvest would request; None where it would request none."""
    return None if isinstance(each, Refused) or each.here else each.asked or each.url
