"""What Formex writes as elements and prints as signs: quotation marks, superscripts, numbers, operators, titles in tables.

Formulas stand on one line: `RW = max {0, 12,5 · (LGD – EL_BE)}`, `(1 – e^(– 50 · PD))/(1 – e^(– 50))`.
"""

import re
from collections.abc import Callable
from typing import Any

from moisson.readers.xml.structure import Attributes
from moisson.readers.xml.walker import Walker

_OPERATORS = "EQ NE GT LT GE LE AP EV SE PLUS MINUS MULT DIV PLUSMINUS PLUSMIN DEG BARONE BARTWO INFTY SUM PROD INT ROOT"
OPERATORS = dict(zip(_OPERATORS.split(), "=≠><≥≤≈≡≃+−×÷±±°|‖∞∑∏∫√", strict=True))
QUOTE = '"'
BRACKETS = {"BRACKET": "()", "SQBRACKET": "[]", "BRACE": "{}", "BAR": "||"}  # of an expression, by its TYPE
SCRIPTS = {"SUP": "^", "OVER": "^"}  # by LOC; all others stand below
ROOTS = {"3": "∛", "4": "∜"}  # by DEGREE
TERM = re.compile(r"[\w.,…∞'′°%^]*")  # what needs no brackets beside the bar of a fraction, under a root, as a script


class FormexSigns(Walker):
    """The part of Formex that is the same wherever it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._raised: list[bool] = []
        self._numbers: list[tuple[int, str]] = []
        self._between: list[str] = []  # of the open lists of definitions: the sign between a term and what it means
        self._keywords: list[tuple[str, str, str]] = []  # of the open lists of keywords: the signs before, between, after
        self._formulas: list[bool] = []  # of the open ones: whether it stands on a line of its own
        self._kinds: list[str] = []  # of the open parts of formulas
        self._within: list[bool] = []  # of the open quotations: whether it stands in a sentence
        self._operand = ""  # the last part that has ended
        self._deleted: set[str] = set()  # modifications that delete what stands before their end

    def _block_title(self, name: str, attributes: Attributes) -> None:
        first, last = attributes.get("COL.START") or "1", attributes.get("COL.END") or "1"
        columns = int(last) - int(first) + 1 if first.isdigit() and last.isdigit() and len(first + last) < 8 else 1
        self._open_row(attributes)
        self._open_cell({"colspan": str(max(columns, 1))})

    def _block_title_end(self, name: str) -> None:
        self._close_cell()

    def _quoted(self, name: str, attributes: Attributes) -> None:
        """QUOT.S: words quoted in a sentence stay in it, those that a colon announces stand apart."""
        self._announce()
        before = "".join(self.out.inline).rstrip() if self.path[-2] in ("P", "TXT", "ALINEA") else ""
        self._within.append(before != "" and not before.endswith(":"))
        if not self._within[-1]:
            self.out.paragraph()
        self.quoted += 1

    def _quoted_end(self, name: str) -> None:
        self.quoted -= 1
        if not self._within.pop():
            self.out.paragraph()

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

    # Formulas. Each part is written apart and put where it belongs when it ends, for then it is known whether it needs brackets.

    def _formula(self, name: str, attributes: Attributes) -> None:
        self._formulas.append(attributes.get("TYPE") == "OUTLINE")
        if self._formulas[-1]:
            self.out.paragraph()

    def _formula_end(self, name: str) -> None:
        if self._formulas.pop():
            self.out.paragraph()

    def _part(self, name: str, attributes: Attributes) -> None:
        self._announce()
        self._kinds.append(attributes.get("DEGREE" if name == "ROOT" else "LOC" if name == "IND" else "TYPE") or "")
        self._push(flat=True)

    def _part_end(self) -> tuple[str, str, str, str]:
        """What the part is said to be; the space before its words, they, and the space after them."""
        inline = self.out.inline
        before, after = bool(inline) and inline[0][:1].isspace(), bool(inline) and inline[-1][-1:].isspace()
        return self._kinds.pop(), " " * before, self._pop().strip(), " " * after

    def _expression_end(self, name: str) -> None:
        kind, before, words, after = self._part_end()
        if not words:
            return
        inline = self.out.inline
        if kind in BRACKETS:
            words = f"{BRACKETS[kind][0]}{words}{BRACKETS[kind][1]}"
        at = next((at for at in range(len(inline) - 1, -1, -1) if inline[at].strip()), -1)
        if name in ("DIVIDEND", "DIVISOR") or (at >= 0 and inline[at] in ("/", "√", *ROOTS.values())):
            del inline[at + 1 :]
            before, words = "", grouped(words)
        self._operand = words
        self.out.inline.extend(filter(None, (before, words, after)))

    def _divisor(self, name: str, attributes: Attributes) -> None:
        if not self._deleted:
            self.out.inline.append("/")
        self._part(name, attributes)

    def _over_end(self, name: str) -> None:
        """Empty it is the bar of a fraction; with words these stand over what is before."""
        _, _, words, _ = self._part_end()
        inline = self._tight()
        if words:
            inline.append(f"^{grouped(words)}")
        elif not self._deleted:
            if inline and inline[-1] == self._operand:
                inline[-1] = grouped(inline[-1])
            inline.append("/")

    def _root_end(self, name: str) -> None:
        kind, _, words, _ = self._part_end()
        if not self._deleted:
            self.out.inline.extend(filter(None, (ROOTS.get(kind, "√"), grouped(words))))

    def _script_end(self, name: str) -> None:
        kind, _, words, after = self._part_end()
        sign = "^" if name == "EXPONENT" else SCRIPTS.get(kind, "_")
        if words:
            self._tight().append(f"{sign}{grouped(words)}{after}")

    def _tight(self) -> list[str]:
        """The line so far, without the space at its end."""
        inline = self.out.inline
        while inline and inline[-1].isspace():
            inline.pop()
        if inline:
            inline[-1] = inline[-1].rstrip()
        return inline

    def _definitions(self, name: str, attributes: Attributes) -> None:
        self._between.append((attributes.get("SEPARATOR") or "").strip() or "–")

    def _definitions_end(self, name: str) -> None:
        self._between.pop()

    def _definition(self, name: str, attributes: Attributes) -> None:
        sign = self._between[-1] if self._between else "–"
        if sign in (":", ";", ","):
            while self.out.inline and self.out.inline[-1].isspace():
                self.out.inline.pop()
        else:
            self.write(" ")
        self.write(f"{sign} ")

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


# What to do where an element begins, and where it ends.
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
    "FORMULA": FormexSigns._formula,
    "DIVISOR": FormexSigns._divisor,
    **dict.fromkeys(("EXPR", "DIVIDEND", "OVER", "UNDER", "ROOT", "IND", "EXPONENT"), FormexSigns._part),
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
    "FORMULA": FormexSigns._formula_end,
    **dict.fromkeys(("EXPR", "DIVIDEND", "DIVISOR"), FormexSigns._expression_end),
    "OVER": FormexSigns._over_end,
    "ROOT": FormexSigns._root_end,
    **dict.fromkeys(("UNDER", "IND", "EXPONENT"), FormexSigns._script_end),
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


def grouped(words: str) -> str:
    """A part of a formula as one: in brackets where it is more than a term and not in brackets as a whole."""
    if TERM.fullmatch(words):
        return words
    bare = words.lstrip("".join(("√", *ROOTS.values())))
    depth = 0
    for place, sign in enumerate(bare):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0:
            return words if place and place == len(bare) - 1 else f"({words})"
    return f"({words})"
