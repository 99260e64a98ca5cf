"""XML of unknown vocabularies: prose under known names is read, records and lists are refused; and a few small families."""

from html import escape

import pytest
from shared_data import shared
from told import left_out

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import File, Raw, Text
from moisson.readers.files import FileReader
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

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


def test_sentences_that_are_elements_make_one_paragraph() -> None:
    sentence = "Forseti Íslands skal vera þjóðkjörinn og skal kjörtímabil hans vera fjögur ár samkvæmt lögum þessum."
    article = f"<art><nr-title>1. gr.</nr-title><paragraph><sen>{sentence}</sen><sen>{sentence}</sen></paragraph></art>"
    (text,) = _read(f"<law><name>Lög</name>{article * 3}</law>".encode())
    assert text.text == "# Lög" + f"\n\n## 1. gr.\n\n{sentence} {sentence}" * 3


def test_one_name_may_be_a_heading_in_one_place_and_a_division_in_another_and_signs_number_points() -> None:
    words = "La loi détermine les conditions dans lesquelles les collectivités publiques exercent leurs compétences."
    points = "".join(f"<point><lettre>{sign})</lettre><texte>{words}</texte></point>" for sign in "ab")
    article = f"<article><numero>1</numero><texte>{words}</texte><liste>{points}</liste></article>"
    division = f"<titre><numero>Titre Ier</numero><intitule>Objet</intitule>{article}{article}</titre>"
    (text,) = _read(f"<loi><entete><titre>Loi sur l'eau</titre></entete><corps>{division}</corps></loi>".encode())
    said = f"\n\n### 1\n\n{words}\n\na) {words}\n\nb) {words}"
    assert (text.title, text.text) == ("Loi sur l'eau", f"# Loi sur l'eau\n\n## Titre Ier – Objet{said}{said}")


def test_debates_of_unknown_vocabularies_keep_their_speakers_and_headings() -> None:
    words = "I would like to pay tribute to the Doorkeeper, who retires today after an incredible thirty-six years of service."
    stated = f"<speech speakername='Lindsay Hoyle' colnum='1'><p>{words}</p><p>{words}</p></speech>"
    stated += f"<speech nospeaker='true'><p>{words}</p><p>{words}</p></speech>"
    headings = "<major-heading> Statement </major-heading><minor-heading>Staff</minor-heading>"
    (text,) = _read(f"<publicwhip>{headings}{stated}</publicwhip>".encode())
    assert text.text == f"# Statement\n\n## Staff\n\nLindsay Hoyle: {words}" + f"\n\n{words}" * 3
    named = f"<Turn><Speaker>The Officer (Ken Macintosh)</Speaker><Paragraph>{words}</Paragraph></Turn>"
    report = f"<Report><Title>Meeting</Title><Item><ItemTitle>Reflection</ItemTitle>{named * 4}</Item></Report>"
    (text,) = _read(report.encode())
    assert text.text == "# Meeting\n\n## Reflection" + f"\n\nThe Officer (Ken Macintosh): {words}" * 4


def test_a_speakers_name_is_told_without_the_data_beside_it() -> None:
    words = "I would like to pay tribute to the Doorkeeper, who retires today after an incredible thirty-six years of service."

    def told(speaker: str) -> str:
        (text,) = _read(
            f"<debate><body>{f'<turn><speaker>{speaker}</speaker><speech>{words}</speech></turn>' * 4}</body></debate>".encode()
        )
        return text.text.partition(" I would")[0]

    assert told("<name>Such, María</name><birth_date>19900623</birth_date><gender>female</gender>") == "Such, María:"
    assert told("<name>Such, María</name> <post>Secretary</post>") == "Such, María Secretary:"


