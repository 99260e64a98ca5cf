"""Addresses and what answers them: thin, each a page's facts put into its template."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from moisson.commons.pages.render import ICON, STYLE, said, templates
from moisson.contracts.errors import EnvironmentFault, MoissonError, NotFound
from moisson.contracts.toml_text import as_toml
from moisson.release.report.label_language import tongue
from moisson.stewardship.opened import taken_back
from moisson.view import pages
from moisson.view.asker import Asker
from moisson.view.index import Hits
from moisson.view.judging import LONGEST_NAME, READER, write_down
from moisson.view.model import model
from moisson.view.shelf import Open, Shelf
from moisson.view.words import EDITIONS, preferred, words_for

HERE = Path(__file__).parent
MENU = ("funnel", "documents", "duplicates", "rights", "privacy", "sources", "judge")
REMEMBERED_S = 180 * 24 * 3600
MOST_SAID = 1 << 16  # bytes of a form
Facts = dict[str, Any]


class Site:
    """The pages of what a shelf holds; `only` are the documents shown at all, where pages are written as files."""

    def __init__(self, shelf: Shelf, style: Path | None = None, only: Hits | None = None) -> None:
        self.shelf, self._only = shelf, only
        self._style = style or STYLE
        self._templates = templates(HERE / "templates")
        self._templates.filters["toml"] = as_toml

    @cached_property
    def app(self) -> Starlette:
        """The ASGI application, to stand behind the guard."""
        release = "/{edition}/r/{recipe}/{name}"
        of_release: Mapping[str, Callable[[Asker], Facts]] = pages.PAGES
        return Starlette(
            routes=[
                Route("/", self._start),
                Route("/style.css", self._style_sheet),
                Route("/icon.svg", self._icon),
                Route("/{edition}/", in_edition(self._shelf)),
                Route("/{edition}/models/{name}", in_edition(self._model)),
                Route("/{edition}/accessibility", in_edition(self._accessibility)),
                *(Route(f"{release}/{page}", in_edition(self._of_release(page, facts))) for page, facts in of_release.items()),
                Route(f"{release}/judge", self._judged, methods=["POST"]),
                Route(f"{release}/", in_edition(self._to_funnel)),
            ],
            exception_handlers={MoissonError: self._failed, HTTPException: self._missing, 404: self._missing},
        )

    def _start(self, request: Request) -> Response:
        return RedirectResponse(f"/{preferred(request.headers.get('accept-language', ''))}/", 303)

    def _style_sheet(self, _: Request) -> Response:
        return Response(self._style.read_text(encoding="utf-8"), media_type="text/css")

    def _icon(self, _: Request) -> Response:
        return Response(ICON.read_text(encoding="utf-8"), media_type="image/svg+xml")

    def _to_funnel(self, request: Request) -> Response:
        given = request.path_params
        return RedirectResponse(address(given["edition"], given["recipe"], given["name"], "funnel"), 303)

    def _shelf(self, request: Request) -> Response:
        listed, models = self.shelf.listed(), [name for name, _ in self.shelf.models()]
        if len(listed) + len(models) == 1:
            only = [address(_edition(request), each.recipe, each.name, "funnel") for each in listed]
            return RedirectResponse((only or [f"/{_edition(request)}/models/{quote(models[0], safe='')}"])[0], 303)
        return self._answer(request, "shelf", {"listed": listed, "models": models})

    def _model(self, request: Request) -> Response:
        facts = model(self.shelf, request.path_params["name"], request.query_params.get("id", "").strip())
        return self._answer(request, "model", facts)

    def _accessibility(self, request: Request) -> Response:
        return self._answer(request, "accessibility", {})

    async def _judged(self, request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_SAID:
                raise HTTPException(413)
        form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
        return await run_in_threadpool(in_edition(lambda asked: self._write_down(asked, form)), request)

    def _write_down(self, request: Request, form: Mapping[str, list[str]]) -> Response:
        given = request.path_params
        opened = self.shelf.open(given["recipe"], given["name"])
        asker = Asker(self.shelf, opened, words_for(_edition(request)), request.query_params)
        page, query = write_down(asker, form)
        where = address(given["edition"], given["recipe"], given["name"], page, **query)
        answer = RedirectResponse(f"{where}#judge", 303)
        who = " ".join(form["who"][0].split())[:LONGEST_NAME]
        answer.set_cookie(READER, quote(who), max_age=REMEMBERED_S, path="/", httponly=True, samesite="strict")
        return answer

    def _of_release(self, page: str, facts: Callable[[Asker], Facts]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            opened = self.shelf.open(request.path_params["recipe"], request.path_params["name"])
            asker = Asker(self.shelf, opened, words_for(_edition(request)), request.query_params, self._only, _who(request))
            found = facts(asker)
            return self._answer(request, found.pop("template", page), found, opened)

        return answer

    def _answer(self, request: Request, template: str, facts: Facts, opened: Open | None = None, status: int = 200) -> Response:
        edition = _edition(request)
        words = words_for(edition)
        look = opened.look if opened else None

        def to(page: str, /, **query: object) -> str:
            assert look is not None
            return address(edition, look.recipe, look.release, page, **query)

        html = self._templates.get_template(f"{template}.html").render(
            **said(words),
            to=to,
            root="",
            front=f"/{edition}/",
            editions=[(each, words_for(each)("site.language"), _in_edition(request, each)) for each in EDITIONS],
            shelf=self.shelf,
            look=look,
            index=opened.index if opened else None,
            recipe_tongue=tongue(look.stats["recipe"]["title"]) if look else None,
            taken_back=taken_back(look.opened.folder) if look else None,
            menu=[(page, to(page)) for page in MENU if page != "judge" or self._only is None] if look else [],
            template=template,
            static=self._only is not None,
            **facts,
        )
        return HTMLResponse(html, status)

    def _failed(self, request: Request, error: Exception) -> Response:
        status = 404 if isinstance(error, NotFound) else 503 if isinstance(error, EnvironmentFault) else 400
        return self._answer(request, "failed", {"why": str(error), "status": status}, status=status)

    def _missing(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self._answer(request, "failed", {"why": None, "status": status}, status=status)


def in_edition(answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The same answer, where the address names a language that there is."""

    def checked(request: Request) -> Response:
        if request.path_params["edition"] not in EDITIONS:
            raise HTTPException(404)
        return answer(request)

    return checked


def address(edition: str, recipe: str, name: str, page: str, /, **query: object) -> str:
    """The address of a page of a release; what is empty stands not in it."""
    said = urlencode({key: value for key, value in query.items() if value not in (None, "")})
    return f"/{edition}/r/{quote(recipe, safe='')}/{quote(name, safe='')}/{page}" + (f"?{said}" if said else "")


def _who(request: Request) -> str:
    return unquote(request.cookies.get(READER, ""))[:LONGEST_NAME]


def _edition(request: Request) -> str:
    given = request.path_params.get("edition") or request.url.path.split("/")[1]
    return given if given in EDITIONS else preferred(request.headers.get("accept-language", ""))


def _in_edition(request: Request, edition: str) -> str:
    """The address of this page in another language."""
    parts = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1").split("?")[0].split("/")
    path = "/".join(["", edition, *parts[2:]]) if len(parts) > 2 and parts[1] in EDITIONS else f"/{edition}/"
    return f"{path}?{request.url.query}" if request.url.query else path
