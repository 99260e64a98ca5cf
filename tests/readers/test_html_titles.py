"""The title of a page names its document, not the site, its number, its kind or its file."""

import pytest
from html_samples import ACT, SENTENCE, page

DECREE = "Decret 2/2025, del 8-1-2025, pel qual s’aprova la modificació del Reglament de l’impost"
DECISION = "HOTĂRÂRE nr. 611 din 4 iunie 2008 pentru aprobarea normelor privind organizarea carierei"
ANNEX = "Приложение VI на Конвенцията относно международната търговия с пестициди"
EXCHANGE = "Notenaustausch zwischen dem Fürstentum und der Union betreffend die Übernahme der Beschlüsse"
LEY = "Ley 39/2015, de 1 de octubre, del Procedimiento"
ACT_TITLE = "Regulation (EU) 2016/679 on the protection of natural persons"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>GR_2025_01_09_13_08_40</title>", f"<p class='a'>{DECREE}.</p>", DECREE),
        ("<title>HOTARARE   (A)   611 04/06/2008 - Portal</title>", f"<p>{DECISION}</p>", DECISION),
        (
            "<title>595/2003 Z. z.</title>",
            "<div>595</div><div>ZÁKON</div><div>zo 4. decembra 2003</div><div>o dani z príjmov</div>",
            "ZÁKON zo 4. decembra 2003 o dani z príjmov",
        ),
        (
            "<title>Das Dokument</title>",
            "<h3>Kurztitel</h3><p>Strafprozessordnung</p><h3>Typ</h3><p>BG</p><h3>Text</h3>",
            "Strafprozessordnung",
        ),
        (
            "<title>C0077/19 FR</title>",
            "<p>ARRÊT DE LA COUR (deuxième chambre)</p><p>9 juin 2021 (<a href='#f' name='r'>*</a>)</p><p>«Renvoi»</p>",
            "ARRÊT DE LA COUR (deuxième chambre) 9 juin 2021",
        ),
        (
            "",
            "<h1>LANDESGESETZBLATT<br><span>FÜR DAS BURGENLAND</span></h1><h1>12. Verordnung über<br>die Jagd</h1>",
            "12. Verordnung über die Jagd",
        ),
        (
            "<title>RL - Jagdgesetz - Landesrecht konsolidiert, Fassung vom 06.08.2024</title>",
            "<h3>Langtitel</h3><p>Gesetz über die Jagd und ihre Ausübung</p><h3>Text</h3>",
            "Gesetz über die Jagd und ihre Ausübung",
        ),
        ("<title>LOI - WET</title>", "<b>9 MAI 1893. - CODE RURAL. </b><br>(NOTE : Voir la loi)", "9 MAI 1893. - CODE RURAL"),
        ("<title>Detail</title>", "<h1>Absenkung der Abgase nach Gesetz</h1>", "Absenkung der Abgase nach Gesetz"),
        ("<title>Вестник</title>", f"<span>{ANNEX}</span><p>{ANNEX.upper()}</p>", ANNEX),
        (f'<meta name="description" content="{EXCHANGE}">', f"<div>Notenaustausch</div><div>{EXCHANGE[15:]}</div>", EXCHANGE),
        ("<title>Rozporządzenie o opiece 1)</title>", "<p>1) Minister kieruje działem.</p>", "Rozporządzenie o opiece"),
        # what remains as it is stated
        ("<title>3 C 90/21</title>", "<p>Oberverwaltungsgericht Urteil</p>", "3 C 90/21"),
        ("<title>Personuppgiftslag</title>", "<h1>Personuppgiftslag ID-nummer: 44</h1>", "Personuppgiftslag"),
        ("<title>Lag (2013:363) om kontroll</title>", "<p>1. rådets förordning av den 28 juni 2007 om märkning</p>", None),
        ('<meta name="description" content="All laws of the country, always up to date, in one place">', "<p>Kein Titel</p>", ""),
    ],
)
def test_an_act_is_called_what_it_calls_itself(head: str, body: str, title: str | None) -> None:
    stated = "Lag (2013:363) om kontroll" if title is None else title or None
    assert page(f"{body}<p>{SENTENCE}</p>", head).title == stated


