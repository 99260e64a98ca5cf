"""A harvest through a proxy that is named: the same guard, certificates still verified, and nobody reads the password."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import call
from git_server import amended, certificate, git_server, tls_before
from npm_registry import Registry, needs_npm, serve
from proxy_server import ProxyServer, proxy_server
from raw_server import NOT_FOUND, Asked, RawServer, reply
from small_source import World
from taken import take

from moisson.connectors.git.git import Git
from moisson.connectors.memory.store import Store
from moisson.connectors.npm import Npm
from moisson.connectors.web.client import Client, Failure, Manners
from moisson.connectors.web.proxy import NAMES, Proxies, Proxy, proxy_of, use
from moisson.contracts.errors import FetchError, UserError
from moisson.readers.contract import File

NAME, PASSWORD = "archive.example", "s3cr%3At-Wört"  # a name that nobody can look up here
KNOWN = "agent:s3cr:t-Wört"
SOURCE = """
title = "Essai"
about = "Essai."
language = "fr"

[publisher]
name = "Essai"

[connector]
use = "web"
pages = ["{address}/liste.html"]
include = ["*/avis/*"]
manners = {{ requests_per_second = 0.0, retries = 0 }}
"""


@pytest.fixture(autouse=True)
def nobody_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy but those that a test names."""
    for name in (*NAMES, "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def proxy(monkeypatch: pytest.MonkeyPatch) -> Iterator[ProxyServer]:
    """A proxy that knows one name, and that the environment names."""
    with proxy_server(names={NAME: "127.0.0.1"}) as running:
        monkeypatch.setenv("HTTPS_PROXY", running.address)
        monkeypatch.setenv("HTTP_PROXY", running.address)
        yield running


def hello(asked: Asked) -> bytes:
    return reply("hello") if asked.path in ("/page", "/page?a=b%20c") else NOT_FOUND


def manners(**more: object) -> Manners:
    return Manners.model_validate({"requests_per_second": 0, "timeout_s": 2.0, "retries": 0, **more})


def failure(url: str, **more: object) -> Failure:
    with Client(manners(**more)) as client, pytest.raises(Failure) as caught:
        client.get(url)
    return caught.value


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_that_only_the_proxy_knows_answers_through_it_and_never_hears_of_the_password(
    scheme: str, proxy: ProxyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.known = KNOWN
    monkeypatch.setenv(f"{scheme}_proxy", f"http://agent:{PASSWORD}@127.0.0.1:{proxy.port}/")
    public, private = certificate(tmp_path, NAME)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    with RawServer(hello, lambda plain: context.wrap_socket(plain, server_side=True) if scheme == "https" else plain) as server:
        with Client(manners(ca_file=str(public))) as client:
            assert client.get(server.url("/page?a=b%20c", NAME, scheme)).body == b"hello"
        asked = server.asked[-1]
    assert (asked.path, asked.headers["host"]) == ("/page?a=b%20c", f"{NAME}:{server.port}")
    assert not [name for each in server.asked for name in each.headers if name.startswith("proxy")]
    place = f"{NAME}:{server.port}"
    tunnelled, handed_on = {f"CONNECT {place}"}, {f"GET http://{place}{path}" for path in [each.path for each in server.asked]}
    assert set(proxy.asked) == (tunnelled if scheme == "https" else handed_on)


def test_a_certificate_is_verified_behind_a_proxy_too(proxy: ProxyServer, tmp_path: Path) -> None:
    public, private = certificate(tmp_path, NAME)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    with RawServer(hello, lambda plain: context.wrap_socket(plain, server_side=True)) as server:
        assert failure(server.url("/page", NAME, "https")).reason == "tls"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    "host",
    [
        *("10.1.2.3", "192.168.0.1", "169.254.169.254", "[fd00::1]", "[::ffff:10.0.0.1]", "167772161", "0xa.1", "0xa000001"),
        *("printer.local", "metadata.google.internal", "wiki", "portal.intranet", "nas.lan", "router.home.arpa"),
        *("localhost", "127.0.0.1", "[::1]", "127.1"),  # which no proxy is asked for at all
    ],
)
def test_no_proxy_is_asked_for_what_lies_inside_a_network(host: str, scheme: str, proxy: ProxyServer) -> None:
    proxy.names[host.strip("[]")] = "127.0.0.1"
    with RawServer(hello) as server:
        assert failure(server.url("/page", host, scheme)).reason == "address-refused"
        assert (proxy.asked, server.asked) == ([], [])


def test_a_name_that_leads_inside_is_refused_where_it_can_be_looked_up_here(proxy: ProxyServer) -> None:
    with (
        Client(manners(), resolve=lambda _host, _port: ["93.184.216.34", "10.0.0.7"]) as client,
        pytest.raises(Failure) as caught,
    ):
        client.get(f"http://{NAME}/page")
    assert (caught.value.reason, proxy.asked) == ("address-refused", [])


def test_a_redirect_through_a_proxy_leads_nowhere_that_a_request_may_not(proxy: ProxyServer) -> None:
    def away(asked: Asked) -> bytes:
        return reply(status="302 Found", Location="http://169.254.169.254/latest") if asked.path == "/page" else NOT_FOUND

    with RawServer(away) as server:
        assert failure(server.url("/page", NAME)).reason == "address-refused"
    assert not [each for each in proxy.asked if "169.254" in each]


def test_a_host_that_a_source_allows_is_asked_for_wherever_it_lies(proxy: ProxyServer) -> None:
    proxy.names["wiki"] = "127.0.0.1"
    with RawServer(hello) as server, Client(manners(allow_hosts=["wiki"])) as client:
        assert client.get(server.url("/page", "wiki")).body == b"hello"


@pytest.mark.parametrize(
    ("behaviour", "address", "reason", "words"),
    [
        ({"known": KNOWN}, "http://127.0.0.1:{port}", "proxy-refused", "asks for a user and a password"),
        ({"known": KNOWN}, "http://agent:falsch-geheim@127.0.0.1:{port}", "proxy-refused", "does not accept the user"),
        ({"names": {}}, "http://agent:falsch-geheim@127.0.0.1:{port}", "", ""),
        ({"closed": frozenset({NAME})}, "http://agent:falsch-geheim@127.0.0.1:{port}", "", ""),
        ({}, "http://agent:falsch-geheim@127.0.0.1:1", "connect", "no connection to the proxy 127.0.0.1:1"),
        ({}, "http://agent:falsch-geheim@nowhere.invalid:3128", "connect", "no connection to the proxy nowhere.invalid:3128"),
    ],
    ids=["unknown", "wrong password", "unreachable host", "closed host", "no proxy there", "no such proxy"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_goes_wrong_at_the_proxy_is_said_without_the_password(
    scheme: str, behaviour: dict[str, object], address: str, reason: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not reason:  # a request that is handed on is answered by the proxy in the host's place
        refused = "closed" in behaviour
        reason = ("proxy-refused" if refused else "connect") if scheme == "https" else ("http-403" if refused else "robots-")
    with RawServer(hello) as server, proxy_server(**{"names": {NAME: "127.0.0.1"}, **behaviour}) as running:
        monkeypatch.setenv(f"{scheme.upper()}_PROXY", address.format(port=running.port))
        found = failure(server.url("/page", NAME, scheme))
        assert found.reason.startswith(reason)
        assert words in found.detail
        assert "geheim" not in str(found) + repr(found) and "agent" not in str(found)
        assert server.asked == []


@pytest.mark.parametrize(
    "address", ["socks5://agent:geheim@host:1", "https://agent:geheim@host:1", "http://agent:geheim@", "http://agent:geheim@host:x",
                "http://agent:geheim@host/path", "agent:geheim@host name:1", "http://agent:geheim@host:99999"]
)  # fmt: skip
def test_what_can_be_no_proxy_is_said_in_a_sentence_without_the_password(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UserError, match=r"^--proxy names no proxy that can be used: write http://host:port"):
        use(address)
    monkeypatch.setenv("HTTPS_PROXY", address)
    with pytest.raises(UserError, match=r"^HTTPS_PROXY names no proxy") as caught:
        Client(manners())
    assert "geheim" not in str(caught.value)
    done = call(World(tmp_path), "check", "fr_ccsd_hal", "--live", "--proxy", address)
    assert done.returncode == 2
    assert done.stderr.startswith("moisson: --proxy names no proxy") and "geheim" not in done.stderr


def test_a_proxy_is_read_as_other_programs_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_of("proxy.example:3128", "x") == Proxy("proxy.example", 3128)
    assert proxy_of(f"http://agent:{PASSWORD}@[2001:db8::1]:8080/", "x") == Proxy("2001:db8::1", 8080, "agent", "s3cr:t-Wört")
    assert proxy_of(Proxy("h", 1, "a@b", "c:d/é").address, "x") == Proxy("h", 1, "a@b", "c:d/é")
    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    monkeypatch.setenv("HTTPS_PROXY", "http://upper.example:1")
    monkeypatch.setenv("https_proxy", "http://lower.example:1")
    found = Proxies.of_environment()
    assert (found.by_scheme["http"].host, found.by_scheme["https"].host) == ("all.example", "lower.example")
    monkeypatch.setenv("https_proxy", "")
    assert "https" not in Proxies.of_environment().by_scheme


@pytest.mark.parametrize(
    ("listed", "host", "direct"),
    [
        ("", "portal.example", False),
        ("*", "portal.example", True),
        ("other.example, .example", "portal.example", True),
        ("*.example", "portal.example", True),
        ("example", "portal.example", True),
        ("ample", "portal.example", False),
        ("Portal.Example:443", "portal.example", True),
        ("portal.example:8443", "portal.example", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8 fd00::/8", "fd00::7", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("10.0.0.0/99,/", "10.1.2.3", False),
        ("", "127.0.0.1", True),
        ("", "::1", True),
        ("", "sub.localhost", True),
    ],
)
def test_hosts_that_no_proxy_names_are_asked_directly(listed: str, host: str, direct: bool) -> None:
    found = Proxies({"https": Proxy("proxy.example", 3128)}, listed)
    assert (found.to("https", host, 443) is None) == direct
    assert found.to("http", host, 80) is None


@pytest.mark.long
@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_harvest_and_a_look_go_through_the_proxy_and_keep_nothing_of_its_password(way: str, tmp_path: Path) -> None:
    pages = {
        "/liste.html": b'<a href="/avis/1">1</a>',
        "/avis/1": b"<html><title>Avis</title><p>Un avis.</p></html>",
    }

    def site(asked: Asked) -> bytes:
        return reply(pages[asked.path], Content_Type="text/html") if asked.path in pages else NOT_FOUND

    with RawServer(site) as server, proxy_server(names={NAME: "127.0.0.1"}, known=KNOWN) as running:
        source = tmp_path / "fr_essai_mandataire"
        source.mkdir()
        (source / "source.toml").write_text(SOURCE.format(address=server.url("", NAME)), encoding="utf-8")
        address = f"http://agent:{PASSWORD}@127.0.0.1:{running.port}"
        options = ("--proxy", address) if way == "option" else ()
        environment = {} if way == "option" else {"HTTP_PROXY": address}
        world = World(tmp_path)
        outside = call(world, "harvest", f"./{source.name}", "--out", "without")
        assert outside.returncode == 4 and "address-unknown" in outside.stderr
        said = [call(world, *asked, *options, **environment) for asked in (
            ("check", f"./{source.name}", "--live"),
            ("harvest", f"./{source.name}", "--dry-run"),
            ("harvest", f"./{source.name}"),
        )]  # fmt: skip
        assert [each.returncode for each in said] == [0, 0, 0], said
        assert "1 added" in said[-1].stdout
        wrong = call(world, "harvest", f"./{source.name}", "--out", "w", "--proxy", address.replace("s3cr", "sEcr"))
        assert wrong.returncode == 4 and "proxy-refused" in wrong.stderr
        printed = "".join(each.stdout + each.stderr for each in [*said, wrong])
        assert "cr%3At" not in printed and "cr:t-W" not in printed
        kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert b"cr%3At" not in kept and b"cr:t-W" not in kept and b"agent" not in kept


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_git_goes_through_the_proxy_that_is_named(
    scheme: str, proxy: ProxyServer, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy.known = KNOWN
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://agent:{PASSWORD}@127.0.0.1:{proxy.port}")
    amended(tmp_path / "far.git")
    public, private = certificate(tmp_path, NAME)
    allowed = [NAME] if scheme == "http" else []
    with git_server(tmp_path) as server, tls_before(int(server.address.rpartition(":")[2]), public, private) as tls:
        port = tls if scheme == "https" else int(server.address.rpartition(":")[2])
        place, how = f"{scheme}://{NAME}:{port}/far.git", manners(allow_hosts=allowed, ca_file=str(public))
        connector = Git(repository=place, include=["gesetze/**"], manners=how)
        _, found = take(connector, store, tmp_path)
        assert len(found) == 40
        assert f"CONNECT {NAME}:{port}" in proxy.asked or scheme == "http"
        proxy.asked.clear()
        proxy.closed = frozenset({NAME})
        with pytest.raises(FetchError) as caught:
            take(connector, Store(tmp_path / "second"), tmp_path)
        assert "cr:t" not in str(caught.value) and "agent" not in str(caught.value)
        inside = Git(repository="https://10.1.2.3/far.git", manners=manners())
        with pytest.raises(FetchError, match="address-refused"):
            take(inside, Store(tmp_path / "third"), tmp_path)


@needs_npm
def test_npm_goes_through_the_proxy_that_is_named_whatever_its_own_configuration_says(
    proxy: ProxyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry()
    serve(registry)
    try:
        registry.publish("avis", "1.0.0", {"a.txt": b"Avis."})
        (tmp_path / "npmrc").write_text("proxy=http://127.0.0.1:1/\nhttps-proxy=http://127.0.0.1:1/\n")
        monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{registry.port}/")
        monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm-cache"))
        monkeypatch.setenv("npm_config_userconfig", str(tmp_path / "npmrc"))
        monkeypatch.setenv("npm_config_fetch_retries", "0")
        for name in NAMES:  # which `use` sets
            monkeypatch.setenv(name, "")
        with pytest.raises(FetchError):
            Npm(package="avis", version="1.0.0").fetch(tmp_path)
        proxy.names["127.0.0.1"] = "127.0.0.1"
        use(proxy.address)
        found = list(Npm(package="avis", version="1.0.0").fetch(tmp_path).files)
        assert [each.path for each in found if isinstance(each, File)] == ["package.json", "a.txt"]
    finally:
        registry.stop()
    assert any(f"127.0.0.1:{registry.port}" in each for each in proxy.asked)
