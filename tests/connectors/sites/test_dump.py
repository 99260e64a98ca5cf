"""Full archives, deltas and lists of deletions, as DILA publishes them: today's state, with one request for each new archive."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from dila_server import CODES, FULL, Fund, article, delta, full, fund, path
from loopback import MANNERS
from nginx_server import nginx

from moisson.connectors.memory.store import Store
from moisson.connectors.sites.directory import directory_entries
from moisson.connectors.sites.dump import Dump
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused
from moisson.source.description import built_in_sources, load_source


def dump(far: Fund, **fields: Any) -> Dump:
    said = {"url": far.url, "full": "Freemium_legi_global_{stamp}.tar.gz", "delta": "LEGI_{stamp}.tar.gz", "manners": MANNERS}
    return Dump(**{**said, **fields})


def take(connector: Dump, store: Store | None, base: Path) -> tuple[str, dict[str, bytes], list[Refused]]:
    """The version, the files by path, and what was refused."""
    fetched = connector.fetch(base, store)
    found = list(fetched.files)
    files = {each.path: each.data for each in found if isinstance(each, File)}
    refused = [each for each in found if isinstance(each, Refused)]
    assert len(files) + len(refused) == len(found), "a path came twice"
    return fetched.version, files, refused


def test_a_file_that_moves_to_another_folder_is_one_document_under_its_new_path(store: Store, tmp_path: Path) -> None:
    repealed = CODES.replace("code_en_vigueur", "code_non_vigueur")
    with fund() as far:
        far.archives[FULL] = full({path(1): article(1, "x")})
        far.add("20250714-210000", {path(1, repealed): article(1, "x", "ABROGE")}, [path(1)])
        assert list(take(dump(far), store, tmp_path)[1]) == [path(1, repealed)]


@pytest.mark.parametrize("seed", range(12))
def test_any_sequence_of_deltas_gives_what_applying_them_one_after_the_other_gives(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    state = {path(n): article(n, f"base {n}") for n in range(20)}
    with fund() as far:
        far.archives[FULL] = full(state)
        for day in range(14, 24):
            files = {path(n): article(n, f"jour {day}") for n in chance.sample(range(30), 6)}
            gone = [path(n) for n in chance.sample(range(30), 3)]
            far.add(f"202507{day}-210000", files, gone)
            state = {name: data for name, data in {**state, **files}.items() if name not in gone}
        assert take(dump(far), Store(tmp_path / "store"), tmp_path)[1] == state


def test_deltas_that_rotated_away_still_count_and_one_that_was_taken_back_does_not(store: Store, tmp_path: Path) -> None:
    with fund() as far:
        far.archives[FULL] = full({path(1): article(1, "ancien")})
        oldest = far.add("20250714-210000", {path(14): article(14, "neuf")})
        middle = far.add("20250715-210000", {path(15): article(15, "erreur")})
        far.add("20250716-210000", {path(16): article(16, "neuf")})
        take(dump(far), store, tmp_path)
        del far.archives[oldest], far.archives[middle]
        far.add("20250715-120000", {})
        assert take(dump(far), store, tmp_path)[1].keys() == {path(1), path(14), path(16)}
        del far.archives[FULL]
        assert take(dump(far), store, tmp_path)[1].keys() == {path(1), path(14), path(16)}


def test_gaps_between_archives_are_noticed(store: Store, tmp_path: Path) -> None:
    with fund() as far:
        far.archives[FULL] = full({path(1): article(1, "ancien")})
        far.add("20250714-210000", {})
        late = far.add("20250721-210000", {})
        assert [(row.id, row.reason) for row in take(dump(far, longest_gap_days=3), store, tmp_path)[2]] == [(late, "dump:gap")]
        assert take(dump(far, longest_gap_days=7), store, tmp_path)[2] == []


def test_lists_of_deletions_that_fit_no_file_are_noticed(store: Store, tmp_path: Path) -> None:
    with fund() as far:
        far.archives[FULL] = full({path(1): article(1, "ancien")})
        last = far.add("20250714-210000", {}, [f"ailleurs/LEGIARTI{n}" for n in range(20)])
        assert [(row.id, row.reason) for row in take(dump(far), store, tmp_path)[2]] == [(last, "dump:deletions-unmatched")]


@pytest.mark.parametrize("kind", ["delta", "full"])
def test_a_damaged_archive_stops_the_harvest_and_is_fetched_anew(kind: str, store: Store, tmp_path: Path) -> None:
    with fund() as far:
        far.archives[FULL] = full({path(1): article(1, "ancien")})
        name = far.add("20250714-210000", {path(1): article(1, "neuf")}, [])
        name = FULL if kind == "full" else name
        sound = far.archives[name]
        far.archives[name] = sound[: len(sound) // 2]
        with pytest.raises(FetchError, match=f"{name} is damaged"):
            take(dump(far), store, tmp_path)
        far.archives[name] = sound
        assert take(dump(far), store, tmp_path)[1] == {path(1): article(1, "neuf")}


def test_a_page_in_place_of_an_archive_is_never_taken_for_one(store: Store, tmp_path: Path) -> None:
    with fund() as far:
        far.archives[FULL] = b"<html>Maintenance</html>"
        with pytest.raises(FetchError, match="is not an archive"):
            take(dump(far), store, tmp_path)
        far.archives[FULL] = full({path(1): article(1, "ancien")})
        assert take(dump(far), store, tmp_path)[1].keys() == {path(1)}


def test_a_listing_without_a_full_archive_says_what_it_has(store: Store, tmp_path: Path) -> None:
    with fund() as far:
        far.add("20250714-210000", {})
        with pytest.raises(FetchError, match=r"lists no archive named Freemium_legi_global_\{stamp\}.tar.gz, but  DILA_LEGI"):
            take(dump(far), store, tmp_path)


def test_include_chooses_among_paths_without_the_dated_folder_and_without_a_store_nothing_is_left(tmp_path: Path) -> None:
    with fund() as far:
        struct = f"{CODES}/texte/struct/LEGITEXT000006072050.xml"
        far.archives[FULL] = full({path(1): article(1, "ancien"), struct: b"<TEXTELR/>"})
        far.add("20250714-210000", {path(2): article(2, "neuf"), struct: b"<TEXTELR><ID/></TEXTELR>"})
        files = take(dump(far, include=["**/article/**"]), None, tmp_path)[1]
        assert files.keys() == {path(1), path(2)}
        with pytest.raises(FetchError, match="no file that `jorf/"):
            take(dump(far, include=["jorf/**"]), None, tmp_path)


def test_the_listing_of_a_real_nginx_is_read(store: Store, tmp_path: Path) -> None:
    root = tmp_path / "www"
    root.mkdir()
    (root / FULL).write_bytes(full({path(1): article(1, "ancien")}))
    (root / "LEGI_20250714-210000.tar.gz").write_bytes(delta("20250714-210000", {path(2): article(2, "neuf")}, [path(1)]))
    with nginx(tmp_path / "nginx", root) as served:
        far = Fund(served=served)
        connector = dump(far, url=f"{served.address}/")
        assert take(connector, store, tmp_path)[1] == {path(2): article(2, "neuf")}
        assert served.count() == 3
        (root / "LEGI_20250714-210000.tar.gz").write_bytes(delta("20250714-210000", {path(3): article(3, "corrigé")}, []))
        assert take(connector, store, tmp_path)[1].keys() == {path(1), path(3)}, "an archive that was published anew"
        assert served.count() == 2


FUNDS = [name for name in built_in_sources() if load_source(name, Path()).description.connector["use"] == "dump"]


@pytest.mark.parametrize("name", FUNDS)
def test_every_ready_made_fund_works_on_archives_of_its_names(name: str, store: Store, tmp_path: Path) -> None:
    described = load_source(name, tmp_path).description.connector
    with fund(described["url"].split("/")[-2]) as far:
        fond = f"{far.name.lower()}/global"
        where, gone = (f"{fond}/article/ARTI/00/LEGIARTI{n:012}.xml" for n in (1, 2))
        files = {where: article(1, "x"), gone: article(2, "y"), f"{fond}/texte/version/TEXT/LEGITEXT1.xml": b"<TEXTE_VERSION/>"}
        far.archives[described["full"].replace("{stamp}", "20250713-140000")] = full(files)
        late = described["delta"].replace("{stamp}", "20250714-210000")
        far.archives[late] = delta("20250714-210000", {}, [gone])
        source = load_source(name, tmp_path, {"url": far.url, "manners": MANNERS.model_dump()})
        paths = [file.path for file in source.connector.fetch(tmp_path, store).files if isinstance(file, File)]
    assert where in paths
    assert gone not in paths


def test_listings_of_several_servers_are_read() -> None:
    nginx = b'<h1>Index of /x/</h1><hr><pre><a href="../">../</a>\n<a href="a%20b.gz">a b.gz</a>  13-Jul-2025 14:00  45123\n'
    assert [(each.name, each.url, each.token) for each in directory_entries(nginx, "https://h.example/x/")] == [
        ("a b.gz", "https://h.example/x/a%20b.gz", "13-Jul-2025 14 00 45123")
    ]
    table = b'<table><tr><td><a href="/x/c.zip">c.zip</a></td><td>2025-07-13 10:14</td><td>1.0G</td></tr></table>'
    elsewhere = b'<a href="http://other/x/d">d</a><a href="e/">e</a><a href="/y/f">f</a>'
    found = directory_entries(table + elsewhere, "https://h.example/x/")
    assert [(each.name, each.token) for each in found] == [("c.zip", "2025-07-13 10 14 1.0G")]
    assert directory_entries(b"", "https://h.example/x/") == []
