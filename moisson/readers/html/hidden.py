"""Words on a page that are no part of its text: controls, copies of notes beside their marks, breaks of printed pages."""

import re

from moisson.readers.html.tags import BLOCKS, HEADINGS, LISTS
from moisson.readers.html.title import spaced
from moisson.readers.html.tree import Page

CONTROLS = frozenset(["a", "span", "b", "i", "em", "strong", "div", "p"])
LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
BREAK = 60  # characters of what marks the end of a printed page
LINES = BLOCKS | LISTS | {"a", "br"}
ENDS = re.compile(r"#(?:top|end|bottom|haut|bas|debut|fin|anfang|ende|inicio|inizio)", re.I)  # of a page
FEW = 5  # words of a control
NOTE = 20  # characters at least of a note beside its mark
PRESSED = ("onclick", "onClick", "onmousedown", "onMouseDown")  # in the spellings of pages
NOTHING = "template"  # a browser shows nothing of it


def take_out_hidden(page: Page, markup: str) -> None:
    """Take out what opens, closes or prints a part of the page, and the copy of a note that a mark shows."""
    tags, attributes = page.tags, page.attributes
    if any(map(markup.__contains__, PRESSED)):
        for i in {*page.having("onclick"), *page.having("onmousedown")}:
            words = page.texts[i] or ""
            prints = "print(" in attributes[i].get("onclick", "")
            alone = tags[i] in CONTROLS and page.ends[i] == i + 1
            if alone and words and (prints or not any(map(str.isalnum, words))):
                tags[i] = NOTHING
    links = [i for i, tag in enumerate(tags) if tag == "a"]
    if "javascript:" in markup or "toggle=" in markup:
        openers = [i for i in links if _opens(attributes[i]) and _is_control(page, i)]
        for i in openers:
            tags[i] = NOTHING
    jumps = [i for i in links if attributes[i].get("href", "").startswith("#")]
    if ENDS.search(markup):
        for i in _jumps(page, jumps):
            tags[i] = NOTHING
    if "pagebreak" in markup:
        breaks = [i for i, said in enumerate(attributes) if said and _is_break(said) and _ends_page(page, i)]
        for i in breaks:
            tags[i] = NOTHING
    inside = [(i, part) for i in jumps if len(attributes[i]["href"]) > 1 for part in page.children(i)]
    calls = [(i, part) for i, part in inside if len("".join(page.strings(part))) >= NOTE and len(_words(page, part)) >= NOTE]
    if calls:
        _take_out_doubled(page, calls)


def _take_out_doubled(page: Page, calls: list[tuple[int, int]]) -> None:
    """Take out the words beside a note's mark that the note repeats. A link that holds nothing else names a heading and stays."""
    places = {name: i for i, said in enumerate(page.attributes) if said for name in (said.get("id"), said.get("name")) if name}
    for call, part in calls:
        note = places.get(page.attributes[call]["href"][1:], 0)
        words = _words(page, part)
        if note and not note <= call < page.ends[note] and words != _words(page, call) and words in _words(page, note):
            page.tags[part] = NOTHING


def _opens(attributes: dict[str, str]) -> bool:
    toggles = (attributes.get("data-toggle"), attributes.get("data-bs-toggle"))
    return attributes.get("href", "").startswith("javascript:") or "modal" in toggles


def _is_break(attributes: dict[str, str]) -> bool:
    return "pagebreak" in attributes.get("class", "").split() or attributes.get("role") == "doc-pagebreak"


def _is_control(page: Page, i: int) -> bool:
    """Whether a link opens a window or loads another part: a few words alone on a line, or beside other links."""
    up, words, before, after = page.parents[i], _words(page, i), page.befores[i], page.after(i)
    if page.tags[up] in HEADINGS or len(words.split()) > FEW or any(map(str.isdigit, words)):
        return False
    text = (page.tails[before] if before else page.texts[up]) or ""
    around = {page.tags[part] for part in (before, after) if part}
    return around <= LINES and not f"{text}{page.tails[i] or ''}".strip()


def _jumps(page: Page, links: list[int]) -> list[int]:
    """Cells that hold only links, in tables where one of these leads to the top or the end of the page."""
    tables = {_table(page, i) for i in links if ENDS.fullmatch(page.attributes[i]["href"])}
    cells: list[int] = []
    for table in sorted(tables - {0}):
        for cell in range(table + 1, page.ends[table]):
            if page.tags[cell] not in ("td", "th"):
                continue
            inside = range(cell + 1, page.ends[cell])
            words = "".join(_words(page, j) for j in inside if page.tags[j] == "a")
            tabular = any(page.tags[j] == "table" for j in inside)
            if words and len(words.split()) <= FEW and not tabular and words == _words(page, cell):
                cells.append(cell)
    return cells


def _table(page: Page, i: int) -> int:
    """The innermost table around an element; 0 where it stands in none."""
    while i and page.tags[i] != "table":
        i = page.parents[i]
    return i


def _ends_page(page: Page, i: int) -> bool:
    """Whether it only says which page of the printed edition begins: `Reports 148 p. 369` at #page369."""
    words, place = _words(page, i), page.befores[i]
    number = LAST_NUMBER.search(words)
    if number is None or len(words) > BREAK:
        return False
    said = page.attributes[place] if place and page.tags[place] == "a" else {}
    named = said.get("name") or said.get("id") or ""
    return named.endswith(number[0]) or not any(map(str.isalpha, words))


def _words(page: Page, i: int) -> str:
    return spaced("".join(page.strings(i)))
