"""Formex 4: acts, annexes, consolidated texts and judgments of the Official Journal."""

import re
from pathlib import Path

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.law.formex import read
from moisson.readers.law.formex_signs import as_printed
from moisson.readers.read_options import DEFAULT
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "formex"
TULIT = "eu-akn-tulit/data/tests/data/sources/eu/eurlex/formex/"
SCHEMA = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="http://formex.publications.europa.eu/schema/formex-05.59-20170418.xd"'
)


def made(body: str, root: str = "ACT") -> Text:
    """The document of a small file."""
    content = f"<{root} {SCHEMA}>{body}</{root}>".encode()
    assert sniff(content).name == "formex"
    (text,) = read(content, DEFAULT)
    return text


def terms(body: str) -> str:
    return made(f"<ENACTING.TERMS>{body}</ENACTING.TERMS>").text


@pytest.mark.shared
@pytest.mark.parametrize(
    ("path", "golden"),
    [
        (f"{TULIT}5cca93ee-e193-46bf-8416-c2f57cbc34c9.0004.05/DOC_2.xml", "regulation-2011-1319.md"),
        (f"{TULIT}5cca93ee-e193-46bf-8416-c2f57cbc34c9.0004.05/DOC_4.xml", "annex-2011-1319.md"),
        (f"{TULIT}c008bcb6-e7ec-11ee-9ea8-01aa75ed71a1.0006.02/DOC_1/L_202400903EN.002601.fmx.xml", "annex-2024-903.md"),
    ],
)
def test_real_documents_read_as_the_publisher_prints_them(path: str, golden: str) -> None:
    (text,) = read(shared(path).read_bytes(), DEFAULT)
    assert text.text == (GOLDEN / golden).read_text().rstrip("\n")


@pytest.mark.shared
def test_an_act_states_what_it_is() -> None:
    (text,) = read(shared(f"{TULIT}5cca93ee-e193-46bf-8416-c2f57cbc34c9.0004.05/DOC_2.xml").read_bytes(), DEFAULT)
    assert text.title == (
        "Commission Implementing Regulation (EU) No 1319/2011 of 15 December 2011 fixing representative prices in the "
        "poultrymeat and egg sectors and for egg albumin, and amending Regulation (EC) No 1484/95"
    )
    assert (text.language, text.created, text.format) == ("en", "2011-12-15", "formex")
    assert text.identifiers == (Identifier("number", "1319/2011"), Identifier("oj", "L 334/2011, p. 25"))


def consolidated(work: str, version: str, name: str) -> Text:
    folder = shared(f"eu-formex-lex/data/works/{work}/versions")
    (path,) = folder.glob(f"{version}*/en.fmx4/{name}")
    (text,) = read(path.read_bytes(), DEFAULT)
    return text


@pytest.mark.shared
def test_a_consolidated_act_states_its_version_and_its_celex_number() -> None:
    text = consolidated("32016r1801", "2022-12-25", "CL2016R1801EN0010010.0001.xml")
    assert (text.created, text.valid_from, text.valid_to, text.legal_state) == ("2016-10-11", "2022-12-25", None, None)
    assert Identifier("celex", "32016R1801") in text.identifiers
    assert Identifier("oj", "L 275/2016, p. 27") in text.identifiers
    assert Identifier("number", "2016/1801") in text.identifiers


@pytest.mark.shared
def test_what_a_consolidation_deletes_is_no_longer_there() -> None:
    """The publisher prints a line in its place: neither Article 1 nor Annex I of this version holds any word."""
    text = consolidated("32016r1801", "2022-12-25", "CL2016R1801EN0010010.0001.xml").text
    assert "Mapping tables under the standardised approach" not in text
    assert re.findall("^#+ .*", text, re.M)[1:] == [
        "## Article 2 – Mapping tables under the External Ratings Based Approach",
        "## Article 3 – Entry into Force",
        "## ANNEX II – Mapping tables for the purposes of Article 2",
    ]


@pytest.mark.shared
def test_a_repealed_act_keeps_its_words_and_says_so() -> None:
    text = consolidated("32012r1156", "2016-01-01", "CL2012R1156EN0020010.0001.xml")
    assert text.legal_state == "REPEALED"
    assert "## Article 1" in text.text


