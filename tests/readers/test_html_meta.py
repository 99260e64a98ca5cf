"""What a page says about itself: its dates, language, identifiers and legal state."""

import pytest

from moisson.readers.contract import Identifier, Text
from moisson.readers.html.meta import iso_date
from moisson.readers.html.page import read
from moisson.readers.read_options import DEFAULT


def page(head: str, body: str = "<p>words</p>", attributes: str = "") -> Text:
    return next(read(f"<html {attributes}><head>{head}</head><body>{body}</body></html>".encode(), DEFAULT))


WORK = "<div itemscope itemtype='https://schema.org/NewsArticle'>{}</div>"
AUTHOR = "<p itemprop='author' itemscope itemtype='https://schema.org/Person'><a itemprop='name' href='/ann'>Ann</a></p>"


@pytest.mark.parametrize(
    ("body", "title", "created"),
    [
        (WORK.format(AUTHOR + "<h1 itemprop='headline'>Gas Act</h1>"), "Gas Act", None),
        (
            WORK.format("<meta itemprop='name' content='Gas Act'><meta itemprop='datePublished' content='2024-05-03'>"),
            "Gas Act",
            "2024-05-03",
        ),
        (
            "<p itemscope itemtype='https://schema.org/Comment'><meta itemprop='dateCreated' content='2024-05-03'>x</p>",
            "Gas",
            None,
        ),
        ("<p itemscope itemtype='https://schema.org/ImageObject'><meta itemprop='name' content='A ship'>x</p>", "Gas", None),
        (WORK.format("<p itemprop='isPartOf' itemscope><meta itemprop='name' content='A series'>x</p>"), "Gas", None),
    ],
)
def test_microdata_is_of_the_page_where_it_is_said_of_a_work(body: str, title: str, created: str | None) -> None:
    found = page("<title>Gas</title>", body)
    assert (found.title, found.created) == (title, created)


@pytest.mark.parametrize(
    ("head", "created"),
    [
        ("<meta property='eli:date_document' content='2024-09-30' datatype='xsd:date'>", "2024-09-30"),
        ("<meta name='DC.Date' content='1997-01-01'><meta name='DC.Date.Modified' content='2015-04-02'>", "1997-01-01"),
        ("<meta property='article:published_time' content='2020-02-03T10:00:00+01:00'>", "2020-02-03"),
        ("<meta property='http://purl.org/dc/terms/issued' content='1983-05'>", "1983-05"),
        ("<meta name='date' content='5.9.2019'>", "2019-09-05"),
        ("<meta name='date' content='soon'>", None),
        ("<meta name='publish_date' content='Sat, 09 Oct 2010 07:15:45 EST'>", "2010-10-09"),
        ('<script type=\'application/ld+json\'>{"@type": "Legislation", "legislationDate": "2001-02-03"}</script>', "2001-02-03"),
        ("<script type='application/ld+json'>{broken</script>", None),
    ],
)
def test_the_date_of_the_document(head: str, created: str | None) -> None:
    assert page(head).created == created


def test_a_publication_date_in_the_text_counts_where_there_is_one_only() -> None:
    assert page("", "<p>x</p><time pubdate datetime='2017-05-12'>12 May</time>").created == "2017-05-12"
    assert page("", "<time pubdate datetime='2017-05-12'>a</time><time pubdate datetime='2018-05-12'>b</time>").created is None


def test_the_day_beside_an_articles_heading_is_that_of_its_publication_unless_another_stands_there() -> None:
    head, beside = (
        "<h1>Neue Regeln für Archive</h1><time datetime='2024-05-03T09:00'>3. Mai</time>",
        "<time datetime='2023-01-01'>1.1.</time>",
    )
    assert page("", f"<article><header>{head}</header><p>x</p></article><aside>{beside}</aside>").created == "2024-05-03"
    assert page("", f"<article>{head}{beside}</article>").created is None
    assert page("", f"<div>{head}</div>").created is None


