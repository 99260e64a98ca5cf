"""How ready a folder's files are for AI: the report of `moisson check`, as a site of one page."""

from pathlib import Path
from typing import Self

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from moisson.check.readiness.page import chapters, title, totals
from moisson.check.readiness.reading import Readiness, read
from moisson.check.readiness.wording import LANGS, Words
from moisson.contracts.cores import cores
from moisson.view.frame import Frame, edition_of, in_edition
from moisson.workspace.progress import Progress

PAGE = "readiness"


class FilesSite(Frame):
    """The page of what was found in a folder."""

    def __init__(self, found: Readiness, style: Path | None = None, *, static: bool = False) -> None:
        super().__init__(style, static=static)
        self._found = found

    @classmethod
    def reading(cls, where: Path, style: Path | None, progress: Progress | None, *, static: bool = False) -> Self:
        """Read all files first."""
        return cls(read(where, cores(), progress=progress), style, static=static)

    def routes(self) -> list[Route]:
        return [Route("/{edition}/", in_edition(self._front)), Route(f"/{{edition}}/{PAGE}", in_edition(self._readiness))]

    def begin(self, edition: str) -> str:
        return f"/{edition}/{PAGE}"

    def _front(self, request: Request) -> Response:
        return RedirectResponse(self.begin(edition_of(request)), 303)

    def _readiness(self, request: Request) -> Response:
        words = Words(next(lang for lang in LANGS if lang == edition_of(request)))
        facts = {
            "title": title(self._found, words),
            "lead": words.label("lead"),
            "contents": words.label("contents"),
            "totals": Markup(totals(self._found, words)),  # escaped by the report
            "chapters": [(each.anchor, each.heading, Markup(each.html)) for each in chapters(self._found, words)],
        }
        return self.answer(request, PAGE, facts)
