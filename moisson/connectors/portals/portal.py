"""The base of the portal connectors: the offers of a listing, and the files that changed since the last.

A connector lists (`_offers`); the rest happens here: formats are chosen, files unchanged by the catalogue come from the store,
files of unknown state are requested conditionally, and failures are reported.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, field_validator

from moisson.connectors import Fetched, Offered
from moisson.connectors.fetching import closing_after, store_or_temporary, without_secrets
from moisson.connectors.files.archive import members
from moisson.connectors.files.glob import Selection
from moisson.connectors.memory.store import Store
from moisson.connectors.pages import is_page, license_links
from moisson.connectors.portals.file_memory import FileMemory
from moisson.connectors.portals.formats import format_name, preferred
from moisson.connectors.portals.last_listing import LastListing, PortalListing
from moisson.connectors.portals.offer import Offer, Short, unique
from moisson.connectors.rights import Statement, rights_of, said
from moisson.connectors.stored_optouts import hosts_digest, read_rules, renewable, renewed
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import GONE, Failure
from moisson.connectors.web.headers import linked
from moisson.connectors.web.remote import Remote
from moisson.connectors.web.safety import shown
from moisson.contracts.identity import digest, fingerprint
from moisson.readers.contract import About, File, Refused


@dataclass(frozen=True, slots=True)
class Terms:
    """A portal's terms page as evidence: its digest, its licence links, and why it was not renewed."""

    sha256: str | None = None
    statements: tuple[Statement, ...] = ()
    failed: str | None = None


def _portal_address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"{url!r} is not the address of a portal, such as https://data.example.org")
    return url.rstrip("/")


PortalAddress = Annotated[str, AfterValidator(_portal_address)]


