"""Writes a site: pages in each language, letters, the catalogue, the reuses: plain files, without a server or JavaScript."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from moisson.commons.catalogue.write import write_catalogue
from moisson.commons.pages.render import ICON, STYLE, said, templates, write
from moisson.commons.pages.words import EDITIONS, words_for
from moisson.commons.publishers.advice import remedy
from moisson.commons.publishers.already_in import AlreadyIn
from moisson.commons.publishers.gathered import Publisher, licensed
from moisson.commons.publishers.left_out import write_left_out
from moisson.commons.publishers.letter import as_html, letter
from moisson.commons.publishers.reuses import udata
from moisson.commons.site.pages import MENU, pages
from moisson.commons.site.shown import Corpora, Shown
from moisson.contracts.disk import disk
from moisson.contracts.errors import NotFound
from moisson.contracts.identity import pretty_json
from moisson.release.report.phrases import Words

PACKAGE = "moisson.commons.site"
OWN = Path(__file__).parent / "templates"


class Letters:
    """Renders what publishers get, and writes it below a folder: a page and a letter in each language, and what was left out."""

    menu: Sequence[str] = ()

    def __init__(self, shown: Corpora, to: Path, style: Path | None = None) -> None:
        self.shown, self.to, self._style = shown, to, style or STYLE
        self.templates = templates(OWN)

    def publisher(self, publisher: Publisher, already: Sequence[AlreadyIn]) -> int:
        """The page of a publisher, and its letter; how many pages."""
        self.page(f"publisher-{publisher.slug}", "publisher", {"publisher": publisher, "already": already})
        write_left_out(self.shown.releases, publisher, self.to / "publishers" / f"{publisher.slug}.csv")
        for edition in EDITIONS:
            words, name = words_for(edition, PACKAGE), f"letter-{publisher.slug}"
            text = letter(publisher, self.shown.place, words, already)
            write(self.to / edition / f"{name}.md", text)
            facts = {"publisher": publisher, "body": Markup(as_html(text))}
            write(self.to / edition / f"{name}.html", self._rendered(name, "letter", words, facts))
        return 2 * len(EDITIONS)

    def look(self) -> None:
        """The style sheet and the icon."""
        write(self.to / "style.css", self._style.read_text(encoding="utf-8"))
        write(self.to / "icon.svg", ICON.read_text(encoding="utf-8"))

    def page(self, name: str, template: str, facts: Mapping[str, Any]) -> None:
        """One page in every language."""
        for edition in EDITIONS:
            write(self.to / edition / f"{name}.html", self._rendered(name, template, words_for(edition, PACKAGE), facts))

    def _rendered(self, name: str, template: str, words: Words, facts: Mapping[str, Any]) -> str:
        return self.templates.get_template(f"{template}.html").render(
            **said(words),
            shown=self.shown,
            licensed=licensed,
            remedy=lambda finding: remedy(finding, words.edition),
            root="..",
            front="index.html" if self.menu else f"publisher-{facts['publisher'].slug}.html",
            editions=[(edition, own, f"../{edition}/{name}.html") for edition, own in _editions()],
            menu=[(page, f"{page}.html") for page in self.menu],
            template=template,
            static=True,
            **facts,
        )


class Site(Letters):
    """Renders the whole site of a commons."""

    menu = MENU

    def __init__(self, shown: Shown, to: Path, style: Path | None = None) -> None:
        super().__init__(shown, to, style)
        self._commons = shown

    def write(self, already: Mapping[str, Sequence[AlreadyIn]]) -> int:
        """Write it, with what corpora already have of each publisher, by its name; how many pages."""
        self.look()
        every = list(pages(self._commons))
        for name, template, facts in every:
            self.page(name, template, facts)
        written = len(every) * len(EDITIONS)
        written += sum(self.publisher(each, already.get(each.name, ())) for each in self.shown.publishers)
        write_catalogue(self.shown.releases, self.shown.models, self.shown.place, self.to)
        write(self.to / "reuses.json", pretty_json(udata(self._commons.state.reuses)).decode())
        begin = self.templates.get_template("begin.html")
        write(self.to / "index.html", begin.render(editions=_editions(), name=self.shown.place.name))
        return written


def take_form(pages: Path, to: Path) -> bool:
    """Copy the desk's pages with its form into the site; raises NotFound where one is missing."""
    for edition in EDITIONS:
        path = pages / f"ask.{edition}.html"
        if not path.is_file():
            raise NotFound(f"{path} is not there; `moisson commons desk page` writes the desk's pages.")
        with disk(path):
            write(to / path.name, path.read_text(encoding="utf-8"))
    return True


def _editions() -> list[tuple[str, str]]:
    return [(edition, words_for(edition, PACKAGE)("site.language")) for edition in EDITIONS]
