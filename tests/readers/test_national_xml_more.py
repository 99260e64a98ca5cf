"""British, French administrative, German and Dutch XML, by small inputs written by hand."""

import pytest
from national_files import given, read_all

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier
from moisson.readers.courts import rechtspraak
from moisson.readers.read_options import How


def test_british_provisions_keep_their_numbers_as_the_publisher_prints_them() -> None:
    (text,) = read_all(given("clml-act"))
    assert text.text == (
        "# Terrorist Offenders Act 2020\n\n2020 c. 3\n\nAn Act to make provision.\n\n26th February 2020\n\nBe it enacted:—\n\n"
        "## Part 1 – England\n\n### Restricted eligibility\n\n1 (1) The Act is amended as follows.\n\n"
        "(2) After section 247 insert—\n\nNew rule\n\n247A This applies.\n\n(a) one, or"
    )
    assert (text.language, text.created, text.valid_from) == ("en", "2020-02-26", "2021-02-01")


def test_a_british_act_says_its_number_its_state_and_until_when_it_held() -> None:
    meta = (
        '<ukm:PrimaryMetadata><ukm:DocumentClassification><ukm:DocumentStatus Value="revised"/></ukm:DocumentClassification>'
        '<ukm:Year Value="2020"/><ukm:Number Value="2"/></ukm:PrimaryMetadata><ukm:Effects><ukm:Year Value="1999"/></ukm:Effects>'
    )
    (text,) = read_all(
        '<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation" xmlns:ukm="urn:ukm" '
        'RestrictStartDate="2012-09-14" RestrictEndDate="2014-12-02">'
        f"<ukm:Metadata>{meta}</ukm:Metadata><Primary><Body><P><Text>It is repealed.</Text></P></Body></Primary>"
        "</Legislation>".encode()
    )
    assert text.text == "It is repealed."
    assert (text.legal_state, text.valid_from, text.valid_to) == ("revised", "2012-09-14", "2014-12-02")
    assert text.identifiers == (Identifier("number", "2020/2"),)


def _british(words: str) -> str:
    markup = (
        f'<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"><Secondary>{words}</Secondary></Legislation>'
    )
    (text,) = read_all(markup.encode())
    return text.text


def test_british_lists_have_the_numbers_that_their_type_says_and_definitions_none() -> None:
    items = "<ListItem><Text>one,</Text></ListItem><ListItem NumberOverride='aa'><Text>two.</Text></ListItem>"
    assert _british(f"<Body><OrderedList Type='roman' Decoration='parens'>{items}</OrderedList></Body>") == "(i) one,\n(aa) two."
    assert _british(f"<Body><UnorderedList Decoration='none'>{items}</UnorderedList></Body>") == "one,\n\ntwo."
    items = items.replace(" NumberOverride='aa'", "")
    assert _british(f"<Body><UnorderedList Decoration='bullet'>{items}</UnorderedList></Body>") == "- one,\n- two."


def test_british_amendments_are_quoted_and_the_sentence_goes_on_after_them() -> None:
    assert (
        _british(
            """<Body><P1><Pnumber>1</Pnumber><P1para><Text>Insert—</Text><BlockAmendment Format="double"><P2>
        <Pnumber>3</Pnumber><P2para>
        <Text>New</Text></P2para></P2></BlockAmendment><AppendText>; and</AppendText></P1para></P1></Body>"""
        )
        == "1 Insert—\n\n“(3) New”; and"
    )


def test_numbers_that_bear_their_signs_get_no_others() -> None:
    """As in regulations of the Union that Britain has kept."""
    point = "<P3><Pnumber>(a)</Pnumber><P3para><Text>in time.</Text></P3para></P3>"
    assert (
        _british(f"<Body><P2><Pnumber>2.</Pnumber><P2para><Text>Rules:</Text>{point}</P2para></P2></Body>")
        == "2. Rules:\n\n(a) in time."
    )


