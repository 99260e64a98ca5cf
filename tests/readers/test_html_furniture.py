"""A page gives the act without what the site puts around it; what only looks like furniture stays."""

import pytest
from html_samples import ACT, SENTENCE, WORDS, page

NUMBERS = range(1, 14)
TEASER = "<div class='card'><a href='/x'>New rules for terraces</a> <span>They stay open longer from May.</span></div>"


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><ul><li><a href='/'>Home</a></li></ul></nav>",
        "<div role='navigation'><p>Home, laws, contact, press and other pages of this site for you to read</p></div>",
        "<div class='breadcrumb'><a href='/'>Home</a> &gt; <a href='/laws'>Laws</a></div>",
        "<div class='fil-d-ariane'><a href='/'>Accueil</a> <span>Décrets</span></div>",
        "<ul class='migas'><li><a href='/'>Inicio</a></li><li>Documento</li></ul>",
        "<p class='breadcrumb'>U bent hier: <a href='/'>Home</a> › Verordening op de terrassen van de gemeente</p>",
        "<div id='cookie-bar'><p>This site uses cookies. <a href='#'>I accept</a> <a href='/c'>Read more</a></p></div>",
        "<div class='cookie_notice'>Lees meer op onze site</div>",
        "<div class='print_link'>Lees meer op onze site</div>",
        "<header class='site-header'><img class='logo' src='/l.png'>The Government of the Republic</header>",
        "<ul class='share-buttons'><li><a href='https://f.example'>Share this</a></li><li>Print</li></ul>",
        "<footer>Ministry of Justice, 1 Main Street</footer>",
        "<p hidden>Not shown</p><div style='display: none'>Not shown either</div><p class='visuallyhidden'>Skip</p>",
        "<script>var x = '<p>no</p>';</script><style>p { color: red }</style><template><p>no</p></template>",
        "<div id='download_dialog-confirm'><p>Load <a href='/f'>the table</a>?</p></div>",
        "<p class='article-read-next'><b>Read next:</b> <a href='/a'>Another act of the year</a></p>",
        "<ul><li class='micronav-backtotop'><a href='#page'>Page top</a></li></ul>",
        "<a class='back-to-top' href='#'>Retour en haut de la page</a>",
        "<aside><h3>See also</h3><ul><li><a href='/a'>Another act</a></li></ul></aside>",
        "<form action='/search'><label>Search</label><input name='q'><button>Go</button></form>",
        "<p class='oculto'>Está Vd. en</p>",
        "<span class='govuk-visually-hidden'>This page is useful</span>",
        "<p class='fr-sr-only'>Menu</p>",
        "<h1 class='aural'>Ministerie van Justitie</h1>",
        "<p class='navSkip'><em>Springe direkt zu:</em></p><ul class='navSkip'><li><a href='#content'>Inhalt</a></li></ul>",
        "<ul><li><a onclick='show(1)'>1</a></li><li><a onclick='show(2)'>2 bis</a></li></ul>",
        "<div class='navheader'><table><tr><td><a href='a'>Back</a></td><td><a href='b'>Next</a></td></tr></table></div>",
        f"<nav><ul><li><a href='/z'>Bestuur</a><div class='nav-panel'><p>{SENTENCE * 12}</p></div></li></ul></nav>",
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
        f"<main><section class='Report__Section Report__Section--Ads'>{ACT}</section></main>",
        "<div class='elementor'>" + f"<div class='elementor-widget elementor-widget-text'><div>{ACT}</div></div>" + "</div>",
    ],
)
def test_what_holds_the_act_is_no_furniture_whatever_it_is_called(body: str) -> None:
    assert WORDS in page(body).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            f"<h2>Decree No 5</h2><div class='content'>{ACT}</div><div>Annex</div><p>Rome, 5 May</p><p>The President</p>",
            f"## Decree No 5\n\n{WORDS}\n\nAnnex\n\nRome, 5 May\n\nThe President",
        ),
        (
            f"<div>{ACT}<hr/><p>(1) <a href='/oj'>OJ L 134, 30.4.2004, p. 1</a>.</p></div>",
            f"{WORDS}\n\n(1) OJ L 134, 30.4.2004, p. 1.",
        ),
        (
            f"<div>{ACT}<ol class='footnotes'><li><a href='/oj'>OJ L 134, 30.4.2004, p. 1</a>.</li></ol></div>",
            f"{WORDS}\n\n1. OJ L 134, 30.4.2004, p. 1.",
        ),
        (f"<div><div><h1>Gas Act</h1></div><main>{ACT}</main></div><footer>x</footer>", f"# Gas Act\n\n{WORDS}"),
        (
            f"<nav><a href='/'>Start</a></nav><div id='law'><h1>Gesetz</h1><div id='preamble'>{ACT}</div>"
            f"<main><h2>Art. 1</h2>{ACT}</main><div class='footnotes'><p>1 SR 101</p></div></div>",
            f"# Gesetz\n\n{WORDS}\n\n## Art. 1\n\n{WORDS}\n\n1 SR 101",
        ),
        (
            f"<main>{ACT}<p><i>See also</i> <a href='#a'>courts</a>; <a href='#b'>High Court</a></p></main>",
            f"{WORDS}\n\nSee also courts; High Court",
        ),
        (
            f"<div><p><a href='#page'>Skip to contents</a>, <a href='#menu'>menu</a></p><p>Directive</p><div>{ACT}</div></div>",
            f"Directive\n\n{WORDS}",
        ),
        (f"<div>{''.join(f'<p><a href=#p{i}>§ {i}</a></p>' for i in NUMBERS)}</div><div>{ACT}</div>", WORDS),
        (
            f"<main><h1>Act</h1>{ACT}<h2>Related</h2><ul><li><a href='/a'>One act of the year</a> 5 May</li></ul></main>",
            f"# Act\n\n{WORDS}",
        ),
    ],
)
def test_titles_annexes_preambles_notes_and_signatures_beside_the_main_part_are_read(body: str, text: str) -> None:
    assert page(body).text == text