def test_an_article_in_xml_is_no_page_and_what_describes_it_is_left_out() -> None:
    words = "We describe an outbreak of measles in a secondary school, with a rapid response by the public health services."
    title = "<title-group><article-title>Measles</article-title></title-group>"
    meta = f"<journal-meta><issn>1025</issn></journal-meta>{title}<abstract><p>{words}</p></abstract>"
    cells = "<table><tr><td>12</td><td>five</td></tr></table>"
    table = f"<table-wrap><label>Table 1</label><caption><p>Cases</p></caption>{cells}</table-wrap>"
    section = f"<sec><title>Methods</title><sec><title>Setting</title><p>{words}</p>{table}</sec></sec>"
    name = "<name><surname>Muscat</surname> <given-names>M</given-names></name>"
    entry = f"<ref><label>1.</label><mixed-citation>{name}. <source>Lancet</source>.</mixed-citation></ref>"
    article = f"<front>{meta}</front><body>{section * 3}</body><back><ref-list>{entry}</ref-list></back>"
    (text,) = _read(f'<?xml version="1.0"?><article xml:lang="en">{article}</article>'.encode())
    part = f"\n\n## Methods\n\n### Setting\n\n{words}\n\nTable 1 Cases\n\n| 12 | five |\n| --- | --- |"
    assert (text.format, text.title) == ("xml", "Measles")
    assert text.text == f"# Measles\n\n{words}{part * 3}\n\n1. Muscat M. Lancet."


def test_compound_names_tell_what_they_number_and_head_and_metadata() -> None:
    """As in the Dutch standard for what municipalities publish."""
    words = "Bijlage I bevat begripsbepalingen voor de toepassing van dit omgevingsplan en de daarop berustende besluiten."
    paragraphs = "".join(f"<Lid><LidNummer>{n}</LidNummer><Inhoud><Al>{words}</Al></Inhoud></Lid>" for n in (1, 2))
    note = "<Noot><NootNummer>1</NootNummer><Al>Zie de toelichting.</Al></Noot>"
    items = f"<Lijst><Li><LiNummer>a.</LiNummer><Al>een gedeelte van een bouwwerk.{note}</Al></Li></Lijst>"
    head = "<Kop><Label>{}</Label><Nummer>{}</Nummer><Opschrift>{}</Opschrift></Kop>".format
    article = (
        f"<Artikel>{head('Artikel', '1.1', 'Begrippen')}{paragraphs}<Inhoud>{items}<Al>{words} {words}</Al></Inhoud></Artikel>"
    )
    chapter = f"<Hoofdstuk>{head('Hoofdstuk', '1', 'Algemeen')}{article}</Hoofdstuk>"
    meta = "<ExpressionIdentificatie>/akn/nl/bill/1</ExpressionIdentificatie><BesluitMetadata>x</BesluitMetadata>"
    plan = f"<Besluit>{meta}<RegelingOpschrift><Al>Omgevingsplan</Al></RegelingOpschrift>{chapter}</Besluit>"
    (text,) = _read(f"<AanleveringBesluit>{plan}</AanleveringBesluit>".encode())
    assert text.text == (
        f"# Omgevingsplan\n\n## Hoofdstuk 1 – Algemeen\n\n### Artikel 1.1 – Begrippen\n\n1 {words}\n\n2 {words}\n\n"
        f"a. een gedeelte van een bouwwerk. (1)\n\n(1) Zie de toelichting.\n\n{words} {words}"
    )


ANSWER = "Le Gouvernement a maintenu la dotation d'équipement des territoires ruraux à son niveau de 2017."


@pytest.mark.parametrize(
    "more", ["", " La réserve permettait de financer des projets de faible montant des petites communes rurales." * 6]
)
def test_a_question_to_a_minister_is_read_with_its_answer_and_its_values_are_lines(more: str) -> None:
    """As the Assemblée nationale publishes them, one to a file."""
    question = f"M. Hetzel interroge M. le ministre de l'intérieur sur la suppression de la réserve parlementaire.{more}"
    printed = "<infoJO><typeJO>JO_{}</typeJO><dateJO>2017-07-04</dateJO></infoJO>".format
    asked = f"<textesQuestion><texteQuestion>{printed('QUESTION')}<texte>{question}</texte></texteQuestion></textesQuestion>"
    answered = f"<textesReponse><texteReponse>{printed('REPONSE')}<texte>{ANSWER}</texte></texteReponse></textesReponse>"
    head = "<uid>QANR5L15QE1</uid><identifiant><numero>1</numero><regime>5ème République</regime></identifiant><type>QE</type>"
    group = "<auteur><groupe><abrege>LR</abrege><developpe>Les Républicains</developpe></groupe></auteur>"
    record = (
        f"<question>{head}<indexationAN><rubrique>communes</rubrique></indexationAN>{group}{asked}{answered}</question>".encode()
    )
    (text,) = _read(record)
    assert text.text.split("\n\n") == [
        "Regime: 5ème République",
        "Rubrique: communes",
        "Developpe: Les Républicains",
        f"Texte question: {question}",
        f"Texte reponse: {ANSWER}",
    ]
    assert left_out(READER.read, record, "xml").keys() == {"metadata"}
    (several,) = _read(b"<questions>" + record * 20 + b"</questions>")
    assert several.text == "\n\n".join([text.text] * 20)


