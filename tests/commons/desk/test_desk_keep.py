"""What the desk keeps, for how long, and its copies: what is deleted is gone from the disk, and does not come back."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from small_desk import TODAY, SmallDesk, form, mail, make_desk

from moisson.commons.desk.keep import Purged, backup, due_for_purge, purge, restore
from moisson.commons.desk.letters import answered, write
from moisson.commons.desk.settings import DEFAULTS, put
from moisson.commons.desk.table import PERSONAL, desk
from moisson.commons.desk.tickets import asker_of, request_of, shown
from moisson.contracts.errors import StorageError, UserError

SECRET = "zqsecretxj"
PROOF_DAYS, DAYS = (int(days) for days in DEFAULTS.values())


@pytest.fixture
def small(tmp_path: Path) -> SmallDesk:
    """One request that is answered today, and one that is open."""
    made = make_desk(tmp_path)
    done = made.take(
        mail(form("fr", kind="erasure", passage=f"{SECRET} a b", why=SECRET), sender=f"{SECRET} <{SECRET}@example.org>")
    )
    made.take(mail(form("de", kind="erasure", passage="x y z", why="Grund"), sender="Kurt <kurt@example.org>"))
    made.decide(done.number, "refused", "17(3)(a)")
    with made.as_member() as work:
        row = "INSERT INTO attachment (message, name, bytes, content) VALUES (1, 'proof.png', 12, ?)"
        work.connection.execute(row, (f"proof {SECRET}".encode(),))
        write(work.connection, done.number, "answer", TODAY)
        answered(work.connection, done.number, TODAY, "public-1")
    return made


def holds(path: Path, word: str) -> bool:
    return any(word.encode() in each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


def test_nothing_goes_before_its_time_and_proof_goes_first(small: SmallDesk) -> None:
    with desk(small.table) as connection:
        assert purge(connection, TODAY + timedelta(days=PROOF_DAYS - 1)) == Purged(0, 0)
        assert due_for_purge(connection, TODAY + timedelta(days=PROOF_DAYS)) == Purged(1, 0)
        assert purge(connection, TODAY + timedelta(days=PROOF_DAYS)) == Purged(1, 0)
        assert purge(connection, TODAY + timedelta(days=DAYS - 1)) == Purged(0, 0)
        assert asker_of(connection, "2026-000001")["name"] == SECRET


def test_what_is_purged_is_gone_from_the_disk_and_what_the_log_says_stays(small: SmallDesk) -> None:
    assert holds(small.table, SECRET)
    told = small.events()
    with desk(small.table) as connection:
        assert due_for_purge(connection, TODAY + timedelta(days=DAYS)) == Purged(1, 1)
        assert purge(connection, TODAY + timedelta(days=DAYS)) == Purged(1, 1)
    assert not holds(small.table, SECRET)
    with desk(small.table) as connection:
        for table in PERSONAL:
            key = "message" if table == "attachment" else "number"
            numbers = [str(row[0]) for row in connection.execute(f"SELECT {key} FROM {table}")]
            assert "2026-000001" not in numbers and (table != "attachment" or numbers == []), table
        assert request_of(connection, "2026-000001")["outcome"] == "refused"
        assert shown(connection, "2026-000001")["grounds"] == ["17(3)(a)"]
        assert asker_of(connection, "2026-000002")["name"] == "Kurt"  # open, so it keeps everything
        with pytest.raises(UserError, match="has been deleted"):
            write(connection, "2026-000001", "answer", TODAY)
    assert small.events() == told


def test_every_table_with_personal_data_is_purged_with_its_asker(small: SmallDesk) -> None:
    with desk(small.table) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        assert set(tables) - set(PERSONAL) == {"setting", "request", "ground", "told"}
        columns = {
            row["name"] for table in ("request", "ground", "told") for row in connection.execute(f"PRAGMA table_info({table})")
        }
    assert not columns & {"name", "mail", "text", "subject", "said", "content"}


def test_a_backup_comes_back_whole_and_purged(small: SmallDesk, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "desk.backup"
    copy.parent.mkdir()
    with desk(small.table) as busy:
        busy.execute("SELECT 1")  # others may work meanwhile
        backup(small.table, copy, small.commons)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in copy.parent.iterdir()) == ["desk.backup"]
    with pytest.raises(UserError, match="exists"):
        backup(small.table, copy, small.commons)
    with pytest.raises(UserError, match="which is published"):
        backup(small.table, small.commons / "copy", small.commons)
    with desk(small.table) as connection:
        before = [tuple(row) for row in connection.execute("SELECT * FROM request ORDER BY number")]
    with pytest.raises(UserError, match="exists"):
        restore(copy, small.table, TODAY, small.commons)
    for path in tmp_path.glob("desk.db*"):
        path.unlink()
    assert restore(copy, small.table, TODAY, small.commons) == Purged(0, 0)
    assert small.table.stat().st_mode & 0o777 == 0o600
    with desk(small.table) as connection:
        assert [tuple(row) for row in connection.execute("SELECT * FROM request ORDER BY number")] == before
    small.take(mail("Encore."))  # and the desk goes on where it was
    assert small.events()[-1]["ticket"] == "2026-000003"
    late = tmp_path / "late.db"
    assert restore(copy, late, TODAY + timedelta(days=DAYS), small.commons) == Purged(1, 1)
    assert not holds(late, SECRET)


def test_a_damaged_copy_is_refused_and_leaves_nothing(small: SmallDesk, tmp_path: Path) -> None:
    copy, table = tmp_path / "copy", tmp_path / "new.db"
    backup(small.table, copy, None)
    data = bytearray(copy.read_bytes())
    data[4096 * 2 : 4096 * 6] = bytes(4096 * 4)
    copy.write_bytes(data)
    with pytest.raises(StorageError, match="damaged"):
        restore(copy, table, TODAY, None)
    copy.write_bytes(b"no table at all")
    with pytest.raises(StorageError, match="damaged"):
        restore(copy, table, TODAY, None)
    assert not table.exists() and not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_settings_are_lines_and_days(small: SmallDesk) -> None:
    with desk(small.table) as connection:
        for said in ({"body": "two\nlines"}, {"body": " "}, {"keep_days": "soon"}, {"keep_days": "-1"}):
            with pytest.raises(UserError):
                put(connection, dict(said))
    with sqlite3.connect(small.table) as plain:
        assert plain.execute("SELECT count(*) FROM setting").fetchone()[0] == 6
