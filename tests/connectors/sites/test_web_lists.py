"""Lists of addresses in the forms that sites give them, and in forms that no one should."""

import gzip
from datetime import date, timedelta

import pytest

from moisson.connectors.catalogues.entry import stated_rights
from moisson.connectors.days import proves_unchanged
from moisson.connectors.pages import normal_url, page_rights
from moisson.connectors.sites.lists import NoList, feed, links, sitemap
from moisson.rights.settle import settle

URL = "https://site.example/lists/map.xml"
CUT = gzip.compress(b"x", mtime=0)[:-9]
PNG = b"\x89PNG\r\n\x1a\n"


def test_addresses_have_one_form() -> None:
    assert normal_url("HTTPS://Site.Example:443/a?b=1#c") == "https://site.example/a?b=1"
    assert normal_url("../x.html", URL) == "https://site.example/x.html"
    assert normal_url("https://site.example") == "https://site.example/"
    assert normal_url("https://[2001:db8::1]:8080/") == "https://[2001:db8::1]:8080/"
    for none in ("mailto:a@b.example", "javascript:void(0)", "https://[bad/", "ftp://site.example/", "https://site.example:x/"):
        assert normal_url(none, URL) is None


def test_a_sitemap_without_namespace_or_with_a_mark_of_byte_order_is_read() -> None:
    plain = (
        b"\xef\xbb\xbf<urlset><url><loc> /a.html </loc><lastmod>2025-01-01</lastmod></url><url><loc>data:,x</loc></url></urlset>"
    )
    assert [(item.url, item.token) for item in sitemap(plain, URL).items] == [("https://site.example/a.html", "2025-01-01")]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line", [b"Sitemap: /s.xml", b"  Sitemap : /s.xml", b"User-agent: *\r\nsitemap:/s.xml # all"])
def test_a_robots_txt_names_its_sitemaps_however_it_is_written(mark: bytes, line: bytes) -> None:
    assert [item.url for item in sitemap(mark + line, URL).lists] == ["https://site.example/s.xml"]


@pytest.mark.parametrize(
    ("said", "believed_on"),
    [
        ("2026-03-09", "2026-03-11"),  # over everywhere when the day after is
        ("2026-03-09T00:00:00+01:00", "2026-03-11"),
        ("2026-03-09T09:30:00Z", "2026-03-09"),
        ("2026-02", "2026-03-02"),
        ("2025", "2026-01-02"),
    ],
)
def test_a_date_without_an_hour_is_believed_when_its_time_is_over(said: str, believed_on: str) -> None:
    day = date.fromisoformat(believed_on)
    assert proves_unchanged(said, day)
    assert proves_unchanged(said, day - timedelta(1)) == ("09:30" in said)


def test_addresses_in_a_feed_are_relative_to_what_it_says_they_are() -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://www.site.example/news/">
      <link rel="next" href="page2.atom"/><entry xml:base="2024/"><id>tag:1</id><link href="a.html"/></entry>
      <entry><id>tag:2</id><link href="b.html" xml:base="/x/"/></entry><entry xml:base="https://[bad"><id>tag:3</id>
      <link href="c.html"/></entry></feed>"""
    found = feed(atom, "https://site.example/feeds/all.atom")
    assert found.onward == "https://www.site.example/news/page2.atom"
    assert [item.url for item in found.items] == [
        "https://www.site.example/news/2024/a.html",
        "https://www.site.example/x/b.html",
        "https://site.example/feeds/c.html",
    ]


def test_an_entry_that_is_called_deleted_is_no_document() -> None:
    entries = "".join(
        f'<entry{said}><id>ECLI:NL:HR:2014:{n}</id><link href="/{n}"/></entry>'
        for n, said in enumerate(["", ' deleted="ecli"', ' deleted="doc"', ' deleted="false"', ' deleted=""'])
    )
    found = feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode(), URL)
    assert [item.id[-1] for item in found.items] == ["0", "3", "4"]
    assert found.deleted == ("ECLI:NL:HR:2014:1", "ECLI:NL:HR:2014:2")


@pytest.mark.parametrize(
    "data",
    [b"", b"<html/>", PNG, b"<urlset><url>", gzip.compress(b"", mtime=0), gzip.compress(b"\0" * (80 << 20), mtime=0), CUT],
)
def test_what_is_no_sitemap_is_said(data: bytes) -> None:
    with pytest.raises(NoList):
        sitemap(data, URL)


def test_entities_of_a_sitemap_are_never_loaded() -> None:
    hostile = (
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><urlset><url><loc>https://a.example/&e;</loc></url></urlset>'
    )
    assert [item.url for item in sitemap(hostile, URL).items] == ["https://a.example/&e"]


@pytest.mark.parametrize("data", [b"", b"<html/>", PNG, b"<feed>"])
def test_what_is_no_feed_is_said(data: bytes) -> None:
    with pytest.raises(NoList):
        feed(data, URL)


def test_rss_1_0_with_dublin_core_is_read() -> None:
    rdf = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Journal</title><items/></channel>
      <item rdf:about="/1"><title>Loi</title><link>/1.html</link><dc:date>2025-03-04</dc:date><dc:rights>CC0 1.0</dc:rights>
      </item>      </rdf:RDF>"""
    (item,) = feed(rdf, URL).items
    assert (item.url, item.title, item.created) == ("https://site.example/1.html", "Loi", "2025-03-04")
    assert item.rights is not None
    assert item.rights["license"] == "CC0-1.0"


