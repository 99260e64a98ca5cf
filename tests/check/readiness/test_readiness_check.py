"""`check PATH`: the report on a folder, on the terminal, as JSON and as a page; no value of personal data is in any of them."""

import json
import os
import pty
import re
import subprocess
import sys
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from command import answer, call, environment, sentence
from rich.console import Console
from small_source import World
from town import DECISION, FILES, MAIL, VALUES, town

from moisson.check.readiness.answer import answer as judge
from moisson.check.readiness.around import around, heading_above
from moisson.check.readiness.findings import SEVERITIES, Finding, Severity, worst_first
from moisson.check.readiness.page import STYLE, page
from moisson.check.readiness.reading import Readiness, read
from moisson.check.readiness.wording import LANGS, Lang, Words
from moisson.commands.messages.readiness import findings_table
from moisson.privacy.spans import Span


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, Any], str]:
    """A town's folder, what `--json` says of it in French, and the page."""
    world = World(tmp_path_factory.mktemp("checked"))
    town(world.root / "mairie")
    said = answer(call(world, "check", "mairie", "--json", "--html", "page.html", "--lang", "fr", "--workers", "1"))
    return world, said, (world.root / "page.html").read_text("utf-8")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Readiness:
    """The same folder, read within this process."""
    return read(town(tmp_path_factory.mktemp("report") / "mairie"))


def found(said: dict[str, Any], key: str) -> dict[str, Any]:
    (only,) = (each for each in said["readiness"]["findings"] if each["key"] == key)
    return dict(only)


def test_the_counts_of_a_survey_stay_and_findings_stand_beside_them(checked: tuple[World, dict[str, Any], str]) -> None:
    _, said, _ = checked
    assert said["documents"] == len(FILES)
    assert said["documents_read"] == 4
    assert said["formats"]["odt"]["reasons"]["extract:encrypted"]["documents"] == 1
    severities = [SEVERITIES.index(each["severity"]) for each in said["readiness"]["findings"]]
    assert severities == sorted(severities)
    assert said["readiness"]["findings"][0]["severity"] == "blocks"
    assert all(each["what"] and each["do"] for each in said["readiness"]["findings"])


def test_what_is_wrong_is_found_where_it_is(checked: tuple[World, dict[str, Any], str]) -> None:
    _, said, _ = checked
    assert found(said, "unread-encrypted")["where"] == [{"path": "protege.odt", "note": "extract:encrypted"}]
    assert found(said, "rights-none")["severity"] == "blocks"
    assert {place["path"] for place in found(said, "duplicates-exact")["where"]} == {"copie.txt", "decision.txt"}
    assert "dct:description (1)" in found(said, "dcat-dataset-mandatory")["what"]
    assert "dcat:accessURL (1)" in found(said, "dcat-distribution-mandatory")["what"]
    assert found(said, "personal-national_id")["severity"] == found(said, "personal-iban")["severity"] == "blocks"
    assert found(said, "personal-unsearched")["count"] == 2  # what could not be read, and what is data


def test_personal_data_is_placed_by_page_line_and_character(checked: tuple[World, dict[str, Any], str]) -> None:
    world, said, _ = checked
    places = {place["path"]: place for place in found(said, "personal-email")["where"]}
    assert places["annuaire.pdf"]["page"] == 2
    text = json.loads(call(world, "read", "mairie/lettre.docx", "--json").stdout)["text"]
    place = places["lettre.docx"]
    assert text[place["offset"] :].startswith(MAIL)
    assert MAIL in text.splitlines()[place["line"] - 1]


def leaked(output: str) -> list[str]:
    """The values that stand in an output, broken over lines or not."""
    joined = re.sub(r"\s", "", output)
    return [value for value in VALUES if value in output or value.replace(" ", "") in joined]


def test_no_value_is_in_what_the_command_prints_or_writes(checked: tuple[World, dict[str, Any], str]) -> None:
    world, said, written = checked
    printed = call(world, "check", "mairie", "--lang", "fr", "--workers", "1")
    assert printed.returncode == 0, printed.stderr
    assert "IBAN" in printed.stdout
    for output in (printed.stdout, printed.stderr, json.dumps(said, ensure_ascii=False), written):
        assert leaked(output) == []


