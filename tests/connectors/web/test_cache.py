"""What did not change is not sent again; what may be done with it is read anew each time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from raw_server import NOT_FOUND, Asked, RawServer, Says, reply

from moisson.connectors.memory.store import Store
from moisson.connectors.web.client import Answer, Client, Manners
from moisson.connectors.web.headers import linked

HERE = Manners(allow_hosts=["127.0.0.1"], requests_per_second=0, retries=0, timeout_s=2.0)
OPEN = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
CLOSED = '<https://example.org/all-rights-reserved>; rel="license"'


@dataclass
class Page:
    """A page on a server, with a tag that tells its versions apart, and headers that may change without it."""

    store: Store
    body: str = "words"
    tag: str = '"1"'
    headers: dict[str, str] = field(default_factory=dict)
    repeats: bool = True  # whether a 304 says again what the 200 said
    head: Says = b""  # what it says to a HEAD, instead of the headers alone
    server: RawServer = field(init=False)

    def __post_init__(self) -> None:
        self.server = RawServer(self.answer)

    def answer(self, asked: Asked) -> Says:
        if asked.path == "/moved":
            return reply(status="302 Found", Location="/page")
        if asked.path != "/page":
            return NOT_FOUND
        said = {"ETag": self.tag, "Content-Type": "text/html", **self.headers}
        if asked.headers.get("if-none-match") == self.tag:
            kept = said if self.repeats else {"ETag": self.tag}
            return ("HTTP/1.1 304 Same\r\n" + "".join(f"{name}: {value}\r\n" for name, value in kept.items()) + "\r\n").encode()
        if asked.method == "HEAD" and self.head != b"":
            return self.head
        answer = reply(self.body, **said)
        return answer[: answer.index(b"\r\n\r\n") + 4] if asked.method == "HEAD" else answer

    def get(self, path: str = "/page", accept: str | None = None, conditional: bool = True) -> Answer:
        """What a client of a new harvest is given."""
        with Client(HERE, self.store) as client:
            return client.get(self.server.url(path), accept=accept, conditional=conditional)

    @property
    def methods(self) -> list[str]:
        """How it was asked for."""
        return [each.method for each in self.server.asked if each.path == "/page"]

    def license(self) -> list[str]:
        answer = self.get()
        return linked(answer.headers, "license", answer.url)


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    made = Page(Store(tmp_path / "store"))
    with made.server:
        yield made


def test_what_did_not_change_comes_from_the_store(page: Page) -> None:
    first, second = page.get(), page.get()
    assert (first.status, second.status) == (200, 304)
    assert first.body == second.body == b"words"
    assert second.headers["content-type"] == "text/html"


def test_what_changed_is_sent_and_kept_in_its_place(page: Page) -> None:
    page.get()
    page.body, page.tag = "new words", '"2"'
    assert [(each.status, each.body) for each in (page.get(), page.get())] == [(200, b"new words"), (304, b"new words")]


@pytest.mark.parametrize("size", [5, 2_000_000])
def test_a_body_that_the_disk_lost_or_changed_is_fetched_again(page: Page, size: int) -> None:
    page.body = "words" * (size // 5)
    page.get()
    for path in page.store.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            path.write_bytes(data.replace(b"wordswords", b"wordsWORDS") if size > 5 else b"damaged")
    assert [(each.status, each.body) for each in (page.get(), page.get())] == [
        (200, page.body.encode()),
        (304, page.body.encode()),
    ]


def test_a_licence_that_a_304_does_not_repeat_is_asked_for(page: Page) -> None:
    page.headers, page.repeats = {"Link": OPEN}, False
    page.license()
    assert page.license() == ["https://creativecommons.org/licenses/by/4.0/"]
    page.headers = {"Link": CLOSED}
    assert page.license() == ["https://example.org/all-rights-reserved"]
    page.headers = {}
    assert page.license() == [], "a licence that was withdrawn is not served from the store"
    assert page.methods == ["GET", *["GET", "HEAD"] * 3, "GET"], "what a HEAD leaves out is asked for once more"


REFUSED: list[Says] = [
    reply(status="405 No")[:-4] + b"\r\n\r\n",
    reply(status="403 No"),
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",  # as a server that has its headers for a GET only
    None,
    [b"HTTP/1.1 200 OK\r\nContent Length : 5\r\n\r\n"],
]


@pytest.mark.parametrize("head", REFUSED)
def test_a_licence_that_neither_a_304_nor_a_head_repeats_comes_with_the_whole(page: Page, head: Says) -> None:
    page.headers, page.repeats, page.head = {"Link": OPEN}, False, head
    page.license()
    page.headers = {"Link": CLOSED}
    answer = page.get()
    assert linked(answer.headers, "license", answer.url) == ["https://example.org/all-rights-reserved"]
    assert (answer.status, answer.body, answer.reservation) == (200, b"words", ())
    assert page.license() == ["https://example.org/all-rights-reserved"], "and stays so"
    page.headers = {}
    assert page.license() == []
    assert page.methods == ["GET", *["GET", "HEAD", "GET"] * 3]


def test_a_host_that_refuses_head_is_asked_by_it_a_few_times_only(page: Page) -> None:
    page.headers, page.repeats, page.head = {"Link": OPEN}, False, None
    page.license()
    with Client(HERE.model_copy(update={"retries": 4}), page.store) as client:
        assert [client.get(page.server.url("/page")).status for _ in range(9)] == [200] * 9
    assert page.methods == ["GET", *["GET", "HEAD", "GET"] * 3, *["GET", "GET"] * 6], "and once each time: it only spares a GET"


def test_a_head_asks_for_the_kind_that_the_answer_is_of(page: Page) -> None:
    page.headers, page.repeats = {"Link": OPEN}, False
    for _ in range(2):
        page.get(accept="text/html")
    assert [each.headers["accept"] for each in page.server.asked if each.path == "/page"] == ["text/html"] * 3


def test_an_opt_out_that_comes_with_a_304_is_seen(page: Page) -> None:
    assert page.get().reservation == ()
    page.headers = {"tdm-reservation": "1"}
    answer = page.get()
    assert answer.status == 304
    assert [(row["protocol"], row["value"]) for row in answer.reservation] == [("tdmrep", "tdm-reservation: 1")]


def test_no_cookie_and_no_secret_is_kept(page: Page) -> None:
    page.headers = {"Set-Cookie": "session=s3cr3t"}
    answer = page.get()
    assert "set-cookie" not in answer.headers
    kept = b"".join(path.read_bytes() for path in page.store.folder.rglob("*") if path.is_file())
    assert b"words" in kept
    assert b"s3cr3t" not in kept


def test_addresses_that_differ_in_a_secret_are_two_and_neither_is_kept(tmp_path: Path) -> None:
    def answer(asked: Asked) -> Says:
        if asked.path.startswith("/moved"):
            return reply(status="302 Found", Location=asked.path.replace("/moved", "/page"))
        if not asked.path.startswith("/page"):
            return NOT_FOUND
        if "if-modified-since" in asked.headers:
            return reply(status="304 Same")
        return reply(asked.path[-1], Last_Modified="Mon, 01 Jan 2024 00:00:00 GMT")

    paths = ["/page?key=1&token=s3cr3t-a", "/page?key=1&token=s3cr3t-b", "/moved?token=s3cr3t-c", "/moved?token=s3cr3t-d"]
    with RawServer(answer) as server:
        for status in (200, 304):
            with Client(HERE, Store(tmp_path / "store")) as client:
                came = [client.get(server.url(path)) for path in paths]
            assert [(each.status, each.body) for each in came] == [(status, letter) for letter in (b"a", b"b", b"c", b"d")]
    kept = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert b"/page?key=1" in kept
    assert b"s3cr3t" not in kept


def test_links_are_read_as_the_rfc_writes_them() -> None:
    said = {
        "link": '</a?x=1,2>; rel="next last"; title="a, b; c", <b>;rel=license , <c>; rel="other"; rel="next",'
        ' <d>; anchor="#x"; rel="next", <https://e.example/>; REL="License"'
    }
    base = "https://h.example/list/"
    assert linked(said, "next", base) == ["https://h.example/a?x=1,2"]
    assert linked(said, "license", base) == ["https://h.example/list/b", "https://e.example/"]
    assert linked({}, "next", base) == []
