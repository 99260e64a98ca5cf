"""Data sets of the hub, from a server that speaks its API and as they lie here after the hub's own client has brought them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from brought import bodies, of, reasons
from hub_mirror import CARD, FILES, LARGE, NAME, WANTED, Hub, connector, downloaded, filled_hub, hub, json_answer
from huggingface_hub import HfApi
from loopback import MANNERS, Given
from taken import take

from moisson.connectors import Offered
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError, SourceError
from moisson.harvest.harvest import harvest
from moisson.source.description import load_source
from moisson.workspace.options import Options
from moisson.workspace.storage import Workspace


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Hub]:
    with hub(tmp_path / "repository") as served:
        yield served


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Hub]:
    with filled_hub(tmp_path / "repository") as served:
        yield served


def test_the_hubs_own_client_understands_the_server_of_these_tests(filled: Hub, tmp_path: Path) -> None:
    filled.rows = 2
    commit = filled.sets[NAME].head()
    home = downloaded(filled, cache_dir=tmp_path / "cache")
    assert home.name == commit
    assert {path: (home / path).read_bytes() for path in [*FILES, *WANTED]} == {**FILES, **WANTED}
    listed = HfApi(filled.address, token=False).list_repo_tree(NAME, repo_type="dataset", recursive=True, revision=commit)
    sizes = {each.path: each.size for each in listed if hasattr(each, "size")}
    assert sizes == {path: len(data) for path, data in {**FILES, **WANTED}.items()}


def test_a_commit_comes_whole_with_its_licence_and_what_names_each_file(filled: Hub, store: Store, tmp_path: Path) -> None:
    filled.rows = 2
    commit = filled.sets[NAME].head()
    version, found = take(connector(filled), store, tmp_path)
    assert version == commit
    assert bodies(found) == WANTED
    assert len(found) == len(WANTED), "the card and hidden files are no documents"
    about = of(found, "data/train.jsonl").about
    assert about is not None and about.record is not None and about.rights is not None
    assert about.url == f"{filled.address}/datasets/{NAME}/resolve/{commit}/data/train.jsonl"
    assert about.record["commit"] == commit and about.record["oid"].startswith("sha256:")
    assert {key: about.rights[key] for key in ("license", "level", "stated", "where")} == {
        "license": "etalab-2.0",
        "level": "data-set",
        "stated": "etalab-2.0",
        "where": f"{NAME} README.md at {commit}, license",
    }
    assert store.body(about.rights["copy"]) == CARD


def test_a_named_commit_is_pinned_and_stays_what_it_was(filled: Hub, store: Store, tmp_path: Path) -> None:
    commit = filled.sets[NAME].head()
    filled.sets[NAME].commit({"avis/1.txt": b"Avis revu."})
    pinned = connector(filled, revision=commit)
    assert pinned.pinned(tmp_path) == commit
    assert connector(filled).pinned(tmp_path) is None
    version, found = take(pinned, store, tmp_path)
    assert (version, bodies(found)) == (commit, WANTED)


@pytest.mark.long
def test_a_harvest_cut_at_any_request_ends_with_the_same_files(filled: Hub, tmp_path: Path) -> None:
    filled.rows = 3
    whole = take(connector(filled), Store(tmp_path / "whole"), tmp_path)
    requests = filled.count()
    assert requests == 9
    for cut in range(1, requests):
        store = Store(tmp_path / str(cut))
        filled.served.cut_at = cut
        with pytest.raises(FetchError, match=r"\(cut\)"):
            take(connector(filled), store, tmp_path)
        filled.served.cut_at = None
        filled.count()
        assert take(connector(filled), store, tmp_path) == whole
        assert filled.count() <= (requests if cut < 5 else 11 - cut), "what is here is not asked for again"


def test_a_file_whose_host_is_away_stops_the_harvest_when_all_others_have_come(filled: Hub, store: Store, tmp_path: Path) -> None:
    filled.store.cut_at = 1
    with pytest.raises(FetchError, match="Fetched objects are kept; run again"):
        take(connector(filled), store, tmp_path)
    filled.store.cut_at = None
    filled.count()
    assert bodies(take(connector(filled), store, tmp_path)[1]) == WANTED
    assert filled.count() == 3


def test_what_a_file_holds_is_checked_by_the_digest_that_the_commit_states(filled: Hub, store: Store, tmp_path: Path) -> None:
    repository = filled.sets[NAME]
    oid = next(iter(repository.large))
    repository.large[oid] = LARGE.replace(b"conseil", b"conseiI")
    filled.spoiled[f"/datasets/{NAME}/resolve/{repository.head()}/avis/1.txt"] = Given(b"Premier AVIS.")
    version, found = take(connector(filled), store, tmp_path)
    assert reasons(found) == {"data/train.jsonl": "fetch:not-as-listed", "avis/1.txt": "fetch:not-as-listed"}
    assert bodies(found) == {"avis/2.txt": b"Second avis."}
    repository.large[oid] = LARGE
    filled.spoiled.clear()
    again, found = take(connector(filled), store, tmp_path)
    assert bodies(found) == WANTED
    assert again != version, "what could not be had is asked for once more"
    assert take(connector(filled), store, tmp_path)[0] == version


def test_a_file_that_the_commit_names_and_the_hub_does_not_hold_is_refused(filled: Hub, store: Store, tmp_path: Path) -> None:
    filled.without.add("avis/1.txt")
    found = take(connector(filled), store, tmp_path)[1]
    assert reasons(found) == {"avis/1.txt": "hub:missing"}
    assert bodies(found).keys() == {"avis/2.txt", "data/train.jsonl"}


def test_a_gated_data_set_wants_a_token_and_takes_it(
    filled: Hub, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.token = "hf_essai"
    with pytest.raises(FetchError, match=rf"{NAME} is gated: accept its terms at {filled.address}/datasets/{NAME}"):
        take(connector(filled), store, tmp_path)
    filled.private = True
    with pytest.raises(FetchError, match=f"has no data set {NAME}, or keeps it private"):
        take(connector(filled), store, tmp_path)
    monkeypatch.setenv("ESSAI_JETON", "Bearer hf_essai")
    manners = MANNERS.model_copy(update={"credentials": {filled.address.partition("://")[2]: "ESSAI_JETON"}})
    assert bodies(take(connector(filled, manners=manners), store, tmp_path)[1]) == WANTED
    kept = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    assert b"hf_essai" not in kept


def test_a_token_does_not_go_along_to_the_host_of_large_files(
    filled: Hub, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.token = "hf_essai"
    monkeypatch.setenv("ESSAI_JETON", "Bearer hf_essai")
    filled.served.address = filled.address.replace("127.0.0.1", "localhost")
    place = filled.served.address.partition("://")[2]
    manners = MANNERS.model_copy(update={"credentials": {place: "ESSAI_JETON"}, "allow_hosts": ["localhost", "127.0.0.1"]})
    take(connector(filled, manners=manners), store, tmp_path)
    assert all("authorization" in asked.headers for asked in filled.served.asked)
    assert filled.store.asked and not any("authorization" in asked.headers for asked in filled.store.asked)


def test_what_is_wrong_with_the_whole_is_said(filled: Hub, store: Store, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="has no revision v9"):
        take(connector(filled, revision="v9"), store, tmp_path)
    with pytest.raises(FetchError, match=r"has no revision 0{40}"):
        take(connector(filled, revision="0" * 40), store, tmp_path)
    with pytest.raises(FetchError, match="has no data set ville/autre, or keeps it private"):
        take(connector(filled, dataset="ville/autre"), store, tmp_path)
    filled.renamed["ville/ancien"] = NAME
    with pytest.raises(SourceError, match=f"ville/ancien is now called {NAME}; set dataset = '{NAME}'"):
        take(connector(filled, dataset="ville/ancien"), store, tmp_path)
    with pytest.raises(FetchError, match=r"holds no file that `\*\*/\*.xml` names"):
        take(connector(filled, include=["avis/**", "**/*.xml"]), store, tmp_path)


HOSTILE: dict[str, tuple[object, str]] = {
    "no JSON": (b"<html>", "does not answer with JSON"),
    "no list": ({"error": "no"}, "lists no files"),
    "no entry": ([1], "lists an invalid entry"),
    "a size in words": ([{"type": "file", "path": "a", "size": "1", "oid": "0" * 40}], "lists an invalid entry"),
    "a size below nothing": ([{"type": "file", "path": "a", "size": -1, "oid": "0" * 40}], "lists an invalid entry"),
    "no digest": ([{"type": "file", "path": "a", "size": 1, "oid": "../../x"}], "lists an invalid entry"),
    "no path": ([{"type": "file", "size": 1, "oid": "0" * 40}], "lists an invalid entry"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_listing_that_is_none_stops_the_harvest(case: str, filled: Hub, store: Store, tmp_path: Path) -> None:
    said, words = HOSTILE[case]
    tree = f"/api/datasets/{NAME}/tree/{filled.sets[NAME].head()}?recursive=true&expand=false"
    filled.spoiled[tree] = Given(said) if isinstance(said, bytes) else json_answer(said)
    with pytest.raises(FetchError, match=words):
        take(connector(filled), store, tmp_path)


def test_a_listing_without_end_stops_the_harvest(filled: Hub, store: Store, tmp_path: Path) -> None:
    tree = f"/api/datasets/{NAME}/tree/{filled.sets[NAME].head()}?recursive=true&expand=false"
    filled.spoiled[tree] = json_answer([], {"Link": f'<{filled.address}{tree}>; rel="next"'})
    with pytest.raises(FetchError, match="repeats a page of its listing"):
        take(connector(filled), store, tmp_path)


def test_the_next_page_is_asked_of_the_endpoint_whatever_host_it_names(filled: Hub, store: Store, tmp_path: Path) -> None:
    repository = filled.sets[NAME]
    tree = f"/api/datasets/{NAME}/tree/{repository.head()}?recursive=true&expand=false"
    entries = repository.tree(repository.head())
    filled.spoiled[tree] = json_answer(entries[:1], {"Link": f'<https://hub.example{tree}&cursor=1>; rel="next"'})
    assert bodies(take(connector(filled), store, tmp_path)[1]) == WANTED


def test_names_that_lead_elsewhere_and_files_too_large_are_refused_unasked(filled: Hub, store: Store, tmp_path: Path) -> None:
    commit = filled.sets[NAME].head()
    names = ("../avis", "a/../../b", "/etc/passwd", "a\\b", "a\nb", "a/./b")
    entries = [{"type": "file", "path": name, "size": 1, "oid": "0" * 40} for name in names]
    entries.append({"type": "file", "path": "vaste.parquet", "size": 1 << 40, "oid": "0" * 40})
    filled.spoiled[f"/api/datasets/{NAME}/tree/{commit}?recursive=true&expand=false"] = json_answer(entries)
    found = take(connector(filled), store, tmp_path)[1]
    assert sorted(reasons(found).values()) == ["file:too-large", *["hub:unsafe-name"] * 6]
    assert filled.count() == 2


def test_offered_lists_sizes_and_rights_and_brings_nothing(filled: Hub, store: Store, tmp_path: Path) -> None:
    filled.count()
    offers = [each for each in connector(filled).offered(tmp_path, store) if isinstance(each, Offered)]
    assert filled.count() == 3, "revision, tree and card"
    assert {each.path: (each.size, each.here) for each in offers} == {path: (len(data), False) for path, data in WANTED.items()}
    assert {(each.rights or {}).get("license") for each in offers} == {"etalab-2.0"}
    take(connector(filled), store, tmp_path)
    assert all(each.here for each in connector(filled).offered(tmp_path, store) if isinstance(each, Offered))


SOURCE = """
title = "Avis"
about = "Avis d'un conseil."
language = "fr"
publisher = {{ name = "Ville" }}