@pytest.mark.parametrize("lang", LANGS)
def test_no_value_is_in_the_report_in_any_language(report: Readiness, lang: Lang) -> None:
    words = Words(lang)
    written = page(report, words)
    console = Console(record=True, width=200, file=StringIO())
    console.print(findings_table(report.findings, words))
    for output in (written, json.dumps(report.as_dict(words.lang), ensure_ascii=False), console.export_text()):
        assert leaked(output) == []
    assert f'<html lang="{lang}">' in written


def test_values_are_shown_on_a_terminal_only(checked: tuple[World, dict[str, Any], str]) -> None:
    world, _, _ = checked
    assert "--reveal" in sentence(call(world, "check", "mairie", "--reveal"), code=2)
    assert "--reveal" in sentence(call(world, "check", "mairie", "--reveal", "--json"), code=2)
    shown = on_a_terminal(world, "check", "mairie", "--reveal", "--html", "revealed.html", "--lang", "en", "--workers", "1")
    assert MAIL in shown
    written = (world.root / "revealed.html").read_text("utf-8")
    assert not [value for value in VALUES if value in written]


def on_a_terminal(world: World, *arguments: str) -> str:
    """What the command prints where standard output is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "moisson", *arguments]
    wide = environment(COLUMNS="220", TERM="dumb")
    with subprocess.Popen(command, cwd=world.root, stdout=theirs, stderr=subprocess.DEVNULL, env=wide) as process:
        os.close(theirs)
        pieces = []
        while piece := _read(ours):
            pieces.append(piece)
    os.close(ours)
    assert process.returncode == 0
    return b"".join(pieces).decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # the other end is closed
        return b""


def test_a_language_that_is_not_spoken_is_refused(checked: tuple[World, dict[str, Any], str]) -> None:
    world, _, _ = checked
    assert "fr, en, de" in sentence(call(world, "check", "mairie", "--lang", "sv"), code=2)


def test_a_page_in_no_folder_is_refused_before_anything_is_read(checked: tuple[World, dict[str, Any], str]) -> None:
    world, _, _ = checked
    assert "no/such/page.html" in sentence(call(world, "check", "mairie/jeu.ttl", "--html", "no/such/page.html"), code=2)


class Outline(HTMLParser):
    """Headings, tables and what would be loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.tables = self.captions = 0
        self.unscoped: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        names = dict(attrs)
        if tag == "th" and names.get("scope") not in ("row", "col"):
            self.unscoped.append(str(attrs))
        if tag in ("script", "img", "link", "iframe") or names.get("src") or str(names.get("href", "#"))[:1] != "#":
            self.loads.append(tag)


def test_the_page_loads_nothing_and_reads_in_order(checked: tuple[World, dict[str, Any], str]) -> None:
    _, _, written = checked
    outline = Outline()
    outline.feed(written)
    assert outline.loads == [] and "url(" not in written
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.headings, outline.headings[1:], strict=False))
    assert outline.tables == outline.captions > 5
    assert outline.unscoped == []