@pytest.mark.parametrize(
    ("head", "attributes", "language"),
    [
        ("", "lang='nb-NO'", "nb"),
        ("", "xml:lang='sv'", "sv"),
        ("<meta name='DC.language' content='FR'>", "", "fr"),
        ("<meta http-equiv='Content-Language' content='pt-PT, en'>", "", "pt"),
        ("<meta property='eli:language' resource='http://publications.europa.eu/resource/authority/language/HRV'>", "", "hr"),
        (
            "<meta property='eli:language' resource='http://publications.europa.eu/resource/authority/language/ENG'>",
            "lang='mt'",  # of the portal
            "en",
        ),
        ("<title>Consolidated TEXT: 32012R1156 — EN — 01.01.2016</title>", "", "en"),
        ("", "", None),
    ],
)
def test_the_language(head: str, attributes: str, language: str | None) -> None:
    assert page(head, attributes=attributes).language == language


def test_identifiers_in_rdfa_and_meta() -> None:
    head = (
        "<meta typeof='eli:LegalResource' about='http://gazette.example/eli/loi/2020/5' property='eli:id_local' content='A5'>"
        "<meta name='DC.identifier' content='http://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32016R0679'>"
        "<meta name='ECLI' content='ECLI:EU:C:2014:2258'><meta name='citation_doi' content='10.1000/182'>"
    )
    assert set(page(head).identifiers) == {
        Identifier("eli", "http://gazette.example/eli/loi/2020/5"),
        Identifier("celex", "32016R0679"),
        Identifier("ecli", "ECLI:EU:C:2014:2258"),
        Identifier("doi", "10.1000/182"),
        Identifier("number", "A5"),
    }


def test_days_and_numbers_of_an_act_in_the_head_beside_the_body_that_made_it() -> None:
    facts = "<meta name='Dates' content='14.03.2011'><meta name='Numbers' content='207-VI'>"
    text = page(f"{facts}<meta name='Organs' content='Верховна Рада'>")
    assert (text.created, text.identifiers) == ("2011-03-14", (Identifier("number", "207-VI"),))
    assert page(facts).identifiers == ()


def test_the_form_of_a_sites_identifiers_is_none_of_them() -> None:
    form = "<meta property='eli:uri_schema' content='http://law.example/eli/{kind}/id/{year}'>"
    work = "<meta property='eli:realizes' resource='http://law.example/eli/cons'>"
    assert page(form.replace("{kind}/", "")).identifiers == ()
    assert page(form + work).identifiers == (Identifier("eli", "http://law.example/eli/cons"),)


def test_the_running_head_of_the_official_journal() -> None:
    head = "<table><tr><td><p class='oj-hd-lg'>FR</p></td><td><p class='oj-hd-oj'>C 202/68</p></td></tr></table>"
    text = page("", f"{head}<p>Article 50</p>")
    assert (text.language, text.identifiers) == ("fr", (Identifier("oj", "C 202/68"),))


def test_what_the_text_cites_is_no_identifier_of_the_page() -> None:
    assert page("", "<p>See ECLI:EU:C:2014:2258 and CELEX:32016R0679.</p>").identifiers == ()


def test_legal_state_and_dates_of_force() -> None:
    head = (
        "<meta property='eli:in_force' resource='http://data.europa.eu/eli/ontology#InForce-notInForce'>"
        "<meta property='eli:first_date_entry_in_force' content='2001-01-01'>"
        "<meta property='eli:date_no_longer_in_force' content='2009-12-31'>"
    )
    text = page(head)
    assert (text.legal_state, text.valid_from, text.valid_to) == ("InForce-notInForce", "2001-01-01", "2009-12-31")


def test_the_address_is_the_canonical_one() -> None:
    head = "<meta property='og:url' content='https://a.example/x?id=1'><link rel='canonical' href='https://a.example/x'>"
    assert page(head).url == "https://a.example/x"


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2020-13-01", None),
        ("20200131", "2020-01-31"),
        ("1999", "1999"),
        ("31/12/1999", "1999-12-31"),
        ("2020-01-01 00:00:00", "2020-01-01"),
        ("12/31/1999", None),
        ("18 september 2014", None),
    ],
)
def test_dates(value: str, date: str | None) -> None:
    assert iso_date(value) == date
