"""Sites, dumps, stores and repositories that harvests are cut off from: what each serves of an edition, and its description."""

import gzip
from collections.abc import Mapping
from random import Random

from cut_papers import DAYS, EDITIONS, Far, Kind, Paper, site, texts, with_nginx

MAP = '<?xml version="1.0" encoding="UTF-8"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'
FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
<id>urn:x:feed</id><title>Papiers</title>{rows}</feed>"""


def serve_web(far: Far, dated: bool = True) -> Mapping[str, int]:
    """Sitemaps in an index, packed; without dates, the server is asked whether each document changed."""
    files = texts(far)
    maps, newer = "", far.edition.name != "first"
    for number, papers in enumerate(far.pages(), 1):
        dates = {paper: f"<lastmod>{paper.day}</lastmod>" * dated for paper in papers}
        rows = "".join(f"<url><loc>{far.url(paper)}</loc>{date}</url>" for paper, date in dates.items())
        files[f"maps/{number}.xml.gz"] = gzip.compress(MAP.format(kind="urlset", rows=rows).encode(), mtime=0), newer
        maps += f"<sitemap><loc>{far.wire.here}/maps/{number}.xml.gz</loc></sitemap>"
    files["sitemap.xml"] = MAP.format(kind="sitemapindex", rows=maps).encode(), newer
    return {"/": site(far, files)}


def serve_feed(far: Far) -> Mapping[str, int]:
    """An Atom feed over several pages, the newest first, with what was deleted."""
    files = texts(far)
    papers = sorted(far.edition.papers, key=lambda paper: (not paper.newer, paper.number))
    gone = [f'<at:deleted-entry ref="urn:x:{Paper(n).name}" when="{DAYS[1]}T00:00:00Z"/>' for n in far.edition.gone]
    pages = [papers[start : start + 20] for start in range(0, len(papers), 20)]
    for number, chosen in enumerate(pages, 1):
        rows = "".join(
            f"<entry><id>urn:x:{paper.name}</id><title>Papier {paper.name}</title><updated>{paper.day}T00:00:00Z</updated>"
            f'<link rel="alternate" href="{far.url(paper)}"/></entry>'
            for paper in chosen
        )
        onward = f'<link rel="next" href="{far.wire.here}/feed/{number + 1}.xml"/>' if number < len(pages) else ""
        files[f"feed/{number}.xml"] = (
            FEED.format(rows=onward + "".join(gone if number == 1 else ()) + rows).encode(),
            far.edition.name != "first",
        )
    return {"/": site(far, files)}


def serve_dump(far: Far) -> Mapping[str, int]:
    """A full archive and eight deltas; a later edition adds one more. Each is padded so that a cut falls inside it."""
    from dila_server import FULL, delta, full

    def inside(papers: list[Paper]) -> dict[str, bytes]:
        padding = {"legi/images/padding.bin": Random(len(papers)).randbytes(200_000)}
        return {**{f"legi/texts/{paper.name}.txt": paper.text.encode() for paper in papers}, **padding}

    first = EDITIONS["first"].papers
    archives = {FULL: full(inside(first[:80]))}
    for day in range(14, 22):
        start = 80 + 2 * (day - 14)
        stamp = f"202507{day}-210000"
        archives[f"LEGI_{stamp}.tar.gz"] = delta(stamp, inside(first[start : start + 2] if day < 21 else first[start:]))
    if far.edition.name != "first":
        gone = [f"legi/texts/{Paper(number).name}.txt" for number in far.edition.gone]
        newer = [paper for paper in far.edition.papers if paper.newer]
        archives["LEGI_20250722-210000.tar.gz"] = delta("20250722-210000", inside(newer), gone)
    return {"/": site(far, {f"OPENDATA/LEGI/{name}": (data, False) for name, data in archives.items()})}


FILES = "nginx" if with_nginx() else "the tests' server"
SITES = [
    Kind("web", f"{FILES}, sitemaps", serve_web, lambda wire: {"sitemaps": [f"{wire.here}/sitemap.xml"]}),
    Kind(
        "web undated",
        f"{FILES}, sitemaps",
        lambda far: serve_web(far, False),
        lambda wire: {"sitemaps": [f"{wire.here}/sitemap.xml"]},
    ),
    Kind("web feed", f"{FILES}, Atom", serve_feed, lambda wire: {"feeds": [f"{wire.here}/feed/1.xml"]}),
    Kind(
        "dump",
        f"{FILES}, archives",
        serve_dump,
        lambda wire: {
            "url": f"{wire.here}/OPENDATA/LEGI/",
            "full": "Freemium_legi_global_{stamp}.tar.gz",
            "delta": "LEGI_{stamp}.tar.gz",
            "include": ["legi/texts/**"],
        },
        "/OPENDATA/LEGI/",
    ),
]
