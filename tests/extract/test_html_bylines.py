"""What a news page or a blog puts around its words, and what only looks like it."""

import pytest

from moisson.extract.how import DEFAULT
from moisson.extract.html.page import read

SENTENCE = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
ACT = f"<p>{SENTENCE}</p>" * 8
WORDS = "\n\n".join([SENTENCE] * 8)
POST = '<meta property="og:type" content="article">'


def page(inner: str, head: str = POST, body: str = "<body>") -> str:
    markup = f"<!DOCTYPE html><html><head><title>x</title>{head}</head>{body}{inner}</body></html>"
    return next(read(markup.encode(), DEFAULT)).text


HEADS = [
    "<p class='byline'>By Ann Example, 3 May 2024</p>",
    "<div class='entry-meta'>Posted on <time>3 May 2024</time> by <a href='/ann'>Ann Example</a> in <a href='/n'>News</a></div>",
    "<div class='post__ArticlePostMeta-ab12 PostMeta-cd34'><ul><li>Ann Example</li><li>3 May 2024</li></ul></div>",
    "<p class='submitted'>Gespeichert von ann am 3. Mai 2024 - 18:55</p>",
    "<div class='head'><time datetime='2024-05-03'>3. Mai 2024, 05:28 Uhr</time><h2>Neues</h2></div>",
    "<p>By <a rel='author' href='/ann'>Ann Example</a> on <time>3 May 2024</time></p>",
    "<div>by <a rel='author' href='/ann'>ann</a></div>",
    "<p class='firma'>Ann Example | Madrid</p><p class='dateline'>Ayer</p>",
    "<div class='beitrag-meta'>Ann Example, Bonn</div>",
    "<p class='article-author'>Ann Example</p><p class='news-date'>03.05.2024</p>",
    "<p class='x_title_meta_container'>by Ann Example, Chief of Staff and Editor | Mar 30, 2026 | News from the town hall</p>",
    "<p class='readingTime'>Lesezeit: 1 Min.</p>",
]
FEET = [
    "<p class='post-tags'><a href='/a'>Anmeldung</a>, <a href='/b'>Netzpolitik</a>, <a href='/c'>Recht</a></p>",
    "<h2>Category: <a rel='category tag' href='/a'>Blog</a> <a rel='category tag' href='/b'>Popular</a></h2>",
    "<footer class='entry-meta'>Published in <a href='/a'>Meetings</a> by ann. <a href='/p'>Permalink</a>.</footer>",
    f"<div class='entry-author'><p>About the author</p><p>{SENTENCE}</p></div>",
    "<p id='newsletter-teaser'><em>Abonnieren Sie kostenlos unsere Newsletter und bleiben Sie auf dem Laufenden.</em></p>",
    "<p><a href='/c'>Jetzt kommentieren</a></p>",
    "<div><a href='/g'>[+] Enlarge</a></div>",
]


@pytest.mark.parametrize("head", HEADS)
def test_lines_at_the_head_of_an_article_are_left_out(head: str) -> None:
    text = page(f"<article>{head}{ACT}</article>").removeprefix("## Neues\n\n")
    assert text == WORDS


@pytest.mark.parametrize("foot", FEET)
def test_lines_at_the_foot_of_an_article_are_left_out(foot: str) -> None:
    assert page(f"<article>{ACT}{foot}</article>") == WORDS


@pytest.mark.parametrize("head", HEADS)
def test_a_page_that_is_no_article_of_a_news_site_keeps_its_names_and_dates(head: str) -> None:
    text = page(f"<article>{head}{ACT}</article>", head="")
    assert len(text.split()) > len(WORDS.split())


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("", "<body class='single single-post postid-7'>"),
        ("", "<body><div class='post-7 post type-post hentry'>"),
        ("", "<body itemscope itemtype='http://schema.org/BlogPosting'>"),
        ('<script type="application/ld+json">{"@type": "NewsArticle"}</script>', "<body>"),
    ],
)
def test_a_page_calls_itself_an_article_in_several_ways(head: str, body: str) -> None:
    assert page(f"<article><p class='byline'>By Ann Example</p>{ACT}</article>", head, body) == WORDS


