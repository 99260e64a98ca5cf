"""XML of unknown vocabularies: prose under known names is read, records and lists are refused; and a few small families."""

import pytest
from shared_data import shared

from moisson.errors import DocumentError
from moisson.extract.files import FileReader
from moisson.extract.how import DEFAULT
from moisson.extract.sniff import sniff
from moisson.reader import File, Raw, Text

READER = FileReader(DEFAULT)
SENTENCE = (
    "Ustawa określa zasady gospodarowania wodami oraz właściwość organów w sprawach, o których mowa w przepisach odrębnych."
)


def _read(data: bytes) -> list[Text]:
    raws = [raw for raw in READER.split(File("file.xml", data)) if isinstance(raw, Raw)]
    return [text for raw in raws for text in READER.read(raw.body)]


def test_an_unknown_act_is_read_by_what_its_elements_are_called() -> None:
    rows = "<tabela><wiersz/></tabela><table><row><entry>Opłata</entry><entry>12 zł</entry></row></table>"
    words = f"{SENTENCE} Zob. <i>akt</i> z 2001 r.<przypis>Dz. U. 1.</przypis>"
    article = f"<artykul><nr>Art. 1.</nr><ustep><nr>1.</nr><tekst>{words}</tekst></ustep>"
    others = f"<artykul><tekst>{SENTENCE}</tekst></artykul>" * 5
    markup = f"""<?xml version="1.0"?><akt xml:lang="pl"><metadane><id>7</id></metadane><tytul>Prawo wodne</tytul>
    <rozdzial><nr>Rozdział 1</nr><naslov>Zasady</naslov>{article}</artykul>{others}{rows}</rozdzial></akt>"""
    (text,) = _read(markup.encode())
    assert text.text.startswith(
        f"# Prawo wodne\n\n## Rozdział 1 – Zasady\n\n### Art. 1.\n\n1. {SENTENCE} Zob. akt z 2001 r. (1)\n\n"
        f"(1) Dz. U. 1.\n\n{SENTENCE}"
    )
    assert text.text.endswith("Opłata | 12 zł |\n| --- | --- |")
    assert (text.format, text.title, text.language) == ("xml", "Prawo wodne", "pl")


def test_rubrics_and_numbers_of_other_vocabularies_become_headings_and_points() -> None:
    words = "A disciplina da proteção de dados tem como fundamentos o respeito à privacidade e a liberdade de expressão."
    point = f"<Inciso><Rotulo>I –</Rotulo><p>{words}</p></Inciso>"
    article = f"""<Artigo><Rotulo>Art. 1º –</Rotulo><Caput><p>{words}</p>{point}</Caput>
        <Paragrafo><Rotulo>Parágrafo único.</Rotulo><p>{words}</p></Paragrafo></Artigo>"""
    chapter = f"<Capitulo><Rotulo>CAPÍTULO I</Rotulo><NomeAgrupador>PRELIMINARES</NomeAgrupador>{article}{article}</Capitulo>"
    norm = f"<Norma><Epigrafe>LEI Nº 1</Epigrafe><Articulacao>{chapter}</Articulacao></Norma>"
    (text,) = _read(f"<LexML>{norm}</LexML>".encode())
    assert text.text == "# LEI Nº 1\n\n## CAPÍTULO I – PRELIMINARES" + (
        f"\n\n### Art. 1º\n\n{words}\n\nI – {words}\n\nParágrafo único. {words}" * 2
    )


def test_sentences_that_are_elements_make_one_paragraph() -> None:
    sentence = "Forseti Íslands skal vera þjóðkjörinn og skal kjörtímabil hans vera fjögur ár samkvæmt lögum þessum."
    article = f"<art><nr-title>1. gr.</nr-title><paragraph><sen>{sentence}</sen><sen>{sentence}</sen></paragraph></art>"
    (text,) = _read(f"<law><name>Lög</name>{article * 3}</law>".encode())
    assert text.text == "Lög" + f"\n\n# 1. gr.\n\n{sentence} {sentence}" * 3


