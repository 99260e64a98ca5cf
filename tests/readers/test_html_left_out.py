"""Pages lose no running text, and say of all other words in which part of the page they stand."""

from pathlib import Path

import pytest
from html_samples import ACT, SENTENCE, page
from shared_data import shared
from test_html_eur_lex import PAGE as CONSOLIDATED
from told import left_out, told

from moisson.contracts.errors import DocumentError
from moisson.readers.conserve import conserve
from moisson.readers.files import FileReader
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT, How
from moisson.readers.sniff import sniff

MENU = '<div><a href="/1">Home page</a> <a href="/2">All laws of the land</a> <a href="/3">Search the gazette</a></div>'
CITING = (
    f'<p>Under <a href="/a">Article 4 of Law 12 of 2004</a> and <a href="/b">Decree 7</a>, {SENTENCE} It hears the mayor.</p>'
)
LIST = "<ul><li>a point of the list that is long</li><li>another point of it</li></ul>"


def kinds(body: str) -> dict[str, int]:
    return left_out(lambda content: read(content, DEFAULT), f"<html><body>{body}</body></html>".encode(), "html")


@pytest.mark.parametrize(
    "body",
    [
        f"{MENU}<div><h1>Rules</h1>{ACT * 5}</div><div><h2>Appeals</h2>{CITING * 4}</div>",
        f"<div>{MENU}<div><h1>Rules</h1>{ACT * 5}</div><div><h2>Appeals</h2><p>{SENTENCE}</p></div></div>",
        f"<div><div>{MENU}<div><h1>Rules</h1>{ACT * 5}</div></div><div>{CITING * 4}</div></div>",
    ],
)
def test_a_section_that_cites_by_links_or_stands_beyond_a_menu_is_kept(body: str) -> None:
    assert kinds(body).keys() <= {"menu"}
    assert page(body).text.count(SENTENCE) == body.count(SENTENCE)


@pytest.mark.parametrize(
    "notes",
    [
        '<div><p><a href="#r1">1</a> <a href="/x">Law 12 of 2004</a> as it stands</p><p>(2) OJ <a href="/y">L 119</a>.</p></div>',
        '<ul><li>(1) <a href="/x">Law 12 of 2004</a></li><li>(2) <a href="/y">Decree 7</a></li></ul>',
        '<ul><li id="n1"><a href="/x">Law 12 of 2004</a></li></ul>',
        '<table><tr><td><a href="#r1">1</a></td><td><a href="/x">Law 12 of 2004</a></td></tr></table>',
    ],
)
def test_notes_under_a_list_are_kept_though_they_cite_by_links(notes: str) -> None:
    body = f'<h1>Rules</h1><p>{SENTENCE}<a href="#n1">1</a></p>{ACT}{LIST}{notes}'
    assert "Law 12 of 2004" in page(body).text
    assert kinds(body) == {}


def test_links_at_the_end_that_no_mark_calls_are_a_menu() -> None:
    body = (
        f'<h1>Rules</h1>{ACT}{LIST}<ul><li><a href="/x">Law of the day</a></li><li><a href="/y">Decree of the day</a></li></ul>'
    )
    assert kinds(body) == {"menu": 8}


def test_what_stands_around_the_main_part_is_told_as_head_foot_or_menu() -> None:
    head, foot = "<p>This service is being tested</p>", "<p>The service is free of charge</p>"
    assert kinds(f"{head}{MENU}<main><h1>Rules</h1>{ACT}</main><div>{foot}</div>after") == {
        "head": 5,
        "menu": 10,
        "foot": 7,
    }


def test_marks_and_the_list_of_acts_of_a_consolidated_act_are_told() -> None:
    assert left_out(lambda content: read(content, DEFAULT), CONSOLIDATED.encode(), "html").keys() == {"head", "metadata"}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Article 1<button>copy</button>applies.</p>", "Article 1 applies."),
        ("<p>Article<button>copy</button> <b>applies</b>.</p>", "Article applies."),
        ("<div>Article 1<menu>Print</menu>applies.</div>", "Article 1\n\napplies."),
    ],
)
def test_what_is_left_out_parts_the_words_around_it(body: str, text: str) -> None:
    assert text in page(body + ACT).text


ENTRIES = "<ul>" + "".join(f'<li><a href="/{at}">Menu entry {at}</a></li>' for at in range(8)) + "</ul>"
SITE = f'<header><a href="/">Ministry</a></header><nav>{ENTRIES}</nav>'
FOOT = f"<footer><p>{SENTENCE}</p></footer>"


