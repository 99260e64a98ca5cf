"""A host has several spellings (ASCII or not, capitals, a final dot, brackets): what is said of it by one holds by all."""

from typing import Any

import pytest

from moisson.connectors import make_connector
from moisson.connectors.web.hosts import host_name, stated_place
from moisson.contracts.errors import SourceError

UNICODE, ASCII = "www.münchen.example", "www.xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("[2001:DB8:0:0::1]", "2001:db8::1"),
        ("::1", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("straße.example", "xn--strae-oqa.example"),  # not `strasse`: by the rules of 2008, as it is asked for
        ("data_1.example", "data_1.example"),
        *(
            (none, "")
            for none in (
                "",
                ".",
                "*.example",
                "a b.example",
                "a/b",
                "u@h",
                "[portal]",
                "h:80",
                "[::1",
                "fe80::1%eth0",
                "☃.example",
            )
        ),
    ],
)
def test_a_host_has_one_form_and_what_can_be_none_has_none(said: str, name: str) -> None:
    assert host_name(said) == name


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("Portal.Example", "portal.example"),
        ("Portal.Example.:8443", "portal.example:8443"),
        (f"{UNICODE}:443", f"{ASCII}:443"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8:0::1]:8443", "[2001:db8::1]:8443"),
    ],
)
def test_a_credential_is_for_a_host_with_or_without_a_port(said: str, place: str) -> None:
    assert stated_place(said) == place
    assert stated_place(place) == place


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"allow_hosts": ["http://portal.example/"]}, "'http://portal.example/' is not a host: write only its name"),
    ({"allow_hosts": ["127.0.0.1:8080"]}, "'127.0.0.1:8080' is not a host: .* without scheme, port and path"),
    ({"robots_exempt": ["*.portal.example"]}, "is not a host"),
    ({"robots_exempt": ["☃.example"]}, "is not a host"),
    ({"credentials": {"https://portal.example": "KEY"}}, "is not a host: write its name, such as 'portal.example'"),
    ({"credentials": {"portal.example:0": "KEY"}}, "is not a host"),
    ({"credentials": {"portal.example:65536": "KEY"}}, "is not a host"),
    ({"credential_in": {"portal.example/api": "query key"}}, "is not a host"),
    ({"credentials": {UNICODE: "KEY", ASCII: "OTHER"}}, f"the host '{ASCII}' is named twice"),
]


@pytest.mark.parametrize(("manners", "why"), MISTAKES)
def test_a_host_that_can_be_none_is_a_mistake_of_the_description(manners: dict[str, Any], why: str) -> None:
    with pytest.raises(SourceError, match=rf"source\.toml: connector web: .*{why}"):
        make_connector({"use": "web", "sitemaps": ["https://portal.example/s"], "manners": manners}, "source.toml")


def test_hosts_of_documents_are_hosts() -> None:
    with pytest.raises(SourceError, match=r"source\.toml: connector web: .*'portal\.example:8443' is not a host"):
        make_connector({"use": "web", "sitemaps": ["https://a.example/s"], "hosts": ["portal.example:8443"]}, "source.toml")
