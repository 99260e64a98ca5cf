"""Readers judge documents and masks in a real browser, by keyboard and by samples; what they said is a file that audit reads."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from browser_here import SECRET, Served, access, faults, opened, served
from command import answer, call
from playwright.sync_api import Browser, Page, expect
from small_source import NAME, World

from moisson.corpus.judgements.record import Judgement, read
from moisson.view.look import Look, release_of
from moisson.view.sample import Sample, draw, shared_out
from moisson.view.words import EDITIONS

ALL = "dropped-rule-40-1"


@pytest.fixture
def workspace(looked_at: World, tmp_path: Path) -> Iterator[Served]:
    with served(looked_at.root / "build", tmp_path / "state") as at:
        yield at


@pytest.fixture
def page(browser: Browser, workspace: Served) -> Iterator[Page]:
    with opened(browser, workspace, locale="en-GB") as page:
        yield page


def marks(at: Served) -> list[Judgement]:
    return read(at.shelf.marks.path)


def of(id: str, sample: str = "") -> str:
    return "?" + urlencode({"id": f"{NAME}/{id}", "sample": sample})


def test_a_reader_judges_a_sample_by_keyboard_alone(page: Page, workspace: Served, looked_at: World) -> None:
    page.get_by_role("link", name="Judging").press("Enter")
    expect(page.get_by_label("Of", exact=True)).to_have_value("dropped-rule")
    page.get_by_label("Number of the draw").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sample: documents dropped, as many by each rule")
    whole = page.locator(".documents > li").count()
    access(page, "n")
    expect(page.get_by_text(f"Document 1 of {whole}")).to_be_visible()
    access(page, "y")
    expect(page.locator("#why")).to_be_focused()  # access keys go to the browser by another way than what is typed
    page.keyboard.type("a menu")
    page.keyboard.press("Tab")
    page.keyboard.type("Anne  L.")
    expect(page.locator("#who")).to_have_value("Anne  L.")
    access(page, "b")
    expect(page.get_by_text(f"Document 2 of {whole}")).to_be_visible()
    expect(page.get_by_role("link", name=f"1 of {whole} judged")).to_be_visible()
    assert page.evaluate("document.cookie") == ""  # no script can read who one is
    access(page, "g")
    expect(page.get_by_text(f"Document 3 of {whole}")).to_be_visible()
    access(page, "p")
    expect(page.get_by_role("button", name="Good: it should have been kept")).to_have_attribute("aria-pressed", "true")
    access(page, "x")
    expect(page.get_by_role("button", name="Take back")).to_have_count(0)
    for done in range(2, whole + 1):
        access(page, "b")
        expect(page.get_by_text(re.compile(f"^{done} of {whole} judged"))).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("You have judged all of them.")
    said = marks(workspace)
    first = said[0]
    assert (first.verdict, first.why, first.who, first.fate, first.about) == ("bad", "a menu", "Anne L.", "dropped", "document")
    assert first.rule is not None
    assert first.version
    assert first.sample is not None
    assert (first.sample.by, first.sample.size, first.sample.weight) == ("rule", 40, 1.0)
    assert [each.verdict for each in said[:3]] == ["bad", "good", None]
    found = answer(call(looked_at, "audit", "--judgements", str(workspace.shelf.marks.path), "--json"))
    assert sum(each["right"] for each in found["rules"]) == whole
    assert {each["name"] for each in found["rules"]} >= {"too-short", "duplicate:exact", "extract:unreadable"}


def test_a_duplicate_is_judged_beside_what_stayed_in_its_place(page: Page, workspace: Served) -> None:
    page.goto(workspace.to(f"judge?sample={ALL}"))
    page.get_by_role("link", name=f"{NAME}/twin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Side by side")
    expect(page.locator("mark.shared")).to_have_count(2)
    expect(page.get_by_role("heading", name="Should this document have been kept?")).to_be_visible()


def test_a_kept_document_is_judged_without_a_sample_and_stays_in_sight(page: Page, workspace: Served) -> None:
    page.goto(workspace.to("document" + of("A05")))
    page.locator("#who").fill("Anne")
    page.get_by_role("button", name="Good: it belongs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Article A05")
    expect(page.get_by_role("button", name="Good: it belongs")).to_have_attribute("aria-pressed", "true")
    (said,) = marks(workspace)
    assert (said.fate, said.verdict, said.rule, said.sample) == ("kept", "good", None, None)


def test_masks_are_marked_wrong_and_missed_and_no_word_of_them_is_written(page: Page, workspace: Served) -> None:
    page.goto(workspace.to("document" + of("contact", "masked-chance-40-1")))
    text = page.locator(".rendered").inner_text()
    page.get_by_role("group", name="Tick what should not have been masked").get_by_role("checkbox").first.check()
    page.get_by_label("Kind 1").select_option("person")
    page.get_by_label("Words 1").fill("Écrire  à")
    page.locator("#who-masks").fill("Anne")
    access(page, "s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sample")
    (said,) = marks(workspace)
    assert said.about == "masks"
    (wrong,), (right,), (missed,) = said.wrong, said.right, said.missed
    assert (wrong.kind, wrong.stage, text[wrong.start : wrong.end]) == ("email", "mask_identifiers", "[EMAIL_1]")
    assert (right.kind, text[right.start : right.end]) == ("phone", "[PHONE_1]")
    assert (missed.kind, text[missed.start : missed.end]) == ("person", "Écrire à")
    assert "crire" not in workspace.shelf.marks.path.read_text()
    page.goto(workspace.to("judge"))
    expect(page.get_by_role("row", name="telephone numbers mask_identifiers 1 1 0 0")).to_be_visible()
    page.goto(workspace.to("document" + of("contact")))
    page.locator("summary").filter(has_text="Judge its 2 masks").click()
    page.get_by_label("Words 1").fill("nowhere")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("does not stand in this document")).to_be_visible()


def test_two_readers_do_not_see_each_other_and_their_agreement_is_shown(browser: Browser, workspace: Served) -> None:
    for who, verdicts in (("Anne", "bbgb"), ("Berthe", "bggb")):
        with opened(browser, workspace, locale="en") as page:
            page.goto(workspace.to("judge?sample=kept-chance-4-7"))
            expect(page.get_by_text("not judged by you yet")).to_have_count(4)
            access(page, "n")
            page.locator("#who").fill(who)
            for done, verdict in enumerate(verdicts, 1):
                expect(page.locator('[aria-pressed="true"]')).to_have_count(0)
                access(page, verdict)
                expect(page.get_by_text(re.compile(f"^{done} of 4 judged"))).to_be_visible()
            page.goto(workspace.to("judge"))
    with opened(browser, workspace, locale="en") as page:
        page.goto(workspace.to("judge"))
        expect(page.get_by_text("Both judged 4 documents, 3 alike. Beyond chance: Cohen’s kappa 0.50")).to_be_visible()
        apart = page.get_by_role("heading", name="Where they differ").locator("xpath=following-sibling::ul[1]")
        expect(apart.get_by_role("link")).to_have_count(1)


def test_what_was_withdrawn_is_neither_drawn_nor_judged(browser: Browser, world_copy: World, tmp_path: Path) -> None:
    words = ("--reason", "a request", "--authority", "the publisher", "--date", "2026-11-25")
    assert call(world_copy, "withdraw", f"{NAME}/A05", *words).returncode == 0
    with served(world_copy.root / "build", tmp_path) as at, opened(browser, at, locale="en") as page:
        page.goto(at.to("judge?sample=kept-chance-400-1"))
        assert "A06" in page.content()
        assert "A05" not in page.content()
        page.goto(at.to("document" + of("A05")))
        expect(page.locator("#judge")).to_have_count(0)
        assert post(at, {"id": f"{NAME}/A05", "who": "x", "verdict": "good"}) == 404
        assert not at.shelf.marks.path.exists()


def post(at: Served, form: dict[str, str], **headers: str) -> int:
    recipe, name = at.shelf.names()[-1]
    connection = HTTPConnection("127.0.0.1", at.port, timeout=20)
    known = {"Cookie": f"moisson-{at.port}={SECRET}", "Origin": at.base, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"/en/r/{recipe}/{name}/judge", urlencode(form), known | headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_form_that_says_nothing_or_too_much_writes_nothing(workspace: Served) -> None:
    id = f"{NAME}/A05"
    assert post(workspace, {"id": id, "verdict": "good"}) == 400
    assert post(workspace, {"id": id, "who": "x", "verdict": "perhaps"}) == 400
    assert post(workspace, {"id": "none", "who": "x", "verdict": "good"}) == 404
    assert post(workspace, {"id": f"{NAME}/twin", "who": "x", "about": "masks"}) == 400
    assert post(workspace, {"id": id, "who": "x", "verdict": "good", "why": "y" * (1 << 17)}) == 413
    assert not workspace.shelf.marks.path.exists()
    hostile = "<script>alert(1)</script>"
    assert post(workspace, {"id": id, "who": hostile, "verdict": "good", "why": hostile, "sample": "x" * 99}) == 303
    (said,) = marks(workspace)
    assert (said.who, said.why, said.sample) == (hostile, hostile, None)


def test_hostile_names_and_reasons_are_nothing_but_text(browser: Browser, workspace: Served) -> None:
    hostile = "<img src=x onerror=\"document.title='owned'\">"
    for verdict, who in (("good", hostile), ("bad", "Anne")):
        post(workspace, {"id": f"{NAME}/A05", "who": who, "verdict": verdict, "why": hostile})
    with opened(browser, workspace, locale="en") as page:
        page.context.add_cookies([{"name": "moisson-reader", "value": quote(hostile), "url": workspace.base}])
        for address in ("judge", "judge?sample=kept-chance-400-1", "document" + of("A05")):
            page.goto(workspace.to(address))
            assert page.evaluate("document.images.length") == 0
            assert "owned" not in page.title()


@pytest.mark.network
@pytest.mark.parametrize("edition", EDITIONS)
def test_the_pages_of_judging_are_free_of_what_axe_core_finds(
    browser: Browser, workspace: Served, axe: Path, edition: str
) -> None:
    for who, verdict in (("Anne", "good"), ("Berthe", "bad")):
        for id in ("A05", "twin"):
            post(workspace, {"id": f"{NAME}/{id}", "who": who, "verdict": verdict, "why": "so"})
    post(workspace, {"id": f"{NAME}/contact", "who": "Anne", "about": "masks"})
    pages = ["judge", f"judge?sample={ALL}", "document" + of("contact", "masked-chance-9-1"), "pair" + of("twin", ALL)]
    for scheme in ("light", "dark"):
        with opened(browser, workspace, viewport={"width": 320, "height": 640}, color_scheme=scheme) as page:
            page.context.add_cookies([{"name": "moisson-reader", "value": "Anne", "url": workspace.base}])
            for address in pages:
                page.goto(workspace.to(address, edition))
                assert faults(page, axe) == [], address
                assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_sample_is_the_same_whoever_draws_it_and_each_rule_has_its_share(looked_at: World) -> None:
    look = Look(release_of(looked_at.root / "build/releases/essai/latest"))
    sample = Sample("dropped", "rule", 3, 1)
    drawn = draw.__wrapped__(look, sample)
    assert drawn == draw.__wrapped__(look, sample)
    assert len({each.rule for each in drawn}) == 3
    assert {each.rule: each.weight for each in drawn}["too-short"] == 2.0
    other = draw.__wrapped__(look, sample._replace(of="kept", by="chance", size=4, seed=2))
    assert other != draw.__wrapped__(look, sample._replace(of="kept", by="chance", size=4, seed=3))
    assert {each.weight for each in other} == {look.documents / 4}
    look.close()


@pytest.mark.parametrize(
    ("counts", "size", "shares"),
    [
        ({"a": 100, "b": 100}, 10, {"a": 5, "b": 5}),
        ({"a": 2, "b": 100, "c": 100}, 12, {"a": 2, "b": 5, "c": 5}),
        ({"a": 2, "b": 3}, 40, {"a": 2, "b": 3}),
        ({"a": 9, "b": 9, "c": 9}, 2, {"a": 0, "b": 1, "c": 1}),
        ({}, 5, {}),
    ],
)
def test_a_sample_is_shared_out_evenly_as_far_as_each_has_documents(
    counts: dict[str, int], size: int, shares: dict[str, int]
) -> None:
    assert shared_out(counts, size) == shares
