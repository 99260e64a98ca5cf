"""What a page's style or script hides and its mark-up does not; numbers and quotation marks that it sets apart by its style."""

import pytest

from moisson.readers.contract import Text
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

SENTENCE = "Persoana care îndeplinește condițiile prevăzute de lege poate ocupa o funcție publică de conducere sau de execuție."
NOTE = "Zmiany wymienionej ustawy ogłoszono w Dzienniku Ustaw z 2019 r. pod pozycją 53."


def page(body: str, head: str = "") -> Text:
    return next(read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT))


@pytest.mark.parametrize(
    "control",
    [
        "<span onMouseDown='fold(a1)'>\n + \n</span>",
        "<a onclick='close()' href='#'>×</a>",
        "<a href='x.html' onclick='window.print();'>Seite drucken</a>",
    ],
)
def test_a_control_of_the_page_is_no_word_of_the_act(control: str) -> None:
    text = page(f"<div><p>{control}Articolul 4</p><p>{SENTENCE}</p><p>{SENTENCE}</p></div>").text
    assert text == f"Articolul 4\n\n{SENTENCE}\n\n{SENTENCE}"


def test_words_that_a_script_folds_are_words() -> None:
    assert "Articolul 4" in page(f"<p><span onmousedown='fold(a1)'>Articolul 4</span></p><p>{SENTENCE}</p>").text


def test_a_note_that_stands_below_is_not_said_again_beside_its_mark() -> None:
    shown = f"<a class='tip' href='#n1'><sup>1)</sup><span class='tip-text'><span>{NOTE}</span></span></a>"
    notes = f"<div id='n1'><div>1)</div><div>{NOTE}</div></div>"
    text = page(f"<p>Na podstawie art. 5 ustawy (Dz. U. z 2019 r. poz. 7{shown}) zarządza się, co następuje.</p>{notes}").text
    assert text.count(NOTE) == 1
    assert text.endswith(f"1) {NOTE}")
    assert NOTE in page(f"<p>Na podstawie ustawy{shown} zarządza się, co następuje.</p>").text  # where it stands nowhere else


def test_a_link_that_says_the_heading_to_which_it_leads_is_read() -> None:
    heading = "Ogłoszenie wymienionej ustawy"
    body = f"<p>Zob. <a href='#o'><span>{heading}</span></a>.</p><h2 id='o'>{heading}</h2><p>{SENTENCE}</p>"
    assert page(body).text.startswith(f"Zob. {heading}.")


def test_the_mark_of_a_note_stands_apart_within_an_open_bracket() -> None:
    call = "<a href='#n2'><sup>2)</sup></a>"
    assert "(poz. 7, z późn. zm. (2))" in page(f"<p>{SENTENCE} (poz. 7, z późn. zm.{call}).</p><p id='n2'>2) {NOTE}</p>").text


def test_the_parts_of_a_heading_are_words_apart() -> None:
    heading = (
        "<h1><span class='kind'>Rozporządzenie Ministra Zdrowia</span><span class='date'>z dnia 30 grudnia 2024 r.</span></h1>"
    )
    read_page = page(f"{heading}<p>{SENTENCE}</p>")
    assert read_page.title == "Rozporządzenie Ministra Zdrowia z dnia 30 grudnia 2024 r."
    assert read_page.text.startswith(f"# {read_page.title}\n")
    initial = page(f"<h1><span class='drop'>R</span><span class='rest'>ozporządzenie</span></h1><p>{SENTENCE}</p>")
    assert initial.text.startswith("# Rozporządzenie\n")


def test_a_number_that_names_its_place_stands_apart_from_the_words() -> None:
    assert page(f"<p><a name='point87'>87</a>{SENTENCE}</p>").text == f"87 {SENTENCE}"
    assert page(f"<p><a name='top'>3</a>D {SENTENCE}</p>").text == f"3D {SENTENCE}"


def test_the_mark_that_opens_a_quotation_begins_it() -> None:
    quoted = "<div class='open'>„&nbsp;</div><div><div><h3>5)</h3><div>37 000 zł;</div></div></div><div class='close'>”</div>"
    assert page(f"<p>{SENTENCE}</p><div>{quoted}</div>").text == f"{SENTENCE}\n\n„5) 37 000 zł;”"


