"""Catalogue services against a real pycsw on SQLite; OGC API Records against answers made after the standard."""

from pathlib import Path
from typing import Any

import pytest
from csw_service import Service, service
from loopback import MANNERS, Given, loopback
from lxml import etree
from shared_data import shared
from taken import take

from moisson.connectors.catalogues.csw import Csw
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError
from moisson.readers.contract import File

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


def test_what_is_no_service_is_said(store: Store, tmp_path: Path) -> None:
    with service(tmp_path / "csw") as far:
        far.load()
        with pytest.raises(FetchError, match="does not answer as a catalogue service: Invalid Filter"):
            take(csw(far, constraint="nonsense ((("), store, tmp_path)
    with loopback(lambda _asked: Given(b"<html>")) as host, pytest.raises(FetchError):
        take(Csw(url=f"{host.address}/csw", manners=MANNERS), store, tmp_path)
