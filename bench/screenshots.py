"""Pictures of every page of the viewer, to be looked at: wide, on a phone, in the dark, in French and German.

    python bench/screenshots.py build shots    # a workspace, and the folder that the pictures go to

Chromium must be installed; it is driven by playwright, of the extra `test`.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from shutil import which
from time import sleep
from typing import Any
from urllib.parse import quote, quote_plus

from playwright.sync_api import Browser, sync_playwright
from view import ids, viewing

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
MOST_HEIGHT = 2400  # pixels of a page that are kept


def pages(release: Path) -> dict[str, str]:
    """The name of each picture, and the page that it is of."""
    document, twin = ids(release)
    found = {
        "funnel": "funnel",
        "documents": "documents",
        "search": f"documents?q={quote_plus('congé paternité')}",
        "dropped": "documents?fate=dropped",
        "document": f"document?id={quote_plus(document)}",
        "document-raw": f"document?id={quote_plus(document)}&as=raw",
        "changes": f"changes?id={quote_plus(document)}",
        "duplicates": "duplicates",
        "rights": "rights",
        "privacy": "privacy",
        "sources": "sources",
        "judge": "judge",
        "sample": "judge?sample=dropped-rule-40-1",
        "judging": f"document?id={quote_plus(document)}&sample=kept-source-40-1",
        "none": "document?id=none",
    }
    if twin:
        found |= {"dropped-document": f"document?id={quote_plus(twin)}", "pair": f"pair?id={quote_plus(twin)}"}
    return found


def take(browser: Browser, link: str, release: Path, folder: Path, edition: str, suffix: str, **how: Any) -> None:
    """A picture of each page."""
    context = browser.new_context(**how)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(link)
    base = f"{link.partition('/?')[0]}/{edition}"
    named = {
        name: f"{base}/r/{quote(release.parent.name)}/{quote(release.name)}/{where}" for name, where in pages(release).items()
    }
    for name, where in {**named, "shelf": f"{base}/", "accessibility": f"{base}/accessibility"}.items():
        page.goto(where)
        height = min(page.evaluate("document.documentElement.scrollHeight"), MOST_HEIGHT)
        width = page.evaluate("innerWidth")
        page.screenshot(
            path=folder / f"{name}{suffix}.png", full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height}
        )
    context.close()


def main() -> None:
    """Take them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    if (chromium := which("chromium")) is None:
        sys.exit("Chromium is not installed: apt-get install chromium.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    release = max(asked.workspace.glob("releases/*/*/MANIFEST.json"), key=lambda path: path.stat().st_mtime).parent.resolve()
    with tempfile.TemporaryDirectory() as state, viewing(asked.workspace, Path(state)) as viewer, sync_playwright() as playwright:
        viewer.page(f"/en/r/{quote(release.parent.name)}/{quote(release.name)}/funnel")
        while not any(Path(state).glob("*.words.sqlite")):
            sleep(0.2)
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        kinds: list[tuple[str, str, dict[str, Any]]] = [
            ("en", "", {"viewport": WIDE}),
            ("fr", "-fr", {"viewport": WIDE}),
            ("de", "-phone", {"viewport": PHONE}),
            ("en", "-dark", {"viewport": WIDE, "color_scheme": "dark"}),
        ]
        for edition, suffix, how in kinds:
            take(browser, viewer.link, release, asked.folder, edition, suffix, **how)
        browser.close()


if __name__ == "__main__":
    main()
