"""The catalogue by OAI-PMH 2.0: a file for each answer, and the lines that let a web server answer with them.

The protocol asks with a query (`?verb=ListRecords&metadataPrefix=oai_dc`), which a host of plain files ignores; nginx reads it
with the lines of `nginx.conf`, beside. A file cannot select: `from` and `until` are answered with every record, more than
asked for, never less; there are no sets, no deletions, one page, and no answer to POST. http://www.openarchives.org/OAI/openarchivesprotocol.html
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from lxml import etree
from lxml.builder import ElementMaker
from rdflib import Graph, Literal
from rdflib.namespace import DCTERMS, FOAF, RDF
from rdflib.term import Node

from moisson.commons.catalogue.graphs import IT6
from moisson.commons.catalogue.listed import Place
from moisson.release.pack.linked import DCAT

OAI, OAI_DC = "http://www.openarchives.org/OAI/2.0/", "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC, XSI = "http://purl.org/dc/elements/1.1/", "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
FORMAT = "oai_dc"
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOT_NAMED = re.compile(r"[^A-Za-z0-9_.!~*'()/-]+")
KINDS = {DCAT.Dataset: "Dataset", IT6.MachineLearningModel: "Software"}  # of the DCMI's types
ERRORS = {
    "badVerb": "The verb is none of the protocol's.",
    "cannotDisseminateFormat": f"Records are there in {FORMAT} alone.",
    "idDoesNotExist": "There is no such record.",
    "noSetHierarchy": "There are no sets.",
}

E = ElementMaker(namespace=OAI, nsmap={None: OAI, "xsi": XSI})
D = ElementMaker(namespace=DC, nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})


@dataclass(frozen=True)
class Record:
    """A thing of the catalogue as Dublin Core has it: an identifier of the protocol, and elements with their values."""

    identifier: str
    elements: tuple[tuple[str, str], ...]

    @property
    def file(self) -> str:
        return f"record-{sha256(self.identifier.encode()).hexdigest()[:16]}"


def records(graphs: Sequence[Graph], place: Place) -> list[Record]:
    """The records of all data sets and models, by their identifiers."""
    found = dict[str, Record]()
    for graph in graphs:
        listed = {node for one in (DCAT.dataset, DCAT.resource) for node in graph.objects(None, one)}
        for kind, type_ in KINDS.items():
            for node in sorted(set(graph.subjects(RDF.type, kind)) & listed, key=str):
                record = Record(f"oai:{place.host}:{_local(str(node), place)}", tuple(_elements(graph, node, type_)))
                found[record.identifier] = record
    return [found[name] for name in sorted(found)]


def answers(graphs: Sequence[Graph], place: Place) -> dict[str, str]:
    """Every file of the repository, by its name: an answer for each verb, record and error, and the web server's lines."""
    every = records(graphs, place)
    heads, entries = [_header(each, place) for each in every], [_entry(each, place) for each in every]
    files = {
        "Identify": _answer(place, E.Identify(*_identity(place)), verb="Identify"),
        "ListMetadataFormats": _answer(
            place,
            E.ListMetadataFormats(E.metadataFormat(E.metadataPrefix(FORMAT), E.schema(SCHEMA), E.metadataNamespace(OAI_DC))),
            verb="ListMetadataFormats",
        ),
        "ListIdentifiers": _answer(place, E.ListIdentifiers(*heads), verb="ListIdentifiers", metadataPrefix=FORMAT),
        "ListRecords": _answer(place, E.ListRecords(*entries), verb="ListRecords", metadataPrefix=FORMAT),
        **{code: _answer(place, E.error(said, code=code)) for code, said in ERRORS.items()},
    }
    for each in every:
        said = {"verb": "GetRecord", "identifier": each.identifier, "metadataPrefix": FORMAT}
        files[each.file] = _answer(place, E.GetRecord(_entry(each, place)), **said)
    return {**{f"{name}.xml": text for name, text in files.items()}, "nginx.conf": _server(every, place)}


def _local(address: str, place: Place) -> str:
    """The part of an identifier that is ours: the path below the site, else the address, in the characters it may have."""
    within = address.removeprefix(place.address)
    return NOT_NAMED.sub("-", within.partition("://")[2] or within).replace("/-", "/")


