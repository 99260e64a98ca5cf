"""Pictures of every page of the viewer, to be looked at: wide, on a phone, in the dark, in French and German.

    python bench/screenshots.py build shots                         # a workspace, and the folder that the pictures go to
    python bench/screenshots.py build shots --model models/NAME     # with a model's pages

The readiness of files is that of this project's own guides.

Chromium must be installed; it is driven by playwright, of the extra `test`.
"""

import argparse
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from shutil import which
from time import sleep
from typing import Any
from urllib.parse import quote, quote_plus

import duckdb
from playwright.sync_api import Browser, sync_playwright
from view import REPOSITORY, ids, viewing

from moisson.workspace.storage import Workspace
from moisson.workspace.withdrawn_ids import suppression

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
MOST_HEIGHT = 2400  # pixels of a page that are kept


def pages(release: Path, workspace: Path) -> dict[str, str]:
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
        "citizen": "citizen",
        "none": "document?id=none",
    }
    if twin:
        found |= {"dropped-document": f"document?id={quote_plus(twin)}", "pair": f"pair?id={quote_plus(twin)}"}
    if kept := cluster(release):
        found["cluster"] = f"duplicates?id={quote_plus(kept)}"
    if withdrawn := [document.id for act in suppression(Workspace(workspace)).withdrawals for document in act.documents]:
        found["stub"] = f"document?id={quote_plus(withdrawn[0])}"
    return found


def cluster(release: Path) -> str | None:
    """A document for which others were dropped."""
    query = f"SELECT id FROM read_parquet('{release}/data/*/*.parquet') WHERE cluster_size > 2 ORDER BY id LIMIT 1"
    found: Any = duckdb.connect().execute(query).fetchone()
    return found[0] if found else None


def take(browser: Browser, link: str, named: Mapping[str, str], folder: Path, suffix: str, **how: Any) -> None:
    """A picture of each page, by its name; the pages are given without the host."""
    context = browser.new_context(**how)
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(link)
    for name, where in named.items():
        page.goto(f"{link.partition('/?')[0]}{where}")
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
    parser.add_argument("--model", type=Path)
    asked = parser.parse_args()
    if (chromium := which("chromium")) is None:
        sys.exit("Chromium is not installed: apt-get install chromium.")
    asked.folder.mkdir(parents=True, exist_ok=True)
    release = max(asked.workspace.glob("releases/*/*/MANIFEST.json"), key=lambda path: path.stat().st_mtime).parent.resolve()
    base = f"r/{quote(release.parent.name)}/{quote(release.name)}"
    of_release = {name: f"{base}/{where}" for name, where in pages(release, asked.workspace).items()}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shoot(browser, asked.workspace, asked.folder, {**of_release, "shelf": "", "accessibility": "accessibility"})
        shoot(browser, REPOSITORY / "docs" / "how-to", asked.folder, {"readiness": "readiness"})
        if asked.model:
            shoot(browser, asked.model, asked.folder, {"model": f"models/{quote(asked.model.name)}"})
        browser.close()


def shoot(browser: Browser, of: Path, folder: Path, named: Mapping[str, str]) -> None:
    """Serve something, and take its pages in every way."""
    kinds: list[tuple[str, str, dict[str, Any]]] = [
        ("en", "", {"viewport": WIDE}),
        ("fr", "-fr", {"viewport": WIDE}),
        ("de", "-phone", {"viewport": PHONE}),
        ("en", "-dark", {"viewport": WIDE, "color_scheme": "dark"}),
    ]
    with tempfile.TemporaryDirectory() as state, viewing(of, Path(state)) as viewer:
        if "funnel" in named:
            viewer.page(f"/en/{named['funnel']}")
            while not any(Path(state).glob("*.words.sqlite")):
                sleep(0.2)
        for edition, suffix, how in kinds:
            take(browser, viewer.link, {name: f"/{edition}/{where}" for name, where in named.items()}, folder, suffix, **how)


if __name__ == "__main__":
    main()
