"""What is compiled (`hatch_build.py`) reads as the same modules do when they are interpreted."""

import json
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES
from io import BytesIO
from pathlib import Path
from sysconfig import get_config_var

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import SAMPLES

import moisson.extract.xml.walker as walker
from moisson.errors import DocumentError, EnvironmentFault
from moisson.extract import compiled
from moisson.extract.files import FileReader
from moisson.extract.how import DEFAULT
from moisson.reader import File, Raw

SHARED = Path(__file__).parents[3] / "shared" / "data"
COMPILED = str(walker.__file__).endswith(tuple(EXTENSION_SUFFIXES))
OTHERS = ("*.docx", "bpt6k*.xml", "*hocr*", "*.xlsx", "*grille*.ods", "*commission*.csv", "*Parametros*.csv")
# In another process, for which no module of Moisson has a compiled form.
INTERPRETED = """
import json
import sys
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader

def sources_only(path):
    if "moisson" not in path:
        raise ImportError
    return FileFinder(path, (SourceFileLoader, SOURCE_SUFFIXES))

sys.path_hooks.insert(0, sources_only)
sys.path_importer_cache.clear()
sys.path[:0] = sys.argv[1:]
import test_interpreted
assert not test_interpreted.COMPILED
test_interpreted.say(json.load(sys.stdin))
"""


def outcome(data: bytes) -> list[str]:
    """All that is made of a file, or why nothing is."""
    reader = FileReader(DEFAULT)
    found: list[str] = []
    try:
        for piece in reader.split(File("file", data)):
            found += [repr(text) for text in reader.read(piece.body)] if isinstance(piece, Raw) else [repr(piece)]
    except DocumentError as error:
        found.append(str(error))
    return found


def rows() -> list[bytes]:
    """More rows than tell a layout, so that long texts are left as they stand in the file."""
    words = 'Le « décret » n’est\n\tpas\r "abrogé" \\ 😀 /\n'
    made = [{"id": str(n), "text": words[n % 40 :] * n, "date": "2021-02-03", "meta": {"n": [n, 0.5]}} for n in range(60)]
    parquet = BytesIO()
    pq.write_table(pa.Table.from_pylist(made), parquet)
    return [b"\n".join(json.dumps(row, ensure_ascii=n % 2 > 0).encode() for n, row in enumerate(made)), parquet.getvalue()]


def files(paths: list[str]) -> Iterator[bytes]:
    """The samples, rows, real files, and what is left of each when it breaks off."""
    for data in [*SAMPLES.values(), *rows(), *(Path(path).read_bytes() for path in paths)]:
        yield data
        yield data[: len(data) * 2 // 3]


def say(paths: list[str]) -> None:
    """Print the outcomes, for the test that compares them."""
    sys.stdout.write(json.dumps([outcome(data) for data in files(paths)]))


@pytest.mark.shared
@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here: there is no C compiler, or MOISSON_COMPILE=0")
def test_compiled_modules_read_as_interpreted_ones_do() -> None:
    real = [path for path in sorted(SHARED.glob("*/data/**/*.xml")) if path.stat().st_size < 1 << 18]
    pages = [
        path for path in sorted(SHARED.glob("*/data/**/*.pdf")) if path.is_file() and 1 << 12 < path.stat().st_size < 1 << 17
    ]
    markup = [path for path in sorted(SHARED.glob("*/data/**/*.*htm*")) if path.stat().st_size < 1 << 18]
    others = [path for glob in OTHERS for path in sorted(SHARED.glob(f"*/data/**/{glob}"))[:3]]
    paths = [str(path) for path in [*real[::9], *pages[::2], *markup[::4], *others]]
    here, tests = Path(__file__).parents[2], Path(__file__).parent
    command = [sys.executable, "-c", INTERPRETED, str(tests), str(here)]
    done = subprocess.run(command, input=json.dumps(paths), capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [outcome(data) for data in files(paths)]


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled here: there is no C compiler, or MOISSON_COMPILE=0")
def test_sources_that_changed_after_they_were_compiled_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "moisson" / "extract" / "markdown.py"
    source.parent.mkdir(parents=True)
    source.write_text("LINES = 1\n")
    noted = tmp_path / "build" / "compiled" / f"{sys.implementation.cache_tag}.json"
    noted.parent.mkdir(parents=True)
    noted.write_text(json.dumps({"moisson/extract/markdown.py": sha256(source.read_bytes()).hexdigest()}))
    monkeypatch.setattr(compiled, "ROOT", tmp_path)
    source.with_suffix(get_config_var("EXT_SUFFIX")).write_bytes(b"")
    compiled.refuse_older()
    source.write_text("LINES = 2\n")
    with pytest.raises(EnvironmentFault, match=r"markdown\.py in .* changed after Moisson was compiled there"):
        compiled.refuse_older()
    source.with_suffix(get_config_var("EXT_SUFFIX")).unlink()  # interpreted: the source is read
    compiled.refuse_older()