def test_the_words_of_an_article_stay() -> None:
    middle = "<p class='date'>3 May 2024: the council meets</p>"
    middle += "<p>See <a href='/m'>more</a> and <a href='/p'>print</a> in the annexes.</p>"
    event = "<dl><dt>Date</dt><dd class='date'>3 May 2024</dd></dl>"
    text = page(f"<article>{event}{ACT}{middle}{ACT}</article>")
    for words in ("3 May 2024\n", "3 May 2024: the council meets", "See more and print in the annexes."):
        assert words in text
    assert page(f"<article><div class='meta'><h2>Besluit</h2><p>Kort en goed.</p></div>{ACT}</article>").startswith(
        "## Besluit\n\nKort"
    )


def test_a_page_of_few_words_keeps_them_all() -> None:
    assert page("<article><p class='author'>Ann Example</p><p>De raad komt bijeen.</p></article>").startswith("Ann Example")


@pytest.mark.parametrize(
    "credit",
    [
        "© privat",
        "(Foto: Ann Example/dpa)",
        "Photo by Ann Example / The Verge",
        "Crédits photo : Ann Example",
        "Getty Images",
        "Foto: Ann Example CC BY 2.0",
    ],
)
def test_a_caption_that_only_says_whose_picture_it_is_is_left_out(credit: str) -> None:
    figure = f"<figure><img src='a.png'><figcaption>{credit}</figcaption></figure>"
    assert page(f"<article>{figure}{ACT}</article>") == WORDS
    both = f"<figure><figcaption>The council in 1921 <span class='media-credit'>{credit}</span></figcaption></figure>"
    assert page(f"<article>{ACT}{both}</article>") == f"{WORDS}\n\nThe council in 1921"


@pytest.mark.parametrize(
    "caption",
    [
        "Bild von der Sitzung des Rates",
        "Photo de la réunion à Paris",
        "Images of the flood",
    ],
)
def test_a_caption_stays(caption: str) -> None:
    figure = f"<figure><img src='a.png'><figcaption>{caption}</figcaption></figure>"
    assert page(f"<article>{ACT}{figure}</article>") == f"{WORDS}\n\n{caption}"


def test_a_link_that_only_invites_is_left_out_of_a_teaser() -> None:
    assert page(f"<article><p>{SENTENCE} <a href='/x'>Weiterlesen …</a></p>{ACT}</article>") == f"{SENTENCE}\n\n{WORDS}"


@pytest.mark.parametrize(
    "attributes",
    [
        "class='Comments__CommentList-gh2 jVF'",
        "class='article-comments'",
        "class='node__comments comments-container'",
        "class='comment-btn'",
        "id='product-comment-list'",
        "class='user-reviews'",
    ],
)
def test_comments_of_readers_are_left_out(attributes: str) -> None:
    said = f"<section {attributes}><h3>Reacties</h3><ul><li><p>Piet: {SENTENCE}</p></li></ul></section>"
    assert page(f"<div><article>{ACT}</article>{said}</div>", head="") == WORDS


@pytest.mark.parametrize(
    "attributes", ["id='general-comments'", "class='general-comments'", "class='no-comments'", "class='ArticleHeaderComment'"]
)
def test_what_only_has_comments_in_its_name_stays(attributes: str) -> None:
    said = f"<section {attributes}><h3>Opmerkingen</h3><p>{SENTENCE}</p></section>"
    assert page(f"<div>{said}{ACT}</div>", head="").startswith("### Opmerkingen\n\nDe gemeenteraad")


