"""Disks fill up, refuse, break and are shared: a whole file stays or none comes, and one sentence says what to do."""

import gc
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from small_source import World, entries

from moisson.contracts.errors import NotFound, StorageError
from moisson.contracts.schemas import LEDGER, SCHEMA_VERSION
from moisson.workspace.storage import ROW_GROUP, Workspace, read_json, read_table

TABLE = pa.table({"id": pa.array(["a", "b"], pa.large_string())})


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "build")


def python(
    code: str, *arguments: object, before: tuple[str, ...] = (), cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own."""
    command = [*before, sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=120)


# Permissions bind everyone but root: a process that began as root goes on as no one, once it has loaded what it needs.
AS_NO_ONE = "import os\nos.getuid() or os.setuid(65534)\n"


def test_a_table_comes_back_as_it_was_and_says_its_schema_version(workspace: Workspace) -> None:
    path = workspace.root / "a" / "b.parquet"
    size = workspace.write_table(path, TABLE)
    assert read_table(path).equals(TABLE)
    assert size == path.stat().st_size
    assert pq.read_schema(path).metadata[b"schema_version"] == str(SCHEMA_VERSION).encode()


def test_equal_tables_give_equal_bytes_however_they_are_chunked(workspace: Workspace) -> None:
    rows = [{"id": f"x/{n}", "version": "v", "stage": "s", "reason": "r", "detail": None} for n in range(ROW_GROUP + 5)]
    whole = pa.Table.from_pylist(rows, schema=LEDGER)
    pieces = pa.concat_tables([whole.slice(begin, 1000) for begin in range(0, len(rows), 1000)])
    for name, table in (("whole", whole), ("pieces", pieces)):
        workspace.write_table(workspace.root / name, table)
    assert (workspace.root / "whole").read_bytes() == (workspace.root / "pieces").read_bytes()


def test_a_failure_in_the_middle_leaves_the_old_file(workspace: Workspace) -> None:
    path = workspace.root / "value.json"
    workspace.write_json(path, {"old": True})
    with pytest.raises(ZeroDivisionError), workspace.replacing(path) as temporary:
        temporary.write_bytes(b'{"new": tr')
        _ = 1 / 0
    assert read_json(path) == {"old": True}


def test_a_failure_in_the_middle_of_a_first_write_leaves_no_file(workspace: Workspace) -> None:
    path = workspace.root / "value.json"
    with pytest.raises(ZeroDivisionError), workspace.replacing(path) as temporary:
        temporary.write_bytes(b"{")
        _ = 1 / 0
    assert not path.exists()


def test_a_kill_in_the_middle_leaves_the_old_file_and_what_it_left_is_swept(workspace: Workspace) -> None:
    path = workspace.root / "value.json"
    workspace.write_json(path, {"old": True})
    code = (
        "import os, signal, sys; from pathlib import Path; from moisson.workspace.storage import Workspace\n"
        "with Workspace(Path(sys.argv[1])).replacing(Path(sys.argv[2])) as temporary:\n"
        "    temporary.write_bytes(b'{'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert python(code, workspace.root, path).returncode == -9
    assert read_json(path) == {"old": True}
    assert len(list(workspace.temporary.iterdir())) == 1
    with workspace.locked():
        assert list(workspace.temporary.iterdir()) == []


def test_scratch_is_gone_afterwards_even_after_a_failure(workspace: Workspace) -> None:
    with pytest.raises(ZeroDivisionError), workspace.scratch() as folder:
        (folder / "column.arrow").write_bytes(b"x")
        _ = 1 / 0
    assert not folder.exists()


LOCK = """
import sys
from pathlib import Path
from moisson.contracts.errors import StorageError
from moisson.workspace.storage import Workspace
try:
    with Workspace(Path(sys.argv[1])).locked():
        pass
except StorageError as error:
    sys.exit(str(error))
"""


def test_a_second_process_is_told_to_wait_or_to_go_elsewhere(workspace: Workspace) -> None:
    with workspace.locked():
        second = python(LOCK, workspace.root)
    assert second.returncode == 1
    assert f"{workspace.root} is in use by another moisson (process {os.getpid()}, since 20" in second.stderr
    assert "wait" in second.stderr
    assert "--out" in second.stderr
    assert python(LOCK, workspace.root).returncode == 0


def test_a_lock_that_is_a_link_is_refused_and_what_it_leads_to_stays(workspace: Workspace, tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("years of work")
    workspace.root.mkdir(exist_ok=True)
    (workspace.root / ".lock").symlink_to(precious)
    with pytest.raises(StorageError, match=r"\.lock: a link stands where a file should be.*delete it"), workspace.locked():
        pass
    assert precious.read_text() == "years of work"


def test_sweeping_follows_no_link(workspace: Workspace, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "thesis.txt").write_text("years of work")
    workspace.root.mkdir(exist_ok=True)
    workspace.temporary.symlink_to(elsewhere)
    with workspace.locked():
        assert not workspace.temporary.is_symlink()
        (workspace.temporary / "inside").symlink_to(elsewhere)
    with workspace.locked():
        assert not list(workspace.temporary.iterdir())
    assert (elsewhere / "thesis.txt").read_text() == "years of work"


def test_a_lock_goes_with_the_process_that_held_it(workspace: Workspace) -> None:
    killed = LOCK.replace("pass\n", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)\n", 1)
    assert python(killed, workspace.root).returncode == -9
    with workspace.locked():
        pass


BUILD = """
import sys
from pathlib import Path
from moisson.build import build
from moisson.contracts.errors import StorageError
from moisson.workspace.options import Options
from moisson.corpus.recipe import load_recipe
from moisson.workspace.storage import Workspace
try:
    build(load_recipe(Path(sys.argv[1])), Options(Workspace(Path(sys.argv[2]))))
except StorageError as error:
    sys.exit(str(error))
"""


def test_a_full_disk_is_one_sentence_and_what_was_finished_is_kept(world: World) -> None:
    namespace = ("unshare", "--user", "--map-root-user", "--mount")
    small = world.root / "small"
    small.mkdir()
    mounted = ("sh", "-c", 'mount -t tmpfs -o size=64k,mode=755 none "$0" && exec "$@"', str(small))
    if not shutil.which("unshare") or subprocess.run([*namespace, *mounted, "true"], capture_output=True).returncode:
        pytest.skip("this kernel lets no one mount a disk of his own, so there is no full disk to try on")
    world.publish(entries(30))
    recipe = world.recipe_file([{"use": "require_rights"}])
    # The parts fit, the release does not; `find` then shows what is left, since the disk goes with the namespace.
    code = BUILD + "finally:\n    import subprocess\n    subprocess.run(['find', sys.argv[2], '-type', 'f'])\n"
    full = python(code, recipe, small / "build", before=(*namespace, *mounted))
    assert full.returncode == 1, full.stderr
    assert "the disk is full; make room and run again" in full.stderr
    assert "Traceback" not in full.stderr
    left = full.stdout.splitlines()
    assert any("/harvest/" in path for path in left)
    assert not any(path.endswith("MANIFEST.json") and "/releases/" in path for path in left)


def test_a_workspace_that_may_not_be_written_is_one_sentence(world: World) -> None:
    world.publish(entries(3))
    world.root.chmod(0o755)
    (world.root / "theirs").mkdir(mode=0o555)
    loaded = "recipe = load_recipe(Path(sys.argv[1]))\n" + AS_NO_ONE
    code = BUILD.replace("try:\n", loaded + "try:\n").replace("build(load_recipe(Path(sys.argv[1]))", "build(recipe")
    refused = python(code, "essai.toml", "theirs/build", cwd=world.root)
    assert refused.returncode == 1
    assert "theirs/build: permission denied" in refused.stderr
    assert "--out" in refused.stderr
    assert "Traceback" not in refused.stderr


READ_ONE = f"""
import sys
from pathlib import Path
import pyarrow.dataset
from moisson.contracts.errors import StorageError
from moisson.workspace.storage import read_json, read_table
{AS_NO_ONE}
try:
    (read_json if sys.argv[1].endswith("json") else read_table)(Path(sys.argv[1]))
except StorageError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("name", ["receipt.json", "part.parquet"])
def test_a_file_without_permission_is_not_called_damaged(workspace: Workspace, name: str) -> None:
    path = workspace.root / name
    workspace.write_table(path, TABLE)
    path.chmod(0)
    workspace.root.chmod(0o755)
    refused = python(READ_ONE, name, cwd=workspace.root)
    assert "permission denied" in refused.stderr.lower()
    assert "delete" not in refused.stderr


def test_too_many_open_files_is_not_called_damage(workspace: Workspace) -> None:
    path = workspace.root / "part.parquet"
    workspace.write_table(path, TABLE)
    assert read_table(path).equals(TABLE)  # and what reading imports is there
    gc.collect()  # what other tests left must not give a handle back meanwhile
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held: list[int] = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
    try:
        while True:
            try:
                held.append(os.open(os.devnull, os.O_RDONLY))
            except OSError:
                break
        with pytest.raises(StorageError) as caught:
            read_table(path)
    finally:
        for handle in held:
            os.close(handle)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert "delete" not in str(caught.value)


@pytest.mark.parametrize("damage", ["cut", "emptied", "overwritten", "a page zeroed"])
def test_a_damaged_table_is_one_sentence_with_a_remedy(workspace: Workspace, damage: str) -> None:
    path = workspace.root / "part.parquet"
    workspace.write_table(path, TABLE)
    whole = path.read_bytes()
    zeroed = whole[:4] + bytes(40) + whole[44:]
    path.write_bytes({"cut": whole[:-9], "emptied": b"", "overwritten": b"no Parquet at all", "a page zeroed": zeroed}[damage])
    with pytest.raises(StorageError) as caught:
        read_table(path)
    assert str(path) in str(caught.value)
    assert "delete it and run again" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b'{"id": ', b"\xff\xfe"])
def test_damaged_json_is_one_sentence_with_a_remedy(workspace: Workspace, content: bytes) -> None:
    path = workspace.root / "receipt.json"
    workspace.write_json(path, {})
    path.write_bytes(content)
    with pytest.raises(StorageError, match=r"receipt\.json cannot be read .*; delete it and run again"):
        read_json(path)


def test_a_file_that_is_not_there_is_not_found_rather_than_damaged(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match=r"part\.parquet does not exist"):
        read_table(workspace.root / "part.parquet")
    with pytest.raises(NotFound, match=r"receipt\.json does not exist"):
        read_json(workspace.root / "receipt.json")
