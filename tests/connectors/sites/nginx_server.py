"""A real nginx over a folder, behind a loopback server that counts what is asked and can fall silent."""

import http.client
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from loopback import Asked, Given, Loopback, loopback

CONF = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  types {{ text/html html; application/xml xml; application/atom+xml atom; text/plain txt; application/octet-stream gz; }}
  default_type application/octet-stream; access_log off; etag on; gzip on; gzip_types application/xml text/plain;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  {maps}
  server {{ listen 127.0.0.1:{port}; root {root}; autoindex on; autoindex_exact_size on;
    location /moved/ {{ rewrite ^/moved/(.*)$ /$1 redirect; }}
    {locations}
  }}
}}
"""


@contextmanager
def nginx(folder: Path, root: Path, maps: str = "", locations: str = "") -> Iterator[Loopback]:
    """The files under `root` as nginx serves them, with more lines of configuration."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("needs nginx (Debian: nginx), which is not installed")
    folder.mkdir(parents=True, exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(CONF.format(folder=folder, root=root, port=port, maps=maps, locations=locations))
    running = subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    try:
        _wait(port)
        with loopback(lambda asked: _passed(asked, port)) as served:
            yield served
    finally:
        running.terminate()
        running.wait(10)


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not start")


def _passed(asked: Asked, port: int) -> Given:
    """What nginx answers."""
    upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    kept = ("accept-encoding", "if-none-match", "if-modified-since", "range", "if-range")
    try:
        upstream.request(asked.method, asked.path, headers={name: value for name, value in asked.headers.items() if name in kept})
        answer = upstream.getresponse()
        body = answer.read()
        skipped = ("content-length", "connection", "transfer-encoding", "server", "date")
        headers = {name: value for name, value in answer.getheaders() if name.lower() not in skipped}
        return Given(body, answer.status, headers)
    finally:
        upstream.close()