@pytest.mark.shared
@pytest.mark.parametrize("version", ["2011-12-12"])
def test_consolidated_words_are_those_of_the_page_beside(version: str) -> None:
    """Every word of the body is in the publisher's own page, and in the same order (but for capitals, which are style)."""
    from lxml import html

    folder = shared("eu-formex-lex/data/works/31999l0044/versions")
    (page,) = folder.glob(f"{version}*/en.html")
    printed = " ".join(map(str, html.fromstring(page.read_bytes()).itertext("*")))
    words = re.findall(r"\w+", re.sub(r"[►▼◄]\s*\w*", "", printed).casefold())  # without the signs of the modifications
    ours = consolidated("31999l0044", version, "CL1999L0044EN0010010.0001.xml").text
    body = re.findall(r"\w+", ours[ours.index("## Article 1 ") : ours.index("## Article 10")].casefold())
    start = next(i for i in range(len(words)) if words[i : i + 6] == body[:6])
    assert words[start : start + len(body)] == body


@pytest.mark.shared
def test_a_manifest_is_no_document_and_says_where_the_act_is() -> None:
    manifest = shared(f"{TULIT}c008bcb6-e7ec-11ee-9ea8-01aa75ed71a1.0006.02/DOC_1/L_202400903EN.doc.fmx.xml").read_bytes()
    with pytest.raises(DocumentError, match=r"L_202400903EN\.000101\.fmx\.xml, L_202400903EN\.002601\.fmx\.xml") as caught:
        list(read(manifest, DEFAULT))
    assert caught.value.reason == "formex-manifest"
    with pytest.raises(DocumentError, match="formex-manifest"):
        made("<OJ><BIB.OJ><COLL>L</COLL></BIB.OJ></OJ>", "PUBLICATION")


def test_divisions_articles_and_paragraphs() -> None:
    body = """<DIVISION><TITLE><TI><P>TITLE I</P></TI><STI><P>GENERAL</P></STI></TITLE>
        <ARTICLE IDENTIFIER="001"><TI.ART>Article 1</TI.ART><STI.ART><P>Scope</P></STI.ART>
        <PARAG IDENTIFIER="001.001"><NO.PARAG>1.</NO.PARAG><ALINEA>This applies.</ALINEA><ALINEA>Always.</ALINEA></PARAG>
        </ARTICLE>
        <ARTICLE IDENTIFIER="002"><TI.ART>Article 2</TI.ART><ALINEA>It ends.</ALINEA></ARTICLE></DIVISION>"""
    assert terms(body) == "# TITLE I – GENERAL\n\n## Article 1 – Scope\n\n1. This applies.\n\nAlways.\n\n## Article 2\n\nIt ends."


def test_points_and_lists_keep_their_numbers() -> None:
    body = """<P>These:<LIST TYPE="alpha"><ITEM><NP><NO.P>(a)</NO.P><TXT>one:</TXT><P><LIST TYPE="DASH"><ITEM><P>deep</P>
        </ITEM></LIST></P>
        </NP></ITEM><ITEM><NP><NO.P>(b)</NO.P><TXT>two</TXT></NP></ITEM></LIST></P><NP><NO.P>3.</NO.P><TXT>three</TXT></NP>"""
    assert terms(body) == "These:\n\n(a) one:\n  - deep\n(b) two\n\n3. three"


def test_the_preamble_keeps_visas_and_recitals() -> None:
    body = """<PREAMBLE><PREAMBLE.INIT>THE COMMISSION,</PREAMBLE.INIT><GR.VISA><VISA>Having regard to the Treaty,</VISA>
        </GR.VISA>
        <GR.CONSID><GR.CONSID.INIT>Whereas:</GR.CONSID.INIT><CONSID><NP><NO.P>(1)</NO.P><TXT>It rains.</TXT></NP></CONSID>
        </GR.CONSID>
        <PREAMBLE.FINAL>HAS DECIDED:</PREAMBLE.FINAL></PREAMBLE>"""
    assert made(body).text == "THE COMMISSION,\n\nHaving regard to the Treaty,\n\nWhereas:\n\n(1) It rains.\n\nHAS DECIDED:"


def test_notes_are_numbered_starred_and_placed() -> None:
    body = """<P>Water<NOTE NOTE.ID="E1" NUMBERING="ARAB"><P>OJ L 1.</P></NOTE>, air (<HT TYPE="SUP">
        <NOTE NOTE.ID="E2" NUMBERING="STAR">
        <P>Any.</P></NOTE></HT>).</P><P>Fire<NOTE NOTE.ID="E3"><P>Hot.</P></NOTE></P>"""
    text = terms(body)
    assert text.startswith("Water (1), air (")
    assert text.endswith("(1) OJ L 1.\n\n(*) Any.\n\nFire (2)\n\n(2) Hot.")


