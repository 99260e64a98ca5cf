"""How pages of gazettes elsewhere are built: numbers read out by voices, spans as blocks, quoted points, menus that return."""

import pytest
from shared_data import shared

from moisson.readers.contract import Text
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

SENTENCE = "Mieszkańcy województwa tworzą z mocy prawa regionalną wspólnotę samorządową, która wykonuje zadania publiczne."
ACT = f"<p>{SENTENCE}</p>" * 3
WORDS = "\n\n".join([SENTENCE] * 3)


def page(body: str, head: str = "") -> Text:
    return next(read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT))


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class='fil-d-ariane'><a href='/'>Accueil</a> <span>Décrets</span></div>",
        "<ul class='migas'><li><a href='/'>Inicio</a></li><li>Documento</li></ul>",
        "<p class='oculto'>Está Vd. en</p>",
        "<span class='govuk-visually-hidden'>This page is useful</span>",
        "<p class='fr-sr-only'>Menu</p>",
        "<a class='back-to-top' href='#'>Retour en haut de la page</a>",
        "<p class='backToTop'><a href='#top'>Back to top</a></p>",
        "<ul><li><a onclick='show(1)'>1</a></li><li><a onclick='show(2)'>2 bis</a></li></ul>",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    assert page(f"{furniture}<div>{ACT}</div>").text == WORDS
    assert page(f"<div>{ACT}</div>{furniture}").text == WORDS


def test_a_list_of_the_page_by_its_places_is_left_out() -> None:
    places = "".join(f"<div><a href='#p{i}'>§ {i}</a></div>" for i in range(1, 12))
    assert page(f"<div class='toc'>{places}</div><div>{ACT}</div>").text == WORDS


def test_links_over_what_stands_before_the_text_are_left_out() -> None:
    skip = "<p class='x'><a href='#page'>Allez au contenu</a>, <a href='#menu'>Allez à la navigation</a></p>"
    assert page(f"<div>{skip}<p>Directive</p><div>{ACT}</div></div>").text == f"Directive\n\n{WORDS}"


def test_a_last_link_to_the_head_of_the_page_is_left_out() -> None:
    assert page(f"<div><div>{ACT}</div><p><a href='#header'>Nach oben</a></p></div>").text == WORDS


def test_menus_that_return_after_every_article_are_left_out() -> None:
    menu = "<ul><li><a href='/x'>Toon relaties</a></li><li><a href='/y'>Maak een permanente link</a></li></ul>"
    article = f"<h4>Artikel 1</h4>{menu}<p>{SENTENCE}</p>"
    assert page(f"<div>{article * 3}</div>").text == "\n\n".join(["#### Artikel 1", SENTENCE] * 3)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (  # what a voice would read as "paragraph one" is shown as a sign
            "<h5><span aria-hidden='true'>§ 1.</span><span class='sr-only'>Paragraph eins,</span></h5>",
            "##### § 1.",
        ),
        ("<p><span class='icon' aria-hidden='true'>print</span><span class='sr-only'>Print</span>Words</p>", "Words"),
        (
            "<span>Articolul 1</span><span style='display: block'><b>(1)</b><i>Unu</i></span><span style='display:block'>Doi",
            "Articolul 1\n\n(1) Unu\n\nDoi",
        ),
        ("<h2><span style='display:block'>PART 1</span><span>Preliminary</span></h2>", "## PART 1 Preliminary"),
        ("<h3><button>Naviguer dans le sommaire</button> Article 1</h3>", "### Article 1"),
        ("<h3><button>Quelles aides ?</button></h3>", "### Quelles aides ?"),
        ("<h3>1.</h3><div>First.</div><h3>2)</h3><div>Second.</div>", "1. First.\n\n2) Second."),
        ("<p><span class='lidnr'>1</span>In deze wet</p>", "1 In deze wet"),
        ("<p>spracovanie<sup>1)</sup>, ako aj<sup>2</sup>) iné</p>", "spracovanie (1), ako aj (2) iné"),
        ("<p>1<sup>1</sup>) pirmais</p>", "1^1) pirmais"),
        ("<p><b>13.<sup>1</sup> pants. Samaksa</b></p>", "13.^1 pants. Samaksa"),
        ("<p>(plocha 5 m<sup>2</sup>)</p>", "(plocha 5 m2)"),
        ("<p class='li ManualHeading2'><span class='num'>2.1.</span><span>Context</span></p>", "### 2.1. Context"),
        ("<p class='Titel2'>Lov om arkiver</p><p class='KapitelOverskrift2'>Anvendelse</p>", "# Lov om arkiver\n\n## Anvendelse"),
        ("<div class='segment_h4'>1. člen</div><div class='segment_p'>Ta zakon.</div>", "#### 1. člen\n\nTa zakon."),
        ("<ol type='a' start='3'><li>third</li><li value='7'>seventh</li></ol>", "c. third\ng. seventh"),
        ("<p>1 The note. <a href='#r1'>↩</a></p>", "1 The note."),
        (
            "<table><tr><td><p>For the Parliament</p><p>A. B.</p></td><td><p>For the Council</p><p>C. D.</p></td></tr></table>",
            "For the Parliament\n\nA. B.\n\nFor the Council\n\nC. D.",
        ),
        ("<div class='h3'><p>Not a heading</p></div>", "Not a heading"),
    ],
)
def test_structure(body: str, text: str) -> None:
    assert page(f"<div>{ACT}<section>{body}</section></div>").text == f"{WORDS}\n\n{text}"


