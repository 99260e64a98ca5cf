"""The site: every count can be made again from the log's files, every link leads somewhere, nothing in it runs."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from html import unescape
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import pytest
from browser_here import pages_hold
from command import call, sentence
from listed_here import make_model, release_of
from lxml import html as lxml_html
from playwright.sync_api import Browser
from site_here import HOSTILE, make_commons, make_site
from small_source import World

from moisson.commons.pages.words import EDITIONS, words_for
from moisson.commons.site.pages import MENU
from moisson.commons.site.shown import Shown
from moisson.contracts.commons.bodies import BODIES, COLLEGES, Choice, ProposalKind, ReuseType
from moisson.contracts.commons.requests import REQUEST_KINDS, REQUEST_OUTCOMES, REQUEST_STEPS
from moisson.contracts.commons.state import Status

AT = ("--at", "https://commons.example.org/", "--contact", "desk@example.org")


@pytest.fixture(scope="module")
def made(built: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Path]:
    return make_site(tmp_path_factory.mktemp("site"), built)


def page(site: Path, name: str, edition: str = "en") -> Any:
    return lxml_html.fromstring((site / edition / f"{name}.html").read_text(encoding="utf-8"))


def cells(row: Any) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in row.xpath("./th|./td")]


def test_every_page_is_there_in_three_languages_and_every_link_leads_to_a_file(made: tuple[Shown, Path]) -> None:
    shown, site = made
    names = {path.name for path in (site / "en").iterdir()}
    assert {f"{name}.html" for name in (*MENU, "citizen", "accessibility", "report-2026")} <= names
    assert {f"proposal-{number}.html" for number in shown.state.proposals} <= names
    for edition in EDITIONS:
        assert {path.name for path in (site / edition).iterdir()} == names
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script" not in text
        for href in map(unescape, re.findall(r'href="([^"]*)"', text)):
            if not href.startswith(("https://", "http://", "mailto:", "#")):
                assert (path.parent / href.partition("#")[0]).is_file(), (path.name, href)


def test_a_tally_is_counted_again_from_the_files_that_its_page_names(made: tuple[Shown, Path]) -> None:
    shown, site = made
    for proposal in shown.state.proposals.values():
        found = page(site, f"proposal-{proposal.number}")
        counted: dict[str, Counter[str]] = {}
        for row in found.xpath("//section[h2='The ballots']//tbody/tr"):
            _, college, said, event = cells(row)
            data = (shown.log.folder / event).read_bytes()
            assert event.endswith(f"-{sha256(data).hexdigest()[:12]}.json")
            ballot = json.loads(data)
            assert (ballot["kind"], ballot["about"]) == ("ballot", proposal.number)
            assert said.startswith({"yes": "yes", "no": "no", "abstain": "abstention"}[ballot["body"]["choice"]])
            counted.setdefault(college, Counter())[ballot["body"]["choice"]] += 1
        for row in found.xpath("//section[h2='The count']//tbody/tr"):
            college, _, yes, no, abstain, *_ = cells(row)
            ours = counted.get(college, Counter())
            assert [int(yes), int(no), int(abstain)] == [ours["yes"], ours["no"], ours["abstain"]]


def test_pledges_stand_against_what_others_confirmed_and_the_log_is_named(made: tuple[Shown, Path]) -> None:
    shown, site = made
    (row,) = page(site, "pledges").xpath("//tbody/tr")
    assert cells(row)[1:4] == ["compute", "10,000 core-hours", "3,000+ 4,000 said and not confirmed"]
    assert shown.log.root().hex() in page(site, "index").text_content()


def test_requests_show_no_more_than_the_log_and_reuses_are_as_udata_has_them(made: tuple[Shown, Path]) -> None:
    _, site = made
    *_, row = page(site, "requests").xpath("//tbody/tr")
    assert cells(row)[:2] == ["2026-1", "erasure"]
    said = json.loads((site / "reuses.json").read_text(encoding="utf-8"))
    assert said["total"] == 2
    newest, oldest = said["data"]
    assert newest["title"] == HOSTILE
    assert {name: oldest[name] for name in ("title", "type", "topic", "url", "private")} == {
        "title": "Assistant",
        "type": "application",
        "topic": "work_and_training",
        "url": "https://example.org/a?x=1&y=2",
        "private": False,
    }


def test_a_release_leads_to_the_decision_about_its_manifest(made: tuple[Shown, Path]) -> None:
    shown, site = made
    (link,) = page(site, "catalogue").xpath("//table[caption='Releases']//td/a[starts-with(@href, 'proposal-')]/@href")
    proposal = shown.state.proposals[int(re.sub(r"\D", "", link))]
    manifest = (shown.releases[0].folder / "MANIFEST.json").read_bytes()
    assert (proposal.kind, proposal.sha256, proposal.status) == ("release", sha256(manifest).hexdigest(), "accepted")


def test_all_languages_say_the_same_things() -> None:
    tables = {
        edition: tomllib.loads(files("moisson.commons.site").joinpath(f"words_{edition}.toml").read_text("utf-8"))
        for edition in EDITIONS
    }
    gaps = {
        edition: {
            (section, key): set(re.findall(r"\{\w+\}", str(said))) for section, of in table.items() for key, said in of.items()
        }
        for edition, table in tables.items()
    }
    assert gaps["en"] == gaps["fr"] == gaps["de"]


def test_what_nobody_gave_a_title_is_named_in_the_language_of_the_page(made: tuple[Shown, Path]) -> None:
    shown, site = made
    (number,) = [each.number for each in shown.state.proposals.values() if each.name == "essai/require_rights"]
    for edition, named in zip(EDITIONS, ("policy on rights", "politique des droits", "Richtlinie zu Rechten"), strict=True):
        words = words_for(edition, "moisson.commons.site")
        found = page(site, f"proposal-{number}", edition)
        assert found.xpath("string(//h1)").startswith(named)
        assert found.xpath("string(//title)").startswith(named)
        assert "`" not in found.text_content() and (words.stage("require_rights") or "") in found.text_content()
        assert named in page(site, "index", edition).xpath("string(//main)")


def test_every_name_of_a_closed_set_has_words_in_every_language() -> None:
    sets: dict[str, Iterable[str]] = {
        "events": BODIES,
        "colleges": COLLEGES,
        "kinds_proposed": get_args(ProposalKind),
        "request_kinds": REQUEST_KINDS,
        "request_steps": REQUEST_STEPS,
        "outcomes": REQUEST_OUTCOMES,
        "choices": get_args(Choice),
        "reuse_types": get_args(ReuseType),
        "states": (*get_args(Status), "upheld", "overturned"),
    }
    for edition in EDITIONS:
        words = words_for(edition, "moisson.commons.site")
        assert [(section, name) for section, names in sets.items() for name in names if not words.known(section, name)] == []


@pytest.mark.long
@pytest.mark.network
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_page_holds_to_wcag_and_to_a_phones_width_and_runs_nothing(
    browser: Browser, axe: Path, made: tuple[Shown, Path], edition: str
) -> None:
    assert pages_hold(browser, axe, sorted((made[1] / edition).glob("*.html"))) > len(MENU)


@pytest.mark.long
def test_the_command_writes_the_site_with_the_viewers_samples_and_the_desks_form(built: World, tmp_path: Path) -> None:
    make_commons(tmp_path / "commons")
    (tmp_path / "desk").mkdir()
    for edition in EDITIONS:
        (tmp_path / "desk" / f"ask.{edition}.html").write_text("<p>a form</p>")
    release, model = release_of(built), make_model(tmp_path / "model", release_of(built))
    given = ("commons", "site", str(tmp_path / "commons"), "--release", str(release), "--model", str(model), *AT, "--sample", "2")
    site = tmp_path / "site"
    assert call(built, *given, "--to", str(site), "--ask", str(tmp_path / "desk")).returncode == 0
    home = site / "look" / "essai" / release.name
    assert (home / "en" / "funnel.html").is_file()
    links = page(site, "citizen").xpath("//main//a/@href")
    assert "../ask.en.html" in links
    assert f"../look/essai/{release.name}/documents.csv" in links
    assert f"../look/essai/{release.name}/en/funnel.html" in page(site, "catalogue").xpath("//main//a/@href")
    assert "holds something" in sentence(call(built, *given, "--to", str(site)), 2)
    assert "ask.en.html is not there" in sentence(call(built, *given, "--to", str(tmp_path / "b"), "--ask", str(tmp_path)), 2)
    assert "--date soon is no day" in sentence(call(built, *given, "--to", str(tmp_path / "c"), "--date", "soon"), 2)
