"""Data sets of the Hugging Face hub, of a mirror with its API, or a local copy: one commit, file by file.

A commit is a whole: if a file is unavailable today, the harvest stops and resumes next time. A file that the commit names and the
hub lacks is refused. Every file is checked against the commit's digest.

The card states the licence: `license`, `license_name` and `license_link` in README.md's front matter. `license: other` means that
the hub's list lacks it; the name and link then tell which one it is.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from pydantic import Field

from moisson.connectors import Fetched, Offered
from moisson.connectors.fetching import closing_after, state_beside_list, store_or_temporary
from moisson.connectors.files.archive import members
from moisson.connectors.memory.store import Store
from moisson.connectors.objects.hub_api import COMMIT, Api, HubFile
from moisson.connectors.objects.hub_folder import LocalCopy, LocalFile, local_copy
from moisson.connectors.objects.objects import ARCHIVE, Choice, Object, Objects, digest_matches, obstacle, safe
from moisson.connectors.rights import Statement, rights_of, said
from moisson.connectors.web.client import Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.web.remote import Remote
from moisson.contracts.disk import disk
from moisson.contracts.errors import DocumentError, FetchError
from moisson.contracts.identity import fingerprint
from moisson.readers.contract import About, File, Refused
from moisson.readers.decode import decode
from moisson.readers.text.front_matter import MAX_FRONT, front_matter

T = TypeVar("T", HubFile, LocalFile | Refused)
CARD = "README.md"
MOST_CARD = 4 << 20  # bytes
CLOSED = ("http-401", "http-403")
OTHER = "other"


class Hub(Remote):
    """A data set by name and revision."""

    dataset: str = Field(pattern=r"^(?:[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*$")  # `organisation/name`
    revision: str = Field(default="main", min_length=1)  # a commit (40 hex digits), tag or branch
    # the hub, or a mirror that speaks its API
    endpoint: str = Field(default="https://huggingface.co", pattern=r"^https?://[^\s?#]+[^/\s?#]$")
    path: str | None = None  # a local copy, used instead of the hub; absolute, or from the source's folder
    # globs over paths; `lots.zip!*.xml` selects members. One that matches nothing stops the harvest
    include: list[str] = Field(default=["**"])
    exclude: list[str] = Field(default=[])  # globs of what to leave out

    def pinned(self, base: Path) -> str | None:
        """The commit, if named; for a local copy, a token of its commit and files."""
        if self.path is not None:
            return self._token(local_copy(base / self.path, self.revision))
        return self.revision if COMMIT.fullmatch(self.revision) else None

    def fetch(self, base: Path, store: Store | None = None) -> Fetched:
        """List the commit; missing files come as they are consumed."""
        origin = {"connector": "hub", "dataset": self.dataset, "revision": self.revision}
        if self.path is not None:
            here = local_copy(base / self.path, self.revision)
            return Fetched(self._token(here), {**origin, "commit": here.commit}, self._lying(here, store))
        with ExitStack() as stack:
            memory = stack.enter_context(store_or_temporary(store))
            client = stack.enter_context(Client(self.manners, memory))
            commit, items, objects = self._listed(client, memory)
            beside = state_beside_list(client, memory, self._scope)
            opened = any(ARCHIVE.search(item.path) for item in items if isinstance(item, Object))
            files = closing_after(stack.pop_all(), objects.files(items))
            version = f"{commit}+{fingerprint(beside)[:16]}" if any(beside) else commit
            return Fetched(version, {**origin, "commit": commit}, files, None if opened else len(items))

    def offered(self, base: Path, store: Store | None = None) -> Iterator[Offered | Refused]:
        """The commit's files with sizes, and the card's licence."""
        if self.path is not None:
            here = local_copy(base / self.path, self.revision)
            rights = self._rights_here(here, store)
            for each in self._chosen(here.files, Choice(self.include, self.exclude)):
                yield each if isinstance(each, Refused) else Offered(safe(each.path), None, each.size, rights, here=True)
            return
        with store_or_temporary(store) as memory, Client(self.manners, memory) as client:
            _, items, objects = self._listed(client, memory)
            for item in items:
                yield item if isinstance(item, Refused) else objects.offered(item)

    @property
    def _scope(self) -> str:
        return f"hub:{fingerprint([self.endpoint, self.dataset])[:16]}:"

    def _listed(self, client: Client, memory: Store) -> tuple[str, list[Object | Refused], Objects]:
        """The commit, its wanted files, and their fetcher."""
        api = Api(client, self.endpoint, self.dataset)
        commit = api.commit(self.revision)
        listed = api.files(commit, memory, self._scope)

        def explain(failure: Failure) -> tuple[str, str] | None:
            if failure.reason in CLOSED:
                raise api.explained(failure, commit)
            if failure.reason == "http-404":
                return "hub:missing", f"{failure.url}: the commit names it, and the hub does not hold it."
            return None

        choice = Choice(self.include, self.exclude)
        objects = Objects(client, memory, self._scope, choice.members, explain, whole=True)
        card = next((each for each in listed if each.path == CARD), None)
        rights = self._rights(api, objects, memory, commit, card)
        items: list[Object | Refused] = [
            obstacle(safe(each.path), each.size, "hub") or self._object(api, commit, each, rights)
            for each in self._chosen(listed, choice)
        ]
        return commit, items, objects

    def _rights(self, api: Api, objects: Objects, memory: Store, commit: str, card: HubFile | None) -> Mapping[str, str] | None:
        if card is None or card.size > MOST_CARD:
            return None
        try:
            place = objects.body(self._object(api, commit, card, None))
        except Failure as failure:
            closed = failure.reason in CLOSED
            raise (api.explained(failure, commit) if closed else FetchError(f"{failure} It states the licence.")) from None
        with disk(place):
            words = place.read_bytes()
        return card_rights(words, f"{self.dataset} {CARD} at {commit}", api.client.today, memory.keep(words))

    def _object(self, api: Api, commit: str, each: HubFile, rights: Mapping[str, str] | None) -> Object:
        url = api.address(commit, each.path)
        about = About(url, record=self._record(commit, each.path, each.digest), rights=rights)
        return Object(safe(each.path), url, each.size, each.digest, each.digest, each.digest, about)

    def _record(self, commit: str, path: str, oid: str | None) -> dict[str, Any]:
        return {"dataset": self.dataset, "revision": self.revision, "commit": commit, "path": path, "oid": oid}

    def _chosen(self, files: list[T], choice: Choice) -> list[T]:
        """The wanted files. The card and hidden files belong to the hub, unless `include` names them."""
        wanted = []
        for each in files:
            path = each.id if isinstance(each, Refused) else each.path
            own = path == CARD or any(part.startswith(".") and part.strip(".") for part in path.split("/"))
            if choice.objects(safe(path)) and (not own or path in self.include):
                wanted.append(each)
        if choice.objects.unmatched:
            raise FetchError(f"{self.dataset} holds no file that `{choice.objects.unmatched[0]}` names; correct `include`.")
        return wanted

    def _token(self, here: LocalCopy) -> str:
        files = [
            [each.path, each.size, each.mtime_ns] if isinstance(each, LocalFile) else [each.id, each.reason]
            for each in here.files
        ]
        return fingerprint([here.commit, files])

    def _lying(self, here: LocalCopy, store: Store | None) -> Iterator[File | Refused]:
        """A local copy's files, each checked against its commit's digest."""
        rights, choice = self._rights_here(here, store), Choice(self.include, self.exclude)
        for each in self._chosen(here.files, choice):
            if isinstance(each, Refused):
                yield each
            elif refused := obstacle(safe(each.path), each.size, "hub"):
                yield refused
            elif not digest_matches(each.file, each.digest):
                yield Refused(safe(each.path), "hub:damaged", f"{each.path} is not what its commit holds; download it again.")
            else:
                about = About(None, record=self._record(here.commit, each.path, each.digest), rights=rights)
                for found in members(safe(each.path), each.file, wanted=choice.members):
                    yield File(found.path, found.data, about) if isinstance(found, File) else found

    def _rights_here(self, here: LocalCopy, store: Store | None) -> Mapping[str, str] | None:
        card = next((each for each in here.files if isinstance(each, LocalFile) and each.path == CARD), None)
        if card is None or card.size > MOST_CARD:
            return None
        if not digest_matches(card.file, card.digest):
            raise FetchError(f"{card.file} is not what its commit holds; download it again, for it states the licence.")
        with disk(card.file):
            words = card.file.read_bytes()
        return card_rights(words, f"{self.dataset} {CARD} at {here.commit}", copy=store.keep(words) if store else None)


def statements(card: bytes, where: str, copy: str | None = None) -> list[Statement]:
    """The card's statements, verbatim; `where` names the card, `copy` is the stored card's digest."""
    try:
        text = decode(card[:MAX_FRONT])
    except DocumentError:
        return []
    fields, _ = front_matter(text.replace("\r\n", "\n"))
    listed = fields.get("license", [])
    names = fields.get("license_name", [])
    links = [link for link in fields.get("license_link", []) if link.startswith(("http://", "https://"))]
    told = {
        "license": [word for word in listed if word.lower() != OTHER or not (names or links)],
        "license_name": names,
        "license_link": links,
    }
    found = [one for field, words in told.items() for one in said("data-set", words, f"{where}, {field}")]
    return [Statement(one.place, one.stated, one.where, copy) for one in found]


def card_rights(card: bytes, where: str, seen_at: str | None = None, copy: str | None = None) -> dict[str, str] | None:
    """The card's statements as fields of `schemas.RIGHTS`; None if there are none."""
    return rights_of(statements(card, where, copy), seen_at)
