"""The report's two editions: each complete and all in its language, one shown at a time, with the same figures in both."""

import re
from copy import deepcopy
from itertools import pairwise
from typing import Any

import pytest
from lxml import html
from small_release import FACTS, packed, tally

from moisson.release.report.page import STYLE
from moisson.release.report.phrases import EDITIONS, Words, words_of
from moisson.release.report.report import edition, report

HEADINGS = ("h1", "h2", "h3")
CUT = {"documents": 3, "lines": 7}
TAKEN_OUT = {"looked_for": True, **CUT, "by_source": [{"source": "fr_dila_legi", **CUT}]}
ASKED = {"looked_for": True, "sets": [{"set": "juriexam", "part": "passage", "documents": 1, "items": 2}]}
ADDRESSES = {"hosts": 1, "documents": 3, "words": 98, "largest": [{"host": "legifrance.gouv.fr", "documents": 3, "words": 98}]}
GUESSED = [{"from": 0.9, "to": 0.99, "documents": 5, "words": 150}, {"from": None, "to": None, "documents": 1, "words": 12}]


def counted(name: str, *values: str | None) -> list[dict[str, Any]]:
    return [{name: value, "documents": 3, "words": 80} for value in values]


@pytest.fixture(scope="module")
def rich() -> dict[str, Any]:
    """Figures of the small release in which every chapter has something to tell."""
    found = tally().stats(FACTS)
    found["examples"][0] |= {"title": "The trial period", "language": "en", "excerpt": "It lets the employer assess."}
    found["stages"][1]["parameters"] = {"kinds": ["email", "phone"]}
    found |= {"boilerplate": TAKEN_OUT, "contamination": ASKED, "hosts": ADDRESSES, "language_scores": GUESSED}
    found |= {"kinds": counted("kind", "law", None), "formats": counted("format", "html"), "scripts": counted("script", "Latn")}
    return found | {"jurisdictions": counted("jurisdiction", "fr", "eu")}


@pytest.fixture(scope="module")
def tree(rich: dict[str, Any]) -> Any:
    return parse(report(packed(rich)))


def parse(text: str) -> Any:
    """The page as lxml reads HTML."""
    return html.document_fromstring(text)


def editions(tree: Any) -> list[Any]:
    return list(tree.xpath("//article[@class='edition']"))


def spoken(node: Any) -> str:
    """The language that a screen reader takes for an element."""
    return str(next(one.get("lang") for one in (node, *node.iterancestors()) if "lang" in one.attrib))


def pseudo(language: str) -> Words:
    """Words between brackets, so that what comes from no table stands out."""
    table = deepcopy(words_of(language)._table)

    def bracketed(section: dict[str, Any]) -> dict[str, Any]:
        return {
            name: {form: f"⟦{said}⟧" for form, said in entry.items()} if isinstance(entry, dict) else f"⟦{entry}⟧"
            for name, entry in section.items()
            if not isinstance(entry, list)
        }

    lists = {name: entry for name, entry in table["format"].items() if isinstance(entry, list)} | {
        "units": ["⟦kB⟧"] * 4,
        "months": ["⟦May⟧"] * 12,
        "thousands": ",",
        "decimal": ".",
    }
    made = {name: bracketed(section) for name, section in table.items()}
    made["format"] |= lists
    return Words(language, made)


def outside(said: str) -> str:
    """What stands in no brackets."""
    while "⟦" in said:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", "", said)
        assert shorter != said
        said = shorter
    return said


def own_words(node: Any) -> list[str]:
    """The text that an edition says in its own words: no code, and nothing that is marked as another's, whatever its language."""
    said = [node.text or ""]
    for child in node:
        theirs = child.tag == "code" or "lang" in child.attrib
        said += [*([] if theirs else own_words(child)), child.tail or ""]
    return said