@pytest.mark.parametrize(
    "markup",
    [
        "<codes>" + "<code><value>a1</value><label>Umwelt</label></code>" * 400 + "</codes>",
        "<catalog>" + f"<record><id>1</id><description>{SENTENCE}</description></record>" * 50 + "</catalog>",
        "<svg><text>Karte</text></svg>",
        f"<kurz><p>{SENTENCE}</p></kurz>",
        "<x>" + f"<foo>{SENTENCE}</foo>" * 50 + "</x>",
    ],
)
def test_lists_catalogues_and_names_that_say_nothing_are_refused_by_their_root(markup: str) -> None:
    root = markup[1:].split(">")[0]
    with pytest.raises(DocumentError, match=f"xml-unknown: <{root}>"):
        _read(markup.encode())


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("raw-gazettes-a/data/klomoli+legalize-pipeline/tests/fixtures/likumi-sitemap-index.xml", "sitemap"),
        ("cat-dcat-it/data/italia+ckanext-dcatapit/examples/eurovoc.rdf", "rdf"),
        ("eu-eforms/data/OP-TED+eForms-SDK/codelists/legal-basis_legal-basis-e6.gc", "genericode"),
        ("cat-oai-dev/data/sickle/tests/sample_data/ListIdentifiers2.xml", "oai-pmh"),
        ("cat-udata/data/opendatateam+udata/udata/harvest/tests/csw_dcat/geonetwork-geodcatap-page-5.xml", "csw"),
        ("fr-parlement-zam/data/repondeur/tests/fetch/sample_data/senat/doslegpjl18-404.xml", "feed"),
    ],
)
def test_catalogues_and_lists_of_addresses_are_known_and_refused(path: str, name: str) -> None:
    data = shared(path).read_bytes()
    assert sniff(data).name == name
    with pytest.raises(DocumentError, match="data-only"):
        _read(data)


def test_malformed_xml_is_refused_as_such() -> None:
    with pytest.raises(DocumentError, match="xml-malformed"):
        _read(b"<?xml version='1.0'?><foo><p>Un</p>")


def test_a_bundle_of_amendments_is_a_document_each_with_its_reasons() -> None:
    one = """<amendement><uid>AM{n}</uid><numeroLong>{n}</numeroLong><pointeurFragmentTexte><division>
    <titre>Article 2</titre></division></pointeurFragmentTexte>
    <corps><dispositif><![CDATA[<p>Supprimer l&#8217;alin&#233;a {n}.</p>]]></dispositif><exposeSommaire>
    <![CDATA[<p>Pour simplifier.</p>]]></exposeSommaire></corps><sort><sortEnSeance>Rejeté</sortEnSeance></sort></amendement>"""
    empty = "<amendement><uid>AM9</uid><corps><dispositif/><exposeSommaire/></corps></amendement>"
    markup = "<amendements>" + one.replace("{n}", "1") + empty + one.replace("{n}", "2") + "</amendements>"
    first, second = _read(markup.encode())
    assert first.text == "# Amendement n° 1 – Article 2\n\nSupprimer l’alinéa 1.\n\n## Exposé sommaire\n\nPour simplifier."
    assert (first.part, second.part, second.legal_state) == ("AM1", "AM2", "Rejeté")


def test_a_list_of_amendments_without_words_is_refused() -> None:
    path = "fr-parlement-zam/data/repondeur/tests/fetch/sample_data/an/1408-CION-SOC/liste.xml"
    with pytest.raises(DocumentError, match="metadata-only"):
        _read(shared(path).read_bytes())


def test_wikitext_becomes_words() -> None:
    markup = """<mediawiki xmlns="http://www.mediawiki.org/xml/export-0.10/" xml:lang="sv">
    <siteinfo><sitename>X</sitename></siteinfo><page><title>Köp</title><ns>0</ns><revision>
    <timestamp>2013-02-18T19:47:09Z</timestamp><text>{{Mall|{{inre}}}}'''Köplagen''' gäller
    [[lös sak|lösa saker]], se [http://x.se lagen].&lt;ref&gt;not&lt;/ref&gt;
== 1 § ==
# ett
# två
* punkt
[[Kategori:Lag]] &lt;!-- dold --&gt;
{| class="x"
| cell
|}</text></revision></page>
    <page><title>Diskussion:Köp</title><ns>1</ns><revision><text>Hej</text></revision></page>
    <page><title>Sak</title><ns>0</ns><revision><text>#OMDIRIGERING [[Köp]]</text></revision></page></mediawiki>"""
    (text,) = _read(markup.encode())
    assert text.text == "# Köp\n\nKöplagen gäller\nlösa saker, se lagen.\n\n## 1 §\n\n1. ett\n2. två\n- punkt"
    assert (text.title, text.language, text.created, text.part) == ("Köp", "sv", "2013-02-18", "Köp")
