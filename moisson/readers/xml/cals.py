"""Tables of the CALS model, in which cells name the columns that they span: DocBook, BWB, gesetze-im-internet and others."""

from moisson.readers.xml.structure import MAX_SPAN, Attributes
from moisson.readers.xml.walker import Walker


class Cals(Walker):
    """A walker whose cells know the columns that `colspec` has named."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[dict[str, int]] = []  # of the open tables: name of a column → its place

    def enter(self, name: str, attributes: Attributes) -> None:
        if name == "tgroup":
            self._columns.append({})
        elif name == "colspec" and self._columns:
            names = self._columns[-1]
            number = attributes.get("colnum", "")
            place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else len(names) + 1
            names[attributes.get("colname") or f"col{place}"] = place

    def leave(self, name: str) -> None:
        if name == "tgroup":
            self._columns.pop()

    def span(self, attributes: Attributes) -> tuple[int, int]:
        columns, rows = super().span(attributes)
        names = self._columns[-1] if self._columns else {}
        first, last = names.get(attributes.get("namest", "")), names.get(attributes.get("nameend", ""))
        if first and last:
            columns = min(max(last - first + 1, 1), MAX_SPAN)
        return columns, rows