@pytest.mark.parametrize(
    "term",
    [
        "<a class='tooltip' href='/l/1'>87/102/EEK</a>",
        "<span class='modal_lexicon'><a href='/l/1'>87/102/EEK</a></span>",
        "<abbr class='glossary-tooltip'>87/102/EEK</abbr>",
        "<span role='button'>87/102/EEK</span>",
        "<b><a class='js-teaser' href='/l/1'>87/102/EEK</a></b>",
    ],
)
def test_a_term_within_a_sentence_is_no_furniture_whatever_its_class_says(term: str) -> None:
    sentence = (
        f"Padomes direktīvas {term}, ar ko groza dalībvalstu normatīvo un administratīvo aktu noteikumus par patēriņa kredītu."
    )
    assert "direktīvas 87/102/EEK, ar ko" in page(f"<main><p>{sentence}</p>{ACT}</main>", head="")


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("<p class='byline'>By Ann Example | 3 May 2024, 3:17 PM</p>", "2024-05-03"),
        ("<p class='submitted'>Gespeichert von ann am 3. Mai 2024 - 18:55</p>", "2024-05-03"),
        ("<p><time datetime='2024-05-03T15:52:31+02:00'>vor zwei Tagen</time></p>", "2024-05-03"),
        ("<p class='entry-meta'>05/08/2024</p>", None),  # of May or of August
        ("<p class='entry-meta'>15/08/2024</p>", "2024-08-15"),
    ],
)
def test_a_date_left_out_of_the_text_is_the_documents_own(head: str, date: str | None) -> None:
    markup = (
        f"<html lang='de'><head>{POST}</head><body><article>{head}{ACT}<p class='date'>9. Juni 2021</p></article></body></html>"
    )
    document = next(read(markup.encode(), DEFAULT))
    assert (document.text.removesuffix("\n\n9. Juni 2021"), document.created) == (WORDS, date)


def test_the_day_of_the_visit_above_an_article_is_not_its_own() -> None:
    visit = "<div><span class='date'>4 December 2015</span></div>"
    head = f"<head><title>The council meets at last</title>{POST}</head>"
    article = f"<div><div><h1>The council meets at last</h1><p class='date'>30 September 2015</p>{ACT}</div></div>"
    assert next(read(f"<html lang='en'>{head}<body>{visit}{article}</body></html>".encode(), DEFAULT)).created == "2015-09-30"


@pytest.mark.parametrize("name", ["listaComentarios", "bloc-commentaires", "kommentare", "reacties"])
def test_comments_of_readers_are_known_in_other_languages_below_an_article(name: str) -> None:
    said = f"<div class='{name}'><h3>15</h3><ol><li><p>Piet: {SENTENCE}</p></li></ol></div>"
    assert page(f"<article>{ACT}{said}</article>") == WORDS
    assert "Piet:" in page(f"<article>{ACT}{said}</article>", head="")  # as a commentary on an act may be called
    assert "Piet:" in page(f"<article>{said}{ACT}</article>")


def test_a_block_that_only_invites_to_do_something_is_left_out_of_an_article() -> None:
    words = "De gemeenteraad stelt de verordening vast en maakt haar bekend in het elektronisch gemeenteblad van deze gemeente."
    head = '<head><meta property="og:type" content="article"></head>'
    markup = f"<html>{head}<main><p>{words}</p><div>View this image ›</div>{f'<p>{words}</p>' * 7}</main></html>"
    assert next(read(markup.encode(), DEFAULT)).text == "\n\n".join([words] * 8)


def test_the_links_of_a_wiki_to_edit_and_to_jump_are_left_out() -> None:
    edit = "<span class='mw-editsection'><span>[</span><a href='/e'>edit</a><span>]</span></span>"
    jump = "<a class='mw-jump-link' href='#nav'>Jump to navigation</a>"
    assert page(f"<main>{jump}<h2>Besluit{edit}</h2>{ACT}</main>", head="") == f"## Besluit\n\n{WORDS}"


def test_a_caption_that_is_repeated_for_another_screen_stands_once() -> None:
    twice = "<div class='small'>Markt op het plein</div><div class='wide'>Markt op <b>het plein</b></div>"
    assert page(f"<article>{ACT}{twice}{ACT}</article>") == f"{WORDS}\n\nMarkt op het plein\n\n{WORDS}"
    assert page(f"<article>{ACT}{twice}{ACT}</article>", head="").count("Markt op het plein") == 2
    once = twice.replace("class='small'", "class='small' style='display:none'")
    assert page(f"<article>{ACT}{once}{ACT}</article>").count("Markt op het plein") == 1
