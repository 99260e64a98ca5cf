"""Readers tell of all words that they pass over: none of these files loses a word in silence."""

import re

import orjson
import pytest
from office_files import docx
from told import left_out
from word_parts import NUMBERING, STYLES

from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff
from moisson.readers.visible import xml
from moisson.sources.fr_dila_service_public.read import read as read_sheet
from moisson.sources.fr_travail_contributions.read import read as read_answer
from moisson.sources.fr_travail_fiches.read import read as read_page

ESTONIAN_ACT = """<?xml version="1.0" encoding="UTF-8"?>
<oigusakt xmlns="muutmisseadus_1_10.02.2010"><metaandmed><globaalID>130062025001</globaalID></metaandmed>
<aktinimi><nimi><pealkiri>Kalapüügiseaduse muutmise seadus</pealkiri></nimi></aktinimi>
<sisu><paragrahv><paragrahvNr>1</paragrahvNr><kuvatavNr><![CDATA[§ 1.]]></kuvatavNr>
<paragrahvPealkiri>Kalapüügiseaduse muutmine</paragrahvPealkiri><sisuTekst><HTMLKonteiner><![CDATA[<p>Seaduses tehakse
järgmised muudatused:</p><p><b>1)</b> paragrahvi&#160;9<sup>2</sup> lõige&nbsp;4 tunnistatakse kehtetuks;<br/>2) paragrahvi 12
täiendatakse.</p>]]></HTMLKonteiner></sisuTekst></paragrahv></sisu></oigusakt>"""