def test_british_notes_are_called_where_they_belong_and_dates_stand_on_one_line() -> None:
    assert _british(
        """<SecondaryPrelims><SubjectInformation><Subject><Title>Taxes</Title></Subject></SubjectInformation>
        <Title>The Order</Title>
        <MadeDate><Text>Made</Text><DateText>1st May</DateText></MadeDate></SecondaryPrelims><Body><P1>
        <Pnumber>1</Pnumber><P1para><Text>
        See the Act<FootnoteRef Ref="f1"/>.</Text><Tabular><table><tr><td>A<FootnoteRef Ref="f2"/></td><td>B</td>
        </tr><tr><td><Footnote
        id="f2"><Number>a</Number><FootnoteText><Para><Text>Once.</Text></Para></FootnoteText></Footnote></td></tr>
        </table></Tabular>
        </P1para></P1></Body><Footnotes><Footnote id="f1"><FootnoteText><Para><Text>c. 1.</Text></Para></FootnoteText></Footnote>
        </Footnotes>"""
    ) == ("Taxes\n\n# The Order\n\nMade 1st May\n\n1 See the Act (2).\n\n| A (a) | B |\n| --- | --- |\n\n(a) Once.\n\n(2) c. 1.")


def test_formulas_are_written_on_one_line() -> None:
    assert (
        _british(
            """<Body><Formula><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>T</mi><mo>=</mo><mfrac><mrow>
        <mi>A</mi><mo>+</mo><mi>B</mi>
        </mrow><mn>2</mn></mfrac><mo>×</mo><msup><mi>r</mi><mn>2</mn></msup></math></Formula></Body>"""
        )
        == "T = (A + B)/2 × r^2"
    )


@pytest.mark.parametrize("escaped", [False, True])
def test_french_administrative_decisions_are_their_whole_text(escaped: bool) -> None:
    data = given("justice-administrative").decode()
    if escaped:
        data = data.replace("<p>", "&lt;p&gt;").replace("</p>", "&lt;/p&gt;").replace("<br/>", "&lt;br/&gt;")
    (text,) = read_all(data.encode())
    assert text.text == (
        "Vu la procédure suivante :\n\nM. A... demande l'annulation.\n\nORDONNE :\nArticle 1er : La requête est rejetée."
    )
    assert text.title == "Tribunal Administratif de Paris, 2022-01-03, 2200001"


