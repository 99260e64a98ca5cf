"""Real repositories made by git, and git's own smart http behind a server on this machine."""

import gzip
import os
import re
import socket
import socketserver
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

from loopback import MANNERS, Asked, Given, Loopback, loopback

from moisson.connectors.git.git import Git

EMPTY_HOME = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
WANT = re.compile(rb"want ([0-9a-f]{40})")


@dataclass
class Repository:
    """A bare repository that is written without a work tree, so that names may be anything that git can hold."""

    path: Path
    branch: str = "main"

    def git(self, *arguments: str, given: bytes = b"", day: str = "2020-01-01") -> str:
        date = f"{day}T12:00:00+0100"
        who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_AUTHOR_DATE": date}
        who |= {"GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.org", "GIT_COMMITTER_DATE": date}
        env = {**os.environ, **EMPTY_HOME, **who, "GIT_DIR": str(self.path)}
        return subprocess.run(["git", *arguments], env=env, input=given, capture_output=True, check=True).stdout.decode().strip()

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", given=data)

    def tree(self, entries: Mapping[str, tuple[str, str]]) -> str:
        """A tree of this very content, whatever git would say of its names: mode and object by name."""
        raw = b"".join(
            mode.lstrip("0").encode() + b" " + name.encode("utf-8", "surrogateescape") + b"\0" + bytes.fromhex(object)
            for name, (mode, object) in entries.items()
        )
        return self.git("hash-object", "-w", "-t", "tree", "--stdin", "--literally", given=raw)

    def commit_tree(self, tree: str, day: str = "2020-01-01", parents: tuple[str, ...] | None = None) -> str:
        """A commit on the branch."""
        try:
            before: tuple[str, ...] = (self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{self.branch}"),)
        except subprocess.CalledProcessError:
            before = ()
        given = [argument for parent in (before if parents is None else parents) for argument in ("-p", parent)]
        commit = self.git("commit-tree", tree, *given, "-m", "x", day=day)
        self.git("update-ref", f"refs/heads/{self.branch}", commit)
        return commit

    def commit(self, files: Mapping[str, bytes | None], day: str = "2020-01-01", parents: tuple[str, ...] | None = None) -> str:
        """A commit that writes files and, where there is None, takes them away."""
        for name, data in files.items():
            if data is None:
                self.git("update-index", "--index-info", given=f"0 {'0' * 40}\t{name}\n".encode())
            else:
                self.git("update-index", "--add", "--cacheinfo", f"100644,{self.blob(data)},{name}")
        return self.commit_tree(self.git("write-tree"), day, parents)


def repository(path: Path, *options: str) -> Repository:
    """An empty bare repository that serves partial clones."""
    made = Repository(path)
    env = {**os.environ, **EMPTY_HOME}
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", *options, str(path)], env=env, check=True)
    made.git("config", "uploadpack.allowFilter", "true")
    return made


def wants(asked: Asked) -> list[str]:
    """The objects that a request asks for."""
    body = gzip.decompress(asked.body) if asked.headers.get("content-encoding") == "gzip" else asked.body
    return [object.decode() for object in WANT.findall(body)]


@dataclass
class GitServer:
    """`git http-backend` for the repositories of one folder, and what it was asked."""

    root: Path
    served: Loopback | None = None

    @property
    def loopback(self) -> Loopback:
        assert self.served is not None
        return self.served

    @property
    def address(self) -> str:
        return self.loopback.address

    def wanted(self) -> list[str]:
        """The objects that were asked for since the last time."""
        found = [object for asked in self.loopback.asked for object in wants(asked)]
        self.loopback.count()
        return found

    def answer(self, asked: Asked) -> Given:
        path, _, query = asked.path.partition("?")
        env = {
            **os.environ,
            **EMPTY_HOME,
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REQUEST_METHOD": asked.method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": asked.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(asked.body)),
            "HTTP_CONTENT_ENCODING": asked.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": asked.headers.get("git-protocol", ""),
            "REMOTE_ADDR": "127.0.0.1",
        }
        done = subprocess.run(["git", "http-backend"], env=env, input=asked.body, capture_output=True, check=False)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        return Given(body, int(headers.pop("Status", "200").split()[0]), headers)


@contextmanager
def git_server(root: Path) -> Iterator[GitServer]:
    """A running server of the repositories in a folder."""
    made = GitServer(root)
    with loopback(made.answer) as served:
        made.served = served
        yield made


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    public, private = folder / f"{host}.pem", folder / f"{host}.key"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}"]
    made += ["-addext", f"subjectAltName=DNS:{host}", "-out", str(public), "-keyout", str(private)]
    subprocess.run(made, capture_output=True, check=True)
    return public, private


@contextmanager
def tls_before(port: int, public: Path, private: Path) -> Iterator[int]:
    """A port that speaks TLS and hands on to another one of this machine."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)

    class Front(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                outside = context.wrap_socket(self.request, server_side=True)
            except OSError:
                return  # the other side does not trust us
            with outside, socket.create_connection(("127.0.0.1", port)) as inside:
                back = Thread(target=hand_on, args=(inside, outside), daemon=True)
                back.start()
                hand_on(outside, inside)
                back.join()

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Front)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hand_on(one: socket.socket, other: socket.socket) -> None:
    """Hand bytes on until one side ends."""
    with suppress(OSError):
        while data := one.recv(1 << 16):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


LAWS = {f"gesetze/{n:03}.md": f"# Gesetz {n}\n\nDer Absatz {n}.\n".encode() for n in range(40)}


def amended(path: Path) -> Repository:
    """A repository with forty laws, of which one was amended."""
    made = repository(path)
    made.commit({**LAWS, "README.md": b"read me", "scan.pdf": b"%PDF-1.4 " + bytes(5000)}, "2019-05-01")
    made.commit({"gesetze/007.md": b"# Gesetz 7\n\nNeu.\n"}, "2020-06-02")
    return made


def git(source: str | Repository, **fields: Any) -> Git:
    """The connector, asking a repository of this machine."""
    said = {"repository": source if isinstance(source, str) else str(source.path), "manners": MANNERS}
    return Git(**{**said, **fields})
