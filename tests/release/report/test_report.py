"""The report: one file that loads nothing, says the figures, and can be read without colours."""

import re
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree, html
from small_release import FACTS, packed, tally

from moisson.release.report.page import STYLE
from moisson.release.report.report import report
from moisson.release.report.svg import Column, Part, columns, every
from moisson.release.stats.stats import Tally

LOADING = ("src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "xlink:href")


def parse(text: str) -> Any:
    """The page as lxml reads HTML."""
    return html.document_fromstring(text)


def english(tree: Any) -> Any:
    """The edition in English."""
    return tree.xpath("//article[@lang='en']")[0]


@pytest.fixture(scope="module")
def stats() -> dict[str, Any]:
    return tally().stats(FACTS)


@pytest.fixture(scope="module")
def text(stats: dict[str, Any]) -> str:
    return report(packed(stats))


@pytest.fixture(scope="module")
def tree(text: str) -> Any:
    return parse(text)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    """The light and the dark palette of the style sheet."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE.read_text(encoding="utf-8"), flags=re.S)
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in blocks]


def test_every_element_is_closed_and_every_attribute_quoted(text: str) -> None:
    body = etree.fromstring(text[text.index("<body>") : text.index("</html>")])
    assert [len(edition.findall(".//section")) for edition in body.iter("article")] == [13, 13]


def test_nothing_is_loaded_from_anywhere(tree: Any, text: str) -> None:
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //embed | //base | //form | //*[local-name()='use']")
    for element in tree.iter():
        if isinstance(element.tag, str):
            assert not [name for name in element.attrib if name in LOADING or name.startswith("on")]
            assert "href" not in element.attrib or element.tag == "a"
    style = "".join(tree.xpath("//style/text()"))
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in text


def test_every_link_inside_the_page_leads_to_a_chapter(tree: Any) -> None:
    inside = [link[1:] for link in tree.xpath("//nav//a/@href")]
    assert inside == tree.xpath("//section/@id")
    assert len(set(inside)) == 26
    assert [link[1:] for link in tree.xpath("//a[contains(@class, 'skip')]/@href")] == [inside[0], inside[13]]


def test_no_number_is_missing(text: str) -> None:
    assert not re.search(r"\b(NaN|nan|None|inf|Infinity)\b", text)


def test_every_drawing_has_a_name_and_every_figure_its_numbers(tree: Any) -> None:
    drawings = tree.xpath("//svg[@role='img']")
    assert len(drawings) > 20
    assert all(drawing.xpath("./title/text()")[0].strip() for drawing in drawings)
    assert all(drawing.xpath("./desc/text()")[0].strip() for drawing in tree.xpath("//svg[@class='columns']"))
    assert all(figure.xpath("./details//table/caption") for figure in tree.xpath("//figure"))
    assert all(not drawing.xpath(".//title") for drawing in tree.xpath("//svg[@aria-hidden]"))


def test_the_figures_stand_in_the_report(tree: Any) -> None:
    said = " ".join(english(tree).text_content().split())
    assert "documents, of 10 found" in said
    assert "kept fr_travail_fiches/article100977" in said
    assert "For 4 of 6 documents (66.7%) nobody fetched the evidence" in said
    assert "1 group of two or more stands for 3 documents, of which 1 kept." in said
    steps = tree.xpath("//section[@id='en-funnel']//figure[1]//tbody/tr")
    assert [[cell.text_content() for cell in row][:3] for row in steps[:4]] == [
        ["found", "1", "10"],
        ["extracted", "1", "10"],
        ["drop_short", "2", "8"],
        ["mask_identifiers", "0", "8"],
    ]


def test_a_bar_is_as_long_as_its_share(tree: Any) -> None:
    bars = tree.xpath("//section[@id='en-rights']//figure[1]//svg[@class='bar']")
    assert [bar.xpath("./rect/@width") for bar in bars] == [["50%"], ["33.333%"], ["16.667%"]]


def test_what_publishers_write_cannot_become_markup(stats: dict[str, Any]) -> None:
    changed = deepcopy(stats)
    evil = "<script>alert(1)</script>\"'&"
    changed["recipe"]["title"] = changed["recipe"]["description"] = changed["sources"][0]["title"] = evil
    changed["sources"][0]["publisher"] = {"name": evil, "url": "javascript:alert(1)"}
    changed["examples"][0] |= {"title": evil, "excerpt": evil, "url": 'https://example.org/"><script>'}
    changed["ledger"][0]["examples"][0] = {"id": evil, "detail": evil}
    tree = parse(report(packed(changed)))
    assert not tree.xpath("//script")
    assert not tree.xpath("//a[starts-with(@href, 'javascript')]")
    assert [evil in title for title in tree.xpath("//h1/span/text()")] == [True, True]


def test_a_release_of_nothing_has_a_report(stats: dict[str, Any]) -> None:
    nothing = replace(FACTS, sources=[replace(source, found=0) for source in FACTS.sources], stages=[])
    tree = parse(report(packed(Tally().stats(nothing))))
    assert "0documents, of 0 found" in english(tree).text_content()
    assert tree.get("lang") == "en"


@pytest.mark.parametrize("palette", palettes())
def test_text_and_colours_can_be_told_from_the_paper(palette: dict[str, str]) -> None:
    for paper in (palette["paper"], palette["sheet"]):
        assert all(contrast(palette[name], paper) >= 4.5 for name in ("ink", "muted", "accent"))
        named = ("kept", "dropped", "quiet", *(f"c{i}" for i in range(1, 9)))
        assert {name: contrast(palette[name], paper) for name in named if contrast(palette[name], paper) < 3} == {}


def test_both_palettes_name_the_same_colours() -> None:
    light, dark = palettes()
    assert set(light) == set(dark)


def test_labels_are_spaced_to_fit() -> None:
    assert every(list(range(1951, 2027))) == 10
    assert every(list(range(2015, 2027))) == 1
    assert every([]) == 1


def test_a_histogram_names_its_ticks_as_it_is_told() -> None:
    drawing = columns([Column("1", "one", [Part(2_000, "c1", "")])], "t", "d", lambda tick: f"<{tick}>")
    assert "&lt;2000&gt;</text>" in drawing
