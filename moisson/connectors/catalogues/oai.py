"""OAI-PMH repositories: HAL, Gallica, archives of universities and parliaments.

A document is a record (TEI, JATS, METS: formats that contain it), or what a record links. The first harvest lists everything;
later ones list changes. Deletions come from the repository if it tracks them, else from the list of identifiers.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from moisson.connectors import Fetched, Offered
from moisson.connectors.catalogues.entry import Entry, as_record, entry, stated_rights
from moisson.connectors.catalogues.linked import Linked, unsettled_mark
from moisson.connectors.catalogues.oai_listing import LOST, SetListing, mark_lost, records, token_of
from moisson.connectors.catalogues.oai_protocol import MALFORMED, Repository
from moisson.connectors.fetching import (
    Target,
    closing_after,
    documents,
    in_batches,
    offered_targets,
    state_beside_list,
    store_or_temporary,
)
from moisson.connectors.memory.store import Store
from moisson.connectors.stored_optouts import kinds, lasting, together
from moisson.connectors.web.client import Client
from moisson.connectors.web.optouts import Row
from moisson.connectors.xml_answer import NotXml, parse_xml
from moisson.contracts.addresses import shown
from moisson.contracts.identity import canonical_json, fingerprint
from moisson.readers.contract import About, File, Refused

ADDRESS = r"^https?://\S+$"


class Oai(Linked):
    """The records of a repository, or of some of its sets, in one format."""

    url: str = Field(pattern=ADDRESS)  # the base address
    # the metadataPrefix; an unknown one is answered with those that exist
    format: str = Field(default="oai_dc", pattern=r"^[A-Za-z0-9_.!~*'()-]+$")
    sets: list[str] = Field(default=[])  # by setSpec; none: all. A record of several sets is one document
    # `told` trusts the repository's deletions; `listed` lists all identifiers at each update and compares; `ask` follows
    # Identify (`persistent` is told, `transient` and `no` are listed)
    deletions: Literal["ask", "told", "listed"] = "ask"
    # how far an update reaches back before the start of the last, by the repository's clock: records appear late
    overlap_days: int = Field(default=1, ge=0, le=366)
    max_records: int = Field(default=20_000_000, ge=1)  # a longer list is endless, and stops the harvest

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Update the list; linked documents are fetched as they are consumed."""
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(Client(self.manners, memory))
            doubts = self._update(client, memory)
            beside = state_beside_list(client, memory, self._scope)
            version, count = self._version(memory, doubts, beside)
            origin = {"connector": "oai", "format": self.format, "sets": ", ".join(self.sets), "records": str(count)}
            return Fetched(version, origin, closing_after(stack.pop_all(), self._files(client, memory, doubts)), count)

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The records of the updated lists, or the documents they link."""
        with store_or_temporary(store) as memory:
            with Client(self.manners, memory) as client:
                doubts = self._update(client, memory)
            yield from offered_targets(memory, self._scope, self._listed(memory, doubts))

    @property
    def _scope(self) -> str:
        """One memory per repository and format: sets are lists of the same records."""
        return f"oai:{fingerprint([self.url, self.format])[:16]}:"

    def _update(self, client: Client, memory: Store) -> list[Refused]:
        """Update the lists; returns rows on those that come short."""
        repository = Repository(client, self.url)
        about = repository.identity()
        told = self.deletions == "told" or (self.deletions == "ask" and about.deleted == "persistent")
        doubts: list[Refused] = []
        for name in dict.fromkeys(self.sets or [""]):
            listing = SetListing(repository, memory, self._scope, self.format, name, self.overlap_days, self.max_records)
            listing.update(about, told)
            doubts += listing.doubts(f"{shown(self.url)} {name}".strip())
        memory.remember(self._reserved, {"rows": list(lasting(about.reservation, self._reservation(memory)))})
        return doubts

    @property
    def _reserved(self) -> str:
        return f"{self._scope}reserved"

    def _reservation(self, memory: Store) -> list[dict[str, str | None]]:
        """The repository's opt-outs for all its answers."""
        rows: list[dict[str, str | None]] = (memory.known(self._reserved) or {}).get("rows", [])
        return rows

    def _records(self, memory: Store) -> Iterator[dict[str, Any]]:
        """The records of the selected lists; the store may hold others."""
        wanted = set(self.sets or [""])
        return (known for _, known in records(memory, self._scope) if wanted & set(known["lists"]))

    def _version(self, memory: Store, doubts: list[Refused], beside: list[str | None]) -> tuple[str, int]:
        hashed, count = sha256(), 0
        general = self._reservation(memory)
        for known in self._records(memory):
            if known["sha256"] and not self.links and together(known.get("reservation", ()), general):
                memory.is_reserved(known["sha256"])
            near = unsettled_mark([known["datestamp"]]) if self.links else ""
            hashed.update(canonical_json([*token_of(known), *([near] if near else [])]))
            count += 1
        more = [[each.id, each.reason, each.detail] for each in doubts] + kinds(self._reservation(memory))
        hashed.update(canonical_json([self.links, self.address, beside, *more]))
        return hashed.hexdigest(), count

    def _listed(self, memory: Store, doubts: list[Refused]) -> Iterator[Target | File | Refused]:
        reserved = self._reservation(memory)
        return chain(doubts, (each for known in self._records(memory) for each in self._found(memory, known, reserved)))

    def _files(self, client: Client, memory: Store, doubts: list[Refused]) -> Iterator[File | Refused]:
        found = self._listed(memory, doubts)
        if not self.links:
            yield from (each for each in found if not isinstance(each, Target))
        else:
            yield from documents(client, memory, self._scope, in_batches(found))

    def _found(
        self, memory: Store, known: Mapping[str, Any], reserved: Iterable[Mapping[str, str | None]]
    ) -> Iterator[Target | File | Refused]:
        """A record itself, the document it links, or a refusal."""
        name = known["identifier"]
        if known["fault"] and not known["sha256"]:
            yield Refused(name, *known["fault"])
            return
        rows = together(known.get("reservation", ()), reserved)
        if rows and not self.links:
            yield File(name, b"", About(reservation=rows))
            return
        data = memory.body(known["sha256"])
        if data is None:
            mark_lost(memory, self._scope, known)
            yield Refused(name, *LOST)
            return
        try:
            said = entry(parse_xml(data))
        except NotXml as error:
            yield Refused(name, MALFORMED, str(error))
            return
        if known["fault"]:
            reason, detail = known["fault"]
            yield Refused(name, f"not-renewed:{reason.partition(':')[2]}", f"{detail}. The old copy is kept.")
        about = self._about(known, said, rows)
        token = f"{known['datestamp']} {known['sha256']}{unsettled_mark([known['datestamp']])}"
        yield self.document(name, data, said, about, token, "oai")

    def _about(self, known: Mapping[str, Any], said: Entry, reservation: tuple[Row, ...]) -> About:
        head = {"identifier": known["identifier"], "datestamp": known["datestamp"], "sets": known["sets"], "format": self.format}
        where = f"{known['identifier']} in OAI-PMH"
        return About(
            url=said.url,
            title=said.title,
            created=said.created,
            record=as_record(said, oai=head),
            rights=stated_rights(said.statements, where, seen_at=known["seen_at"] or None),
            reservation=reservation,
        )
