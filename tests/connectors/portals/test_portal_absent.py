"""Files of portals that cannot be had today: what may come back is kept as it was, all is said, and asked for again."""

from collections.abc import Iterator

import pytest
from ckan_portal import ARTICLES, ckan, four
from portal_harvest import MANNERS, harvest
from portal_server import Portal, Reply, portal

from moisson.connectors.memory.store import Store


@pytest.fixture
def server() -> Iterator[Portal]:
    with portal() as held:
        yield held


def test_a_file_that_cannot_be_had_today_is_given_as_it_was_and_asked_for_again(server: Portal, store: Store) -> None:
    packages = four(server)
    first = harvest(ckan(server), store)
    packages[0]["resources"][0] |= {"last_modified": "2026-04-01T08:00:00"}
    server.pages["/files/r1.txt"] = Reply(status=503)
    failing = harvest(ckan(server), store)
    assert failing.files["d1/r1"].data == ARTICLES["r1"].encode()
    assert failing.reasons == {"d1/r1": "not-renewed:http-503"}
    still = harvest(ckan(server), store)
    assert harvest(ckan(server), store).version == still.version, "nothing new, so a harvest can end at once"
    server.put("/files/r1.txt", "Le contrat de travail à durée indéterminée est la forme normale.")
    mended = harvest(ckan(server), store)
    assert mended.files["d1/r1"].data.endswith(b"la forme normale.")
    assert not mended.refused
    assert len({home.version for home in (first, failing, still, mended)}) == 4, "each of these has something to say"


def test_a_file_that_is_too_large_is_asked_for_again_when_its_entry_or_the_manners_change(server: Portal, store: Store) -> None:
    four(server)
    small = ckan(server, manners=MANNERS.model_copy(update={"max_bytes": 4_000}))
    server.put("/files/r1.txt", "a" * 5_000)
    assert harvest(small, store).reasons == {"d1/r1": "fetch:too-large"}
    server.forget()
    harvest(small, store)
    assert server.counts["/files/r1.txt"] == 0
    assert "d1/r1" in harvest(ckan(server), store).files


def test_a_server_that_answers_with_nothing_does_not_cost_the_file(server: Portal, store: Store) -> None:
    packages = four(server)
    server.put("/files/r2.txt", "")
    assert harvest(ckan(server), store).reasons == {"d1/r2": "fetch:empty"}
    packages[0]["resources"][0] |= {"last_modified": "2026-04-01T08:00:00"}
    server.put("/files/r1.txt", "\r\n")
    failing = harvest(ckan(server), store)
    assert failing.files["d1/r1"].data == ARTICLES["r1"].encode()
    assert failing.reasons == {"d1/r1": "not-renewed:empty", "d1/r2": "fetch:empty"}


def test_a_file_that_was_gone_does_not_come_back_when_its_server_is_away(server: Portal, store: Store) -> None:
    packages = four(server)
    first = harvest(ckan(server), store)
    packages[0]["resources"][0] |= {"last_modified": "2026-04-01T08:00:00"}
    versions = {first.version}
    for status in (451, 503, 403):
        server.pages["/files/r1.txt"] = Reply(status=status)
        home = harvest(ckan(server), store)
        assert (home.reasons, "d1/r1" in home.files) == ({"d1/r1": f"fetch:http-{status}"}, False)
        versions.add(home.version)
    assert len(versions) == 4, "each has something to say"
    server.put("/files/r1.txt", ARTICLES["r1"])
    back = harvest(ckan(server), store)
    assert back.files["d1/r1"].data == first.files["d1/r1"].data and not back.refused


def test_formats_may_be_called_as_catalogues_call_them(server: Portal, store: Store) -> None:
    packages = four(server)
    packages[1]["resources"][0] |= {"format": "PDF"}
    assert sorted(harvest(ckan(server, formats=["PDF"]), store).files) == ["d2/r3"]
    assert ckan(server, formats=["application/pdf", ".docx", "Text", "shp"]).formats == ["pdf", "docx", "txt", "shp"]


def test_a_web_page_in_the_place_of_a_file_is_refused(server: Portal, store: Store) -> None:
    packages = four(server)
    server.put("/files/r1.txt", "<!DOCTYPE html><html><body>Veuillez vous connecter.</body></html>")
    home = harvest(ckan(server), store)
    assert "d1/r1" not in home.files
    assert home.reasons == {"d1/r1": "fetch:not-the-file"}
    packages[0]["resources"][0] |= {"format": "HTML"}
    assert "d1/r1" in harvest(ckan(server), Store(store.folder / "other")).files
