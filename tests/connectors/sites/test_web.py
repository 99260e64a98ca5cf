"""Sites harvested by their sitemaps, feeds and pages, from a real nginx: what changed is asked for, the rest is not."""

import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Asked, Given, Loopback, loopback
from nginx_server import nginx

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.web import Web
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused

MAP = '<?xml version="1.0" encoding="UTF-8"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'


@dataclass
class Site:
    """A folder that nginx serves."""

    root: Path
    served: Loopback

    def write(self, name: str, data: str | bytes, day: int = 1) -> None:
        """A file of a day: nginx makes ETag and Last-Modified of its time and size."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        os.utime(path, (1_750_000_000 + day * 86_400,) * 2)

    def at(self, name: str) -> str:
        return f"{self.served.address}/{name}"

    def urlset(self, days: dict[str, str | None]) -> str:
        dates = {name: f"<lastmod>{day}</lastmod>" if day else "" for name, day in days.items()}
        rows = "".join(f"<url><loc>{self.at(name)}</loc>{date}</url>" for name, date in dates.items())
        return MAP.format(kind="urlset", rows=rows)

    def index(self, days: dict[str, str | None]) -> str:
        return self.urlset(days).replace("urlset", "sitemapindex").replace("<url>", "<sitemap>").replace("</url>", "</sitemap>")

    def asked(self) -> list[str]:
        """The paths asked for since the last time."""
        paths = [asked.path.lstrip("/") for asked in self.served.asked]
        self.served.count()
        return sorted(paths)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    root = tmp_path / "www"
    root.mkdir()
    with nginx(tmp_path / "nginx", root) as served:
        yield Site(root, served)


def web(**fields: Any) -> Web:
    return Web(**{"manners": MANNERS, **fields})


def take(connector: Web, store: Store | None) -> tuple[str, dict[str, File | Refused]]:
    """The version, and what came, by path without the host."""
    fetched = connector.fetch(Path(), store)
    found = list(fetched.files)
    named = {(each.path if isinstance(each, File) else each.id).partition("/")[2]: each for each in found}
    assert len(named) == len(found), "something came twice"
    return fetched.version, named


def words(found: dict[str, File | Refused], name: str) -> str:
    file = found[name]
    assert isinstance(file, File)
    return file.data.decode()


def test_an_index_of_packed_sitemaps_is_walked_and_only_what_it_dates_anew_is_asked_for(site: Site, store: Store) -> None:
    old = {f"lois/{n}.html": "2025-01-01" for n in range(6)}
    new = {f"avis/{n}.html": "2025-02-01" for n in range(4)}
    for name in [*old, *new]:
        site.write(name, f"<p>{name}</p>")
    site.write("old.xml.gz", gzip.compress(site.urlset(dict(old)).encode()))
    site.write("new.xml", site.urlset(dict(new)))
    site.write("index.xml", site.index({"old.xml.gz": "2025-01-02", "new.xml": "2025-02-02"}))
    connector = web(sitemaps=[site.at("index.xml")])
    version, found = take(connector, store)
    assert found.keys() == old.keys() | new.keys()
    assert words(found, "lois/3.html") == "<p>lois/3.html</p>"
    assert len(site.asked()) == 13
    assert take(connector, store)[0] == version
    assert site.asked() == ["index.xml"]
    site.write("avis/2.html", "<p>revu</p>", day=40)
    site.write("new.xml", site.urlset({**new, "avis/2.html": "2025-03-01"}), day=40)
    site.write("index.xml", site.index({"old.xml.gz": "2025-01-02", "new.xml": "2025-03-02"}), day=40)
    after, found = take(connector, store)
    assert site.asked() == ["avis/2.html", "index.xml", "new.xml"]
    assert after != version
    assert words(found, "avis/2.html") == "<p>revu</p>"
    del new["avis/3.html"]
    site.write("new.xml", site.urlset(dict(new)), day=50)
    site.write("index.xml", site.index({"old.xml.gz": "2025-01-02", "new.xml": "2025-04-02"}), day=50)
    assert "avis/3.html" not in take(connector, store)[1]


def test_a_harvest_cut_at_any_request_ends_with_the_same_files(site: Site, tmp_path: Path) -> None:
    names: dict[str, str | None] = {f"{n}.html": "2025-01-01" if n % 2 else None for n in range(14)}
    for name in names:
        site.write(name, f"<p>{name}</p>")
    site.write("a.xml", site.urlset(names))
    site.write("index.xml", site.index({"a.xml": "2025-01-01"}))
    connector = web(sitemaps=[site.at("index.xml")])
    whole = take(connector, Store(tmp_path / "whole"))
    requests = site.served.count()
    assert requests == 16
    for cut in range(1, requests + 1):
        store = Store(tmp_path / str(cut))
        site.served.count()
        site.served.cut_at = cut
        try:
            lost = {each.reason for each in take(connector, store)[1].values() if isinstance(each, Refused)}
            assert lost == {"fetch:cut"}
        except FetchError:
            assert cut <= 2, "a list that fails stops the harvest, a document does not"
        site.served.cut_at = None
        site.served.count()
        found = take(connector, store)[1]
        assert found == whole[1]
        assert take(connector, store)[0] == whole[0]


def test_robots_txt_and_lists_on_lines_name_sitemaps_too(site: Site, store: Store) -> None:
    for name in ("a.html", "b.html"):
        site.write(name, name)
    site.write("list.txt", f"{site.at('a.html')}\n{site.at('b.html')}#part\n\n")
    site.write("robots-copy.txt", f"User-agent: *\nDisallow:\nSitemap: {site.at('list.txt')}\n")
    assert take(web(sitemaps=[site.at("robots-copy.txt")]), store)[1].keys() == {"a.html", "b.html"}


def test_what_cannot_be_had_is_refused_and_what_is_no_sitemap_stops_the_harvest(site: Site, store: Store) -> None:
    site.write("a.html", "a")
    site.write("sitemap.xml", site.urlset({"a.html": None, "b.html": "2025-01-01", "c.html": None}))
    found = take(web(sitemaps=[site.at("sitemap.xml")]), store)[1]
    assert {name: each.reason for name, each in found.items() if isinstance(each, Refused)} == {
        "b.html": "fetch:http-404",
        "c.html": "fetch:http-404",
    }
    site.write("page.html", "<html><body>Welcome</body></html>")
    with pytest.raises(FetchError, match="is no sitemap"):
        take(web(sitemaps=[site.at("page.html")]), store)
    with pytest.raises(FetchError, match="http-404"):
        take(web(sitemaps=[site.at("nothing.xml")]), store)


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<id>urn:feed</id><title>Avis</title><updated>2025-01-01T00:00:00Z</updated><rights>CC BY 4.0</rights>{more}{entries}</feed>"""
ENTRY = """<entry><id>urn:avis:{n}</id><title>Avis {n}</title><published>2024-12-{n:02}T10:00:00Z</published>
<updated>2025-01-{day:02}T00:00:00Z</updated><link href="avis/{n}.html"/>{more}</entry>"""


