"""Answers of OAI-PMH that real repositories gave (Sickle's recordings), and answers that are spoiled."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from loopback import MANNERS, Asked, Given, loopback
from shared_data import shared

from moisson.connectors.catalogues.oai import Oai
from moisson.connectors.catalogues.oai_protocol import identity, listed, page
from moisson.connectors.memory.store import Store
from moisson.contracts.errors import FetchError, SourceError
from moisson.readers.contract import File, Refused

RECORDED = "cat-oai-dev/data/sickle/tests/sample_data"
TITLE = '<metadata><dc xmlns="http://purl.org/dc/elements/1.1/"><title>{}</title></dc></metadata>'


def recorded(name: str) -> bytes:
    data: bytes = (shared(RECORDED) / name).read_bytes()
    return data


def made(*records: str, token: str = "") -> bytes:
    return (
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-01-02T03:04:05Z</responseDate>'
        f"<ListRecords>{''.join(records)}<resumptionToken>{token}</resumptionToken></ListRecords></OAI-PMH>"
    ).encode()


def record(name: str, inner: str) -> str:
    return f"<record><header><identifier>{name}</identifier><datestamp>2025-01-01</datestamp></header>{inner}</record>"


@pytest.mark.shared
def test_recorded_answers_are_understood() -> None:
    about = identity(recorded("Identify.xml"))
    assert (about.granularity, about.deleted, about.earliest) == ("YYYY-MM-DD", "persistent", "1970-01-01T00:00:00Z")
    formats = listed(recorded("ListMetadataFormats.xml"), "metadataPrefix")
    assert formats == ["epicur", "xMetaDissPlus", "oai_dc", "mods", "swepub_mods"]
    assert len(listed(recorded("ListSets.xml"), "setSpec")) == recorded("ListSets.xml").count(b"<setSpec>")
    headers = page(recorded("ListIdentifiers.xml"))
    assert [(header.identifier, header.deleted) for header in headers.records] == [
        ("oai:test.example.com::1585310", False),
        ("oai:test.example.com::1585576", True),
    ]
    assert headers.token == "ListIdentifiers2.xml"
    only = page(recorded("GetRecord_utf8test.xml")).records[0]
    assert only.metadata is not None
    assert "<dc:creator>某人</dc:creator>".encode() in only.metadata


class Playback:
    """A repository that plays recorded answers; a token names the file that comes next."""

    def __init__(self, **instead: str) -> None:
        self.instead = instead
        self.folder = shared(RECORDED)  # here, where a skip is the test's: `__call__` runs in the server's thread

    def __call__(self, asked: Asked) -> Given:
        arguments = dict(parse_qsl(urlsplit(asked.path).query))
        name = arguments.get("resumptionToken") or f"{arguments['verb']}.xml"
        return Given((self.folder / self.instead.get(arguments["verb"], name)).read_bytes())


def _take(player: Playback, tmp_path: Path, **fields: object) -> list[File | Refused]:
    with loopback(player) as host:
        connector = Oai.model_validate({"url": f"{host.address}/oai", "manners": MANNERS, **fields})
        return list(connector.fetch(tmp_path, Store(tmp_path / "store")).files)


@pytest.mark.shared
def test_a_recorded_list_of_four_pages_comes_home(tmp_path: Path) -> None:
    found = _take(Playback(), tmp_path)
    assert [each.path for each in found if isinstance(each, File)] == ["oai:test.example.com:1585322"]
    assert len(found) == 1, "the other record of each page is deleted, one of them without saying which"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("answer", "kind", "message"),
    [
        ("ListRecordsBroken.xml", FetchError, "not well-formed XML"),
        ("undefinedError.xml", FetchError, "answers undefinedError; fetched documents are kept; run again"),
        ("badResumptionToken.xml", FetchError, "invalidates its own resumption tokens"),
        ("cannotDisseminateFormat.xml", SourceError, "its formats are: epicur, mods, oai_dc, swepub_mods, xMetaDissPlus"),
    ],
)
def test_recorded_faults_stop_the_harvest_with_a_sentence(
    answer: str, kind: type[Exception], message: str, tmp_path: Path
) -> None:
    with pytest.raises(kind, match=message):
        _take(Playback(ListRecords=answer), tmp_path)


@pytest.mark.shared
def test_a_recorded_refusal_of_a_set_names_the_sets(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="its sets are: bi, bookChapterFtxt, bookEditor"):
        _take(Playback(ListRecords="badArgument.xml"), tmp_path, sets=["books"])


@pytest.mark.shared
def test_no_record_that_matches_is_an_empty_list(tmp_path: Path) -> None:
    assert _take(Playback(ListRecords="noRecordsMatch.xml"), tmp_path) == []


HOSTILE = {
    "comments before no root": "b'<!---->' * 1_000_000 + b'<x><record><header/></record>'",
    "open comments": "b'<!--' * 1_000_000 + b'<OAI-PMH>'",
    "open instructions": "b'<OAI-PMH>' + b'<?' * 1_000_000",
    "open records": "b'<OAI-PMH>' + b'<record>' * 500_000",
    "open records with headers": "b'<OAI-PMH>' + b'<record><header>' * 200_000",
    "open headers of many names": "b'<OAI-PMH>' + b''.join(b'<a%d:header>' % i for i in range(200_000))",
    "spaces in records": "b'<OAI-PMH>' + (b'<record ' + b' ' * 1_000) * 4_000",
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_answer_made_to_be_read_for_ever_is_refused_at_once(answer: str) -> None:
    """Of these sizes, what takes more than a walk or two over the answer takes hours or for ever."""
    reads = (
        "from moisson.connectors.catalogues.oai_protocol import page\nfrom moisson.connectors.xml_answer import NotXml\n"
        f"try:\n    page({answer})\nexcept NotXml as error:\n    print('refused', error)"
    )
    done = subprocess.run([sys.executable, "-c", reads], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.startswith("refused")


def test_a_record_without_metadata_or_name_is_refused_with_a_reason() -> None:
    found = page(made(record("a", ""), "<record><header/><metadata><x/></metadata></record>")).records
    assert [each.fault and each.fault[0] for each in found] == ["oai:without-metadata", "oai:without-identifier"]
    assert found[1].identifier.startswith("without-identifier-")


def test_entities_are_never_expanded_or_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hush")
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY a0 "ha"><!ENTITY s SYSTEM "{secret.as_uri()}">{bomb}]>'
    hostile = made(record("a", TITLE.format("&a9;&s;"))).replace(b"<OAI-PMH", doctype.encode() + b"<OAI-PMH", 1)
    metadata = page(hostile).records[0].metadata
    assert metadata is not None
    assert b"hush" not in metadata
    assert len(metadata) < 200