def _elements(graph: Graph, node: Node, type_: str) -> Iterator[tuple[str, str]]:
    def said(predicate: Node) -> list[Node]:
        return sorted(graph.objects(node, predicate), key=lambda value: value.n3())

    def names(predicate: Node) -> Iterator[str]:
        for value in said(predicate):
            yield str(graph.value(value, FOAF.name) or value)

    yield from (("title", str(value)) for value in said(DCTERMS.title))
    yield from (("creator", name) for name in names(DCTERMS.creator))
    yield from (("subject", str(value)) for value in said(DCAT.keyword) if isinstance(value, Literal))
    yield from (("description", str(value)) for one in (DCTERMS.description, IT6.trainingProcess) for value in said(one))
    yield from (("publisher", name) for name in names(DCTERMS.publisher))
    yield from (("date", str(value)) for one in (DCTERMS.modified, DCTERMS.created) for value in said(one))
    yield "type", type_
    yield "identifier", str(node)
    yield from (("identifier", str(value)) for value in said(DCTERMS.identifier))
    yield from (("source", str(value)) for value in said(DCTERMS.source))
    yield from (("relation", str(value)) for value in said(IT6.trainedOn))
    yield from (("language", str(value).rpartition("/")[2].lower()) for value in said(DCTERMS.language))
    licences = {
        *said(DCTERMS.license),
        *(one for part in said(DCAT.distribution) for one in graph.objects(part, DCTERMS.license)),
    }
    yield from (("rights", str(value)) for value in sorted(licences, key=str))


def _identity(place: Place) -> Iterator[etree._Element]:
    yield E.repositoryName(_text(place.name))
    yield E.baseURL(_base(place))
    yield E.protocolVersion("2.0")
    yield E.adminEmail(place.mail)
    yield E.earliestDatestamp(place.day)
    yield E.deletedRecord("no")
    yield E.granularity("YYYY-MM-DD")


def _header(record: Record, place: Place) -> etree._Element:
    """All records bear the day on which the files were written: whoever asks for changes gets each that may have changed."""
    head: etree._Element = E.header(E.identifier(record.identifier), E.datestamp(place.day))
    return head


def _entry(record: Record, place: Place) -> etree._Element:
    inner = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    inner.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
    inner.extend(D(name, _text(value)) for name, value in record.elements)
    entry: etree._Element = E.record(_header(record, place), E.metadata(inner))
    return entry


def _answer(place: Place, said: etree._Element, **asked: str) -> str:
    root = E("OAI-PMH", E.responseDate(f"{place.day}T00:00:00Z"), E.request(_base(place), **asked), said)
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd")
    etree.cleanup_namespaces(root, keep_ns_prefixes=["xsi"])
    written = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written}'


def _base(place: Place) -> str:
    return f"{place.address}oai"


def _text(value: str) -> str:
    return NOT_XML.sub("\ufffd", value)


def _server(every: Sequence[Record], place: Place) -> str:
    """nginx's lines: a verb, a format and an identifier lead to a file. They go into `http`, but the last block into `server`."""
    path = f"/{_base(place).partition('://')[2].partition('/')[2]}"
    named = "\n".join(f'  "~^{_pattern(each.identifier)}$" {each.file};' for each in every)
    return f"""# Put these maps into nginx's `http` block ...
map $arg_identifier $moisson_record {{
  default idDoesNotExist;
{named}
}}
map "$arg_verb:$arg_metadataPrefix:$arg_set" $moisson_oai {{
  default badVerb;
  "~^Identify:" Identify;
  "~^ListMetadataFormats:" ListMetadataFormats;
  "~^ListSets:" noSetHierarchy;
  "~^List(Records|Identifiers):[^:]*:." noSetHierarchy;
  "ListRecords:{FORMAT}:" ListRecords;
  "ListIdentifiers:{FORMAT}:" ListIdentifiers;
  "GetRecord:{FORMAT}:" $moisson_record;
  "~^(ListRecords|ListIdentifiers|GetRecord):" cannotDisseminateFormat;
}}
# ... and this block into the site's `server` block:
#   location = {path} {{ rewrite ^ {path}/$moisson_oai.xml last; }}
"""


def _pattern(identifier: str) -> str:
    """An identifier as a query may hold it: a client writes `:` and `/` as they are or as `%3A` and `%2f`."""
    return "".join(
        re.escape(each) if each.isalnum() or each in "-._~" else f"(?:{re.escape(each)}|(?i:%{ord(each):02X}))"
        for each in identifier
    )
