"""What a site puts after and beside a page to lead elsewhere, and what only looks like it."""

import pytest

from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
TEASER = "<div class='card'><a href='/x'>Nieuwe regels voor terrassen</a> <span>Vanaf mei mogen zij langer open.</span></div>"


def text_of(page: str) -> str:
    return next(read(page.encode(), DEFAULT)).text


def body(inner: str) -> str:
    return text_of(f"<!DOCTYPE html><html><head><title>x</title></head><body>{inner}</body></html>")


@pytest.mark.parametrize(
    "heading",
    ["Lees ook", "Gerelateerde berichten:", "À lire aussi", "See also", "Explore further"],
)
def test_what_the_site_offers_to_read_next_is_left_out(heading: str) -> None:
    teasers = f"<div><h2>{heading}</h2><div>{TEASER * 3}</div></div>"
    assert body(f"<main><div>{ACT}</div>{teasers}</main>") == WORDS
    flat = f"<h2>{heading}</h2><div><a href='/x'>Nieuwe regels voor terrassen in de stad</a> 3 mei</div>"
    assert body(f"<main>{ACT}{flat}</main>") == WORDS


def test_words_that_refer_within_the_text_stay() -> None:
    entry = "<p><i>See also</i> <a href='#a'>courts</a>; <a href='#b'>High Court</a></p>"
    assert body(f"<main>{ACT}{entry}</main>") == f"{WORDS}\n\nSee also courts; High Court"
    before = f"<h2>Lees ook</h2><p>{SENTENCE}</p>"
    assert body(f"<main>{before}{ACT}</main>").startswith("## Lees ook\n\nDe gemeenteraad")


def test_a_list_of_related_pages_is_left_out_whatever_it_weighs() -> None:
    teaser = f"<li><h3><a href='/y'>Elders</a></h3><p>{SENTENCE}</p></li>"
    assert body(f"<div class='wrap'><div>{ACT}</div><div id='related_posts'><ul>{teaser * 3}</ul></div></div>") == WORDS


def test_a_sidebar_that_weighs_much_is_left_out() -> None:
    side = f"<div id='sidebar'><div class='widget'><h3>Disclaimer</h3><p>{SENTENCE}</p><p>{SENTENCE}</p></div></div>"
    assert body(f"<div id='page'><div id='content'>{ACT}</div>{side}</div>") == WORDS


def test_blocks_of_a_page_builder_are_no_widgets_of_a_sidebar() -> None:
    block = "<div class='elementor-widget elementor-widget-text-editor'><div class='elementor-widget-container'>{}</div></div>"
    blocks = "".join(block.format(f"<p>{SENTENCE}</p>") for _ in range(8))
    assert body(f"<div class='elementor'>{block.format('<p>Kort en goed.</p>')}{blocks}</div>") == f"Kort en goed.\n\n{WORDS}"


def test_what_a_section_goes_with_is_not_what_it_is() -> None:
    inner = f"<section class='Report__Section Report__Section--Ads'><p>{SENTENCE}</p></section>"
    inner += f"<section class='o-section o-section--has-ads'><p>{SENTENCE}</p></section><div>{ACT}</div>"
    assert body(f"<main>{inner}</main>") == "\n\n".join([SENTENCE] * 10)


@pytest.mark.parametrize(
    "furniture",
    [
        "<p class='breadcrumb'>U bent hier: <a href='/'>Home</a> › Verordening op de terrassen van de gemeente</p>",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    assert body(f"<main><div>{furniture}{ACT}</div></main>") == WORDS


def test_a_page_whose_first_tags_close_themselves_is_read() -> None:
    page = (
        "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x' />\n<html xml:lang='nl' />\n<head>\n<title>x</title></head>"
    )
    assert text_of(f"{page}<body>{ACT}</body></html>") == WORDS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
def test_a_page_may_be_in_wide_characters(encoding: str) -> None:
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>Žádost o € 12.</p>{ACT}</body></html>"
    assert next(read(page.encode(encoding), DEFAULT)).text == f"Žádost o € 12.\n\n{WORDS}"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_a_page_that_says_nothing_of_its_encoding_is_read_in_the_likeliest(encoding: str) -> None:
    sentence = "Този закон влиза в сила от деня на обнародването му в Държавен вестник и се прилага от същия ден."
    page = f"<!DOCTYPE html><html><body><p>{sentence}</p><p>{sentence}</p></body></html>"
    assert next(read(page.encode(encoding), DEFAULT)).text == f"{sentence}\n\n{sentence}"


@pytest.mark.parametrize(
    "furniture",
    [
        "<h1 class='aural'>Ministerie van Justitie</h1>",
        "<p class='navSkip'><em>Springe direkt zu:</em></p><ul class='navSkip'><li><a href='#content'>Inhalt</a></li></ul>",
        "<span class='accesshide'>Naar de inhoud</span>",
    ],
)
def test_what_only_a_voice_reads_out_is_left_out(furniture: str) -> None:
    assert body(f"<div>{furniture}<div>{ACT}</div></div>") == WORDS


def test_a_menu_that_weighs_more_than_the_page_is_left_out() -> None:
    panel = f"<li><a href='/z'>Bestuur</a><div class='nav-panel'><h2>Actueel</h2><p>{SENTENCE}</p></div></li>"
    assert body(f"<nav><ul>{panel * 12}</ul></nav><div id='content'>{ACT}</div>") == WORDS


def test_a_link_alone_that_leads_back_is_left_out() -> None:
    for words in ("« Zurück zur Übersicht", "Back to overview", "Retour"):
        assert body(f"<main><div>{ACT}<div><a href='/'>{words}</a></div></div></main>") == WORDS
    assert "Zie de Retour" in body(f"<main>{ACT}<p>Zie de <a href='/r'>Retour</a> van het goed.</p></main>")


def test_comments_that_outweigh_a_post_are_left_out_where_the_page_lists_them_as_such() -> None:
    comments = f"<ol id='commentlist'>{f'<li><p>{SENTENCE}</p></li>' * 60}</ol>"
    assert body(f"<div>{ACT}{comments}</div>") == WORDS
    assert len(body(f"<div>{ACT}{comments.replace('commentlist', 'comments')}</div>")) > 5 * len(WORDS)


def test_furniture_is_known_however_its_name_joins_its_words() -> None:
    for name in ("cookie_notice", "print_link", "social_media"):
        assert body(f"<main>{ACT}<div class='{name}'>Lees meer op onze site</div></main>") == WORDS
