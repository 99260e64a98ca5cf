"""The pages in a real browser: from the funnel to a dropped document and its twin, a search, hostile texts, accessibility."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import orjson
import pytest
from browser_here import HOSTILE_ID, HOSTILE_TITLE, SECRET, Served, faults, opened, served
from command import call
from playwright.sync_api import Browser, Page, expect
from small_source import NAME, SENTENCES, World

from moisson.view.words import EDITIONS


@pytest.fixture(scope="module")
def workspace(looked_at: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(looked_at.root / "build", tmp_path_factory.mktemp("state")) as at:
        at.shelf.open(*at.shelf.names()[0]).index.wait()
        yield at


@pytest.fixture
def page(browser: Browser, workspace: Served) -> Iterator[Page]:
    with opened(browser, workspace, locale="en-GB") as page:
        yield page


def of(id: str, **more: str) -> str:
    return "?" + urlencode({"id": f"{NAME}/{id}", **more})


PAGES = (
    "funnel",
    "documents",
    "documents?q=contrat",
    "documents?fate=dropped",
    "documents?fate=left&step=drop_short",
    "document" + of("A03"),
    "document" + of("A03", **{"as": "raw"}),
    "document" + of(HOSTILE_ID),
    "document" + of("twin"),
    "document" + of("bad"),
    "pair" + of("near"),
    "pair" + of("twin"),
    "changes" + of("contact"),
    "duplicates",
    "duplicates" + of("A03"),
    "rights",
    "privacy",
    "sources",
    "document" + of("none-such"),
)


def test_from_the_funnel_to_a_dropped_document_and_its_twin(page: Page) -> None:
    assert page.title().startswith("From found to kept")
    page.get_by_role("link", name="the same words as a document kept", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents dropped")
    page.get_by_role("link", name=f"{NAME}/twin", exact=True).click()
    expect(page.get_by_role("heading", name="What stayed in its place")).to_be_visible()
    expect(page.locator("main")).to_contain_text(SENTENCES[3].upper())  # the workspace has its text
    with page.expect_navigation():
        page.get_by_role("link", name="Side by side").click()
    marked = page.locator("mark.shared").all_inner_texts()
    assert [each.casefold() for each in marked] == [SENTENCES[3].rstrip(".").casefold()] * 2
    page.get_by_role("link", name="Article A03").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Article A03")
    expect(page.get_by_role("heading", name="It stands for 1 duplicate")).to_be_visible()


def test_every_number_of_the_funnel_is_that_of_the_list_it_leads_to(page: Page) -> None:
    table = page.locator("table").first
    links = [
        (re.sub(r"\D", "", link.inner_text().split()[0]), link.get_attribute("href") or "")
        for link in table.locator("td.number a").all()
    ]
    assert len(links) > 10
    for number, where in links:
        page.goto(f"{page.url.split('/en/')[0]}{where}")
        assert page.locator(".over p").inner_text().split()[0] == number, where


def test_words_passages_and_ids_are_found(page: Page) -> None:
    def found(words: str) -> list[str]:
        page.get_by_role("searchbox").fill(words)
        with page.expect_navigation():
            page.get_by_role("searchbox").press("Enter")
        return page.locator(".documents h2").all_inner_texts()

    assert found("periode essai") == ["Article A08"]  # neither accents nor order matter
    assert [each.casefold() for each in page.locator("mark.sought").all_inner_texts()] == ["période", "essai"]
    assert found('"essai période"') == []
    assert found('"période d\'essai"') == ["Article A08"]
    assert found('NEAR( OR "* AND') == []
    assert found(f"{NAME}/A05") == []
    page.get_by_role("link", name=f"{NAME}/A05", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Article A05")


def test_the_list_is_narrowed_by_facets_that_stand_in_the_address(page: Page, workspace: Served) -> None:
    page.goto(workspace.to("documents?fate=dropped"))
    with page.expect_navigation():
        page.get_by_role("link", name="fewer words than asked (too-short)").click()
    assert "reason=too-short" in page.url
    expect(page.locator(".documents > li")).to_have_count(2)
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("^Take away")).click()
    assert "reason" not in page.url


def test_a_hostile_document_is_nothing_but_text(page: Page, workspace: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in (
        "documents",
        "document" + of(HOSTILE_ID),
        "document" + of(HOSTILE_ID, **{"as": "raw"}),
        "changes" + of(HOSTILE_ID),
    ):
        page.goto(workspace.to(address))
        assert page.evaluate("document.scripts.length") == 0
        assert page.evaluate("document.images.length") == 0
        assert "owned" not in page.title() or HOSTILE_TITLE in page.title()
        expect(page.get_by_text(HOSTILE_TITLE, exact=True).first).to_be_visible()
        assert page.locator('a[href^="javascript"]').count() == 0
    page.goto(workspace.to("document" + of(HOSTILE_ID)))
    expect(page.locator(".rendered")).to_contain_text("<script>document.title='owned'</script>")
    expect(page.locator(".rendered")).to_contain_text("{{ 7 * 7 }}")
    assert {url.split("/")[2] for url in asked} == {f"127.0.0.1:{workspace.port}"}


def test_what_was_masked_is_shown_nowhere_but_where_it_was_asked_for(
    browser: Browser, page: Page, workspace: Served, looked_at: World, tmp_path: Path
) -> None:
    for address in (*PAGES, "document" + of("contact"), "document" + of("short-contact"), "changes" + of("short-contact")):
        page.goto(workspace.to(address))
        assert "direction@example.org" not in page.content(), address
    expect(page.locator("ins, del")).to_have_count(0)
    with served(looked_at.root / "build", tmp_path, show_masked=True) as at, opened(browser, at, locale="en") as open_page:
        open_page.goto(at.to("changes" + of("contact")))
        expect(open_page.locator("del").filter(has_text="direction")).not_to_have_count(0)
        expect(open_page.locator("ins").filter(has_text="EMAIL")).not_to_have_count(0)


def test_dropped_documents_are_listed_by_their_titles_masked_as_the_release_masks(
    browser: Browser, page: Page, workspace: Served, looked_at: World, tmp_path: Path
) -> None:
    where = "documents?fate=dropped&reason=too-short"
    page.goto(workspace.to(where))
    title = page.get_by_role("link", name="Écrire à [EMAIL_1]")
    expect(title.locator("span")).to_have_attribute("lang", "fr")
    expect(page.locator(".documents > li").filter(has=title)).to_contain_text(f"{NAME}/short-contact")
    page.goto(workspace.to("judge?sample=dropped-rule-40-1"))
    expect(page.get_by_role("link", name="Écrire à [EMAIL_1]")).to_be_visible()
    with served(looked_at.root / "build/releases/essai/latest", tmp_path) as at, opened(browser, at) as alone:
        alone.goto(at.to(where))
        expect(alone.get_by_role("link", name=f"{NAME}/short-contact")).to_be_visible()
        assert "Écrire" not in alone.content()


def test_titles_that_cannot_be_masked_as_they_were_are_not_shown(browser: Browser, world_copy: World, tmp_path: Path) -> None:
    stats = next(world_copy.root.glob("build/releases/essai/1-*/stats.json"))
    said = orjson.loads(stats.read_bytes())
    next(stage for stage in said["stages"] if stage["name"] == "mask_identifiers")["version"] += 1
    stats.write_bytes(orjson.dumps(said))
    with served(world_copy.root / "build", tmp_path) as at, opened(browser, at) as page:
        page.goto(at.to("documents?fate=dropped&reason=too-short"))
        expect(page.get_by_role("link", name=f"{NAME}/short-contact")).to_be_visible()
        assert "Écrire" not in page.content()


def test_a_release_alone_says_what_only_a_workspace_knows(browser: Browser, looked_at: World, tmp_path: Path) -> None:
    with served(looked_at.root / "build/releases/essai/latest", tmp_path) as at, opened(browser, at, locale="fr") as page:
        page.goto(at.to("document" + of("twin"), "fr"))
        expect(page.get_by_text("Ouvrez l’espace de travail")).to_be_visible()
        page.goto(at.to("changes" + of("A03"), "fr"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")


def test_a_withdrawn_document_is_a_stub_at_once(browser: Browser, looked_at: World, world_copy: World, tmp_path: Path) -> None:
    build = world_copy.root / "build"
    with served(build, tmp_path) as at, opened(browser, at, locale="en") as page:
        at.shelf.open(*at.shelf.names()[0]).index.wait()
        page.goto(at.to("document" + of("A05")))
        expect(page.locator(".rendered")).to_contain_text(SENTENCES[5])
        words = ("--reason", "a request", "--authority", "the publisher", "--date", "2026-11-25")
        done = call(world_copy, "withdraw", f"{NAME}/A05", f"{NAME}/short-contact", f"{NAME}/twin", *words)
        assert done.returncode == 0, done.stderr
        for address in ("documents?fate=dropped&reason=too-short", "duplicates" + of("A03"), "judge?sample=dropped-rule-40-1"):
            page.goto(at.to(address))
            assert "Écrire" not in page.content(), address
            assert f"{NAME}/twin" not in page.content(), address
        for address in ("document" + of("A05"), "pair" + of("A05"), "changes" + of("A05"), "documents?q=forme+normale"):
            page.goto(at.to(address))
            assert SENTENCES[5] not in page.content(), address
            assert "Article A05" not in page.content(), address
            expect(page.get_by_text("A document that was withdrawn").first).to_be_visible()


@pytest.mark.network
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_is_free_of_what_axe_core_finds(page: Page, workspace: Served, axe: Path, edition: str) -> None:
    found = {}
    for address in (*PAGES, "../../../accessibility"):
        page.goto(workspace.to(address, edition))
        assert page.locator("html").get_attribute("lang") == edition
        if said := faults(page, axe):
            found[address] = said
    assert found == {}


@pytest.mark.network
def test_the_dark_pages_have_contrast_too(browser: Browser, workspace: Served, axe: Path) -> None:
    with opened(browser, workspace, color_scheme="dark") as page:
        for address in PAGES:
            page.goto(workspace.to(address))
            assert faults(page, axe) == [], address


@pytest.mark.parametrize("edition", EDITIONS)
def test_no_page_scrolls_sideways_on_a_phone_or_at_two_hundred_per_cent(
    browser: Browser, workspace: Served, edition: str
) -> None:
    for width in (320, 640):  # WCAG 1.4.10; and a window of 1280 at 200%
        with opened(browser, workspace, viewport={"width": width, "height": 640}) as page:
            for address in PAGES:
                page.goto(workspace.to(address, edition))
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, (address, wide)


def test_text_may_be_spaced_as_its_reader_wants(browser: Browser, workspace: Served) -> None:
    """WCAG 1.4.12: with these distances nothing is cut off, and no page scrolls sideways."""
    spaced = """() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
            p { margin-bottom: 2em !important }`);
        document.adoptedStyleSheets = [sheet];
        const cut = e => getComputedStyle(e).overflowX === "hidden" && !e.closest(".unseen, svg, caption")
            && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
        return [...document.querySelectorAll("main *, header *")].filter(cut).map(e => e.outerHTML.slice(0, 120)) }"""
    for width in (320, 1280):
        with opened(browser, workspace, viewport={"width": width, "height": 640}) as page:
            for address in PAGES:
                page.goto(workspace.to(address))
                assert page.evaluate(spaced) == [], address
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_everything_is_reached_by_keyboard_and_focus_is_seen(page: Page, workspace: Served) -> None:
    page.goto(workspace.to("documents"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.goto(workspace.to("documents"))
    links = page.locator("a:visible, button:visible, input:visible, summary:visible").count()
    reached = set()
    for _ in range(links + 2):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);"
            " const seen = s.outlineStyle !== 'none' && r.bottom > 0 && r.top < innerHeight;"
            " return [e.tagName, e.outerHTML.slice(0, 200) + r.top, seen] }"
        )
        if here[0] != "BODY":
            assert here[2], here
            reached.add(here[1])
    assert len(reached) >= links - 1


def test_each_language_keeps_the_page(page: Page, workspace: Served) -> None:
    page.goto(workspace.to("documents?fate=dropped&reason=too-short"))
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Verworfene Dokumente")
    assert page.url.endswith("fate=dropped&reason=too-short")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Documents écartés")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_every_word_of_the_documents_says_its_language_on_an_english_page(page: Page, workspace: Served) -> None:
    """The documents are French: what is read aloud in English of them would be noise."""
    said = r"""() => {
        const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
        for (let each; (each = walk.nextNode()); )
            if (/Article A\d|contrat|salarié|préavis|Un long texte/i.test(each.textContent)
                && !each.parentElement.closest("code, option, .chosen"))
                found.push([each.textContent.slice(0, 60), each.parentElement.closest("[lang]").lang]);
        return found }"""
    found = []
    for address in (
        "documents",
        "documents?q=contrat",
        "document" + of("A03"),
        "duplicates",
        "changes" + of("A03"),
        "pair" + of("near"),
    ):
        page.goto(workspace.to(address))
        found += page.evaluate(said)
    assert len(found) > 40
    assert [each for each in found if each[1] not in ("fr", "")] == []


def test_every_bar_stands_in_a_table_beside_its_number(page: Page, workspace: Served) -> None:
    said = """() => [...document.querySelectorAll("svg.bar")].map(bar => [bar.getAttribute("aria-hidden"),
        bar.closest("table").caption.textContent, bar.closest("tr").querySelector("td.number").textContent])"""
    bars = 0
    for address in ("funnel", "rights", "privacy", "sources", "duplicates"):
        page.goto(workspace.to(address))
        for hidden, caption, number in page.evaluate(said):
            assert hidden == "true", address
            assert caption.strip(), address
            assert re.search(r"\d", number), address
            bars += 1
    assert bars > 10


def test_without_scripts_every_page_is_the_same(browser: Browser, page: Page, workspace: Served) -> None:
    with opened(browser, workspace, java_script_enabled=False, locale="en-GB") as bare:
        for address in ("funnel", "documents?q=contrat", "document" + of("A03"), "judge"):
            page.goto(workspace.to(address))
            bare.goto(workspace.to(address))
            assert bare.content() == page.content(), address


def test_foreign_texts_say_their_language(page: Page, workspace: Served) -> None:
    page.goto(workspace.to("document" + of("A05")))
    assert page.locator(".rendered").get_attribute("lang") == "fr"
    assert page.get_by_role("heading", level=1).get_attribute("lang") == "fr"


def test_every_link_leads_somewhere(page: Page, workspace: Served) -> None:
    seen, waiting, base = set[str](), [workspace.to("funnel")], workspace.base
    while waiting and len(seen) < 150:
        if (url := waiting.pop(0)) in seen:
            continue
        seen.add(url)
        answer = page.request.get(url)
        assert answer.status == 200, url
        for where in re.findall(r'href="(/[^"]*)"', answer.text()):
            waiting.append(base + where.replace("&amp;", "&").replace("&#39;", "'").replace("&#34;", '"'))
    assert len(seen) > 100


def test_without_the_token_nothing_is_shown(browser: Browser, workspace: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    answer = page.goto(workspace.to("funnel"))
    assert answer is not None
    assert answer.status == 403
    page.goto(workspace.link)
    (cookie,) = context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["value"]) == (True, "Strict", SECRET)
    assert SECRET not in page.url
    context.close()
