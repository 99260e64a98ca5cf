"""The user's git, isolated from everything but what is asked.

No user or system configuration, hook, credential helper, prompt, submodule or redirect; one protocol; and a remote is reached
only at the address that `moisson.connectors.web.safety` checked, or through the environment's proxy. Nothing is checked out, so
names and links cannot harm the disk. Time, memory and size are bounded.
"""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

from moisson.contracts.addresses import shown
from moisson.contracts.errors import FetchError

OLDEST = (2, 37)  # the first to accept the address of a host
MEMORY_KIB = 8 << 20  # of data, per process
BLOCK_BYTES = 512  # the shell's unit of file size
CHUNK_BYTES = 1 << 16
LONGEST_TOKEN_BYTES = 8_192  # twice the longest name accepted
MOST_ANSWER_BYTES = 16 << 20  # of an answer held in memory
# `ulimit -f` limits files, `ulimit -d` memory, before the disk or the machine is full.
BOUNDED = 'ulimit -c 0; ulimit -d "$1" 2>/dev/null; ulimit -f "$2" 2>/dev/null; shift 2; exec "$@"'
SAID = re.compile(r"^(?:fatal|error|remote): *(.+)$", re.MULTILINE)
SETTINGS = (
    ("core.hooksPath", os.devnull),
    ("core.fsmonitor", "false"),
    ("core.bigFileThreshold", "32m"),
    ("credential.helper", ""),
    ("fetch.unpackLimit", "1"),  # always one pack, which is whole or absent
    ("fetch.recurseSubmodules", "false"),
    ("gc.auto", "0"),
    ("maintenance.auto", "false"),
    ("protocol.version", "2"),
    ("http.followRedirects", "false"),
    ("http.proxy", ""),  # unless `location` names one
    ("http.postBuffer", str(64 << 20)),
    ("http.lowSpeedLimit", "1"),
)
# git's words, and what they mean for the user.
REASONS = (
    (r"(?i)tunnel failed|from proxy", "cannot be reached through the proxy, which refuses"),
    (
        r"terminal prompts disabled|Authentication failed|error: 40[13]",
        "refuses access; name what it asks for in manners.credentials",
    ),
    (r"error: 404|repository '.*' not found", "has no repository at this address; correct `repository`"),
    (r"error: 3\d\d|redirect", "has moved; name its new address in `repository`"),
    (r"error: (?:429|5\d\d)", "answers with an error; run again later"),
    (r"(?i)certificate|SSL", "has a certificate that is not to be trusted (manners.ca_file names others)"),
    (
        r"(?i)resolve host|Failed to connect|couldn't connect|timed out|too slow|Connection (?:reset|refused)",
        "does not answer; run again later",
    ),
    (
        r"dubious ownership",
        "belongs to another user of this machine, and git reads no such repository; copy it, or make a bundle of it",
    ),
    (
        r"not (?:appear to be )?a git repository|look like a (?:v2 or v3 )?bundle|bundle header",
        "is no git repository and no bundle",
    ),
    (r"index-pack|signal 25|File size limit", "sends a pack that is damaged, or larger than manners.max_download_bytes"),
    (r"(?i)out of memory|malloc|unable to create thread", "needs more memory than it may take"),
    (
        r"unadvertised object|not our ref|couldn't find remote ref|no such remote ref|did not send all",
        "does not serve what was requested",
    ),
    (r"(?i)no space left", "does not fit on this disk; make room in the workspace and in TMPDIR"),
)


class GitFailure(Exception):
    """git failed; the message is git's."""


