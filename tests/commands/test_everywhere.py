"""What every command takes: `--quiet`, `--log-file`, completion, and a hint where a name is nearly right."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import FEW_WORKERS, call, environment, sentence
from small_source import NAME, World

from moisson.commands.app import app

TYPED = "import sys; sys.argv = ['moisson']; from moisson.__main__ import main; main()"


def completed(words: str, folder: Path) -> list[str]:
    """What bash offers after these words."""
    asked = environment(_MOISSON_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split(" ")) - 1))
    command = [sys.executable, "-c", TYPED]
    done = subprocess.run(command, env=asked, cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.stdout.split()


def test_quiet_prints_the_result_alone(copy: World) -> None:
    done = call(copy, "build", "essai.toml", "--quiet", *FEW_WORKERS)
    (line,) = done.stdout.splitlines()
    assert line.startswith("Nothing to do. The release is build/releases/essai/1-")
    assert done.stderr == ""
    assert "there is no recipe" in sentence(call(copy, "build", "absent.toml", "--quiet"), 2)


def test_a_log_has_every_message_with_its_time_and_no_secret(copy: World) -> None:
    log = copy.root / "moisson.log"
    call(copy, "harvest", "essai.toml", "--out", "other", "--quiet", "--log-file", "moisson.log")
    assert call(copy, "check", "ftp://reader:hush@a.example/?token=hush", "--log-file", "moisson.log").returncode == 2
    lines = log.read_text("utf-8").splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (INFO|ERROR) ", line) for line in lines)
    for said in (f"harvest {NAME}: begins", "first harvest", "ends with exit code 0", "ERROR", "ftp://a.example/?token=…"):
        assert any(said in line for line in lines), said
    assert "hush" not in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0
    assert "no such file or folder" in sentence(call(copy, "build", "essai.toml", "--log-file", "none/moisson.log"), 4)


def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(copy: World) -> None:
    assert "Did you mean 'build'" in call(copy, "biuld").stderr
    assert "--workers" in call(copy, "build", "essai.toml", "--workrs", "1").stderr
    assert "did you mean `fr_dila_legi`?" in sentence(call(copy, "sources", "fr_dila_lego"), 2)
    assert "did you mean `fr_dila_legi`?" in sentence(call(copy, "harvest", "fr_dila_lego"), 2)
    assert "did you mean `drop_short`?" in sentence(call(copy, "stages", "drop_shrt"), 2)
    recipe = copy.recipe_file([{"use": "drop_short", "min_word": 8}, {"use": "require_rights"}])
    assert "(did you mean `min_words`?)" in sentence(call(copy, "check", recipe.name), 2)
    recipe.write_text(recipe.read_text().replace("title =", "titel ="))
    assert "(did you mean `title`?)" in sentence(call(copy, "check", recipe.name), 2)
    copy.describe(toml=(copy.folder / "source.toml").read_text().replace('use = "folder"', 'use = "foldre"'))
    assert "did you mean `folder`?" in sentence(call(copy, "check", f"./sources/{NAME}"), 2)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("moisson sources fr_dila_leg", ["fr_dila_legi", "fr_dila_legi_xml"]),
        ("moisson harvest ess", ["essai.toml"]),
        ("moisson stages drop_e", ["drop_exact_duplicates"]),
        ("moisson audi", ["audit"]),
        ("moisson build --accept", ["--accept-loss"]),
    ],
)
def test_the_shell_completes_commands_options_sources_stages_and_recipes(built: World, words: str, offered: list[str]) -> None:
    assert completed(words, built.root) == offered


def test_every_command_has_the_options_that_all_have() -> None:
    for command in app.registered_commands:
        assert command.callback is not None
        assert {"quiet", "log_file"} <= set(command.callback.__annotations__)
