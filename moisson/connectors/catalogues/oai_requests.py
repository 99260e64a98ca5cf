"""Requests to one OAI-PMH repository."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from moisson.connectors.catalogues.oai_answers import (
    NO_SETS,
    WRONG_FORMAT,
    Identity,
    ListPage,
    OaiError,
    identity,
    listed,
    page,
)
from moisson.connectors.catalogues.refusal import with_server_message
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure
from moisson.connectors.xml_answer import NotXml
from moisson.contracts.errors import FetchError, SourceError

MOST_VALUES = 10_000  # of formats or sets


@dataclass
class Repository:
    """One repository; list failures are FetchErrors."""

    client: Client
    url: str

    def ask(self, **arguments: str) -> Answer:
        """The answer to one request."""
        query = urlencode({name.rstrip("_"): value for name, value in arguments.items()})
        address = f"{self.url}{'&' if '?' in self.url else '?'}{query}"
        try:
            return self.client.get(address, accept="text/xml, application/xml", conditional=False)
        except Failure as failure:
            raise FetchError(f"{with_server_message(failure)} What was fetched is kept; run again.") from None

    def identity(self) -> Identity:
        """Its description, and its opt-outs for all answers."""
        answer = self.ask(verb="Identify")
        try:
            return replace(identity(answer.body), reservation=answer.reservation)
        except (OaiError, NotXml) as error:
            raise FetchError(f"{self.url} does not answer as an OAI-PMH repository ({error}); correct `url`.") from None

    def page(self, **arguments: str) -> ListPage:
        """One page of a list; raises OaiError, FetchError."""
        answer = self.ask(**arguments)
        try:
            return replace(page(answer.body), reservation=answer.reservation)
        except NotXml as error:
            raise FetchError(f"OAI-PMH: {arguments['verb']} answers with {error}; what was fetched is kept, run again.") from None

    def values(self, verb: str, name: str) -> list[str]:
        """All formats or sets, over all pages; what came before a failure."""
        found: list[str] = []
        try:
            for value in self._values(verb, name):
                found.append(value)
        except (OaiError, NotXml, FetchError):
            return found
        return found

    def must_have(self, set: str) -> None:
        """Raise SourceError if the repository lists its sets, and not this one."""
        if not set:
            return
        try:
            found = list(self._values("ListSets", "setSpec"))
        except (OaiError, NotXml, FetchError):
            return
        if found and set not in found and len(found) < MOST_VALUES:
            raise SourceError(f"the repository has no set {set!r}; its sets are: {', '.join(found[:50])}. Correct `sets`.")

    def refusal(self, error: OaiError, prefix: str, set: str) -> Exception:
        """A protocol error in a list as an exception with a remedy."""
        if error.code == WRONG_FORMAT:
            formats = "ListMetadataFormats", "metadataPrefix"
            known = ", ".join(sorted(dict.fromkeys(self.values(*formats)))) or "not said"
            return SourceError(f"the repository has no format {prefix!r}; its formats are: {known}. Correct `format`.")
        if error.code == NO_SETS:
            return SourceError(f"the repository has no sets; leave out `sets` = {set!r}.")
        if set and error.code == "badArgument":
            known = ", ".join(self.values("ListSets", "setSpec")[:50]) or "not said"
            return SourceError(f"the repository refuses the set {set!r} ({error}); its sets are: {known}.")
        return FetchError(f"OAI-PMH: the repository answers {error}; what was fetched is kept, run again.")

    def _values(self, verb: str, name: str) -> Iterator[str]:
        arguments, count = {"verb": verb}, 0
        while count < MOST_VALUES:
            answer = self.ask(**arguments).body
            values = listed(answer, name)
            yield from values
            count += len(values)
            token = next((value for value in listed(answer, "resumptionToken") if value), "")
            if not values or not token or token == arguments.get("resumptionToken"):
                return
            arguments = {"verb": verb, "resumptionToken": token}
