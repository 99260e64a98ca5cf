"""Formulas of a Word document, on one line: `x=(-b±√(b^2-4ac))/(2a)`, `∑_(k=0)^n a_k`."""

import re
from abc import ABC, abstractmethod

from moisson.readers.office.docx_table import Tables, get
from moisson.readers.xml.structure import Attributes

SCRIPT = re.compile(r"[^\w.,…∞'′°%!]")  # what makes a script need brackets
TERM = re.compile(r"[^\w.,…∞'′°%!^]")  # a numerator or a denominator
SCRIPTS = {"sub": "_", "sup": "^", "lim": "_"}  # what stands before them
ROOTS = {"2": "√", "3": "∛", "4": "∜"}
BETWEEN = {"mr": " ", "m": "; ", "eqArr": "; ", "d": "|"}  # what stands between the parts of a matrix, of equations, of brackets
UNSAID = {"nary": "∫", "acc": "\u0302"}  # the sign where none is named


class Formulas(Tables, ABC):
    """Handlers of the elements of formulas."""

    def __init__(self) -> None:
        super().__init__()
        self._brackets: list[list[str]] = []  # of the open formulas in brackets
        self._starts: list[int] = []  # where the open numerators, denominators, scripts and degrees begin
        self._signs: list[str] = []  # of the open sums and accents

    def open_part(self, attributes: Attributes) -> None:
        """A numerator, a denominator, a script, a degree, or what stands under a root."""
        self.raise_words(False)
        self._starts.append(len(self.out.inline))

    def _cut(self) -> str:
        """The words of the part that ends, taken out of the line."""
        start = self._starts.pop() if self._starts else len(self.out.inline)
        words = "".join(self.out.inline[start:])
        del self.out.inline[start:]
        return words

    def _put_part(self, before: str) -> None:
        words = self._cut()
        if words.strip():
            compound = (SCRIPT if before in ("^", "_") else TERM).search(words)
            grouped = words[0] == "(" and words.find(")") == len(words) - 1
            self.out.inline.append(before + (f"({words})" if compound and not grouped else words))

    def close_numerator(self) -> None:
        self._put_part("")

    def close_denominator(self) -> None:
        self._put_part("/")

    def close_subscript(self) -> None:
        self._put_part(SCRIPTS["sub"])

    def close_superscript(self) -> None:
        self._put_part(SCRIPTS["sup"])

    def close_limit(self) -> None:
        self._put_part("^" if self.path[-1] == "limUpp" else SCRIPTS["lim"])

    def close_degree(self) -> None:
        degree = self._cut().strip() or "2"
        self.out.inline.append(ROOTS.get(degree, f"^{degree}√"))

    def close_name(self) -> None:
        """Of a function: `sin α`."""
        self.out.inline.append(" ")

    def open_element(self, attributes: Attributes) -> None:
        if self.path_above() == "rad":
            self.open_part(attributes)

    def close_element(self) -> None:
        above = self.path[-1]
        if above == "rad":
            self._put_part("")
        else:
            self.close_row()

    def close_row(self) -> None:
        if between := BETWEEN.get(self.path[-1]):
            self.out.inline.append(between)

    def close_rows(self) -> None:
        """The end of a matrix, a row of it, or of equations: nothing follows the last part."""
        if self.out.inline and self.out.inline[-1] in BETWEEN.values():
            self.out.inline.pop()

    def close_matrix_row(self) -> None:
        self.close_rows()
        self.close_row()

    # Signs.

    def open_sign(self, attributes: Attributes) -> None:
        """A sum, product or integral, or an accent."""
        self._signs.append(UNSAID[self.path[-1]])

    def operator(self, attributes: Attributes) -> None:
        if self._signs and self.path_above() in ("naryPr", "accPr"):
            self._signs[-1] = get(attributes, "val") or ""
        else:
            self.out.inline.append(get(attributes, "val") or "")

    def write_sign(self) -> None:
        """Of a sum, which stands before its limits."""
        if self._signs:
            self.out.inline.append(self._signs[-1])
            self._signs[-1] = ""

    def close_sign(self) -> None:
        """Of an accent, which follows its letter."""
        if self._signs:
            self.out.inline.append(self._signs.pop())

    # Brackets.

    def open_brackets(self, attributes: Attributes) -> None:
        self._brackets.append(["(", ")"])

    def first_bracket(self, attributes: Attributes) -> None:
        if self._brackets:
            self._brackets[-1][0] = get(attributes, "val") or ""

    def last_bracket(self, attributes: Attributes) -> None:
        if self._brackets:
            self._brackets[-1][1] = get(attributes, "val") or ""

    def write_bracket(self) -> None:
        if self._brackets:
            self.out.inline.append(self._brackets[-1][0])

    def close_brackets(self) -> None:
        self.close_rows()
        if self._brackets:
            self.out.inline.append(self._brackets.pop()[1])

    path: list[str]  # of the walker

    @abstractmethod
    def path_above(self) -> str:
        """The element around the one that is met."""
