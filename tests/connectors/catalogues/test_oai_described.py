"""README's example against a plain repository: without `links` it says the line to add, and with that line documents come."""

import re
from pathlib import Path

import pytest
from command import call
from loopback import Asked, Given, loopback
from oai_repository import Deposit, repository
from shared_data import shared
from small_source import World

from moisson.connectors.catalogues.oai_protocol import page
from moisson.contracts.errors import DocumentError
from moisson.readers.catalogue_entry import remedy
from moisson.readers.read_options import How
from moisson.readers.sniff import sniff

SOURCE = """
title = "Theses"
about = "Theses of an archive."
language = "en"

[publisher]
name = "An archive"

[connector]
use = "oai"
url = "{url}"
{links}
manners = {{ allow_hosts = ["127.0.0.1"], requests_per_second = 0.0 }}

[rights]
license = "CC-BY-4.0"
basis = "licence"
level = "portal"
where = "https://example.org/terms"
stated = "All texts are under CC BY 4.0."
seen_at = "2026-11-20"
"""
THESIS = b"<html><title>A thesis</title><h1>A thesis</h1><p>This thesis studies the law of local government since 1982</p></html>"


@pytest.mark.long
@pytest.mark.parametrize("ending", [".html", "", "?id=7"])
def test_the_line_that_the_refusal_tells_brings_the_documents(ending: str, tmp_path: Path) -> None:
    world, folder = World(tmp_path), tmp_path / "xx_archive_theses"
    folder.mkdir()

    def files(asked: Asked) -> Given:
        return Given(THESIS + asked.path.encode(), headers={"Content-Type": "text/html"})

    with loopback(files) as archive, repository() as far:
        for i in range(3):
            address = f"{archive.address}/publication/15853{i}{ending}"
            said = {"title": [f"Thesis {i}"], "identifier": [f"urn:nbn:{i}", address], "description": ["Lorem ipsum. " * 90]}
            far.deposits[f"oai:test.example.com:15853{i}"] = Deposit(said)
        (folder / "source.toml").write_text(SOURCE.format(url=far.url, links=""), encoding="utf-8")
        looked = call(world, "check", f"./{folder.name}", "--live")
        refused = call(world, "harvest", f"./{folder.name}")
        assert looked.returncode == refused.returncode == 0
        assert "0 added" in refused.stdout and "split:only-described" in refused.stdout
        told = re.findall(r"write (links = \[\"[^\"]+\"\]) under \[connector\]", looked.stdout + refused.stdout)
        assert len(told) >= 2 and len(set(told)) == 1
        (folder / "source.toml").write_text(SOURCE.format(url=far.url, links=told[0]), encoding="utf-8")
        assert "live         yes" in call(world, "check", f"./{folder.name}", "--live").stdout
        assert "3 added" in call(world, "harvest", f"./{folder.name}").stdout


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ListRecords.xml", "ListRecords2.xml", "ListRecords3.xml", "ListRecords4.xml", "GetRecord.xml"])
def test_records_of_a_real_repository_are_known_as_what_they_are(name: str) -> None:
    answer = page((shared("cat-oai-dev/data/sickle/tests/sample_data") / name).read_bytes())
    entries = [record.metadata for record in answer.records if record.metadata]
    assert entries
    for entry in entries:
        found = sniff(entry)
        assert found.name == "oai-dc"
        with pytest.raises(DocumentError, match=r'only-described: .*links = \["test\.example\.com/\*\*"\]'):
            list(found.reader().read(entry, How()))


def test_an_entry_without_an_address_names_another_way() -> None:
    entry = (
        b'<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"><dc:identifier>urn:7</dc:identifier></oai_dc:dc>'
    )
    assert "write a `format` of the repository that holds the words" in remedy(entry)
