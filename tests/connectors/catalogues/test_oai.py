"""OAI-PMH against pyoai's server: everything once, then what changed, through cuts, expired tokens and deletions."""

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from loopback import MANNERS, Asked, Given, loopback
from oai_repository import Deposit, Repository, now, repository
from taken import take as harvest

from moisson.connectors.catalogues.oai import Oai
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused

CC_BY = "https://creativecommons.org/licenses/by/4.0/"


def oai(far: Repository, **fields: Any) -> Oai:
    return Oai(**{"url": far.url, "manners": MANNERS, **fields})


def fill(far: Repository, number: int, **fields: Any) -> None:
    for i in range(number):
        said = {"title": [f"Étude {i}"], "identifier": [f"https://archive.example/{i}"], "rights": [CC_BY]}
        far.deposits[f"oai:archive.example:{i}"] = Deposit(said, f"Texte numéro {i}.", **fields)


def test_every_record_comes_once_over_all_pages_with_title_address_and_rights(store: Store, tmp_path: Path) -> None:
    with repository() as far:
        fill(far, 35)
        _, files = harvest(oai(far), store, tmp_path)
        assert far.verbs() == ["Identify", *["ListRecords"] * 4]
    assert len(files) == 35
    file = files["oai:archive.example:7"]
    assert isinstance(file, File)
    assert file.about is not None
    assert (file.about.title, file.about.url) == ("Étude 7", "https://archive.example/7")
    assert file.about.rights == {
        "license": "CC-BY-4.0",
        "level": "document",
        "stated": CC_BY,
        "where": "oai:archive.example:7 in OAI-PMH (rights)",
        "seen_at": now().date().isoformat(),
    }
    assert file.about.record is not None
    assert file.about.record["fields"]["title"] == ["Étude 7"]
    assert file.data.startswith(b"<oai_dc:dc")
    assert b"OAI-PMH" not in file.data


def test_where_deletions_are_not_told_the_identifiers_are_compared(store: Store, tmp_path: Path) -> None:
    with repository(deleted_record="no", page=50) as far:
        fill(far, 120)
        harvest(oai(far), store, tmp_path)
        far.verbs()
        del far.deposits["oai:archive.example:60"]
        far.deposits["late"] = Deposit({"title": ["Antidatée"]}, changed=now() - timedelta(days=90))  # no `from` finds it
        _, files = harvest(oai(far), store, tmp_path)
        assert far.verbs() == ["Identify", "ListRecords", *["ListIdentifiers"] * 3, "GetRecord"]
        assert "oai:archive.example:60" not in files
        assert "late" in files
        assert len(files) == 120


@pytest.mark.long
@pytest.mark.parametrize("forget", [False, True], ids=["tokens live", "tokens expire"])
def test_a_harvest_cut_at_any_request_ends_with_the_same_files(forget: bool, tmp_path: Path) -> None:
    with repository(page=2) as far:
        fill(far, 100)
        whole = harvest(oai(far), Store(tmp_path / "whole"), tmp_path)
        requests = far.served.count()
        assert requests == 51
        for cut in range(1, requests + 1):
            store = Store(tmp_path / f"{cut}")
            far.served.cut_at = cut
            with pytest.raises(FetchError, match="run again"):
                harvest(oai(far), store, tmp_path)
            far.served.cut_at = None
            far.served.count()
            far.epoch += forget
            assert harvest(oai(far), store, tmp_path) == whole
            again = far.served.count()
            assert again <= (requests + 1 if forget else requests - cut + 2)


@pytest.mark.long
def test_an_update_cut_at_any_request_ends_with_the_same_files(tmp_path: Path) -> None:
    with repository(page=2, deleted_record="no") as far:
        for cut in range(1, 21):
            far.deposits.clear()
            fill(far, 10)
            store = Store(tmp_path / f"{cut}")
            harvest(oai(far), store, tmp_path)
            for i in range(8):
                far.deposits[f"oai:archive.example:{i}"] = Deposit({"title": ["Revue"]}, changed=now())
            del far.deposits["oai:archive.example:9"]
            far.deposits["late"] = Deposit({"title": ["Antidatée"]}, changed=now() - timedelta(days=90))
            whole = harvest(oai(far), Store(tmp_path / f"whole{cut}"), tmp_path)
            far.served.count()
            far.served.cut_at = cut
            try:
                harvest(oai(far), store, tmp_path)
            except FetchError:
                far.served.cut_at = None
            assert far.served.cut_at is None or cut > 10, "the update takes ten requests"
            far.served.cut_at = None
            assert harvest(oai(far), store, tmp_path) == whole