def test_an_enclosure_is_another_address_of_its_entry_and_a_bare_identifier_is_none() -> None:
    inside = b'<guid isPermaLink="false">42</guid><link>/42.html</link><enclosure url="/42.pdf"/>'
    rss = b"<rss><channel><item>" + inside + b"</item></channel></rss>"
    (item,) = feed(rss, URL).items
    assert (item.url, item.others, item.id) == ("https://site.example/42.html", ("https://site.example/42.pdf",), "42")


def test_links_of_a_page_keep_their_order_and_their_base() -> None:
    page = b'<base href="/x/"><a href="b">B</a><a href="#top">top</a><a href="b#2">again</a><area href="c">'
    found = links(page, "https://site.example/lists/")
    assert [(item.url, item.title) for item in found.items] == [
        ("https://site.example/x/b", "B"),
        ("https://site.example/x/", "top"),
        ("https://site.example/x/c", None),
    ]


def test_words_that_name_no_known_licence_give_no_basis_by_themselves() -> None:
    own = stated_rights([("rights", "Free for everyone who asks us first")], "record 7")
    assert own is not None and own["stated"] == "Free for everyone who asks us first"
    row = settle(None, [own]).rights
    assert row is not None and row["basis"] is None


def test_a_document_states_its_licence_in_its_header_or_its_links() -> None:
    by = "https://creativecommons.org/licenses/by/4.0/"
    header = {
        "link": f'<https://x.example/>; rel="up", <{by}>; rel="license"; title="x"',
        "date": "Tue, 03 Feb 2026 10:00:00 GMT",
    }
    stated = page_rights(b"%PDF", header, "https://site.example/a")
    assert stated is not None
    assert (stated["license"], stated["where"], stated["seen_at"]) == (
        "CC-BY-4.0",
        "https://site.example/a (header Link)",
        "2026-02-03",
    )
    page = f"<html><a rel='nofollow license' class=x href='{by}'>BY</a>".encode()
    assert page_rights(page, {}, "x") is not None
    nc = b"<html><link rel=license href=https://creativecommons.org/licenses/by-nc/4.0/>"
    contradictory = page_rights(nc, header, "x")
    assert contradictory is not None
    assert "license" not in contradictory
    assert by in contradictory["stated"] and "by-nc" in contradictory["stated"]
    assert page_rights(b"<html><a rel=author href=/x>", {}, "x") is None


BY = "https://creativecommons.org/licenses/by/4.0/"
OWN = f'<a rel="license" href="{BY}">CC BY</a>'


@pytest.mark.parametrize(
    "page",
    [
        f"<html><!-- {OWN} --><p>Tous droits réservés",
        f"<html><script>const sign = '{OWN}'</script>",
        f"<html><template>{OWN}</template>",
        f"<html><textarea>{OWN}</textarea>",
        f"<html><figure><img src=x>{OWN}</figure>",
        f'<html><p title="{OWN.replace(chr(34), chr(39))}">',
        '<html><a rel="license" href="javascript:void(0)">',
    ],
)
def test_what_only_looks_like_a_pages_licence_is_none(page: str) -> None:
    assert page_rights(page.encode(), {}, "https://site.example/p/") is None
    assert page_rights(f"{page}</p>{OWN}".encode(), {}, "https://site.example/p/") is not None, "one beside it is heard"


def test_a_licence_of_something_else_in_the_header_link_is_not_the_documents() -> None:
    header = {"link": f'<{BY}>; rel="license"; anchor="/logo.png"'}
    assert page_rights(b"<html>", header, "https://site.example/p/") is None


@pytest.mark.parametrize(
    ("page", "stated"),
    [
        (OWN, BY),
        (OWN.upper().replace(BY.upper(), BY), BY),
        ('<a rel="license" href="/mentions-legales">', "https://site.example/mentions-legales"),
        ('<base href="https://cdn.example/x/"><link rel=license href=terms>', "https://cdn.example/x/terms"),
    ],
)
def test_a_pages_own_licence_is_the_address_that_it_links(page: str, stated: str) -> None:
    for mark in ("", "\ufeff"):
        found = page_rights(f"{mark}<!doctype html><html>{page}".encode(), {}, "https://site.example/p/")
        assert found is not None and found["stated"] == stated
