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
