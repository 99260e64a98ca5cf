"""Fragments of HTML that need no parser read as those that go through one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moisson.readers.html.fragment import HIDDEN, html_to_text, parse, plain, walk
from moisson.readers.html.pieces import pieces
from moisson.readers.html.simple import simple_text

WORDS = st.sampled_from(
    ["Art. 1", "et", " ", "\n", "m", "10", "é", "&#233;", "&nbsp;", "&laquo;", "&amp;lt;", "<br>", "<br />", ".", "(a)"]
)
TAGS = st.sampled_from(["p", "div", "b", "i", "sup", "sub", "ul", "ol", "li", "h2", "span", "a", "blockquote", "em", "td", "q"])
ATTRIBUTES = st.sampled_from(
    ["", ' class="x"', ' style="text-align: left"', ' style="display:none"', " hidden", ' start="3"', ' href="#a>b"']
)


def _element(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(inside, max_size=4).map("".join)
    return st.builds(lambda tag, said, words: f"<{tag}{said}>{words}</{tag}>", TAGS, ATTRIBUTES, parts)


NESTED = st.lists(st.recursive(WORDS, _element, max_leaves=12), max_size=4).map("".join)
BROKEN = st.lists(
    st.one_of(WORDS, st.sampled_from(["<p>", "</p>", "<li>", "</ul>", "<b>", "</i>", "<", "&", "<br"])), max_size=8
).map("".join)


def parsed(markup: str) -> str:
    page = parse(f"<html><body>{markup}")
    assert page is not None
    return walk(page, 0, HIDDEN)


@given(st.one_of(NESTED, BROKEN))
def test_what_needs_no_parser_reads_as_by_one(markup: str) -> None:
    text = simple_text(markup)
    if text is not None:
        assert plain(text) == plain(parsed(markup))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Un&nbsp;d&#233;cret.</p>\n<p>Deux<br/>lignes</p>", "Un décret.\n\nDeux\nlignes"),
        ('<body><p style="text-align: justify">Alin&eacute;a 2<sup>o</sup></p></body> ', "Alinéa 2o"),
        ("<ol><li>un</li><li>deux <ul><li>a</li></ul></li></ol>", "1. un\n2. deux\n   - a"),
        ("<h2>Titre <em>I</em></h2>Texte", "## Titre I\n\nTexte"),
    ],
)
def test_simple_fragments(markup: str, text: str) -> None:
    assert simple_text(markup) == html_to_text(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<p>un<p>deux",
        "<p>un <div>deux</div></p>",
        "<b>un <i>deux</b></i>",
        "<table><tr><td>1</td></tr></table>",
        '<p style="display:none">rien</p>',
        "<p hidden>rien</p>",
        "<ul>mots<li>un</li></ul>",
        "<p>AT&T</p>",
        "<p>&#150;</p>",
        "i <n et j> m",
        "<!-- un --><p>deux</p>",
        "<p/>",
    ],
)
def test_what_needs_a_parser_goes_to_it(markup: str) -> None:
    assert simple_text(markup) is None


@pytest.mark.parametrize(
    ("markup", "cut"),
    [
        ("", [""]),
        ("a > b", ["a > b"]),
        ("un<B x='1'>&Eacute;t&#233;&#8217;😀</b>", ["un", "b", " x='1'", "Été’😀", "/b", "", ""]),
        ("<br/>&lt;p&gt;<h2>", ["", "br", "/", "<p>", "h2", "", ""]),
        *((markup, None) for markup in ("a < b", "<p", "<p<b>", "< p>", "</>", "<1>", "&amp", "&;")),
        *((markup, None) for markup in ("&#;", "&x;", "&#x41;", "&#31;", "&#128;", "&#128512;", "&#12345678;", "&lt ;")),
    ],
)
def test_markup_is_cut_at_its_tags(markup: str, cut: list[str] | None) -> None:
    assert pieces(markup) == cut
