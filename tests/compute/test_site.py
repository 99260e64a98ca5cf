"""The site file: every field reaches the job, and a mistake is one sentence that names the field and what it takes."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from moisson.compute.site import Site, load_site
from moisson.contracts.errors import MoissonError, UserError

WHOLE = """\
account = "abc@cpu"
partition = "prepost"
qos = "qos_cpu-t3"
time = "1-02:00:00"
cpus = 8
memory = "16G"
tasks_per_job = 4
tasks_here = 2
modules = ["python/3.11.5", "gcc"]
container = "apptainer exec --bind /work moisson.sif"
python = "/opt/my venv/bin/python"
setup = ["ulimit -n 4096", 'export TMPDIR="$SCRATCH/tmp"']
options = ["--constraint=genoa"]
"""


def site(tmp_path: Path, toml: str) -> Site:
    (tmp_path / "site.toml").write_text(toml)
    return load_site(tmp_path / "site.toml")


def test_every_field_reaches_the_job(tmp_path: Path) -> None:
    whole = site(tmp_path, WHOLE)
    assert whole.asked() == [
        *("--account=abc@cpu", "--partition=prepost", "--qos=qos_cpu-t3", "--time=1-02:00:00", "--mem=16G"),
        *("--cpus-per-task=8", "--constraint=genoa"),
    ]
    assert whole.script("-m moisson.compute.work").splitlines() == [
        "#!/bin/bash",
        "module load python/3.11.5 gcc",
        "ulimit -n 4096",
        'export TMPDIR="$SCRATCH/tmp"',
        "export MOISSON_CORES=8",
        "exec apptainer exec --bind /work moisson.sif '/opt/my venv/bin/python' -m moisson.compute.work",
    ]


def test_an_empty_site_file_asks_for_little_and_uses_this_python(tmp_path: Path) -> None:
    plain = site(tmp_path, "")
    assert plain.asked() == ["--time=01:00:00", "--cpus-per-task=4"]
    assert plain.script("-c 'import moisson'").splitlines()[-1] == f"exec {shlex.quote(sys.executable)} -c 'import moisson'"


def test_the_script_runs_as_a_shell_runs_it(tmp_path: Path) -> None:
    """The setup's variables reach the command, which stands in the shell's place."""
    script = site(tmp_path, 'cpus = 3\nsetup = ["export WORD=\'deux mots\'"]\ncontainer = "env -u HOME"').script(
        '-c \'import os; print(os.environ["WORD"], os.environ["MOISSON_CORES"], os.getpid(), "HOME" in os.environ)\''
    )
    with subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as shell:
        said, _ = shell.communicate(script)
    assert said == f"deux mots 3 {shell.pid} False\n"


@pytest.mark.parametrize(
    ("toml", "why"),
    [
        ('partion = "cpu"', "there is no `partion` (did you mean `partition`?)"),
        ('cpus = "8"', "`cpus` = '8' is not accepted: the cores of one job, a whole number."),
        ("cpus = 0", "`cpus` = 0 is not accepted: the cores of one job"),
        ("time = 120", '`time` = 120 is not accepted: the time limit of one job, in quotes: "02:00:00" is two hours'),
        ('time = "two hours"', "`time` = 'two hours' is not accepted"),
        ('memory = "16 GB"', "`memory` = '16 GB' is not accepted: the memory of one job, in quotes: \"16G\"."),
        ('account = "a b"', "`account` = 'a b' is not accepted: to whom the time is charged"),
        ('setup = "ulimit"', "`setup` = 'ulimit' is not accepted: lines of the shell"),
        ('setup = ["a\\nb"]', "`setup.0` = 'a\\nb' is not accepted"),
        ("cpus = ", "is not TOML"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, toml: str, why: str) -> None:
    with pytest.raises(UserError, match=re.escape(why)) as caught:
        site(tmp_path, toml)
    assert str(caught.value).startswith(str(tmp_path / "site.toml"))
    assert "\n" not in str(caught.value)


def test_a_site_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(MoissonError, match=r"none\.toml: no such file"):
        load_site(tmp_path / "none.toml")
