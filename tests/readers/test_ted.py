"""Notices in TED XML. No real file is at hand: the inputs are made by hand after the published structure."""

import re
from pathlib import Path

import pytest
from told import left_out

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.notices import ted
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "ted"


def documents(name: str) -> list[Text]:
    return list(ted.read((GOLDEN / name).read_bytes(), How()))


def test_the_original_and_each_translation_are_documents_of_their_own() -> None:
    original, translation = documents("f03.xml")
    assert (original.language, original.part) == ("fr", "fr")
    assert original.text == (GOLDEN / "f03.fr.md").read_text().rstrip()
    assert (translation.language, translation.part) == ("de", "de")
    assert translation.text == (GOLDEN / "f03.de.md").read_text().rstrip()


def test_fields_are_the_notices_own_and_not_those_of_the_notice_it_refers_to() -> None:
    original, translation = documents("f03.xml")
    assert (original.title, original.created) == ("Réfection de la rue du Canal", "2021-03-09")
    assert original.identifiers == (Identifier("ted", "123456-2021"), Identifier("oj-s", "2021/S 050-123456"))
    assert original.url == "http://ted.europa.eu/udl?uri=TED:NOTICE:123456-2021:TEXT:FR:HTML"
    assert translation.url == "http://ted.europa.eu/udl?uri=TED:NOTICE:123456-2021:TEXT:DE:HTML"


LANGUAGES: tuple[str, ...] = ("BG", "CS", "DA", "DE", "EL", "EN", "ES", "ET", "FI", "FR", "GA", "HR")
LANGUAGES += ("HU", "IT", "LT", "LV", "MT", "NL", "PL", "PT", "RO", "SK", "SL", "SV")


def in_all_languages(**translated: str) -> bytes:
    """The golden notice with its original form and 23 versions under titles of their own; some have `translated` free text."""
    whole = (GOLDEN / "f03.xml").read_text()
    before, form, _ = re.split(r"(?s)(<F03_2014 .*?</F03_2014>)", whole, maxsplit=1)
    after = whole.rpartition("</F03_2014>")[2]
    versions = []
    for language in LANGUAGES:
        version = form if language == "FR" else form.replace("ORIGINAL", "TRANSLATION").replace('LG="FR"', f'LG="{language}"')
        version = version.replace("Réfection de la rue du Canal", f"Titre {language}") if language != "FR" else version
        if language in translated:
            version = re.sub(
                r"(?s)<SHORT_DESCR>.*?</SHORT_DESCR>", f"<SHORT_DESCR><P>{translated[language]}</P></SHORT_DESCR>", version
            )
        versions.append(version)
    return "".join([before, *versions, after]).encode()


def test_versions_that_repeat_the_original_under_their_own_title_are_not_given_again() -> None:
    content = in_all_languages()
    (text,) = ted.read(content, How())
    assert (text.language, text.part) == ("fr", "fr"), "the original, with the id that it had among its copies"
    lost = left_out(lambda content: ted.read(content, How()), content, "ted")
    assert lost["repeated"] > 23 * 80
    assert lost.get("unknown", 0) < 10


def test_a_version_whose_free_text_is_translated_is_given_in_the_order_of_the_file_but_not_a_copy_of_it() -> None:
    danish = (  # of notice 50204-2021
        "Formålet med dette udbud er produktion og levering af reklamemateriale med logo, som er af høj kvalitet, "
        "herunder markedsføringsartikler i form af tøj og tekstilprodukter."
    )
    german = (
        "Gegenstand dieser Ausschreibung sind die Herstellung und Lieferung von qualitativ hochwertigem und umweltfreundlichem "
        "Werbematerial mit Logo, einschließlich Merchandising-Bekleidung und Textilerzeugnissen."
    )
    texts = list(ted.read(in_all_languages(DA=danish, DE=german, GA=german), How()))
    assert [(text.language, text.part) for text in texts] == [("da", "da"), ("de", "de"), ("fr", "fr")]
    assert danish in texts[0].text


def test_the_older_forms_are_read_by_the_same_rules() -> None:
    (text,) = documents("r208.xml")
    assert text.text == (GOLDEN / "r208.de.md").read_text().rstrip()
    assert (text.title, text.language, text.created, text.part) == ("Büromöbel für Schulen", "de", "2013-02-12", "")


