"""Addresses and what answers them: thin, each a page's facts put into its template."""

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from moisson.release.report.label_language import tongue
from moisson.stewardship.opened import taken_back
from moisson.view import pages
from moisson.view.asker import Asker
from moisson.view.frame import Facts, Frame, edition_of, in_edition
from moisson.view.index import Hits
from moisson.view.judging import LONGEST_NAME, READER, write_down
from moisson.view.model import model
from moisson.view.shelf import Open, Shelf
from moisson.view.words import words_for

MENU = ("funnel", "documents", "duplicates", "rights", "privacy", "sources", "judge")
REMEMBERED_S = 180 * 24 * 3600
MOST_SAID = 1 << 16  # bytes of a form


class Site(Frame):
    """The pages of what a shelf holds; `only` are the documents shown at all, where pages are written as files."""

    def __init__(self, shelf: Shelf, style: Path | None = None, only: Hits | None = None) -> None:
        super().__init__(style, static=only is not None)
        self.shelf, self._only = shelf, only

    def routes(self) -> list[Route]:
        release = "/{edition}/r/{recipe}/{name}"
        of_release: Mapping[str, Callable[[Asker], Facts]] = pages.PAGES
        return [
            Route("/{edition}/", in_edition(self._shelf)),
            Route("/{edition}/models/{name}", in_edition(self._model)),
            *(Route(f"{release}/{page}", in_edition(self._of_release(page, facts))) for page, facts in of_release.items()),
            Route(f"{release}/judge", self._judged, methods=["POST"]),
            Route(f"{release}/", in_edition(self._to_funnel)),
        ]

    def begin(self, edition: str) -> str:
        ((recipe, name),) = self.shelf.names()
        return address(edition, recipe, name, "funnel")

    def _to_funnel(self, request: Request) -> Response:
        given = request.path_params
        return RedirectResponse(address(given["edition"], given["recipe"], given["name"], "funnel"), 303)

    def _shelf(self, request: Request) -> Response:
        listed, models = self.shelf.listed(), [name for name, _ in self.shelf.models()]
        if len(listed) + len(models) == 1:
            only = [address(edition_of(request), each.recipe, each.name, "funnel") for each in listed]
            return RedirectResponse((only or [f"/{edition_of(request)}/models/{quote(models[0], safe='')}"])[0], 303)
        return self._answer(request, "shelf", {"listed": listed, "models": models})

    def _model(self, request: Request) -> Response:
        facts = model(self.shelf, request.path_params["name"], request.query_params.get("id", "").strip())
        return self._answer(request, "model", facts)

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
        asker = Asker(self.shelf, opened, words_for(edition_of(request)), request.query_params)
        page, query = write_down(asker, form)
        where = address(given["edition"], given["recipe"], given["name"], page, **query)
        answer = RedirectResponse(f"{where}#judge", 303)
        who = " ".join(form["who"][0].split())[:LONGEST_NAME]
        answer.set_cookie(READER, quote(who), max_age=REMEMBERED_S, path="/", httponly=True, samesite="strict")
        return answer

    def _of_release(self, page: str, facts: Callable[[Asker], Facts]) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            opened = self.shelf.open(request.path_params["recipe"], request.path_params["name"])
            asker = Asker(self.shelf, opened, words_for(edition_of(request)), request.query_params, self._only, _who(request))
            found = facts(asker)
            return self._answer(request, found.pop("template", page), found, opened)

        return answer

    def _answer(self, request: Request, template: str, facts: Facts, opened: Open | None = None) -> Response:
        if opened is None:
            return self.answer(request, template, {"shelf": self.shelf, **facts})
        look = opened.look

        def to(page: str, /, **query: object) -> str:
            return address(edition_of(request), look.recipe, look.release, page, **query)

        of_release = {
            "to": to,
            "shelf": self.shelf,
            "look": look,
            "index": opened.index,
            "recipe_tongue": tongue(look.stats["recipe"]["title"]),
            "taken_back": taken_back(look.opened.folder),
            "menu": [(page, to(page)) for page in MENU if page != "judge" or not self.static],
        }
        return self.answer(request, template, {**of_release, **facts})


def address(edition: str, recipe: str, name: str, page: str, /, **query: object) -> str:
    """The address of a page of a release; what is empty stands not in it."""
    said = urlencode({key: value for key, value in query.items() if value not in (None, "")})
    return f"/{edition}/r/{quote(recipe, safe='')}/{quote(name, safe='')}/{page}" + (f"?{said}" if said else "")


def _who(request: Request) -> str:
    return unquote(request.cookies.get(READER, ""))[:LONGEST_NAME]
