"""The pages as files: every link leads to a file, a private release is not written, a withdrawn document is nowhere."""

import csv
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from browser_here import faults
from command import call, sentence
from playwright.sync_api import Browser, expect
from small_source import NAME, SENTENCES, World

from moisson.contracts.errors import UserError
from moisson.view.export import export
from moisson.view.words import EDITIONS


@pytest.fixture(scope="module")
def site(looked_at: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("export") / "site"
    done = call(looked_at, "view", "build/releases/essai/latest", "--export", str(folder), "--sample", "9")
    assert done.returncode == 0, done.stderr
    assert f"{len(list(folder.glob('*/*.html')))} pages" in done.stdout
    yield folder


def test_every_link_leads_to_a_file_and_nothing_leads_out_unseen(site: Path) -> None:
    pages = sorted(site.glob("*/*.html"))
    for edition in EDITIONS:
        assert len(list((site / edition).glob("document-*.html"))) == 9
        for page in ("funnel", "documents", "duplicates", "rights", "privacy", "sources", "accessibility", "citizen"):
            assert (site / edition / f"{page}.html").is_file(), page
    for path in [site / "index.html", *pages]:
        text = path.read_text(encoding="utf-8")
        for href in map(unescape, re.findall(r'href="([^"]*)"', text)):
            if not href.startswith(("https://", "http://", "#")):
                assert (path.parent / href.partition("#")[0]).is_file(), (path.name, href)
        assert "<form" not in text
        assert "127.0.0.1" not in text
        assert str(site) not in text


def test_all_documents_are_listed_without_formulas(site: Path, looked_at: World) -> None:
    with (site / "documents.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {f"{NAME}/A05", f"{NAME}/long"} <= {row["id"] for row in rows}
    assert all(row["license"] == "etalab-2.0" for row in rows)
    assert f"{NAME}/twin" not in {row["id"] for row in rows}


@pytest.mark.network
def test_the_files_work_in_a_browser_from_the_disk(browser: Browser, site: Path, axe: Path) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("From found to kept")
    page.get_by_role("link", name="Deutsch").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vom Gefundenen zum Behaltenen")
    page.get_by_role("link", name="Ist mein Text dabei?").click()
    expect(page.get_by_role("heading", name="Wie widerspreche ich?")).to_be_visible()
    page.get_by_role("link", name="Dokumente", exact=True).click()
    page.locator(".documents a").first.click()
    expect(page.locator(".rendered")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"  # the style sheet is there
    for path in sorted((site / "fr").glob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path.name
    context.close()
    context = browser.new_context(bypass_csp=True)  # the pages' own policy would keep axe-core out
    page = context.new_page()
    for name in ("documents", "citizen", "funnel"):
        page.goto((site / "en" / f"{name}.html").as_uri())
        assert faults(page, axe) == [], name
    context.close()


def test_what_must_not_be_published_is_not_written(world_copy: World, tmp_path: Path) -> None:
    world_copy.build("private", recipe=world_copy.recipe(({"use": "normalize_text"},)), workers=1)
    with pytest.raises(UserError, match="is a private release, which must not be published"):
        export(world_copy.root / "private", tmp_path / "site", sample=5)
    assert not (tmp_path / "site").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").touch()
    said = sentence(call(world_copy, "view", "build", "--export", str(tmp_path / "full")), 2)
    assert "the folder holds something" in said


def test_a_withdrawn_document_is_in_no_file(world_copy: World, tmp_path: Path) -> None:
    words = ("--reason", "a request", "--authority", "the publisher", "--date", "2026-11-25")
    assert call(world_copy, "withdraw", f"{NAME}/A05", *words).returncode == 0
    export(world_copy.root / "build", tmp_path / "site", sample=100)
    for path in (each for each in (tmp_path / "site").rglob("*") if each.is_file()):
        text = path.read_text(encoding="utf-8")
        assert f"{NAME}/A05" not in text, path
        assert SENTENCES[5] not in text, path