def test_an_award_in_a_form_before_2014_is_labels_and_values() -> None:
    contact = "<ORGANISATION><OFFICIALNAME>{}</OFFICIALNAME></ORGANISATION><TOWN>Bern</TOWN>"
    operator = f"<CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME>{contact.format('Tunnelbau AG')}</CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME>"
    cost = '<COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE CURRENCY="CHF"><VALUE_COST>9 000</VALUE_COST><EXCLUDING_VAT/>'
    form = f"""<FD_CONTRACT_AWARD><PROCEDURE_DEFINITION_X><TYPE_OF_PROCEDURE_DEF><F03_PT_OPEN/></TYPE_OF_PROCEDURE_DEF>
        <MOST_ECONOMICALLY_ADVANTAGEOUS_TENDER_SHORT>
        <CRITERIA_DEFINITION><ORDER_C>1</ORDER_C><CRITERIA>Preis</CRITERIA><WEIGHTING>60</WEIGHTING></CRITERIA_DEFINITION>
        <CRITERIA_DEFINITION><ORDER_C>2</ORDER_C><CRITERIA>Frist</CRITERIA></CRITERIA_DEFINITION>
        </MOST_ECONOMICALLY_ADVANTAGEOUS_TENDER_SHORT><USE_ELECTRONIC_AUCTION VALUE="NO"/></PROCEDURE_DEFINITION_X>
        <AWARD_OF_CONTRACT><CONTRACT_NUMBER>1</CONTRACT_NUMBER><LOT_NUMBER>2</LOT_NUMBER>
        <CONTRACT_TITLE><P>Los 201</P></CONTRACT_TITLE>
        <ECONOMIC_OPERATOR_NAME_ADDRESS>{operator}</ECONOMIC_OPERATOR_NAME_ADDRESS>
        {cost}</COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE></AWARD_OF_CONTRACT>
        <COMPLEMENTARY_INFORMATION_X><RELATES_TO_EU_PROJECT_NO/></COMPLEMENTARY_INFORMATION_X></FD_CONTRACT_AWARD>"""
    content = f'<TED_EXPORT><FORM_SECTION><CONTRACT_AWARD LG="DE">{form}</CONTRACT_AWARD></FORM_SECTION></TED_EXPORT>'
    (text,) = ted.read(content.encode(), How())
    assert text.text == (
        "# Notice\n\n## Procedure\n\nType of procedure: open\nAward criteria:\n\n- Preis (60)\n- Frist\n\n"
        "Electronic auction: no\n\n"
        "## Award – Contract 1 – Los 201\n\nLot No: 2\nContractor: Tunnelbau AG, Bern\nValue: 9 000 CHF without VAT\n\n"
        "## Complementary information\n\nEU funds: no"
    )


def test_what_the_buyer_does_not_wish_published_is_left_out() -> None:
    assert "small and medium-sized" not in documents("f03.xml")[0].text


def test_a_notice_without_a_form_is_empty() -> None:
    with pytest.raises(DocumentError, match="empty"):
        list(ted.read(b"<TED_EXPORT><FORM_SECTION/></TED_EXPORT>", How()))


def test_a_change_shows_where_it_is_made_and_what_the_text_was() -> None:
    content = b"""<TED_EXPORT DOC_ID="9-2020"><FORM_SECTION><F14_2014 LG="EN"><OBJECT_CONTRACT><TITLE><P>Paper</P></TITLE>
    </OBJECT_CONTRACT><CHANGES><CHANGE><WHERE><SECTION>IV.2.2</SECTION></WHERE><OLD_VALUE><DATE>2020-05-01</DATE></OLD_VALUE>
    <NEW_VALUE><DATE>2020-06-01</DATE></NEW_VALUE></CHANGE></CHANGES></F14_2014></FORM_SECTION></TED_EXPORT>"""
    (text,) = ted.read(content, How())
    assert text.text == "# Paper\n\n## Changes\n\nWhere: IV.2.2\nInstead of: 2020-05-01\nRead: 2020-06-01"


def test_ted_is_known_by_its_root() -> None:
    assert sniff((GOLDEN / "f03.xml").read_bytes()).name == "ted"