def test_tables_have_spans_block_titles_and_their_notes_below() -> None:
    body = """<TBL COLS="2" NO.SEQ="0001"><TITLE><TI><P>Table 1</P></TI><STI><P>Prices</P></STI></TITLE>
        <GR.NOTES><NOTE NOTE.ID="E9" NUMBERING="ARAB" TYPE="TABLE"><P>In euro.</P></NOTE></GR.NOTES>
        <CORPUS><ROW TYPE="HEADER"><CELL COL="1">Good</CELL><CELL COL="2">Price<NOTE NOTE.REF="E9" TYPE="TABLE"/></CELL></ROW>
        <BLK><TI.BLK COL.START="1" COL.END="2">Meat</TI.BLK><ROW><CELL COL="1"><FT TYPE="CN">02071210</FT></CELL>
        <CELL COL="2"><FT TYPE="NUMBER">20000</FT></CELL></ROW><ROW><CELL COL="1">Eggs</CELL><CELL COL="2"><IE/></CELL>
        </ROW></BLK>
        </CORPUS></TBL>"""
    assert terms(body) == (
        "Table 1\n\nPrices\n\n| Good | Price (1) |\n| --- | --- |\n| Meat |  |\n| 0207 12 10 | 20 000 |\n| Eggs |  |"
        "\n\n(1) In euro."
    )


def test_quotations_are_not_divisions_of_the_act() -> None:
    body = """<ARTICLE><TI.ART>Article 1</TI.ART><ALINEA><P>Article 5 is replaced:</P><QUOT.S LEVEL="1"><ARTICLE>
        <TI.ART><QUOT.START ID="Q1" REF.END="Q2" CODE="2018"/>Article 5</TI.ART><STI.ART>Time</STI.ART>
        <ALINEA>One year.<QUOT.END ID="Q2" REF.START="Q1" CODE="2019"/>.</ALINEA></ARTICLE></QUOT.S></ALINEA></ARTICLE>
        <ARTICLE><TI.ART>Article 2</TI.ART><ALINEA>Done.</ALINEA></ARTICLE>"""
    assert terms(body) == ("# Article 1\n\nArticle 5 is replaced:\n\n‘Article 5 – Time\n\nOne year.’.\n\n# Article 2\n\nDone.")


def test_words_inside_a_modification_are_left_out_across_paragraphs() -> None:
    body = """<ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>Keep <?CLG.MDFO ID="O1" IDREF="C1" ACTION="DELETED" LEVEL="TEXT"?>this
        <NOTE NOTE.ID="E1"><P>note</P></NOTE> <QUOT.START CODE="2018"/><?CLG.MDFO ID="O2" IDREF="C2" ACTION="REPLACED"?>and this
        <?CLG.MDFC ID="C2" IDREF="O2"?><?CLG.MDFC ID="C1" IDREF="O1"?>the rest.</ALINEA></ARTICLE>"""
    assert terms(body) == "# Article 1\n\nKeep the rest."


def test_a_judgment_of_the_court() -> None:
    text = made(
        """<BIB.JUDGMENT><NO.CELEX>62022CJ0203</NO.CELEX><NO.ECLI ECLI="ECLI:EU:C:2025:117">EU:C:2025:117</NO.ECLI>
        <DATE ISO="20250227">20250227</DATE></BIB.JUDGMENT><CURR.TITLE><PAGE.HEADER><P>JUDGMENT – CASE C-203/22</P>
        </PAGE.HEADER></CURR.TITLE>
        <TITLE><TI><P>JUDGMENT OF THE COURT</P><P><DATE ISO="20250227">27 February 2025</DATE></P></TI></TITLE>
        <INTERMEDIATE><INDEX IDX.OPEN="‛" SEPARATOR=" — " IDX.CLOSE="’"><KEYWORD>Data protection</KEYWORD>
        <KEYWORD>Access</KEYWORD></INDEX></INTERMEDIATE>
        <CONTENTS.JUDGMENT><GR.SEQ LEVEL="1"><TITLE><TI><P>The questions referred</P></TI></TITLE>
        <NP.ECR IDENTIFIER="NP0001"><NO.P>1</NO.P><TXT>Article 15 concerns access.</TXT></NP.ECR></GR.SEQ></CONTENTS.JUDGMENT>
        <JURISDICTION><INTRO>The Court hereby rules:</INTRO><LIST TYPE="ARAB"><ITEM><NP><NO.P>1.</NO.P><TXT>Yes.</TXT></NP>
        </ITEM></LIST>
        </JURISDICTION>""",
        "JUDGMENT",
    )
    assert text.text == (
        "# JUDGMENT OF THE COURT 27 February 2025\n\n‛Data protection — Access’\n\n## The questions referred\n\n"
        "1 Article 15 concerns access.\n\nThe Court hereby rules:\n\n1. Yes."
    )
    assert text.created == "2025-02-27"
    assert text.identifiers == (Identifier("celex", "62022CJ0203"), Identifier("ecli", "ECLI:EU:C:2025:117"))


