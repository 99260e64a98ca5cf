"""Pages of an interface's list: requested, read, and linked to the next."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from moisson.connectors.pages import normal_url
from moisson.connectors.sites.api_answers import Answers
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.dates import mail_date
from moisson.connectors.web.links import linked
from moisson.connectors.web.optouts import Row
from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError

LINK_HEADER = "link-header"
LONGEST_NUMBER = 15  # digits; longer ones are no counts


@dataclass(frozen=True)
class Paging:
    """How a list is paged: fields of the connector."""

    records: str
    total: str | None
    next: str | None
    cursor: str | None
    offset: str | None
    page: str | None
    first_page: int


@dataclass(frozen=True)
class ListPage:
    records: list[Any]
    total: int | None  # the list's announced total
    onward: str | None  # address of the next page; None on the last
    at: str  # the server's time, ISO 8601
    kind: str  # the answer's own name
    stands: bool = True  # whether `records` exists, even if empty
    reservation: tuple[Row, ...] = ()  # opt-outs of the answer


@dataclass(frozen=True)
class PageReader:
    """Requests and reads pages."""

    client: Client
    answers: Answers[Any]
    asking: Paging

    def get(self, address: str, before: int, answer: Answer | None = None) -> ListPage:
        """The page at an address, after `before` records; raises FetchError."""
        if answer is None:
            answer = self.client.get(address, accept=self.answers.accept, conditional=False)
        try:
            root = self.answers.root(answer.body)
            records = self.answers.records(root, self.asking.records)
        except FetchError as error:
            raise FetchError(f"{shown(address)} cannot be read: {error}.") from None
        total = counted(self.answers.value(root, self.asking.total)) if self.asking.total else None
        onward = self._onward(answer, root, address, len(records))
        if not self.asking.next and total is not None and before + len(records) >= total:
            onward = None
        stands = self.answers.stands(root, self.asking.records)
        at = (mail_date(answer.headers.get("date", "")) or datetime.now(UTC)).isoformat()  # else our clock
        return ListPage(records, total, onward, at, self.answers.kind(root), stands, answer.reservation)

    def _onward(self, answer: Answer, root: Any, address: str, count: int) -> str | None:
        asking = self.asking
        if asking.offset:
            return with_parameter(address, asking.offset, str(_number(address, asking.offset, 0) + count))
        if asking.page:
            return with_parameter(address, asking.page, str(_number(address, asking.page, asking.first_page) + 1))
        if asking.next == LINK_HEADER:
            said = next(iter(linked(answer.headers, "next", address)), "")
        else:
            said = self.answers.value(root, asking.next) if asking.next else ""
        if not said:
            return None
        if asking.cursor:
            return with_parameter(address, asking.cursor, said)
        target = normal_url(said, address)
        if target is None:
            raise FetchError(f"{shown(address)} leads on to {said[:200]!r}, which is no address of the web; correct `next`.")
        return _as_safe(target, address)


def with_parameter(address: str, name: str, value: str) -> str:
    """The address with one query parameter set; others stay as written."""
    parts = urlsplit(address)
    others = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] not in (name, quote(name))]
    return parts._replace(query="&".join([*others, urlencode({name: value}, quote_via=quote)])).geturl()


def _number(address: str, name: str, otherwise: int) -> int:
    found = counted(dict(parse_qsl(urlsplit(address).query)).get(name, ""))
    return otherwise if found is None else found


def counted(said: str) -> int | None:
    """A number in text; None if it is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else None


def _as_safe(target: str, address: str) -> str:
    """The next page with the current page's scheme: interfaces behind a proxy link to http."""
    there, here = urlsplit(target), urlsplit(address)
    return there._replace(scheme=here.scheme).geturl() if there.netloc == here.netloc else target
