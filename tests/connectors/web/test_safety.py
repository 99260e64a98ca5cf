"""Nobody is led where nobody may go: addresses are judged where the connection is made, certificates verified, secrets kept."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from raw_server import NOT_FOUND, Asked, RawServer, reply

from moisson.connectors.web.client import Client, Failure, Manners
from moisson.connectors.web.credentials import reply_without_secrets, with_secret
from moisson.connectors.web.request import Reply, Transport
from moisson.connectors.web.safety import Resolve, checked, refusal, resolve_by_system, shown
from moisson.contracts.errors import SourceError

QUICK = {"requests_per_second": 0, "timeout_s": 2.0, "retries": 1}


def hello(asked: Asked) -> bytes:
    return reply("hello") if asked.path == "/page" else NOT_FOUND


@pytest.fixture
def server() -> Iterator[RawServer]:
    with RawServer(hello) as running:
        yield running


def failure(url: str, resolve: Resolve = resolve_by_system, **manners: object) -> Failure:
    with Client(Manners.model_validate({**QUICK, **manners}), resolve=resolve) as client, pytest.raises(Failure) as caught:
        client.get(url)
    return caught.value


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "::1",
            "0.0.0.0",
            "::",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "fd00:ec2::254",
        ),
        *("169.254.169.254", "fe80::1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "224.0.0.1", "ff02::1"),
        *("255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.1", "2001:db8::1", "fec0::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"),
        *("2002:a00:1::", "64:ff9b:1::1"),
    ],
)
def test_addresses_outside_the_open_internet_are_refused(address: str) -> None:
    assert refusal(ipaddress.ip_address(address)) is not None


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "64:ff9b::808:808"])
def test_addresses_of_the_open_internet_are_not(address: str) -> None:
    assert refusal(ipaddress.ip_address(address)) is None


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1", "[::ffff:127.0.0.1]", "0"])
def test_this_machine_is_refused_however_it_is_written(server: RawServer, host: str) -> None:
    assert failure(server.url("/page", host)).reason == "address-refused"
    assert server.asked == []


def test_a_source_allows_a_host_by_its_name_and_no_other(server: RawServer) -> None:
    with Client(Manners(allow_hosts=["127.0.0.1"], requests_per_second=0)) as client:
        assert client.get(server.url("/page")).body == b"hello"
    assert failure(server.url("/page"), allow_hosts=["localhost"]).reason == "address-refused"


def test_the_connection_goes_to_the_address_that_was_judged(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    went: list[str] = []

    def connect(place: tuple[str, int], *_rest: object) -> socket.socket:
        went.append(place[0])
        raise ConnectionRefusedError("nobody there")

    monkeypatch.setattr(socket, "create_connection", connect)
    answers = iter([["8.8.8.8"], ["127.0.0.1"]])
    caught = failure(server.url("/page", "rebinding.example"), lambda _host, _port: next(answers))
    assert went == ["8.8.8.8"], "the first answer was connected to, and the second was judged before"
    assert caught.reason == "address-refused"
    assert server.asked == []


def test_one_bad_address_among_good_ones_refuses_the_name(server: RawServer) -> None:
    caught = failure(server.url("/page", "mixed.example"), lambda _host, _port: ["8.8.8.8", "10.0.0.1"])
    assert caught.reason == "address-refused"
    assert "10.0.0.1" in caught.detail


def test_an_allowed_name_is_resolved_and_the_next_address_is_tried(server: RawServer) -> None:
    manners = Manners(allow_hosts=["Archive.Example."], requests_per_second=0)
    with Client(manners, resolve=lambda _host, _port: ["127.0.0.2", "127.0.0.1"]) as client:
        answer = client.get(server.url("/page", "archive.example"))
    assert answer.body == b"hello"
    assert server.asked[-1].headers["host"] == f"archive.example:{server.port}"


def test_a_redirect_is_judged_like_an_address(server: RawServer) -> None:
    ways = {
        "/inside": server.url("/page", "localhost"),
        "/metadata": "http://169.254.169.254/latest/meta-data/",
        "/file": "file:///etc/passwd",
        "/other": "gopher://127.0.0.1/",
    }

    def lead(asked: Asked) -> bytes:
        return reply(status="302 Found", Location=ways[asked.path]) if asked.path in ways else NOT_FOUND

    with RawServer(lead) as leading:
        reasons = {path: failure(leading.url(path), allow_hosts=["127.0.0.1"]).reason for path in ways}
    assert reasons == {
        "/inside": "address-refused",
        "/metadata": "address-refused",
        "/file": "address-invalid",
        "/other": "address-invalid",
    }
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "",
        "page",
        "//host/x",
        "ftp://host/x",
        "http://",
        "http:///x",
        "http://ho st/",
        "http://[::1/",
        "http://h:99999/",
        "javascript:x",
    ],
)
def test_what_is_no_address_of_the_web_is_refused_with_a_reason(url: str) -> None:
    assert failure(url).reason == "address-invalid"


def test_a_line_break_in_an_address_cannot_add_a_header(server: RawServer) -> None:
    failure(server.url("/page\r\nX-Evil: 1"), allow_hosts=["127.0.0.1"])
    assert all("x-evil" not in each.headers for each in server.asked)


def test_no_secret_is_shown_or_sent(server: RawServer) -> None:
    caught = failure(
        server.url("/missing?id=7&api_key=s3cr3t&page=2").replace("//", "//user:pa55w0rd@"), allow_hosts=["127.0.0.1"]
    )
    assert str(caught).startswith(f"http://127.0.0.1:{server.port}/missing?id=7&api_key=…&page=2 cannot be fetched (http-404)")
    assert all("authorization" not in each.headers for each in server.asked)
    assert shown("https://u:p@h/x?token=1#a") == "https://h/x?token=…#a"
    assert shown("see ftp://u:p@h/ and http://v@k/?q=a@b") == "see ftp://h/ and http://k/?q=a@b"
    assert (
        shown("https://u:p@ss@h/?author=Hugo&resumptionToken=7;auth_token=x")
        == "https://h/?author=Hugo&resumptionToken=7;auth_token=…"
    )
    assert str(checked("https://u:p@h/x?y=1#z")) == "https://h/x?y=1"


@pytest.mark.parametrize(
    "url", ["http://user:s3cr3t/x@host/", "http://user:s3cr3t@[::1/", "http://user:s3cr3t@ho st:x/", "//u:s3cr3t@h/"]
)
def test_no_secret_is_shown_of_what_is_no_address(url: str) -> None:
    assert "s3cr3t" not in str(failure(url))


def test_a_credential_goes_to_its_host_only(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_KEY", "ApiKey abc")

    def lead(asked: Asked) -> bytes:
        return reply(status="302 Found", Location=server.url("/page", "localhost")) if asked.path == "/start" else NOT_FOUND

    with RawServer(lead) as first:
        host = first.url("").partition("//")[2]
        manners = Manners(allow_hosts=["127.0.0.1", "localhost"], credentials={host: "PORTAL_KEY"}, requests_per_second=0)
        with Client(manners) as client:
            assert client.get(first.url("/start")).body == b"hello"
        assert {each.headers.get("authorization") for each in first.asked} == {"ApiKey abc"}
    assert {each.headers.get("authorization") for each in server.asked} == {None}


@pytest.mark.parametrize(
    ("named", "url", "sent"),
    [
        ("portal.example", "https://portal.example/x", True),
        ("portal.example", "https://portal.example:443/x", True),
        ("portal.example:443", "https://portal.example/x", True),
        ("portal.example:8443", "https://portal.example:8443/x", True),
        ("portal.example", "https://portal.example:8443/x", False),
        ("portal.example:8443", "https://portal.example/x", False),
        ("portal.example", "http://portal.example:443/x", False),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/x", True),
    ],
)
def test_at_another_port_of_a_host_is_somebody_else(named: str, url: str, sent: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_KEY", "abc")
    manners = Manners(credentials={named: "PORTAL_KEY"}, credential_in={named: "header X-Key"})
    assert with_secret(manners, checked(url))[1] == ({"X-Key": "abc"} if sent else {})


def test_a_credential_that_is_not_there_is_a_mistake(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTAL_KEY", raising=False)
    manners = Manners(allow_hosts=["127.0.0.1"], credentials={server.url("").partition("//")[2]: "PORTAL_KEY"})
    with Client(manners) as client, pytest.raises(SourceError, match="PORTAL_KEY"):
        client.get(server.url("/page"))
    assert server.asked == []


def test_no_log_holds_a_secret(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("PORTAL_KEY", "ApiKey s3cr3t")
    caplog.set_level("DEBUG")
    with RawServer(lambda _asked: reply("x", Set_Cookie="session=s3cr3t")) as server:
        host = server.url("").partition("//")[2]
        manners = Manners(allow_hosts=["127.0.0.1"], credentials={host: "PORTAL_KEY"}, requests_per_second=0)
        with Client(manners) as client:
            client.get(server.url("/page?token=s3cr3t").replace("//", "//u:s3cr3t@"))
        assert "s3cr3t" in server.asked[-1].path
        assert server.asked[-1].headers["authorization"] == "ApiKey s3cr3t"
    assert "s3cr3t" not in caplog.text


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / f"{host}.pem", folder / f"{host}.key"
    public.write_bytes(built.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


def test_certificates_are_verified_for_the_name_that_was_asked(tmp_path: Path) -> None:
    public, private = certificate(tmp_path, "archive.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    names = ["archive.example", "other.example"]

    def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    with RawServer(hello, lambda plain: context.wrap_socket(plain, server_side=True)) as server:
        unknown = failure(server.url("/page", names[0], "https"), here, allow_hosts=names)
        wrong_name = failure(server.url("/page", names[1], "https"), here, allow_hosts=names, ca_file=str(public))
        assert (unknown.reason, wrong_name.reason) == ("tls", "tls")
        assert server.asked == []
        manners = Manners(allow_hosts=names, ca_file=str(public), requests_per_second=0)
        with Client(manners, resolve=here) as client:
            assert client.get(server.url("/page", names[0], "https")).body == b"hello"


@pytest.mark.parametrize("farewell", [b"", b"\x15\x03\x03\x00\x02\x01\x00"], ids=["hangs up", "says that it ends"])
def test_a_handshake_that_the_server_cuts_is_a_cut_and_tried_again(farewell: bytes, tmp_path: Path) -> None:
    """It passes, as what is wrong with a certificate does not: a busy server must not lose its documents by it."""
    public, private = certificate(tmp_path, "archive.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    cuts = [2, 1]

    def wrap(plain: socket.socket) -> socket.socket:
        if cuts:
            cuts.pop()
            plain.recv(1 << 16)
            plain.sendall(farewell)  # close_notify
            raise EOFError
        return context.wrap_socket(plain, server_side=True)

    manners = Manners(allow_hosts=["archive.example"], ca_file=str(public), requests_per_second=0, retries=1)
    with RawServer(hello, wrap) as server:
        url = server.url("/page", "archive.example", "https")
        with pytest.raises(Failure) as caught:
            Transport(manners, lambda _host, _port: ["127.0.0.1"]).ask("GET", checked(url), {}, None, 100)
        assert (caught.value.reason, len(cuts)) == ("cut", 1)
        with Client(manners, resolve=lambda _host, _port: ["127.0.0.1"]) as client:
            assert client.get(url).body == b"hello"
        assert cuts == []


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("/list?apikey=aB%2fcD%2beF%3d%3d&page=2", "/list?page=2"),
        ("/list?page=2&apikey=aB%2FcD%2BeF%3D%3D", "/list?page=2"),
        ("/list?page=2\\u0026apikey\\u003daB/cD\\u002BeF\\u003d\\u003D", "/list?page=2"),
        ("/list?apikey=aB\\/cD+eF==&amp;page=2", "/list?page=2"),
        ("your key, aB%2FcD+eF\\u003d=, is known", "your key, …, is known"),
        ("aB/cD+eF= is another", "aB/cD+eF= is another"),
    ],
)
def test_a_secret_is_covered_however_an_answer_writes_it(written: str, left: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_KEY", "aB/cD+eF==")
    manners = Manners(credentials={"portal.example": "PORTAL_KEY"}, credential_in={"portal.example": "query apikey"})
    reply = Reply(200, {"Link": written}, b"\xff" + written.encode())
    found = reply_without_secrets(manners, checked("https://portal.example/list"), reply)
    assert (found.headers, found.body) == ({"Link": left}, b"\xff" + left.encode())
