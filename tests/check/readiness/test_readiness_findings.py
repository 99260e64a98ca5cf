"""Findings stand worst first, and say how many places they do not list."""

import re
from pathlib import Path

import pytest

from moisson.check import readiness
from moisson.check.readiness.coverage import FIELDS
from moisson.check.readiness.extraction import FAMILIES
from moisson.check.readiness.findings import Finding, Place, Places, finding, worst_first
from moisson.check.readiness.wording import LANGS, Lang, Words, language_of, table
from moisson.corpus.stages.privacy import ORDER

GIVEN = (re.compile(r'(?:Finding|finding)\(\s*"([a-z-]+)"'), re.compile(r'\("(rights-[a-z-]+)", "'))
GAP = re.compile(r"\{(\w+)\}")
SOURCES = "\n".join(path.read_text("utf-8") for path in Path(readiness.__file__).parent.rglob("*.py"))


def test_the_worst_stands_first_and_within_a_severity_what_the_law_forbids() -> None:
    found = [
        Finding("all-read", "good", "formats", 90),
        Finding("without-title", "minor", "metadata", 50),
        Finding("duplicates-exact", "serious", "duplicates", 40, values={"groups": 1}),
        Finding("personal-email", "serious", "personal-data", 3),
        Finding("personal-phone", "serious", "personal-data", 8),
        Finding("unread-encrypted", "blocks", "formats", 1),
    ]
    ordered = worst_first(found)
    assert [each.key for each in ordered] == [
        "unread-encrypted",
        "personal-phone",
        "personal-email",
        "duplicates-exact",
        "without-title",
        "all-read",
    ]
    assert worst_first(reversed(found)) == ordered


def test_places_beyond_the_most_are_counted_and_not_kept() -> None:
    places = Places(most=2)
    for number in range(5):
        places.add(Place(f"{number}.txt"))
    found = finding("without-date", "minor", "metadata", places, whole=5)
    assert [place.path for place in found.places] == ["0.txt", "1.txt"]
    assert (found.count, found.unlisted) == (5, 3)


@pytest.mark.parametrize("key", sorted(table("findings")))
def test_a_finding_has_all_its_words_in_each_language_with_the_same_gaps(key: str) -> None:
    words = table("findings")[key]
    assert set(words) == set(LANGS)
    assert all(set(words[lang]) == {"one", "other", "do"} and all(words[lang].values()) for lang in LANGS)
    for form in ("one", "other"):
        gaps = {lang: set(GAP.findall(words[lang][form])) for lang in LANGS}
        assert gaps["en"] == gaps["fr"] == gaps["de"]
    assert len({words[lang]["do"] for lang in LANGS}) == 3


def test_every_label_is_said_in_each_language() -> None:
    for group in table("words").values():
        for name, said in group.items():
            assert set(said) == set(LANGS), name
            assert all(said.values()), name
            assert len({frozenset(GAP.findall(said[lang])) for lang in LANGS}) == 1, name


def test_every_key_that_a_measure_gives_has_words_and_no_words_are_left_over() -> None:
    given = set(re.findall(r'(?:Finding|finding)\(\s*"([a-z-]+)"', SOURCES)) | set(
        re.findall(r'\("(rights-[a-z-]+)", "', SOURCES)
    )
    given |= {f"unread-{family}" for family in FAMILIES} | {f"personal-{kind}" for kind in ORDER}
    given |= {f"without-{field}" for field in FIELDS}
    given |= {f"dcat-{kind}-{duty}" for kind in ("catalogue", "dataset", "distribution") for duty in ("mandatory", "recommended")}
    assert given == set(table("findings"))


@pytest.mark.parametrize(
    ("lang", "none", "one", "many"),
    [
        ("en", "0 files hold no text.", "1 file holds no text.", "1,200 files hold no text."),
        ("fr", "0 fichier ne contient", "1 fichier ne contient", "1\u202f200 fichiers ne contiennent"),
        ("de", "0 Dateien enthalten", "1 Datei enthält", "1.200 Dateien enthalten"),
    ],
)
def test_numbers_and_plurals_are_those_of_the_language(lang: Lang, none: str, one: str, many: str) -> None:
    words = Words(lang)
    said = [words.what(Finding("unread-empty", "minor", "formats", count)) for count in (0, 1, 1200)]
    assert all(sentence.startswith(start) for sentence, start in zip(said, (none, one, many), strict=True))


def test_a_share_is_never_rounded_to_all_or_nothing() -> None:
    assert Words("en").share(1, 10_000) == "0.1%"
    assert Words("fr").share(9_999, 10_000) == "99,9\u202f%"
    assert Words("de").share(1, 1) == "100\u00a0%"


def test_the_language_is_the_terminals_where_the_report_speaks_it() -> None:
    assert language_of({"LANG": "de_AT.UTF-8"}) == "de"
    assert language_of({"LC_ALL": "fr_FR.UTF-8", "LANG": "de_AT.UTF-8"}) == "fr"
    assert language_of({"LANG": "sv_SE.UTF-8"}) == language_of({}) == "en"


def test_lost_pages_are_told_in_the_language_of_the_report() -> None:
    place = Place("a.pdf", note="3 of 20 pages (1, 2, 9) hold no text that can be read: Tesseract is not installed")
    assert Words("fr").note(place) == "3 pages sur 20 (1, 2, 9) sans texte lisible"
    assert Words("de").note(Place("a.pdf", note="0.62")) == "0,62"
