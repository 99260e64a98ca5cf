"""What all sites of the viewer share: style sheet, languages, the accessibility page, and how faults are answered."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from moisson.commons.pages.render import ICON, STYLE, said, templates
from moisson.contracts.errors import EnvironmentFault, MoissonError, NotFound
from moisson.contracts.toml_text import as_toml
from moisson.view.words import EDITIONS, preferred, words_for

HERE = Path(__file__).parent
Facts = dict[str, Any]


class Frame(ABC):
    """A site; `static` says that its pages are written as files."""

    def __init__(self, style: Path | None, *, static: bool) -> None:
        self.static, self._style = static, style or STYLE
        self._templates = templates(HERE / "templates")
        self._templates.filters["toml"] = as_toml

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """Its own addresses."""

    @abstractmethod
    def begin(self, edition: str) -> str:
        """The address of the page at which a reader of a language begins."""

    @cached_property
    def app(self) -> Starlette:
        """The ASGI application, to stand behind the guard."""
        return Starlette(
            routes=[
                Route("/", self._start),
                Route("/style.css", self._style_sheet),
                Route("/icon.svg", self._icon),
                Route("/{edition}/accessibility", in_edition(self._accessibility)),
                *self.routes(),
            ],
            exception_handlers={MoissonError: self._failed, HTTPException: self._missing, 404: self._missing},
        )

    def answer(self, request: Request, template: str, facts: Facts, status: int = 200) -> Response:
        """A page: a template with its facts, and what every template wants."""
        edition = edition_of(request)
        words = words_for(edition)
        everywhere = {
            "root": "",
            "front": f"/{edition}/",
            "editions": [(each, words_for(each)("site.language"), _in_edition(request, each)) for each in EDITIONS],
            "shelf": None,
            "look": None,
            "index": None,
            "taken_back": None,
            "menu": [],
            "template": template,
            "static": self.static,
        }
        html = self._templates.get_template(f"{template}.html").render({**said(words), **everywhere, **facts})
        return HTMLResponse(html, status)

    def _start(self, request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request.headers.get('accept-language', ''))}/", 303)

    def _style_sheet(self, _: Request) -> Response:
        return Response(self._style.read_text(encoding="utf-8"), media_type="text/css")

    def _icon(self, _: Request) -> Response:
        return Response(ICON.read_text(encoding="utf-8"), media_type="image/svg+xml")

    def _accessibility(self, request: Request) -> Response:
        return self.answer(request, "accessibility", {})

    def _failed(self, request: Request, error: Exception) -> Response:
        status = 404 if isinstance(error, NotFound) else 503 if isinstance(error, EnvironmentFault) else 400
        return self.answer(request, "failed", {"why": str(error), "status": status}, status)

    def _missing(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self.answer(request, "failed", {"why": None, "status": status}, status)


def in_edition(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The same answer, where the address names a language that there is."""

    def checked(request: Request) -> Response:
        if request.path_params["edition"] not in EDITIONS:
            raise HTTPException(404)
        return answer(request)

    return checked


def edition_of(request: Request) -> str:
    """The language of a page: the one its address names, else the one that the browser asks for."""
    given = request.path_params.get("edition") or request.url.path.split("/")[1]
    return given if given in EDITIONS else preferred(request.headers.get("accept-language", ""))


def _in_edition(request: Request, edition: str) -> str:
    """The address of this page in another language."""
    parts = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1").split("?")[0].split("/")
    path = "/".join(["", edition, *parts[2:]]) if len(parts) > 2 and parts[1] in EDITIONS else f"/{edition}/"
    return f"{path}?{request.url.query}" if request.url.query else path