def test_a_record_of_two_sets_comes_once_and_stays_while_one_holds_it(store: Store, tmp_path: Path) -> None:
    with repository(deleted_record="no") as far:
        fill(far, 4, sets=("theses",))
        far.deposits["both"] = Deposit({"title": ["Les deux"]}, sets=("theses", "reports"))
        far.deposits["none"] = Deposit({"title": ["Hors"]})
        connector = oai(far, sets=["theses", "reports"])
        _, files = harvest(connector, store, tmp_path)
        assert len(files) == 5
        far.deposits["both"].sets = ("reports",)
        assert "both" in harvest(connector, store, tmp_path)[1]
        far.deposits["both"].sets = ()
        assert "both" not in harvest(connector, store, tmp_path)[1]
        assert len(harvest(oai(far, sets=["reports"]), store, tmp_path)[1]) == 0


def test_a_format_or_set_that_is_not_there_is_answered_with_those_that_are(store: Store, tmp_path: Path) -> None:
    with repository() as far:
        fill(far, 1)
        with pytest.raises(SourceError, match=r"no format 'mods'; its formats are: oai_dc, tei\."):
            harvest(oai(far, format="mods"), store, tmp_path)
    with repository(has_sets=False) as far, pytest.raises(SourceError, match="has no sets; leave out"):
        harvest(oai(far, sets=["theses"]), store, tmp_path)


def test_links_bring_the_document_and_only_again_when_its_record_changes(store: Store, tmp_path: Path) -> None:
    def pages(asked: Asked) -> Given:
        if asked.path.endswith("/2.texteBrut"):
            return Given(status=404)
        return Given(f"Le texte de {asked.path}".encode())

    with repository() as far, loopback(pages) as host:
        for i in range(4):
            said = {"title": [f"Livre {i}"], "identifier": [f"{host.address}/ark:/{i}", "ISBN 3"], "rights": ["domaine public"]}
            far.deposits[f"book:{i}"] = Deposit(said)
        far.deposits["book:3"].fields["rights"] = ["info:eu-repo/semantics/restrictedAccess"]
        far.deposits["book:4"] = Deposit({"identifier": ["ISBN 4"]})
        connector = oai(far, links=[f"{host.address}/ark:/*"], address="{link}.texteBrut")
        version, files = harvest(connector, store, tmp_path)
        assert host.count() == 3
        assert isinstance(files["book:0"], File)
        assert files["book:0"].data == b"Le texte de /ark:/0.texteBrut"
        assert {name: each.reason for name, each in files.items() if isinstance(each, Refused)} == {
            "book:2": "fetch:http-404",
            "book:3": "rights:access-closed",
            "book:4": "oai:without-link",
        }
        retried, _ = harvest(connector, store, tmp_path)
        assert retried != version, "what failed is tried once more"
        assert [asked.path for asked in host.asked] == ["/ark:/2.texteBrut"]
        host.count()
        assert harvest(connector, store, tmp_path)[0] == retried, "and then no more"
        host.count()
        far.deposits["book:1"].changed = now()
        far.deposits["book:1"].fields["title"] = ["Livre 1, corrigé"]
        assert harvest(connector, store, tmp_path)[0] != retried
        assert sorted(asked.path for asked in host.asked) == ["/ark:/1.texteBrut", "/ark:/2.texteBrut"]


def test_what_is_no_repository_is_said(store: Store, tmp_path: Path) -> None:
    for body in (b"<html><body>Welcome</body></html>", b"", b"<OAI-PMH>"):
        with loopback(partial(_says, body)) as host:
            connector = Oai(url=f"{host.address}/oai", manners=MANNERS)
            with pytest.raises(FetchError, match="does not answer as an OAI-PMH repository"):
                connector.fetch(tmp_path, store)


def _says(body: bytes, _asked: Asked) -> Given:
    return Given(body)
