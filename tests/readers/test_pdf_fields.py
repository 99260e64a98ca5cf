"""What is filled in to forms in PDF: at its place, beside its label, as it is shown.

`forms/de-wohngeld.pdf` is what LibreOffice 25.2 makes of the form beside it, with its fields and tags; `forms/fr-logement.pdf` is
drawn by ReportLab 4, whose lists, radio buttons and appearances are its own.
"""

from pathlib import Path

import pytest
from small_pdf import show
from tagged_pdf import assembled

from moisson.contracts.errors import DocumentError
from moisson.readers.pdf.reader import pages, read
from moisson.readers.read_options import How
from moisson.readers.set_aside import collected

pytest.importorskip("pypdfium2")
FORMS = Path(__file__).parent / "forms"
PLAIN = How(ocr=False)


def text(content: bytes) -> str:
    return next(iter(read(content, PLAIN))).text


def form(page: list[str], *fields: str, rotate: int = 0, catalog: str = "", more: str = "") -> bytes:
    """A page of 500 by 700 points with a form; each field stands on the page where it has a `Rect`, else its kids do.

    `@1` in an entry is the first of the fields.
    """
    stream = "\n".join(page)
    numbered = [_numbered(field) for field in fields]
    there = " ".join(f"{6 + k} 0 R" for k, field in enumerate(fields) if "/Rect" in field)
    tops = " ".join(f"{6 + k} 0 R" for k, field in enumerate(fields) if "/Parent" not in field)
    return assembled(
        [
            f"<< /Type /Catalog /Pages 2 0 R {catalog} /AcroForm << /Fields [{tops}] /DA (/F1 9 Tf) {more} >> >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 700] /Rotate {rotate} /Contents 5 0 R /Annots [{there}] "
            "/Resources << /Font << /F1 4 0 R >> >> >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream",
            *numbered,
        ]
    )


def _numbered(field: str) -> str:
    for k in range(1, 10):
        field = field.replace(f"@{k}", f"{5 + k} 0 R")
    return f"<< /Type /Annot /Subtype /Widget {field} >>"


def entry(x: float, y: float, value: str, width: float = 120, more: str = "/F 4") -> str:
    """A text field on a line."""
    return f"/FT /Tx /T ({value}) /V ({value}) /Rect [{x} {y - 4} {x + width} {y + 12}] {more}"


def test_a_form_by_libreoffice_reads_with_its_values_beside_their_labels() -> None:
    found = text((FORMS / "de-wohngeld.pdf").read_bytes())
    assert found.splitlines()[6:11] == [
        "| Familienname | Żółkiewska-Brandt |",
        "| --- | --- |",
        "| Vorname | Maria Theresia |",
        "| Anschrift | Hauptstraße 14 04109 Leipzig |",
        "| Familienstand | verheiratet |",
    ]
    assert "| Zweitwohnung | ☐ ja ☒ nein |" in found
    assert "Ich bin ☒ Mieter ☐ Eigentümer der Wohnung." in found
    assert "Monatliche Miete: 612,50 Euro" in found
    assert "Heizung mit: Fernwärme\n\nBemerkungen:\n\nIch versichere" in found
    assert pages((FORMS / "de-wohngeld.pdf").read_bytes(), PLAIN) == [found]


def test_a_form_by_reportlab_reads_with_its_values_beside_their_labels() -> None:
    found = " ".join(text((FORMS / "fr-logement.pdf").read_bytes()).split())
    assert found == (
        "# Demande d'aide au logement Nom : Lefèvre-Dubois Prénom : Anne Marie Situation : pacsée Langues : français, breton "
        "Logement : ☐ appartement ☒ maison ☐ studio Je suis ☒ locataire ☐ propriétaire. Observations : Le logement est humide "
        "et mal chauffé depuis deux ans, malgré plusieurs demandes écrites au bailleur. Merci de votre réponse. "
        "Loyer mensuel : 612,50 euros, charges comprises. Fait à Brest , le 3 mars 2026 Mot de passe :"
    )


def test_a_box_over_a_word_takes_no_letter_of_it() -> None:
    page = [show(40, 600, "Gruppe"), show(40, 560, "Die andere Angabe")]
    found = text(form(page, "/FT /Btn /T (v) /V /Yes /AS /Yes /Rect [48 596 56 608]"))
    assert sorted(found.replace("☒", "").replace(" ", "").split()) == ["DieandereAngabe", "Gruppe"]