def test_the_colours_of_text_have_enough_contrast() -> None:
    css = STYLE.read_text("utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for ink in ("ink", "muted", "accent"):
        assert min(contrast(colours[ink], colours[paper]) for paper in ("paper", "sheet")) >= 4.5
    for badge in ("blocks", "serious", "minor", "good"):
        assert contrast("#ffffff", colours[badge]) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_names_of_files_cannot_become_markup(tmp_path: Path) -> None:
    (tmp_path / "<b>&x.txt").write_text(DECISION, "utf-8")
    written = page(read(tmp_path), Words("en"))
    assert "<b>" not in written and "&lt;b&gt;&amp;x.txt" in written


def test_each_file_is_named_with_how_severe_it_is_and_in_which_topics(report: Readiness) -> None:
    words = Words("en")
    table = page(report, words).partition('<section id="files">')[2].partition("</section>")[0]
    rows = re.findall(r"<tr><th scope=\"row\"><code>([^<]*)</code></th><td><span class=\"badge (\w+)\">", table)
    named = {place.path for each in report.findings if each.severity != "good" for place in each.places}
    assert {path for path, _ in rows} == {path for path in named if not path.endswith("/")}
    assert [SEVERITIES.index(severity) for _, severity in rows] == sorted(SEVERITIES.index(severity) for _, severity in rows)
    worst = {place.path for each in report.findings if each.severity == "blocks" for place in each.places}
    assert {path for path, severity in rows if severity == "blocks"} == worst - {"./"} != set()


def test_the_result_is_the_same_for_any_number_of_processes(report: Readiness, tmp_path: Path) -> None:
    assert read(town(tmp_path / "mairie"), workers=3) == report


def test_a_place_is_shown_by_page_heading_and_the_words_around_it(tmp_path: Path) -> None:
    """A clerk has the file open in an office program, and no count of characters."""
    (tmp_path / "avis.md").write_text(
        "# Avis de la commune\n\n## Permanences\n\nPour tout renseignement, écrire à claire.dupont@exemple-mairie.fr avant le"
        " 3 mai, ou par virement au FR76 3000 6000 0112 3456 7890 189.\n\n## Horaires\n\nOuvert le matin.\n",
        encoding="utf-8",
    )
    shown = page(read(tmp_path), Words("fr"))
    row = re.search(r"<tr>(?:(?!</tr>).)*écrire à(?:(?!</tr>).)*</tr>", shown, re.S)
    assert row
    assert '<td><span lang="">Permanences</span></td>' in row[0]
    hidden = '<mark lang="fr">[adresse électronique]</mark>'
    assert f"Pour tout renseignement, écrire à {hidden} avant le 3 mai, ou par virement au" in row[0]
    assert "claire.dupont" not in shown
    assert "FR76" not in shown
    assert "3000 6000" not in shown


def test_words_that_a_window_cuts_are_left_out_and_neighbours_are_hidden_whole() -> None:
    whole = "a" * 100 + " avant x@y.fr puis " + "z" * 20 + " 0612345678 fin " + "b" * 100
    spans = [Span(at, at + len(value), kind, "person", value) for value, kind in (("x@y.fr", "email"), ("0612345678", "phone"))
             for at in (whole.index(value),)]  # fmt: skip
    assert around(whole, spans, 0) == ("avant", "email", "puis " + "z" * 20, "phone", "fin")
    assert around(whole, spans, 1) == ("avant", "email", "puis " + "z" * 20, "phone", "fin")


def test_a_heading_with_personal_data_in_it_is_not_shown() -> None:
    whole = "Titre\n\n# Dossier de Jean Petit\n\nNé le 3 mai 1970, son fils Paul Petit."
    spans = [Span(at, at + len(value), "person", "person", value) for value in ("Jean Petit", "Paul Petit")
             for at in (whole.index(value),)]  # fmt: skip
    assert heading_above(whole, spans, 1, 0) is None
    assert heading_above(whole, spans[1:], 0, 0) == "Dossier de Jean Petit"


@pytest.mark.parametrize(
    ("grave", "verdict", "named", "more"),
    [
        ([], "ready", 0, 0),
        (["serious"] * 3, "ready-after", 3, 0),
        (["serious"] * 5, "not-yet", 3, 2),
        (["blocks"], "not-yet", 1, 0),
    ],
)
def test_the_answer_stands_at_the_top(grave: list[Severity], verdict: str, named: int, more: int) -> None:
    findings = [Finding(f"k{number}", severity, "rights") for number, severity in enumerate([*grave, "minor", "good"])]
    said = judge(worst_first(findings), documents=9)
    assert (said.verdict, len(said.first), said.more) == (verdict, named, more)


def test_the_page_answers_before_it_explains(checked: tuple[World, dict[str, Any], str]) -> None:
    _, said, shown = checked
    assert (said["readiness"]["answer"], len(said["readiness"]["first"])) == ("not-yet", 3)
    main = shown[shown.index("<main>") :]
    assert main.index("Pas encore. Commencez par ceci") < main.index("<table")
