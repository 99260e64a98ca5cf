"""Lists of addresses in the forms that sites give them, and in forms that no one should."""

import gzip

import pytest

from moisson.connectors.catalogues.entry import stated_rights
from moisson.connectors.sites.lists import NoList, feed, links, normal, page_rights, sitemap
from moisson.source import rights_row

URL = "https://site.example/lists/map.xml"
CUT = gzip.compress(b"x", mtime=0)[:-9]
PNG = b"\x89PNG\r\n\x1a\n"


def test_addresses_have_one_form() -> None:
    assert normal("HTTPS://Site.Example:443/a?b=1#c") == "https://site.example/a?b=1"
    assert normal("../x.html", URL) == "https://site.example/x.html"
    assert normal("https://site.example") == "https://site.example/"
    assert normal("https://[2001:db8::1]:8080/") == "https://[2001:db8::1]:8080/"
    for none in ("mailto:a@b.example", "javascript:void(0)", "https://[bad/", "ftp://site.example/", "https://site.example:x/"):
        assert normal(none, URL) is None


def test_a_sitemap_without_namespace_or_with_a_mark_of_byte_order_is_read() -> None:
    plain = (
        b"\xef\xbb\xbf<urlset><url><loc> /a.html </loc><lastmod>2025-01-01</lastmod></url><url><loc>data:,x</loc></url></urlset>"
    )
    assert [(item.url, item.token) for item in sitemap(plain, URL).items] == [("https://site.example/a.html", "2025-01-01")]


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
    row = rights_row(None, own)
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
