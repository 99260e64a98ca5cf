"""Where an article begins and ends on its page, and what within it leads to other pages."""

import pytest

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
POST = '<meta property="og:type" content="article">'
TITLE = "Nieuwe regels voor terrassen in de binnenstad"
OTHER = "De wethouder opent morgen op het plein de markt van alle boeren uit de streek, die tot zondag blijft."
AFTER = f"<div class='x'><p>{OTHER.replace('wethouder', 'burgemeester')}</p></div>"


def page(inner: str, head: str = POST, title: str = TITLE) -> str:
    markup = f"<!DOCTYPE html><html><head><title>{title} | Stad</title>{head}</head><body>{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


def test_an_article_begins_at_the_heading_that_repeats_the_title_of_the_page() -> None:
    above = f"<div><h3>Net binnen</h3><ul><li>Markt op het plein</li></ul><p>{OTHER}</p></div>"
    assert page(f"<div>{above}<h1>{TITLE}</h1>{ACT}</div>") == f"# {TITLE}\n\n{WORDS}"
    assert OTHER in page(f"<div>{above}<h1>Een andere kop</h1>{ACT}</div>")
    assert OTHER in page(f"<div>{above}<h1>{TITLE}</h1>{ACT}</div>", head="", title="x")


def test_words_above_the_title_stay_where_they_are_much_of_the_page() -> None:
    assert OTHER in page(f"<div><div><p>{OTHER}</p>{ACT}</div><h1>{TITLE}</h1>{ACT}</div>")


@pytest.mark.parametrize(
    "body", ["itemprop='articleBody'", "class='c-article-body__content'", "class='post-content'", "id='storyText'"]
)
def test_an_article_ends_with_the_element_that_is_named_its_body(body: str) -> None:
    markup = f"<div class='wide'><h1>{TITLE}</h1><p>{OTHER}</p><div {body}>{ACT}</div>{AFTER}</div>"
    assert page(markup) == f"# {TITLE}\n\n{OTHER}\n\n{WORDS}"
    assert "burgemeester" in page(markup, head="", title="x")


def test_notes_data_and_another_part_stay_after_the_body() -> None:
    for more in (
        f"<div class='footnotes'><p>{OTHER}</p></div>",
        "<table border='1'><tr><th>Jaar</th><th>Aantal</th></tr><tr><td>2023</td><td>12</td></tr></table>",
        f"<div class='article-body'><p>{OTHER}</p></div>",
    ):
        text = page(f"<div><h1>{TITLE}</h1><div class='article-body'>{ACT}</div>{more}</div>")
        assert OTHER in text or "2023" in text


def test_the_main_part_of_an_article_does_not_reach_beyond_its_title_and_body() -> None:
    beside = "".join(f"<p>{OTHER}</p>" for _ in range(2))
    markup = f"<div><div><h1>{TITLE}</h1><div class='entry-content'>{ACT}</div></div><div>{beside}</div></div>"
    assert page(markup) == f"# {TITLE}\n\n{WORDS}"


def test_lists_of_links_to_other_pages_are_left_out_of_an_article() -> None:
    links = "".join(f"<li><a href='/{i}'>Markt op het plein, deel {i}</a></li>" for i in range(3))
    assert page(f"<div>{ACT}<div><ul>{links}</ul></div>{ACT}</div>") == f"{WORDS}\n\n{WORDS}"
    assert "deel 2" in page(f"<div>{ACT}<ul>{links}</ul>{ACT}</div>", head="")


def test_a_paragraph_that_is_but_a_link_to_another_page_is_left_out_of_an_article() -> None:
    link = "<p><a href='/m'>{}</a></p>"
    assert page(f"<div>{ACT}{link.format('Boeren openen markt op het plein')}{ACT}</div>") == f"{WORDS}\n\n{WORDS}"
    for more in (
        "<p>Eerder verscheen:</p>" + link.format("Boeren openen markt op het plein"),
        link.format("Boeren openen markt op het plein").replace("/m", "/m.pdf?x=1"),
        link.format("Verordening op het plein en de markt").replace("/m", "https://example.org/1"),
        link.format("Boeren openen markt op het plein").replace("</a>", "</a> en gaan dan naar huis"),
        f"<blockquote>{link.format('Boeren openen markt op het plein')}</blockquote>",
    ):
        assert "op het plein" in page(f"<div>{ACT}{more}{ACT}</div>")
    markup = f"<div>{ACT}{link.format('Boeren openen markt op het plein')}{ACT}</div>"
    assert "op het plein" in page(markup, head="", title="x")
    assert "op het plein" in page(markup, title="Verordening terrassen")


def test_a_paragraph_that_is_but_a_link_to_another_site_stays() -> None:
    own = POST + '<link rel="canonical" href="https://www.example.org/news/1">'
    link = "<p><a href='{}'>Boeren openen markt op het plein</a></p>"
    assert "plein" in page(f"<div>{ACT}{link.format('https://markt.example.net/1')}{ACT}</div>", head=own)
    for address in ("https://blog.example.org/2", "/2"):
        assert page(f"<div>{ACT}{link.format(address)}{ACT}</div>", head=own) == f"{WORDS}\n\n{WORDS}"


def test_a_list_of_links_goes_with_the_line_that_offers_more_to_read() -> None:
    links = "".join(f"<li><a href='/{i}'>Markt op het plein, deel {i}</a></li>" for i in range(3))
    for line in ("<b>Mehr zu Märkten und Plätzen:</b>", "Lees ook:", "Read more about the market:"):
        assert page(f"<div>{ACT}<p>{line}</p><ul>{links}</ul>{ACT}</div>") == f"{WORDS}\n\n{WORDS}"
        files = links.replace("'>", ".pdf'>")
        assert "deel 2" in page(f"<div>{ACT}<p>{line}</p><ul>{files}</ul>{ACT}</div>")


def test_lists_of_links_stay_where_a_sentence_announces_them_or_they_are_the_page() -> None:
    links = "".join(f"<li><a href='/{i}'>Markt op het plein, deel {i}</a></li>" for i in range(3))
    assert "deel 2" in page(f"<div>{ACT}<p>Over de markt verschenen eerder:</p><ul>{links}</ul>{ACT}</div>")
    assert "deel 2" in page(f"<div>{ACT}<p>Over de markt verschenen eerder:</p><ul>{links}</ul></div>")
    assert "deel 2" in page(f"<div>{ACT}" + f"<div><p>{SENTENCE}</p><ul>{links}</ul></div>" * 9 + "</div>")


def test_a_box_with_the_heading_of_another_page_is_left_out_of_an_article() -> None:
    box = f"<div class='inset'><h4><a href='/m'>Markt op het plein</a></h4><p>{OTHER}</p></div>"
    assert page(f"<div>{ACT}{box}{ACT}</div>") == f"{WORDS}\n\n{WORDS}"
    own = f"<div class='item'><h4><a href='#m'>Markt op het plein</a></h4><p>{OTHER}</p></div>"
    assert OTHER in page(f"<div>{ACT}{own}{ACT}</div>")
    long = f"<div class='inset'><h4><a href='/n'>Terrassen op het plein</a></h4>{ACT}</div>"
    assert OTHER in page(f"<div>{ACT}{long}{box}{long}</div>")  # one of several