def entries(numbers: range, day: int = 1, more: str = "") -> str:
    return "".join(ENTRY.format(n=n, day=day, more=more) for n in numbers)


def atom(inside: str, more: str = "") -> str:
    return ATOM.format(entries=inside, more=more)


def test_a_feed_adds_what_is_new_and_takes_back_what_it_says_is_deleted(site: Site, store: Store) -> None:
    for n in range(1, 13):
        site.write(f"avis/{n}.html", f"<p>Avis {n}</p>")
    site.write("old.atom", atom(entries(range(1, 5))))
    site.write("mid.atom", atom(entries(range(5, 9)), '<link rel="next" href="old.atom"/>'))
    site.write("new.atom", atom(entries(range(9, 11), more="<rights>CC0</rights>"), '<link rel="next" href="mid.atom"/>'))
    connector = web(feeds=[site.at("new.atom")])
    _, found = take(connector, store)
    assert len(found) == 10
    assert len(site.asked()) == 13
    first, last = found["avis/1.html"], found["avis/10.html"]
    assert isinstance(first, File)
    assert isinstance(last, File)
    assert first.about is not None
    assert last.about is not None
    assert (first.about.title, first.about.created) == ("Avis 1", "2024-12-01")
    assert first.about.rights is not None
    assert last.about.rights is not None
    assert (first.about.rights["license"], first.about.rights["level"]) == ("CC-BY-4.0", "data-set")
    assert (last.about.rights["license"], last.about.rights["level"]) == ("CC0-1.0", "document")
    gone = '<at:deleted-entry ref="urn:avis:9" when="2025-02-01T00:00:00Z"/><link rel="next" href="mid.atom"/>'
    site.write("new.atom", atom(entries(range(11, 13)), gone), day=3)
    _, found = take(connector, store)
    assert site.asked() == ["avis/11.html", "avis/12.html", "mid.atom", "new.atom"]
    assert len(found) == 11
    assert "avis/9.html" not in found
    take(connector, store)
    assert site.asked() == ["new.atom"]


