"""A page gives the act: without what the site puts around it, with its structure, its points numbered, its notes placed."""

from time import process_time

import pytest

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Text
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

ACT = "<p>The Minister may make rules providing for the temporary release of prisoners, subject to conditions.</p>" * 3
WORDS = "\n\n".join(["The Minister may make rules providing for the temporary release of prisoners, subject to conditions."] * 3)


def page(body: str, head: str = "") -> Text:
    return next(read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT))


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><ul><li><a href='/'>Home</a></li></ul></nav>",
        "<div role='navigation'><p>Home, laws, contact, press and other pages of this site for you to read</p></div>",
        "<div class='breadcrumb'><a href='/'>Home</a> &gt; <a href='/laws'>Laws</a></div>",
        "<div id='cookie-bar'><p>This site uses cookies. <a href='#'>I accept</a> <a href='/c'>Read more</a></p></div>",
        "<header class='site-header'><img class='logo' src='/l.png'>The Government of the Republic</header>",
        "<ul class='share-buttons'><li><a href='https://f.example'>Share this</a></li><li>Print</li></ul>",
        "<footer>Ministry of Justice, 1 Main Street</footer>",
        "<p hidden>Not shown</p><div style='display: none'>Not shown either</div><p class='visuallyhidden'>Skip</p>",
        "<script>var x = '<p>no</p>';</script><style>p { color: red }</style><template><p>no</p></template>",
        "<div id='download_dialog-confirm'><p>Load <a href='/f'>the table</a>?</p></div>",
        "<p class='article-read-next'><b>Read next:</b> <a href='/a'>Another act of the year</a></p>",
        "<ul><li class='micronav-backtotop'><a href='#page'>Page top</a></li></ul>",
        "<aside><h3>See also</h3><ul><li><a href='/a'>Another act</a></li></ul></aside>",
        "<form action='/search'><label>Search</label><input name='q'><button>Go</button></form>",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    assert page(f"{furniture}<div>{ACT}</div>").text == WORDS
    assert page(f"<div>{ACT}</div>{furniture}").text == WORDS


@pytest.mark.parametrize(
    "body",
    [
        f"<form method='post'><div>{ACT}</div></form>",  # whole sites of ASP.NET stand in a form
        f"<div class='menu-open has-sidebar'><div>{ACT}</div></div>",
        f"<div class='related'>{ACT}</div>",
        f"<table width='100%'><tr><td><a href='/'>Home</a></td><td>{ACT}</td></tr></table>",
        f"<div id='container'><div class='navigation'><a href='/'>Home</a></div><div>{ACT}</div></div>",
    ],
)
def test_what_holds_the_act_is_no_furniture_whatever_it_is_called(body: str) -> None:
    assert WORDS in page(body).text


def test_the_notice_of_cookies_is_left_out_of_a_short_page_too() -> None:
    notice = "<div id='gdpr-bar'><p>This site uses cookies for its figures of visits. By reading on you agree to it.</p></div>"
    status = "<dl>" + "".join(f"<dt>Act {i}</dt><dd>in force since the year {1990 + i}</dd>" for i in range(8)) + "</dl>"
    assert "cookies" not in page(f"<div>{status}</div>{notice}").text


def test_annexes_titles_and_signatures_beside_the_main_text_are_kept() -> None:
    body = f"<h2>Decree No 5</h2><div class='content'>{ACT}</div><div>Annex</div><p>Rome, 5 May</p><p>The President</p>"
    assert page(body).text == f"## Decree No 5\n\n{WORDS}\n\nAnnex\n\nRome, 5 May\n\nThe President"


def test_notes_that_cite_by_links_are_kept() -> None:
    body = f"<div>{ACT}<hr/><p>(1) <a href='/oj'>OJ L 134, 30.4.2004, p. 1</a>.</p></div>"
    assert page(body).text == f"{WORDS}\n\n(1) OJ L 134, 30.4.2004, p. 1."
    body = f"<div>{ACT}<ol class='footnotes'><li><a href='/oj'>OJ L 134, 30.4.2004, p. 1</a>.</li></ol></div>"
    assert page(body).text == f"{WORDS}\n\n1. OJ L 134, 30.4.2004, p. 1."


def test_a_heading_outside_main_is_kept() -> None:
    body = f"<div><div><h1>Gas Act</h1></div><main>{ACT}</main></div><footer>x</footer>"
    assert page(body).text == f"# Gas Act\n\n{WORDS}"


def test_headings_whose_words_were_all_links_go_with_them() -> None:
    links = "<li><a href='/a'>One act of the year</a> 5 May</li><li><a href='/b'>Another act</a></li>"
    body = f"<main><h1>Act</h1>{ACT}<h2>Related</h2><ul>{links}</ul></main>"
    assert page(body).text == f"# Act\n\n{WORDS}"