def test_french_administrative_decisions_may_name_their_schema() -> None:
    data = given("justice-administrative").replace(
        b"<Document>", b'<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    )
    assert [text.format for text in read_all(data)] == ["justice-administrative"]


def _bavarian(metadata: str, words: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n<!DOCTYPE byrecht-rspr SYSTEM "byrecht.rspr.dtd">\n'
        f'<byrecht-rspr doknr="Y-1"><metadaten>{metadata}</metadaten><textdaten>{words}</textdaten></byrecht-rspr>'
    ).encode("iso-8859-1")


def test_zones_of_bavarian_decisions_and_their_marginal_numbers() -> None:
    court = "<gericht><gerid>VGMUENCHEN</gerid><gertyp>VG</gertyp><gerort>München</gerort></gericht>"
    facts = "<aktenzeichen>M 3 K 21.7</aktenzeichen><doktyp>Urt</doktyp><entsch-datum>2021-05-12</entsch-datum>"
    (text,) = read_all(
        _bavarian(
            f"{facts}{court}<spruchkoerper>3. Kammer</spruchkoerper><schlagwort>Halteverbot</schlagwort>",
            "<leitsatz><body><p>Wer hält, der steht.</p></body></leitsatz>"
            "<leitsatz><body><p>Wer steht, der hält.</p></body></leitsatz>"
            "<tenor><body><div><p>Die Klage wird abgewiesen.</p></div></body></tenor>"
            '<entschgruende><body><div><p>I.</p><p><rd nr="1"/>'
            "Der Kläger hielt; <verweis.norm>§ 12 <v.abk>StVO</v.abk></verweis.norm> verbot es.</p></div></body></entschgruende>",
        )
    )
    assert text.text == (
        "# Leitsatz\n\nWer hält, der steht.\n\nWer steht, der hält.\n\n# Tenor\n\nDie Klage wird abgewiesen.\n\n"
        "# Entscheidungsgründe\n\nI.\n\n1 Der Kläger hielt; § 12 StVO verbot es."
    )
    assert (text.title, text.created) == ("VG München, 3. Kammer, Urteil, 2021-05-12, M 3 K 21.7", "2021-05-12")
    assert text.identifiers == (Identifier("number", "M 3 K 21.7"), Identifier("byrecht", "Y-1"))


def test_german_articles_that_are_gone_and_tables_of_contents_that_are_left_out() -> None:
    (text,) = read_all(
        b"""<dokumente><norm><metadaten><jurabk>X</jurabk><langue>Gesetz</langue></metadaten></norm><norm><metadaten>
        <enbez>Inhalts\xc3\xbcbersicht
        </enbez></metadaten><textdaten><text><TOC><P>1</P></TOC></text></textdaten></norm><norm><metadaten>
        <enbez>(XXXX) \xc2\xa7 2</enbez>
        <titel>(weggefallen)</titel></metadaten></norm></dokumente>"""
    )
    assert text.text == "# Gesetz\n\n## § 2 (weggefallen)"


def test_a_dutch_parliamentary_paper_is_its_heads_and_words() -> None:
    (text,) = read_all(given("bwb-kamerstuk"))
    assert text.text == (
        "Vergaderjaar 2017-2018\n\n34 851\n\n# Regels (Uitvoeringswet AVG)\n\n## Nr. 4 – ADVIES\n\n"
        "Hieronder staat het advies.\n\n### 1. Inleiding\n\nDe certificaten zijn nodig. (1)\n\n"
        "(1) Zie de memorie.\n\n- Eerste punt.\n2. Tweede punt."
    )
    assert (text.title, text.created) == ("Regels; Advies", "2017-12-13")
    assert text.identifiers == (Identifier("publication", "kst-34851-4"),)


def test_a_page_of_service_public_is_what_it_says_without_menus() -> None:
    (text,) = read_all(given("service-public"))
    assert text.text == (
        "# Supplément familial\n\nVous êtes agent ?\n\n## 2 parents agents\n\n### Quel parent ?\n\nUn seul, au choix :\n\n"
        "- la mère,\n- le père.\n\nÀ noter\n\nLe choix vaut un an.\n\n| Enfants | Montant |\n| --- | --- |\n| 1 | 2,29 € |"
    )
    assert (text.title, text.created, text.identifiers) == ("Supplément familial", "2026-05-22", (Identifier("fiche", "F32513"),))


def test_a_spanish_block_alone_is_named_and_dated_by_itself() -> None:
    versions = (
        '<version id_norma="BOE-A-2015-10565" fecha_publicacion="20151002" fecha_vigencia="20161002"><p class="articulo">'
        'Artículo 30. Plazos.</p><p class="parrafo">Antes.</p></version><version id_norma="BOE-A-2018-1" '
        'fecha_publicacion="20180101" fecha_vigencia="20180201"><p class="articulo">Artículo 30. Plazos.</p>'
        '<p class="parrafo">Ahora.</p></version>'
    )
    block = f'<bloque id="a30" tipo="precepto" titulo="Artículo\xa030">{versions}</bloque>'
    (text,) = read_all(f"<response><status><code>200</code></status><data>{block}</data></response>".encode())
    assert (text.title, text.created, text.valid_from) == ("Artículo 30", "2018-01-01", "2018-02-01")
    assert text.text == "# Artículo 30. Plazos.\n\nAhora."
    (several,) = read_all(f"<response><data>{block}{block}</data></response>".encode())
    assert (several.title, several.created) == (None, None)


@pytest.mark.parametrize("words", ["{}", "<![CDATA[{}]]>"])
def test_estonian_markup_that_stands_as_characters_is_markup(words: str) -> None:
    def plain(markup: str) -> str:
        return words.format(markup if "CDATA" in words else markup.replace("<", "&lt;").replace(">", "&gt;"))

    (text,) = read_all(
        f"""<oigusakt xmlns="Juurakt"><aktinimi><nimi><pealkiri>Seadus</pealkiri></nimi></aktinimi><sisu><paragrahv>
        <paragrahvNr>22</paragrahvNr><kuvatavNr>{plain("§ 22<sup>1</sup>.")}</kuvatavNr>
        <paragrahvPealkiri>{plain("Õigus & kohus")}</paragrahvPealkiri><sisuTekst>
        <tavatekst>{plain("Sõnastus:<reavahetus/>a < b.")}</tavatekst></sisuTekst></paragrahv></sisu></oigusakt>""".replace(
            " & ", " & " if "CDATA" in words else " &amp; "
        ).encode()
    )
    assert text.text == "# Seadus\n\n## § 22^1. Õigus & kohus\n\nSõnastus:\na < b."


def test_retained_acts_of_the_union_have_a_title_of_several_lines_and_recitals_that_are_no_headings() -> None:
    recital = "<Division><Number>(1)</Number><P><Text>The right is fundamental.</Text></P></Division>"
    (text,) = read_all(
        f"""<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"><EURetained><EUPrelims><MultilineTitle>
        <Text>Regulation (EU) 2016/679</Text><Text>of 27 April 2016</Text></MultilineTitle><EUPreamble>{recital}</EUPreamble>
        </EUPrelims><EUBody><EUChapter><Number>CHAPTER I</Number><Title>Scope</Title><Division><Number>1.</Number>
        <Title>First</Title><P><Text>Words.</Text></P></Division></EUChapter></EUBody></EURetained></Legislation>""".encode()
    )
    assert text.text == (
        "# Regulation (EU) 2016/679 of 27 April 2016\n\n(1) The right is fundamental.\n\n## CHAPTER I – Scope\n\n"
        "### 1. First\n\nWords."
    )


def test_a_second_heading_of_danish_paragraphs_stands_alone_and_they_are_below_it() -> None:
    heading = "<Rubrica><Linea><Char>{}</Char></Linea></Rubrica>".format
    words = "<Paragraf><Explicatus>§ 5.</Explicatus><Stk><Exitus><Linea><Char>Ord.</Char></Linea></Exitus></Stk></Paragraf>"
    group = f"<ParagrafGruppe>{heading('Ferie')}{heading('Betalt af andre')}{words}</ParagrafGruppe>"
    title = "<Titel><Linea><Char>Lov</Char></Linea></Titel>"
    act = f"<Dokument><Meta><DocumentTitle>Lov</DocumentTitle></Meta>{title}{group}{group}</Dokument>"
    (text,) = read_all(act.encode())
    assert text.text == "# Lov" + "\n\n## Ferie\n\n### Betalt af andre\n\n#### § 5.\n\nOrd." * 2


def test_german_divisions_that_each_article_states_stand_once_and_dashes_are_none() -> None:
    """As in laws whose divisions have articles of their own; numbers of sentences stand apart from the words."""
    place = "<gliederungskennzahl>{}</gliederungskennzahl><gliederungsbez>{}</gliederungsbez>"
    unit = f"<gliederungseinheit>{place}</gliederungseinheit>"
    norm = "<norm><metadaten>{}</metadaten><textdaten><text><Content>{}</Content></text></textdaten></norm>".format
    opening = norm(f"{unit.format('000', '-')}<enbez>Eingangsformel</enbez>", "<P>Der Bundestag beschließt:</P>")
    division = norm(unit.format("020", "Art 2"), "<P>Es gilt:</P>")
    numbered = '<P><SUP class="Rec">1</SUP>Eins. <SUP class="Rec">2</SUP>Zwei auf 5 m<SUP>2</SUP>.</P>'
    article = norm(f"{unit.format('020', 'Art 2')}<enbez>§ 1</enbez><titel>(zu Art 1)Zweck</titel>", numbered)
    (text,) = read_all(
        f"<dokumente doknr='X'><norm><metadaten/></norm>{opening}{division}{article}{article}</dokumente>".encode()
    )
    assert text.text == (
        "## Eingangsformel\n\nDer Bundestag beschließt:\n\n## Art 2\n\nEs gilt:"
        + "\n\n### § 1 (zu Art 1) Zweck\n\n1 Eins. 2 Zwei auf 5 m2." * 2
    )


def test_notes_of_dutch_decisions_that_stand_at_the_end_are_placed_where_they_are_called() -> None:
    called = '<para>Op grond van de verordening<footnote-ref linkend="_a" /> is dat zo.</para><para>Slot.</para>'
    note = '<footnote id="_{}" label="{}"><para>{}</para></footnote>'.format
    notes = note("a", 1, "Nr. 1307/2013.") + note("b", 2, "Los.")
    (text,) = read_all(f"<open-rechtspraak><uitspraak><section>{called}</section>{notes}</uitspraak></open-rechtspraak>".encode())
    assert text.text == ("# Uitspraak\n\nOp grond van de verordening (1) is dat zo.\n\n(1) Nr. 1307/2013.\n\nSlot.\n\n(2) Los.")


def test_a_dutch_decision_whose_notes_never_end_is_refused() -> None:
    with pytest.raises(DocumentError, match="xml-too-deep"):
        list(rechtspraak.read(b'<open-rechtspraak><moved>x</moved><footnote id="a"><footnote-ref linkend="a"/>' * 20_000, How()))


def test_a_label_that_is_the_number_again_stands_once() -> None:
    article = "<artikel><kop><label>1.1</label><nr>1.1</nr><titel>Doel</titel></kop><al>Tekst.</al></artikel>"
    act = f"<wetgeving><wet-besluit><wettekst>{article}</wettekst></wet-besluit></wetgeving>"
    (text,) = read_all(f'<toestand bwb-id="B1">{act}</toestand>'.encode())
    assert text.text == "# 1.1 – Doel\n\nTekst."


def test_an_austrian_act_in_the_gazette_stands_under_its_title_and_quoted_headings_are_none() -> None:
    title = '<ueberschrift typ="titel">Bundesgesetz, mit dem das Gesetz geändert wird</ueberschrift>'
    article = '<ueberschrift typ="g1">Artikel 1</ueberschrift><ueberschrift typ="g2">Änderung des X-Gesetzes</ueberschrift>'
    quoted = (
        '<absatz>1. Anlage 1 lautet:</absatz><ueberschrift typ="anlage">„Anlage 1 zu § 6</ueberschrift><absatz>Text.“</absatz>'
    )
    (text,) = read_all(f"<risdok><nutzdaten><abschnitt>{title}{article}{quoted}</abschnitt></nutzdaten></risdok>".encode())
    assert text.title == "Bundesgesetz, mit dem das Gesetz geändert wird"
    assert text.text == (
        f"# {text.title}\n\n## Artikel 1\n\n### Änderung des X-Gesetzes\n\n1. Anlage 1 lautet:\n\n„Anlage 1 zu § 6\n\nText.“"
    )
    (text,) = read_all(
        f"<risdok><nutzdaten><abschnitt>{title}<absatz>Es gilt.</absatz></abschnitt></nutzdaten></risdok>".encode()
    )
    assert text.text == "# Bundesgesetz, mit dem das Gesetz geändert wird\n\nEs gilt."