@pytest.mark.parametrize("language", EDITIONS)
def test_every_word_is_from_the_table_of_the_edition_or_marked_as_anothers(rich: dict[str, Any], language: str) -> None:
    theirs = [source["title"] for source in rich["sources"]] + ["Code du travail", "legifrance.gouv.fr", "juriexam"]
    theirs += [source["name"] for source in rich["sources"]] + [stage["name"] for stage in rich["stages"]]
    theirs += ["too-short", "under-20-words", "duplicate:near", "empty", "json-malformed", "split", "extract"]
    theirs += ["(fr)", "(en)"]
    if language == "en":
        theirs += [part for stage in rich["stages"] for part in stage["doc"].split("`")[::2] if part.strip(" .")]
    names = re.compile("|".join(map(re.escape, sorted(theirs, key=len, reverse=True))))
    article = html.fragment_fromstring(f'<article lang="{language}">{edition(rich, pseudo(language))}</article>')
    said = "".join(own_words(article)) + "".join(article.xpath(".//@aria-label"))
    assert len(said) > 5_000
    left = names.sub("", outside(said))
    assert re.findall(r"[^\W\d_]{2,}", left) == []


def test_both_editions_have_the_same_elements_and_drawings(tree: Any) -> None:
    def shape(node: Any) -> list[tuple[str, ...]]:
        kept = ("class", "x", "y", "width", "height", "href", "role")
        return [
            (one.tag, *(one.get(name, "") for name in kept if not one.get(name, "").startswith("#")))
            for one in node.iter()
            if one.tag not in ("span", "code", "wbr", "strong") and not one.xpath("ancestor::p[@class='note']")
        ]

    english, french = map(shape, editions(tree))
    assert len(english) > 1_000
    assert english == french


def test_both_editions_have_the_same_figures(tree: Any) -> None:
    def figures(node: Any) -> list[str]:
        return [re.sub(r"\D", "", cell.text_content()) for cell in node.xpath(".//td[@class='number'] | .//strong")]

    english, french = map(figures, editions(tree))
    assert len(english) > 200
    assert english == french


def test_the_editions_write_figures_and_dates_their_own_way(rich: dict[str, Any]) -> None:
    changed = deepcopy(rich)
    changed["totals"]["words"] = 45_516
    english, french = (node.text_content() for node in editions(parse(report(packed(changed)))))
    assert "45,516" in english
    assert "45\u202f516" in french
    assert "27 March 2026" in english
    assert "27 mars 2026" in french
    assert "66.7%" in english
    assert "66,7\u00a0%" in french


def test_one_choice_between_languages_and_one_edition_of_each_are_on_the_page(tree: Any) -> None:
    assert [node.get("lang") for node in editions(tree)] == list(EDITIONS)
    buttons = tree.xpath("//fieldset//input[@type='radio'][@name='language']")
    assert [button.get("id") for button in buttons] == [f"show-{name}" for name in EDITIONS]
    for button, name in zip(buttons, EDITIONS, strict=True):
        assert button.getnext().get("for") == button.get("id")
        assert spoken(button.getnext()) == name
    rule = re.search(r"([^{}]*)\{ display: none; \}", STYLE.read_text(encoding="utf-8"))
    assert rule
    hidden = re.findall(r'body:has\(#show-(\w+):checked\) \.edition:not\(\[lang="(\w+)"\]\)', rule[1])
    assert hidden == [(name, name) for name in EDITIONS]


@pytest.mark.parametrize(("main", "first"), [("fr", "fr"), ("fr-CA", "fr"), ("en", "en"), ("de", "en"), (None, "en")])
def test_a_french_corpus_opens_in_french_and_any_other_in_english(rich: dict[str, Any], main: str | None, first: str) -> None:
    changed = deepcopy(rich)
    changed["languages"][0]["language"] = main
    page = parse(report(packed(changed)))
    assert page.get("lang") == first
    assert page.xpath("//input[@checked]/@id") == [f"show-{first}"]
    assert ("rapport" if first == "fr" else "report") in page.findtext(".//title")


