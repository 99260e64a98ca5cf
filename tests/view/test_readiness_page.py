"""A folder of files in the browser: how ready they are for AI, as `moisson check` says it, in three languages and as files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_here import SECRET, faults, serving
from command import answer, call, sentence
from playwright.sync_api import Browser, Page, expect
from small_source import World
from test_command_view import fetched, viewing
from town import FILES, VALUES, town

from moisson.view.files import FilesSite
from moisson.view.guard import TOKEN
from moisson.view.shelf import is_files
from moisson.view.words import EDITIONS

HOSTILE = "<img src=x onerror=alert(1)>.txt"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = World(tmp_path_factory.mktemp("files"))
    (town(world.root / "mairie") / HOSTILE).write_text("## Une rubrique\n\nÉcrire à claire.dumontier@gmail.com avant lundi.")
    return world


@pytest.fixture(scope="module")
def port(world: World) -> Iterator[int]:
    with serving(FilesSite.reading(world.root / "mairie", None, None)) as port:
        yield port


@pytest.fixture
def page(browser: Browser, port: int) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/?{TOKEN}={SECRET}")
    yield page
    context.close()


def test_the_page_says_what_check_says(page: Page, world: World) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("AI-readiness of mairie")
    said = answer(call(world, "check", "mairie", "--json", "--lang", "en"))["readiness"]
    expect(page.locator(".answer")).to_have_text(said["says"])
    shown = [each.casefold() for each in page.locator(".findings > li h3").all_inner_texts()]
    assert shown == [each["what"].replace("`", "").casefold() for each in said["findings"]]
    for each in said["findings"]:
        expect(page.locator(".findings > li").filter(has_text=each["do"].split("`")[0].strip()).first).to_be_attached()
    files = page.locator("#files tbody th").all_inner_texts()
    assert {*files} <= {*FILES, HOSTILE}
    assert {"lettre.docx", "protege.odt", HOSTILE} <= {*files}
    assert [value for value in VALUES if value in page.content()] == []
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KI-Reife von mairie")


def test_words_of_documents_say_that_their_language_is_another(page: Page) -> None:
    words = page.locator("td").filter(has_text="Écrire à").locator("span").first
    expect(words).to_have_attribute("lang", "")
    expect(words.locator("mark")).to_have_attribute("lang", "en")


@pytest.mark.network
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("edition", EDITIONS)
def test_axe_core_finds_nothing_amiss(browser: Browser, port: int, axe: Path, edition: str, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/?{TOKEN}={SECRET}")
    page.goto(f"http://127.0.0.1:{port}/{edition}/readiness")
    for each in page.locator("details:not([open]) > summary").all():
        each.click()
    assert faults(page, axe) == []
    context.close()


@pytest.mark.parametrize("width", [320, 640])
def test_it_does_not_scroll_sideways(browser: Browser, port: int, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 640})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{port}/?{TOKEN}={SECRET}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_it_is_written_as_files_that_work_from_the_disk(browser: Browser, world: World) -> None:
    done = call(world, "view", "mairie", "--export", "site")
    assert done.returncode == 0, done.stderr
    assert "6 pages" in done.stdout
    context = browser.new_context()
    page = context.new_page()
    page.goto((world.root / "site" / "index.html").as_uri())
    page.get_by_role("link").click()
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("mairie : prêt pour l’IA ?")
    page.get_by_role("link", name="Accessibilité").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibilité")
    for path in (world.root / "site").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert [value for value in VALUES if value in text] == [], path
        assert "<form" not in text
    context.close()


def test_the_command_opens_files_and_what_is_no_files_is_told(world: World, looked_at: World) -> None:
    with viewing(world, "mairie/decision.txt") as link:
        cookie = fetched(link, f"/?{link.partition('?')[2]}")[2].partition(";")[0]
        assert "AI-readiness of decision.txt" in fetched(link, "/en/readiness", cookie)[1]
    assert "moisson check mairie --reveal" in sentence(call(world, "view", "mairie", "--show-masked"), 2)
    assert "is no release" in sentence(call(looked_at, "view", "build/releases"), 2)
    assert not any(map(is_files, (looked_at.root / "build", looked_at.root / "build/releases/essai/latest")))
