"""Who is let in, over the wire: token, cookie, Host, method, and the headers of every answer."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest
from browser_here import SECRET, Served, served
from small_source import World

from moisson.contracts.errors import UserError
from moisson.view.serve import Place, listening


@pytest.fixture(scope="module")
def at(looked_at: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(looked_at.root / "build", tmp_path_factory.mktemp("state")) as at:
        yield at


def asked(at: Served, path: str, method: str = "GET", **headers: str) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", at.port, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def cookie(at: Served) -> str:
    return f"moisson-{at.port}={SECRET}"


def test_the_token_becomes_a_cookie_and_leaves_the_address(at: Served) -> None:
    answer = asked(at, f"/en/?token={SECRET}&q=x")
    assert (answer.status, answer.getheader("location")) == (303, "/en/?q=x")
    assert answer.getheader("set-cookie") == f"{cookie(at)}; HttpOnly; Path=/; SameSite=strict"
    assert asked(at, "/en/accessibility", Cookie=cookie(at)).status == 200


@pytest.mark.parametrize("given", ["", "token=", "token=wrong", f"token={SECRET}x", "token=%C3%A9"])
def test_without_the_token_nothing_is_answered(at: Served, given: str) -> None:
    for path in ("/", "/style.css", "/en/accessibility", "/none"):
        assert asked(at, f"{path}?{given}").status == 403
        assert asked(at, path, Cookie=f"moisson-{at.port}=wrong").status == 403


def test_a_link_that_begins_with_two_slashes_leads_to_no_other_host(at: Served) -> None:
    assert (asked(at, f"//example.org/?token={SECRET}").getheader("location") or "").startswith("/example.org/")


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1", "localhost:1", "127.0.0.1.example.org", ""])
def test_other_hosts_names_are_refused_whoever_asks(at: Served, host: str) -> None:
    assert asked(at, "/en/accessibility", Host=host, Cookie=cookie(at)).status == 421


def test_pages_are_read_and_nothing_else(at: Served) -> None:
    for method in ("PUT", "DELETE", "OPTIONS"):
        assert asked(at, "/en/accessibility", method, Cookie=cookie(at)).status == 405
    assert asked(at, "/en/accessibility", "POST", Cookie=cookie(at), Origin=at.base).status == 405


@pytest.mark.parametrize("origin", ["", "null", "http://127.0.0.1:1", "https://example.org", "file://"])
def test_a_form_of_another_page_is_refused_whatever_cookie_comes_with_it(at: Served, origin: str) -> None:
    recipe, name = at.shelf.names()[-1]
    where = f"/en/r/{recipe}/{name}/judge"
    assert asked(at, where, "POST", Cookie=cookie(at), Origin=origin).status == 403
    assert asked(at, where, "POST", Cookie=cookie(at), **{"Sec-Fetch-Site": "same-site"}).status == 403
    assert asked(at, where, "POST", Origin=at.base).status == 403
    assert asked(at, where, "POST", Cookie=cookie(at), Origin=at.base).status == 400  # it says nothing


def test_every_answer_keeps_the_page_to_itself(at: Served) -> None:
    for path, cookies in (("/en/accessibility", cookie(at)), ("/style.css", cookie(at)), ("/none", cookie(at)), ("/", "")):
        answer = asked(at, path, Cookie=cookies)
        policy = answer.getheader("content-security-policy") or ""
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
        assert answer.getheader("cache-control") == "no-store"
        assert answer.getheader("referrer-policy") == "same-origin"
        assert answer.getheader("x-content-type-options") == "nosniff"
        assert answer.getheader("server") is None


@pytest.mark.parametrize(
    "path",
    [
        "/xx/",
        "/en/r/none/none/funnel",
        "/en/r/%2e%2e/%2e%2e/funnel",
        "/en/r/essai/../funnel",
        "/templates/base.html",
        "/en/r/a/b/c/d",
    ],
)
def test_what_is_not_there_is_404_in_a_page(at: Served, path: str) -> None:
    assert asked(at, path, Cookie=cookie(at)).status == 404


def test_an_address_in_use_is_told_in_a_sentence(at: Served) -> None:
    with pytest.raises(UserError, match=f"--port {at.port}: Address already in use; name another"):
        listening(Place(port=at.port))
