"""HTML becomes words with light Markdown: nothing a browser shows is lost, nothing it hides is kept."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moisson.contracts.errors import DocumentError
from moisson.readers.html.fragment import parse
from moisson.readers.html.page import html_to_text, read
from moisson.readers.read_options import DEFAULT


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("", ""),
        ("  plain\r\n words  ", "plain words"),
        ("<p>Un</p><p>Deux<br/>\n trois<br><br/>quatre</p>", "Un\n\nDeux\ntrois\n\nquatre"),
        ("<p></p>   L'article 6.4<p></p> Section I<p></p>", "L'article 6.4\n\nSection I"),
        ("<h2>Titre</h2><p>Mots</p><h4>Sous-<br>titre</h4>", "## Titre\n\nMots\n\n#### Sous- titre"),
        ("<p>Un <strong>mot</strong> <em>fort</em> et <a href='/x'>un lien</a>.</p>", "Un mot fort et un lien."),
        ("10&nbsp;000&#8239;€ &amp; l&#039;aide", "10 000 € & l'aide"),
        ("d&amp;#8217;un cong&amp;eacute; R&D", "d’un congé R&D"),
        ("<p>a</p><!-- b --><script>c</script><style>d</style><svg><text>e</text></svg><iframe>f</iframe>g", "a\n\ng"),
        ("a<button>Copier</button><input value='x'><span hidden>b</span><i style='display: none'>c</i>d", "ad"),
        ("<h3 class='accordion'> <button type='button'> Contrôle de l’accord </button> </h3>", "### Contrôle de l’accord"),
        ("<pre>une\n<b>ligne</b>  |</pre>fin", "une\nligne  |\n\nfin"),
        ("<ul><li><pre>une\n  ligne</pre></li></ul>", "- une ligne"),
        ("quai \u00adAndré\u200b-Citroën", "quai André-Citroën"),
        ("d\x92une \x00part\x01", "d’une part"),
        ("<body><para>Januari</para><para>Den 16:e.</para></body>", "Januari\n\nDen 16:e."),  # DocBook's, in pages of courts
    ],
)
def test_what_a_browser_shows_is_the_text(fragment: str, text: str) -> None:
    assert html_to_text(fragment) == text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("article 1<sup>er</sup>, 5 <sup>o </sup>de l'article 2<sup> e</sup>", "article 1er, 5o de l'article 2e"),
        ("titre VIII du livre I <sup>er</sup>", "titre VIII du livre Ier"),
        ("50 cm<sup>3</sup>, 20 000 m<sup>2</sup>, CO<sub>2</sub>", "50 cm3, 20 000 m2, CO2"),
        ("2 600 - 10<sup>6</sup> W m<sup>-2 </sup>si", "2 600 - 10^6 W m^-2 si"),
        ("10<sup>0,02(λ - 450)</sup> et t<sup>0,75</sup>", "10^(0,02(λ - 450)) et t^0,75"),
        ("la moitié<sup>1</sup> du montant<sup>(2)</sup>", "la moitié (1) du montant (2)"),
        ("de 340 à 409 <sup>(1)</sup>.", "de 340 à 409 (1)."),
        ("annexes n<sup>os</sup> 3 et n°<sup>s</sup> 4", "annexes nos 3 et n°s 4"),
    ],
)
def test_superscripts_stay_attached_but_powers_and_notes_do_not_glue(fragment: str, text: str) -> None:
    assert html_to_text(fragment) == text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("salaire < 3 fois, TA <= TB, i <n et j> m", "salaire < 3 fois, TA <= TB, i <n et j> m"),
        ("<td>&lt; 16 ans</td><td>< 8 jours</td>", "< 16 ans\n\n< 8 jours"),
        ("pratiques.<rl    VALIDATION en entreprise. </p><p>Fin</p>", "pratiques.<rl VALIDATION en entreprise.\n\nFin"),
        ("<a title='x > y'>mot</a> <unk>deux</unk> <o:p>trois</o:p>", "mot deux trois"),
        ("fin <p", "fin <p"),
    ],
)
def test_a_less_than_sign_that_opens_no_tag_is_text(fragment: str, text: str) -> None:
    assert html_to_text(fragment) == text


def test_lists_keep_their_numbers_and_nest_under_their_items() -> None:
    fragment = (
        "<p>Soit :</p><ul><li>un<ul><li>a</li><li>b</li></ul></li><li>- deux<p>suite</p></li></ul><ol start='3'><li>x<li>y</ol>"
    )
    assert html_to_text(fragment) == "Soit :\n\n- un\n  - a\n  - b\n- deux\n  suite\n\n3. x\n4. y"


def test_a_table_is_aligned_where_cells_span_columns_and_rows() -> None:
    fragment = """<table><caption>Barème</caption><tr><th>Niveau</th><th colspan="2">Salaire<br/>(en euros)</th></tr>
        <tr><td rowspan="2">I</td><td><p>a|b</p><p>c</p></td><td>1</td></tr><tr><td>d</td><td>2</td></tr>
        <tr><td></td><td> </td><td></td></tr><tr><td colspan="3"><p>(1) Note.</p><p>(2) Autre.</p></td></tr></table>fin"""
    assert html_to_text(fragment) == (
        "Barème\n\n| Niveau | Salaire (en euros) |  |\n| --- | --- | --- |\n| I | a\\|b c | 1 |\n| I | d | 2 |\n\n"
        "(1) Note.\n\n(2) Autre.\n\nfin"
    )


def test_cells_after_a_spanning_one_are_not_lost() -> None:
    fragment = "<table><tr><th colspan=2>Ancienneté<th colspan=0>Prime<tr><td colspan=2>5 ans<td>26,30</table>"
    assert html_to_text(fragment) == "| Ancienneté | Prime |\n| --- | --- |\n| 5 ans | 26,30 |"


def test_a_long_cell_over_several_rows_is_not_repeated() -> None:
    long = "mot " * 20
    text = html_to_text(f"<table><tr><td>A<td>B<tr><td rowspan=2>{long}<td>1<tr><td>2</table>")
    assert text.splitlines()[2:] == [f"| {long.strip()} | 1 |", "|  | 2 |"]


def test_a_table_that_only_frames_its_contents_is_no_table() -> None:
    assert html_to_text("<table><tr><td><p>un</p><ul><li>deux</ul></td></tr></table>") == "un\n\n- deux"
    assert html_to_text("<table><tr><td><table><tr><td>1<td>2</table></table>") == "| 1 | 2 |\n| --- | --- |"


def test_a_table_inside_a_cell_becomes_words() -> None:
    assert html_to_text("<table><tr><td>a<td>b<table><tr><td>c<td>d</table></table>") == "| a | b c d |\n| --- | --- |"


def test_words_astray_in_a_table_are_kept() -> None:
    words = html_to_text("<table>u<tr>v<td>1</td>w<td>2</td></tr><p>x</p></table>y")
    assert set(re.findall(r"\w+", words)) == set("uvw12xy")


def test_a_tag_with_more_attributes_than_a_parser_can_compare_loses_them() -> None:
    many = " ".join(f'a{number}="1"' for number in range(60_000))  # each compared with all before it: half a minute
    assert html_to_text(f"<p {many}>Erstens</p><p>Zweitens</p>") == "Erstens\n\nZweitens"


def test_nesting_deeper_than_the_parser_can_hold_keeps_the_words() -> None:
    assert html_to_text("<b>" * 10_000 + "un" + "<div>" * 10_000 + "deux") == "un deux"


TAGS = ["p", "div", "b", "a", "span", "h3", "ul", "ol", "li", "table", "tr", "td", "th", "sup", "br", "em", "font", "pre"]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
        st.sampled_from(
            ['<td colspan="3">', '<td rowspan="99">', "<!--", "-->", "<", ">", "&", "&lt;", "&#0;", "<a href='x'", "\r\n", "\xa0"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(MARKUP)
@example("<li><div><li>-->")
def test_odd_input_never_raises_and_leaves_no_debris(fragment: str) -> None:
    text = html_to_text(fragment)
    assert not re.search("[\r\x00\xa0\t]", text)
    assert text == text.strip()
    assert "\n\n\n" not in text


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["{}", "<p>{}</p>", "<b>{}</b> ", "<div>{}", "<li>{}</li>", "<h2>{}</h2>", "{}<br>", "<a href='/u'>{}</a> "]
            ),
            st.from_regex(r"[a-zéàç]{1,8}", fullmatch=True),
        )
    )
)
def test_words_keep_their_order_and_tags_go(parts: list[tuple[str, str]]) -> None:
    text = html_to_text(" ".join(pattern.format(word) for pattern, word in parts))
    assert re.findall(r"[a-zéàç]+", text) == [word for _, word in parts]
    assert "<" not in text


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Arrêté du 3 mai - Préfecture</title></head>
<body><script>x</script><header><a href="/">Accueil</a></header><nav><ul><li>Menu</li></ul></nav>
<h1>Arrêté</h1><p>Été comme hiver.</p>
<aside>Voir aussi</aside><footer>Mentions légales</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_a_page_gives_its_title_and_its_words_without_the_furniture(charset: str) -> None:
    page = next(read(PAGE.format(charset=charset).encode(charset), DEFAULT))
    assert (page.title, page.text) == ("Arrêté du 3 mai - Préfecture", "# Arrêté\n\nÉté comme hiver.")


def test_a_page_with_a_main_element_gives_what_stands_in_it() -> None:
    content = b"<html><body><div>avant</div><main><header><h1>Titre</h1></header><p>corps</p></main></body></html>"
    page = next(read(content, DEFAULT))
    assert (page.title, page.text) == ("Titre", "# Titre\n\ncorps")


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), MARKUP.map(str.encode)))
@example(b"<script>x</script>")
def test_any_bytes_make_a_page_or_say_why_not(data: bytes) -> None:
    try:
        for page in read(data, DEFAULT):
            assert not re.search("[\r\x00\u200b]", page.text)
    except DocumentError as error:
        assert error.reason == "html-needs-javascript"


@pytest.mark.parametrize("sign", ["\ufffe", "&#1;", "&#x1F;", "&#65535;", "&#xfffe;", "&#1"])
def test_what_is_no_character_is_left_out_of_the_page(sign: str) -> None:
    page = parse(f"<p>be{sign}fore <b>it</b> af{sign}ter &#233;&#x20AC;&#10;</p>")
    assert page is not None
    assert page.line(page.tags.index("p")) == "before it after é€"


@pytest.mark.parametrize("feed", ["\x0b", "\x0c", "&#12;", "&#xB;"])
def test_a_line_or_page_feed_parts_words(feed: str) -> None:
    assert html_to_text(f"<p>one{feed}two</p>") == "one two"


def test_a_page_is_what_the_parser_has_made_of_broken_names_and_signs() -> None:
    page = parse(
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html><body>'
        '<p a"b=\'x&amp;&quot;y&#10;z\' {c} =d="1" class="été">1 &lt; 2 &amp; &gt; 3&#13;4'
        '<script>if (a<b && c) "]]>" </script><br/>tail<o:p><i<b>x</i<b></o:p></p></body></html>'
    )
    assert page is not None
    assert page.tags == ["html", "body", "p", "script", "br", "o:p", "i<b"]
    assert page.texts[2:] == ["1 < 2 & > 3\r4", 'if (a<b && c) "]]>" ', None, None, "x"]
    assert page.tails[2:] == [None, None, "tail", None, None]
    assert page.attributes[2] == {'a"b': 'x&"y\nz', "{c}": 'd="1"', "class": "été"}
    assert (page.parents, page.ends, page.befores) == ([0, 0, 1, 2, 2, 2, 5], [7, 7, 7, 4, 5, 7, 7], [0, 0, 0, 0, 3, 4, 0])
    assert (page.children(2), page.after(3), page.line(2)) == ([3, 4, 5], 4, '1 < 2 & > 3 4if (a<b && c) "]]>" tailx')
