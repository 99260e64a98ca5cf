"""The title of an act whose page gives its number, its kind, a file's name or the gazette instead."""

import pytest

from moisson.readers.contract import Text
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT

SENTENCE = "Es modifica el Reglament de l’impost sobre la inversió estrangera, el qual queda redactat com segueix en aquest text."
DECREE = "Decret 2/2025, del 8-1-2025, pel qual s’aprova la modificació del Reglament de l’impost"
DECISION = "HOTĂRÂRE nr. 611 din 4 iunie 2008 pentru aprobarea normelor privind organizarea carierei"
ANNEX = "Приложение VI на Конвенцията относно международната търговия с пестициди"
EXCHANGE = "Notenaustausch zwischen dem Fürstentum und der Union betreffend die Übernahme der Beschlüsse"


def page(body: str, head: str = "") -> Text:
    return next(read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT))


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
def test_titles(head: str, body: str, title: str | None) -> None:
    stated = "Lag (2013:363) om kontroll" if title is None else title or None
    assert page(f"{body}<p>{SENTENCE}</p>", head).title == stated


def test_the_title_that_an_act_gives_itself_dates_it() -> None:
    assert page(f"<p>{DECISION}</p><p>{SENTENCE}</p>", "<title>HOTARARE (A) 611 - Portal</title>").created == "2008-06-04"