GERMAN_LAW = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE dokumente SYSTEM "http://www.gesetze-im-internet.de/dtd/1.01/gii-norm.dtd">
<dokumente builddate="20260301210000" doknr="BJNR012300019"><norm><metadaten><jurabk>DeichV</jurabk><amtabk>DeichV</amtabk>
<ausfertigung-datum manuell="ja">1998-04-07</ausfertigung-datum><fundstelle typ="amtlich"><periodikum>BGBl I</periodikum>
<zitstelle>1998, 771</zitstelle></fundstelle><langue>Verordnung über die Deiche</langue><standangabe checked="ja">
<standtyp>Stand</standtyp><standkommentar>Zuletzt geändert durch Art. 3</standkommentar></standangabe></metadaten></norm>
<norm><metadaten><jurabk>DeichV</jurabk><enbez>§ 1</enbez><titel format="parat">Zweck</titel></metadaten>
<textdaten><text format="XML"><Content><P>Deiche dienen dem Schutz des Landes.</P></Content></text></textdaten></norm>
<norm><metadaten><jurabk>DeichV</jurabk><enbez>§ 2</enbez></metadaten>
<textdaten><text format="XML"><Content><P>Sie sind jährlich zu prüfen.</P></Content></text></textdaten></norm></dokumente>"""

IRISH_ACT = """<?xml version="1.0" encoding="UTF-8"?>
<act><metadata><title>Harbours (Amendment) Act 2023</title><number>9</number><year>2023</year></metadata><body><sect>
<number>1</number><title><p>Definitions</p></title><p>1. In this Act<emdash/></p><p>a person appointed by An Garda
S<ifada/>och<afada/>na or by <odq/>Bord Iascaigh Mhara<cdq/> under section 4, and R<unicode ch="00F3"/>is<ifada/>n.</p></sect>
</body></act>"""

PAGES = """<?xml version="1.0" encoding="UTF-8"?>
<pdf2xml><fontspec id="0" size="11" family="Times"/>{}<outline><item page="1">Fisket i norr</item></outline></pdf2xml>"""
PAGE = """<page number="{0}" top="0" left="0" height="1200" width="900">
<text top="40" left="100" width="300" height="15" font="0">SOU 2019:{1} Fisket</text>
<text top="120" left="100" width="600" height="15" font="0">Utredningen {2} föreslår att laxen fredas i älven.</text>
<text top="1150" left="440" width="20" height="15" font="0">{0}</text></page>"""

TYPED = "\f".join(
    f"Registre des barrages\n\nLe barrage numéro {name} est visité chaque année par deux agents.\n\n- {page} -\n"
    for page, name in enumerate(("un", "deux", "trois", "quatre"), start=3)
)

WORD = re.compile(r"\w+")


@pytest.mark.parametrize(
    ("format", "file", "kinds"),
    [
        ("riigi-teataja", ESTONIAN_ACT, {"hidden", "metadata"}),
        ("gii", GERMAN_LAW, {"metadata"}),
        ("eisb", IRISH_ACT, {"metadata"}),
        ("pdf2xml", PAGES.format("".join(PAGE.format(at, 40, word) for at, word in enumerate(["nu", "sedan", "alltid"], 7))),
         {"head", "foot", "contents"}),
        ("text", TYPED, {"head", "foot"}),
    ],
)  # fmt: skip
def test_what_a_reader_passes_over_has_a_kind(format: str, file: str, kinds: set[str]) -> None:
    content = file.encode()
    assert sniff(content).name == format
    assert set(left_out(FileReader(DEFAULT).read, content, format)) == kinds


def test_numbers_of_pages_in_a_list_of_contents_and_hidden_words_have_a_kind() -> None:
    field = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    begin = f"{field.format('begin')}<w:r><w:instrText>TOC \\o</w:instrText></w:r>{field.format('separate')}"
    number = f"{field.format('begin')}<w:r><w:instrText>PAGEREF a \\h</w:instrText></w:r>{field.format('separate')}"
    page = f"{number}<w:r><w:t>{{}}</w:t></w:r>{field.format('end')}"
    body = f"<w:p>{begin}<w:r><w:t>Anlass</w:t></w:r><w:r><w:tab/></w:r>{page.format(23)}</w:p>"
    body += f"<w:p><w:r><w:t>Verfahren</w:t></w:r><w:r><w:tab/></w:r>{page.format(24)}{field.format('end')}</w:p>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>intern</w:t></w:r>"
    body += f"<w:p><w:r><w:t>Anlass und Verfahren sind bekannt.</w:t></w:r>{hidden}</w:p>"
    content = docx(body, styles=STYLES, numbering=NUMBERING)
    assert left_out(FileReader(DEFAULT).read, content, "docx") == {"contents": 4, "hidden": 1}


def test_references_that_are_escaped_twice_are_the_letters_they_mean() -> None:
    shown = xml(b'<a b="&quot;">&amp;quot;pr&amp;#233;voit l&amp;rsquo;&amp;eacute;t&#xE9;<![CDATA[ o&ugrave; R&D;]]></a>')
    assert WORD.findall(shown.decode()) == ["prévoit", "l", "été", "où", "R", "D"]


def element(name: str, *children: object, **attributes: str) -> dict[str, object]:
    return {"name": name, "children": children, **({"attributes": attributes} if attributes else {})}


def test_names_of_elements_links_and_references_that_are_given_once_have_a_kind() -> None:
    law = element("Reference", element("Titre", "Code de la route : article R322-1"))
    sheet = {
        "kind": "Fiche pratique",
        "title": "Carte grise barrée",
        "description": "Le certificat barré permet de circuler un mois.",
        "sheet": [
            element("Introduction", element("Texte", element("Paragraphe", "Le certificat barré permet de circuler un mois."))),
            element("Liste", element("Item", element("Paragraphe", "dès la vente")), type="puce"),
            element("ServiceEnLigne", element("Titre", "Simulateur de coût")),
            element(
                "LienExterneCommente", element("LienExterne", "Formulaire de cession"), element("Texte", "Remplir deux pages")
            ),
            law,
            law,
        ],
    }
    kinds = left_out(read_sheet, orjson.dumps(sheet), "json")
    assert set(kinds) == {"menu", "repeated", "metadata"}
    assert kinds["menu"] == len(["Simulateur", "de", "coût", "Formulaire", "de", "cession"])


def test_teasers_of_other_pages_and_addresses_of_links_have_a_kind() -> None:
    card = '<div class="fr-card"><h3>Le bulletin de paie</h3><p>Fiche pratique</p></div>'
    page = {
        "title": "Le repos",
        "intro": "",
        "sections": [
            {"title": "Le repos", "html": f"<p>Onze heures de suite.</p>{card}"},
            {"title": "À lire aussi", "html": '<ul><li><a href="/conges">Les congés</a></li></ul>'},
        ],
    }
    assert left_out(read_page, orjson.dumps(page), "json") == {"menu": 11, "repeated": 2}
    link = "[le repos](https://travail-emploi.gouv.fr/repos)"
    answer = {
        "question": "Combien ?",
        "idcc": "0044",
        "agreement": "Chimie",
        "answer": f"Onze heures : {link}.",
        "references": [],
    }
    assert left_out(read_answer, orjson.dumps(answer), "json") == {"metadata": 7}
