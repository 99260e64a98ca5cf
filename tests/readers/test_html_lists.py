"""Lists that portals of law put before an act are left out; an act's own contents and its notes stay."""

from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

SENTENCE = "Slovenská republika uznáva a dodržiava všeobecné pravidlá medzinárodného práva a svoje ďalšie medzinárodné záväzky."
NUMBERS = range(1, 14)


def text(body: str) -> str:
    return next(read(f"<!DOCTYPE html><html><head></head><body>{body}</body></html>".encode(), DEFAULT)).text


def page(beside: str, act: str = f"<p>{SENTENCE}</p>" * 12) -> str:
    """A page whose act stands beside what a portal says about it, within one part."""
    notice = f"<div><h1>595/2003 Z. z.</h1></div><div><p>{SENTENCE}</p></div>"
    return text(f"<div role='main'><div><div>{notice}<div><div>{beside}</div></div></div><div>{act}</div></div></div>")


def test_the_versions_of_an_act_are_left_out() -> None:
    rows = "".join(
        f"<tr><td>{n}.</td><td><a href='{n}.html'>01.01.20{n:02} - 31.12.20{n:02}</a></td>"
        f"<td><a href='/z/{n}'>{n}/20{n:02} Z. z.</a></td></tr>"
        for n in NUMBERS
    )
    assert "31.12.2003" not in page(f"<table><tr><th>Účinnosť</th><th>Novela</th></tr>{rows}</table>")


def test_the_numbers_of_the_articles_are_left_out_and_contents_with_titles_stay() -> None:
    places = "".join(f"<div><a href='#c{n}'>Čl. {n}</a></div><div><div><a href='#c{n}-1'>(1)</a></div></div>" for n in NUMBERS)
    assert "Čl. 7" not in page(f"<div>{places}</div>")
    titled = "".join(f"<tr><td><a href='#c{n}'>{n}. Power to transfer a person to remand</a></td></tr>" for n in NUMBERS)
    assert "7. Power to transfer" in page(f"<table>{titled}</table>")


def test_acts_that_cite_or_change_an_act_and_fold_away_are_left_out() -> None:
    rows = "".join(
        f"<tr><td><a href='/z/{n}'>{n}/1998</a></td><td>Ústavný zákon, ktorým sa mení {SENTENCE}</td></tr>" for n in (1, 2)
    )
    panel = f"<div><button aria-expanded='false'>Predpis je menený</button><div><h4></h4><table>{rows}</table></div></div>"
    assert "ktorým sa mení" not in page(panel)
    answer = f"<div><button aria-expanded='false'>Kedy platí?</button><div><p>{SENTENCE.lower()}</p></div></div>"
    assert SENTENCE.lower() in page(answer)


def test_contents_whose_titles_lead_back_are_left_out_and_notes_are_not() -> None:
    contents = "<h2>Table des matières</h2>" + "".join(
        f"<a name='R{n}' href='#L{n}'>CHAPITRE {n}.</a> - Du droit économique en général<br>Art. {n}<br>" for n in NUMBERS
    )
    act = "".join(
        f"<a name='L{n}' href='#R{n}'>CHAPITRE {n}.</a> - Du droit économique en général<br><br>{SENTENCE}<br>" for n in NUMBERS
    )
    read_page = page(f"<div>{contents}</div>", f"<div>{act}</div>")
    assert "Table des matières" not in read_page
    assert read_page.count("CHAPITRE 7. - Du droit économique") == 1
    called = f"<p>{SENTENCE} <a id='c1' href='#n1'>(1)</a> et <a id='c2' href='#n2'>(2)</a></p>"
    notes = "<p><a id='n1' href='#c1'>(1)</a> JO L 1.</p><p><a id='n2' href='#c2'>(2)</a> JO L 2.</p>"
    assert text(f"<div>{called}<p>{SENTENCE}</p>{notes}</div>").count(SENTENCE) == 2


def test_a_heading_before_bare_words_stays_where_the_next_box_is_links() -> None:
    box = "<div><h3>Fundstelle</h3><a href='/a'>LGBl. Nr. 14/2013</a> <a href='/b'>LGBl. Nr. 104/2019</a></div>"
    act = f"<div><h3>Text</h3>{f'<p>{SENTENCE}</p>' * 9}</div>"
    assert "### Kurztitel\n\nJagdgesetz" in text(f"<div><div><h3>Kurztitel</h3> Jagdgesetz</div>{box}{act}</div>")
