"""OAI-PMH repositories: HAL, Gallica, university and parliamentary archives.

What is brought home is each record itself (TEI, JATS, METS: formats that hold the document), or the document that it points
to. The first harvest lists everything; later ones ask for what changed since, and learn what was deleted from the
repository, where it keeps account of that, else from the list of all identifiers.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from moisson.connectors import Fetched
from moisson.connectors.catalogues.entry import Entry, as_record, entry, stated_rights
from moisson.connectors.catalogues.linked import Linked
from moisson.connectors.catalogues.oai_listing import Listing, Repository, records, token_of
from moisson.connectors.fetching import Wish, documents, failures, held, remembering
from moisson.connectors.store import Store
from moisson.connectors.xml_answer import NotXml, parse_xml
from moisson.identity import canonical_json, fingerprint
from moisson.reader import About, File, Refused
from moisson.web.client import Client

ADDRESS = r"^https?://\S+$"


class Oai(Linked):
    """The records of a repository, or of some of its sets, in one format."""

    url: str = Field(pattern=ADDRESS)  # the repository's base address
    format: str = Field(default="oai_dc", pattern=r"^[A-Za-z0-9_.!~*'()-]+$")  # its metadataPrefix
    sets: list[str] = Field(default=[])  # by setSpec; none: all records
    deletions: Literal["ask", "told", "listed"] = "ask"  # whether to believe what the repository says of deletions
    overlap_days: int = Field(default=1, ge=0, le=366)  # how far an update reaches back: servers show records late
    max_records: int = Field(default=20_000_000, ge=1)  # a list that goes on beyond has no end

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """Bring the list up to date; documents that records point to are fetched as they are asked for."""
        with ExitStack() as things:
            memory = things.enter_context(remembering(store))
            with Client(self.manners, memory) as client:
                self._update(client, memory)
            version, count = self._version(memory)
            origin = {"connector": "oai", "format": self.format, "sets": ", ".join(self.sets), "records": str(count)}
            return Fetched(version, origin, held(things.pop_all(), self._files(memory)))

    @property
    def _scope(self) -> str:
        """One memory for each repository and format: other sets are other lists of the same records."""
        return f"oai:{fingerprint([self.url, self.format])[:16]}:"

    def _update(self, client: Client, memory: Store) -> None:
        repository = Repository(client, self.url)
        about = repository.identity()
        told = self.deletions == "told" or (self.deletions == "ask" and about.deleted == "persistent")
        for name in dict.fromkeys(self.sets or [""]):
            listing = Listing(repository, memory, self._scope, self.format, name, self.overlap_days, self.max_records)
            listing.update(about, told)

    def _records(self, memory: Store) -> Iterator[dict[str, Any]]:
        """The records of the lists that are asked for: others may be remembered from an earlier description."""
        wanted = set(self.sets or [""])
        return (known for _, known in records(memory, self._scope) if wanted & set(known["lists"]))

    def _version(self, memory: Store) -> tuple[str, int]:
        hashed, count = sha256(), 0
        for known in self._records(memory):
            hashed.update(canonical_json(token_of(known)))
            count += 1
        hashed.update(canonical_json([self.links, self.address, failures(memory, self._scope)]))
        return hashed.hexdigest(), count

    def _files(self, memory: Store) -> Iterator[File | Refused]:
        found = (self._found(memory, known) for known in self._records(memory))
        if not self.links:
            yield from (each for each in found if not isinstance(each, Wish))
            return
        with Client(self.manners, memory) as client:
            yield from documents(client, memory, self._scope, found)

    def _found(self, memory: Store, known: Mapping[str, Any]) -> Wish | File | Refused:
        """What a record comes to: itself, the document it points to, or why there is none."""
        name = known["identifier"]
        if known["fault"]:
            return Refused(name, *known["fault"])
        data = memory.body(known["sha256"])
        if data is None:
            return Refused(
                name, "oai:record-lost", "what was stored of this record is damaged; delete the source's `store` folder"
            )
        try:
            said = entry(parse_xml(data))
        except NotXml as error:
            return Refused(name, "oai:malformed", str(error))
        about = self._about(known, said)
        return self.document(name, data, said, about, f"{known['datestamp']} {known['sha256']}", "oai")

    def _about(self, known: Mapping[str, Any], said: Entry) -> About:
        head = {"identifier": known["identifier"], "datestamp": known["datestamp"], "sets": known["sets"], "format": self.format}
        where = f"{known['identifier']} in OAI-PMH"
        return About(
            url=said.url,
            title=said.title,
            created=said.created,
            record=as_record(said, oai=head),
            rights=stated_rights(said.statements, where, seen_at=known["seen_at"] or None),
        )
