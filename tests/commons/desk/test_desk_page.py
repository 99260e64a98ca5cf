"""The desk's form in a real browser: WCAG, a phone's width, and what it writes into a mail."""

from pathlib import Path
from urllib.parse import unquote

import pytest
from browser_here import pages_hold
from playwright.sync_api import Browser
from small_desk import BODY, make_desk

from moisson.commons.desk.form import asked_in
from moisson.commons.desk.grounds import LANGUAGES
from moisson.commons.desk.page import write_pages
from moisson.commons.desk.settings import put
from moisson.commons.desk.words import WORDS

HOSTILE = "</title><script>document.title='owned'</script> & \"x' <b>"


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Path]:
    small = make_desk(tmp_path)
    with small.as_member() as work:
        put(work.connection, {**BODY, "body": HOSTILE})
        return dict(zip(LANGUAGES, write_pages(work.connection, tmp_path / "ask"), strict=True))


@pytest.mark.long
@pytest.mark.network
def test_the_form_holds_to_wcag_and_to_a_phones_width_and_runs_nothing(
    browser: Browser, axe: Path, pages: dict[str, Path]
) -> None:
    assert pages_hold(browser, axe, list(pages.values())) == 3


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_by_keyboard_alone_is_what_the_desk_reads(
    browser: Browser, pages: dict[str, Path], language: str
) -> None:
    words = WORDS[language]["page"]
    tab = browser.new_page(viewport={"width": 320, "height": 640})
    tab.goto(pages[language].as_uri())
    assert unquote(tab.locator("form").get_attribute("action") or "").startswith(f"mailto:{BODY['mail']}?subject=")
    tab.get_by_label(words["kind"]).focus()
    tab.keyboard.press("ArrowDown")  # from access to rectification
    for name, said in (("address", "https://texts.example/1"), ("id", "fr_essai/7"), ("passage", "trois mots copiés")):
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.labels[0].textContent") == words[name]
        tab.keyboard.type(said)
    data = tab.evaluate("[...new FormData(document.querySelector('form'))].map(each => each.join('=')).join('\\r\\n')")
    asked = asked_in(data)
    assert (asked.kind, asked.language) == ("rectification", language)
    assert dict(asked.named) == {"address": "https://texts.example/1", "id": "fr_essai/7", "passage": "trois mots copiés"}
    tab.close()
