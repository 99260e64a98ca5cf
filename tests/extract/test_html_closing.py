"""What closes an article by its words: comments, who its author is; and lines that hold but the words of buttons."""

import pytest

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
POST = '<meta property="og:type" content="article"><meta name="author" content="By Ann Example">'


def page(inner: str, head: str = POST) -> str:
    markup = f"<!DOCTYPE html><html><head>{head}<title>x</title></head><body>{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


HEADS = [
    "68 comments",
    "Comments (51)",
    "3 Responses to “Terrassen”",
    "Keine Kommentare",
    "Leave a Reply",
    "12 reacties",
    "Kommentare",
]


@pytest.mark.parametrize("head", HEADS)
def test_the_comments_of_readers_and_all_below_them_are_left_out(head: str) -> None:
    said = "<div><p>Ik vind dat er op de markt veel meer stoelen en tafels moeten komen dan er nu staan.</p></div>" * 9
    assert page(f"<div><div>{ACT}<h3>{head}</h3></div>{said}<p>Einde van de lijst</p></div>") == WORDS
    assert "stoelen" in page(f"<div><div>{ACT}<h3>{head}</h3></div>{said}</div>", head="")


def test_comments_that_outweigh_an_article_are_not_taken_for_it() -> None:
    said = "<li><p>Ik vind dat er op de markt veel meer stoelen en tafels moeten komen dan er nu staan.</p></li>" * 40
    title = "Nieuwe regels voor terrassen in de binnenstad"
    about = f"<div><h2>Deze krant</h2><p>{SENTENCE.replace('gemeenteraad', 'uitgever')}</p><p><a href='/o'>Over ons</a></p></div>"
    beside = f"<div id='beside'>{about}<h2>40 reacties</h2><ul>{said}</ul></div>"
    markup = f"<div><div id='left'><h1>{title}</h1>{ACT}</div>{beside}</div>"
    assert page(markup, head=f"{POST}<title>{title}</title>") == f"# {title}\n\n{WORDS}"


def test_a_section_or_a_link_of_that_name_is_no_end() -> None:
    assert page(f"<div><h2>Kommentar</h2>{ACT}</div>") == f"## Kommentar\n\n{WORDS}"
    assert page(f"<div>{ACT}<p><a href='#c'>12 comments</a></p>{ACT}</div>").count(SENTENCE) == 16
    assert page(f"<div>{ACT}<a href='#c'><p>View comments</p></a>{ACT}</div>").count(SENTENCE) == 16
    assert "Comments on the draft" in page(f"<div>{ACT}<h2>Comments on the draft</h2>{ACT}</div>")


def test_who_the_stated_author_is_is_left_out() -> None:
    bio = "<p>Ann Example, of this paper, writes about markets and lives in the town with her family and two cats.</p>"
    assert page(f"<div>{ACT}{bio}</div>") == WORDS
    assert page(f"<div>{ACT}{bio.replace('Ann', 'Bob')}</div>").endswith("two cats.")
    assert page(f"<div>{bio}{ACT}</div>") != WORDS
    site = '<meta property="og:site_name" content="Ann Example">'
    assert page(f"<div>{ACT}{bio}</div>", head=POST + site).endswith("two cats.")
    assert page(f"<div>{ACT}<p>Ann Example’s plan for the market was read by all of them on Monday morning.</p></div>") != WORDS


LINES = [
    "<div><span>SHARE</span><span>TWEET</span><span>EMAIL</span><span>12</span></div>",
    "<p>Text size: <a>A</a> | <a>A</a></p>",
    "<ul><li>WhatsApp</li><li>Print</li></ul>",
    "<p>Page 1 of 3</p>",
    "<p>Follow @example</p>",
    "<p>Article continues below advertisement</p>",
    "<p>Next</p>",
    "<p>Foto: Ann Example</p>",
]


@pytest.mark.parametrize("line", LINES)
def test_lines_of_buttons_and_adverts_are_left_out_of_an_article(line: str) -> None:
    assert page(f"<div>{ACT}{line}{ACT}</div>") == f"{WORDS}\n\n{WORDS}"
    assert page(f"<div>{ACT}{line}{ACT}</div>", head="") != f"{WORDS}\n\n{WORDS}"


def test_lines_that_only_begin_like_them_stay() -> None:
    for line in ("Share prices", "Print media", "Follow the money of the town", "Advertisements in newspapers"):
        assert f"\n\n{line}\n\n" in page(f"<div>{ACT}<p>{line}</p>{ACT}</div>")


def test_the_line_of_rights_below_an_article_is_left_out() -> None:
    for line in ("© 2024 Example. All rights reserved.", "Copyright 2024 The Example Press", "© RIPRODUZIONE RISERVATA"):
        assert page(f"<div>{ACT}<p>{line}</p></div>") == WORDS
    assert "reserved" in page(f"<div>{ACT}<p>On all rights reserved by law</p>{ACT}</div>")


def test_a_page_in_a_sites_news_is_an_article() -> None:
    line = "<p>Share</p>"
    for address in ("https://example.org/presse/pressemitteilungen/neue-regeln", "https://example.org/en/news/2024/new-rules"):
        assert page(f"<div>{ACT}{line}{ACT}</div>", head=f"<link rel='canonical' href='{address}'>").count("Share") == 0
    law = "<link rel='canonical' href='https://example.org/act/2024/new-rules'>"
    assert page(f"<div>{ACT}{line}{ACT}</div>", head=law).count("Share") == 1


def test_what_an_article_says_of_its_site_at_the_end_is_left_out() -> None:
    site = POST + '<meta property="og:site_name" content="Stadsblad">'
    about = f"<div><h2><b>Over Stadsblad®</b></h2><p>{SENTENCE.replace('gemeenteraad', 'uitgever')}</p></div><p>Tel. 555</p>"
    assert page(f"<div><div>{ACT}</div>{about}</div>", head=site) == WORDS
    assert page(f"<div><div>{ACT}</div>{about.replace('h2', 'p')}</div>", head=site) == WORDS
    for kept in (about.replace("Stadsblad", "Terrassen"), f"{about}<div>{ACT}</div>"):
        assert "uitgever" in page(f"<div><div>{ACT}</div>{kept}</div>", head=site)
    assert "uitgever" in page(f"<div><div>{ACT}</div>{about}</div>")


def test_the_part_about_the_author_at_the_end_is_left_out() -> None:
    about = f"<h3>Over de auteur</h3><p>{SENTENCE.replace('gemeenteraad', 'schrijfster')}</p>"
    assert page(f"<div>{ACT}{about}<h3>Bijlage</h3><p>{SENTENCE}</p></div>") == f"{WORDS}\n\n### Bijlage\n\n{SENTENCE}"
    assert page(f"<div>{ACT}<div>{about}</div><p>{SENTENCE}</p></div>") == f"{WORDS}\n\n{SENTENCE}"
    assert "schrijfster" in page(f"<div>{about}{ACT}</div>")
    box = about.replace("h3", "div").replace("Over de auteur", "AUTEUR")
    assert page(f"<div>{ACT}<div>{box}</div><p>{SENTENCE}</p></div>") == f"{WORDS}\n\n{SENTENCE}"
    assert "schrijfster" in page(f"<div>{ACT}{box}<p>{SENTENCE}</p></div>")
