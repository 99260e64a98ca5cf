"""What Formex writes as elements and prints as signs: quotation marks, superscripts, numbers, operators, titles in tables."""

from collections.abc import Callable
from typing import Any

from moisson.extract.xml.structure import Attributes
from moisson.extract.xml.walker import Walker

OPERATORS = {
    "EQ": "=",
    "NE": "≠",
    "GT": ">",
    "LT": "<",
    "GE": "≥",
    "LE": "≤",
    "AP": "≈",
    "EV": "≡",
    "SE": "≃",
    "PLUS": "+",
    "MINUS": "−",
    "MULT": "×",
    "DIV": "÷",
    "PLUSMINUS": "±",
    "PLUSMIN": "±",
    "DEG": "°",
    "BARONE": "|",
    "BARTWO": "‖",
    "INFTY": "∞",
    "SUM": "∑",
    "PROD": "∏",
    "INT": "∫",
    "ROOT": "√",
}
QUOTE = '"'


class FormexSigns(Walker):
    """The part of Formex that is the same wherever it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._raised: list[bool] = []
        self._numbers: list[tuple[int, str]] = []
        self._between: list[str] = []  # of the open lists of definitions: the sign between a term and what it means
        self._keywords: list[tuple[str, str, str]] = []  # of the open lists of keywords: the signs before, between, after
        self._deleted: set[str] = set()  # modifications that delete what stands before their end

    def _block_title(self, name: str, attributes: Attributes) -> None:
        first, last = attributes.get("COL.START") or "1", attributes.get("COL.END") or "1"
        columns = int(last) - int(first) + 1 if first.isdigit() and last.isdigit() and len(first + last) < 8 else 1
        self._open_row(attributes)
        self._open_cell({"colspan": str(max(columns, 1))})

    def _block_title_end(self, name: str) -> None:
        self._close_cell()

    def _quoted(self, name: str, attributes: Attributes) -> None:
        self._announce()
        self.quoted += 1

    def _quoted_end(self, name: str) -> None:
        self.quoted -= 1

    def _quotation_mark(self, name: str, attributes: Attributes) -> None:
        code = attributes.get("CODE") or ""
        try:
            sign = chr(int(code, 16))
        except (ValueError, OverflowError):
            sign = QUOTE
        if not self._deleted:
            self.write(sign if sign.isprintable() else QUOTE)

    def _highlight(self, name: str, attributes: Attributes) -> None:
        raised = attributes.get("TYPE") == "SUP" and not self._deleted
        self._raised.append(raised)
        if raised:
            self.out.open_superscript()

    def _highlight_end(self, name: str) -> None:
        if self._raised.pop():
            self.out.close_superscript()

    def _formatted(self, name: str, attributes: Attributes) -> None:
        self._numbers.append((len(self.out.inline), attributes.get("TYPE") or ""))

    def _formatted_end(self, name: str) -> None:
        start, kind = self._numbers.pop()
        words = "".join(self.out.inline[start:])
        if kind in ("NUMBER", "DECIMAL", "CN") and words:
            self.out.inline[start:] = [as_printed(words, kind)]

    def _operator(self, name: str, attributes: Attributes) -> None:
        sign = OPERATORS.get(attributes.get("TYPE") or "", "")
        if sign and not self._deleted:
            self.write(f" {sign} ")

    def _divisor(self, name: str, attributes: Attributes) -> None:
        if not self._deleted:
            self.write(" / ")

    def _definitions(self, name: str, attributes: Attributes) -> None:
        self._between.append((attributes.get("SEPARATOR") or "").strip() or "–")

    def _definitions_end(self, name: str) -> None:
        self._between.pop()

    def _definition(self, name: str, attributes: Attributes) -> None:
        self.write(f" {self._between[-1] if self._between else '–'} ")

    def _index(self, name: str, attributes: Attributes) -> None:
        """Keywords make one line."""
        before, between, after = (attributes.get(name) or "" for name in ("IDX.OPEN", "SEPARATOR", "IDX.CLOSE"))
        self.out.paragraph()
        self._keywords.append((before, between or " – ", after))

    def _keyword(self, name: str, attributes: Attributes) -> None:
        if self._keywords and not self._deleted:
            before, between, after = self._keywords[-1]
            self.write(before)
            self._keywords[-1] = (between, between, after)

    def _index_end(self, name: str) -> None:
        self.write(self._keywords.pop()[2])
        self.out.paragraph()


# What begins and what ends with an element: outside the class, which has types of its own where it is compiled.
AT_START: dict[str, Callable[[Any, str, Attributes], None]] = {
    "TI.BLK": FormexSigns._block_title,
    "STI.BLK": FormexSigns._block_title,
    "QUOT.S": FormexSigns._quoted,
    "QUOT.START": FormexSigns._quotation_mark,
    "QUOT.END": FormexSigns._quotation_mark,
    "HT": FormexSigns._highlight,
    "FT": FormexSigns._formatted,
    "OP.CMP": FormexSigns._operator,
    "OP.MATH": FormexSigns._operator,
    "DIVISOR": FormexSigns._divisor,
    "DLIST": FormexSigns._definitions,
    "DEFINITION": FormexSigns._definition,
    "INDEX": FormexSigns._index,
    "KEYWORD": FormexSigns._keyword,
}
AT_END: dict[str, Callable[[Any, str], None]] = {
    "TI.BLK": FormexSigns._block_title_end,
    "STI.BLK": FormexSigns._block_title_end,
    "QUOT.S": FormexSigns._quoted_end,
    "HT": FormexSigns._highlight_end,
    "FT": FormexSigns._formatted_end,
    "DLIST": FormexSigns._definitions_end,
    "INDEX": FormexSigns._index_end,
}


def as_printed(words: str, kind: str) -> str:
    """A number with the spaces that the Official Journal prints and Formex leaves out: `10 000`, `0207 12 10`."""
    digits, mark, rest = words.partition(",") if "," in words else words.partition(".")
    if not digits.isdigit() or not digits.isascii():
        return words
    if kind == "CN":
        return " ".join([digits[:4], *(digits[i : i + 2] for i in range(4, len(digits), 2))]) if not mark else words
    first = len(digits) % 3
    groups = [digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))]
    return f"{' '.join(filter(None, groups))}{mark}{rest}"
