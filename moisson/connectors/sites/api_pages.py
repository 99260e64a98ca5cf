"""The pages of an interface's list: asked for one by one, read, and where each leads on to."""

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
LONGEST_NUMBER = 15  # digits; more are no count of anything


@dataclass(frozen=True)
class Paging:
    """How the pages of a list are asked for: fields of the connector."""

    records: str
    total: str | None
    next: str | None
    cursor: str | None
    offset: str | None
    page: str | None
    first_page: int


@dataclass(frozen=True)
class ListPage:
    """One page."""

    records: list[Any]
    total: int | None  # records of the whole list, as it says itself
    onward: str | None  # where the next page is; None where this one says, or shows, that it is the last
    at: str  # when the server answered, by its clock; ISO 8601
    kind: str  # what the answer calls itself
    stands: bool = True  # whether there is anything at `records`, be it empty
    reservation: tuple[Row, ...] = ()  # opt-outs that came with it


@dataclass(frozen=True)
class PageReader:
    """How an interface is asked and understood."""

    client: Client
    answers: Answers[Any]
    asking: Paging

    def get(self, address: str, before: int, answer: Answer | None = None) -> ListPage:
        """The page at an address, `before` which so many records came; raises FetchError where it cannot be had or read."""
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
        at = (mail_date(answer.headers.get("date", "")) or datetime.now(UTC)).isoformat()  # the server's clock, else ours
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
    """The address with a parameter of its query set; the others stay as they are written."""
    parts = urlsplit(address)
    others = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] not in (name, quote(name))]
    return parts._replace(query="&".join([*others, urlencode({name: value}, quote_via=quote)])).geturl()


def _number(address: str, name: str, otherwise: int) -> int:
    found = counted(dict(parse_qsl(urlsplit(address).query)).get(name, ""))
    return otherwise if found is None else found


def counted(said: str) -> int | None:
    """A number that somebody wrote down; None where it is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else None


def _as_safe(target: str, address: str) -> str:
    """The next page, asked as safely as the one at hand: interfaces behind a proxy call their own pages by http."""
    there, here = urlsplit(target), urlsplit(address)
    return there._replace(scheme=here.scheme).geturl() if there.netloc == here.netloc else target