class Portal(Remote):
    """The fields of `[connector]` for every portal."""

    LISTED_BY: ClassVar[frozenset[str]]  # fields that choose the data sets; a change starts a new listing history

    # short names, or the catalogue's (`PDF`, `application/pdf`), preferred first; none: all that Moisson reads. Files without a
    # stated format are taken
    formats: list[str] | None = None
    one_format: bool = False  # only the most preferred format of each data set
    include: list[str] = Field(default=["**"])  # globs over paths, and over members of archives
    exclude: list[str] = Field(default=[])  # globs of what to leave out
    # address of the portal's terms. The page is stored, and its digest is `rights.copy`; a licence it links by `rel="license"`
    # holds if nothing closer is stated. While it cannot be fetched, its last statement holds
    terms: str | None = None
    # `changed` requests a file whose date or checksum in the catalogue changed, or that has neither; `listed`, one whose entry
    # changed; `always`, every file
    ask: Literal["listed", "changed", "always"] = "changed"

    @field_validator("formats")
    @classmethod
    def _are_names(cls, formats: list[str] | None) -> list[str] | None:
        """Normalise formats, so that `PDF` is `pdf`."""
        return None if formats is None else [format_name(words) or words for words in formats]

    @abstractmethod
    def _offers(self, client: Client) -> Iterator[Offer | Refused | Short]:
        """List every file the portal offers; raises FetchError if the listing fails."""

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List the portal's offers; files come as they are consumed."""
        with ExitStack() as stack:
            store = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(Client(self.manners, store))
            listing = self.listed(client, store)
            offers = listing.offers
            terms = self._terms(client, store, listing.refused)
            memory = FileMemory(store, fingerprint(self.manners.model_dump(mode="json")), offers)
            read_rules(client, (offer.url for offer in offers))
            for _ in self._brought(client, memory, [offer for offer in offers if memory.to_ask_first(offer)]):
                pass
            signs = [[offer.key, memory.sign(offer), offer.entry, hosts_digest(client, [offer.url])] for offer in offers]
            said = [terms.sha256, [one.row() for one in terms.statements], terms.failed]
            version = fingerprint([signs, *said, listing.kept])
            origin = {"connector": type(self).__name__.lower(), "offered": str(len(offers))}
            return Fetched(version, origin, closing_after(stack.pop_all(), self._files(client, memory, listing, terms)))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The chosen files, with sizes and rights from the catalogue."""
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            listing = self.listed(client, memory)
            known = FileMemory(memory, fingerprint(self.manners.model_dump(mode="json")), listing.offers)
            yield from listing.refused
            for offer in listing.offers:
                rights = rights_of(offer.statements, offer.seen_at)
                yield Offered(known.path(offer), shown(offer.url), offer.size, rights, known.current(offer))

    def listed(self, client: Client, store: Store) -> PortalListing:
        """The chosen offers, sorted, and the refusals."""
        found, refused, short = list[Offer](), list[Refused](), list[Short]()
        for item in self._offers(client):
            if isinstance(item, Refused):
                refused.append(item)
            elif isinstance(item, Short):
                short.append(item)
                detail = f"{item.where} counts {item.counted} data sets, and lists {item.listed}."
                refused.append(Refused("catalogue", "listing-short", detail))
            else:
                found.append(self._asked(item))
        offers, left = self._chosen(found)
        refused += left
        last = LastListing(store, self._scope)
        listed, kept = {offer.path for offer in offers}, dict[str, str]()
        for reason, those in last.missed({offer.dataset for offer in found}, refused, short).items():
            missed, left = self._chosen(self._asked(one) for one in those if self._lists(one))  # by today's selection
            kept |= {offer.key: reason for offer in missed}
            offers += [replace(offer, seen_at=client.today) for offer in missed]
            refused += [row for row in left if row.id not in listed]
        last.remember(offers)
        return PortalListing(unique(offers), sorted(set(refused), key=lambda row: (row.id, row.reason, row.detail)), kept)

    @property
    def _scope(self) -> str:
        """A digest of the fields that choose the data sets; other fields may change without losing the last listing."""
        return fingerprint(self.model_dump(mode="json", include=set(self.LISTED_BY)))[:16]

    def _lists(self, offer: Offer) -> bool:
        """Whether this description would still make an offer of the last listing."""
        return True

    def _asked(self, offer: Offer) -> Offer:
        """An offer with the token that decides whether its file is requested again.

        `changed`: the catalogue's; without one the file's server is asked. `listed`: the catalogue's; without one the file stays
        until its entry changes. `always`: every file is requested.
        """
        if self.ask == "always":
            return replace(offer, token=None)
        return replace(offer, token=offer.token or offer.entry) if self.ask == "listed" else offer

    def _chosen(self, offers: Iterable[Offer]) -> tuple[list[Offer], list[Refused]]:
        """The chosen offers by data set, and a row for each one excluded by format."""
        selection = Selection(self.include, self.exclude)
        offers = sorted((one for one in offers if not selection.excludes(one.path)), key=lambda one: (one.dataset, one.key))
        left: dict[str, Refused] = {}
        chosen: set[str] = set()
        for _, group in groupby(offers, key=lambda offer: offer.dataset):
            self._choose(list(group), chosen, left)
        rows = [row for key, row in left.items() if key not in chosen]
        return [offer for offer in offers if offer.key in chosen], rows

    def _choose(self, offers: list[Offer], chosen: set[str], left: dict[str, Refused]) -> None:
        """Choose a data set's files by format; unknown formats are chosen, and their bytes decide."""
        best = preferred((offer.format for offer in offers), self.formats) if self.one_format else None
        for offer in offers:
            wanted = offer.format is None or preferred([offer.format], self.formats) is not None
            if wanted and best in (None, offer.format):
                chosen.add(offer.key)
                continue
            among = f"not among `formats` = {self.formats}" if self.formats else "which is not read"
            why = f"and its data set is taken as {best}" if wanted else among
            left[offer.key] = Refused(offer.path, "format-not-chosen", f"{shown(offer.url)} is {offer.format}, {why}.")

    def _terms(self, client: Client, store: Store, refused: list[Refused]) -> Terms:
        if self.terms is None:
            return Terms()
        key, failed = f"terms {digest(self.terms.encode())}", None
        try:
            answer = client.get(self.terms)
        except Failure as failure:
            known = store.known(key)
            if known is None or failure.reason in GONE:
                store.forget(key)
                refused.append(Refused("terms", f"terms:{failure.reason}", str(failure)))
                return Terms()
            failed = failure.reason
            refused.append(Refused("terms", f"not-renewed:{failed}", f"{failure} The copy of the last harvest is kept."))
        else:
            known = {"sha256": store.keep(answer.body), "licences": list(license_links(answer.body, answer.url))}
            store.remember(key, known)
        links = said("portal", known["licences"], f"{shown(self.terms)} rel=license")
        return Terms(known["sha256"], tuple(replace(one, copy=known["sha256"]) for one in links), failed)

    def _brought(self, client: Client, memory: FileMemory, offers: list[Offer]) -> Iterator[Offer]:
        """The offers one at a time, each requested if necessary, and stored."""
        answers = client.get_many([offer.url for offer in offers if not memory.current(offer)])
        for offer in offers:
            if not memory.current(offer):
                _remember(client, memory, offer, next(answers))
            elif offer.key not in memory.asked and (more := renewed(client, memory.store, offer.url, memory.known(offer))):
                memory.renew(offer, more)
            yield offer

    def _files(self, client: Client, memory: FileMemory, listing: PortalListing, terms: Terms) -> Iterator[File | Refused]:
        yield from listing.refused
        wanted = Selection(self.include, self.exclude)
        for offer in self._brought(client, memory, memory.offers):
            if memory.broken(offer):
                _remember(client, memory, offer, next(client.get_many([offer.url])))
            yield from self._file(memory, offer, terms, wanted, listing.kept.get(offer.key))
            memory.release(offer)

    def _file(
        self, memory: FileMemory, offer: Offer, terms: Terms, wanted: Selection, kept: str | None
    ) -> Iterator[File | Refused]:
        """The file now, or its old copy if it failed today; reports come first."""
        known, path = memory.known(offer), memory.path(offer)
        body = memory.store.body(known["sha256"]) if "sha256" in known else None
        if failed := known.get("failed"):
            lost = failed["reason"] in GONE or body is None
            if lost:
                yield Refused(path, f"fetch:{failed['reason']}", f"{shown(offer.url)}: {failed['detail']}")
                return
            detail = f"{shown(offer.url)}: {failed['detail']} The copy of the last harvest is kept."
            yield Refused(path, f"not-renewed:{failed['reason']}", detail)
        elif kept:
            detail = f"the listing lacks the data set {offer.dataset}; its files of the last harvest are kept."
            yield Refused(path, f"not-renewed:{kept}", detail)
        if known.get("reservation"):
            memory.store.is_reserved(known["sha256"])
            yield File(path, b"", self._about(memory, offer, terms, known))
            return
        if body is None:
            return
        if known.get("was"):
            detail = f"the portal now calls {offer.key!r} what it called {known['was']!r}; the content is the same."
            yield Refused(path, "identifier-changed", detail)
        about = self._about(memory, offer, terms, known)
        for found in members(path, BytesIO(body), wanted=wanted):
            yield replace(found, about=about) if isinstance(found, File) else found

    def _about(self, memory: FileMemory, offer: Offer, terms: Terms, known: dict[str, Any]) -> About:
        linked = said("document", known.get("licences", ()), f"{shown(offer.url)} Link rel=license")
        statements = (*linked, *offer.statements, *terms.statements)
        rights = rights_of(statements, memory.seen_at(offer))
        if rights is None and terms.sha256:  # a person wrote the statement in source.toml; this is the page it was read on
            rights = {"copy": terms.sha256}
        record = {**(offer.record or {}), "rights": [one.row() for one in statements]}
        return About(shown(offer.url), offer.title, offer.created, record, rights, tuple(known.get("reservation", ())))


def _remember(client: Client, memory: FileMemory, offer: Offer, answer: Answer | Failure) -> None:
    memory.asked.add(offer.key)
    if isinstance(answer, Failure):
        memory.fail(offer, answer)
    elif offer.format not in (None, "html", "xls", "doc") and is_page(answer.body):
        detail = f"a web page came instead of a file in the format {offer.format}."
        memory.fail(offer, Failure(offer.url, "not-the-file", detail))
    else:
        answer = without_secrets(answer, offer.url)
        licences = linked(answer.headers, "license", answer.url)
        memory.keep(offer, answer.body, {**renewable(client, offer.url, answer), "licences": licences})