@lru_cache(maxsize=1)
def program() -> str:
    """Where git is; raises FetchError if missing or too old."""
    found = shutil.which("git")
    if found is None:
        raise FetchError("git is not installed, and the connector git needs it; install git 2.37 or newer.")
    said = subprocess.run([found, "version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < OLDEST:
        raise FetchError(f"`git version` says {said.strip()[:80]!r}; the connector git needs 2.37 or newer.")
    return str(Path(found).absolute())  # PATH may be relative to our folder, and git runs in another


@dataclass(frozen=True)
class GitClient:
    """A bare clone in `folder`, and the one remote it may fetch from.

    `home` is an empty folder in place of the user's. `settings` are git configuration, which may hold secrets, so they go through
    the environment, never the command line.
    """

    folder: Path
    home: Path
    address: str  # of the remote
    name: str  # the same for messages
    protocols: str  # allowed to reach it
    settings: tuple[tuple[str, str], ...]
    timeout_s: float
    max_bytes: int

    def run(self, *arguments: str, far: bool = False, given: bytes = b"") -> bytes:
        """A command's answer, a few lines; raises GitFailure. Only with `far` may it reach the remote."""
        with self.started(arguments, far, bool(given)) as process:
            if given and process.stdin:
                process.stdin.write(given)
                process.stdin.close()
            answer = _out(process).read(MOST_ANSWER_BYTES)
            if _out(process).read(1):
                raise GitFailure(f"`git {arguments[0]}` answers with more than {MOST_ANSWER_BYTES} bytes")
        return answer

    def tokens(self, *arguments: str, far: bool = False, end: bytes = b"\0") -> Iterator[bytes]:
        """A command's answer, split at each `end`; stopping early ends the command. Raises GitFailure.

        Overlong tokens, which a tree can hold, are truncated.
        """
        with self.started(arguments, far, False) as process:
            rest = b""
            while chunk := _out(process).read(CHUNK_BYTES):
                first, *others = chunk.split(end)
                rest += first[: LONGEST_TOKEN_BYTES - len(rest)]
                for each in others:
                    yield rest
                    rest = each[:LONGEST_TOKEN_BYTES]
            if rest:
                yield rest

    @contextmanager
    def started(self, arguments: Sequence[str], far: bool, asks: bool) -> Iterator[subprocess.Popen[bytes]]:
        """A running command; leaving the block early kills it and its children. Raises GitFailure."""
        size = str(max(self.max_bytes - _size(self.folder), 1) // BLOCK_BYTES + 1) if far else "unlimited"
        command = ["/bin/sh", "-c", BOUNDED, "git", str(MEMORY_KIB), size, program(), *arguments]
        with TemporaryFile() as errors:
            process = subprocess.Popen(
                command,
                cwd=self.home,
                env=self._environment(far),
                stdin=subprocess.PIPE if asks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
            late = Timer(self.timeout_s, _end, [process])
            late.daemon = True
            if far:  # local answers are bounded by size, and read as slowly as they are consumed
                late.start()
            whole = False
            try:
                yield process
                if process.stdin:
                    process.stdin.close()
                process.wait()
                whole = True
            except BrokenPipeError:
                process.wait()
                whole = True
            finally:
                in_time = not far or late.is_alive()
                late.cancel()
                if not whole:
                    _end(process)
                    process.wait()
                _out(process).close()
            if process.returncode != 0:
                raise GitFailure(_said(errors) if in_time else f"it timed out after {self.timeout_s:g} seconds")

    def explained(self, failure: GitFailure) -> FetchError:
        """The failure as one sentence: what was asked for, what went wrong, what to do."""
        said = shown(str(failure)).replace(str(self.home), "…")[:300]
        why = next((reason for words, reason in REASONS if re.search(words, said)), "cannot be fetched")
        return FetchError(f"{self.name} {why} (git: {said}).")

    def _environment(self, far: bool) -> dict[str, str]:
        settings = {f"GIT_CONFIG_KEY_{i}": key for i, (key, _) in enumerate(self.settings)}
        settings |= {f"GIT_CONFIG_VALUE_{i}": value for i, (_, value) in enumerate(self.settings)}
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "TMPDIR": str(self.home),
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home),
            "LC_ALL": "C",
            "GIT_DIR": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "GIT_NO_REPLACE_OBJECTS": "1",  # a replacement would give other words under a commit's name
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_PROTOCOL_FROM_USER": "0",
            "GIT_ALLOW_PROTOCOL": self.protocols if far else "none",
            "GIT_CONFIG_COUNT": str(len(self.settings)),
            **settings,
        }


def _out(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None
    return process.stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _said(errors: IO[bytes]) -> str:
    """git's first errors, from which the others follow."""
    errors.seek(0)
    text = errors.read(CHUNK_BYTES).decode("utf-8", "replace")
    said = [line.strip() for line in SAID.findall(text) if line.strip()]
    return "; ".join(dict.fromkeys(said[:3])) or text.strip()[-300:] or "it was stopped"


def _size(folder: Path) -> int:
    packs = folder / "objects" / "pack"
    return sum(entry.stat().st_size for entry in os.scandir(packs)) if packs.is_dir() else 0
