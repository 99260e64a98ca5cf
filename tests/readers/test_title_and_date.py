"""The date that a document bears on its face, and dates in titles that are not its own."""

import pytest

from moisson.readers.facts.title_and_date import as_of, face_date, names_act, title_date, without_number


@pytest.mark.parametrize(
    ("title", "date"),
    [
        (
            "Commission Implementing Regulation (EU) 2016/1156 of 14 July 2016 amending Regulation (EC) of 3 May 2010",
            "2016-07-14",
        ),
        ("РЕГЛАМЕНТ ЗА ИЗПЪЛНЕНИЕ (ЕС) 2016/1156 НА КОМИСИЯТА от 14 юли 2016 година за изменение", "2016-07-14"),
        ("PROVÁDĚCÍ NAŘÍZENÍ KOMISE (EU) 2016/1156 ze dne 14. července 2016, kterým se mění", "2016-07-14"),
        ("KOMMISSIONENS GENNEMFØRELSESFORORDNING (EU) 2016/1156 af 14. juli 2016 om ændring", "2016-07-14"),
        ("ΕΚΤΕΛΕΣΤΙΚΟΣ ΚΑΝΟΝΙΣΜΟΣ (ΕΕ) 2016/1156 ΤΗΣ ΕΠΙΤΡΟΠΗΣ της 14ης Ιουλίου 2016 για την τροποποίηση", "2016-07-14"),
        ("KOMISJONI RAKENDUSMÄÄRUS (EL) 2016/1156, 14. juuli 2016, millega muudetakse", "2016-07-14"),
        (
            "EUROOPAN PARLAMENTIN JA NEUVOSTON ASETUS (EU) 2016/679, annettu 27 päivänä huhtikuuta 2016, luonnollisten",
            "2016-04-27",
        ),
        ("RIALACHÁN CUR CHUN FEIDHME (AE) 2016/1156 ÓN gCOIMISIÚN an 14 Iúil 2016 lena leasaítear", "2016-07-14"),
        ("PROVEDBENA UREDBA KOMISIJE (EU) 2016/1156 od 14. srpnja 2016. o izmjeni", "2016-07-14"),
        ("A BIZOTTSÁG (EU) 2016/1156 VÉGREHAJTÁSI RENDELETE (2016. július 14.) a módosításról", "2016-07-14"),
        ("2016 m. liepos 14 d. Komisijos įgyvendinimo reglamentas (ES) 2016/1156, kuriuo", "2016-07-14"),
        ("KOMISIJAS ĪSTENOŠANAS REGULA (ES) 2016/1156 (2016. gada 14. jūlijs), ar ko groza", "2016-07-14"),
        ("REGOLAMENT TA' IMPLIMENTAZZJONI TAL-KUMMISSJONI (UE) 2016/1156 tal-14 ta' Lulju 2016 li jemenda", "2016-07-14"),
        ("Rozporządzenie Ministra Zdrowia z dnia 3 maja 2016 r. w sprawie recept", "2016-05-03"),
        ("Ley 39/2015, de 1 de octubre, del Procedimiento Administrativo Común", "2015-10-01"),
        ("Decreto-Lei n.º 5/2020, de 3 de março", "2020-03-03"),
        ("Legge costituzionale 18 ottobre 2001, n. 3", "2001-10-18"),
        ("D.P.R. 30 marzo 1957, n. 361", "1957-03-30"),
        ("Order of the Minister for Finance of 3 May 2012 on duties", "2012-05-03"),
        ("3 MAI 2012. — Loi relative à l'énergie", "2012-05-03"),
        ("Hotărârea nr. 123 din 3 mai 2004 privind apele", "2004-05-03"),
        ("Lov av 20. mai 2005 nr. 28 om straff", "2005-05-20"),
    ],
)
def test_the_title_of_an_act_gives_its_date(title: str, date: str) -> None:
    assert title_date(title) == date


