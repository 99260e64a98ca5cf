"""One reader's way through the viewer, by the links that its pages give: from the funnel to files for a site."""

import csv
from pathlib import Path

from browser_here import access, opened, served
from command import call
from playwright.sync_api import Browser, expect
from small_source import NAME, SENTENCES, World

from moisson.corpus.judgements.record import read


def test_from_the_funnel_to_a_dropped_document_its_twin_a_search_a_judgement_and_an_export(
    browser: Browser, looked_at: World, tmp_path: Path
) -> None:
    with served(looked_at.root / "build", tmp_path / "state") as at, opened(browser, at, locale="en-GB") as page:
        at.shelf.open(*at.shelf.names()[0]).index.wait()
        page.locator('td.number a[href*="fate=dropped&stage=drop_near_duplicates"]').click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Documents dropped")
        page.get_by_role("link", name=f"{NAME}/near", exact=True).click()
        expect(page.locator(".why")).to_contain_text("Dropped for")
        page.get_by_role("link", name="Side by side").click()
        expect(page.locator("mark.shared").first).to_be_visible()
        page.get_by_role("link", name="Un long texte").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Un long texte")

        page.get_by_role("searchbox").fill("periode essai")
        page.get_by_role("searchbox").press("Enter")
        page.get_by_role("link", name="Article A08").click()
        expect(page.locator(".rendered")).to_contain_text(SENTENCES[8])

        page.locator("#who").fill("Anne")
        access(page, "g")
        expect(page.get_by_role("button", name="Good: it belongs")).to_have_attribute("aria-pressed", "true")
        (said,) = read(at.shelf.marks.path)
        assert (said.id, said.verdict, said.who) == (f"{NAME}/A08", "good", "Anne")

    done = call(looked_at, "view", "build", "--export", str(tmp_path / "site"), "--sample", "100")
    assert done.returncode == 0, done.stderr
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "site" / "index.html").as_uri())
    page.get_by_role("link").click()
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_role("link", name="Article A08").click()
    expect(page.locator(".rendered")).to_contain_text(SENTENCES[8])
    with (tmp_path / "site" / "documents.csv").open(encoding="utf-8", newline="") as file:
        assert f"{NAME}/A08" in {row["id"] for row in csv.DictReader(file)}
    assert "Anne" not in "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "site").rglob("*.html"))
    context.close()