def test_a_cookie_notice_is_left_out_of_a_short_page_too() -> None:
    notice = "<div id='gdpr-bar'><p>This site uses cookies for its figures of visits. By reading on you agree to it.</p></div>"
    status = "<dl>" + "".join(f"<dt>Act {i}</dt><dd>in force since the year {1990 + i}</dd>" for i in range(8)) + "</dl>"
    assert "cookies" not in page(f"<div>{status}</div>{notice}").text


def test_an_index_keeps_its_links() -> None:
    links = "".join(f"<li><a href='/{i}'>Act number {i} of the year</a></li>" for i in range(3))
    for heading in ("<h1>Acts</h1>", "<h1><center>Which acts has the council made in the year that is behind us?</center></h1>"):
        assert page(f"<main>{heading}<ul>{links}</ul></main>").text.count("- Act number") == 3


@pytest.mark.parametrize("heading", ["Lees ook", "Gerelateerde berichten:", "À lire aussi", "See also", "Explore further"])
def test_what_the_site_offers_to_read_next_is_left_out(heading: str) -> None:
    assert page(f"<main><div>{ACT}</div><div><h2>{heading}</h2><div>{TEASER * 3}</div></div></main>").text == WORDS
    assert page(f"<main>{ACT}<h2>{heading}</h2><div><a href='/x'>New rules for terraces</a> 3 May</div></main>").text == WORDS
    assert page(f"<main><h2>{heading}</h2><p>{SENTENCE}</p>{ACT}</main>").text == f"## {heading}\n\n{SENTENCE}\n\n{WORDS}"


def test_lists_sidebars_and_comments_that_say_what_they_are_are_left_out_whatever_they_weigh() -> None:
    teasers = f"<li><h3><a href='/y'>Elsewhere</a></h3><p>{SENTENCE}</p></li>" * 3
    assert page(f"<div class='wrap'><div>{ACT}</div><div id='related_posts'><ul>{teasers}</ul></div></div>").text == WORDS
    side = f"<div id='sidebar'><div class='widget'><h3>Disclaimer</h3><p>{SENTENCE}</p><p>{SENTENCE}</p></div></div>"
    assert page(f"<div id='page'><div id='content'>{ACT}</div>{side}</div>").text == WORDS
    comments = f"<ol id='commentlist'>{f'<li><p>{SENTENCE}</p></li>' * 60}</ol>"
    assert page(f"<div>{ACT}{comments}</div>").text == WORDS
    assert len(page(f"<div>{ACT}{comments.replace('commentlist', 'comments')}</div>").text) > 5 * len(WORDS)


def test_a_section_is_no_furniture_whatever_its_heading_makes_of_its_address() -> None:
    lends = "The office lends its hand to all who ask for it, and it asks for no fee."
    sections = "".join(
        f"<section id='{name}'><span></span><h2>{name}</h2><p>{lends}</p></section>"
        for name in ("scope", "mentors-and-sponsors", "the-login-utility", "discussion", "fees")
    )
    for body in (sections, f"<div role='main'><p>{'Word. ' * 9}</p>{sections}</div>"):
        assert page(f"{ACT}{body}").text.count("The office lends") == 5
    assert "lends" not in page(f"{ACT}<div id='sponsors'><h2>Sponsors</h2><p>Who lends its hand to this office.</p></div>").text