@pytest.mark.parametrize(
    "title",
    [
        "Act amending the Act of 3 May 2010",
        "Verordnung zur Änderung der Verordnung vom 3. Mai 2010",
        "Gesetz zu dem Abkommen vom 3. Mai 2010 über Fischerei",
        "Loi portant approbation de la Convention du 31 octobre 1997",
        "Évaluation de la loi du 3 mai 2012",
        "Corrigendum to Commission Regulation (EU) 2016/1156 of 14 July 2016",
        "Ustawa o zmianie ustawy z dnia 14 lipca 2016 r.",
        "Laki 3 päivänä toukokuuta 2010 annetun lain muuttamisesta",
        "Zakon o izmjenama Zakona od 3. svibnja 2010.",
        "Besluit tot wijziging van het Besluit van 3 mei 2010",
        "Grundgesetz in der Fassung vom 3. Mai 2010",
        "Minutes of the meeting of 3 May 2010",
    ],
)
def test_a_date_of_something_else_in_a_title_is_not_the_acts(title: str) -> None:
    assert title_date(title) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("# Ordinance on Boats\n\nof 25 September 2020 (Status as of 1 September 2023)\n\nThe Council", "2020-09-25"),
        ("# Lei n.º 7/2009\n\nde 12 de fevereiro\n\nA Assembleia", "2009-02-12"),
        ("Wien, am 3. Mai 2012\n\nSehr geehrte Damen", "2012-05-03"),
        ("Parlament\n\nStzung 12\n\nBern, Mittwoch, 3. Mai 2012\n\nBeginn", "2012-05-03"),
        ("ÉCHOS\n\nSéance du jeudi 3 mai 2012\n\nLe président : Bonjour", "2012-05-03"),
        ("# GAZETTE\n\n## N° 12 — 3 May 2012\n\nActs", "2012-05-03"),
        ("Committee\n\nDate: 3 May 2012\n\nAgenda", "2012-05-03"),
        ("| Court | X |\n| --- | --- |\n| Entscheidungsdatum: | 03.05.2012 |\n\nText", "2012-05-03"),
        ("Annettu Helsingissä 3 päivänä toukokuuta 2012\n\nEduskunnan", "2012-05-03"),
        ("# Water Act 1990\n\nAn Act to keep water. [3rd May 1990.]\n\nBe it enacted", "1990-05-03"),
        ("| Council | Brussels, 3 May 2012 (OR. en) |\n| --- | --- |\n\nNote", "2012-05-03"),
        ("| Court |  |\n| --- | --- |\n| Päätöksen päivämäärä | 3.5.2012 |\n\nText", "2012-05-03"),
        ("Az Országgyűlés ülése\n\n2012. május 3., csütörtök\n\nElnök", "2012-05-03"),
        ("Riksdagens protokoll 2012/13:45\n\nTorsdagen den 3 maj 2012\n\n1 §", "2012-05-03"),
        ("As we wrote in Paris, on 3 May 2012, the Council met and decided a number of things.\n\nMore", None),
        ("Having regard to the Act of 3 May 2012\n\nMore", None),
        ("The meeting took place on 3 May 2012.", None),
        ("In force since 3 May 2012\n\nText", None),
        ("Latest acts\n\nLoi du 3 mai 2012\n\nLoi du 4 mai 2012\n\nMore", None),
        ("News\n\n3 May 2012\n\nRain\n\n4 May 2012\n\nSun", None),
    ],
)
def test_only_a_masthead_a_label_or_the_line_below_the_title_gives_the_date(text: str, date: str | None) -> None:
    title = text.split("\n")[0].removeprefix("# ") if text.startswith("# ") else None
    assert face_date(text, title) == date


def test_the_version_of_a_consolidated_act() -> None:
    assert as_of("# Verordnung\n\nvom 3. Mai 1999 (Stand am 1. Januar 2020)") == "2020-01-01"
    assert as_of("# Loi\n\ndu 3 mai 1999 (État le 1er janvier 2020)") == "2020-01-01"
    assert as_of("# Loi\n\ndu 3 mai 1999 (RS 101, 1er janvier 2020)") is None


def test_a_number_of_a_class_is_not_part_of_a_title() -> None:
    assert without_number("414.110 Bundesgesetz über die Hochschulen") == "Bundesgesetz über die Hochschulen"
    assert without_number("12 angry men") == "12 angry men"
    assert names_act("Bundesgesetz über die Hochschulen") and not names_act("Report on the Act")
