"""Serves the pages to one person: on loopback, behind a token, until Ctrl-C."""

import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from secrets import token_urlsafe

import uvicorn
from starlette.types import ASGIApp

from moisson.contracts.errors import UserError
from moisson.view.frame import Frame
from moisson.view.guard import TOKEN, Guard
from moisson.view.routes import Site
from moisson.view.shelf import Shelf, is_files
from moisson.workspace.progress import Progress

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Place:
    """Where pages are served: port 0 is any that is free."""

    host: str = LOOPBACK
    port: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which browsers may ask for this server; other hosts' names are refused."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return tuple(dict.fromkeys((own, *(("127.0.0.1", "localhost", "[::1]") if self.is_loopback else ()))))

    @property
    def is_loopback(self) -> bool:
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def listening(place: Place) -> socket.socket:
    """A socket that listens there; raises UserError where it cannot."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((place.host, place.port))
        listener.listen()  # whoever has the link is heard, even before the server is ready
    except OSError as error:
        listener.close()
        raise UserError(f"--host {place.host} --port {place.port}: {error.strerror or error}; name another.") from None
    return listener


def guarded(site: Frame, place: Place, port: int, token: str) -> ASGIApp:
    """The site for whoever has the token."""
    return Guard(site.app, token, place.names, port)


def server_of(app: ASGIApp) -> uvicorn.Server:
    """What serves an application on a socket, and says nothing of itself."""
    return uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off", server_header=False))


def serve(
    where: Path,
    state: Path,
    place: Place,
    said: Callable[[str], None],
    *,
    style: Path | None = None,
    show_masked: bool = False,
    progress: Progress | None = None,
    marks: Path | None = None,
) -> None:
    """Open what is there, tell the link to it, and serve until Ctrl-C.

    Raises NotFound where there is nothing, UserError for an address or a style sheet that cannot be.
    """
    if style is not None and not style.is_file():
        raise UserError(f"--style {style}: there is no such file.")
    token = token_urlsafe(24)
    if is_files(where):
        opening = _of_files(where, style, progress, show_masked)
    else:
        opening = _of_shelf(where, state, style, progress, marks, show_masked)
    with opening as site, listening(place) as listener:
        port = listener.getsockname()[1]
        app = guarded(site, place, port, token)
        said(f"http://{place.names[0]}:{port}/?{TOKEN}={token}")
        with suppress(KeyboardInterrupt):  # as the reader ends it
            server_of(app).run(sockets=[listener])


@contextmanager
def _of_shelf(
    where: Path, state: Path, style: Path | None, progress: Progress | None, marks: Path | None, show_masked: bool
) -> Iterator[Frame]:
    """The pages of a release, a workspace or a model."""
    with closing(Shelf(where, state, progress, show_masked=show_masked, marks=marks)) as shelf:
        if show_masked and shelf.workspace is None:
            remedy = "open the workspace where it was built"
            raise UserError(f"--show-masked: {where} is a release, which holds no originals; {remedy}.")
        names = shelf.names()
        if len(names) == 1:
            shelf.open(*names[0])  # what cannot be opened is told before a link is
        yield Site(shelf, style)


@contextmanager
def _of_files(where: Path, style: Path | None, progress: Progress | None, show_masked: bool) -> Iterator[Frame]:
    """The page of how ready files are, which are read before the link is told."""
    if show_masked:
        raise UserError(f"--show-masked: {where} is no workspace; `moisson check {where} --reveal` shows what was found there.")
    from moisson.view.files import FilesSite  # a third of a second of imports, which releases do without

    yield FilesSite.reading(where, style, progress)