def test_a_feed_cut_between_its_pages_misses_nothing_afterwards(site: Site, store: Store) -> None:
    for n in range(1, 9):
        site.write(f"avis/{n}.html", f"<p>Avis {n}</p>")
    site.write("old.atom", atom(entries(range(1, 3))))
    site.write("new.atom", atom(entries(range(3, 5)), '<link rel="next" href="old.atom"/>'))
    connector = web(feeds=[site.at("new.atom")])
    take(connector, store)
    site.write("old.atom", atom(entries(range(5, 7))), day=2)
    site.write("new.atom", atom(entries(range(7, 9)), '<link rel="next" href="old.atom"/>'), day=2)
    site.asked()
    site.served.cut_at = 2
    with pytest.raises(FetchError):
        take(connector, store)
    site.served.cut_at = None
    assert take(connector, store)[1].keys() == {f"avis/{n}.html" for n in range(1, 9)}


def test_a_feed_without_pages_of_its_own_is_walked_by_an_offset(tmp_path: Path, store: Store) -> None:
    def answer(asked: Asked) -> Given:
        if asked.path.startswith("/doc/"):
            return Given(b"text")
        start = int(asked.path.partition("from=")[2])
        return Given(atom(entries(range(start + 1, min(start + 4, 9)))).encode())

    with loopback(answer) as served:
        connector = web(feeds=[f"{served.address}/zoeken?max=3&from={{offset}}"], address=f"{served.address}/doc/{{id}}")
        assert len(list(connector.fetch(tmp_path, store).files)) == 8
        assert served.count() == 4 + 8
        list(connector.fetch(tmp_path, store).files)
        assert served.count() == 1


def test_pages_of_links_are_followed_by_rules_and_documents_state_their_own_licence(site: Site, store: Store) -> None:
    site.write("start.html", '<a href="a.pdf">A</a> <a href="section/b.html">B</a> <a rel="next" href="page2.html">…</a>')
    site.write("page2.html", '<a href="a.pdf#p2">A</a> <a href="https://elsewhere.example/x.pdf">X</a> <a href="c.html">C</a>')
    site.write("section/b.html", '<base href="/"><a href="d.html">D</a>')
    site.write("a.pdf", b"%PDF-1.4")
    site.write("c.html", '<head><link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head>')
    site.write("d.html", "<p>Rien</p><a rel=license href=https://creativecommons.org/licenses/by-nc/4.0/>NC</a>")
    connector = web(pages=[site.at("start.html")], follow=["**/section/*"])
    found = take(connector, store)[1]
    assert found.keys() == {"a.pdf", "c.html", "d.html", ""}
    assert found[""] == Refused(
        "elsewhere.example",
        "web:other-host",
        "the lists name 1 of its addresses, such as https://elsewhere.example/x.pdf; add it to `hosts` to fetch them.",
    )
    licences = {name: file.about.rights for name, file in found.items() if isinstance(file, File) and file.about}
    assert licences["a.pdf"] is None
    assert licences["c.html"] is not None
    assert licences["d.html"] is not None
    assert licences["c.html"]["license"] == "CC-BY-4.0"
    assert licences["d.html"]["license"] == "CC-BY-NC-4.0"
    site.asked()
    take(connector, store)
    assert all("if-none-match" in asked.headers for asked in site.served.asked)
    assert len(site.asked()) == 6