@pytest.mark.parametrize(
    "body",
    [
        SITE,
        f"{SITE}<main><div></div></main>{FOOT}",
        f"{SITE}{FOOT}",
        f'<div class="menu">{ENTRIES}</div><div id="footer"><p>Ministry, 1 High Street</p></div>',
    ],
)
def test_a_page_that_is_all_furniture_gives_a_reason_and_no_text(body: str) -> None:
    with pytest.raises(DocumentError, match="navigation: the page holds no text of its own"):
        page(body)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"{SITE}<p>Repealed.</p>{FOOT}", "Repealed."),
        (f"{SITE}<main><h1>Act 12 of 2004</h1></main>{FOOT}", "# Act 12 of 2004"),
        (f"{SITE}<main>{ENTRIES}</main>", "- Menu entry 0"),
        (f"<div>{ENTRIES}</div>", "- Menu entry 0"),
        (f"<nav>{ACT}</nav>", SENTENCE),  # never closed, for instance
        (f"<script>fill()</script><nav>{ENTRIES}</nav><noscript><p>{SENTENCE} {SENTENCE}</p></noscript>", SENTENCE),
    ],
)
def test_a_page_with_few_words_of_its_own_keeps_them_and_so_does_an_index(body: str, text: str) -> None:
    assert page(body).text.startswith(text)


@pytest.mark.shared
@pytest.mark.long
def test_nine_of_ten_real_pages_lose_at_most_one_word_of_two_hundred_in_silence() -> None:
    reader, shares = FileReader(How(ocr=False)), []
    for path in sorted(Path(shared("")).glob("*/data/**/*.*htm*")):
        content = path.read_bytes()
        if sniff(content).name != "html":
            continue
        try:
            [[first, *_]] = conserve([(content, "html", told(reader.read, content))])
        except DocumentError:
            continue
        if first.words_held:
            shares.append(dict(first.left_out or ()).get("unknown", 0) / first.words_held)
    shares.sort()
    assert len(shares) > 80
    assert shares[int(0.9 * (len(shares) - 1))] <= 0.005
    assert shares[-1] <= 0.01


def text_of(body: str) -> str:
    [text] = read(f"<html><body>{body}</body></html>".encode(), DEFAULT)
    return text.text


RULE = "Wer Grundwasser entnimmt, braucht eine Erlaubnis der Behörde, die auf zehn Jahre befristet ist."
BOTTOM = '<div class="footer"><a href="/i">Impressum</a> <a href="/d">Datenschutz</a></div>'


def test_links_that_end_the_only_paragraph_of_a_page_are_its_words() -> None:
    page = f'<h1>Merkblatt</h1><p>{RULE * 5} Näheres regelt die <a href="/v">Verordnung vom 9. November</a></p>{BOTTOM}'
    assert text_of(page).endswith("Näheres regelt die Verordnung vom 9. November")
    marked = f'<h1>Merkblatt</h1><p>{RULE}<sup><a href="#fn1">1</a></sup> {RULE * 5}</p><p id="fn1">§ 8 WHG</p>{BOTTOM}'
    assert f"{RULE} (1) {RULE}" in text_of(marked)


def test_notes_behind_the_article_that_calls_them_are_text_though_they_are_links() -> None:
    article = f'<article><h1>Merkblatt</h1><p>{RULE}<sup><a href="#fn1">1</a></sup></p><p>{RULE * 5}</p></article>'
    notes = '<section><ol><li id="fn1"><a href="/w8">§ 8 WHG</a>, <a href="/w9">§ 9 WHG</a></li></ol></section>'
    found = text_of(f"<div>{article}{notes}</div>{BOTTOM}")
    assert "§ 8 WHG, § 9 WHG" in found
    assert "Impressum" not in found


def test_a_page_of_nothing_but_a_menu_and_a_foot_by_their_names_has_no_text() -> None:
    menu = '<div class="menu"><a href="/1">Start</a> <a href="/2">Om oss</a> <a href="/3">Kontakt</a></div>'
    foot = '<div class="site-footer"><p>Kommunen, Box 12, 123 45 Staden. Telefon 0123-456 78. Öppet vardagar 8–16.</p></div>'
    with pytest.raises(DocumentError, match="navigation"):
        text_of(menu + foot)
    assert "stängd till måndag" in text_of(f"{menu}<p>Badplatsen är stängd till måndag.</p>{foot}")
