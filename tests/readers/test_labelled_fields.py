"""What portals of law write beside an act, by label, in mark-up of many kinds."""

import pytest

from moisson.readers.contract import Text
from moisson.readers.facts.labelled_fields import LabelledFields, code_date, label_of, labelled_fields
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

WORDS = "<p>The words of the act go on for a while, so that there is a page to read and not a list of labels.</p>"


def page(body: str, head: str = "") -> Text:
    return next(read(f"<html><head>{head}</head><body>{body}{WORDS}</body></html>".encode(), DEFAULT))


def said(text: Text) -> tuple[str | None, ...]:
    return text.created, text.valid_from, text.valid_to, text.legal_state


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "<dl><dt>Date of adoption</dt><dd>3 May 2012</dd><dt>In force from</dt><dd>1 June 2012</dd>"
            "<dt>Date of end of validity</dt><dd>31/12/2019</dd><dt>Status</dt><dd>No longer in force</dd></dl>",
            ("2012-05-03", "2012-06-01", "2019-12-31", "No longer in force"),
        ),
        (
            "<table><tr><th>Data wydania:</th><td>2012-05-03</td></tr><tr><th>Data wejścia w życie</th><td>2012-06-01</td></tr>"
            "<tr><th>Status aktu prawnego:</th><td>akt obowiązujący</td></tr></table>",
            ("2012-05-03", "2012-06-01", None, "akt obowiązujący"),
        ),
        (
            "<table><tr><td><b>Fecha de aprobación:</b></td><td>3 de mayo de 2012</td></tr>"
            "<tr><td><b>Estado:</b></td><td>Vigente</td></tr></table>",
            ("2012-05-03", None, None, "Vigente"),
        ),
        (
            "<p><font color='red'> <b> Entrée en vigueur : </b> </font> 01-06-2012 <br><font><b>Fin de validité :</b></font>"
            " 31-12-2019</p>",
            (None, "2012-06-01", "2019-12-31", None),
        ),
        (  # the form of a whole page
            "<form><input type='hidden' name='__VIEWSTATE'><div><h3>Inkrafttretensdatum</h3> 01.06.2012</div>"
            f"<div><h3>Außerkrafttretensdatum</h3> 31.12.2019</div>{WORDS}</form>",
            (None, "2012-06-01", "2019-12-31", None),
        ),
        (
            "<p><strong>Adopté le</strong> : 3 mai 2012<br><strong>Entrée en vigueur</strong> : 1er juin 2012<br>"
            "<strong>État</strong> : en vigueur</p>",
            ("2012-05-03", "2012-06-01", None, "en vigueur"),
        ),
        (
            "<div><span>Elfogadás dátuma:</span> <span>2012. május 3.</span></div>"
            "<div><span>Hatályos:</span> <span>2012. 06. 01. – 2012. 12. 31.</span></div>",
            ("2012-05-03", "2012-06-01", "2012-12-31", None),
        ),
        (
            "<pre>   Datum schválení:<b> 3. května 2012</b>\n\n   Účinnost od:<b> 1.6.2012</b>\n</pre>",
            ("2012-05-03", "2012-06-01", None, None),
        ),
        ("<h1>Wet</h1><p>Geldend van 01-01-2020 t/m 31-12-2020</p>", (None, "2020-01-01", "2020-12-31", None)),
        (
            "<p><span>Made</span> <span>3rd May 2012</span></p><p><span>Coming into force</span> <span>1st June 2012</span></p>",
            ("2012-05-03", "2012-06-01", None, None),
        ),
        (
            "<h3>Inkrafttretensdatum</h3><p>01.01.2012</p><h3>Außerkrafttretensdatum</h3><p>31.12.2013</p>",
            (None, "2012-01-01", "2013-12-31", None),
        ),
    ],
)
def test_labels_and_values_are_found_in_every_mark_up(body: str, expected: tuple[str | None, ...]) -> None:
    assert said(page(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<form><table><tr><td>In force from:</td><td>3 May 2012</td></tr></table></form>",
        "<ul><li><b>In force from:</b> 3 May 2012</li><li><b>In force from:</b> 4 May 2012</li></ul>",
        "<p>Status: Published</p><p>State: California</p>",
        "<table><tr><th>Status</th><th>In force from</th></tr><tr><td>x</td><td>3 May 2012</td></tr></table>",
    ],
)
def test_a_search_a_list_of_other_acts_and_another_state_say_nothing(body: str) -> None:
    assert said(page(body)) == (None, None, None, None)


def test_the_day_of_the_act_wins_over_that_of_the_page() -> None:
    head = "<meta property='article:published_time' content='2020-01-01'>"
    assert page("<h1>Loi du 3 mai 2012 relative aux eaux</h1>", head).created == "2012-05-03"
    assert page("<h1>Waters</h1><p>Signed: 3 May 2012</p>", head).created == "2012-05-03"
    assert page("<h1>Waters</h1>", head).created == "2020-01-01"
    assert page("<h1>Waters</h1><p>Publicado el: 3 de mayo de 2012</p>").created == "2012-05-03"


def test_identifiers_stand_under_labels_or_below_the_act() -> None:
    eli = "https://www.example.es/eli/es/l/2015/10/01/39"
    assert ("eli", eli) in page(f"<dl><dt>Permalink ELI:</dt><dd><a href='x'>{eli}</a></dd></dl>").identifiers
    assert ("eli", "http://data.europa.eu/eli/dec/2020/5/oj") in page(
        "<p>ELI: http://data.europa.eu/eli/dec/2020/5/oj</p>"
    ).identifiers
    assert page("<p>Aktenzeichen: 1 BvR 12/20</p>").identifiers == (("number", "1 BvR 12/20"),)


def test_an_identifier_may_stand_on_a_line_of_its_own() -> None:
    (identifier,) = page("<p>https://law.example/eli/loi/1893/05/09/1/justel</p>").identifiers
    assert (identifier.scheme, identifier.value) == ("eli", "https://law.example/eli/loi/1893/05/09/1/justel")


def test_a_consolidated_text_of_the_union_says_its_version() -> None:
    text = page("<p>02016R0679 — SK — 04.05.2016 — 000.002</p><p>NARIADENIE (EÚ) 2016/679 z 27. apríla 2016 o ochrane</p>")
    assert (text.valid_from, text.language) == ("2016-05-04", "sk")
    assert ("celex", "02016R0679-20160504") in text.identifiers


def test_the_act_is_named_where_the_site_names_all_its_pages_alike() -> None:
    head = "<title>Scheda atto</title>"
    assert page("<h2>Legge regionale 3 maggio 2012, n. 10</h2>", head).title == "Legge regionale 3 maggio 2012, n. 10"
    assert page("<p><b>Titel:</b> Gesetz über Boote</p>", "<title>RIS</title>").title == "Gesetz über Boote"
    assert page("<p>State: Repealed</p>", "<title>Repealed - Boats Act 1990</title>").title == "Boats Act 1990"


def test_norways_codes_are_numbers_and_dates() -> None:
    assert code_date("FOR-2012-05-03-123") == "2012-05-03"
    assert code_date("RT-2012-13-03") is None
    found = labelled_fields([("Dato", "FOR-2012-05-03-123")])
    assert (found.one("made"), found.one("number")) == ("2012-05-03", "FOR-2012-05-03-123")


def test_a_label_counts_whole_without_accents_and_in_any_case() -> None:
    assert label_of("  ENTREE EN VIGUEUR :") == {"begin"}
    assert label_of("Entry into force of the Treaty") == frozenset()
    assert not LabelledFields().take("Adopted", "unanimously")