def test_points_that_an_act_quotes_are_points() -> None:
    inner = "<table><tr><td><p>—</p></td><td><p>one,</p></td></tr></table>"
    quoted = f"<table><tr><td><p>‘(a)</p></td><td><p>first:</p>{inner}</td></tr></table>"
    body = f"<table><tr><td><p>(1)</p></td><td><p>in Article 3, the following is added:</p>{quoted}</td></tr></table>"
    assert page(ACT + body).text == f"{WORDS}\n\n(1) in Article 3, the following is added:\n\n‘(a) first:\n\n— one,"


def test_a_bordered_table_with_a_heading_above_its_numbers_is_one() -> None:
    rows = "<tr><td>Nr.</td><td>Pavadinimas</td></tr><tr><td>1.</td><td>Archyvas</td></tr>"
    assert (
        page(f"{ACT}<table border=1>{rows}</table>").text == f"{WORDS}\n\n| Nr. | Pavadinimas |\n| --- | --- |\n| 1. | Archyvas |"
    )


def test_the_preamble_and_the_notes_beside_main_are_read() -> None:
    notes = "<div class='footnotes'><p>1 SR 101</p></div>"
    body = f"<h1>Gesetz</h1><div id='preamble'>{ACT}</div><main><h2>Art. 1</h2>{ACT}</main>{notes}"
    text = page(f"<nav><a href='/'>Start</a></nav><div id='law'>{body}</div>").text
    assert text == f"# Gesetz\n\n{WORDS}\n\n## Art. 1\n\n{WORDS}\n\n1 SR 101"


def test_set_paragraphs_begin_where_their_first_lines_are_indented() -> None:
    lines = [
        "  Visto il  regolamento  (UE)  n.  1308/2013  del 17 dicembre 2013",
        "recante organizzazione comune  dei  mercati dei prodotti agricoli;",
        "  Visti gli articoli 16, primo comma, e 4, comma 2, della  legge 7",
        "agosto 1990, n. 241;",
    ]
    assert page("<pre>\n" + "\n".join(lines) + "\n</pre>").text == (
        "Visto il regolamento (UE) n. 1308/2013 del 17 dicembre 2013 recante organizzazione comune dei mercati "
        "dei prodotti agricoli;\n"
        "Visti gli articoli 16, primo comma, e 4, comma 2, della legge 7 agosto 1990, n. 241;"
    )


LEY = "Ley 39/2015, de 1 de octubre, del Procedimiento"
ACT_TITLE = "Regulation (EU) 2016/679 on the protection of natural persons"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"BOE-A-2015-1 {LEY}", f"<h3>{LEY}</h3>", LEY),
        ("Bundesgesetz über den Datenschutz | Fedlex", "", "Bundesgesetz über den Datenschutz"),
        (
            "Arrêté du 3 mars 2024 | Ministère",
            "<h1>Arrêté du 3 mars 2024 relatif au vin</h1>",
            "Arrêté du 3 mars 2024 relatif au vin",
        ),
        ("Order on archives…", "<h1>Order on archives of the State</h1>", "Order on archives of the State"),
        ("Order on archives", "<h1>Order on archives Number: 5</h1>", "Order on archives"),
        ("Arhiiviseadus–Riigi Teataja", "<h1>Arhiiviseadus</h1>", "Arhiiviseadus"),
        ("Regeling - Archiefwet 1995 - BWBR0007376", "<h1>Archiefwet 1995</h1>", "Archiefwet 1995"),
        ("Regulation - 2016/679 - EN", f"<h1>Document 32016R0679</h1><p id='title'>{ACT_TITLE}</p>", ACT_TITLE),
    ],
)
def test_titles(head: str, body: str, title: str) -> None:
    assert page(f"{body}{ACT}", f"<title>{head}</title>").title == title


@pytest.mark.shared
def test_a_quoted_point_of_a_real_directive_is_no_table() -> None:
    folder = "eu-formex-lex/data/works/31999l0044/versions"
    path = next(shared(folder).glob("2011-12-12*/en.html"))
    text = next(read(path.read_bytes(), DEFAULT)).text
    assert "\n‘10. Directive 1999/44/EC of the European Parliament" in text or "\n10. Directive 1999/44/EC" in text
    assert "| ‘10." not in text
