"""What a document states of its rights in the marks of its format is found wherever it stands, and nothing else is."""

import pytest

from moisson.rights.marks import marks, stated_by

BY, BY_NC = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0/"
HTML = "<!doctype html><html><head>{}</head><body><p>Décision du 3 mars.</p>{}</body></html>"
LINKED = '<script type="application/ld+json">{}</script>'

STATED = {
    "tei-reserved": (
        "<TEI><availability><licence>All rights reserved.</licence></availability></TEI>",
        "LicenseRef-All-Rights-Reserved",
    ),
    "tei-target": (
        f'<TEI><availability><licence target="{BY_NC}"><p>Free to read.</p></licence></availability></TEI>',
        "CC-BY-NC-4.0",
    ),
    "tei-ref": (
        f'<TEI><availability><licence><p>See <ref target="{BY}">it</ref>.</p></licence></availability></TEI>',
        "CC-BY-4.0",
    ),
    "tei-words": ("<TEI><availability><p>Tous droits réservés</p></availability></TEI>", "LicenseRef-All-Rights-Reserved"),
    "html-link": (HTML.format(f'<link href="{BY_NC}" rel="license">', ""), "CC-BY-NC-4.0"),
    "html-unquoted": (HTML.format(f"<link rel=license href={BY_NC}>", ""), "CC-BY-NC-4.0"),
    "html-a": (HTML.format("", f"<footer><a class=x rel='nofollow license' href='{BY}'>licence</a></footer>"), "CC-BY-4.0"),
    "html-far-down": (HTML.format("", "<p>mots</p>" * 20_000 + f'<a rel="license" href="{BY}">licence</a>'), "CC-BY-4.0"),
    "html-junk-first": ("x" + HTML.format(f'<link rel="license" href="{BY}">', ""), "CC-BY-4.0"),
    "meta-dcterms": (HTML.format(f'<meta name="dcterms.license" content="{BY}">', ""), "CC-BY-4.0"),
    "meta-DC": (HTML.format('<META NAME="DC.Rights" CONTENT="Tous droits réservés">', ""), "LicenseRef-All-Rights-Reserved"),
    "rdfa": (HTML.format("", f'<span property="dct:license" resource="{BY}"></span>'), "CC-BY-4.0"),
    "microdata": (HTML.format("", f'<a itemprop="license" href="{BY_NC}">x</a>'), "CC-BY-NC-4.0"),
    "json-ld": (HTML.format(LINKED.format('{"@type":"WebPage","license":"' + BY_NC + '"}'), ""), "CC-BY-NC-4.0"),
    "json-ld-graph": (
        HTML.format(LINKED.format('{"@graph":[{"@type":"Article","license":{"@id":"' + BY + '"}}]}'), ""),
        "CC-BY-4.0",
    ),
    "json-ld-alone": ('{"@context":"https://schema.org","@type":"Article","license":"' + BY + '"}', "CC-BY-4.0"),
    "jats": (
        f'<article><permissions><license xlink:href="{BY}"><license-p>Open.</license-p></license></permissions></article>',
        "CC-BY-4.0",
    ),
    "dublin-core": ("<r><dc:rights>Tous droits réservés</dc:rights></r>", "LicenseRef-All-Rights-Reserved"),
    "both": (HTML.format(f'<link rel="license" href="{BY}">', LINKED.format('{"license":"' + BY_NC + '"}')), "CC-BY-NC-4.0"),
}


@pytest.mark.parametrize("name", STATED)
def test_a_licence_is_found_in_its_mark(name: str) -> None:
    body, license = STATED[name]
    found = stated_by(body.encode())
    assert found is not None
    assert (found["license"], found["level"]) == (license, "document")
    assert found["stated"] and found["where"]


@pytest.mark.parametrize(
    "body",
    [
        HTML.format("", "<p>La licence de pêche, rel=license.</p>"),
        HTML.format("", f"<!-- <a rel='license' href='{BY_NC}'>x</a> -->"),
        HTML.format("", f'<a href="{BY_NC}">what this licence says</a>'),
        HTML.format(LINKED.format('{"@type":"ImageObject","license":"' + BY_NC + '"}'), ""),
        HTML.format(LINKED.format('{"@type":"WebPage","image":{"license":"' + BY_NC + '"}}'), ""),
        HTML.format('<meta name="dcterms.rights" content="unknown">', ""),
        "<r><dcterms:accessRights>public</dcterms:accessRights></r>",
        '{"license": "MIT"}',
        f"rights: {BY_NC}",
    ],
)
def test_what_is_no_statement_of_the_document_is_none(body: str) -> None:
    assert stated_by(body.encode()) is None


def test_several_open_licences_are_kept_as_several() -> None:
    both = HTML.format(
        f'<link rel="license" href="{BY}"><link rel="license" href="https://opendatacommons.org/licenses/odbl/1-0/">', ""
    )
    found = stated_by(both.encode())
    assert found is not None
    assert "license" not in found
    assert found["stated"].count("|") == 1


@pytest.mark.long
def test_marks_without_end_take_no_more_time_than_their_length() -> None:
    for body in (
        b"<licence" * 100_000,
        b"<!--" * 200_000,
        b"<licence>" * 20_000,
        b'<a rel="license"' * 50_000,
        b"<rights x" * 99_999,
    ):
        assert len(marks(body)) <= 20