def test_an_answer_under_names_that_say_nothing_is_read_in_order() -> None:
    minister = "<besvart_av><etternavn>Mæland</etternavn><fornavn>Monica</fornavn><id>MMA</id></besvart_av>"
    asked = "Hva vil statsråden gjøre for å korte ned saksbehandlingstiden?"
    said = "Jeg har bedt fylkesmennene om å gi disse sakene prioritet i 2020. Målet er at ingen skal vente lenger enn tolv uker."
    values = f"{minister}<sporsmal>{asked}</sporsmal><svar>{said}</svar><tittel>Om saksbehandlingstiden</tittel>"
    (text,) = _read(f"<enkeltsporsmal>{values}</enkeltsporsmal>".encode())
    assert text.title == "Om saksbehandlingstiden"
    assert text.text == (
        f"Etternavn: Mæland\nFornavn: Monica\n\nSporsmal: {asked}\n\nSvar: {said}\n\nTittel: Om saksbehandlingstiden"
    )


def test_an_answer_that_is_html_and_one_of_several_paragraphs_and_one_of_a_named_speaker_are_whole() -> None:
    html = escape("<p>The Department does not hold this data.</p><p>NHS England publishes it each month for all trusts.</p>")
    asked = "To ask the Secretary of State, how many patients received each drug in each of the last five years."
    (text,) = _read(f"<r><answer><answerText>{html}</answerText></answer><questionText>{asked}</questionText></r>".encode())
    assert text.text.split("\n\n") == [
        "Answer text: The Department does not hold this data.",
        "NHS England publishes it each month for all trusts.",
        f"Question text: {asked}",
    ]
    lines = ["¿Cuándo terminarán las obras?", "¿Qué presupuesto queda por ejecutar?"]
    replies = [
        "En relación con el asunto interesado, se señala que las obras concluirán en 2022.",
        "Quedan 12 millones de euros.",
    ]
    both = ("".join(f"<parrafo>{line}</parrafo>" for line in part) for part in (lines, replies))
    (text,) = _read("<iniciativa><pregunta>{}</pregunta><respuesta>{}</respuesta></iniciativa>".format(*both).encode())
    assert text.text.split("\n\n") == [f"Pregunta: {lines[0]}", lines[1], f"Respuesta: {replies[0]}", replies[1]]
    said = (
        f'<ques speakername="Jim Shannon"><p>{asked}</p></ques><reply speakername="Jane Ellison"><p>It is not held.</p></reply>'
    )
    (text,) = _read(f"<publicwhip><minor-heading>Dementia</minor-heading>{said}</publicwhip>".encode())
    assert text.text.endswith(f"Jim Shannon: {asked}\n\nJane Ellison: It is not held.")


@pytest.mark.parametrize(
    "markup",
    [
        f"<conf>{f'<property><name>a</name><value>{SENTENCE}</value></property>' * 2}</conf>",
        f"<strings><string>{SENTENCE}</string><string>{SENTENCE}</string></strings>",
        f"<project><name>core</name><description>{SENTENCE} {SENTENCE}</description></project>",
        "<codes>" + "<code><value>a1</value><label>Umwelt</label></code>" * 400 + "</codes>",
        "<catalog>" + f"<record><id>1</id><description>{SENTENCE}</description></record>" * 50 + "</catalog>",
        "<svg><text>Karte</text></svg>",
        "<kurz><p>Karte der Gewässer im Kreis.</p></kurz>",
        "<x>" + f"<foo>{SENTENCE}</foo>" * 50 + "</x>",
    ],
)
def test_lists_catalogues_and_names_that_say_nothing_are_refused_by_their_root(markup: str) -> None:
    root = markup[1:].split(">")[0]
    with pytest.raises(DocumentError, match=f"xml-unknown: <{root}>"):
        _read(markup.encode())