[connector]
use = "hub"
dataset = "{name}"
endpoint = "{address}"

[connector.manners]
allow_hosts = ["127.0.0.1"]
requests_per_second = 0.0
retries = 0
"""


@pytest.mark.long
def test_a_file_that_left_the_commit_leaves_a_tombstone(filled: Hub, tmp_path: Path) -> None:
    filled.sets[NAME].commit({f"avis/{n}.txt": f"Avis n. {n} du conseil municipal.".encode() for n in range(3, 40)})
    (tmp_path / "fr_essai_hub").mkdir()
    (tmp_path / "fr_essai_hub/source.toml").write_text(SOURCE.format(name=NAME, address=filled.address))
    source, options = load_source("./fr_essai_hub", tmp_path), Options(Workspace(tmp_path / "build"), workers=1)
    first = harvest(source, options)
    filled.sets[NAME].commit({"avis/7.txt": None, "avis/8.txt": b"Avis revu du conseil municipal."})
    second = harvest(source, options)
    states = {row["id"]: row["state"] for row in second.rows().to_pylist()}
    assert states["fr_essai_hub/avis/7.txt"] == "vanished"
    assert states["fr_essai_hub/avis/8.txt"] == "changed"
    assert first.about["version"] != second.about["version"] == filled.sets[NAME].head()
    assert {row["rights"]["license"] for row in second.rows().to_pylist()} == {"etalab-2.0"}
    filled.count()
    assert harvest(source, options).path == second.path
    assert filled.count() == 1