def test_a_corrigendum_keeps_what_it_says_of_each_place() -> None:
    text = made(
        """<TITLE><TI><P>Rättelse</P></TI></TITLE><CONTENTS.CORR><CORRECTION><DESCRIPTION>Sidan 2, skäl 4</DESCRIPTION>
        <OLD.CORR><P>I stället för:</P></OLD.CORR><NEW.CORR><P>ska det stå:</P></NEW.CORR></CORRECTION></CONTENTS.CORR>""",
        "CORR",
    )
    assert text.text == "# Rättelse\n\nSidan 2, skäl 4\n\nI stället för:\n\nska det stå:"


def test_the_number_of_a_correction_begins_its_words() -> None:
    body = "<NO.CORR>1.</NO.CORR><DESCRIPTION>Page 3, Annex I</DESCRIPTION><ACTION><P>is deleted.</P></ACTION>"
    contents = f"<CONTENTS.CORR><CORRECTION>{body}</CORRECTION></CONTENTS.CORR>"
    text = made(f"<TITLE><TI><P>Corrigendum</P></TI></TITLE>{contents}", "CORR")
    assert text.text == "# Corrigendum\n\n1. Page 3, Annex I\n\nis deleted."


@pytest.mark.parametrize(
    ("title", "subtitle", "line"),
    [
        ("ANNEX", "COMMON CHECKLIST", "ANNEX – COMMON CHECKLIST"),
        ("Corrigendum to Regulation 1", "(OJ L 1, 3.1.2019)", "Corrigendum to Regulation 1 (OJ L 1, 3.1.2019)"),
        ("ANNEX", "to the Regulation", "ANNEX to the Regulation"),
    ],
)
def test_a_subtitle_stands_after_the_title(title: str, subtitle: str, line: str) -> None:
    text = made(f"<TITLE><TI><P>{title}</P></TI><STI><P>{subtitle}</P></STI></TITLE><CONTENTS><P>a</P></CONTENTS>", "ANNEX")
    assert (text.title, text.text) == (line, f"# {line}\n\na")


def test_an_opinion_of_an_advocate_general_is_known_by_its_root() -> None:
    content = b"""<CONCLUSION><BIB.CONCLUSION><NO.ECLI ECLI="ECLI:EU:C:1988:431">x</NO.ECLI></BIB.CONCLUSION><TITLE><TI>
        <P>Opinion of Mr Lenz</P></TI></TITLE><CONTENTS.CONCLUSION><TITLE><TI>Members of the Court,</TI></TITLE><P>The case.</P>
        <GR.SEQ LEVEL="1"><TITLE><TI>A - Facts</TI></TITLE><NP><NO.P>1.</NO.P><TXT>So it was.</TXT></NP></GR.SEQ>
        </CONTENTS.CONCLUSION></CONCLUSION>"""
    assert sniff(content).name == "formex"
    (text,) = read(content, DEFAULT)
    assert text.text == "# Opinion of Mr Lenz\n\n## Members of the Court,\n\nThe case.\n\n## A - Facts\n\n1. So it was."
    assert text.identifiers == (Identifier("ecli", "ECLI:EU:C:1988:431"),)


def test_definitions_stand_after_the_sign_that_their_list_gives() -> None:
    items = "<DLIST.ITEM><TERM>A</TERM><DEFINITION>area</DEFINITION></DLIST.ITEM>"
    assert terms(f'<DLIST SEPARATOR="=">{items}</DLIST>') == "- A = area"
    assert terms(f"<DLIST>{items}</DLIST>") == "- A – area"
    item = "<DLIST.ITEM><PREFIX>{})</PREFIX>\n <TERM>{}</TERM>\n <DEFINITION>{}</DEFINITION></DLIST.ITEM>".format
    assert terms(f'<DLIST SEPARATOR=":">{item("a", "product", "what is made,")}{item("b", "use", "any")}</DLIST>') == (
        "a) product: what is made,\nb) use: any"
    )