def test_the_title_that_an_act_gives_itself_dates_it() -> None:
    assert page(f"<p>{DECISION}</p><p>{SENTENCE}</p>", "<title>HOTARARE (A) 611 - Portal</title>").created == "2008-06-04"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (f"BOE-A-2015-1 {LEY}", f"<h3>{LEY}</h3>", LEY),
        ("Bundesgesetz über den Datenschutz | Fedlex", "", "Bundesgesetz über den Datenschutz"),
        (
            "Arrêté du 3 mars 2024 | Ministère",
            "<h1>Arrêté du 3 mars 2024 relatif au vin</h1>",
            "Arrêté du 3 mars 2024 relatif au vin",
        ),
        ("Order on archives…", "<h1>Order on archives of the State</h1>", "Order on archives of the State"),
        ("Order on archives", "<h1>Order on archives Number: 5</h1>", "Order on archives"),
        ("Arhiiviseadus–Riigi Teataja", "<h1>Arhiiviseadus</h1>", "Arhiiviseadus"),
        ("Regeling - Archiefwet 1995 - BWBR0007376", "<h1>Archiefwet 1995</h1>", "Archiefwet 1995"),
        ("Regulation - 2016/679 - EN", f"<h1>Document 32016R0679</h1><p id='title'>{ACT_TITLE}</p>", ACT_TITLE),
    ],
)
def test_a_title_loses_the_site_and_is_completed_by_the_heading(head: str, body: str, title: str) -> None:
    assert page(f"{body}{ACT}", f"<title>{head}</title>").title == title


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        (
            "<title>Gas Act - Ministry of Energy</title><meta property='og:site_name' content='Ministry of Energy'>",
            "x",
            "Gas Act",
        ),
        (
            "<title>EUR-Lex - 32016R0679 - EN - EUR-Lex</title><meta property='eli:title' content='Regulation on data'>",
            "x",
            "Regulation on data",
        ),
        ("<title>Gas Act of 2025 | Portal</title>", "<h1>Gas Act of 2025</h1>", "Gas Act of 2025"),
        (
            "<title>Portal of the Republic</title>",
            "<header><img alt='logo'><h1>Portal of the Republic</h1></header><p>x</p>",
            None,
        ),
        ("<title>Law 5/2025 - on water</title>", "x", "Law 5/2025 - on water"),
        ("<title>L_2011070EN.01003701.xml</title>", "<p class='doc-ti'>COUNCIL DECISION</p><p>x</p>", "COUNCIL DECISION"),
        (
            "<meta name='DC.title' content='EUR-Lex - 31979L1070 - EN'><meta name='DC.description' content='Council Directive'>",
            "x",
            "Council Directive",
        ),
        ("<title>Act - gov.example</title><link rel='canonical' href='https://www.gov.example/act'>", "x", "Act"),
        ("", "<h1>Only heading</h1>", "Only heading"),
        ("<title>Gas-Act.org</title>", "<h1>Registration</h1>", "Registration"),
        (
            "<title>The gas act at last - Gas News</title><meta property='og:type' content='article'>",
            "<div class='sidebar'><a href='/n'>News</a><h1>The gas act at last</h1></div><p>x</p>",
            "The gas act at last",
        ),
        (
            "<title>Portal of the Land | Decisions of its courts</title>",
            "<h1>Decision 11 U 30/25</h1><p>x</p>",
            "Decision 11 U 30/25",
        ),
        (
            "<title>VORIS</title>",
            "<h1 property='dcterms:title'>Oberes Gericht<br>Beschl. v. 5. 5.</h1>",
            "Oberes Gericht Beschl. v. 5. 5.",
        ),
        ("<title>DYCTEA</title>", f"<p>{'Palabra ' * 30}</p><h2>Fundamentos de derecho</h2><p>x</p>", "DYCTEA"),
        ("<title>1915 nr. 33/ Act on strikes1)</title>", "x", "1915 nr. 33/ Act on strikes"),
        ("<title>Gas Act</title>", "<p><a property='dct:title' href='https://example.org/text'>Site</a></p>", "Gas Act"),
        ("", "<p>nothing</p>", None),
    ],
)
def test_the_title_names_the_document_not_the_site(head: str, body: str, title: str | None) -> None:
    assert page(body, head).title == title


def test_a_heading_in_a_header_full_of_links_is_read_where_the_page_states_it_as_its_title() -> None:
    head = "<meta property='og:title' content='Archives Act - Wiki'><meta property='og:site_name' content='Wiki'>"
    links = "<header><h1>{}</h1>" + "<a href='/fr'>Loi sur les archives</a> <a href='/de'>Archivgesetz</a></header>"
    words = "<p>The Act applies to the archives of the State and to those of the municipalities and the regions.</p>"
    named = page(f"<main>{links.format('Archives Act')}{words}</main>", head)
    assert (named.title, named.text.startswith("# Archives Act\n\nThe Act applies")) == ("Archives Act", True)
    assert page(f"<main>{links.format('Wiki')}{words}</main>", head).text.startswith("The Act applies")


def test_a_heading_that_says_title_is_a_label_of_the_first_line_of_words_in_the_box_below() -> None:
    box = (
        "<h2>Titre</h2><div><span>2024000164</span><p></p><p>7 JANVIER 2024. - Loi modifiant la loi-programme du 27 mai 2006</p>"
        "<div><p><b>Publication: </b>17 janvier 2024</p></div></div><h2>Texte</h2><p>Article 1er. La loi règle une matière.</p>"
    )
    text = page(box, "<title>Banque de données Justel</title>")
    assert text.title == "7 JANVIER 2024. - Loi modifiant la loi-programme du 27 mai 2006"
    assert text.created == "2024-01-07"
