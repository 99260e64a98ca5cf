"""Manuals in many pages: tables of contents, programs, signs that link to headings, terms that link again and again."""

import pytest

from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

PROSE = "<p>The register holds the entries that each office of the county has made since the act came into force.</p>" * 3
WORDS = "\n\n".join(["The register holds the entries that each office of the county has made since the act came into force."] * 3)


def text(body: str) -> str:
    return next(read(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode(), DEFAULT)).text


def test_a_term_that_links_to_its_entry_stays_within_its_sentence_also_in_an_element_of_its_own() -> None:
    term = "<span class='type'><a href='/register'>register</a></span>"
    for sentence in (f"<p>Each {term} is public.</p>", f"<p>{term} <code>of ships</code></p>", f"<pre>{term}\n</pre>"):
        assert text(sentence * 4).count("register") == 4
    assert "Details" not in text(f"{PROSE}<div><span><a href='/x'>Details</a></span></div>" * 4)  # stands alone


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("<dt>1. Scope</dt><dt>2. Fees</dt>", "1. Scope\n\n2. Fees"),
        ("<dt>1. Scope</dt><dd><dl><dt>1.1. Ships</dt></dl></dd><dt>2. Fees</dt>", "1. Scope\n\n1.1. Ships\n\n2. Fees"),
        ("<dt>ship</dt><dt>vessel</dt><dd>What floats.</dd>", "ship\n\nvessel: What floats."),
    ],
)
def test_terms_without_a_definition_are_lines_of_their_own(terms: str, words: str) -> None:
    assert text(f"<dl>{terms}</dl>") == words


def test_links_to_the_pages_before_and_after_are_left_out() -> None:
    cells = "<tr><td><a href='a.html'>Previous</a></td><th>Part 5</th><td><a href='b.html'>Next</a></td></tr>"
    table = f"<table>{cells}</table>"
    assert text(f"<div class='navheader'>{table}</div>{PROSE}<div class='navfooter'>{table}</div>") == WORDS


@pytest.mark.parametrize("sign", ["¶", "#", "§", "◆ ", "🔗"])
def test_the_sign_that_gives_a_headings_address_is_left_out(sign: str) -> None:
    assert text(f"<h2>Fees<a href='#fees'>{sign}</a></h2><p>None.</p>") == "## Fees\n\nNone."
    assert text(f"<h2><span><a href='#fees'>{sign}</a></span>Fees</h2><p>None.</p>") == "## Fees\n\nNone."
    assert text("<h2><a href='#p5'>§ 5</a> Fees</h2><p>None.</p>") == "## § 5 Fees\n\nNone."


PROGRAM = "for each entry of the register, in their order,\n    print the entry and the day on which it was made"


@pytest.mark.parametrize("pre", ["<pre><code>{}</code></pre>", "<pre class='programlisting'>{}</pre>", "<pre>{}</pre>"])
def test_a_program_keeps_its_lines(pre: str) -> None:
    lines = (
        PROGRAM
        if "<code>" in pre or "class" in pre
        else "entries = register.entries(order='day', of=office) &amp;&amp; {\nreturn"
    )
    assert text(pre.format(lines)) == lines.replace("&amp;", "&")


def test_the_mark_of_a_note_stands_apart_from_its_words() -> None:
    body = "<p>Fines are due.<br><sup>1)</sup><a href='/l'>L. 82, 14. gr.</a> <sup>2)</sup><a href='/m'>L. 10/1983</a></p>"
    assert text(body) == "Fines are due.\n(1) L. 82, 14. gr. (2) L. 10/1983"


def test_a_section_is_no_furniture_whatever_its_heading_makes_of_its_address() -> None:
    lends = "The office lends its hand to all who ask for it, and it asks for no fee."
    sections = "".join(
        f"<section id='{name}'><span></span><h2>{name}</h2><p>{lends}</p></section>"
        for name in ("scope", "mentors-and-sponsors", "the-login-utility", "discussion", "fees")
    )
    for body in (sections, f"<div role='main'><p>{'Word. ' * 9}</p>{sections}</div>"):
        assert text(f"{PROSE * 2}{body}").count("The office lends") == 5
    assert "lends" not in text(f"{PROSE * 5}<div id='sponsors'><h2>Sponsors</h2><p>Who lends its hand to this office.</p></div>")


def test_short_sections_built_alike_that_refer_to_other_pages_stay() -> None:
    refers = "<p>Read the page <a href='/guide'>how to speak</a> on the site of this office.</p>"
    sections = f"<section><h3>7.4. New members</h3>{refers}</section><section><h3>7.5. Old members</h3>{refers}</section>"
    article = f"<article itemscope itemtype='https://schema.org/Article'>{PROSE * 2}{sections}</article>"
    assert text(article).count("how to speak") == 2
