"""Which heading is an article's, and which element tells its story beside other stories and columns."""

import pytest

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
POST = '<meta property="og:type" content="article">'
TITLE = "Nieuwe regels voor terrassen in de binnenstad"
OTHER = "De wethouder opent morgen op het plein de markt van alle boeren uit de streek, die tot zondag blijft."
ASIDE = f"<div class='x'><h3>Over deze krant</h3>{f'<p>{OTHER}</p>' * 6}<p><a href='/over'>Lees meer over ons</a></p></div>"


def page(inner: str, head: str = POST, title: str = f"{TITLE} | Stad") -> str:
    markup = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


@pytest.mark.parametrize(
    "title", [f"Het nieuws van de stad: {TITLE}", "Regels voor terrassen worden nieuw, ook in de binnenstad | Stad"]
)
def test_a_heading_is_the_title_after_the_name_of_the_site_or_in_most_of_its_words(title: str) -> None:
    markup = f"<div><div><h3>Net binnen</h3><p>{OTHER}</p></div><h1>{TITLE}</h1>{ACT}</div>"
    assert page(markup, title=title) == f"# {TITLE}\n\n{WORDS}"
    assert OTHER in page(markup, title="Het nieuws van vandaag | Stad")


def test_a_site_named_above_an_article_is_not_its_heading() -> None:
    assert page(f"<div><h1>Stad</h1><article><h2>{TITLE}</h2>{ACT}</article></div>") == f"## {TITLE}\n\n{WORDS}"


def test_of_several_stories_on_a_page_the_one_below_its_title_is_read() -> None:
    other = f"<article class='post'><h2>De markt van de boeren</h2>{f'<p>{OTHER}</p>' * 6}</article>"
    markup = f"<main><article class='post'><h2>{TITLE}</h2>{ACT}</article>{other}{other}</main>"
    assert page(markup) == f"## {TITLE}\n\n{WORDS}"
    assert OTHER in page(markup, head="")


def test_the_parts_of_an_act_stay_on_a_page_that_calls_itself_an_article() -> None:
    part = f"<article class='post'><h2>Artikel {{}}</h2>{f'<p>{OTHER}</p>' * 6}</article>"
    markup = f"<main><article class='post'><h2>{TITLE}</h2>{ACT}</article>{part.format(1)}{part.format(2)}</main>"
    assert page(markup).count("Artikel") == 2


def test_parts_of_a_story_that_are_built_alike_stay() -> None:
    part = f"<article class='post'><h3>De markt van de boeren</h3>{f'<p>{OTHER}</p>' * 6}</article>"
    assert OTHER in page(f"<main><article class='post'><h2>{TITLE}</h2>{ACT}</article>{part}</main>")


def test_a_story_that_is_called_one_ends_before_a_heavier_column_that_is_rich_in_links() -> None:
    links = "".join(f"<li><a href='/{i}'>Nieuws uit de streek van vandaag, deel {i}</a></li>" for i in range(9))
    column = f"<div class='x'><h3>Over deze krant</h3>{f'<p>{OTHER}</p>' * 12}<ul>{links}</ul></div>"
    for name in ("article", "div class='hentry'", "div itemtype='https://schema.org/NewsArticle'"):
        markup = f"<div><{name}><h1>{TITLE}</h1>{ACT}</{name.split()[0]}>{column}</div>"
        assert page(markup) == f"# {TITLE}\n\n{WORDS}"


def test_what_is_called_an_article_may_be_no_more_than_its_head() -> None:
    head = f"<article><h1>{TITLE}</h1>{f'<p>{SENTENCE}</p>' * 4}</article>"
    assert OTHER in page(
        f"<div>{head}<div class='x'>{f'<p>{OTHER}</p>' * 25}<p><a href='/o'>Meer over de markt</a></p></div></div>"
    )


def test_a_story_ends_before_a_lighter_column_that_leads_elsewhere() -> None:
    assert page(f"<div><div><h1>{TITLE}</h1>{ACT}</div>{ASIDE}</div>") == f"# {TITLE}\n\n{WORDS}"


@pytest.mark.parametrize(
    "more",
    [
        f"<div class='part'>{f'<p>{OTHER}</p>' * 6}</div>",
        f"<div class='notes'>{f'<p>{OTHER}</p>' * 6}<p><a href='/o'>Meer</a></p></div>",
        f"<div class='post-body'>{f'<p>{OTHER}</p>' * 12}<p><a href='/o'>Meer</a></p></div>",
        f"<div class='t'>{f'<p>{OTHER}</p>' * 6}<table border='1'><tr><th>Jaar</th></tr><tr><td>12</td></tr></table></div>",
    ],
)
def test_the_rest_of_a_story_its_notes_and_its_data_stay(more: str) -> None:
    assert OTHER in page(f"<div><div><h1>{TITLE}</h1>{ACT}</div>{more}</div>")


def test_the_title_of_an_article_is_read_in_a_header_that_looks_like_the_sites() -> None:
    header = f"<header><img class='logo' src='l.png'><a href='/'>Stad</a><h1>{TITLE}</h1></header>"
    assert page(f"{header}<div>{ACT}</div>") == f"# {TITLE}\n\n{WORDS}"
    assert page(f"{header}<div>{ACT}</div>", title="Stad van vandaag en morgen") == WORDS