def test_the_words_of_publishers_are_marked_with_their_language(tree: Any) -> None:
    french, english = "//article[@lang='fr']", "//article[@lang='en']"
    for node in (french, english):
        assert {spoken(one) for one in tree.xpath(f"{node}//*[text()='Code du travail']") if one.tag != "title"} == {"fr"}
        assert {spoken(one) for one in tree.xpath(f"{node}//h3//*[text()='The trial period']")} == {"en"}
        assert {spoken(one) for one in tree.xpath(f"{node}//h1/span")} == {"en"}
        assert {spoken(one) for one in tree.xpath(f"{node}//td//span[text()='line 1, column 12']")} == {"en"}
    assert set(tree.xpath("//blockquote/@lang")) == {"fr", "en"}


def test_a_stage_without_a_french_sentence_speaks_english_in_the_french_edition(rich: dict[str, Any]) -> None:
    changed = deepcopy(rich)
    changed["stages"][0] |= {"name": "their_stage", "doc": "Do what they do."}
    for step in changed["funnel"]:
        step["step"] = step["step"].replace("drop_short", "their_stage")
    page = parse(report(packed(changed)))
    (said,) = page.xpath("//article[@lang='fr']//*[text()='Do what they do.']")
    assert spoken(said) == "en"
    assert page.xpath("//article[@lang='fr']//p[contains(., 'Remplacer les adresses')]")


def test_headings_follow_each_other_without_a_gap(tree: Any) -> None:
    for node in editions(tree):
        levels = [HEADINGS.index(one.tag) for one in node.iter(*HEADINGS)]
        assert levels.count(0) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_say_what_they_are_and_can_be_scrolled_by_keyboard(tree: Any) -> None:
    tables = tree.xpath("//table")
    assert len(tables) > 40
    for table in tables:
        assert table.findtext("caption")
        assert all(head.get("scope") == "col" for head in table.xpath("./thead//th"))
        assert all(row[0].tag == "th" and row[0].get("scope") == "row" for row in table.xpath("./tbody/tr"))
        assert table.getparent().get("tabindex") == "0"
        assert table.getparent().get("aria-label") == table.findtext("caption")


def test_a_stacked_drawing_has_the_figures_of_each_colour_in_its_table(tree: Any) -> None:
    (table,) = tree.xpath("//section[@id='en-dates']//table")
    assert [cell.text_content() for cell in table.xpath("./thead//th")][1:4] == ["Documents", "fr_dila_legi", "fr_travail_fiches"]
    rows = {row[0].text: [cell.text for cell in row[1:4]] for row in table.xpath("./tbody/tr")}
    assert rows == {"2008": ["2", "2", "0"], "2017": ["1", "1", "0"], "2025": ["2", "0", "2"]}


def test_no_name_is_given_twice(tree: Any) -> None:
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))


@pytest.mark.parametrize("missing", ["boilerplate", "contamination", "hosts", "kinds", "formats", "language_scores"])
def test_a_release_of_an_older_kind_has_a_report(rich: dict[str, Any], missing: str) -> None:
    older = {name: value for name, value in rich.items() if name != missing}
    page = parse(report(packed(older)))
    assert page.xpath("//section[@id='fr-sources']")
    assert missing not in ("boilerplate", "contamination") or not page.xpath(f"//section[@id='fr-{missing}']")


def test_a_chapter_on_what_nobody_looked_for_says_so(rich: dict[str, Any]) -> None:
    changed = deepcopy(rich)
    changed["contamination"] = {"looked_for": False, "sets": []}
    changed["boilerplate"] = {"looked_for": False, "documents": 0, "lines": 0, "by_source": []}
    english = editions(parse(report(packed(changed))))[0].text_content()
    assert "No stage of this recipe compared the documents with evaluation sets." in english
    assert "No stage of this recipe takes out the notices" in english
