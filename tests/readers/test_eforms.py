"""Notices in eForms: a page as a person reads it, one for each language."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from shared_data import shared

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.notices import eforms
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff

GOLDEN = Path(__file__).parent / "golden" / "eforms"
NOTICES = "eu-eforms/data/OP-TED+eForms-SDK/examples/notices"
FREE = ("Description", "Name", "Note", "ProcessReason", "Title", "OptionsDescription", "ChangeDescription")


def documents(path: Path) -> list[Text]:
    return list(eforms.read(path.read_bytes(), How()))


@pytest.fixture
def both() -> list[Text]:
    return documents(GOLDEN / "two_languages.xml")


def test_a_notice_in_two_languages_is_two_documents_each_with_the_texts_of_its_language(both: list[Text]) -> None:
    assert [text.language for text in both] == ["fr", "nl"]
    for text in both:
        assert text.text == (GOLDEN / f"two_languages.{text.language}.md").read_text().rstrip()
        assert text.part == text.language


def test_fields_are_those_that_the_notice_states(both: list[Text]) -> None:
    text = both[0]
    assert (text.title, text.created, text.format) == ("Entretien des parcs", "2025-02-25", "eforms")
    assert text.identifiers == (
        Identifier("notice", "3f0b7f3e-0000-4000-8000-000000000001-02"),
        Identifier("procedure", "3f0b7f3e-0000-4000-8000-000000000002"),
        Identifier("ted", "00123456-2025"),
        Identifier("oj-s", "41/2025"),
    )


def test_a_notice_in_one_language_is_one_document_without_a_part() -> None:
    single = (GOLDEN / "two_languages.xml").read_bytes().replace(b"<cac:AdditionalNoticeLanguage>", b"<cac:Other>")
    single = single.replace(b"</cac:AdditionalNoticeLanguage>", b"</cac:Other>")
    (text,) = eforms.read(single, How())
    assert (text.part, text.language) == ("", "fr")
    assert "Stad Brussel" not in text.text


def test_a_language_that_no_field_states_is_the_one_most_words_are_in() -> None:
    content = (GOLDEN / "two_languages.xml").read_bytes()
    unstated = content.replace(b"<cbc:NoticeLanguageCode>FRA</cbc:NoticeLanguageCode>", b"")
    unstated = unstated.replace(b"AdditionalNoticeLanguage", b"Other")
    assert [text.language for text in eforms.read(unstated, How())] == ["fr"]


def test_an_unknown_code_and_an_unknown_element_are_shown_as_they_are() -> None:
    content = (GOLDEN / "two_languages.xml").read_bytes()
    content = content.replace(
        b">open</cbc:ProcedureCode>", b">new-kind</cbc:ProcedureCode><cbc:NationalRuleText>words</cbc:NationalRuleText>"
    )
    text = next(eforms.read(content, How())).text
    assert "Type of procedure: new-kind\nNational rule text: words" in text


def test_what_is_not_well_formed_or_too_deep_is_refused() -> None:
    content = (GOLDEN / "two_languages.xml").read_bytes()
    with pytest.raises(DocumentError, match="xml-malformed"):
        list(eforms.read(content[:2000], How()))
    deep = b"<ContractNotice>" + b"<a>" * 300 + b"</a>" * 300 + b"</ContractNotice>"
    with pytest.raises(DocumentError, match="xml-too-deep"):
        list(eforms.read(deep, How()))


def test_all_kinds_of_notices_are_known_by_their_root() -> None:
    for kind in ("ContractNotice", "ContractAwardNotice", "PriorInformationNotice", "BusinessRegistrationInformationNotice"):
        assert sniff(f'<?xml version="1.0"?>\n<{kind} xmlns="urn:x">…</{kind}>'.encode()).name == "eforms"
        assert sniff(f'<n-1:{kind} xmlns:n-1="urn:x">…</n-1:{kind}>'.encode()).name == "eforms"


def real_notices() -> Iterator[Path]:
    yield from sorted(shared(NOTICES).glob("*.xml"))


@pytest.mark.shared
def test_every_real_notice_keeps_all_of_its_free_text() -> None:
    for path in real_notices():
        (text,) = documents(path)
        assert text.language or "languageID" not in path.read_text(), path.name
        words = " ".join(text.text.split())
        for element in ElementTree.parse(path).iter():
            name = element.tag.rpartition("}")[2]
            said = " ".join((element.text or "").split())
            if name in FREE and said and "languageID" in element.attrib:
                assert said in words, (path.name, name, said)


@pytest.mark.shared
def test_real_award_names_the_winner_and_what_was_paid() -> None:
    (text,) = documents(shared(f"{NOTICES}/can_24_LSBU.xml"))
    assert text.text.startswith("# Change Partner\n\nNotice type: Contract award notice\n")
    tender = text.text.partition("### Tender TEN-0001\n\n")[2].partition("\n\n")[0].split("\n")
    assert {"Rank: 1", "Value of the tender: 4500000 GBP", "Tenderer: PwC UK LLP"} <= set(tender)
    record = "Track record of delivering sustainable business and technology solutions"
    assert f"- quality – Quality3 – {record} (exact percentage: 10)" in text.text
    assert text.created == "2018-08-02"


def test_a_second_nature_and_a_quantity_are_said_in_words() -> None:
    project = """<ProcurementProject><Name languageID="ENG">Roads</Name><ProcurementTypeCode listName="contract-nature">works
        </ProcurementTypeCode><EstimatedOverallContractQuantity unitCode="HUR">100</EstimatedOverallContractQuantity>
        <ProcurementAdditionalType><ProcurementTypeCode listName="contract-nature">supplies</ProcurementTypeCode>
        </ProcurementAdditionalType></ProcurementProject>"""
    (text,) = eforms.read(f"<ContractNotice>{project}</ContractNotice>".encode(), How())
    assert "Nature of the contract: works\nQuantity: 100 hours\nAdditional nature of the contract: supplies" in text.text


def test_organisations_described_where_they_act_are_named_there() -> None:
    def party(name: str, more: str = "") -> str:
        return f"<Party><PartyName><Name>{name}</Name></PartyName>{more}</Party>"

    sender = (
        f"<ServiceProviderParty>{party('Amt', '<PostalAddress><CityName>Bonn</CityName></PostalAddress>')}</ServiceProviderParty>"
    )
    content = f"""<ContractAwardNotice><ID>1</ID><RequestedPublicationDate>2026-07-17+02:00</RequestedPublicationDate>
        <ContractingParty>{party("Gemeinde", sender)}</ContractingParty>
        <ProcurementProject><Name>Stühle</Name></ProcurementProject>
        <ProcurementProjectLot><ID schemeName="Lot">LOT-1</ID><ProcurementProject><Name>LOT-1</Name></ProcurementProject>
        </ProcurementProjectLot><TenderResult><TenderResultCode>selec-w</TenderResultCode><AwardDate>2000-01-01</AwardDate>
        <WinningParty>{party("Holz AG")}</WinningParty></TenderResult></ContractAwardNotice>"""
    (text,) = eforms.read(content.encode(), How())
    assert text.created == "2026-07-17"
    assert text.text == (
        "# Stühle\n\n## Buyer\n\nName: Gemeinde\nService provider: Amt\nAddress: Bonn\n\n## Lot LOT-1\n\n"
        "## Results\n\nOutcome: selec-w\nWinner: Holz AG"
    )


@pytest.mark.parametrize(
    ("rest", "shown"),
    [("<AwardDate>2024-05-06</AwardDate>", True), ("<AwardDate>2000-01-01Z</AwardDate>", False)],
)
def test_a_date_of_award_alone_is_shown_unless_it_stands_for_none(rest: str, shown: bool) -> None:
    head = "<ContractAwardNotice><ProcurementProject><Name>Desks</Name></ProcurementProject>"
    (text,) = eforms.read(f"{head}<TenderResult>{rest}</TenderResult></ContractAwardNotice>".encode(), How())
    assert text.text == "# Desks" + ("\n\n## Results\n\nDate of award: 2024-05-06" if shown else "")


def test_criteria_of_selection_are_one_list_and_codes_of_every_version_are_words() -> None:
    def criterion(code: str) -> str:
        kind = f'<cbc:CriterionTypeCode listName="selection-criterion">{code}</cbc:CriterionTypeCode>'
        return f"<efac:SelectionCriteria>{kind}</efac:SelectionCriteria>"

    ground = '<cbc:TendererRequirementTypeCode listName="exclusion-ground">nati-ground</cbc:TendererRequirementTypeCode>'
    asked = f"<cac:SpecificTendererRequirement>{ground}</cac:SpecificTendererRequirement>"
    terms = f"<cac:TenderingTerms>{criterion('ef-stand')}{criterion('tp-abil')}</cac:TenderingTerms>"
    notice = (
        '<ContractNotice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2" xmlns:cac="c" xmlns:cbc="b" '
        f'xmlns:efac="a"><cbc:ID schemeName="notice-id">1</cbc:ID><cac:TenderingTerms><cac:TendererQualificationRequest>{asked}'
        "</cac:TendererQualificationRequest></cac:TenderingTerms><cac:ProcurementProjectLot>"
        '<cbc:ID schemeName="Lot">LOT-0001</cbc:ID>'
        f"{terms}</cac:ProcurementProjectLot></ContractNotice>"
    )
    (text,) = eforms.read(notice.encode(), How())
    assert "Ground for exclusion: grounds of national law" in text.text
    assert text.text.endswith("### Selection criteria\n\n- economic and financial standing\n- technical and professional ability")
