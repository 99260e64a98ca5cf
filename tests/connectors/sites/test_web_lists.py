"""Lists of addresses in the forms that sites give them, and in forms that no one should."""

import gzip

import pytest

from moisson.connectors.pages import page_rights
from moisson.connectors.sites.lists import NoList, feed, sitemap

URL = "https://site.example/lists/map.xml"
CUT = gzip.compress(b"x", mtime=0)[:-9]
PNG = b"\x89PNG\r\n\x1a\n"


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


def test_an_enclosure_is_another_address_of_its_entry_and_a_bare_identifier_is_none() -> None:
    inside = b'<guid isPermaLink="false">42</guid><link>/42.html</link><enclosure url="/42.pdf"/>'
    rss = b"<rss><channel><item>" + inside + b"</item></channel></rss>"
    (item,) = feed(rss, URL).items
    assert (item.url, item.others, item.id) == ("https://site.example/42.html", ("https://site.example/42.pdf",), "42")


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