def test_lots_that_stand_within_what_is_said_of_all_come_after_it_and_a_range_keeps_its_currency() -> None:
    lot = "<LOT_NUMBER>1</LOT_NUMBER><LOT_TITLE>Drehstühle</LOT_TITLE><LOT_DESCRIPTION><P>Rollen.</P></LOT_DESCRIPTION>"
    lots = f'<DIV_INTO_LOT_YES VALUE="ALL_LOTS"><F02_ANNEX_B>{lot}</F02_ANNEX_B></DIV_INTO_LOT_YES>'
    costs = "<RANGE_VALUE_COST><LOW_VALUE>100 000</LOW_VALUE><HIGH_VALUE>200 000</HIGH_VALUE></RANGE_VALUE_COST>"
    said = (
        f'<DIVISION_INTO_LOTS>{lots}</DIVISION_INTO_LOTS><ACCEPTED_VARIANTS VALUE="NO"/>'
        f'<COSTS_RANGE_AND_CURRENCY CURRENCY="EUR">{costs}</COSTS_RANGE_AND_CURRENCY>'
    )
    form = f"<FD_CONTRACT><OBJECT_CONTRACT_INFORMATION>{said}</OBJECT_CONTRACT_INFORMATION></FD_CONTRACT>"
    notice = f'<TED_EXPORT><FORM_SECTION><CONTRACT LG="DE">{form}</CONTRACT></FORM_SECTION></TED_EXPORT>'
    (text,) = ted.read(notice.encode(), How())
    assert text.text.partition("\n\n")[2] == (
        "## Object of the contract\n\nDivision into lots: all lots\nVariants accepted: no\nValue: 100 000 – 200 000 EUR\n\n"
        "## Lot 1 – Drehstühle\n\nDescription: Rollen."
    )


def form(name: str, body: str, attributes: str = "") -> Text:
    """The document of a form before 2014, in Portuguese."""
    notice = '<NOTICE_DATA><ISO_COUNTRY VALUE="PT"/><ORIGINAL_CPV CODE="45000000">Construction work</ORIGINAL_CPV></NOTICE_DATA>'
    titles = '<ML_TI_DOC LG="PT"><TI_CY>Portugal</TI_CY><TI_TOWN>Braga</TI_TOWN><TI_TEXT>Obras</TI_TEXT></ML_TI_DOC>'
    content = (
        f"<TED_EXPORT><CODED_DATA_SECTION>{notice}</CODED_DATA_SECTION>"
        f"<TRANSLATION_SECTION><ML_TITLES>{titles}</ML_TITLES></TRANSLATION_SECTION>"
        f'<FORM_SECTION><{name} LG="PT"><FD_{name}{attributes}>{body}</FD_{name}></{name}></FORM_SECTION></TED_EXPORT>'
    )
    (text,) = ted.read(content.encode(), How())
    return text


def test_a_notice_of_prose_is_under_its_own_words() -> None:
    address = (
        "<ADDRESS_NOT_STRUCT><ORGANISATION>ULS</ORGANISATION><BLK_BTX>, </BLK_BTX><TOWN>Braga</TOWN><BLK_BTX></BLK_BTX>"
        "<POSTAL_CODE>7300</POSTAL_CODE><BLK_BTX>, </BLK_BTX><COUNTRY VALUE='PT'/><BLK_BTX>. Fax: </BLK_BTX>"
        "<FAX>12</FAX></ADDRESS_NOT_STRUCT>"
    )
    text = form(
        "OTH_NOT",
        f"<TI_DOC><P>PT-Braga: Obras</P></TI_DOC><STI_DOC><P>{address}</P></STI_DOC>"
        "<STI_DOC><P><FT TYPE='REFOJ'>(JO 2013)</FT></P></STI_DOC>"
        "<OBJ_NOT><INT_OBJ_NOT>Objeto:</INT_OBJ_NOT><CPV><CPV_MAIN><CPV_CODE CODE='45000000'/></CPV_MAIN></CPV>"
        "<BLK_BTX><P>Obras</P></BLK_BTX></OBJ_NOT><CONTENTS><CORREC><FOR_READ><FOR><INT_FOR>Em vez de:</INT_FOR>"
        "<OLD QUOTE='NO'><P>IV.3.4) Prazo</P><P>01.01.2014</P></OLD></FOR><READ><INT_READ>Ler:</INT_READ>"
        "<NEW QUOTE='NO'><P>10.01.2014</P></NEW></READ></FOR_READ></CORREC><GR_SEQ><TI_GRSEQ><P>Secção II</P></TI_GRSEQ>"
        "<MLI_OCCUR><NO_MARK>1.</NO_MARK><TI_MARK>Local:</TI_MARK><TXT_MARK><P>Braga.</P></TXT_MARK></MLI_OCCUR></GR_SEQ></CONTENTS>",
    )
    assert text.title == "PT-Braga: Obras"
    assert text.text == (
        "# PT-Braga: Obras\n\nULS, Braga 7300, Portugal. Fax: 12\n\n(JO 2013)\n\n"
        "Objeto:\nMain classification (CPV): Construction work (45000000)\nObras\n\n"
        "Em vez de:\nIV.3.4) Prazo\n01.01.2014\n\nLer:\n10.01.2014\n\n## Secção II\n\n1. Local:\nBraga."
    )


