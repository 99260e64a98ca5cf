"""What the connectors of portals have in common: a listing of what data sets offer, and the files that changed since the last.

A connector lists (`_offers`); everything else happens here: formats are chosen, what the catalogue says has not changed comes
from the store without a request, what it says nothing of is asked with conditions, and what cannot be had is said.
"""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Literal
from weakref import finalize

from lxml import etree, html
from pydantic import Field

from moisson.connectors import Fetched
from moisson.connectors.files.archive import members
from moisson.connectors.files.glob import Selection
from moisson.connectors.portals.formats import preferred
from moisson.connectors.portals.memory import LASTING, Memory
from moisson.connectors.portals.offer import Offer, unique
from moisson.connectors.portals.optouts import by_hosts, of_answer, read_rules, told_again
from moisson.connectors.portals.page import is_page
from moisson.connectors.rights import Statement, rights_of, said
from moisson.connectors.store import Store
from moisson.identity import fingerprint
from moisson.reader import About, File, Refused
from moisson.web.client import Answer, Client
from moisson.web.failure import Failure
from moisson.web.remote import Remote
from moisson.web.safety import shown


@dataclass(frozen=True, slots=True)
class Terms:
    """A portal's page of terms, as evidence: its digest, the day, and the licences that it links as its own."""

    sha256: str | None = None
    seen_at: str | None = None
    statements: tuple[Statement, ...] = ()


