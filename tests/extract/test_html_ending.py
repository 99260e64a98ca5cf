"""Boxes around an article that show the site's other pages or ask for something, and what only looks like them."""

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
POST = '<meta property="og:type" content="article">'
CARD = f"<div class='x{{}}'><h3><a href='/{{}}'>Nieuwe regels voor terrassen</a></h3><p>{SENTENCE}</p></div>"
CARDS = "".join(CARD.format(i, i) for i in range(3))


def page(inner: str, head: str = POST) -> str:
    markup = f"<!DOCTYPE html><html><head><title>x</title>{head}</head><body>{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


def test_boxes_built_alike_after_an_article_are_left_out_with_their_heading() -> None:
    assert page(f"<div class='wrap'><div>{ACT}</div><div><h2>Onze tips</h2><div>{CARDS}</div></div></div>") == WORDS
    items = "".join(f"<li><h3><a href='/{i}'>Nieuwe regels voor terrassen</a></h3><p>{SENTENCE}</p></li>" for i in range(3))
    assert page(f"<div>{ACT}<ul>{items}</ul></div>") == WORDS
    around = "".join(f"<a href='/{i}'><div>Nieuwe regels voor terrassen</div><p>{SENTENCE}</p></a>" for i in range(3))
    assert page(f"<div>{ACT}<div>{around}</div></div>") == WORDS


def test_boxes_built_alike_stay_where_they_are_the_page() -> None:
    for intro in ("", f"<p>{SENTENCE}</p>", f"<p>{SENTENCE}</p>" * 4):
        assert page(f"<div>{intro}{CARDS * 2}</div>").count("Nieuwe regels voor terrassen") == 6


def test_boxes_that_invite_to_read_on_are_left_out_even_where_they_outweigh_a_short_article() -> None:
    invited = CARDS.replace("</p></div>", "</p><a href='/x'>Lees verder</a></div>") * 2
    assert page(f"<div><p>{SENTENCE}</p><p>{SENTENCE}</p>{invited}</div>") == f"{SENTENCE}\n\n{SENTENCE}"
    assert "terrassen" in page(f"<div>{invited}</div>")


def test_boxes_built_alike_stay_on_a_page_that_is_no_article() -> None:
    assert page(f"<div>{ACT}<div>{CARDS}</div></div>", head="").count("Nieuwe regels voor terrassen") == 3


def test_what_is_no_box_of_another_page_stays() -> None:
    items = "".join(f"<li>Zie <a href='/{i}'>verordening nummer {i} uit 1998</a></li>" for i in range(3))
    assert page(f"<div>{ACT}<ul>{items}</ul>{ACT}</div>").count("verordening nummer") == 3
    sections = "".join(f"<section><h3>Artikel {i}</h3><p>{SENTENCE}</p></section>" for i in range(3))
    assert page(f"<div>{ACT}{sections}</div>").count("### Artikel") == 3
    quoted = "".join(f"<div><p><a href='/{i}'>De wethouder van Financiën</a></p><p>{SENTENCE}</p></div>" for i in range(2))
    assert page(f"<div>{ACT}<blockquote>{quoted}</blockquote>{ACT}</div>").count("De wethouder van Financiën") == 2


def test_a_box_beside_the_words_that_offers_something_is_left_out() -> None:
    offer = f"<div><h4>Op de hoogte blijven?</h4><p>{SENTENCE}</p><div><a href='/n'>Meld je nu aan</a></div></div>"
    over = "<section><div>Vandaag in de stad</div><div><a href='/n'></a><div>Nieuwe regels voor terrassen</div></div></section>"
    for box in (offer, over):
        assert page(f"<main><div>{ACT}</div>{box}</main>") == WORDS
        assert len(page(f"<main><div>{ACT}</div>{box}</main>", head="")) > len(WORDS)


def test_a_short_box_of_links_above_the_words_is_left_out() -> None:
    box = "<div><a href='/ann'>Ann Example</a> Redactie Binnenland, reageer</div>"
    assert page(f"<main><h1>Besluit</h1>{box}<div>{ACT}</div></main>") == f"# Besluit\n\n{WORDS}"
    fact = "<div>Plaats: Raadhuis<br>Thema: <a href='/m'>Markt</a></div>"
    assert "Plaats: Raadhuis" in page(f"<main><h1>Besluit</h1>{fact}<div>{ACT}</div></main>")


