"""Notices in TED XML. No real file is at hand: the inputs are made by hand after the published structure."""

from pathlib import Path

import pytest

from moisson.errors import DocumentError
from moisson.extract.how import How
from moisson.extract.notices import ted
from moisson.extract.sniff import sniff
from moisson.reader import Identifier, Text

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
    assert text.text == "# Paper\n\n## Changes\n\nSection: IV.2.2\nInstead of: 2020-05-01\nRead: 2020-06-01"


def test_ted_is_known_by_its_root() -> None:
    assert sniff((GOLDEN / "f03.xml").read_bytes()).name == "ted"
