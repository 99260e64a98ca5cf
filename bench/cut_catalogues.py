"""Portals and catalogues that harvests are cut off from: what each serves of an edition, and its description."""

from collections.abc import Mapping
from typing import Any

from cut_papers import CC_BY, DAYS, Far, Kind, Paper, port, site, texts

DATASET = """
<{here}/set/{n}> a dcat:Dataset ; dct:title "Papier {n}" ; dct:license <{license}> ; dcat:distribution <{here}/set/{n}/txt> .
<{here}/set/{n}/txt> a dcat:Distribution ; dcat:accessURL <{url}> ; dct:format "text/plain" ;
 dct:modified "{day}"^^<http://www.w3.org/2001/XMLSchema#date> .
"""
PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> ."
CATALOGUE = """<{here}/catalog> a dcat:Catalog ; dcat:dataset {names} .
"""
QUERY = """PREFIX cdm: <http://publications.europa.eu/ontology/cdm#>
PREFIX cmr: <http://publications.europa.eu/ontology/cdm/cmr#>
SELECT ?id ?document ?token ?title WHERE {
  ?work cdm:resource_legal_id_celex ?id .
  ?expression cdm:expression_belongs_to_work ?work ; cdm:expression_title ?title .
  ?manifestation cdm:manifestation_manifests_expression ?expression ; cmr:lastModificationDate ?token .
  ?document cdm:item_belongs_to_manifestation ?manifestation .
}"""


def serve_ckan(far: Far) -> Mapping[str, int]:
    import ckan_portal
    from portal_server import portal

    server = far.stack.enter_context(portal())
    packages = []
    for paper in far.edition.papers:
        file: dict[str, Any] = {
            "id": f"r{paper.name}",
            "name": "Texte",
            "url": far.url(paper),
            "format": "TXT",
            "state": "active",
        }
        file |= {"url_type": "upload", "last_modified": f"{paper.day}T08:00:00", "hash": "", "size": None}
        packages.append(
            ckan_portal.made(f"p{paper.name}", file, license_id="cc-by-4.0", metadata_modified=f"{paper.day}T08:00:00")
        )
    ckan_portal.serve(server, packages, most_rows=20)
    return {"/": port(server.base), "/files/": site(far, texts(far))}


def serve_dcat(far: Far) -> Mapping[str, int]:
    from portal_server import portal

    server = far.stack.enter_context(portal())
    pages = list(far.pages())
    for number, papers in enumerate(pages, 1):
        said = {"here": far.wire.here, "license": CC_BY}
        sets = "".join(DATASET.format(n=paper.name, url=far.url(paper), day=paper.day, **said) for paper in papers)
        names = ", ".join(f"<{far.wire.here}/set/{paper.name}>" for paper in papers)
        more = {"link": f'<{far.wire.here}/catalog?page={number + 1}>; rel="next"'} if number < len(pages) else {}
        body = PREFIXES + CATALOGUE.format(here=far.wire.here, names=names) + sets
        server.put(f"/catalog?page={number}", body, content_type="text/turtle", **more)
    return {"/": port(server.base), "/files/": site(far, texts(far))}


def serve_dcat_apart(far: Far) -> Mapping[str, int]:
    """A catalogue that names its data sets; each is described at its own address."""
    from portal_server import portal

    server = far.stack.enter_context(portal())
    names = ", ".join(f"<{far.wire.here}/set/{paper.name}>" for paper in far.edition.papers)
    server.put("/catalog", PREFIXES + CATALOGUE.format(here=far.wire.here, names=names), content_type="text/turtle")
    for paper in far.edition.papers:
        said = DATASET.format(here=far.wire.here, license=CC_BY, n=paper.name, url=far.url(paper), day=paper.day)
        server.put(f"/set/{paper.name}", PREFIXES + said, content_type="text/turtle")
    return {"/": port(server.base), "/files/": site(far, texts(far))}


def serve_udata(far: Far) -> Mapping[str, int]:
    import test_udata
    from portal_server import portal

    server = far.stack.enter_context(portal())

    def data_set(paper: Paper, **more: Any) -> dict[str, Any]:
        held = {"checksum": {"type": "sha1", "value": f"{paper.name} {paper.newer}"}, "url": far.url(paper)}
        return test_udata.data_set(
            f"d{paper.name}", f"Papier {paper.name}", test_udata.resource(server, f"r{paper.name}", paper.text, **held), **more
        )

    gone = [data_set(Paper(number), deleted=f"{DAYS[1]}T00:00:00") for number in far.edition.gone]
    test_udata.serve(server, [data_set(paper) for paper in far.edition.papers], gone, page_size=20)
    return {"/": port(server.base), "/files/": site(far, texts(far))}


def serve_oai(far: Far) -> Mapping[str, int]:
    from oai_repository import FIRST, Deposit, now, repository

    served = far.stack.enter_context(repository(page=20))
    for paper in far.edition.papers:
        said = {"title": [f"Papier {paper.name}"], "identifier": [far.url(paper)], "rights": [CC_BY]}
        served.deposits[f"oai:x:{paper.name}"] = Deposit(said, changed=now() if paper.newer else FIRST)
    for number in far.edition.gone:
        served.deposits[f"oai:x:{Paper(number).name}"] = Deposit({}, changed=now(), deleted=True)
    return {"/oai": port(served.served.address), "/files/": site(far, texts(far))}


def serve_csw(far: Far) -> Mapping[str, int]:
    from csw_service import service

    served = far.stack.enter_context(service(far.folder / "csw", cap=20))
    for paper in far.edition.papers:
        link = f"<dct:references>{far.url(paper)}</dct:references><dc:format>{paper.day}</dc:format>"
        served.write(paper.name, f"Papier {paper.name}", CC_BY, link)
    served.load()
    return {"/csw": port(served.url), "/files/": site(far, texts(far))}


def serve_sparql(far: Far) -> Mapping[str, int]:
    from sparql_endpoint import endpoint

    served = far.stack.enter_context(endpoint(cap=20))
    assert served.served is not None
    here, served.served.address = port(served.address), far.wire.there
    for paper in far.edition.papers:
        served.publish(f"3{paper.name}", {"FRA": {"txt": paper.text}}, changed=f"{paper.day}T00:00:00")
    return {"/": here}


CATALOGUES = [
    Kind("dcat", "DCAT in Turtle, Link paging", serve_dcat, lambda wire: {"url": f"{wire.here}/catalog?page=1"}),
    Kind("dcat apart", "DCAT, sets apart", serve_dcat_apart, lambda wire: {"url": f"{wire.here}/catalog", "follow": True}),
    Kind("ckan", "answers of CKAN 2.10", serve_ckan, lambda wire: {"url": wire.here}),
    Kind(
        "udata", "answers of data.gouv.fr", serve_udata, lambda wire: {"url": wire.here, "organizations": ["premiere-ministre"]}
    ),
    Kind("oai", "pyoai", serve_oai, lambda wire: {"url": f"{wire.here}/oai", "links": ["**/*.txt"]}),
    Kind("csw", "pycsw on SQLite", serve_csw, lambda wire: {"url": f"{wire.here}/csw", "links": ["**/*.txt"]}),
    Kind(
        "sparql",
        "Oxigraph",
        serve_sparql,
        lambda wire: {"url": f"{wire.here}/sparql", "query": QUERY, "page_size": 50},
        "/cellar/",
    ),
]
