"""Lists by day, as gazettes have them: which days are asked for again, and what a day that fails costs."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from loopback import MANNERS, Asked, Given, loopback
from taken import take

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.api import Api
from moisson.readers.contract import File


class Gazette:
    """A gazette that is listed by day: XML, no issue on Sundays."""

    def __init__(self) -> None:
        self.failing: set[str] = set()
        self.more: dict[str, int] = {}

    def answer(self, asked: Asked) -> Given:
        place, _, name = asked.path.strip("/").partition("/")
        if place == "item":
            return Given(f"<documento><p>{name}</p></documento>".encode())
        day = datetime.strptime(name, "%Y%m%d").date()
        if name in self.failing:
            return Given(b"", 500)
        if day.weekday() == 6:
            return Given(b"<response><status><code>404</code></status></response>", 404)
        items = "".join(
            f"<item><identificador>{name}-{n}</identificador><titulo> One\n more </titulo></item>"
            for n in range(1 + self.more.get(name, 0))
        )
        return Given(f"<response><data><sumario><seccion codigo='1'>{items}</seccion></sumario></data></response>".encode())

    def connector(self, address: str, **fields: Any) -> Api:
        asked: dict[str, Any] = {
            "url": address + "/day/{day:%Y%m%d}",
            "from_day": "2026-10-01",
            "form": "xml",
            "records": "//seccion[@codigo='1']//item",
            "id": "identificador",
            "token": "identificador",
            "title": "titulo",
            "document": address + "/item/{identificador}",
            "accept": "application/xml",
            "manners": MANNERS,
        }
        return Api(**(asked | fields))


def test_a_day_long_past_is_not_asked_for_again(store: Store, tmp_path: Path) -> None:
    gazette = Gazette()
    today = datetime.now(UTC).date()
    first = today - timedelta(days=69)
    sundays = sum((first + timedelta(days=n)).weekday() == 6 for n in range(70))
    with loopback(gazette.answer) as far:
        connector = gazette.connector(far.address, from_day=first.isoformat(), settled_after_days=10)
        version, found = take(connector, store, tmp_path)
        assert far.count() == 70 + (70 - sundays)
        assert len(found) == 70 - sundays
        one = found[min(found)]
        assert isinstance(one, File)
        assert one.about is not None
        assert one.about.title == "One more"
        assert take(connector, store, tmp_path)[0] == version
        assert far.count() == 11, "today, and ten days before it"
        recent = next(day for n in range(3) if (day := today - timedelta(days=n)).weekday() != 6)
        gazette.more[f"{recent:%Y%m%d}"] = 2
        assert len(take(connector, store, tmp_path)[1]) == 70 - sundays + 2
        assert far.count() == 11 + 2
        gazette.more.clear()
        assert len(take(connector, store, tmp_path)[1]) == 70 - sundays, "what a recent day lists no longer is gone"
        later = gazette.connector(far.address, from_day=recent.isoformat(), settled_after_days=10)
        assert set(take(later, store, tmp_path)[1]) <= {f"{today - timedelta(days=n):%Y%m%d}-0" for n in range(3)}


def test_days_cut_at_any_request_end_with_the_same_files(tmp_path: Path) -> None:
    gazette = Gazette()
    with loopback(gazette.answer) as far:
        connector = gazette.connector(far.address, from_day="2020-03-02", until_day="2020-03-10")
        whole = take(connector, Store(tmp_path / "whole"), tmp_path)
        for cut in range(1, far.count() + 1):
            store = Store(tmp_path / str(cut))
            far.cut_at = cut
            take(connector, store, tmp_path)
            far.cut_at = None
            assert take(connector, store, tmp_path)[1] == whole[1]
            far.count()
