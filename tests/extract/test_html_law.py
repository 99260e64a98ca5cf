"""What a page that does not declare itself an article loses around its story, and that law loses nothing."""

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
TITLE = "Nieuwe regels voor terrassen in de binnenstad"
LINKS = "<ul>" + "".join(f"<li><a href='/{i}'>Markt op het plein, deel {i}</a></li>" for i in range(3)) + "</ul>"


def page(inner: str, title: str = TITLE) -> str:
    markup = f"<!DOCTYPE html><html><head><title>{title} | Stad</title></head><body>{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


def test_a_story_below_the_title_of_its_page_is_read_as_an_article() -> None:
    assert page(f"<div><p>Stad aan zee</p><h1>{TITLE}</h1>{ACT}{LINKS}{ACT}</div>") == f"# {TITLE}\n\n{WORDS}\n\n{WORDS}"
    assert "deel 2" in page(f"<div><h1>{TITLE}</h1>{ACT}{LINKS}{ACT}</div>", title="Een andere kop")


def test_law_is_not() -> None:
    named = "Besluit van 3 mei 2024 over terrassen in de binnenstad"
    assert "deel 2" in page(f"<div><h1>{named}</h1>{ACT}{LINKS}{ACT}</div>", title=named)
    numbered = f"<p>Artikel 1. {SENTENCE}</p><p>Artikel 2. {SENTENCE}</p>"
    assert "deel 2" in page(f"<div><h1>{TITLE}</h1>{ACT}{LINKS}{numbered}</div>")
    assert "deel 2" not in page(f"<div><h1>{TITLE}</h1>{ACT}{LINKS}{numbered.replace('Artikel', 'Artikelen,')}</div>")


def test_a_numbered_heading_above_the_title_stays() -> None:
    above = "<h1>Voorstel 2008/09:5</h1>"
    assert page(f"<div>{above}<h2>{TITLE}</h2>{ACT}</div>").startswith("# Voorstel 2008/09:5")


def test_a_story_that_offers_to_be_shared_loses_its_bylines() -> None:
    share = "<p><a href='https://www.facebook.com/sharer/sharer.php?u=x'>Delen</a></p>"
    line = "<p>By Ann Example, 3 May 2024</p>"
    assert page(f"<div><h1>{TITLE}</h1>{line}{ACT}{share}</div>") == f"# {TITLE}\n\n{WORDS}"
    assert "Ann Example" in page(f"<div><h1>{TITLE}</h1>{line}{ACT}</div>")
