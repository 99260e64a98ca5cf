"""moto's S3 server on loopback, behind a door that counts, cuts and spoils; it is filled by Amazon's own client."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors.objects.s3 import S3

boto3 = pytest.importorskip("boto3")  # it states no types
moto_server = pytest.importorskip("moto.server")
BUCKET = "avis"
WANTED = {f"avis/{n}.txt": f"Avis n. {n}.".encode() for n in range(7)}
KEYS = {"aws_access_key_id": "essai", "aws_secret_access_key": "essai", "region_name": "eu-west-3"}
OWN_HEADERS = frozenset({"content-length", "connection", "transfer-encoding", "date", "server"})


@dataclass
class Store:
    """One store with one bucket. `spoiled` are other answers, by method and path with query."""

    port: int
    client: Any  # boto3's
    served: Loopback = field(init=False)
    spoiled: dict[str, Given] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.served.address

    def put(self, key: str, data: bytes, **fields: object) -> None:
        self.client.put_object(Bucket=BUCKET, Key=key, Body=data, **fields)

    def paths(self) -> list[str]:
        """What was asked for since the last count: keys, and `list` for a page of the listing."""
        return ["list" if "list-type" in asked.path else asked.path.removeprefix(f"/{BUCKET}/") for asked in self.served.asked]

    def answer(self, asked: Asked) -> Given:
        """What moto says; the request goes on as it came, with the host that was signed."""
        if (given := self.spoiled.get(asked.path)) is not None:
            return given
        far = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            far.putrequest(asked.method, asked.path, skip_host=True, skip_accept_encoding=True)
            for name, value in asked.headers.items():
                far.putheader(name, value)
            far.endheaders(asked.body)
            said = far.getresponse()
            body = said.read()
            headers = {name: value for name, value in said.getheaders() if name.lower() not in OWN_HEADERS}
            return Given(body, said.status, headers)
        finally:
            far.close()


def error(status: int, code: str, message: str = "No.", **headers: str) -> Given:
    """An error as S3 says it."""
    said = f"<?xml version='1.0' encoding='UTF-8'?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Given(said.encode(), status, {"Content-Type": "application/xml", **headers})


def ask_moto(port: int, what: str, body: str) -> None:
    """Ask moto itself for something."""
    door = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        door.request("POST", f"/moto-api/{what}", body=body)
        assert door.getresponse().status == 200
    finally:
        door.close()


@contextmanager
def s3_store() -> Iterator[Store]:
    """A running store with one empty bucket."""
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        port = server.get_host_and_port()[1]
        ask_moto(port, "reset", "")  # all its servers in one process hold the same buckets
        client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", **KEYS)
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        far = Store(port, client)
        with loopback(far.answer) as far.served:
            yield far
    finally:
        server.stop()


@contextmanager
def filled_store() -> Iterator[Store]:
    """A running store whose bucket holds `WANTED`."""
    with s3_store() as far:
        for key, data in WANTED.items():
            far.put(key, data)
        yield far


def s3(far: Store, **fields: object) -> S3:
    said = {"bucket": BUCKET, "endpoint": far.address, "region": "eu-west-3", "manners": MANNERS}
    return S3.model_validate({**said, **fields})


def with_credentials(set: pytest.MonkeyPatch, folder: Path) -> None:
    """Give credentials by the environment; the user's own are not looked at."""
    set.setenv("AWS_ACCESS_KEY_ID", "essai")
    set.setenv("AWS_SECRET_ACCESS_KEY", "essai")
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        set.delenv(name, raising=False)
    set.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "credentials"))
    set.setenv("AWS_CONFIG_FILE", str(folder / "config"))
