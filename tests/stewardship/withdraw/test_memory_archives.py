"""Archives in a connector's memory after a withdrawal: written anew without the document, or let go of; none is lost with it."""

from pathlib import Path

import pytest
from decoded import holding
from dila_server import FULL, article, full, fund, path
from small_source import READ, Entry
from test_memory import Place

DUMP = """use = "dump"
url = "{url}"
full = "Freemium_legi_global_{{stamp}}.tar.gz"
delta = "LEGI_{{stamp}}.tar.gz"
"""


@pytest.mark.parametrize("purge", [True, False])
def test_deltas_that_rotated_away_stay_and_no_archive_that_held_it_is_fetched_again(purge: bool, tmp_path: Path) -> None:
    with fund() as far:
        assert far.served is not None
        far.archives[FULL] = full({path(n): article(n, f"ancien {n}") for n in range(1, 30)})
        rotated = far.add("20250714-210000", {path(2): article(2, "NEUF")})
        far.add("20250715-210000", {path(9): article(9, "remanié")}, [path(28)])
        place = Place(tmp_path, DUMP.format(url=far.url))
        before = place.live()
        del far.archives[rotated]
        far.add("20250716-210000", {path(4): article(4, "neuf")})
        place.harvest()
        gone = "LEGIARTI000000000009"
        place.withdraw(gone, purge)
        assert not purge or place.traces(gone, "remanié", "ancien 9") == set()
        for day in (17, 18):
            far.served.count()
            new = far.add(f"202507{day}-210000", {path(day): article(day, "neuf")})
            found = place.live()
            assert found["LEGIARTI000000000002"] == before["LEGIARTI000000000002"], "older law must not come back"
            assert before.keys() - found.keys() == {gone}
            assert holding(place.memory, gone, "remanié", "ancien 9") == set()
            asked = {asked.path.rsplit("/", 1)[1] for asked in far.served.asked}
            assert asked == {"", new}


@pytest.mark.parametrize("purge", [True, False])
def test_a_delta_that_has_rotated_away_is_kept_without_it(purge: bool, tmp_path: Path) -> None:
    with fund() as far:
        assert far.served is not None
        far.archives[FULL] = full({path(n): article(n, f"ancien {n}") for n in range(1, 30)})
        rotated = far.add("20250714-210000", {path(2): article(2, "NEUF"), path(50): article(50, "à part")}, [path(3)])
        last = far.add("20250715-210000", {path(60): article(60, "dernier")}, [path(51), path(50)])
        far.add("20250716-210000", {path(50): article(50, "de retour"), path(51): article(51, "autre")})
        place = Place(tmp_path, DUMP.format(url=far.url))
        place.live()
        del far.archives[rotated], far.archives[last]
        before = place.live()
        gone = "LEGIARTI000000000050"
        place.withdraw(gone, purge)
        far.served.count()
        for _ in range(2):
            assert place.live() == {id: version for id, version in before.items() if id != gone} or not purge
            assert holding(place.memory, gone, "à part", "de retour") == set()
            assert {asked.path.rsplit("/", 1)[1] for asked in far.served.asked} == {""}, "archives are not asked for again"
        far.add("20250717-210000", {path(7): article(7, "neuf")})
        found = place.live()
        assert {id for id in before.keys() - {gone} if found[id] != before[id]} == {"LEGIARTI000000000007"}
        assert gone not in found


def test_a_kill_while_an_archive_is_written_anew_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with fund() as far:
        assert far.served is not None
        far.archives[FULL] = full({path(n): article(n, f"ancien {n}") for n in range(1, 30)})
        place = Place(tmp_path, DUMP.format(url=far.url))
        before = place.live()
        gone = "LEGIARTI000000000009"
        place.withdraw(gone, purge=False)
        far.served.count()
        with monkeypatch.context() as patch:
            put = Path.replace
            patch.setattr(Path, "replace", lambda one, other: 1 // 0 if one.suffix == ".cut" else put(one, other))
            with pytest.raises(ZeroDivisionError):
                place.harvest()
        far.add("20250714-210000", {path(2): article(2, "NEUF")})
        found = place.live()
        assert before.keys() - found.keys() == {gone}
        assert {asked.path.rsplit("/", 1)[1] for asked in far.served.asked} == {"", "LEGI_20250714-210000.tar.gz"}
        assert holding(place.memory, gone, "ancien 9") == set()


def test_an_archive_that_cannot_be_cut_goes_and_is_fetched_again(tmp_path: Path) -> None:
    rows = "\n".join(Entry(f"A{n}", f"La phrase numéro {n} du livre.").line for n in range(4)).encode()
    with fund() as far:
        assert far.served is not None
        far.archives[FULL] = full({"legi/rows.jsonl": rows, "legi/others.jsonl": b""})
        place = Place(tmp_path, DUMP.format(url=far.url), READ)
        assert len(place.live()) == 4
        place.withdraw("A2", purge=False)
        for asked in ({""}, {"", FULL}):
            far.served.count()
            place.harvest()
            assert {each.path.rsplit("/", 1)[1] for each in far.served.asked} == asked
            assert holding(place.memory, "numéro 2") == set()
        far.add("20250717-210000", {"legi/late.jsonl": Entry("B0", "Une autre phrase du livre.").line.encode()})
        far.served.count()
        assert place.live().keys() == {"A0", "A1", "A3", "B0"}
        assert FULL in {each.path.rsplit("/", 1)[1] for each in far.served.asked}
