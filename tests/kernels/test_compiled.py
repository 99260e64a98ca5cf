"""Compiled kernels are kept under the name of all kernels' sources, so that an old copy never runs in place of a new one."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import moisson
from moisson.kernels.compiled import PACKAGE, sources

USES_WORDS = "import numpy as np; from moisson.kernels.minhash import band_keys; from moisson.kernels.strings import Strings; \
print(band_keys(Strings(np.array([0, 12]), np.frombuffer(b'a b c d e f ', np.uint8)))[1].tolist())"


def run(package: Path, cache: Path, code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(package), "XDG_CACHE_HOME": str(cache)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run([sys.executable, "-c", code], cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_change_in_one_kernels_file_reaches_the_kernels_that_hold_a_copy_of_it(tmp_path: Path) -> None:
    copytree(Path(moisson.__file__).parent, tmp_path / "package" / "moisson")
    words = tmp_path / "package" / "moisson" / "kernels" / "words.py"
    assert run(tmp_path / "package", tmp_path, USES_WORDS) == "[6]"
    source = words.read_text()
    changed = source.replace(
        "= np.uint32(table[np.uint64(code)])\n", "= np.uint32(table[np.uint64(code)]) if code != 102 else np.uint32(0)\n", 1
    )  # `f` is no word any more
    assert changed != source
    words.write_text(changed)
    assert run(tmp_path / "package", tmp_path, USES_WORDS) == "[5]"
    assert len(list((tmp_path / "moisson" / "kernels").iterdir())) == 2


def test_where_nothing_can_be_kept_kernels_compile_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    package = Path(moisson.__file__).parent.parent
    assert run(package, tmp_path / "file", USES_WORDS) == "[6]"


def test_files_whose_constants_kernels_hold_count_and_others_do_not() -> None:
    named = {str(path.relative_to(PACKAGE)) for path in sources()}
    assert {
        "readers/pdf/tags/elements.py",
        "readers/pdf/lines/segments.py",
        "readers/pdf/lines/pieces.py",
        "kernels/words.py",
    } <= named
    assert "readers/pdf/paragraphs/blocks.py" not in named  # an edit there compiles nothing anew
