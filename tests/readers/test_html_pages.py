"""Whatever a page is made of, it is read, or says why not: encodings, scripts, frames, hostile mark-up."""

from time import process_time

import pytest
from html_samples import ACT, WORDS, page

from moisson.contracts.errors import DocumentError
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT


def test_words_for_browsers_without_frames_are_read() -> None:
    content = b"<html><frameset><frame src='a'><noframes><body><p>Law on water.</p></body></noframes></frameset></html>"
    assert next(read(content, DEFAULT)).text == "Law on water."


@pytest.mark.parametrize(
    "shell",
    [
        "<div id='app'></div><noscript>JavaScript is required</noscript>",
        "<div id='app'>Chargement en cours…</div>",
        "<div id='app'><a href='/'>Gazette</a></div><noscript><p>Bitte aktivieren Sie JavaScript.</p></noscript>",
    ],
)
def test_a_shell_that_a_script_fills_says_so(shell: str) -> None:
    with pytest.raises(DocumentError, match="html-needs-javascript"):
        page(shell, "<script src='/app.js'></script>")
    assert page(f"<noscript>{ACT}</noscript><div id='app'></div>", "<script src='/app.js'></script>").text == WORDS
    assert page("<p>Laden Müller</p>", "<script src='/app.js'></script>").text == "Laden Müller"


def test_a_page_hidden_until_a_script_has_run_is_read() -> None:
    assert page(f"<script>x</script><div style='visibility: hidden'>{ACT}</div>").text == WORDS


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset='iso-8859-2'>", "iso-8859-2"),
        ("<meta http-equiv='Content-Type' content='text/html; charset=windows-1250'>", "cp1250"),
        ("<meta charset='utf-16'>", "utf-8"),  # false, and said by many
        ("<meta charset='windows-1252'>", "utf-8"),
        ("", "utf-8"),
        ("", "utf-16"),
    ],
)
def test_encodings(head: str, encoding: str) -> None:
    content = f"<html><head>{head}</head><body><p>Zákon č. 5, žluťoučký kůň</p></body></html>".encode(encoding)
    assert next(read(content, DEFAULT)).text == "Zákon č. 5, žluťoučký kůň"


def test_the_language_tells_an_undeclared_encoding() -> None:
    content = "<html lang='cs'><body><p>Zákon č. 5, žluťoučký kůň</p></body></html>".encode("cp1250")
    assert next(read(content, DEFAULT)).text == "Zákon č. 5, žluťoučký kůň"


def test_one_damaged_byte_does_not_spoil_a_page() -> None:
    content = "<html><body><p>Zákon č. 5, žluťoučký kůň</p><p>l’été".encode() + b"\x96</p></body></html>"
    assert next(read(content, DEFAULT)).text == "Zákon č. 5, žluťoučký kůň\n\nl’été–"


def test_an_xml_declaration_names_the_encoding() -> None:
    content = "<?xml version='1.0' encoding='iso-8859-7'?><html><body><p>Νόμος 5</p></body></html>".encode("iso-8859-7")
    assert next(read(content, DEFAULT)).text == "Νόμος 5"


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=content>" * 1500 + "<i></i>" * 20000 + ACT,
        "<p>" + " <span> 1.</span> " * 20000,
        "<h1>a</h1>" * 20000 + "<nav>x y</nav><h6>z</h6>" * 5000,
        "<meta property='og:title' content='a'>" * 20000 + "x",
        "<table><tr><td>1.<td>" * 2000 + "x",
        "<h2>" + "<button>x</button>" * 20000 + "</h2>",
        "<p>" + "slovo<sup>1)</sup>, " * 20000,
        "<ul><li><a href='/x'>Menu</a></li></ul>" * 10000 + ACT,
        "x<script></script>" + "<noscript>" * 50000,
        "<section id='sponsors'>" * 1500 + "<section id='login'>x</section>" * 20000 + ACT,
        "<script type='application/ld+json'>[" + "[]," * 100000 + "[]]</script>x",
    ],
)
def test_hostile_pages_take_time_in_proportion_to_their_size(markup: str) -> None:
    start = process_time()
    assert next(read(markup.encode(), DEFAULT)).text
    assert process_time() - start < 5


def test_cdata_of_xhtml_is_text() -> None:
    content = b"<?xml version='1.0'?><html><body><p><![CDATA[a < b & c]]></p><script><![CDATA[x]]></script></body></html>"
    assert next(read(content, DEFAULT)).text == "a < b & c"


def test_a_page_whose_first_tags_close_themselves_is_read() -> None:
    head = "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'x' />\n<html xml:lang='nl' /><head><title>x</title></head>"
    assert next(read(f"{head}<body>{ACT}</body></html>".encode(), DEFAULT)).text == WORDS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"])
def test_a_page_may_be_in_wide_characters(encoding: str) -> None:
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>Žádost o € 12.</p>{ACT}</body></html>"
    assert next(read(page.encode(encoding), DEFAULT)).text == f"Žádost o € 12.\n\n{WORDS}"


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5"])
def test_a_page_that_says_nothing_of_its_encoding_is_read_in_the_likeliest(encoding: str) -> None:
    sentence = "Този закон влиза в сила от деня на обнародването му в Държавен вестник и се прилага от същия ден."
    page = f"<!DOCTYPE html><html><body><p>{sentence}</p><p>{sentence}</p></body></html>"
    assert next(read(page.encode(encoding), DEFAULT)).text == f"{sentence}\n\n{sentence}"