def test_fields_that_are_lower_than_their_type_stand_beside_their_labels() -> None:
    page = [show(40, 600, "Vorname", 11), show(260, 600, "Name", 11), show(40, 580, "geboren am", 11)]
    high, low = "/Rect [110 600.2 240 608]", "/Rect [292 602.2 400 606]"  # the fields are lower than their type
    found = text(
        form(page, f"/FT /Tx /T (v) /V (Anna) {high}", f"/FT /Tx /T (n) /V (Muster) {low}", entry(110, 580, "3. Mai 1990"))
    )
    assert " ".join(found.split()) == "Vorname Anna Name Muster geboren am 3. Mai 1990"


def test_a_form_with_nothing_filled_in_reads_as_it_is_printed() -> None:
    page = [show(40, 600, "Name:"), show(60, 580, "verheiratet")]
    found = text(form(page, entry(80, 600, ""), "/FT /Btn /T (v) /AS /Off /Rect [40 578 50 588]"))
    assert found.split() == ["Name:", "verheiratet"]


def test_values_stand_in_place_of_leaders_and_printed_boxes() -> None:
    sure = "Ich versichere, dass alle Angaben richtig und vollständig sind."
    page = [show(40, 600, "Name ......................................."), show(40, 580, "o verheiratet"), show(40, 560, sure)]
    found = text(form(page, entry(65, 600, "Anna Muster", 140), "/FT /Btn /T (v) /V /Yes /AS /Yes /Rect [38 577 48 589]"))
    assert found.split("\n\n") == ["Name Anna Muster", "☒ verheiratet", sure]


def test_a_field_has_the_value_of_its_parent_and_a_choice_its_label() -> None:
    page = [show(40, 600, "Firma:"), show(40, 560, "Wieder die Firma:"), show(40, 520, "Land:"), show(40, 480, "Sprachen:")]
    found = text(
        form(
            page,
            "/FT /Tx /T (firma) /V (Muster und Co.) /Kids [@2 @3]",
            "/Parent @1 /Rect [80 596 240 612]",
            "/Parent @1 /Rect [140 556 300 572]",
            "/FT /Ch /Ff 131072 /T (land) /V (2) /Opt [[(1) (Lettland)] [(2) (Litauen)]] /Rect [80 516 200 532]",
            "/FT /Ch /Ff 2097152 /T (s) /V [(b) (c)] /Opt [[(a) (de)] [(b) (en)] [(c) (fr)]] /Rect [100 476 200 492]",
        )
    )
    assert found.split("\n\n") == [
        "Firma: Muster und Co.",
        "Wieder die Firma: Muster und Co.",
        "Land: Litauen",
        "Sprachen: en, fr",
    ]


def test_long_values_keep_to_their_box_and_what_is_hidden_or_secret_is_no_text() -> None:
    said = "Der Zugang zum Hof ist seit dem Umbau versperrt, und wer im Rollstuhl sitzt, kommt nicht mehr hinein."
    page = [show(40, 600, "Begründung:"), show(40, 500, "Ort und Datum")]
    fields = entry(120, 590, said, 200, "/Ff 4096").replace("586 320 602", "530 320 612")
    with collected() as told:
        found = text(form(page, fields, entry(40, 450, "verdeckt", more="/F 2"), entry(40, 400, "geheim", more="/F 4 /Ff 8192")))
    assert " ".join(found.split()) == f"Begründung: {said} Ort und Datum"
    assert told.aside["hidden"] == ["verdeckt"]
    assert "geheim" not in f"{told.shown} {told.aside}"
    assert said in (told.shown or [])


def test_values_stand_where_a_turned_page_shows_them() -> None:
    turned = "BT /F1 10 Tf 0 1 -1 0 {x} {y} Tm ({words}) Tj ET"
    page = [turned.format(x=100 + 40 * k, y=50, words=words) for k, words in enumerate(("Name:", "Ort:"))]
    found = text(form(page, "/FT /Tx /T (a) /V (Anna) /Rect [90 90 106 250]", "/FT /Tx /T (o) /V (Jena) /Rect [130 90 146 250]"))
    assert found.split("\n\n") == ["Name: Anna", "Ort: Jena"]


def test_a_form_whose_pages_only_adobes_programs_make_is_refused_and_one_with_pages_of_its_own_is_read() -> None:
    page = [show(40, 600, "Please wait...")]
    with pytest.raises(DocumentError, match="XFA form") as raised:
        text(form(page, catalog="/NeedsRendering true", more="/XFA (x)"))
    assert raised.value.reason == "pdf-xfa"
    assert (
        text(form([show(40, 600, "Name:")], entry(80, 600, "Anna"), catalog="/NeedsRendering true", more="/XFA (x)"))
        == "Name: Anna"
    )