def test_words_and_notes_beside_the_words_stay() -> None:
    more = f"<div><h2>Toelichting</h2><p>{SENTENCE} <a href='/w'>Lees de wet</a> op de site van de overheid.</p></div>"
    assert page(f"<main><div>{ACT}</div>{more}</main>").endswith("Lees de wet op de site van de overheid.")
    notes = (
        "<div class='footnotes'><p><a href='/1'>1</a> Wet van 3 mei 2024</p><p><a href='/2'>2</a> Wet van 4 mei 2024</p></div>"
    )
    assert "Wet van 4 mei 2024" in page(f"<main><div>{ACT}</div>{notes}</main>")


def test_headings_that_head_nothing_end_no_article() -> None:
    rest = "<div><h2>27 reacties</h2><div></div></div><section><h3>Meer nieuws</h3><div></div></section>"
    assert page(f"<main><div>{ACT}</div>{rest}</main>") == WORDS
    assert page(f"<main><div>{ACT}</div>{rest}</main>", head="").endswith("## 27 reacties\n\n### Meer nieuws")


def test_a_heading_before_words_and_a_closing_sentence_stay() -> None:
    assert page(f"<main><div>{ACT}</div><h2>Bijlage</h2>slot<br>en einde</main>").endswith("## Bijlage\n\nslot\nen einde")
    assert page(f"<main><div>{ACT}</div><h4>Bel de gemeente vandaag nog!</h4></main>").endswith(
        "#### Bel de gemeente vandaag nog!"
    )


def test_the_section_of_the_site_above_an_article_is_left_out_but_not_the_kind_or_the_number_of_an_act() -> None:
    for section in ("<p>Binnenland</p>", "<div><h4>Bestuur en politiek</h4></div>"):
        assert page(f"<main>{section}<h1>Terrassen in de stad</h1>{ACT}</main>") == f"# Terrassen in de stad\n\n{WORDS}"
        assert not page(f"<main>{section}<h1>Terrassen in de stad</h1>{ACT}</main>", head="").startswith("# Terrassen")
    for kept in ("Verordening", "Nr. 2024/17"):
        assert page(f"<main><p>{kept}</p><h1>Terrassen in de stad</h1>{ACT}</main>").startswith(f"{kept}\n\n# ")


def test_an_article_between_many_links_is_no_list_of_links() -> None:
    links = "".join(f"<div><a href='/{i}'>Nieuwe regels voor terrassen in wijk {i}</a></div>" for i in range(60))
    assert page(f"<main><div><div>{ACT}</div></div><div>{links}</div></main>") == WORDS


BROKEN = "<div class='x'><div>7.10.2016</div><div>{}</div><div>De wethouder opent op het plein de markt van alle …</div>{}</div>"


def test_boxes_in_which_the_words_of_another_page_break_off_are_left_out() -> None:
    boxes = "".join(BROKEN.format(f"Markt {i}", f"<div><a href='/{i}'>verder</a></div>") for i in range(3))
    for beside in (f"{boxes}<div>{ACT}</div>", f"<div>{ACT}</div><div>{boxes}</div>"):
        assert page(f"<div>{beside}</div>", head="") == WORDS


def test_words_that_break_off_stay_where_they_lead_nowhere_or_are_the_page() -> None:
    boxes = "".join(BROKEN.format(f"Markt {i}", "") for i in range(3))
    assert page(f"<div>{ACT}{boxes}</div>", head="").count("…") == 3
    linked = "".join(BROKEN.format(f"Markt {i}", f"<div><a href='/{i}'>verder</a></div>") for i in range(30))
    assert page(f"<div><p>{SENTENCE}</p>{linked}</div>", head="").count("…") == 30
    assert page(f"<div>{ACT}{linked[: len(linked) // 30 * 2]}</div>", head="").count("…") == 2


def test_what_an_act_has_lost_is_no_excerpt() -> None:
    lost = "<div class='x'><div>{} over de terrassen in de stad</div><div>[...]</div><div>Zie <a href='/{}'>hier</a></div></div>"
    points = "".join(lost.format(i, i) for i in range(4))
    assert page(f"<div>{ACT}{points}{ACT}</div>", head="").count("[...]") == 4
