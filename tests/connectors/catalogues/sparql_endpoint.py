"""A SPARQL endpoint for tests: Oxigraph's store behind a loopback server, with the limits that Virtuoso sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson
import pytest
from loopback import Asked, Given, Loopback, loopback

pyoxigraph = pytest.importorskip("pyoxigraph", reason="needs pyoxigraph")

CDM = "http://publications.europa.eu/ontology/cdm#"
CMR = "http://publications.europa.eu/ontology/cdm/cmr#"
LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
PREFIXES = f"PREFIX cdm: <{CDM}> PREFIX cmr: <{CMR}> PREFIX lang: <{LANGUAGE}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"


@dataclass
class Endpoint:
    """The endpoint and, at the same host, the documents; `cap` is how many rows it gives at most."""

    cap: int | None = None
    says_cap: bool = True
    partial: bool = False
    items: dict[str, bytes] = field(default_factory=dict)
    store: Any = field(default_factory=pyoxigraph.Store)
    served: Loopback | None = None

    @property
    def address(self) -> str:
        assert self.served is not None
        return self.served.address

    def queries(self) -> int:
        """How many queries came, and documents were asked for, since the last time, as queries alone."""
        assert self.served is not None
        number = sum(asked.method == "POST" for asked in self.served.asked)
        self.served.asked.clear()
        return number

    def add(self, triples: str) -> None:
        self.store.update(f"{PREFIXES} INSERT DATA {{ {triples} }}")

    def answer(self, asked: Asked) -> Given:
        if asked.method != "POST":
            data = self.items.get(asked.path)
            return Given(status=404) if data is None else Given(data, headers={"Content-Type": "application/xml"})
        assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
        solutions = self.store.query(parse_qs(asked.body.decode())["query"][0])
        names = [variable.value for variable in solutions.variables]
        bindings = [
            {name: {"type": "literal", "value": row[name].value} for name in names if row[name] is not None} for row in solutions
        ]
        headers = {"Content-Type": "application/sparql-results+json"}
        if self.cap is not None:
            bindings = bindings[: self.cap]
            headers |= {"X-SPARQL-MaxRows": str(self.cap)} if self.says_cap else {}
        if self.partial:
            headers["X-SQL-State"] = "S1TAT"
        return Given(orjson.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}), headers=headers)

    def publish(
        self, celex: str, languages: dict[str, dict[str, str]], changed: str = "2025-01-01T00:00:00", date: str = "2016-04-27"
    ) -> None:
        """An act as Cellar has it: a work, its expressions by language, their manifestations by format, each with its item."""
        work = f"<urn:cellar:{celex}>"
        self.add(f'{work} cdm:resource_legal_id_celex "{celex}"^^xsd:string ; cdm:work_date_document "{date}"^^xsd:date .')
        for language, formats in languages.items():
            expression = f"<urn:cellar:{celex}.{language}>"
            self.add(
                f"{expression} cdm:expression_belongs_to_work {work} ; cdm:expression_uses_language lang:{language} ;"
                f' cdm:expression_title "Act {celex} ({language})" .'
            )
            for kind, words in formats.items():
                manifestation = f"<urn:cellar:{celex}.{language}.{kind}>"
                path = f"/cellar/{celex}.{language}.{kind}/DOC_1"
                self.items[path] = words.encode()
                self.add(
                    f"{manifestation} cdm:manifestation_manifests_expression {expression} ;"
                    f' cdm:manifestation_type "{kind}"^^xsd:string ; cmr:lastModificationDate "{changed}"^^xsd:dateTime .'
                    f" <{self.address}{path}> cdm:item_belongs_to_manifestation {manifestation} ."
                )


@contextmanager
def endpoint(**behaviour: Any) -> Iterator[Endpoint]:
    made = Endpoint(**behaviour)
    with loopback(made.answer) as served:
        made.served = served
        yield made