def test_links_that_return_after_every_article_are_left_out() -> None:
    article = "<div><div><a name='x'></a><a href='index.html#x'>Unofficial contents</a><h3>§ {}</h3></div><p>Words.</p></div>"
    text = page(f"<div>{ACT}{''.join(article.format(i) for i in range(4))}</div>").text
    assert text == f"{WORDS}\n\n" + "\n\n".join(f"### § {i}\n\nWords." for i in range(4))


def test_links_within_words_stay_however_often_they_return() -> None:
    assert page("<p>the <a href='/c'>Code</a></p>" * 4).text == "\n\n".join(["the Code"] * 4)
    cell = "<tr><td><a href='/de'>Germany</a></td><td>5</td></tr>"
    assert page(f"<table>{cell * 4}</table>").text.count("Germany") == 4


def test_a_list_that_lays_out_articles_is_no_list() -> None:
    body = f"<ul><li><h2>Title I</h2><article><h3>Article 1</h3><div>{ACT}</div></article></li></ul>"
    assert page(body).text == f"## Title I\n\n### Article 1\n\n{WORDS}"


def test_words_for_browsers_without_frames_are_read() -> None:
    content = b"<html><frameset><frame src='a'><noframes><body><p>Law on water.</p></body></noframes></frameset></html>"
    assert next(read(content, DEFAULT)).text == "Law on water."


def test_an_index_keeps_its_links() -> None:
    links = "".join(f"<li><a href='/{i}'>Act number {i} of the year</a></li>" for i in range(3))
    assert page(f"<main><h1>Acts</h1><ul>{links}</ul></main>").text.count("- Act number") == 3
    question = "<h1><center>Which acts has the council made in the year that is behind us?</center></h1>"
    assert page(f"<div>{question}<ul>{links}</ul></div>").text.count("- Act number") == 3


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<table><tr><td>(1)</td><td><p>first</p><p>more</p></td></tr></table>", "(1) first\n\nmore"),
        (
            "<table><tr><td>a)</td><td>one<table><tr><td>i)</td><td>deep</td></tr></table></td></tr></table>",
            "a) one\n\ni) deep",
        ),
        ("<table><tr><td>—</td><td>first</td></tr><tr><td>—</td><td>second</td></tr></table>", "— first\n\n— second"),
        ("<div><div>b)</div><div><p>words</p></div></div>", "b) words"),
        ("<ol><li><span>1.</span><div><p>words</p></div></li></ol>", "1. words"),
        ("<p><span>§ 2</span>Words</p>", "§ 2 Words"),
        ("<p><span>§ 1</span>. <span>Scope</span></p>", "§ 1. Scope"),
        ("<p><span class='LegP1No'>1</span><span>The court</span></p>", "1 The court"),
        ("<ul><li>hälso- och sjukvård – nu</li><li>- två</li></ul>", "- hälso- och sjukvård – nu\n- två"),
        ("<ol type='a'><li>one</li><li>two</li></ol>", "a. one\nb. two"),
        ("<ol type='I' start='4'><li>four</li></ol>", "IV. four"),
        ("<ol><li>(a) own number</li><li>(b) too</li></ol>", "(a) own number\n(b) too"),
        ("<ol><li><span>„(2)</span><span>Wort.“</span></li></ol>", "„(2) Wort.“"),
        ("<dl><dt>Date</dt><dd>5 May</dd><dt>(1)</dt><dd>A note.</dd></dl>", "Date: 5 May\n\n(1) A note."),
        ("<p>as amended (<span class='super'>1</span>).</p>", "as amended (1)."),
        ("<p>règlement (UE) n <span class='oj-super'>o</span> 5</p>", "règlement (UE) no 5"),
        ("<p>words <a href='#ntr1'>(<span class='oj-super oj-note-tag'>1</span>)</a>.</p>", "words (1)."),
        ("<p>legislature<a href='#footnote1' id='r1'>1</a>.</p>", "legislature (1)."),
        ("<p class='oj-ti-art'>Article 5</p><p>Words.</p>", "### Article 5\n\nWords."),
        ("<p class='doc-ti'>REGULATION</p><p class='doc-ti'>of 5 May</p>", "# REGULATION of 5 May"),
        ("<p class='coj-sum-title-1'>ORDER</p><p class='coj-sum-title-1'>of 5 May (*1)</p>", "# ORDER of 5 May (*1)"),
        ("<p class='title-grseq-3'>Costs</p><p class='C05Titre2'>Costs</p>", "### Costs\n\n### Costs"),
        ("<p class='ParagrafGruppeOverskrift'>Frister</p><p class='Paragraf'>§ 4. Ord.</p>", "### Frister\n\n§ 4. Ord."),
        ("<div role='heading' aria-level='3'>Scope</div>", "### Scope"),
        ("<table border='1'><tr><td>1</td><td>a</td><td>b</td></tr></table>", "| 1 | a | b |\n| --- | --- | --- |"),
        ("<table role='presentation'><tr><td>left</td><td>right</td></tr></table>", "left\n\nright"),
        ("one &#150; two&#x85; l&#146;air&#1;", "one – two… l’air"),
        ("salaire < 3 fois", "salaire < 3 fois"),
    ],
)
def test_structure(body: str, text: str) -> None:
    assert page(body).text == text