def test_the_numbers_of_a_decision_stand_before_its_paragraphs() -> None:
    paragraphs = "".join(f"<span class='right'>{i}</span><p>{SENTENCE}</p>" for i in (1, 2, 3))
    assert page(f"<div>{paragraphs}</div>").text == "\n\n".join(f"{i} {SENTENCE}" for i in (1, 2, 3))
    assert f"\n7\n\n{SENTENCE}" in page(f"<div><p>{SENTENCE}</p><span>7</span><p>{SENTENCE}</p></div>").text  # of a printed page


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        ("<a name='page212'></a><div class='center pagebreak'>BGE 131 II 205 S. 212</div>", ""),
        ("<span class='pagebreak'>[212]</span>", ""),
        ("<span role='doc-pagebreak'>212</span>", ""),
        ("<b class='pagebreak'>Art. 212</b>", "Art. 212 "),
    ],
)
def test_a_sentence_goes_on_over_the_break_of_a_printed_page(mark: str, kept: str) -> None:
    assert (
        page(f"<div>{SENTENCE[:-1]} (siehe S. 9 {mark} und S. 13).</div>").text
        == f"{SENTENCE[:-1]} (siehe S. 9 {kept}und S. 13)."
    )


def test_a_heading_that_no_voice_reads_out_is_one() -> None:
    heading = "<h2><span aria-hidden='true'>§ 8. Fristen</span></h2>"
    assert page(f"{heading}<p>{SENTENCE}</p>").text.startswith("## § 8. Fristen\n")
    assert "share" not in page(f"<h2>Fristen <i aria-hidden='true'>share it</i></h2><p>{SENTENCE}</p>").text


def test_a_list_that_numbers_itself_has_no_other_numbers_in_a_table() -> None:
    items = "<ol><li><span>(1)</span><span>Ein Satz.</span></li><li><span>(2)</span><span>Noch einer.</span></li></ol>"
    rows = f"<tr><td>{items}</td><td>One sentence.</td></tr><tr><td>Drei.</td><td>Three.</td></tr>"
    text = page(f"<p>{SENTENCE}</p><table><tr><th>Deutsch</th><th>English</th></tr>{rows}</table>").text
    assert "| (1) Ein Satz. (2) Noch einer. | One sentence. |" in text


@pytest.mark.parametrize(
    "control",
    [
        "<div><a></a> <a href='javascript:' onclick='load(2)'><u>articolo successivo</u></a></div>",
        "<a href='#' data-toggle='modal' data-target='#box'>aggiornamenti</a>",
    ],
)
def test_links_that_open_windows_or_load_parts_are_no_words_of_the_act(control: str) -> None:
    words = f"<h2>Art. 1</h2><p>{SENTENCE}</p>"
    assert page(f"<div><div>{SENTENCE}</div>{control}{words}</div>").text == f"{SENTENCE}\n\n## Art. 1\n\n{SENTENCE}"
    within = f"<p>{SENTENCE} <a href='javascript:show(1)'>Definiție</a> {SENTENCE}</p>"
    assert "Definiție" in page(within).text
    assert "Anexa 3" in page(f"{words}<p><a href='javascript:show(3)'>Anexa 3</a></p>{words}").text


def test_cells_that_lead_to_other_parts_of_a_page_are_no_table() -> None:
    links = "<th><a href='#contents'><b>Table des matières</b></a></th><th><a href='#top'>Début</a></th>"
    box = f"<table border='1'><tr><th>Texte</th>{links}</tr><tr><td colspan='3'>{SENTENCE}</td></tr></table>"
    assert page(f"<p>{SENTENCE}</p>{box}").text == f"{SENTENCE}\n\nTexte\n\n{SENTENCE}"
    kept = page(f"<p>{SENTENCE}</p>{box.replace('#top', '#art-1')}").text
    assert "Table des matières" in kept


def test_what_is_kept_from_screen_readers_is_read_where_it_is_most_of_the_page() -> None:
    dialog = "<div role='dialog'><p>Wir verwenden Cookies, auch solche von Dritten.</p><button>Ja</button></div>"
    act = f"<h1>Gesetz über das Archiv</h1><p>{SENTENCE}</p><p>{SENTENCE}</p>"
    covered = page(f"{dialog}<main aria-hidden='true'>{act}<svg aria-hidden='true'><title>Pfeil</title></svg></main>").text
    assert covered.count(SENTENCE) == 2 and "Gesetz über das Archiv" in covered and "Pfeil" not in covered
    beside = page(f"<main>{act}</main><div aria-hidden='true'><p>{SENTENCE}</p><p>Ein Teil, den alle sehen.</p></div>").text
    assert "Ein Teil" not in beside  # written twice, or decoration
    assert "Archiv" not in page(f"<p>Alles über uns.</p><main hidden aria-hidden='true'>{act}</main>").text
    menu = "".join(f"<li><a href='/{n}'>Seite {n} des Archivs</a></li>" for n in range(30))  # one that is closed
    assert "Seite" not in page(f"<p>{SENTENCE}</p><div aria-hidden='true'><ul>{menu}</ul></div>").text
