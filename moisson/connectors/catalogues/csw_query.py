"""GetRecords, by address, or by XML for services that refuse that."""

from dataclasses import dataclass
from urllib.parse import urlencode

from lxml import etree

from moisson.connectors.catalogues.refusal import with_server_message
from moisson.connectors.web.client import Answer, Client
from moisson.connectors.web.failure import Failure

CSW = {"2.0.2": "http://www.opengis.net/cat/csw/2.0.2", "3.0.0": "http://www.opengis.net/cat/csw/3.0"}
FILTER = {"2.0.2": "http://www.opengis.net/ogc", "3.0.0": "http://www.opengis.net/fes/2.0"}
SORTED_BY = {"2.0.2": "PropertyName", "3.0.0": "ValueReference"}
GMD = "http://www.isotc211.org/2005/gmd"
CONSTRAINT_VERSION = "1.1.0"


@dataclass
class Query:
    """A GetRecords query; `constraint` is CQL, `sort` a property with `:A` or `:D`."""

    url: str
    version: str
    form: str
    constraint: str | None
    sort: str | None
    page_size: int
    posts: bool = False  # after the service refused GET with 405

    def ask(self, client: Client, start: int) -> Answer:
        """The records from position `start` (from 1); raises Failure with the service's message."""
        try:
            if not self.posts:
                try:
                    return client.get(self.address(start), conditional=False)
                except Failure as failure:
                    if failure.reason != "http-405":
                        raise
                    self.posts = True
            return client.post(self.url, self.body(start), "application/xml")
        except Failure as failure:
            raise with_server_message(failure) from None

    def address(self, start: int) -> str:
        asked = {
            "service": "CSW",
            "version": self.version,
            "request": "GetRecords",
            "typeNames": self._types,
            "resultType": "results",
            "outputSchema": self._schema,
            "elementSetName": "full",
            "startPosition": str(start),
            "maxRecords": str(self.page_size),
        }
        if self.version == "3.0.0":
            asked.pop("resultType")
        if self.constraint:
            asked |= {
                "constraintLanguage": "CQL_TEXT",
                "constraint": self.constraint,
                "constraint_language_version": CONSTRAINT_VERSION,
            }
        if self.sort:
            asked["sortBy"] = self.sort
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(asked)}"

    def body(self, start: int) -> bytes:
        csw, filter = CSW[self.version], FILTER[self.version]
        root = etree.Element(f"{{{csw}}}GetRecords", nsmap={"csw": csw, "fes": filter, "gmd": GMD})
        said = {"service": "CSW", "version": self.version, "outputSchema": self._schema}
        said |= {"startPosition": str(start), "maxRecords": str(self.page_size)}
        if self.version != "3.0.0":
            said["resultType"] = "results"
        for name, value in said.items():
            root.set(name, value)
        query = etree.SubElement(root, f"{{{csw}}}Query", typeNames=self._types)
        etree.SubElement(query, f"{{{csw}}}ElementSetName").text = "full"
        if self.constraint:
            constraint = etree.SubElement(query, f"{{{csw}}}Constraint", version=CONSTRAINT_VERSION)
            etree.SubElement(constraint, f"{{{csw}}}CqlText").text = self.constraint
        if self.sort:
            name, _, order = self.sort.rpartition(":")
            by = etree.SubElement(etree.SubElement(query, f"{{{filter}}}SortBy"), f"{{{filter}}}SortProperty")
            etree.SubElement(by, f"{{{filter}}}{SORTED_BY[self.version]}").text = name or order
            etree.SubElement(by, f"{{{filter}}}SortOrder").text = "DESC" if name and order.upper() == "D" else "ASC"
        body: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return body

    @property
    def _types(self) -> str:
        return "gmd:MD_Metadata" if self.form == "gmd" else "csw:Record"

    @property
    def _schema(self) -> str:
        return GMD if self.form == "gmd" else CSW[self.version]