def test_margin_notes_beside_running_text_are_no_table() -> None:
    rows = "".join(
        f"<tr><td></td><td><p><small>Note {i}.</small></p></td><td>{ACT}</td></tr><tr><td></td><td></td><td>{ACT}</td></tr>"
        for i in range(2)
    )
    text = page(f"<table>{rows}</table>").text
    assert "|" not in text
    assert text.startswith("Note 0.\n\nThe Minister")


def test_preformatted_paragraphs_are_joined_and_columns_kept() -> None:
    act = (
        "<pre>1 § This act applies to the services that counties of the\nrealm have to give to all who seek it, accord-\n"
        "ing to law.\n\n"
        "1. one,\n2. two.\n\nYear    Sum\n1999      5</pre>"
    )
    assert page(act).text == (
        "1 § This act applies to the services that counties of the realm have to give to all who seek it, according to law.\n\n"
        "1. one,\n2. two.\n\nYear    Sum\n1999      5"
    )


def test_blank_lines_in_legacy_text_end_paragraphs() -> None:
    assert page("<div>Head\n\nFirst words\nof a line</div>").text == "Head\n\nFirst words of a line"


@pytest.mark.parametrize(
    "shell",
    [
        "<div id='app'></div><noscript>JavaScript is required</noscript>",
        "<div id='app'>Chargement en cours…</div>",
        "<div id='app'><a href='/'>Gazette</a></div><noscript><p>Bitte aktivieren Sie JavaScript.</p></noscript>",
    ],
)
def test_a_shell_that_a_script_fills_says_so(shell: str) -> None:
    with pytest.raises(DocumentError, match="html-needs-javascript"):
        page(shell, "<script src='/app.js'></script>")
    assert page(f"<noscript>{ACT}</noscript><div id='app'></div>", "<script src='/app.js'></script>").text == WORDS
    assert page("<p>Laden Müller</p>", "<script src='/app.js'></script>").text == "Laden Müller"


def test_a_page_hidden_until_a_script_has_run_is_read() -> None:
    assert page(f"<script>x</script><div style='visibility: hidden'>{ACT}</div>").text == WORDS


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset='iso-8859-2'>", "iso-8859-2"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1250'>", "cp1250"),
        ("<meta charset='utf-16'>", "utf-8"),  # false, and said by many
        ("<meta charset='windows-1252'>", "utf-8"),
        ("", "utf-8"),
        ("", "utf-16"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    content = f"<html><head>{head}</head><body><p>Zákon č. 5, žluťoučký kůň</p></body></html>".encode(encoding)
    assert next(read(content, DEFAULT)).text == "Zákon č. 5, žluťoučký kůň"


def test_the_language_tells_an_undeclared_encoding() -> None:
    content = "<html lang='cs'><body><p>Zákon č. 5, žluťoučký kůň</p></body></html>".encode("cp1250")
    assert next(read(content, DEFAULT)).text == "Zákon č. 5, žluťoučký kůň"


def test_one_damaged_byte_does_not_spoil_a_page() -> None:
    content = "<html><body><p>Zákon č. 5, žluťoučký kůň</p><p>l’été".encode() + b"\x96</p></body></html>"
    assert next(read(content, DEFAULT)).text == "Zákon č. 5, žluťoučký kůň\n\nl’été–"


def test_an_xml_declaration_names_the_encoding() -> None:
    content = "<?xml version='1.0' encoding='iso-8859-7'?><html><body><p>Νόμος 5</p></body></html>".encode("iso-8859-7")
    assert next(read(content, DEFAULT)).text == "Νόμος 5"


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=content>" * 1500 + "<i></i>" * 20000 + ACT,
        "<p>" + " <span> 1.</span> " * 20000,
        "<h1>a</h1>" * 20000 + "<nav>x y</nav><h6>z</h6>" * 5000,
        "<meta property='og:title' content='a'>" * 20000 + "x",
        "<table><tr><td>1.<td>" * 2000 + "x",
        "<h2>" + "<button>x</button>" * 20000 + "</h2>",
        "<p>" + "slovo<sup>1)</sup>, " * 20000,
        "<ul><li><a href='/x'>Menu</a></li></ul>" * 10000 + ACT,
        "x<script></script>" + "<noscript>" * 50000,
        "<section id='sponsors'>" * 1500 + "<section id='login'>x</section>" * 20000 + ACT,
        "<script type='application/ld+json'>[" + "[]," * 100000 + "[]]</script>x",
    ],
)
def test_hostile_pages_take_time_in_proportion_to_their_size(markup: str) -> None:
    start = process_time()
    assert next(read(markup.encode(), DEFAULT)).text
    assert process_time() - start < 5


def test_cdata_of_xhtml_is_text() -> None:
    content = b"<?xml version='1.0'?><html><body><p><![CDATA[a < b & c]]></p><script><![CDATA[x]]></script></body></html>"
    assert next(read(content, DEFAULT)).text == "a < b & c"
