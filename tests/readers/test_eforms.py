"""Notices in eForms: a page as a person reads it, one for each language."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from shared_data import shared
from told import left_out

from moisson.contracts.errors import DocumentError
from moisson.readers.contract import Identifier, Text
from moisson.readers.notices import eforms
from moisson.readers.read_options import How

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


def test_a_language_that_few_texts_stand_in_is_no_document(both: list[Text]) -> None:
    content = (GOLDEN / "two_languages.xml").read_bytes()
    name = b'<cbc:Name languageID="NLD">Stad Brussel-Test</cbc:Name>'
    few = re.sub(rb'<(cbc:\w+) languageID="NLD">[^<]*</\1>', lambda found: found[0] if found[0] == name else b"", content)
    (text,) = eforms.read(few, How())
    assert text == both[0], "the document of its language, with the id that it had"
    assert left_out(lambda content: eforms.read(content, How()), few, "eforms")["repeated"] == 2


def test_fields_are_those_that_the_notice_states(both: list[Text]) -> None:
    text = both[0]
    assert (text.title, text.created, text.format) == ("Entretien des parcs", "2025-02-25", "eforms")
    assert text.identifiers == (
        Identifier("notice", "3f0b7f3e-0000-4000-8000-000000000001-02"),
        Identifier("procedure", "3f0b7f3e-0000-4000-8000-000000000002"),
        Identifier("ted", "00123456-2025"),
        Identifier("oj-s", "41/2025"),
    )


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
