"""The GDPR file: every statement from a release, the log, the law or the controller; what none of them says is a question."""

import re
import tomllib
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
import pytest
from browser_here import pages_hold
from playwright.sync_api import Browser
from small_desk import TODAY, SmallDesk, form, mail, make_desk
from small_source import SENTENCES, STAGES, Entry, World, entries, make_world

from moisson.build import Built
from moisson.commons.desk.grounds import LANGUAGES
from moisson.commons.desk.letters import answered, write
from moisson.commons.gdpr.controller import CONTROLLER, QUESTIONS
from moisson.commons.gdpr.file import Written, write_file
from moisson.commons.gdpr.notice import words_of
from moisson.commons.pages.words import words_for
from moisson.contracts.errors import UserError
from moisson.privacy.policy import ROLES, load_policy
from moisson.stewardship.opened import Released

HOSTILE = "<script>alert(1)</script> | **bold** [x](javascript:y)"
GIVEN = {HOSTILE}  # what others wrote, and stands in every language as they wrote it
DOCUMENTS = ("assessment", "notice", "objections", "record")
MASKING = [*STAGES[:2], {"use": "mask_personal_data"}, *STAGES[3:]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = make_world(tmp_path_factory.mktemp("gdpr"))
    contact = Entry("contact", f"{SENTENCES[15]} Écrire à jean.martin@example.org ou à anne.petit@example.org.")
    made.publish([*entries(5), contact])
    return made


@pytest.fixture(scope="module")
def built(world: World) -> Built:
    return world.build(recipe=world.recipe(MASKING, head=f"about = '{HOSTILE}'"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SmallDesk:
    desk = make_desk(tmp_path_factory.mktemp("desk"))
    for kind, outcome, ground in (
        ("erasure", "refused", "17(3)(d)"),
        ("portability", "refused", "20-not-provided"),
        ("error", "", ""),
    ):
        number = desk.take(mail(form("fr", kind=kind, why="Voici."))).number
        if outcome:
            desk.decide(number, outcome, ground)
            with desk.as_member() as work:
                write(work.connection, number, "answer", TODAY)
                answered(work.connection, number, TODAY, "public-1")
    desk.decide("2026-000003", "moot")
    return desk


def written(built: Built, small: SmallDesk, to: Path, today: date = TODAY) -> Written:
    return write_file([built.path], small.state(), to, today)


def test_the_file_is_written_and_says_where_each_statement_comes_from(built: Built, small: SmallDesk, tmp_path: Path) -> None:
    made = written(built, small, tmp_path)
    assert {path.name for path in made.files if path.suffix == ".md"} == {
        f"{document}.{language}.md" for document in DOCUMENTS for language in LANGUAGES
    }
    for path in tmp_path.glob("*.json"):
        paper = orjson.loads(path.read_bytes())
        said = [each for section in paper["sections"] for each in section["statements"]]
        assert {each["by"] for each in said} <= {"release", "log", "law", "open"}, path
        questions = {QUESTIONS[each["field"]][paper["language"]] for each in said if each["by"] == "open"}
        assert {each["text"] for each in said if each["by"] == "open"} == questions
        assert built.path.name in next(iter(paper["rests_on"]["releases"]))
        markdown = path.with_suffix(".md").read_text("utf-8").replace("\u00a0", " ")
        html = path.with_suffix(".html").read_text("utf-8")
        for each in said:
            assert each["text"][:40].replace("\u00a0", " ").split("[")[0].split("`")[0] in markdown and each["by"] != "controller"
        assert html.count('class="open"') == sum(each["by"] == "open" for each in said)


def test_figures_are_those_of_the_release_and_the_log(built: Built, small: SmallDesk, tmp_path: Path) -> None:
    written(built, small, tmp_path)
    record = (tmp_path / "record.en.md").read_text("utf-8")
    (kinds,) = Released(built.path).stats["masks"]["kinds"]
    assert kinds["kind"] == "email" and kinds["occurrences"] == 2
    assert "| mail addresses | not said | fr | 1 | 2 |" in record
    objections = (tmp_path / "objections.en.md").read_text("utf-8")
    assert "| all | 2 | 0 | 0 | 2 | 0 | 0 | 2 |" in objections
    assert "| error in a text | 1 | 0 | 0 | 0 | 1 | 0 | 0 |" in objections
    assert "Article 17(3)(d) GDPR" in objections
    late = tmp_path / "later"
    written(built, small, late, TODAY + timedelta(days=60))
    assert "| answered in time | 2 |" in (late / "objections.en.md").read_text("utf-8")
    assert "hat die Gemeinschaft 2 Anträge" in (tmp_path / "notice.de.md").read_text("utf-8")


def test_what_the_controller_answers_is_theirs_and_the_rest_stays_open(built: Built, small: SmallDesk, tmp_path: Path) -> None:
    first = written(built, small, tmp_path)
    assert "purposes" in first.open
    blanks = (tmp_path / CONTROLLER).read_text("utf-8")
    answer = 'purposes = { en = "To train \\"open\\" models.", fr = "Entraîner." }'
    (tmp_path / CONTROLLER).write_text(
        blanks.replace('purposes = ""', answer).replace('name = ""', 'name = "The Agency"', 1), "utf-8"
    )
    second = written(built, small, tmp_path)
    assert "name" not in second.open and "purposes" in second.open  # in German it is open still
    assert 'To train "open" models.' in (tmp_path / "notice.en.md").read_text("utf-8")
    assert QUESTIONS["purposes"]["de"] in (tmp_path / "notice.de.md").read_text("utf-8")
    assert answer in (tmp_path / CONTROLLER).read_text("utf-8")
    (tmp_path / CONTROLLER).write_text('purpose = "x"\n', "utf-8")
    with pytest.raises(UserError, match="did you mean `purposes`"):
        written(built, small, tmp_path)


def test_the_notice_asks_the_same_in_all_languages(built: Built, small: SmallDesk, tmp_path: Path) -> None:
    def keys(table: object, at: str = "") -> set[str]:
        return {at} if not isinstance(table, dict) else {key for name, of in table.items() for key in keys(of, f"{at}.{name}")}

    assert len({frozenset(keys(words_of(language))) for language in LANGUAGES}) == 1
    for name, of in words_of("en")["says"].items():
        fields = {frozenset(re.findall(r"\{(\w+)\}", words_of(language)["says"][name])) for language in LANGUAGES}
        assert len(fields) == 1, of
    written(built, small, tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_says_the_same_in_all_languages(built: Built, small: SmallDesk, tmp_path: Path, document: str) -> None:
    written(built, small, tmp_path)
    papers = [orjson.loads((tmp_path / f"{document}.{language}.json").read_bytes()) for language in LANGUAGES]
    shapes = [
        [
            [(one["by"], len(one.get("items", ())), [len(row) for row in one.get("table", ())]) for one in each["statements"]]
            for each in paper["sections"]
        ]
        for paper in papers
    ]
    assert shapes[0] == shapes[1] == shapes[2]
    english, *others = (prose_of(paper) for paper in papers)
    for said in others:  # what is not in words of the language is a name or a figure
        assert [each for each in said if each in english and len(each.split()) > 3 and each not in GIVEN] == []


def prose_of(paper: dict[str, Any]) -> list[str]:
    """Titles, leads, statements and the cells of tables; what publishers and members wrote themselves stands in `GIVEN`."""
    found = [paper["title"], *paper["lead"], *(each["title"] for each in paper["sections"])]
    for said in (one for each in paper["sections"] for one in each["statements"]):
        found += [said["text"], *said.get("items", ()), *(cell for row in said.get("table", ()) for cell in row)]
    return found


def test_every_rule_of_the_policy_has_its_reason_and_its_roles_in_every_language() -> None:
    reasons = tomllib.loads(files("moisson.commons.gdpr").joinpath("rules.toml").read_text("utf-8"))
    assert reasons.keys() == {rule.reason for rule in load_policy().rules}
    roles = {role for of in ROLES.values() for role in of}
    for language in LANGUAGES:
        words = words_for(language, "moisson.commons.gdpr")
        assert [role for role in sorted(roles) if not words.known("roles", role)] == []
        assert all(each.get(language) or language == "en" for each in reasons.values())


def test_the_words_of_all_documents_have_the_same_gaps_in_every_language() -> None:
    tables = [
        tomllib.loads(files("moisson.commons.gdpr").joinpath(f"words_{each}.toml").read_text("utf-8")) for each in LANGUAGES
    ]
    gaps = [
        {(part, key): set(re.findall(r"\{\w+\}", str(said))) for part, of in table.items() for key, said in of.items()}
        for table in tables
    ]
    assert gaps[0] == gaps[1] == gaps[2]


@pytest.mark.long
@pytest.mark.network
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_holds_to_wcag_and_to_a_phones_width_and_runs_nothing(
    browser: Browser, axe: Path, built: Built, small: SmallDesk, tmp_path: Path, language: str
) -> None:
    written(built, small, tmp_path)
    assert pages_hold(browser, axe, sorted(tmp_path.glob(f"*.{language}.html"))) == len(DOCUMENTS)


def test_a_release_that_masks_nothing_is_said_to(world: World, small: SmallDesk, tmp_path: Path) -> None:
    plain = world.build(recipe=world.recipe([STAGES[0], STAGES[3]], name="plain"))
    write_file([plain.path], small.state(), tmp_path, TODAY)
    assert "nothing was searched for or replaced" in (tmp_path / "notice.en.md").read_text("utf-8")
    assert "No stage masks personal data" in (tmp_path / "record.en.md").read_text("utf-8")
    assert "Whose names stay" not in (tmp_path / "record.en.md").read_text("utf-8")


def test_a_publishers_words_cannot_become_markup(built: Built, small: SmallDesk, tmp_path: Path) -> None:
    written(built, small, tmp_path)
    assert "<script>" not in "".join(path.read_text("utf-8") for path in tmp_path.glob("*.html"))
    assert "&lt;script&gt;" in (tmp_path / "record.en.html").read_text("utf-8")
    assert "<script>" not in (tmp_path / "record.en.md").read_text("utf-8")


def test_a_release_named_twice_is_refused(built: Built, small: SmallDesk, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the same release"):
        write_file([built.path, built.path], small.state(), tmp_path, TODAY)