def test_a_link_that_recurs_or_leads_back_is_left_out_where_it_stands_alone() -> None:
    article = "<div><div><a name='x'></a><a href='index.html#x'>Unofficial contents</a><h3>§ {}</h3></div><p>Words.</p></div>"
    text = page(f"<div>{ACT}{''.join(article.format(i) for i in range(4))}</div>").text
    assert text == f"{WORDS}\n\n" + "\n\n".join(f"### § {i}\n\nWords." for i in range(4))
    menu = "<ul><li><a href='/x'>Toon relaties</a></li><li><a href='/y'>Maak een permanente link</a></li></ul>"
    assert page(f"<div>{f'<h4>Artikel 1</h4>{menu}<p>{SENTENCE}</p>' * 3}</div>").text == "\n\n".join(
        ["#### Artikel 1", SENTENCE] * 3
    )
    assert "Details" not in page(f"{ACT}<div><span><a href='/x'>Details</a></span></div>" * 4).text
    for words in ("« Zurück zur Übersicht", "Back to overview", "Retour"):
        assert page(f"<main><div>{ACT}<div><a href='/'>{words}</a></div></div></main>").text == WORDS
    assert page(f"<div><div>{ACT}</div><p><a href='#header'>Nach oben</a></p></div>").text == WORDS


def test_a_link_that_recurs_within_words_or_a_table_stays() -> None:
    assert page("<p>the <a href='/c'>Code</a></p>" * 4).text == "\n\n".join(["the Code"] * 4)
    cell = "<tr><td><a href='/de'>Germany</a></td><td>5</td></tr>"
    assert page(f"<table>{cell * 4}</table>").text.count("Germany") == 4
    term = "<span class='type'><a href='/register'>register</a></span>"
    for sentence in (f"<p>Each {term} is public.</p>", f"<p>{term} <code>of ships</code></p>", f"<pre>{term}\n</pre>"):
        assert page(sentence * 4).text.count("register") == 4
    assert "see the Retour" in page(f"<main>{ACT}<p>see the <a href='/r'>Retour</a> of the goods.</p></main>").text


def portal(beside: str, act: str = ACT) -> str:
    """What is read of a page whose act stands beside what a portal says about it, within one part."""
    notice = f"<div><h1>595/2003 Z. z.</h1></div><div><p>{SENTENCE}</p></div>"
    return page(f"<div role='main'><div><div>{notice}<div><div>{beside}</div></div></div><div>{act}</div></div></div>").text


def test_the_versions_and_the_numbers_of_the_articles_of_an_act_are_left_out_and_contents_with_titles_stay() -> None:
    rows = "".join(
        f"<tr><td>{n}.</td><td><a href='{n}.html'>01.01.20{n:02} - 31.12.20{n:02}</a></td>"
        f"<td><a href='/z/{n}'>{n}/20{n:02} Z. z.</a></td></tr>"
        for n in NUMBERS
    )
    assert "31.12.2003" not in portal(f"<table><tr><th>Účinnosť</th><th>Novela</th></tr>{rows}</table>")
    places = "".join(f"<div><a href='#c{n}'>Čl. {n}</a></div><div><div><a href='#c{n}-1'>(1)</a></div></div>" for n in NUMBERS)
    assert "Čl. 7" not in portal(f"<div>{places}</div>")
    titled = "".join(f"<tr><td><a href='#c{n}'>{n}. Power to transfer a person to remand</a></td></tr>" for n in NUMBERS)
    assert "7. Power to transfer" in portal(f"<table>{titled}</table>")


def test_acts_that_cite_or_change_an_act_and_fold_away_are_left_out() -> None:
    rows = f"<tr><td><a href='/z/1'>1/1998</a></td><td>Ústavný zákon, ktorým sa mení {SENTENCE}</td></tr>" * 2
    panel = f"<div><button aria-expanded='false'>Predpis je menený</button><div><h4></h4><table>{rows}</table></div></div>"
    assert "ktorým sa mení" not in portal(panel)
    answer = f"<div><button aria-expanded='false'>Kedy platí?</button><div><p>{SENTENCE.lower()}</p></div></div>"
    assert SENTENCE.lower() in portal(answer)