class Portal(Remote):
    """The fields that `[connector]` may have for every portal."""

    formats: list[str] | None = None  # short names, the preferred first; by default all that Moisson reads
    one_format: bool = False  # of each data set only the files in the most preferred format it offers
    include: list[str] = Field(default=["**"])  # globs over the files' paths, and over the members of archives
    exclude: list[str] = Field(default=[])
    terms: str | None = None  # the address of the page that states the portal's terms
    ask: Literal["listed", "changed", "always"] = "changed"  # for what is asked again: see `_asked`

    @abstractmethod
    def _offers(self, client: Client) -> Iterator[Offer | Refused]:
        """List every file that the portal offers; raises FetchError where the listing itself fails."""

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List what the portal offers now; its files come as they are asked for."""
        store = store or Store(Path(mkdtemp(prefix="moisson-")))
        with ExitStack() as open_until_read:
            client = open_until_read.enter_context(Client(self.manners, store))
            offers, refused = self.listed(client)
            terms = self._terms(client, store, refused)
            memory = Memory(store, fingerprint(self.manners.model_dump(mode="json")), offers)
            read_rules(client, (offer.url for offer in offers))
            for _ in self._brought(client, memory, [offer for offer in offers if memory.to_ask_first(offer)]):
                pass
            signs = [[offer.key, memory.sign(offer), offer.entry, by_hosts(client, [offer.url])] for offer in offers]
            version = fingerprint([signs, terms.sha256, [one.row() for one in terms.statements]])
            files = self._files(client, memory, terms, refused)
            finalize(files, open_until_read.pop_all().close)
        return Fetched(version, {"connector": type(self).__name__.lower(), "offered": str(len(offers))}, files)

    def listed(self, client: Client) -> tuple[list[Offer], list[Refused]]:
        """What is to be brought home, sorted, and what of the listing is not, with the reasons."""
        found, refused = [], []
        for item in self._offers(client):
            if isinstance(item, Refused):
                refused.append(item)
            else:
                found.append(self._asked(item))
        selection = Selection(self.include, self.exclude)
        offers = [offer for offer in unique(found) if not selection.excludes(offer.path)]
        chosen: list[Offer] = []
        for _, group in groupby(sorted(offers, key=lambda offer: offer.dataset), key=lambda offer: offer.dataset):
            self._choose(list(group), chosen, refused)
        return sorted(chosen, key=lambda offer: offer.key), sorted(set(refused), key=lambda row: (row.id, row.reason, row.detail))

    def _asked(self, offer: Offer) -> Offer:
        """An offer with the token that decides whether its file is asked for again.

        `changed`: the catalogue's, and where it says nothing of the file, the file's own server is asked. `listed`: the catalogue
        is believed, and what it says nothing of is taken as it is until its entry changes. `always`: every file is asked for.
        """
        if self.ask == "always":
            return replace(offer, token=None)
        return replace(offer, token=offer.token or offer.entry) if self.ask == "listed" else offer

    def _choose(self, offers: list[Offer], chosen: list[Offer], refused: list[Refused]) -> None:
        """Of one data set's files, those in a format that is wanted; where a format cannot be told, the bytes will tell."""
        best = preferred((offer.format for offer in offers), self.formats) if self.one_format else None
        for offer in offers:
            wanted = offer.format is None or preferred([offer.format], self.formats) is not None
            if wanted and best in (None, offer.format):
                chosen.append(offer)
                continue
            among = f"not among `formats` = {self.formats}" if self.formats else "which is not read"
            why = f"and its data set is taken as {best}" if wanted else among
            refused.append(Refused(offer.path, "format-not-chosen", f"{shown(offer.url)} is {offer.format}, {why}."))

    def _terms(self, client: Client, store: Store, refused: list[Refused]) -> Terms:
        if self.terms is None:
            return Terms()
        try:
            answer = client.get(self.terms)
        except Failure as failure:
            refused.append(Refused("terms", f"terms:{failure.reason}", str(failure)))
            return Terms()
        sha256 = store.keep(answer.body)
        links = said("portal", _licence_links(answer.body), f"{shown(self.terms)} rel=license")
        return Terms(sha256, client.today, tuple(replace(one, copy=sha256) for one in links))

    def _brought(self, client: Client, memory: Memory, offers: list[Offer]) -> Iterator[Offer]:
        """The offers one at a time, each asked for where it has to be, and remembered."""
        answers = client.get_many([offer.url for offer in offers if not memory.current(offer)])
        for offer in offers:
            if not memory.current(offer):
                _remember(client, memory, offer, next(answers))
            elif offer.key not in memory.asked and (more := told_again(client, memory.store, offer.url, memory.known(offer))):
                memory.renew(offer, more)
            yield offer

    def _files(self, client: Client, memory: Memory, terms: Terms, refused: list[Refused]) -> Iterator[File | Refused]:
        yield from refused
        for offer in self._brought(client, memory, memory.offers):
            if memory.broken(offer):
                _remember(client, memory, offer, next(client.get_many([offer.url])))
            yield from self._file(memory, offer, terms)

    def _file(self, memory: Memory, offer: Offer, terms: Terms) -> Iterator[File | Refused]:
        """The file as it is now, or as it last was where it cannot be had today; what has to be said of it first."""
        known, path = memory.known(offer), memory.path(offer)
        body = memory.store.body(known["sha256"]) if "sha256" in known else None
        if failed := known.get("failed"):
            lost = failed["reason"] in LASTING or body is None
            if lost:
                yield Refused(path, f"fetch:{failed['reason']}", f"{shown(offer.url)}: {failed['detail']}")
                return
            detail = f"{shown(offer.url)}: {failed['detail']} What it held at the last harvest is kept."
            yield Refused(path, f"not-renewed:{failed['reason']}", detail)
        if body is None:
            return
        if known.get("was"):
            detail = f"the portal now calls {offer.key!r} what it called {known['was']!r}; the content is the same."
            yield Refused(path, "identifier-changed", detail)
        about = self._about(memory, offer, terms, known)
        for found in members(path, BytesIO(body), wanted=Selection(self.include, self.exclude)):
            yield replace(found, about=about) if isinstance(found, File) else found

    def _about(self, memory: Memory, offer: Offer, terms: Terms, known: dict[str, Any]) -> About:
        linked = said("document", known.get("licences", ()), f"{shown(offer.url)} Link rel=license")
        statements = (*linked, *offer.statements, *terms.statements)
        rights = rights_of(statements, memory.seen_at(offer))
        if rights is None and terms.sha256:  # the words are a person's, in source.toml; this is the page they were read on
            rights = {"copy": terms.sha256}
        record = {**(offer.record or {}), "rights": [one.row() for one in statements]}
        return About(shown(offer.url), offer.title, offer.created, record, rights, tuple(known.get("reservation", ())))


def _remember(client: Client, memory: Memory, offer: Offer, answer: Answer | Failure) -> None:
    """Keep what an address answered, or why it did not."""
    memory.asked.add(offer.key)
    if isinstance(answer, Failure):
        memory.fail(offer, answer)
    elif offer.format not in (None, "html", "xls", "doc") and is_page(answer.body):
        detail = f"a web page came, where the catalogue names a file in the format {offer.format}."
        memory.fail(offer, Failure(offer.url, "not-the-file", detail))
    else:
        memory.keep(offer, answer.body, of_answer(client, offer.url, answer))


def _licence_links(page: bytes) -> list[str]:
    """The addresses that a page links as its licence (`rel="license"`)."""
    try:
        root = html.document_fromstring(page)
    except (etree.LxmlError, ValueError):
        return []
    return [link for one in root.iter("a", "link") if "license" in one.get("rel", "").split() and (link := one.get("href"))]