@pytest.mark.shared
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


@pytest.mark.shared
def test_a_list_of_amendments_without_words_is_refused() -> None:
    path = "fr-parlement-zam/data/repondeur/tests/fetch/sample_data/an/1408-CION-SOC/liste.xml"
    with pytest.raises(DocumentError, match="metadata-only"):
        _read(shared(path).read_bytes())


def test_html_written_as_characters_is_read_as_html() -> None:
    first = (
        "Señora presidenta, señorías, comparezco hoy ante esta Cámara para informar de las medidas que el Gobierno ha adoptado."
    )
    second = (
        "En segundo lugar, quiero referirme a los acuerdos que hemos alcanzado con las comunidades durante los últimos meses."
    )
    third = "Yo no comparto, ni hoy ni mañana, ni en esta Cámara ni en otra, las medidas que ha anunciado usted aquí hoy."
    spoken = f"<orador>Sánchez Pérez</orador><texto><![CDATA[<p>{first}</p><p>{second}<br/>Buenos d&iacute;as.</p>]]></texto>"
    answer = f"<orador>Gómez Ruiz</orador><texto>&lt;p&gt;{third}&lt;/p&gt;</texto>"
    markup = f"<sesion><intervencion>{spoken}</intervencion><intervencion>{answer}</intervencion></sesion>"
    (text,) = _read(markup.encode())
    assert text.text == f"Sánchez Pérez: {first}\n\n{second}\nBuenos días.\n\nGómez Ruiz: {third}"


def test_paragraphs_of_a_name_that_means_part_of_a_sentence_elsewhere() -> None:
    first = "Etter ønske fra finanskomiteen vil presidenten ordne debatten slik: 5 minutter til hver gruppe og 5 til statsråden."
    second = "Dette er en viktig sak for mange familier i landet vårt, og jeg vil takke komiteen for samarbeidet."
    third = "Skattesystemet skal være rettferdig, og det skal bidra til å finansiere fellesskapet vårt også i framtiden."
    fourth = "Vi skal derfor senke skattene for dem som har minst, og vi skal bygge ut tjenestene i hele landet."
    member = f"<A><Navn>Hadia Tajik (A)</Navn>: {second}</A><A>{third}</A><A>{fourth}</A>"
    speeches = f"<Innlegg><A>{first}</A></Innlegg><Innlegg>{member}</Innlegg>"
    (text,) = _read(f"<Forhandlinger><Sak>{speeches}</Sak></Forhandlinger>".encode())
    assert text.text.split("\n\n") == [first, f"Hadia Tajik (A): {second}", third, fourth]


def test_notes_in_the_margin_stand_below_the_heading_that_they_are_printed_beside() -> None:
    """As in the laws of the United States; where a division has no other heading, the margin holds it."""
    words = "Whoever keeps bees shall tell the municipality where the hives stand, and how many of them there are."
    beside = "<sidenote><p>8 USC 1101 note.</p></sidenote>"
    section = f"<section><num>Sec. 1. </num>{beside}<heading>Hives.</heading><content>{words}</content></section>"
    (text,) = _read(f"<law>{section * 6}</law>".encode())
    assert text.text == "\n\n".join([f"# Sec. 1. Hives.\n\n8 USC 1101 note.\n\n{words}"] * 6)
    section = f"<section><num>Sec. 1. </num><sidenote>Hives.</sidenote><content>{words}</content></section>"
    (text,) = _read(f"<law>{section * 6}</law>".encode())
    assert text.text == "\n\n".join([f"# Sec. 1. Hives.\n\n{words}"] * 6)


def test_printed_pages_and_their_heads_are_left_out_of_unknown_vocabularies() -> None:
    words = "Whoever keeps bees shall tell the municipality <page>139 STAT. 4</page>where the hives stand."
    head = "<centerRunningHead>PUBLIC LAW 119–1</centerRunningHead><page>139 STAT. 3</page>"
    (text,) = _read(f"<law>{head}{f'<content>{words}</content>' * 6}</law>".encode())
    assert text.text == "\n\n".join(["Whoever keeps bees shall tell the municipality where the hives stand."] * 6)
    (text,) = _read(f"<law>{f'<page><content>{words}</content></page>' * 6}</law>".encode())
    assert text.text.count("the hives stand") == 6


