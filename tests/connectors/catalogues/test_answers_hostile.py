"""Whatever bytes a server answers with, a list is read or refused in words: nothing else is ever raised."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_oai_answers import TITLE, made, record

from moisson.connectors.catalogues.oai_protocol import OaiError, identity, page
from moisson.connectors.pages import page_rights
from moisson.connectors.sites.directory import directory_entries
from moisson.connectors.sites.lists import NoList, feed, links, sitemap
from moisson.connectors.xml_answer import NotXml

URL = "https://site.example/lists/"
SOUND = {
    "oai": made(record("a", TITLE.format("one")), record("b", TITLE.format("two")), token="next"),
    "sitemap": b"<?xml version='1.0'?><urlset><url><loc>https://a.example/</loc><lastmod>2025-01-01</lastmod></url></urlset>",
    "feed": b"<feed xmlns='http://www.w3.org/2005/Atom'><rights>CC0</rights><entry><id>1</id><link href='/1'/></entry></feed>",
    "rss": b"<rss><channel><item><guid>1</guid><pubDate>Tue, 02 Jan 2024 10:00:00 GMT</pubDate></item></channel></rss>",
    "page": b"<html><base href='/x/'><a href='b' rel='next license'>B</a><table><tr><td><a href=c>c</a><td>1K</table></html>",
}
READERS: list[Callable[[bytes], object]] = [
    page,
    identity,
    lambda data: sitemap(data, URL),
    lambda data: feed(data, URL),
    lambda data: links(data, URL),
    lambda data: directory_entries(data, URL),
    lambda data: page_rights(data, {"link": data.decode("latin-1")}, URL),
]


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A sound answer with bytes cut out, put in or repeated."""
    data = draw(st.sampled_from(list(SOUND.values())))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        data = (
            data[:start]
            + draw(st.binary(max_size=12))
            + draw(st.sampled_from([b"", data[start:end] * 2, data[end:]]))
            + data[end:]
        )
    return data[:20_000]


@pytest.mark.parametrize("reader", READERS)
@given(data=st.one_of(spoiled(), st.binary(max_size=300)))
def test_any_bytes_are_read_or_refused(reader: Callable[[bytes], object], data: bytes) -> None:
    with suppress(NotXml, NoList, OaiError):
        reader(data)