@pytest.mark.parametrize(
    ("words", "kind", "printed"),
    [
        ("20000", "NUMBER", "20 000"),
        ("999", "NUMBER", "999"),
        ("1234567,5", "DECIMAL", "1 234 567,5"),
        ("109.5", "DECIMAL", "109.5"),
        ("0207", "CN", "0207"),
        ("0207121090", "CN", "0207 12 10 90"),
        ("ex 0207", "CN", "ex 0207"),
        ("−20", "NUMBER", "−20"),
    ],
)
def test_numbers_are_spaced_as_printed(words: str, kind: str, printed: str) -> None:
    assert as_printed(words, kind) == printed


@pytest.mark.parametrize("root", ["ACT", "CONS.ACT", "ANNEX", "AGR", "JUDGMENT", "CORR", "GENERAL"])
def test_formex_is_known_by_its_root_or_its_schema(root: str) -> None:
    assert sniff(f"<?xml version='1.0'?>\n<{root} {SCHEMA}><P>a</P></{root}>".encode()).name == "formex"
    assert sniff(f'<{root} NNC="YES">\n<P>a</P></{root}>'.encode()).name == "formex"
    assert sniff(f"<{root.lower()}><P>a</P></{root.lower()}>".encode()).name != "formex"


def test_a_damaged_act_is_refused_with_the_place() -> None:
    with pytest.raises(DocumentError, match="xml-malformed: line 1"):
        made("<ARTICLE><TI.ART>Article 1</ARTICLE>")


def test_the_title_of_a_tables_notes_is_not_the_documents() -> None:
    notes = '<GR.NOTES><TITLE><TI><P>Notes to the table</P></TI></TITLE><NOTE NOTE.ID="E1"><P>Kept.</P></NOTE></GR.NOTES>'
    rows = '<CORPUS><ROW><CELL COL="1">A<NOTE NOTE.REF="E1"/></CELL><CELL COL="2">B</CELL></ROW></CORPUS>'
    text = made(f'<CONTENTS><TBL COLS="2">{notes}{rows}</TBL></CONTENTS>', "GENERAL")
    assert text.title is None
    assert text.text.startswith("Notes to the table\n\n| A (1) | B |")


def test_the_running_head_of_a_decision_dates_and_names_it_where_nothing_else_does() -> None:
    head = (
        '<CURR.TITLE><PAGE.HEADER><P>GUTACHTEN 1/13 vom <DATE ISO="20141014">14. 10. 2014</DATE></P></PAGE.HEADER></CURR.TITLE>'
    )
    bib = '<BIB.OPINION><NO.ECLI ECLI="ECLI:EU:C:2014:2303">EU:C:2014:2303</NO.ECLI></BIB.OPINION>'
    content = f"<OPINION>{bib}{head}<CONTENTS.OPINION><P>So ist es.</P></CONTENTS.OPINION></OPINION>".encode()
    assert sniff(content).name == "formex"
    (text,) = read(content, DEFAULT)
    assert (text.title, text.created, text.text) == ("GUTACHTEN 1/13 vom 14. 10. 2014", "2014-10-14", "So ist es.")


def test_an_act_that_another_vocabulary_wraps_is_read_as_an_act() -> None:
    act = "<ACT><BIB.INSTANCE><LG.DOC>EN</LG.DOC></BIB.INSTANCE><TITLE><TI><P>Regulation 1</P></TI></TITLE>{}</ACT>".format
    terms = "<ENACTING.TERMS><ARTICLE><TI.ART>Article 1</TI.ART><ALINEA>Bees.</ALINEA></ARTICLE></ENACTING.TERMS>"
    annex = "<ANNEX><TITLE><TI><P>ANNEX</P></TI></TITLE><CONTENTS><P>Hives.</P></CONTENTS></ANNEX>"
    content = f"<answer>{act(terms)}{annex}</answer>".encode()
    assert sniff(content).name == "xml"
    (text,) = sniff(content).reader().read(content, DEFAULT)
    assert (text.format, text.title, text.language) == ("formex", "Regulation 1", "en")
    assert text.text == "# Regulation 1\n\n## Article 1\n\nBees.\n\n## ANNEX\n\nHives."


def test_a_point_whose_words_are_points_keeps_its_number() -> None:
    point = "<ITEM><NP><NO.P>{}</NO.P><TXT>{}</TXT></NP></ITEM>".format
    letters = f"<LIST>{point('a)', 'Is it?')}{point('b)', 'Or not?')}</LIST>"
    dashes = f"<LIST>{'<ITEM><P>a dash</P></ITEM>' * 2}</LIST>"
    assert terms(f"<LIST>{point('1.', letters)}{point('2.', 'Why?')}{point('3.', dashes)}</LIST>") == (
        "1. a) Is it?\n  b) Or not?\n2. Why?\n3. - a dash\n  - a dash"
    )
