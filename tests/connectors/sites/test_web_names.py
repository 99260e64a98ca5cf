"""One document under several spellings of its address, and a site under several of its name."""

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.connectors.pages import normal_url
from moisson.connectors.sites.lists import sitemap

UNICODE, ASCII = "www.münchen.example", "www.xn--mnchen-3ya.example"


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("https://h.example/d a.html", "https://h.example/d%20a.html"),
        ("https://h.example/x/../%64%20a.html", "https://h.example/d%20a.html"),
        ("https://h.example/%7Eloi/%c3%a9t%C3%A9", "https://h.example/~loi/%C3%A9t%C3%A9"),
        ("https://h.example/été?q=é à&x=%7e", "https://h.example/%C3%A9t%C3%A9?q=%C3%A9%20%C3%A0&x=~"),
        ("https://h.example/a/./b/../../c/.", "https://h.example/c/"),
        ("https://h.example/a/%2e%2e/b/..", "https://h.example/"),
        ("https://h.example/../../a//b/", "https://h.example/a//b/"),
        (f"HTTPS://{UNICODE.upper()}:443/a", f"https://{ASCII}/a"),
        (f"https://{ASCII}./a", f"https://{ASCII}/a"),
        ("https://[2001:DB8:0:0::1]:8443/a", "https://[2001:db8::1]:8443/a"),
    ],
)
def test_spellings_that_no_server_tells_apart_are_one(said: str, form: str) -> None:
    assert normal_url(said) == form
    assert normal_url(form) == form


@given(st.text(st.sampled_from('%2fFeE34 7aé/.?&="<{`\\~+é\ud800\x07')), st.sampled_from(["", "?", "?q="]))
def test_an_address_in_its_form_stays_so_and_is_asked_for_as_it_is_written(path: str, query: str) -> None:
    form = normal_url(f"https://h.example/x{path}{query}{path}")
    assert form is not None and normal_url(form) == form
    if form.isascii() and form.isprintable():
        assert str(httpx2.URL(form)) == form


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_sitemap_with_a_mark_of_its_encoding_is_read(encoding: str) -> None:
    name = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    text = f'\n<?xml version="1.0" encoding="{name}"?>\n<urlset><url><loc>https://h.example/é</loc></url></urlset>'.lstrip()
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    (item,) = sitemap((mark + text).encode(encoding), "https://h.example/map").items
    assert item.url == "https://h.example/%C3%A9"
