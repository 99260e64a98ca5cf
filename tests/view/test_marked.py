"""Texts for a page: nothing of them becomes markup, a diff loses nothing, shared passages are those of both."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from small_source import SENTENCES

from moisson.view.marked import around, differences, fold, marked, rendered, shared

LINES = st.lists(st.sampled_from([*SENTENCES[:5], "", "a b", "a  b", "b a\u00a0c"]), max_size=14).map("\n".join)
ALLOWED = re.compile(
    r"</?(?:p|br|h[3-6]|ul|ol|li|em|strong|code|pre|blockquote|hr|table|thead|tbody)(?: /)?>|</?(?:tr|th|td|span|mark)>"
    r'|<(?:mark class="(?:masked|sought)"|a href="https?://[^"<>]*" rel="noreferrer noopener"|ol start="\d+")>'
    r'|<code class="[^"<>]*">|<div class="scroll" tabindex="0" role="group" aria-label="">|</div>|</a>|<t[hd] class="number">'
)


@given(st.text(alphabet="<>&\"'`*_[]()!#|-:\n\\ ahtps:/.javscript123", max_size=120))
def test_no_text_becomes_markup_of_its_own(text: str) -> None:
    assert "<" not in ALLOWED.sub("", str(rendered(text)))
    assert unescape(str(marked(text))) == text


def test_links_lead_out_by_http_alone_and_images_are_words() -> None:
    html = str(
        rendered(
            '[a](javascript:alert(1)) [b](data:text/html,x) [c](https://example.org/?a=1&b="2) ![d](https://example.org/d.png)'
        )
    )
    assert re.findall(r'href="([^"]*)"', html) == ["https://example.org/?a=1&amp;b=%222"]
    assert "<img" not in html
    assert "d" in html


def test_headings_stand_below_those_of_the_page() -> None:
    assert str(rendered("# Un\n\n###### Six")) == "<h3>Un</h3>\n<h6>Six</h6>\n"


def test_masked_places_and_words_sought_are_marked() -> None:
    html = str(marked("Écrire à [EMAIL_1] <ici> pour un congé.", ["conge", "écrire à"]))
    one, two = '<mark class="sought">Écrire à</mark>', '<mark class="sought">congé</mark>'
    assert html == f'{one} <mark class="masked">[EMAIL_1]</mark> &lt;ici&gt; pour un {two}.'


@given(LINES, LINES)
def test_a_diff_has_every_word_of_both_texts(before: str, after: str) -> None:
    runs = differences(before, after)
    kept = [each for each in runs if each.kind != "skipped"]
    lost = sum(each.count for each in runs if each.kind == "skipped")
    for text, kinds in ((before, ("same", "gone")), (after, ("same", "new"))):
        shown = "".join(each.text for each in kept if each.kind in kinds)
        assert len(text.splitlines()) == len(shown.splitlines()) + lost or shown == text
        assert lost or shown == text


def test_a_changed_word_alone_is_shown_as_changed() -> None:
    runs = differences("un deux trois\nquatre", "un DEUX trois\nquatre")
    assert [(each.kind, each.text) for each in runs] == [
        ("same", "un "),
        ("gone", "deux"),
        ("new", "DEUX"),
        ("same", " trois\n"),
        ("same", "quatre"),
    ]


@given(st.lists(st.sampled_from(SENTENCES[:6]), max_size=6), st.lists(st.sampled_from(SENTENCES[:6]), max_size=6))
def test_shared_passages_are_those_of_both(one: list[str], other: list[str]) -> None:
    left, right = shared(" ".join(one), " ".join(other), 5)
    assert "".join(each.text for each in left) == " ".join(one)
    assert "".join(each.text for each in right) == " ".join(other)
    for sentence in set(one) & set(other):
        words = fold(re.sub(r"\W+", " ", sentence)).strip()
        marks = fold(re.sub(r"\W+", " ", " | ".join(each.text for each in left if each.kind == "shared")))
        assert words in marks
    if not set(one) & set(other):
        assert all(each.kind == "own" for each in left)


def test_masked_places_stand_in_what_is_around_them() -> None:
    assert around("# Titre\nÉcrire à [EMAIL_1].") == [("# Titre Écrire à", "[EMAIL_1]", ".")]