def test_contents_whose_titles_lead_back_are_left_out_and_notes_are_not() -> None:
    contents = "<h2>Table des matières</h2>" + "".join(
        f"<a name='R{n}' href='#L{n}'>CHAPITRE {n}.</a> - Du droit économique en général<br>Art. {n}<br>" for n in NUMBERS
    )
    act = "".join(
        f"<a name='L{n}' href='#R{n}'>CHAPITRE {n}.</a> - Du droit économique en général<br><br>{SENTENCE}<br>" for n in NUMBERS
    )
    read_page = portal(f"<div>{contents}</div>", f"<div>{act}</div>")
    assert "Table des matières" not in read_page
    assert read_page.count("CHAPITRE 7. - Du droit économique") == 1
    called = f"<p>{SENTENCE} <a id='c1' href='#n1'>(1)</a> et <a id='c2' href='#n2'>(2)</a></p>"
    notes = "<p><a id='n1' href='#c1'>(1)</a> JO L 1.</p><p><a id='n2' href='#c2'>(2)</a> JO L 2.</p>"
    assert page(f"<div>{called}<p>{SENTENCE}</p>{notes}</div>").text.count(SENTENCE) == 2


def test_a_heading_before_bare_words_stays_where_the_next_box_is_links() -> None:
    box = "<div><h3>Fundstelle</h3><a href='/a'>LGBl. Nr. 14/2013</a> <a href='/b'>LGBl. Nr. 104/2019</a></div>"
    assert (
        "### Kurztitel\n\nJagdgesetz"
        in page(f"<div><div><h3>Kurztitel</h3> Jagdgesetz</div>{box}<div><h3>Text</h3>{ACT}</div></div>").text
    )


@pytest.mark.parametrize(
    "control",
    [
        "<span onMouseDown='fold(a1)'>\n + \n</span>",
        "<a onclick='close()' href='#'>×</a>",
        "<a href='x.html' onclick='window.print();'>Seite drucken</a>",
        "<div><a></a> <a href='javascript:' onclick='load(2)'><u>articolo successivo</u></a></div>",
        "<a href='#' data-toggle='modal' data-target='#box'>aggiornamenti</a>",
    ],
)
def test_a_control_is_no_word_of_the_act(control: str) -> None:
    assert page(f"<div><div>{SENTENCE}</div>{control}<h2>Art. 1</h2>{ACT}</div>").text == f"{SENTENCE}\n\n## Art. 1\n\n{WORDS}"


@pytest.mark.parametrize(
    "word",
    [
        "<span onmousedown='fold(a1)'>Articolul 4</span>",
        f"{SENTENCE} <a href='javascript:show(1)'>Articolul 4</a> {SENTENCE}",
        "<a href='javascript:show(3)'>Articolul 4</a>",
    ],
)
def test_words_that_a_script_folds_or_explains_are_words(word: str) -> None:
    assert "Articolul 4" in page(f"{ACT}<p>{word}</p>{ACT}").text


def test_cells_that_lead_to_other_parts_of_a_page_are_no_table() -> None:
    links = "<th><a href='#contents'><b>Table des matières</b></a></th><th><a href='#top'>Début</a></th>"
    box = f"<table border='1'><tr><th>Texte</th>{links}</tr><tr><td colspan='3'>{SENTENCE}</td></tr></table>"
    assert page(f"{ACT}{box}").text == f"{WORDS}\n\nTexte\n\n{SENTENCE}"
    assert "Table des matières" in page(f"{ACT}{box.replace('#top', '#art-1')}").text


def test_what_is_kept_from_screen_readers_is_read_where_it_is_most_of_the_page() -> None:
    dialog = "<div role='dialog'><p>Wir verwenden Cookies, auch solche von Dritten.</p><button>Ja</button></div>"
    act = f"<h1>Gesetz über das Archiv</h1><p>{SENTENCE}</p><p>{SENTENCE}</p>"
    covered = page(f"{dialog}<main aria-hidden='true'>{act}<svg aria-hidden='true'><title>Pfeil</title></svg></main>").text
    assert covered.count(SENTENCE) == 2 and "Gesetz über das Archiv" in covered and "Pfeil" not in covered
    beside = page(f"<main>{act}</main><div aria-hidden='true'><p>{SENTENCE}</p><p>Ein Teil, den alle sehen.</p></div>").text
    assert "Ein Teil" not in beside  # written twice, or decoration
    assert "Archiv" not in page(f"<p>Alles über uns.</p><main hidden aria-hidden='true'>{act}</main>").text
    menu = "".join(f"<li><a href='/{n}'>Seite {n} des Archivs</a></li>" for n in range(30))  # one that is closed
    assert "Seite" not in page(f"<p>{SENTENCE}</p><div aria-hidden='true'><ul>{menu}</ul></div>").text
