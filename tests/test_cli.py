"""The command as people and programs meet it: what it prints where, its exit codes, and that it is documented."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from command import FEW_WORKERS, answer, call, environment, sentence
from small_source import NAME, SENTENCES, SOURCE_TOML, Entry, World, entries

from moisson.commands.app import app

COMMANDS = sorted(str(command.name or command.callback.__name__) for command in app.registered_commands if command.callback)
REPOSITORY = Path(__file__).parents[1]


def test_build_gives_a_release_and_says_when_there_was_nothing_to_do(copy: World) -> None:
    again = answer(call(copy, "build", "essai.toml", "--json", *FEW_WORKERS))
    assert (again["made"], again["stats"]["totals"]["documents"]) == (False, 5)
    assert (copy.root / again["release"] / "MANIFEST.json").exists()
    new = answer(call(copy, "build", "essai.toml", "--json", "--out", "other", *FEW_WORKERS))
    assert new["made"] is True
    assert new["release"].startswith("other/releases/essai/1-")


def test_build_for_people_shows_the_funnel_and_where_the_release_is(copy: World) -> None:
    done = call(copy, "build", "essai.toml", *FEW_WORKERS)
    assert (done.returncode, done.stderr) == (0, "")
    for step in ("found", "extracted", "drop_short", "drop_exact_duplicates", "released"):
        assert step in done.stdout
    assert "Nothing to do. The release is build/releases/essai/1-" in done.stdout
    assert "report.html" in done.stdout


def test_harvest_says_what_changed(copy: World) -> None:
    first = call(copy, "harvest", f"./sources/{NAME}", "--out", "other")
    assert (first.returncode, first.stderr) == (0, "")
    assert "first harvest" in first.stdout
    copy.publish([Entry("A00", SENTENCES[20]), *entries(3)[1:]])
    (change,) = answer(call(copy, "harvest", "essai.toml", "--out", "other", "--accept-loss", "--json"))
    assert change["content"] == {"added": 0, "changed": 1, "unchanged": 2, "vanished": 4}
    assert change["text"] == change["content"]
    nothing = call(copy, "harvest", "essai.toml", "--out", "other")
    assert "nothing to do" in nothing.stdout


@pytest.mark.long
def test_run_says_what_stays_and_what_goes_and_writes_no_release(copy: World) -> None:
    assert answer(call(copy, "harvest", "essai.toml", "--out", "other", "--json"))
    ran = answer(call(copy, "run", "essai.toml", "--out", "other", "--json", *FEW_WORKERS))
    assert ran["kept"] == 5
    assert ran["funnel"][0] == {"stage": "extract", "rows": 7, "dropped": 1}
    people = call(copy, "run", "essai.toml", "--out", "other", *FEW_WORKERS)
    assert (people.returncode, people.stderr) == (0, "")
    assert re.search(r"drop_exact_duplicates +6 in +1 dropped\nkept +5\n", people.stdout)
    assert not (copy.root / "other" / "releases").exists()
    released = answer(call(copy, "release", "essai.toml", "--out", "other", "--json", *FEW_WORKERS))
    assert released["made"] is True


def test_release_needs_a_harvest_and_says_how_to_get_one(built: World, tmp_path: Path) -> None:
    for command in ("release", "run"):
        said = sentence(call(built, command, "essai.toml", "--out", str(tmp_path / "none"), *FEW_WORKERS), 2)
        assert "run `moisson harvest essai.toml` first" in said


def test_check_live_asks_the_publisher_now(built: World, copy: World) -> None:
    found = answer(call(built, "check", f"./sources/{NAME}", "--live", "--json"))
    assert found["live"].startswith("yes")
    assert (found["status"], found["first document"], found["words"] > 5, found["language"]) == (
        "read",
        "A00",
        True,
        "fr, as the source says",
    )
    copy.publish(["no JSON"])
    assert "nothing could be read" in answer(call(copy, "check", f"./sources/{NAME}", "--live", "--json"))["live"]
    assert call(copy, "check", "essai.toml", "--live").returncode == 2


def test_check_says_what_a_recipe_will_do_and_what_a_source_is(built: World) -> None:
    recipe = answer(call(built, "check", "essai.toml", "--json"))
    assert recipe["map"] == ["extract", "normalize_text", "drop_short", "mask_identifiers"]
    assert recipe["corpus"] == ["require_rights", "drop_exact_duplicates"]
    source = answer(call(built, "check", f"./sources/{NAME}", "--json"))
    assert (source["source"], source["publisher"]) == (NAME, "DILA")
    for target in ("essai.toml", f"./sources/{NAME}", "fr_dila_legi"):
        done = call(built, "check", target)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(done.stdout.splitlines()) > 4


def shown(world: World, *options: str) -> list[str]:
    found = answer(call(world, "show", "--json", *options))
    return [row["id"].removeprefix(f"{NAME}/") for row in found]


def test_show_finds_documents_by_what_became_of_them(built: World) -> None:
    assert shown(built, "--limit", "2") == ["A00", "A01"]
    assert shown(built, "--dropped") == ["bad", "twin", "two#2"]
    assert shown(built, "--reason", "duplicate") == ["twin"]
    assert shown(built, "--sample", "--limit", "2", "--kept") == ["A00", "A02"]
    people = call(built, "show", "--reason", "too-short")
    assert (people.returncode, people.stderr) == (0, "")
    assert "dropped by drop_short: too-short" in people.stdout
    assert "\nNéant.\n" in people.stdout
    assert "1 of 1 that fit." in people.stdout


def test_ids_with_brackets_are_shown(built: World) -> None:
    for command in ("show", "trace"):
        done = call(built, command, f"{NAME}/odd[/b]")
        assert (done.returncode, done.stderr) == (0, "")
        assert "odd[/b]" in done.stdout


def test_ids_are_whole_however_narrow_the_terminal(world: World) -> None:
    long = f"https://example.org/{'akt-' * 60}1"
    world.publish([Entry(long, SENTENCES[1]), Entry(f"{long}-twin", SENTENCES[1]), Entry("A", SENTENCES[2])])
    first = world.build().path
    world.publish([Entry("A", SENTENCES[2]), Entry("B", SENTENCES[3])])
    second = world.build(accept_loss=True).path
    for command in (
        ("show", "--recipe", "essai", "--limit", "9"),
        ("trace", f"{NAME}/{long}", "--release", str(first)),
        ("trace", "--text", SENTENCES[1], "--release", str(first)),
        ("diff", str(first), str(second)),
        ("read", str(world.folder / "data"), "--workers", "1"),
    ):
        done = call(world, *command, COLUMNS="40")
        assert (done.returncode, done.stderr) == (0, "")
        if command[0] in ("trace", "diff"):
            assert f"{NAME}/{long}" in done.stdout
        assert "…" not in done.stdout.replace(" … ", "")
    assert f"A essai/{first.name}\nB essai/{second.name}\n" in call(world, "diff", str(first), str(second), COLUMNS="40").stdout


def test_trace_follows_a_document(built: World) -> None:
    found = answer(call(built, "trace", f"{NAME}/A01", "--json"))
    assert [row["state"] for row in found["harvests"]] == ["added"]
    assert [row["id"] for row in found["stands_for"]["essai"]] == [f"{NAME}/twin"]
    people = call(built, "trace", f"{NAME}/twin")
    assert (people.returncode, people.stderr) == (0, "")
    assert "dropped by drop_exact_duplicates: duplicate:exact" in people.stdout
    assert "etalab-2.0" in people.stdout


def test_output_is_the_same_in_a_plain_locale(built: World) -> None:
    plain = call(built, "show", f"{NAME}/A01", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONIOENCODING="utf-8")
    assert "la réintégration est de droit" in plain.stdout


@pytest.mark.parametrize("for_programs", [False, True])
def test_progress_is_for_people_at_a_terminal_and_goes_to_standard_error(copy: World, for_programs: bool) -> None:
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "moisson", "build", "essai.toml", "--out", "other", *FEW_WORKERS]
    command += ["--json"] if for_programs else []
    child = subprocess.Popen(
        command, cwd=copy.root, stdout=subprocess.PIPE, stderr=theirs, text=True, env=environment(TERM="xterm")
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            if not (read := os.read(mine, 65536)):
                break
        except OSError:  # what Linux says when the other end has closed
            break
        seen += read
    os.close(mine)
    out = child.communicate(timeout=60)[0]
    assert child.returncode == 0
    assert "\x1b" not in out
    if for_programs:
        assert seen == b""
        assert json.loads(out)["made"] is True
    else:
        assert f"harvest {NAME}".encode() in seen
        assert b"map" in seen
        assert "harvest" not in out


def test_a_version_for_a_whole_recipe_is_refused(built: World) -> None:
    assert "--version" in sentence(call(built, "harvest", "essai.toml", "--version", "1.0.0"), 2)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_help_loads_nothing_heavy(built: World, arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "moisson", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=60)
    assert done.returncode == 0
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if line.startswith("import time:")
    }
    assert "typer" in loaded
    typers_own = {"pydantic"} if len(arguments) > 1 else set()  # typer reads a command's parameters with it
    heavy = {"pyarrow", "numba", "numpy", "pydantic", "lxml", "orjson", "py3langid", "phonenumbers"}
    assert loaded & (heavy - typers_own) == set()


def test_help_names_the_exit_codes(built: World) -> None:
    said = " ".join(call(built, "--help").stdout.split())
    assert "0 done, 2 a mistake in what was asked, 3 a safety catch" in said


def documentation() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for path in [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    )


def test_every_command_and_option_in_the_documentation_exists() -> None:
    group = typer.main.get_command(app)
    commands: dict[str, Any] = vars(group)["commands"]
    called = re.findall(r"(?:`|^|bin/)moisson ([a-z][a-z-]*)([^`#\n]*)", documentation(), re.M)
    assert called
    assert {command for command, _ in called} <= set(commands)
    for name, rest in called:
        command = commands[name]
        while "commands" in vars(command) and (word := re.match(r"\s+([a-z][a-z-]*)", rest)):
            command, rest = vars(command)["commands"][word[1]], rest[word.end() :]
        known = {each for parameter in command.params for each in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
        assert set(re.findall(r"--[a-z][a-z-]*", rest)) <= known, (name, rest)


def test_every_public_command_has_a_sentence_of_its_own() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert (command.callback.__doc__ or "").strip().endswith(".")


def test_check_names_the_statutes_of_a_source_that_rests_on_one(copy: World) -> None:
    toml = SOURCE_TOML.partition("[rights]")[0].replace('language = "fr"', 'language = "de"\nkind = "law"\njurisdiction = "de"')
    copy.describe('[rights]\nbasis = "statute"\nlevel = "statute"\nreason = "§ 5 UrhG: official works"\n', toml=toml)
    found = answer(call(copy, "check", f"./sources/{NAME}", "--json"))
    assert any("§ 5" in said for said in found["statutes"])
    copy.describe()
    assert "statutes" not in answer(call(copy, "check", f"./sources/{NAME}", "--json"))