def test_divisions_that_are_quoted_within_a_sentence_are_paragraphs() -> None:
    quoted = "<quotedContent><subsection><num>“(ii) </num><content>is charged with theft.”</content></subsection></quotedContent>"
    words = "Whoever keeps bees shall tell the municipality where they stand, and add the following:"
    (text,) = _read(f"<law>{f'<content>{words}{quoted};</content>' * 6}</law>".encode())
    assert text.text == "\n\n".join([f"{words}\n\n“(ii) is charged with theft.”;"] * 6)


def test_notes_that_bear_a_number_are_called_by_it_and_those_called_nowhere_are_parts_of_their_own() -> None:
    """As in the laws of the United States: the reference before a note is its call, and editors' notes have headings."""
    words = "Whoever keeps bees shall tell the municipality where the hives stand, and how many of them there are"
    call = '<ref class="footnoteRef">3</ref><note type="footnote"><num>3</num> So in original.</note>'
    section = f"<section><num>§ 1.</num><content>{words}{call}.</content>"
    notes = f"<notes><note><heading>Amendments</heading><p>{words}.</p></note></notes>"
    (text,) = _read(f"<law>{f'{section}{notes}</section>' * 6}</law>".encode())
    assert text.text == "\n\n".join([f"# § 1.\n\n{words} (3).\n\n(3) So in original.\n\n## Amendments\n\n{words}."] * 6)


def test_the_number_of_an_act_stands_behind_its_kind() -> None:
    words = "Whoever keeps bees shall tell the municipality where the hives stand, and how many of them there are."
    head = "<preface><kindOfAct>Public Law</kindOfAct><docNumber>115–9</docNumber></preface>"
    (text,) = _read(f"<law>{head}<main>{f'<content>{words}</content>' * 6}</main></law>".encode())
    assert text.text == "Public Law 115–9" + f"\n\n{words}" * 6


def test_the_names_that_a_document_gives_itself_are_told() -> None:
    words = "Whoever keeps bees shall tell the municipality where the hives stand, and how many of them there are."
    meta = '<Identificacao URN="urn:lex:br:federal:lei:2018-08-14;13709"/><dc:identifier>http://example.org/eli/x/2018/1</dc:identifier>'
    (text,) = _read(f'<law xmlns:dc="http://purl.org/dc/elements/1.1/"><meta>{meta}</meta>{f"<p>{words}</p>" * 6}</law>'.encode())
    assert [(name.scheme, name.value) for name in text.identifiers] == [
        ("urn", "urn:lex:br:federal:lei:2018-08-14;13709"),
        ("eli", "http://example.org/eli/x/2018/1"),
    ]


def test_a_long_title_that_holds_a_number_and_words_is_a_part() -> None:
    words = f"<section><num>1.</num><heading>Scope</heading><content>{SENTENCE}</content></section>"
    long = f"<longTitle><num>Long title</num><content>{SENTENCE}</content></longTitle>"
    (text,) = _read(f"<lawDoc><docTitle>Water</docTitle>{long}{words * 4}</lawDoc>".encode())
    assert text.text.startswith(f"# Water\n\n## Long title\n\n{SENTENCE}\n\n## 1. Scope\n\n{SENTENCE}")


def test_an_answer_of_few_long_words_is_read() -> None:
    answer = (
        "<vastaus><tunnus>KK 12/2023</tunnus><ministeri>Ympäristöministeri Kai M.</ministeri>"
        "<kysymys>Milloin hallitus aikoo korjata Saimaan kanavan sulut?</kysymys><sisus>Sulut korjataan vuoden loppuun mennessä."
        "&lt;br /&gt;Työt rahoitetaan valtion talousarviosta, ja kunnat osallistuvat kustannuksiin.</sisus></vastaus>"
    )
    [text] = FileReader(DEFAULT).read(answer.encode())
    assert "Saimaan kanavan sulut?" in text.text
    assert "mennessä.\nTyöt rahoitetaan" in text.text
