"""Catalogue services against a real pycsw on SQLite; OGC API Records against answers made after the standard."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from csw_service import Service, service
from loopback import MANNERS, Asked, Given, loopback
from lxml import etree
from shared_data import shared
from taken import take

from moisson.connectors.catalogues.csw import Csw
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File, Refused

ISO = "cat-udata/data/opendatateam+udata/udata/harvest/tests/csw_dcat"


def csw(far: Service, **fields: Any) -> Csw:
    return Csw(**{"url": far.url, "manners": MANNERS, "page_size": 10, **fields})


@pytest.mark.parametrize("version", ["2.0.2", "3.0.0"])
def test_every_record_comes_once_over_all_pages(version: str, store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw") as far:
        for n in range(25):
            far.write(str(n), f"Acte {n}")
        far.load()
        _, found = take(csw(far, version=version), store, tmp_path)
        assert far.served is not None
        assert far.served.count() == 3
    assert found.keys() == {f"urn:x:{n}" for n in range(25)}
    file = found["urn:x:7"]
    assert isinstance(file, File)
    assert file.about is not None
    assert file.about.title == "Acte 7"
    if version == "2.0.2":  # pycsw 2.6 leaves dc:rights out of its answers in 3.0
        assert file.about.rights is not None
        assert (file.about.rights["license"], file.about.rights["level"]) == ("CC-BY-4.0", "document")


def test_a_service_that_gives_fewer_records_than_asked_for_is_read_to_its_end(store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw", cap=4) as far:
        for n in range(11):
            far.write(str(n))
        far.load()
        assert len(take(csw(far, page_size=100), store, tmp_path)[1]) == 11


def test_a_later_harvest_sees_what_changed_came_and_went(store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw") as far:
        for n in range(5):
            far.write(str(n))
        far.load()
        before, _ = take(csw(far), store, tmp_path)
        assert take(csw(far), store, tmp_path)[0] == before
        far.write("1", "Acte corrigé")
        far.write("9")
        (far.folder / "records" / "3.xml").unlink()
        far.load()
        after, found = take(csw(far), store, tmp_path)
    assert after != before
    assert found.keys() == {f"urn:x:{n}" for n in (0, 1, 2, 4, 9)}


def test_links_bring_the_document_and_only_again_when_its_record_changes(store: Store, tmp_path: Path) -> None:
    with loopback(lambda asked: Given(asked.path.encode())) as host, service(tmp_path / "csw") as far:
        for n in range(6):
            far.write(str(n), more=f"<dct:references>{host.address}/{n}.pdf</dct:references>" if n else "")
        far.load()
        connector = csw(far, links=["**/*.pdf"])
        found = take(connector, store, tmp_path)[1]
        assert {name: each.reason for name, each in found.items() if isinstance(each, Refused)} == {"urn:x:0": "csw:without-link"}
        assert host.count() == 5
        far.write("2", "Acte corrigé", more=f"<dct:references>{host.address}/2.pdf</dct:references>")
        far.load()
        take(connector, store, tmp_path)
        assert [asked.path for asked in host.asked] == ["/2.pdf"]


def test_a_harvest_cut_at_any_request_ends_with_the_same_files(tmp_path: Path) -> None:
    with service(tmp_path / "csw", cap=2) as far:
        for n in range(9):
            far.write(str(n))
        far.load()
        assert far.served is not None
        whole = take(csw(far), Store(tmp_path / "whole"), tmp_path)
        requests = far.served.count()
        for cut in range(1, requests + 1):
            far.served.cut_at = cut
            store = Store(tmp_path / str(cut))
            with pytest.raises(FetchError):
                take(csw(far), store, tmp_path)
            far.served.cut_at = None
            assert take(csw(far), store, tmp_path) == whole
            far.served.count()


def test_documents_that_fail_again_are_asked_for_again_until_they_come_or_are_gone(store: Store, tmp_path: Path) -> None:
    answers: dict[str, Given] = {}
    with loopback(lambda asked: answers.get(asked.path, Given(status=404))) as host, service(tmp_path / "csw") as far:
        for n in range(2):
            far.write(str(n), more=f"<dct:references>{host.address}/{n}.pdf</dct:references>")
        far.load()
        connector = csw(far, links=["**/*.pdf"])
        host.cut_at = 1
        versions = [take(connector, store, tmp_path)[0] for _ in range(4)]
        assert len(set(versions)) == 4, "the same version twice would mean: nothing to do"
        host.cut_at = None
        gone = [take(connector, store, tmp_path)[0] for _ in range(3)]
        assert gone[1] == gone[2] != gone[0], "what is not there is no news"
        answers["/0.pdf"] = answers["/1.pdf"] = Given(b"%PDF-")
        _, found = take(connector, store, tmp_path)
        assert all(isinstance(each, File) for each in found.values())


@pytest.mark.shared
def test_real_iso_records_come_in_iso_19139_with_the_licence_of_the_data(store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw") as far:
        names = []
        for path in sorted(shared(ISO).glob("*iso19139*.xml")):
            for i, found in enumerate(etree.parse(path).iter("{http://www.isotc211.org/2005/gmd}MD_Metadata")):
                (far.folder / "records" / f"{path.stem}-{i}.xml").write_bytes(etree.tostring(found))
                names.append("".join(found.find("{*}fileIdentifier").itertext()).strip())
        far.load()
        found_here = take(csw(far, form="gmd"), store, tmp_path)[1]
    assert found_here.keys() == set(names)
    parcels = found_here["IGNF_RPG"] if "IGNF_RPG" in found_here else found_here[next(name for name in names if "RPG" in name)]
    assert isinstance(parcels, File)
    assert parcels.about is not None
    assert parcels.about.rights is not None
    assert parcels.about.rights["license"] in ("etalab-2.0", "LicenseRef-Licence-Ouverte")


def test_a_list_that_moves_while_it_is_read_is_read_again_until_it_holds_still(store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw", cap=2) as far:
        for n in range(6):
            far.write(str(n))
        far.load()
        assert far.served is not None
        sound = far.served.answer
        turns = iter([2, None])

        def moving(asked: Asked) -> Given:
            given = sound(asked)
            turn = next(turns, None)
            return Given(given.body.replace(b'Matched="6"', b'Matched="7"')) if turn else given

        far.served.answer = moving
        assert len(take(csw(far), store, tmp_path)[1]) == 6
        assert far.served.count() == 6, "three pages each time"


def test_what_is_no_service_is_said(store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw") as far:
        far.load()
        with pytest.raises(FetchError, match="does not answer as a catalogue service: Invalid Filter"):
            take(csw(far, constraint="nonsense ((("), store, tmp_path)
    with loopback(lambda _asked: Given(b"<html>")) as host, pytest.raises(FetchError):
        take(Csw(url=f"{host.address}/csw", manners=MANNERS), store, tmp_path)


def test_ogc_api_records_are_walked_by_their_links(store: Store, tmp_path: Path) -> None:
    features = [
        {
            "id": f"r{n}",
            "type": "Feature",
            "properties": {"title": f"Acte {n}", "created": "2024-05-06T00:00:00Z", "license": "CC-BY-4.0"},
            "links": [{"rel": "item", "href": f"https://host.example/{n}.pdf"}],
        }
        for n in range(7)
    ]

    def answer(asked: Asked) -> Given:
        start = int(asked.path.partition("offset=")[2] or 0)
        links = [{"rel": "next", "href": f"/items?f=json&offset={start + 3}"}] if start + 3 < 7 else []
        page = {"numberMatched": 7, "features": features[start : start + 3], "links": links}
        return Given(orjson.dumps(page), headers={"Content-Type": "application/json"})

    with loopback(answer) as host:
        connector = Csw(url=f"{host.address}/items", version="records", manners=MANNERS)
        found = take(connector, store, tmp_path)[1]
        assert host.count() == 3
    assert found.keys() == {f"r{n}" for n in range(7)}
    file = found["r2"]
    assert isinstance(file, File)
    assert file.about is not None
    assert (file.about.title, file.about.created, file.about.url) == ("Acte 2", "2024-05-06", "https://host.example/2.pdf")
    assert file.about.rights is not None
    assert file.about.rights["license"] == "CC-BY-4.0"
