"""Formulas of an OpenDocument text: members of the package of their own, in MathML."""

import re

from moisson.readers.office.zipped import Package
from moisson.readers.xml.mathml import MathML
from moisson.readers.xml.walker import parts

HEAD = 4000  # bytes in which the root stands
MATH = re.compile(rb"<(?:\w+:)?math[\s>]")


class _Formula(MathML):
    roles = parts(skip="annotation annotation-xml")


def formula(package: Package, address: str) -> str:
    """The formula that an object holds, on one line; nothing for another object: a chart, a sheet, a picture."""
    content = package.find(f"{address.rstrip('/')}/content.xml") if address else None
    if content is None or MATH.search(content[:HEAD]) is None:
        return ""
    return " ".join(_Formula().parse(content).text().split())