def test_contracts_of_one_award_are_apart_and_an_estimate_is_not_the_value() -> None:
    firm = (
        "<CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME_CHP><ORGANISATION>{}</ORGANISATION></CONTACT_DATA_WITHOUT_RESPONSIBLE_NAME_CHP>"
    )
    estimate = (
        '<INITIAL_ESTIMATED_TOTAL_VALUE_CONTRACT CURRENCY="EUR"><VALUE_COST>9</VALUE_COST>'
        "</INITIAL_ESTIMATED_TOTAL_VALUE_CONTRACT>"
        '<COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE CURRENCY="EUR"><VALUE_COST>8</VALUE_COST>'
        "</COSTS_RANGE_AND_CURRENCY_WITH_VAT_RATE>"
        "<MORE_INFORMATION_IF_ANNUAL_MONTHLY/>"
    )
    contract = (
        "<AWARD_AND_CONTRACT_VALUE><CONTRACT_NO>{}</CONTRACT_NO><TITLE_CONTRACT><P>Lote {}</P></TITLE_CONTRACT>{}"
        "</AWARD_AND_CONTRACT_VALUE>"
    )
    awards = contract.format(1, "A", firm.format("Um")) + contract.format(2, "B", firm.format("Dois") + estimate)
    text = form("CONTRACT_AWARD_UTILITIES", f"<AWARD_CONTRACT_X>{awards}</AWARD_CONTRACT_X>")
    assert text.text.partition("\n\n## ")[2] == (
        "Award – Contract 1 – Lote A\n\nContractor: Um\n\n## Award – Contract 2 – Lote B\n\nContractor: Dois\n"
        "Initial estimate of the value: 9 EUR\nValue: 8 EUR"
    )


def test_what_an_empty_part_or_an_attribute_says() -> None:
    text = form(
        "DESIGN_CONTEST",
        "<AUTHORITY_X><FURTHER_INFORMATION><IDEM/></FURTHER_INFORMATION></AUTHORITY_X><LEFTI_X/>"
        "<OBJECT_X><TYPE_CONTRACT VALUE='SUPPLIES'/><LOCATION_NUTS/></OBJECT_X>"
        "<PROCEDURES_X><F15_PT_NEGOTIATED_WITHOUT_COMPETITION><REASON_CONTRACT_LAWFUL><P>Urgência.</P></REASON_CONTRACT_LAWFUL>"
        "</F15_PT_NEGOTIATED_WITHOUT_COMPETITION><PRICE_AWARD_CRITERIA PRICE='LOWEST_PRICE'/><NO_PREVIOUS_PUBLICATION_EXISTS_F2/>"
        "<MEMBERS_NAMES><MEMBERS_NAME><ORDER>1</ORDER><NAME>Ana</NAME></MEMBERS_NAME></MEMBERS_NAMES></PROCEDURES_X>",
        ' CTYPE="SUPPLIES"',
    )
    assert text.text.partition("\n\n")[2] == (
        "## Contracting authority\n\nFurther information from: the buyer\n\n"
        "## Object of the contract\n\nNature of the contract: supplies\n\n"
        "## Procedure\n\nType of procedure: negotiated without competition\nWhy the award is lawful: Urgência.\n"
        "Award criteria: lowest price\nPrevious publication: no\nJury:\n\n- Ana"
    )
