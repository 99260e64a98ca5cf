"""A browser on this machine (Debian's Chromium), pages to look at with it, and axe-core to judge them by."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from small_source import READ, SENTENCES, STAGES, Entry, World, entries

from moisson.connectors.npm_client import command
from moisson.view.frame import Frame
from moisson.view.guard import TOKEN
from moisson.view.routes import Site
from moisson.view.serve import Place, guarded, listening, server_of
from moisson.view.shelf import Shelf

AXE = "axe-core@4.14.1"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SECRET = "a-token-for-tests"
HOSTILE_ID = "<script>alert('id')</script>\"&'%?[x]"
HOSTILE_TITLE = "<img src=x onerror=\"document.title='owned'\"> & </title><script>alert('title')</script>"
HOSTILE_TEXT = (
    "<script>document.title='owned'</script> [un lien](javascript:alert(1)) ![une image](https://example.org/x.png)"
    " <style>body{display:none}</style> {{ 7 * 7 }} [ailleurs](https://example.org/) &lt;b&gt; tout texte reste du texte ici.\n\n"
    "| a | b |\n| --- | --- |\n| <b>un</b> | deux |"
)
LONG = " ".join(SENTENCES[18:24])
NEAR = f"{LONG} Pièce jointe."


def missing() -> str | None:
    """What tests lack to drive a browser; None where all is there."""
    if which("chromium") is None:
        return "needs Chromium (apt-get install chromium)"
    return None if find_spec("playwright") else "needs playwright, of the extra `test`"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a window; as root it runs without its sandbox."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def axe_in(folder: Path) -> Path:
    """axe-core's script, fetched by its name with the npm client; it judges pages in tests and is part of nothing else."""
    (folder / "package.json").write_text('{"private": true}\n')
    subprocess.run([*command(), "install", "--no-save", "--ignore-scripts", AXE], cwd=folder, check=True, capture_output=True)
    return folder / "node_modules" / "axe-core" / "axe.min.js"


def faults(page: Page, axe: Path) -> list[str]:
    """What axe-core finds amiss on a page, a line each."""
    page.evaluate(axe.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    assert len(found["passes"]) > 15  # it has looked
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]


def pages_hold(browser: Browser, axe: Path, paths: list[Path]) -> int:
    """How many files were looked at: none has a fault, is wider than a phone, runs anything, or asks for what is no file."""
    asked: list[str] = []
    context = browser.new_context(bypass_csp=True, viewport={"width": 320, "height": 640})  # axe-core is kept out otherwise
    tab = context.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    for path in paths:
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, path.name
        assert tab.evaluate("document.scripts.length + document.images.length") == 0, path.name
        assert not tab.title().startswith("owned"), path.name
        assert tab.locator('a[href^="javascript"]').count() == 0, path.name
        assert faults(tab, axe) == [], path.name
    assert all(url.startswith("file:") for url in asked)
    context.close()
    return len(paths)


@dataclass(frozen=True)
class Served:
    """Pages that are served, and how to reach them."""

    shelf: Shelf
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def link(self) -> str:
        return f"{self.base}/?{TOKEN}={SECRET}"

    def to(self, page: str, edition: str = "en") -> str:
        """The address of a page of the only release, or of the newest."""
        recipe, name = self.shelf.names()[-1]
        return f"{self.base}/{edition}/r/{recipe}/{name}/{page}"


@contextmanager
def serving(site: Frame) -> Iterator[int]:
    """The port at which a site's pages are served, from a thread."""
    with closing(listening(Place())) as listener:
        port: int = listener.getsockname()[1]
        server = server_of(guarded(site, Place(), port, SECRET))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def served(where: Path, state: Path, *, show_masked: bool = False) -> Iterator[Served]:
    """The pages of a release or a workspace."""
    with closing(Shelf(where, state, show_masked=show_masked)) as shelf, serving(Site(shelf)) as port:
        yield Served(shelf, port)


def access(page: Page, key: str) -> None:
    """Press an access key, Alt with a letter. Browsers act on the character, which playwright's own keys leave out with Alt."""
    page.wait_for_load_state()  # a page that still loads takes the focus back to the place that its address names
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    session = page.context.new_cdp_session(page)
    pressed = {"modifiers": 1, "key": key, "code": f"Key{key.upper()}", "windowsVirtualKeyCode": ord(key.upper())}
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **pressed})
    session.send("Input.dispatchKeyEvent", {"type": "char", "text": key, "unmodifiedText": key, **pressed})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})


@contextmanager
def opened(browser: Browser, at: Served, **how: Any) -> Iterator[Page]:
    """A page that has been let in, in a browser that knows nothing else; what it reports as an error fails the test."""
    context = browser.new_context(**how)
    said: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog: {dialog.message}"))
    page.goto(at.link)
    try:
        yield page
        assert said == []
    finally:
        context.close()


def make_looked_at(world: World) -> World:
    """A world with documents of every fate to be looked at: hostile, masked, short, unreadable, the same and nearly the same."""
    titled = READ.replace('"created", "publisher_version")', '"created", "publisher_version")').replace(
        'text = orjson.loads(content)["text"]', 'said = orjson.loads(content)\n    text = said["text"]'
    )
    titled = titled.replace(
        'Raw(entry["id"], {"text": entry["text"]}', 'Raw(entry["id"], {"text": entry["text"], "title": entry.get("title")}'
    )
    titled = titled.replace('Text(piece, "jsonl",', 'Text(piece, "jsonl", said.get("title"),')
    world.describe(read=titled)
    world.publish(
        [
            *(Entry(each.id, each.text, {**each.facts, "title": f"Article {each.id}"}) for each in entries(24)),
            Entry(HOSTILE_ID, HOSTILE_TEXT, {"title": HOSTILE_TITLE, "created": "2024-02-01"}),
            Entry("bad", "(illisible)"),
            Entry("short", "Néant."),
            Entry("twin", SENTENCES[3].upper(), {"created": "2019"}),
            Entry("long", LONG, {"created": "2021", "title": "Un long texte"}),
            Entry("near", NEAR, {"created": "2020"}),
            Entry("contact", f"{SENTENCES[24]} Écrire à direction@example.org ou au 01 53 45 67 89.", {"title": "Un contact"}),
            Entry("short-contact", "direction@example.org", {"title": "Écrire à direction@example.org"}),
        ]
    )
    stages = [*STAGES, {"use": "drop_near_duplicates", "threshold": 0.6}]
    world.build(recipe=world.recipe(stages), workers=1)
    return world
